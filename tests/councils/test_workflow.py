"""Every move of a meeting, of an action and of a paper, for everybody who may stand to it in any way."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from core.actor import SYSTEM
from core.errors import Conflict, DomainError, Forbidden, Invalid, NotVisible
from core.models import Duty
from network.councils.access import ACTION, MEETING_ACCESS
from network.councils.models import ActionItem, Meeting
from network.councils.services import actions, counting, moves, reports, written
from network.councils.services import answers as answers_service
from network.councils.workflow import ACTION_ITEM, MEETING
from network.documents.access import DOCUMENT_ACCESS
from network.documents.models import Document
from network.documents.services import approving
from network.documents.workflow import DOCUMENT
from tests import make
from tests.councils.house import NOTICE_ON, STARTS, House, at, report_of


def _in_state(home: House, clock: Any, state: str) -> Meeting:
    """A meeting that came into this state the way people bring it there."""
    meeting = home.agenda(home.plan())
    if state == "PLANNED":
        return meeting
    if state in ("POSTPONED", "CANCELLED"):
        return home.step("postpone" if state == "POSTPONED" else "cancel", meeting, reason="감염병 유행")
    clock.move_to(NOTICE_ON)
    meeting = home.step("notify", meeting)
    if state == "NOTIFIED":
        return meeting
    clock.move_to(at(12, 10, 15))
    home.attend(meeting)
    meeting = home.step("hold", meeting)
    if state == "HELD":
        return meeting
    home.write_all(meeting)
    home.action(meeting, home.cast.health1.institution, at(1, 29, year=2027).date())
    meeting = home.step("draft", meeting)
    if state == "MINUTES_DRAFT":
        return meeting
    document = home.submit(meeting)
    if state in ("APPROVED", "DISTRIBUTED"):
        home.sign(document)
    if state == "DISTRIBUTED":
        home.distribute(meeting)
    return Meeting.objects.get(pk=meeting.pk)


PEOPLE = {
    "coordinator": lambda cast: cast.coordinator1,
    "director": lambda cast: cast.director1,
    "member": lambda cast: cast.health1,
    "stranger": lambda cast: cast.hospital2,
}
DATA: dict[str, dict[str, Any]] = {
    "postpone": {"reason": "사유"},
    "cancel": {"reason": "사유"},
    "return": {"reason": "사유"},
    "renotify": {"starts_at": at(12, 22, 14), "ends_at": at(12, 22, 16)},
}


@pytest.mark.parametrize("state", MEETING.states.values)
def test_every_move_of_a_meeting_is_made_by_whom_the_table_names_and_by_nobody_else(
    home: House, clock: Any, state: str
) -> None:
    """Who may not: 404 for whom it does not exist, 403 for whom it does, 409 in the wrong state."""
    meeting = _in_state(home, clock, state)
    for move in MEETING.transitions:
        for part, find in PEOPLE.items():
            who = find(home.cast)
            relations = MEETING_ACCESS.relations_of(who.actor, meeting)
            wanted = (
                NotVisible
                if not relations
                else Forbidden
                if move.by.isdisjoint(relations)
                else None
                if state in move.sources
                else Conflict
            )
            error = _fault(MEETING.fire, meeting, move.name, actor=who.actor, data=DATA.get(move.name))
            if wanted is None:
                assert error in (None, Invalid), (
                    part,
                    move.name,
                    error,
                )  # a rule of the move may still stand against it
            else:
                assert error is wanted, (part, move.name, error)


def _fault(deed: Any, *args: Any, **values: Any) -> type[DomainError] | None:
    """What the deed raises; whatever it does is taken back."""
    try:
        with transaction.atomic():
            deed(*args, **values)
            transaction.set_rollback(True)
    except DomainError as error:
        return type(error)
    return None


def test_the_way_of_a_meeting_from_plan_to_distribution(home: House, clock: Any) -> None:
    meeting = _in_state(home, clock, "DISTRIBUTED")
    assert meeting.status == "DISTRIBUTED"
    document = report_of(meeting)
    assert (document.status, document.edition) == ("ISSUED", 1)
    assert [row.mark for row in document.approvals.all()] == ["NORMAL", "NORMAL"]
    owed = Duty.objects.open().values_list("kind", flat=True)
    assert set(owed) == {"councils.do_action"}


def test_what_is_owed_in_each_state_and_until_when(home: House, clock: Any) -> None:
    """Notice 7 days before, report 14 days after (domain 0.4); each at 24:00 of its day."""
    meeting = _in_state(home, clock, "PLANNED")

    def due(kind: str) -> Any:
        return Duty.objects.open().get(kind=f"councils.{kind}").due_at

    assert due("notify") == at(12, 4, 0)
    clock.move_to(NOTICE_ON)
    home.step("notify", meeting)
    assert due("hold") == at(12, 11, 0)
    answers = Duty.objects.open().filter(kind="councils.answer")
    assert {(row.person_id, row.due_at) for row in answers} == {
        (who.pk, at(12, 8, 0)) for who in (home.cast.coordinator1, home.cast.health1, home.cast.fire1)
    }
    clock.move_to(at(12, 10, 15))
    home.attend(meeting)
    home.step("hold", meeting)
    assert due("report") == at(12, 25, 0)
    assert not Duty.objects.open().filter(kind="councils.answer").exists()
    home.write_all(meeting)
    home.step("draft", meeting)
    home.submit(meeting)
    turn = Duty.objects.open().get(kind="documents.approve")
    assert (turn.person_id, turn.due_at) == (home.cast.director1.pk, at(12, 25, 0))


def test_a_meeting_is_not_announced_without_agenda_members_and_place(home: House, clock: Any) -> None:
    bare = home.plan()
    with pytest.raises(Invalid, match="안건"):
        home.step("notify", bare)
    past = home.agenda(home.plan(at(11, 24, 14)))
    clock.move_to(at(11, 25))
    with pytest.raises(Invalid, match="이미 끝난 회의"):
        home.step("notify", past)


def test_a_meeting_that_has_begun_can_still_be_announced_and_held(home: House, clock: Any) -> None:
    """The coordinator telephoned the members in the morning and comes to the portal during the meeting."""
    meeting = home.agenda(home.plan(at(11, 24, 14)))
    clock.move_to(at(11, 24, 15))
    meeting = home.step("notify", meeting)
    home.attend(meeting)
    assert home.step("hold", meeting).status == "HELD"


def test_a_meeting_that_is_over_before_its_notice_is_entered_as_a_past_one(home: House, clock: Any) -> None:
    meeting = home.agenda(home.plan(at(11, 24, 14)))
    address = reverse("councils:meeting-detail", args=[meeting.pk])
    assert "지난 회의 등록" not in home.cast.coordinator1.client().get(address).text
    with pytest.raises(Invalid, match="아직 끝나지 않은 회의"):
        home.step("enter", meeting)
    clock.move_to(at(11, 26))
    browser = home.cast.coordinator1.client()
    page = browser.get(address).text
    assert "개최 알림을 보내지 않은 채 끝난 회의입니다." in page
    assert browser.post(reverse("councils:meeting-act", args=[meeting.pk, "enter"])).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.status, meeting.was_entered, meeting.attendees.count()) == ("HELD", True, 4)
    owed = Duty.objects.open().filter(object_id=str(meeting.pk))
    assert {row.kind: row.due_at for row in owed} == {"councils.report": at(12, 9, 0)}, "14 days after the meeting"
    home.attend(meeting)
    home.write_all(meeting)
    assert home.step("draft", meeting).status == "MINUTES_DRAFT"


def test_what_was_noted_of_a_meeting_that_was_held_can_be_corrected_until_the_report_is_submitted(
    home: House, clock: Any
) -> None:
    meeting = _in_state(home, clock, "HELD")
    page = home.cast.coordinator1.client()
    address = reverse("councils:meeting-edit", args=[meeting.pk])
    form = {name: value for name, value in page.get(address).context["form"].initial.items() if value not in (None, [])}
    began = meeting.starts_at - timedelta(hours=1)
    typed = form | {"starts_at": _typed(began), "ends_at": _typed(meeting.ends_at), "place": "별관 2층 회의실"}
    typed.pop("answer_until", None)
    assert page.post(address, typed).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.starts_at, meeting.place) == (began, "별관 2층 회의실")
    typed |= {"version": meeting.version, "starts_at": _typed(timezone.now() + timedelta(days=1)), "ends_at": ""}
    answer = page.post(address, typed | {"ends_at": _typed(timezone.now() + timedelta(days=2))})
    assert answer.status_code == 400
    assert "실제로 시작한 때" in answer.content.decode()


def _typed(moment: datetime) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


def test_a_meeting_is_held_when_its_time_has_come_and_everybody_is_marked(home: House, clock: Any) -> None:
    meeting = _in_state(home, clock, "NOTIFIED")
    with pytest.raises(Invalid, match="시각"):
        home.step("hold", meeting)
    clock.move_to(STARTS)
    with pytest.raises(Invalid, match="출석"):
        home.step("hold", meeting)


def test_a_report_goes_for_approval_when_every_item_has_notes_and_a_decision(home: House, clock: Any) -> None:
    meeting = _in_state(home, clock, "HELD")
    item = meeting.items.first()
    assert item is not None
    item.meeting = meeting
    home.write(item)
    meeting = home.step("draft", meeting)
    with pytest.raises(Invalid, match="3건"):
        home.submit(meeting)


def test_a_report_that_is_returned_goes_back_with_its_comment_and_comes_again(home: House, clock: Any) -> None:
    meeting = _in_state(home, clock, "IN_APPROVAL")
    document = report_of(meeting)
    approving.send_back(actor=home.cast.director1.actor, document=document, comment="참석자 수를 확인할 것")
    meeting.refresh_from_db()
    document.refresh_from_db()
    assert (meeting.status, document.status, document.return_note) == (
        "MINUTES_DRAFT",
        "RETURNED",
        "참석자 수를 확인할 것",
    )
    assert set(Duty.objects.open().values_list("kind", flat=True)) == {"councils.report"}
    again = home.submit(meeting)
    assert again.pk == document.pk
    assert home.sign(again).status == "APPROVED"


def test_the_line_signs_in_order_and_a_delegate_ends_it(home: House, clock: Any) -> None:
    meeting = _in_state(home, clock, "MINUTES_DRAFT")
    chief = make.member(institution=home.cast.host, roles="DIRECTOR", programmes="NETWORK")
    document = home.submit(meeting, chief, home.cast.director1)
    with pytest.raises(Forbidden):
        home.sign(document)  # not yet the director's turn
    assert home.sign(document, chief).status == "IN_APPROVAL"
    assert Duty.objects.open().get(kind="documents.approve").person_id == home.cast.director1.pk
    with pytest.raises(Forbidden):
        home.sign(document, chief)
    assert home.sign(document).status == "APPROVED"
    meeting.refresh_from_db()
    assert meeting.status == "APPROVED"


def test_a_delegated_decision_leaves_those_after_it_out(home: House, clock: Any) -> None:
    meeting = _in_state(home, clock, "MINUTES_DRAFT")
    chief = make.member(institution=home.cast.host, roles="DIRECTOR", programmes="NETWORK")
    document = home.submit(meeting, chief, home.cast.director1)
    assert home.sign(document, chief, mark="DELEGATED").status == "APPROVED"
    rows = [(row.mark, row.signed_at is None) for row in document.approvals.all()]
    assert rows == [("NORMAL", False), ("DELEGATED", False), ("", True)]


@pytest.mark.parametrize(
    ("line", "words"),
    [((), "1명부터"), (("director1", "director1"), "두 번"), (("social1",), "결재권자")],
)
def test_an_approval_line_that_cannot_be_is_refused(home: House, clock: Any, line: Any, words: str) -> None:
    meeting = _in_state(home, clock, "MINUTES_DRAFT")
    people = [{"title": "원장", "person": getattr(home.cast, name).user} for name in line]
    with pytest.raises(Invalid, match=words):
        reports.submit(actor=home.coordinator, meeting=meeting, line=people)


@pytest.mark.parametrize("state", ["OPEN", "DOING", "DELAYED", "DONE", "DROPPED"])
def test_every_move_of_an_action_is_made_by_whom_the_table_names(home: House, clock: Any, state: str) -> None:
    action = _action(home, clock, state)
    for move in ACTION_ITEM.transitions:
        for find in (*PEOPLE.values(), lambda cast: None):
            who = find(home.cast)
            actor = who.actor if who else SYSTEM
            relations = ACTION.relations_of(actor, action)
            error = _fault(ACTION_ITEM.fire, action, move.name, actor=actor, data={"result": "함", "reason": "사유"})
            wanted = (
                NotVisible
                if not relations
                else Forbidden
                if move.by.isdisjoint(relations)
                else None
                if state in move.sources
                else Conflict
            )
            assert error is wanted, (actor.name, move.name, error)


def _action(home: House, clock: Any, state: str) -> ActionItem:
    _in_state(home, clock, "DISTRIBUTED")
    action = ActionItem.objects.get()
    if state == "DOING":
        return actions.step("start", actor=home.cast.health1.actor, action=action, data={})
    if state == "DONE":
        return actions.step("finish", actor=home.cast.health1.actor, action=action, data={"result": "공유함"})
    if state == "DROPPED":
        return actions.step("drop", actor=home.coordinator, action=action, data={"reason": "필요 없어짐"})
    if state == "DELAYED":
        clock.move_to(at(1, 30, year=2027))
        assert actions.mark_late() == 1
    return ActionItem.objects.get()


def test_a_late_action_is_chased_and_settled_when_it_is_done(home: House, clock: Any) -> None:
    """29 January is its last day: on the 30th it is late, the owner still owes it and the coordinator asks after it."""
    action = _action(home, clock, "OPEN")
    clock.move_to(at(1, 29, 23, year=2027))
    assert actions.mark_late() == 0
    clock.move_to(at(1, 30, 1, year=2027))
    assert actions.mark_late() == 1
    assert actions.mark_late() == 0
    owed = {(row.kind, row.institution_id) for row in Duty.objects.open()}
    assert owed == {
        ("councils.late_action", home.cast.health1.institution.pk),
        ("councils.chase_action", home.cast.host.pk),
    }
    actions.step("finish", actor=home.cast.health1.actor, action=action, data={"result": "공유함"})
    assert not Duty.objects.open().exists()


def test_nobody_owes_an_action_before_the_report_is_out(home: House, clock: Any) -> None:
    meeting = _in_state(home, clock, "APPROVED")
    action = meeting.actions.get()
    assert ACTION.relations_of(home.cast.health1.actor, action) == frozenset()
    with pytest.raises(Invalid, match="배포한 뒤"):
        actions.step("finish", actor=home.coordinator, action=action, data={"result": "함"})
    home.distribute(meeting)
    assert "owner" in ACTION.relations_of(home.cast.health1.actor, action)


def test_an_open_action_comes_onto_the_next_agenda_by_itself(home: House, clock: Any) -> None:
    """Both ways: the next meeting is planned afterwards, or stood planned already."""
    planned_before = home.plan(at(3, 11, 14, year=2027))
    assert not planned_before.items.exists()
    _in_state(home, clock, "DISTRIBUTED")
    assert [item.title for item in planned_before.items.all()] == ["이전 회의 조치사항 이행 점검"]
    planned_after = home.plan(at(6, 10, 14, year=2027))
    assert planned_after.items.get().is_standing
    action = ActionItem.objects.get()
    actions.step("finish", actor=home.cast.health1.actor, action=action, data={"result": "공유함"})
    assert not home.plan(at(9, 9, 14, year=2027)).items.exists()


@pytest.mark.parametrize("state", ["IN_APPROVAL", "APPROVED", "ISSUED"])
def test_every_move_of_a_paper_is_made_by_whom_the_table_names(home: House, clock: Any, state: str) -> None:
    states = {"IN_APPROVAL": "IN_APPROVAL", "APPROVED": "APPROVED", "ISSUED": "DISTRIBUTED"}
    document: Document = report_of(_in_state(home, clock, states[state]))
    assert document.status == state
    for move in DOCUMENT.transitions:
        for find in PEOPLE.values():
            who = find(home.cast)
            relations = DOCUMENT_ACCESS.relations_of(who.actor, document)
            error = _fault(DOCUMENT.fire, document, move.name, actor=who.actor, data={"reason": "사유"})
            if not relations:
                assert error is NotVisible
            elif move.by.isdisjoint(relations):
                assert error is Forbidden, (move.name, error)
            elif state not in move.sources:
                assert error is Conflict, (move.name, error)
            else:
                assert error in (None, Invalid), (move.name, error)


def test_a_meeting_is_put_off_and_announced_anew(home: House, clock: Any) -> None:
    """Everybody is asked again, because who could come then may not now."""
    meeting = _in_state(home, clock, "NOTIFIED")
    row = home.person(meeting, "남가상")
    answers_service.answer(actor=home.cast.health1.actor, attendee=row, data={"answer": "COMES"})
    meeting = home.step("postpone", meeting, reason="폭설")
    assert Duty.objects.open().get().kind == "councils.set_date"
    with pytest.raises(Invalid, match="앞으로"):
        home.step("renotify", meeting, starts_at=at(11, 1), ends_at=at(11, 2))
    meeting = home.step("renotify", meeting, starts_at=at(12, 22, 14), ends_at=at(12, 22, 16))
    row.refresh_from_db()
    assert (meeting.status, row.answer, str(meeting.answer_until)) == ("NOTIFIED", "", "2026-12-19")
    assert Duty.objects.open().filter(kind="councils.answer", person_id=home.cast.health1.pk).exists()


def test_a_written_meeting_counts_answers_and_no_answer_is_absence(home: House, clock: Any) -> None:
    meeting = home.called(at(12, 7, 9), mode="WRITTEN", ends_at=at(12, 9, 18), place="")
    row = home.person(meeting, "남가상")
    rows = [{"item": item.pk, "vote": "FOR"} for item in meeting.items.all()]
    written.answer(actor=home.cast.health1.actor, attendee=row, rows=rows)
    clock.move_to(at(12, 9, 12))
    with pytest.raises(Invalid, match="기다리는"):
        home.step("hold", meeting)
    clock.move_to(at(12, 10, 9))
    home.step("hold", meeting)
    turnout = counting.turnout(home.council, meeting.attendees.all())
    assert (turnout.present, turnout.absent, turnout.has_quorum) == (1, 3, False)


def test_moves_knows_every_move_of_the_coordinator(home: House, clock: Any) -> None:
    meeting = _in_state(home, clock, "PLANNED")
    with pytest.raises(Conflict):
        moves.step("notify", actor=home.coordinator, meeting=meeting, data={}, version=99)
