"""Who owes what by when: opening, moving, settling, handing over, going up."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core import duties
from core.duties import KINDS, DutyKind, Owner
from core.models import Duty, Message
from tests import make
from tests.cast import Cast
from tests.core.machine import ASK, ASSESS, statements

ROLE = DutyKind(
    "tests.role",
    "DISCHARGE",
    "아무나 할 일",
    "하기",
    due=ASK.due,
    owner=lambda row: Owner(row.hospital_id, "NURSE"),
    line=ASK.line,
)
QUIET = DutyKind(
    "tests.quiet",
    "",
    "점검",
    "하기",
    due=ASK.due,
    owner=lambda row: Owner(row.hospital_id, "CPO"),
    line=ASK.line,
    escalates_to="",
)


@pytest.fixture(autouse=True)
def _kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in (ASK, ASSESS, ROLE, QUIET):
        monkeypatch.setitem(KINDS, kind.code, kind)


def test_a_duty_stands_on_the_home_page_of_its_person_only(cast: Cast) -> None:
    duty = duties.open_duty("tests.ask", make.case(), actor=cast.nurse1.actor)
    assert list(Duty.objects.open().for_actor(cast.social1.actor)) == [duty]
    for other in (cast.social2, cast.nurse1, cast.coordinator1, cast.hospital2, cast.health1):
        assert not Duty.objects.open().for_actor(other.actor).exists()


def test_a_duty_of_a_role_stands_with_everybody_who_holds_it_there(cast: Cast) -> None:
    duty = duties.open_duty("tests.role", make.case(), actor=cast.social1.actor)
    colleague = make.member(roles="NURSE")
    stranger = make.member(roles="NURSE", institution=cast.hospital2.institution)
    elsewhere = make.member(roles="NURSE", programmes="INFECTION")
    assert list(Duty.objects.open().for_actor(colleague.actor)) == [duty]
    assert not Duty.objects.open().for_actor(stranger.actor).exists()
    assert not Duty.objects.open().for_actor(elsewhere.actor).exists()


def test_a_duty_of_no_programme_reaches_who_works_in_none(cast: Cast) -> None:
    duty = duties.open_duty("tests.quiet", make.case(), actor=cast.social1.actor)
    assert list(Duty.objects.open().for_actor(cast.cpo1.actor)) == [duty]
    assert duty.escalate_at is None


def test_the_home_page_is_one_query_worst_first(cast: Cast) -> None:
    now = timezone.now()
    for days, urgent in ((3, False), (-1, False), (3, True)):
        make.duty(due_at=now + timedelta(days=days), is_urgent=urgent)
    with CaptureQueriesContext(connection) as captured:
        rows = list(Duty.objects.open().for_actor(cast.social1.actor).worst_first())
    assert len(captured) == 1
    assert [(row.due_at < now, row.is_urgent) for row in rows] == [(True, False), (False, True), (False, False)]
    assert Duty.objects.open().overdue(now).count() == 1


def test_the_team_view_shows_the_whole_house_and_no_other(cast: Cast) -> None:
    mine = make.duty(cast.social1)
    make.duty(cast.hospital2)
    assert list(Duty.objects.open().for_team(cast.coordinator1.actor)) == [mine]


def test_opening_twice_moves_the_one_that_is_open(cast: Cast) -> None:
    case = make.case()
    first = duties.open_duty("tests.ask", case, actor=cast.social1.actor)
    later = timezone.now() + timedelta(days=9)
    second = duties.open_duty("tests.ask", case, actor=cast.social1.actor, due_at=later)
    assert (second.pk, Duty.objects.count(), second.due_at) == (first.pk, 1, later)
    assert second.opened_at == first.opened_at


def test_a_moved_duty_takes_the_reminders_of_its_old_day_back(cast: Cast) -> None:
    case, now = make.case(), timezone.now()
    duties.open_duty("tests.ask", case, actor=cast.nurse1.actor, due_at=now + timedelta(days=3))
    old = set(Message.objects.values_list("key", flat=True))
    duty = duties.open_duty("tests.ask", case, actor=cast.nurse1.actor, due_at=now + timedelta(days=9))
    keys = set(Message.objects.values_list("key", flat=True))
    assert old & keys == set()
    assert Message.objects.filter(template="duty.late", channel="IN_APP").get().not_before > duty.due_at
    duties.open_duty("tests.ask", case, actor=cast.nurse1.actor, due_at=now + timedelta(days=3))
    assert set(Message.objects.values_list("key", flat=True)) == old


def test_opening_the_same_again_plans_nothing_twice(cast: Cast) -> None:
    case, due = make.case(), timezone.now() + timedelta(days=3)
    duties.open_duty("tests.ask", case, actor=cast.nurse1.actor, due_at=due)
    planned = Message.objects.count()
    duties.open_duty("tests.ask", case, actor=cast.nurse1.actor, due_at=due)
    assert Message.objects.count() == planned > 0


def test_who_opens_a_duty_for_themselves_is_not_told_that_it_opened(cast: Cast) -> None:
    duties.open_duty("tests.ask", make.case(), actor=cast.social1.actor)
    assert not Message.objects.filter(template="duty.opened").exists()
    assert Message.objects.filter(template="duty.late", recipient=cast.social1.user).exists()


def test_settling_closes_the_named_kinds_and_says_by_whom(cast: Cast) -> None:
    case = make.case()
    duties.open_duty("tests.ask", case, actor=cast.social1.actor)
    duties.open_duty("tests.role", case, actor=cast.social1.actor)
    assert duties.settle(case, "tests.ask", actor=cast.nurse1.actor) == 1
    closed = Duty.objects.get(kind="tests.ask")
    assert (closed.done_by, closed.outcome) == (cast.nurse1.user, "DONE")
    assert duties.settle(case, "tests.ask", actor=cast.nurse1.actor) == 0
    assert duties.settle(case, actor=cast.nurse1.actor, outcome="DROPPED") == 1


def test_what_was_settled_may_open_again(cast: Cast) -> None:
    case = make.case()
    first = duties.open_duty("tests.ask", case, actor=cast.social1.actor)
    duties.settle(case, actor=cast.social1.actor)
    assert duties.open_duty("tests.ask", case, actor=cast.social1.actor).pk != first.pk


def test_a_case_that_ends_drops_what_is_owed_about_everything_under_it(cast: Cast) -> None:
    case = make.case()
    root = {"root_kind": "discharge.dischargecase", "root_id": str(case.pk)}
    make.duty(**root)
    make.duty(**root)
    other = make.duty()
    assert duties.drop_all("discharge.dischargecase", case.pk, actor=cast.social1.actor) == 2
    assert list(Duty.objects.open()) == [other]


def test_handing_over_moves_the_duty_and_its_reminders_not_its_clock(cast: Cast) -> None:
    duty = duties.open_duty("tests.ask", make.case(), actor=cast.nurse1.actor)
    shown = Message.objects.filter(duty=duty, template="duty.opened")
    shown.update(state="SENT")
    assert Message.objects.inbox(cast.social1.actor).unread().exists()
    assert duties.hand_over(Duty.objects.filter(pk=duty.pk), cast.social2.pk, actor=cast.coordinator1.actor) == 1
    moved = Duty.objects.get()
    assert (moved.person, moved.due_at, moved.opened_at) == (cast.social2.user, duty.due_at, duty.opened_at)
    planned = Message.objects.filter(state="PLANNED")
    assert set(planned.values_list("recipient_id", flat=True)) == {cast.social2.pk}
    assert planned.filter(template="duty.opened").exists()
    assert not Message.objects.inbox(cast.social1.actor).unread().exists(), "it would lead where they may not go"


def test_a_duty_late_beyond_patience_goes_up_once(cast: Cast) -> None:
    duty = duties.open_duty("tests.ask", make.case(), actor=cast.social1.actor)
    assert duties.escalate_late(duty.due_at + timedelta(hours=23)) == 0
    late = duty.due_at + timedelta(days=1)
    assert duties.escalate_late(late) == 1
    assert duties.escalate_late(late) == 0
    assert list(Duty.objects.open().for_actor(cast.coordinator1.actor)) == [duty]
    told = Message.objects.filter(template="duty.escalated").values_list("recipient_id", flat=True)
    assert set(told) == {cast.coordinator1.pk}


def test_a_duty_whose_kind_is_gone_still_goes_up(cast: Cast) -> None:
    duty = make.duty(kind="gone.kind", escalates_to="COORDINATOR", escalate_at=timezone.now())
    assert duties.escalate_late(timezone.now()) == 1
    assert duties.label_of(duty) == "gone.kind"


def test_what_is_owed_about_a_case_is_refreshed_once_per_change(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    refreshed: list[str] = []
    monkeypatch.setitem(duties._ROOTS, "discharge.dischargecase", refreshed.append)
    case = make.case()
    duties.open_duty("tests.ask", case, actor=cast.social1.actor, is_clock=True)
    duties.move_clock("tests.assess", case, actor=cast.social1.actor)
    duties.settle(case, actor=cast.social1.actor)
    assert refreshed == [str(case.pk)] * 3


def test_opening_a_duty_costs_five_statements(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duties, "_ROOTS", {})
    case = make.case()
    with CaptureQueriesContext(connection) as captured:
        duties.open_duty("tests.ask", case, actor=cast.nurse1.actor)
    assert len(statements(captured)) <= 5


AGAIN = replace(QUIET, code="tests.again", repeat_after=(timedelta(days=2), timedelta(days=5)))


def test_a_duty_is_repeated_while_it_is_late_and_not_for_the_days_before_it_was_known(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(KINDS, AGAIN.code, AGAIN)
    case, now = make.case(), timezone.now()
    fresh = duties.open_duty("tests.again", case, actor=cast.social1.actor, due_at=now + timedelta(days=1))
    late = Message.objects.filter(duty=fresh, template="duty.late", channel="IN_APP").order_by("not_before")
    nine = fresh.due_at + timedelta(hours=9)
    assert [row.not_before for row in late] == [nine, nine + timedelta(days=2), nine + timedelta(days=5)]
    old = duties.open_duty("tests.again", make.case(), actor=cast.social1.actor, due_at=now - timedelta(days=4))
    moments = Message.objects.filter(duty=old, template="duty.late", channel="IN_APP").values_list(
        "not_before", flat=True
    )
    assert sorted(moments) == [old.due_at + timedelta(hours=9), old.due_at + timedelta(days=5, hours=9)]


def test_moving_a_duty_takes_its_repeats_along(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(KINDS, AGAIN.code, AGAIN)
    case, now = make.case(), timezone.now()
    duties.open_duty("tests.again", case, actor=cast.social1.actor, due_at=now + timedelta(days=1))
    duty = duties.open_duty("tests.again", case, actor=cast.social1.actor, due_at=now + timedelta(days=9))
    assert (
        Message.objects.filter(duty=duty, not_before__lt=now + timedelta(days=8))
        .exclude(template="duty.opened")
        .count()
        == 0
    )
