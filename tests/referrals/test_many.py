"""The same act on several linkages: each row gets its own answer, and a refusal touches no other row."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from core import sweeps
from core.models import AuditEntry
from tests.referrals.conftest import World, at


def test_receiving_several_does_what_it_can_and_says_why_not(world: World, clock: Any) -> None:
    silent, working = world.sent(), world.in_service()
    clock.move_to(at(10, 24, 9))
    sweeps.run_all()
    fresh = world.sent()
    foreign = world.sent(world.city_hall, service="INTEGRATED_CARE")
    rows = [silent, fresh, working, foreign]
    answer = world.cast.health1.client().post("/linkages/many/receive/", {"ids": [str(row.pk) for row in rows]})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "4건 가운데 2건을 바꾸었습니다." in page
    assert "지금 상태(서비스 제공 중)" in page
    assert "찾을 수 없는 의뢰입니다." in page
    assert foreign.number not in page
    for row in rows:
        row.refresh_from_db()
    assert [row.status for row in rows] == ["RECEIVED", "RECEIVED", "IN_SERVICE", "SENT"]


def test_confirming_several_is_the_senders_and_each_row_is_asked_for_itself(world: World) -> None:
    replied, running = world.replied(), world.in_service()
    ids = [str(replied.pk), str(running.pk), str(uuid4())]
    body = {"act": "confirm", "ids": ids}
    refused = world.cast.health1.api().post("/api/v1/linkages/many/", body, format="json").json()
    assert [row["done"] for row in refused] == [False, False, False]
    replied.refresh_from_db()
    assert replied.status == "REPLIED"
    assert AuditEntry.objects.filter(verb="access.denied", user_id=world.cast.health1.pk).exists()
    answer = world.cast.social1.api().post("/api/v1/linkages/many/", body, format="json")
    assert [(row["number"], row["done"]) for row in answer.json()] == [
        (replied.number, True),
        (running.number, False),
        ("", False),
    ]
    assert "'회신 확인'" in answer.json()[1]["reason"]


def test_chasing_several_asks_first_what_was_said(world: World, clock: Any) -> None:
    one, two, replied = world.sent(), world.sent(service="HOME_REHAB"), world.replied()
    clock.move_to(at(10, 24, 9))
    sweeps.run_all()
    worker = world.cast.social1.client()
    ids = [str(row.pk) for row in (one, two, replied)]
    page = worker.post("/linkages/many/chase/", {"ids": ids}).content.decode()
    assert "고른 의뢰 3건" in page
    data = {"ids": ids, "note": "전화함", "again_on": ""}
    assert worker.post("/linkages/many/chase/", data).status_code == 400
    page = worker.post("/linkages/many/chase/", {**data, "again_on": "2026-10-27"}).content.decode()
    assert "3건 가운데 2건을 바꾸었습니다." in page
    one.refresh_from_db()
    assert one.due_at == at(10, 28, 0)


def test_nothing_or_too_much_chosen(world: World) -> None:
    api = world.cast.health1.api()
    assert api.post("/api/v1/linkages/many/", {"act": "receive", "ids": []}, format="json").status_code == 400
    many = [str(uuid4()) for _ in range(101)]
    assert api.post("/api/v1/linkages/many/", {"act": "receive", "ids": many}, format="json").status_code == 400
    agency = world.cast.health1.client()
    assert agency.post("/linkages/many/receive/", {"ids": ["x"]}).status_code == 302
    assert agency.post("/linkages/many/receive/", {"ids": many}).status_code == 400
    assert agency.post("/linkages/many/stop/", {"ids": many[:1]}).status_code == 404


def test_the_bars_offer_each_side_its_own_acts(world: World) -> None:
    world.sent()
    received = world.cast.health1.client().get("/linkages/received/").context["bulk_actions"]
    assert [one["label"] for one in received] == ["접수"]
    sent = world.cast.social1.client().get("/linkages/").context["bulk_actions"]
    assert [one["label"] for one in sent] == ["회신 확인", "연락 기록"]
    assert world.cast.coordinator1.client().get("/linkages/").context["bulk_actions"] == []
