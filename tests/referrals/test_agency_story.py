"""The receiving agency at its own doors: what it finds, what it does, what the sender sees of it."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from core import delivery, duties, messages, sweeps
from core.models import AuditEntry, Duty, Message
from network.models import Consent
from referrals.models import Linkage
from referrals.services.linkages import drafting, steps
from tests import make
from tests.queries import count_queries
from tests.referrals.conftest import World, at

NUMBER = re.compile(r"L-\d{4}-\d{5}")


def inbox(world: World, query: str = "", who: str = "health1") -> str:
    """The inbox as somebody opens it, signed in anew: the clock may have moved beyond a session."""
    answer = getattr(world.cast, who).client().get(f"/linkages/received/?{query}")
    assert answer.status_code == 200
    return str(answer.content.decode())


def numbers(page: str) -> set[str]:
    return set(NUMBER.findall(page))


def press(world: World, linkage: Linkage, name: str, who: str = "health1", **data: Any) -> Linkage:
    """Press a button of the page as the agency's person; the row as it then stands."""
    answer = getattr(world.cast, who).client().post(f"/linkages/{linkage.pk}/act/{name}/", data)
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return Linkage.objects.get(pk=linkage.pk)


def owed(linkage: Linkage) -> dict[str, Duty]:
    return {duty.kind: duty for duty in Duty.objects.open().about("referrals.linkage", linkage.pk)}


# --- the inbox -------------------------------------------------------------------------------------------------------


def test_the_inbox_shows_what_was_shared_masked_and_says_what_is_owed(world: World) -> None:
    linkage, served = world.sent(shared_items=["NAME", "ADDRESS"]), world.accepted(shared_items=["NAME", "ADDRESS"])
    page = inbox(world)
    for text in (
        linkage.number,
        served.number,
        "수락 전",
        "김*상",
        "안 읽음",
        "의뢰 발송",
        "접수",
        "D-3",
        "가상의료원",
    ):
        assert text in page, text
    assert page.count("김*상") == 1, "the name comes with the acceptance"
    assert "김가상" not in page
    assert "1948년생" not in page, "the birth date was not shared"
    assert AuditEntry.objects.filter(verb="linkage.received_list", persons=[world.client.pk]).exists()


def test_a_name_that_was_not_shared_is_not_even_shown_masked(world: World) -> None:
    linkage = world.accepted(shared_items=["ADDRESS"])
    page = inbox(world)
    assert linkage.number in page
    assert "김*상" not in page
    assert "성명 제공 안 함" in page
    rows = world.cast.health1.api().get("/api/v1/linkages/").json()["results"]
    assert [row["person"] for row in rows] == [""]


def test_another_agency_and_a_draft_are_not_in_the_inbox(world: World) -> None:
    world.sent(world.city_hall, service="INTEGRATED_CARE")
    world.draft()
    assert numbers(inbox(world)) == set()
    assert numbers(inbox(world, who="town1")) == set()


def test_saved_views_hold_what_their_names_say(world: World, clock: Any) -> None:
    new, working = world.sent(), world.in_service()
    declined = world.proxy(world.sent(), "decline", at(10, 20, 14), decline_reason="CAPACITY")
    read = world.sent()
    world.cast.health1.client().get(f"/linkages/{read.pk}/")
    every = {new.number, working.number, read.number}
    assert numbers(inbox(world)) == every
    assert numbers(inbox(world, "view=unread")) == {new.number, working.number}
    assert numbers(inbox(world, "view=new")) == {new.number, read.number}
    assert numbers(inbox(world, "view=owed")) == {working.number}
    assert numbers(inbox(world, "view=ended")) == {declined.number}
    assert numbers(inbox(world, "view=late")) == set()
    clock.move_to(at(10, 24, 0))
    sweeps.run_all()
    assert numbers(inbox(world, "view=late")) == {new.number, read.number}
    assert inbox(world, "view=late").count("1일 지남") == 2


def test_filters_of_the_inbox(world: World) -> None:
    urgent = world.sent(urgency="URGENT")
    rehab = press(world, world.sent(service="HOME_REHAB"), "receive", receiver_number="보건-12")
    assert numbers(inbox(world, "urgency=URGENT")) == {urgent.number}
    assert numbers(inbox(world, "service=HOME_REHAB")) == {rehab.number}
    assert numbers(inbox(world, "status=RECEIVED")) == {rehab.number}
    assert numbers(inbox(world, "q=보건-12")) == {rehab.number}
    Linkage.objects.filter(pk=rehab.pk).update(receiver_number="R-2026-12")
    assert numbers(inbox(world, "q=R-2026-12")) == {rehab.number}, "a number of ours may look like one of theirs"
    assert numbers(inbox(world, f"q={urgent.number.lower().replace('-', ' ')}")) == {urgent.number}
    assert numbers(inbox(world, f"sender={world.hospital.pk}")) == {urgent.number, rehab.number}
    assert numbers(inbox(world, "due=2026-10-21")) == {urgent.number}


def test_the_inbox_finds_by_name_whom_it_may_read_and_nobody_else(world: World) -> None:
    """A search tells no more than the line that it finds: not whom one has not accepted, nor whose name was not shared."""
    served = world.accepted(shared_items=["NAME"])
    world.sent(shared_items=["NAME"])
    world.accepted(shared_items=["ADDRESS"])
    world.proxy(world.sent(), "decline", at(10, 20, 14), decline_reason="CAPACITY")
    for query in ("q=김가상", "q=가상&view=all"):
        assert numbers(inbox(world, query)) == {served.number}, query
    found = world.cast.health1.api().get("/api/v1/received-linkages/?q=김가상").json()["results"]
    assert [row["number"] for row in found] == [served.number]


def test_before_it_accepts_an_agency_reads_what_it_needs_to_decide(world: World) -> None:
    """Year of birth, town, service and request; the name, the telephone and the reason come with the acceptance, each look recorded."""
    items = ["NAME", "BIRTH_DATE", "PHONE", "ADDRESS"]
    world.consent("THIRD_PARTY", world.health_center, tuple(items))
    linkage = world.sent(shared_items=items, reason="뇌경색 뒤 왼쪽 마비", request="주 1회 방문 간호")
    agency = world.cast.health1
    page = agency.client().get(f"/linkages/{linkage.pk}/").content.decode()
    told = agency.api().get(f"/api/v1/linkages/{linkage.pk}/").json()
    for hidden in ("김가상", "010-0000-1234", "뇌경색", "1948. 3. 15."):
        assert hidden not in page, hidden
        assert hidden not in str(told), hidden
    for text in ("1948년생", "주 1회 방문 간호", "수락하면 성명·연락처와 의뢰 사유를 비롯한 나머지 항목이 열립니다."):
        assert text in page, text
    for path in (
        f"/linkages/{linkage.pk}/letter/",
        f"/linkages/{linkage.pk}/letter.hwpx",
        f"/linkages/{linkage.pk}/letter/preview/",
    ):
        answer = agency.client().get(path)
        assert answer.status_code == 409
        assert "의뢰를 수락한 뒤에 볼 수 있는 문서입니다." in answer.content.decode()
    assert "의뢰서·회신서" not in page
    sheet = agency.client().get(f"/linkages/{linkage.pk}/reply/preview/").content.decode()
    assert "김*상" not in sheet
    press(world, press(world, linkage, "receive"), "accept", responsible="남가상", planned_start_on="2026-10-28")
    page = agency.client().get(f"/linkages/{linkage.pk}/").content.decode()
    for text in ("김가상 님", "010-0000-1234", "뇌경색 뒤 왼쪽 마비", "1948. 3. 15.", "의뢰서·회신서 (PDF)"):
        assert text in page, text
    assert AuditEntry.objects.filter(verb="linkage.read", user=agency.user, object_id=str(linkage.pk)).count() == 3


def test_an_agency_reads_how_long_it_took_to_answer(world: World, clock: Any) -> None:
    """Sent on 10-20: accepted the same minute, another one three days later; the middle is a day and a half."""
    world.accepted()
    slow = world.sent()
    clock.move_to(at(10, 23, 14))
    press(world, press(world, slow, "receive"), "accept", responsible="남가상", planned_start_on="2026-10-28")
    agency = world.cast.health1
    page = agency.client().get("/linkages/received/report/").content.decode()
    cells = re.findall(r"<td[^>]*>([^<]*)</td>", page.split("<tbody>")[1].split("</tbody>")[0])
    assert cells[:3] == ["방문건강관리(보건소)", "2", "2"]
    assert cells[-2:] == ["1.5", "-"]
    (row,) = agency.api().get("/api/v1/received-linkages/report/").json()
    assert (row["agency"], row["requested"], row["days_to_accept"]) == ("가상의료원", 2, "1.5")
    assert (
        "이 기간에 받은 의뢰가 없습니다" in world.cast.town1.client().get("/linkages/received/report/").content.decode()
    )


def test_an_ended_linkage_keeps_its_header_line_and_nothing_of_the_person(world: World) -> None:
    declined = world.proxy(world.sent(), "decline", at(10, 20, 14), decline_reason="CAPACITY")
    page = inbox(world, "view=ended")
    assert declined.number in page
    assert "내용 닫힘" in page
    assert "김*상" not in page
    assert f"/linkages/{declined.pk}/" not in page
    rows = world.cast.health1.api().get("/api/v1/received-linkages/").json()["results"]
    assert [(row["number"], row["person"], row["is_closed"]) for row in rows] == [(declined.number, "", True)]


def test_the_inbox_as_a_spreadsheet_needs_a_purpose(world: World) -> None:
    linkage = world.accepted()
    agency = world.cast.health1.client()
    assert agency.post("/linkages/received/export/", {}).status_code == 400
    answer = agency.post("/linkages/received/export/", {"reason": "주간 회의"})
    sheet = load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    assert [cell.value for cell in sheet[2]][:3] == [linkage.number, None, "김*상"]
    entry = AuditEntry.objects.get(verb="linkage.received_export")
    assert (entry.reason, entry.persons) == ("주간 회의", [world.client.pk])


def test_the_menu_counts_in_red_what_the_agency_owes(world: World) -> None:
    world.accepted()
    lines = {item["label"]: item for item in world.cast.health1.client().get("/").context["nav"].items}
    assert (lines["받은 의뢰"]["count"], lines["받은 의뢰"]["hot"]) == (1, True), (
        "two duties about one linkage count once"
    )
    assert "의뢰·회신" not in lines
    lines = {item["label"]: item for item in world.cast.social1.client().get("/").context["nav"].items}
    assert "받은 의뢰" not in lines
    assert lines["의뢰·회신"]["hot"] is False


def test_a_hospital_that_was_asked_has_the_inbox_too(world: World) -> None:
    other = world.cast.hospital2.institution
    other.offers.create(service="HOME_HEALTH")
    linkage = world.sent(other)
    assert numbers(inbox(world, who="hospital2")) == {linkage.number}
    assert "/linkages/received/" in world.cast.hospital2.client().get("/linkages/").content.decode()


def test_a_manager_may_do_whatever_the_staff_may(world: World) -> None:
    manager = make.member(institution=world.health_center, roles="PARTNER_MANAGER", programmes="REFERRALS")
    linkage = world.sent()
    page = manager.client().get("/").content.decode()
    assert "의뢰 접수" in page
    assert manager.client().post(f"/linkages/{linkage.pk}/act/receive/", {}).status_code == 302


# --- working on one --------------------------------------------------------------------------------------------------


def test_the_whole_way_from_the_agencys_side(world: World, clock: Any) -> None:
    linkage = world.sent(shared_items=["NAME", "PHONE"])
    agency = world.cast.health1.client()
    page = agency.get(f"/linkages/{linkage.pk}/").content.decode()
    for text in (
        "보는 근거",
        "제3자 제공 동의",
        "의뢰 내용을 읽고 접수하십시오.",
        "내 차례",
    ):
        assert text in page, text
    assert len(re.findall(r"krds-btn primary\"? *href|class=\"krds-btn primary\" href", page)) == 1

    sender = world.cast.social1.client().get(f"/linkages/{linkage.pk}/").content.decode()
    assert "10. 20.(화) 14:00</span> 읽음" in sender

    linkage = press(world, linkage, "receive", receiver_number="보건-1")
    linkage = press(world, linkage, "accept", responsible="남가상", planned_start_on="2026-10-28")
    assert (linkage.status, linkage.receiver_number) == ("ACCEPTED", "보건-1")
    page = agency.get(f"/linkages/{linkage.pk}/").content.decode()
    assert "김가상 님" in page
    assert "010-0000-1234" in page
    linkage = press(world, linkage, "start_service", started_on="2026-10-20")
    linkage = press(world, linkage, "interim_reply", result="PLANNED", started_on="2026-10-28", content="주 1회 예정")
    assert linkage.status == "IN_SERVICE"
    linkage = press(world, linkage, "reply", result="SERVICE_STARTED", content="방문함", frequency="주 1회")
    assert linkage.status == "REPLIED"
    assert set(owed(linkage)) == {"referrals.confirm_reply"}
    reply = linkage.replies.get(reply_kind="FINAL")
    assert (reply.replied_by, reply.frequency) == ("남가상", "주 1회")
    linkage = press(world, linkage, "confirm", who="social1")
    assert linkage.status == "COMPLETED"


@pytest.mark.parametrize(
    ("state", "act"),
    [
        ("SENT", "접수"),
        ("RECEIVED", "수락"),
        ("ACCEPTED", "서비스 시작"),
        ("IN_SERVICE", "결과 회신"),
        ("ON_HOLD", "재개"),
        ("CANCEL_REQUESTED", "취소 확인"),
    ],
)
def test_the_filled_button_is_the_next_act_of_the_agency(world: World, state: str, act: str) -> None:
    linkage = world.at_state(state)
    context = world.cast.health1.client().get(f"/linkages/{linkage.pk}/").context
    filled = [one["label"] for one in context["next_actions"] + context["actions"] if one["style"] == "primary"]
    assert filled == [act]
    assert context["next"]["mine"]


def test_the_agency_does_not_read_the_senders_calls(world: World, clock: Any) -> None:
    linkage = world.sent()
    clock.move_to(at(10, 24, 9))
    sweeps.run_all()
    data = {"note": "담당자 휴가라고 함", "again_on": "2026-10-27"}
    press(world, linkage, "chase", who="social1", **data)
    assert "담당자 휴가" in world.cast.social1.client().get(f"/linkages/{linkage.pk}/").content.decode()
    assert "담당자 휴가" not in world.cast.health1.client().get(f"/linkages/{linkage.pk}/").content.decode()


def test_the_agencys_own_number_can_be_corrected_after_the_receipt(world: World) -> None:
    linkage = press(world, world.sent(), "receive")
    linkage = press(world, linkage, "number", receiver_number="보건-9")
    assert linkage.receiver_number == "보건-9"
    version = linkage.version
    answer = world.cast.health1.api().post(
        f"/api/v1/linkages/{linkage.pk}/receiver-number/", {"receiver_number": "보건-10"}, format="json"
    )
    assert answer.json()["receiver_number"] == "보건-10"
    linkage.refresh_from_db()
    assert linkage.version == version, "a number is no step: nobody's open form is stale for it"
    assert world.cast.doctor1.client().get(f"/linkages/{linkage.pk}/act/number/").status_code == 403


# --- silence ---------------------------------------------------------------------------------------------------------


def test_a_receipt_that_is_late_is_still_owed_and_goes_up_on_both_sides(world: World, clock: Any) -> None:
    linkage = world.sent()
    clock.move_to(at(10, 24, 0))
    sweeps.run_all()
    found = owed(linkage)
    assert set(found) == {"referrals.chase", "referrals.receive_late"}
    late = found["referrals.receive_late"]
    assert (late.institution_id, late.role, late.due_at) == (world.health_center.pk, "PARTNER_STAFF", at(10, 24, 0))
    page = world.cast.health1.client().get("/").content.decode()
    assert "늦은 의뢰 접수" in page
    planned = Message.objects.filter(duty=late, recipient=world.cast.health1.user, channel="EMAIL")
    days = sorted({message.not_before - late.due_at for message in planned if message.template == "duty.late"})
    assert days == [timedelta(hours=9) + timedelta(days=pause) for pause in (0, 2, 5, 9)]
    for message in planned:
        assert "김" not in "".join(messages.text_of(message)), "nothing of the person leaves the house"

    clock.move_to(at(10, 28, 1))  # the chase was due at the end of the 26th and has its day of patience
    duties.escalate_late(at(10, 28, 1))
    assert "응답 없는 기관에 연락" in world.cast.coordinator1.client().get("/").content.decode()

    press(world, linkage, "receive_late")
    assert set(owed(linkage)) == {"referrals.decide"}


@pytest.mark.parametrize(
    ("state", "kinds"),
    [
        ("SENT", {"receive"}),
        ("RECEIVED", {"decide"}),
        ("ACCEPTED", {"first_contact", "reply"}),
        ("IN_SERVICE", {"reply"}),
        ("ON_HOLD", {"end_hold"}),
        ("CANCEL_REQUESTED", {"answer_cancel"}),
        ("RETURNED", set()),
        ("REPLIED", set()),
        ("COMPLETED", set()),
        ("DECLINED", set()),
        ("STOPPED", set()),
        ("CANCELLED", set()),
    ],
)
def test_what_the_agency_owes_in_each_state_and_to_whom_it_goes_up(world: World, state: str, kinds: set[str]) -> None:
    linkage = world.at_state(state)
    mine = {kind: duty for kind, duty in owed(linkage).items() if duty.institution_id == world.health_center.pk}
    assert set(mine) == {f"referrals.{kind}" for kind in kinds}
    for duty in mine.values():
        assert (duty.role, duty.escalates_to, duty.programme) == ("PARTNER_STAFF", "PARTNER_MANAGER", "REFERRALS")
        told = Message.objects.filter(duty=duty, recipient=world.cast.health1.user)
        assert set(told.values_list("channel", flat=True)) == {"IN_APP", "EMAIL"}
        repeats = told.filter(channel="EMAIL", template="duty.late").count()
        assert repeats == 4, "when it is late, and three times more"


@pytest.mark.parametrize(("state", "day"), [("RECEIVED", 24), ("ACCEPTED", 28)])
def test_a_late_answer_reaches_the_hospitals_coordinator(world: World, clock: Any, state: str, day: int) -> None:
    linkage = world.at_state(state)
    clock.move_to(at(10, day, 1))
    sweeps.run_all()
    watch = owed(linkage)["referrals.late_reply"]
    assert (watch.institution_id, watch.escalates_to) == (world.hospital.pk, "COORDINATOR")
    assert watch.escalate_at is not None
    clock.move_to(watch.escalate_at)
    duties.escalate_late(watch.escalate_at)
    assert linkage.number in world.cast.coordinator1.client().get("/").content.decode()


def test_a_duty_that_is_done_sends_no_further_reminder(world: World, clock: Any) -> None:
    linkage = world.sent()
    clock.move_to(at(10, 24, 0))
    sweeps.run_all()
    press(world, linkage, "receive_late")
    late = Message.objects.filter(duty__kind="referrals.receive_late", channel="EMAIL")
    assert late.exists()
    assert not any(delivery._still_wanted(message) for message in late.select_related("duty", "recipient"))


# --- another agency --------------------------------------------------------------------------------------------------


def _declined(world: World) -> Linkage:
    row = press(
        world,
        world.sent(),
        "decline",
        decline_reason="CAPACITY",
        suggested_receiver=str(world.rehab.pk),
    )
    return row


@pytest.fixture
def second(world: World) -> World:
    """Another agency of the town that offers the same service."""
    place = make.institution(name="가상방문간호센터", kind="OTHER")
    place.offers.create(service="HOME_HEALTH")
    world.rehab = place  # type: ignore[attr-defined]
    return world


def test_who_declines_may_name_another_agency_and_the_sender_asks_it(second: World) -> None:
    world = second
    declined = _declined(world)
    assert declined.suggested_receiver == world.rehab  # type: ignore[attr-defined]
    worker = world.cast.social1.client()
    page = worker.get(f"/linkages/{declined.pk}/").content.decode()
    assert "추천 기관: <b>가상방문간호센터</b>" in page
    address = re.search(r'href="(/linkages/new/[^"]+)">[^<]*다시 의뢰', page)
    assert address is not None
    form_page = worker.get(address[1].replace("&amp;", "&"))
    form = form_page.context["form"]
    assert form["reason"].value() == declined.reason
    assert form["receiver"].value() == world.rehab.pk  # type: ignore[attr-defined]
    offered = [place.name for place in form.fields["receiver"].queryset]
    assert offered[0] == "가상방문간호센터"
    assert "가상시 보건소" not in offered

    data = {
        "service": "HOME_HEALTH",
        "need_area": "NURSING",
        "receiver": world.rehab.pk,  # type: ignore[attr-defined]
        "reason": declined.reason,
        "request": declined.request,
        "urgency": "NORMAL",
        "shared_items": declined.shared_items,
    }
    assert worker.post(address[1].replace("&amp;", "&"), data).status_code == 302
    child = declined.children.get()
    assert "referrals.find_other" not in owed(declined)
    page = worker.get(f"/linkages/{child.pk}/").content.decode()
    assert "이어진 의뢰" in page
    assert declined.number in page


def test_the_chain_is_the_senders_alone(second: World) -> None:
    world = second
    declined = _declined(world)
    child = drafting.draft(
        actor=world.worker,
        programme="DISCHARGE",
        about=world.case,
        receiver=world.city_hall,
        data={**drafting.asking_again(declined), "service": "INTEGRATED_CARE"},
        parent=declined,
    )
    world.consents_for(world.city_hall, "FUNCTION")
    steps.send(actor=world.worker, linkage=child)
    who = make.member(institution=world.city_hall, roles="PARTNER_STAFF", programmes="REFERRALS")
    page = who.client().get(f"/linkages/{child.pk}/").content.decode()
    assert child.number in page
    assert declined.number not in page, "an agency never learns that another was asked"
    assert who.api().get(f"/api/v1/linkages/{child.pk}/").json()["parent"] is None
    own = world.cast.social1.api().get(f"/api/v1/linkages/{child.pk}/").json()
    assert own["parent"] == str(declined.pk)


@pytest.mark.parametrize("state", ["ACCEPTED", "IN_SERVICE", "COMPLETED", "CANCELLED"])
def test_only_what_came_to_nothing_is_asked_again(world: World, state: str) -> None:
    linkage = world.at_state(state)
    answer = world.cast.social1.api().post(
        "/api/v1/linkages/",
        {
            "programme": "DISCHARGE",
            "case": str(world.case.pk),
            "receiver": world.city_hall.pk,
            "service": "INTEGRATED_CARE",
            "reason": "사유",
            "request": "요청",
            "shared_items": ["NAME"],
            "parent": str(linkage.pk),
        },
        format="json",
    )
    assert answer.status_code == 400
    assert "parent" in answer.json()["fields"]


def test_a_suggestion_must_offer_the_service(world: World) -> None:
    linkage = world.sent()
    answer = world.cast.health1.api().post(
        f"/api/v1/linkages/{linkage.pk}/decline/",
        {"decline_reason": "CAPACITY", "suggested_receiver": world.welfare.pk},
        format="json",
    )
    assert answer.status_code == 400
    assert "suggested_receiver" in answer.json()["fields"]
    linkage.refresh_from_db()
    assert linkage.status == "SENT"


# --- papers ----------------------------------------------------------------------------------------------------------


def test_both_sides_print_the_reply_and_the_agency_the_letter(world: World) -> None:
    linkage = world.replied()
    for who in ("social1", "health1"):
        browser = getattr(world.cast, who).client()
        page = browser.get(f"/linkages/{linkage.pk}/reply/preview/").content.decode()
        for text in ("연계 결과 회신서", linkage.number, "방문함", "☑ 서비스 제공(시작)", "☑ 최종 회신"):
            assert text in page, text
        assert "김가상" not in page, "the reply names the linkage, not the person"
    letter = world.cast.health1.client().get(f"/linkages/{linkage.pk}/letter/preview/").content.decode()
    assert "김가상" in letter
    assert AuditEntry.objects.filter(verb="linkage.letter_preview", user_id=world.cast.health1.pk).exists()


def test_an_unanswered_reply_prints_blank_lines(world: World) -> None:
    page = world.cast.health1.client().get(f"/linkages/{world.sent().pk}/reply/preview/").content.decode()
    assert "□ 최종 회신" in page
    assert "☑" not in page
    assert "(서명 또는 인)" in page


def test_without_consent_the_agency_prints_no_letter(world: World) -> None:
    linkage = world.sent()
    Consent.objects.filter(client=world.client, receiver=world.health_center).update(valid_until=at(10, 19).date())
    agency = world.cast.health1.client()
    assert agency.get(f"/linkages/{linkage.pk}/letter/preview/").status_code == 409
    assert agency.get(f"/linkages/{linkage.pk}/letter/").status_code == 409


def test_the_papers_through_the_api(world: World) -> None:
    linkage = world.replied()
    for name in ("letter", "reply"):
        answer = world.cast.health1.api().get(f"/api/v1/linkages/{linkage.pk}/papers/{name}/")
        assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")
        assert AuditEntry.objects.filter(verb=f"print.linkage_{name}", user_id=world.cast.health1.pk).exists()
    assert world.cast.town1.api().get(f"/api/v1/linkages/{linkage.pk}/papers/reply/").status_code == 404


def test_the_agencys_name_is_offered_as_the_one_responsible(world: World) -> None:
    page = world.cast.health1.client().get(f"/linkages/{world.at_state('RECEIVED').pk}/act/accept/")
    assert page.context["form"]["responsible"].value() == "남가상"


@pytest.mark.parametrize(("who", "name"), [("health1", "linkage page of the receiver"), ("social1", "linkage page")])
def test_what_the_page_costs(world: World, who: str, name: str) -> None:
    linkage = world.in_service()
    for number in range(4):
        make.appointment(linkage)
        make.reply(linkage, reply_kind="INTERIM", content=f"경과 {number}")
    browser = getattr(world.cast, who).client()
    browser.get(f"/linkages/{linkage.pk}/")
    with count_queries(name):
        browser.get(f"/linkages/{linkage.pk}/")
