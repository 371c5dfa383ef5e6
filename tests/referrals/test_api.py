"""The same linkages through the API."""

from __future__ import annotations

from typing import Any

import pytest

from core.models import AuditEntry
from referrals.models import Linkage
from tests.referrals.conftest import World, at

LIST = "/api/v1/linkages/"
SAID = {"way": "PHONE", "told_by": "남가상", "happened_at": "2026-10-20T14:00:00+09:00"}


@pytest.fixture
def api(world: World) -> Any:
    return world.cast.social1.api()


def url(linkage: Linkage, rest: str = "") -> str:
    return f"{LIST}{linkage.pk}/{rest}"


def body(world: World, **changes: Any) -> dict[str, Any]:
    return {
        "programme": "DISCHARGE",
        "case": str(world.case.pk),
        "receiver": world.health_center.pk,
        "service": "HOME_HEALTH",
        "reason": "혼자 지냄",
        "request": "주 1회 방문",
        "shared_items": ["NAME", "PHONE"],
        **changes,
    }


def test_rows_are_masked_scoped_and_recorded(world: World, api: Any) -> None:
    linkage = world.sent()
    answer = api.get(LIST)
    assert answer.status_code == 200
    (row,) = answer.json()["results"]
    assert (row["number"], row["person"], row["born"]) == (linkage.number, "김*상", "1948년생")
    assert "김가상" not in answer.content.decode()
    assert AuditEntry.objects.filter(verb="linkage.list", persons=[world.client.pk]).exists()
    assert world.cast.social2.api().get(LIST).json()["results"] == []
    assert len(world.cast.health1.api().get(LIST).json()["results"]) == 1
    assert world.cast.nobody.api().get(LIST).status_code in (401, 403)


def test_the_filters_of_the_page_work_here(world: World, api: Any) -> None:
    world.sent()
    draft = world.draft()
    assert [row["number"] for row in api.get(f"{LIST}?status=DRAFT").json()["results"]] == [draft.number]
    assert api.get(f"{LIST}?status=NOPE").status_code == 400


def test_one_linkage_tells_its_acts(world: World, api: Any) -> None:
    linkage = world.sent()
    found = api.get(url(linkage)).json()
    assert found["items"] == {"NAME": "김가상", "ADDRESS": "의정부시 흥선동 가상로 1", "PHONE": "010-0000-1234"}
    assert {act["name"] for act in found["actions"]} == {"cancel"}
    assert {act["name"] for act in found["proxy_actions"]} == {"receive", "ask_more", "decline"}
    theirs = world.cast.health1.api().get(url(linkage)).json()
    assert {act["name"] for act in theirs["actions"]} == {"receive", "ask_more", "decline"}
    assert theirs["proxy_actions"] == []


@pytest.mark.parametrize(
    ("who", "status"), [("social2", 404), ("hospital2", 404), ("welfare1", 404), ("cpo1", 404), ("doctor1", 200)]
)
def test_others_find_nothing(world: World, who: str, status: int) -> None:
    linkage = world.sent()
    answer = getattr(world.cast, who).api().get(url(linkage))
    assert answer.status_code == status
    if status == 404:
        missing = getattr(world.cast, who).api().get(f"{LIST}00000000-0000-4000-8000-000000000000/")
        assert answer.json() == missing.json()


def test_creating_twice_with_one_key_makes_one(world: World, api: Any) -> None:
    answers = [api.post(LIST, body(world), headers={"Idempotency-Key": "a1"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json()["id"] == answers[1].json()["id"]
    assert Linkage.objects.count() == 1
    other = api.post(LIST, body(world, reason="다른 글"), headers={"Idempotency-Key": "a1"})
    assert other.status_code == 409


def test_bad_bodies_are_told_by_field(world: World, api: Any) -> None:
    answer = api.post(LIST, body(world, urgency="EMERGENCY"))
    assert answer.status_code == 400
    assert "119" in answer.json()["fields"]["urgency"][0]
    answer = api.post(LIST, body(world, reason="480315-2123456"))
    assert set(answer.json()["fields"]) == {"reason"}
    answer = api.post(LIST, body(world, status="SENT"))
    assert set(answer.json()["fields"]) == {"status"}
    assert api.post(LIST, body(world, receiver=0)).json()["fields"]["receiver"]
    assert api.post(LIST, body(world, programme="NOPE")).status_code == 404
    assert world.cast.social2.api().post(LIST, body(world)).status_code == 403
    assert world.cast.health1.api().post(LIST, body(world)).status_code == 403


def test_moves_ask_for_the_version_that_was_read(world: World, api: Any) -> None:
    world.consents_for(world.health_center)
    linkage = world.draft()
    answer = api.patch(url(linkage), {"reason": "새 글"}, headers={"If-Match": '"1"'})
    assert (answer.status_code, answer.json()["version"]) == (200, 2)
    stale = api.patch(url(linkage), {"reason": "늦은 글"}, headers={"If-Match": "1"})
    assert stale.status_code == 409
    assert stale.json()["stored"] == {"reason": "새 글"}
    assert api.post(url(linkage, "send/"), {}, headers={"If-Match": "1"}).status_code == 409
    assert api.post(url(linkage, "send/"), {}, headers={"If-Match": "2"}).json()["status"] == "SENT"


def test_refusal_by_rule_names_it(world: World, api: Any) -> None:
    linkage = world.draft(world.addiction, service="ADDICTION")
    answer = api.post(url(linkage, "send/"), {})
    assert answer.status_code == 400
    assert answer.json()["detail"] == "제3자 제공 동의 없음(가상중독관리통합지원센터)"


def test_the_whole_way_entered_for_the_receiver(world: World, api: Any) -> None:
    linkage = world.sent()

    def enter(step: str, **data: Any) -> Any:
        return api.post(url(linkage, "enter-for-receiver/"), {"step": step, "proxy": SAID, "data": data})

    assert enter("receive").json()["status"] == "RECEIVED"
    assert enter("accept", responsible="남가상").status_code == 400
    assert enter("accept", responsible="남가상", planned_start_on="2026-10-28").json()["status"] == "ACCEPTED"
    assert enter("interim_reply", result="INFO_GIVEN", content="전화 상담").json()["status"] == "ACCEPTED"
    assert enter("reply", result="SERVICE_DONE", started_on="2026-10-20", content="마침").json()["status"] == "REPLIED"
    replies = api.get(url(linkage, "replies/")).json()
    assert [row["reply_kind"] for row in replies] == ["FINAL", "INTERIM"] or len(replies) == 2
    assert api.post(url(linkage, "confirm/"), {}).json()["status"] == "COMPLETED"
    assert linkage.proxy_entries.count() == 4


def test_a_step_that_comes_too_late_is_told_before_what_was_typed_is_judged(world: World, api: Any) -> None:
    """Also for a step that moves no state; one that is nobody's to enter is refused before that."""
    broken = {"proxy": {"way": "BUS"}, "data": {"nothing": 1}}
    for state, step in (("COMPLETED", "accept"), ("SENT", "interim_reply")):
        linkage = world.at_state(state)
        assert api.post(url(linkage, "enter-for-receiver/"), {"step": step, **broken}).status_code == 409, step
        stranger = world.cast.coordinator1.api()
        assert stranger.post(url(linkage, "enter-for-receiver/"), {"step": step, **broken}).status_code == 403


@pytest.mark.parametrize(
    ("state", "who", "act"),
    [
        ("SENT", "social1", "chase"),
        ("SENT", "social1", "close-search"),
        ("DRAFT", "social1", "receiver-number"),
        ("SENT", "health1", "interim-reply"),
    ],
)
def test_what_moves_no_state_says_that_it_is_too_late_before_it_looks_at_the_body(
    world: World, state: str, who: str, act: str
) -> None:
    linkage, member = world.at_state(state), getattr(world.cast, who)
    assert member.api().post(url(linkage, f"{act}/"), {"nothing": 1}).status_code == 409
    name = {"receiver-number": "number"}.get(act, act.replace("-", "_"))
    assert member.client().post(f"/linkages/{linkage.pk}/act/{name}/", {}).status_code == 409


def test_the_receiver_acts_for_itself_and_not_for_the_sender(world: World) -> None:
    linkage = world.sent()
    receiver = world.cast.health1.api()
    assert receiver.post(url(linkage, "cancel/"), {"cancel_reason": "DUPLICATE"}).status_code == 403
    assert receiver.post(url(linkage, "enter-for-receiver/"), {"step": "receive", "proxy": SAID}).status_code == 403
    assert receiver.post(url(linkage, "receive/"), {}).json()["status"] == "RECEIVED"
    assert receiver.post(url(linkage, "receive/"), {}).status_code == 409
    declined = receiver.post(url(linkage, "decline/"), {"decline_reason": "CAPACITY"})
    assert declined.json() == {"id": str(linkage.pk), "number": linkage.number, "status": "DECLINED"}


def test_the_ledger(world: World) -> None:
    world.sent()
    (row,) = world.cast.cpo1.api().get("/api/v1/provisions/").json()["results"]
    assert (row["case_number"], row["person"], row["items"]) == ("D-2026-00012", "김*상", ["NAME", "ADDRESS", "PHONE"])
    assert world.cast.social1.api().get("/api/v1/provisions/").status_code == 403
    assert world.cast.cpo1.api().post("/api/v1/provisions/", {}).status_code in (403, 405)


def test_every_move_of_the_table_that_a_person_makes_has_an_endpoint() -> None:
    from referrals.api.linkages.endpoint import LinkageEndpoint
    from referrals.workflow import LINKAGE

    made = {action.__name__ for action in LinkageEndpoint.get_extra_actions()}
    people = {row.name for row in LINKAGE.transitions if row.by != frozenset({"system"})}
    assert {f"act_{name}" for name in people} <= made
    assert made | {"list", "create", "retrieve", "partial_update", "plan_appointment", "draft_planned"} == set(
        LinkageEndpoint.policies
    )


def test_destruction_is_confirmed_through_the_api(world: World) -> None:
    from tests.referrals.test_withdrawal import withdraw

    linkage = world.sent()
    withdraw(world)
    receiver = world.cast.health1.api()
    assert receiver.get(url(linkage)).status_code == 404
    answer = receiver.post(url(linkage, "confirm-destroyed/"), {"happened_at": at(10, 20, 14).isoformat()})
    assert answer.json() == {"id": str(linkage.pk), "number": linkage.number, "status": "WITHDRAWN"}
