"""The pages of linkages: what a person reads and presses."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from core import sweeps
from core.models import AuditEntry
from referrals.models import Linkage
from tests.referrals.conftest import World, at

SAID = {"way": "PHONE", "told_by": "남가상", "happened_at": "2026-10-20T14:00"}


@pytest.fixture
def worker(world: World) -> Any:
    return world.cast.social1.client()


def url(linkage: Linkage, rest: str = "") -> str:
    return f"/linkages/{linkage.pk}/{rest}"


def test_the_list_is_masked_and_its_showing_recorded(world: World, worker: Any) -> None:
    linkage = world.sent()
    page = worker.get("/linkages/").content.decode()
    assert linkage.number in page
    assert "김*상" in page
    assert "1948년생" in page
    assert "김가상" not in page
    assert AuditEntry.objects.filter(verb="linkage.list", persons=[world.client.pk]).exists()


def test_saved_views_and_filters_keep_what_they_say(world: World, clock: Any) -> None:
    silent, replied, draft = world.sent(world.welfare, service="MEAL"), world.replied(), world.draft()
    clock.move_to(at(10, 24, 9))
    sweeps.run_all()

    def shown(query: str) -> set[str]:
        worker = world.cast.social1.client()  # signed in anew: the clock has moved beyond a session
        return set(re.findall(r"L-\d{4}-\d{5}", worker.get(f"/linkages/?{query}").content.decode()))

    assert shown("view=silent") == {silent.number}
    assert shown("view=replied") == {replied.number}
    assert shown("view=all") == {silent.number, replied.number, draft.number}
    assert shown("view=all&status=DRAFT") == {draft.number}
    assert shown("view=all&service=MEAL") == {silent.number}
    assert shown(f"view=all&receiver={world.welfare.pk}") == {silent.number}
    clock.move_to(at(10, 27, 9))
    assert shown("view=all&overdue=on") == {silent.number}


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("social1", 200),
        ("nurse1", 200),
        ("doctor1", 200),
        ("coordinator1", 200),
        ("health1", 200),
        ("social2", 404),
        ("hospital2", 404),
        ("cpo1", 404),
        ("welfare1", 404),
        ("nobody", 302),
    ],
)
def test_the_page_opens_to_those_who_work_with_it(world: World, who: str, status: int) -> None:
    linkage = world.sent()
    assert getattr(world.cast, who).client().get(url(linkage)).status_code == status


def test_the_page_shows_both_numbers_the_snapshot_and_the_entered_steps(world: World, worker: Any) -> None:
    linkage = world.proxy(
        world.sent(shared_items=["NAME", "PHONE"]), "receive", at(10, 20, 14), receiver_number="보건-77"
    )
    page = worker.get(url(linkage)).content.decode()
    for text in (linkage.number, "보건-77", "010-0000-1234", "대신 입력한 단계", "남가상", "수락", "거절", "보완 요청"):
        assert text in page
    assert "가상로" not in page, "what was not shared is not part of the linkage"
    assert AuditEntry.objects.filter(verb="linkage.read", object_id=str(linkage.pk)).exists()


def test_the_receivers_first_reading_is_kept(world: World) -> None:
    linkage = world.sent()
    receiver = world.cast.health1.client()
    page = receiver.get(url(linkage)).content.decode()
    assert "대행 입력" not in page
    linkage.refresh_from_db()
    assert linkage.first_read_at == at(10, 20, 14)


def test_a_blocked_send_says_why(world: World, worker: Any) -> None:
    linkage = world.draft(world.addiction, service="ADDICTION")
    assert "제3자 제공 동의 없음(가상중독관리통합지원센터)" in worker.get(url(linkage)).content.decode()
    answer = worker.post(url(linkage, "act/send/"), {"version": 1})
    assert answer.status_code == 400
    assert "제3자 제공 동의 없음(가상중독관리통합지원센터)" in answer.content.decode()


def test_a_linkage_is_written_sent_answered_and_confirmed(world: World, worker: Any) -> None:
    world.consents_for(world.health_center)
    form = {
        "service": "HOME_HEALTH",
        "receiver": world.health_center.pk,
        "reason": "혼자 지냄",
        "request": "주 1회 방문",
        "urgency": "NORMAL",
        "shared_items": ["NAME", "PHONE"],
        "idempotency_key": "k1",
    }
    address = f"/linkages/new/?programme=DISCHARGE&case={world.case.pk}&need=NURSING"
    assert 'value="NURSING" selected' in worker.get(address).content.decode()
    answer = worker.post(address, form)
    linkage = Linkage.objects.get()
    assert answer["Location"] == url(linkage)
    worker.post(url(linkage, "act/send/"), {"version": linkage.version})
    for step, data in [
        ("receive", {}),
        ("accept", {"responsible": "남가상", "planned_start_on": "2026-10-28"}),
        ("start_service", {"started_on": "2026-10-20"}),
        ("reply", {"result": "SERVICE_DONE", "content": "3회 방문"}),
    ]:
        linkage.refresh_from_db()
        answer = worker.post(url(linkage, f"act/{step}/?for=receiver"), {**SAID, **data, "version": linkage.version})
        assert answer.status_code == 302, (step, answer.content.decode()[-3000:])
    linkage.refresh_from_db()
    assert linkage.status == "REPLIED"
    worker.post(url(linkage, "act/confirm/"), {"version": linkage.version})
    linkage.refresh_from_db()
    assert linkage.status == "COMPLETED"
    page = worker.get(url(linkage)).content.decode()
    assert "회신 확인 → 완료" in page
    assert "3회 방문" in page


def test_a_form_that_comes_back_keeps_what_was_typed(world: World, worker: Any) -> None:
    linkage = world.sent()
    data = {**SAID, "told_by": "", "decline_reason": "OTHER", "reason_text": "담당자 휴직", "version": linkage.version}
    answer = worker.post(url(linkage, "act/decline/?for=receiver"), data)
    assert answer.status_code == 400
    assert "담당자 휴직" in answer.content.decode()


def test_a_button_from_an_old_page_gets_a_conflict(world: World, worker: Any) -> None:
    linkage = world.sent()
    world.proxy(linkage, "receive", at(10, 20, 14))
    answer = worker.post(url(linkage, "act/receive/?for=receiver"), {**SAID, "version": 2})
    assert answer.status_code == 409
    assert "할 수 없습니다" in answer.content.decode()


def test_resident_registration_numbers_are_refused(world: World, worker: Any) -> None:
    linkage = world.draft()
    data = {
        "service": "HOME_HEALTH",
        "receiver": world.health_center.pk,
        "urgency": "NORMAL",
        "reason": "480315-2123456",
    }
    answer = worker.post(url(linkage, "edit/"), data)
    assert answer.status_code == 400
    linkage.refresh_from_db()
    assert linkage.reason == "고관절 수술 뒤 혼자 지냄"


def test_unknown_acts_and_foreign_cases_are_not_found(world: World, worker: Any) -> None:
    linkage = world.sent()
    assert worker.get(url(linkage, "act/withdraw/")).status_code == 404
    assert worker.get("/linkages/new/?programme=NOPE&case=x").status_code == 404
    assert worker.get("/linkages/new/?programme=DISCHARGE&case=x").status_code == 404
    stranger = world.cast.hospital2.client()
    assert stranger.get(f"/linkages/new/?programme=DISCHARGE&case={world.case.pk}").status_code == 404
    colleague = world.cast.social2.client()
    assert colleague.get(f"/linkages/new/?programme=DISCHARGE&case={world.case.pk}").status_code == 403


def test_a_chase_is_recorded_from_the_page(world: World, clock: Any) -> None:
    linkage = world.sent()
    clock.move_to(at(10, 24, 9))
    sweeps.run_all()
    worker = world.cast.social1.client()
    assert "연락 기록" in worker.get(url(linkage)).content.decode()
    answer = worker.post(url(linkage, "act/chase/"), {"note": "자동응답기에 남김", "again_on": "2026-10-26"})
    assert answer.status_code == 302
    assert "자동응답기에 남김" in worker.get(url(linkage)).content.decode()


def test_a_letter_leaves_only_after_sending_and_under_consent(world: World, worker: Any) -> None:
    from network.models import Consent

    draft = world.draft()
    assert worker.get(url(draft, "letter/preview/")).status_code == 200
    assert worker.get(url(draft, "letter/")).status_code == 409
    linkage = world.sent()
    Consent.objects.filter(client=world.client).update(status="WITHDRAWN", withdrawn_at=at(10, 20, 14))
    assert worker.get(url(linkage, "letter/")).status_code == 409


def test_the_ledger_is_read_and_exported_with_a_purpose(world: World) -> None:
    world.sent()
    officer = world.cast.cpo1.client()
    page = officer.get("/linkages/provisions/").content.decode()
    assert "D-2026-00012" in page
    assert "김*상" in page
    assert "가상시 보건소" in page
    assert officer.post("/linkages/provisions/export/", {"reason": ""}).status_code == 400
    answer = officer.post("/linkages/provisions/export/", {"reason": "분기 점검"})
    rows = list(load_workbook(BytesIO(answer.content)).active.iter_rows())
    assert [cell.value for cell in rows[0]][:4] == ["연번", "일시", "대상자(사례번호)", "제공받는 자"]
    assert rows[1][2].value == "김*상 (D-2026-00012)"
    assert "f" not in {cell.data_type for row in rows for cell in row}, "no formula anywhere"
    entry = AuditEntry.objects.get(verb="provision.export")
    assert (entry.action, entry.reason, entry.persons) == ("DOWNLOAD", "분기 점검", [world.client.pk])
    assert world.cast.social1.client().get("/linkages/provisions/").status_code == 403


def test_text_that_looks_like_a_formula_stays_text(world: World) -> None:
    from referrals import exports
    from referrals.models import Provision

    world.sent()
    Provision.objects.update(purpose='=HYPERLINK("http://x")')
    content = exports.ledger(Provision.objects.for_list())  # type: ignore[attr-defined]
    cell = load_workbook(BytesIO(content)).active["E2"]
    assert (cell.data_type != "f", cell.value) == (True, '=HYPERLINK("http://x")')


def test_the_page_of_a_destruction_names_the_number_alone(world: World) -> None:
    from referrals.services.linkages import ending
    from tests.referrals.test_withdrawal import withdraw

    linkage = world.sent()
    withdraw(world)
    receiver = world.cast.health1.client()
    page = receiver.get(url(linkage, "destruction/")).content.decode()
    assert linkage.number in page
    assert "방문건강" not in page
    assert "가상의료원" not in page
    assert receiver.post(url(linkage, "destruction/"), {"happened_at": "2026-10-20T14:00"}).status_code == 302
    assert receiver.get(url(linkage)).status_code == 404
    assert ending.Provision.objects.get().destroyed_at == at(10, 20, 14)


def test_the_list_costs_the_same_however_many_rows(
    world: World, worker: Any, django_assert_max_num_queries: Any
) -> None:
    for _ in range(4):
        world.sent()
    with django_assert_max_num_queries(20):
        worker.get("/linkages/?view=all")
