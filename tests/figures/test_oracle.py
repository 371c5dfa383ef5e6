"""Figures of made-up years against plain SQL that was written from the definitions and shares nothing with them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

import pytest
import time_machine
from django.db import connection

from core.indicators import INDICATORS
from core.workdays import SEOUL
from discharge.models import DischargePlan, PlanAction
from education.models import Attendance
from network.councils.models import Attendee, Council, Meeting
from network.models import Institution
from tests import make, make_education, make_figures
from tests.cast import Cast

pytestmark = pytest.mark.django_db
BEGIN, TODAY = date(2025, 1, 1), date(2026, 12, 7)
ORACLE = {
    "D01": """
        SELECT count(DISTINCT c.client_id), NULL FROM discharge_dischargecase c
        WHERE c.hospital_id = ANY(%(places)s) AND c.status <> 'VOID'
        AND (c.created_at AT TIME ZONE 'Asia/Seoul')::date BETWEEN %(first)s AND %(last)s""",
    "D05": """
        SELECT count(DISTINCT c.client_id) FILTER (WHERE EXISTS (
                   SELECT 1 FROM referrals_linkage l WHERE l.about_id = c.id AND l.accepted_at IS NOT NULL)),
               count(DISTINCT c.client_id)
        FROM discharge_dischargecase c
        WHERE c.hospital_id = ANY(%(places)s) AND c.status <> 'VOID' AND c.disposition <> 'DEATH'
        AND c.discharged_on BETWEEN %(first)s AND %(last)s AND EXISTS (
            SELECT 1 FROM discharge_planaction a JOIN discharge_dischargeplan p ON p.id = a.plan_id
            WHERE p.case_id = c.id AND p.approved_at IS NOT NULL)""",
    "D06": """
        SELECT count(*), NULL FROM referrals_linkage l
        WHERE l.sender_id = ANY(%(places)s) AND l.programme = 'DISCHARGE'
        AND (l.accepted_at AT TIME ZONE 'Asia/Seoul')::date BETWEEN %(first)s AND %(last)s""",
    "D09": """
        SELECT count(*) FILTER (WHERE f.status = 'DONE' AND f.result IN ('DONE', 'PARTIAL') AND f.timing = 'IN'), count(*)
        FROM discharge_followup f JOIN discharge_dischargecase c ON c.id = f.case_id
        WHERE c.hospital_id = ANY(%(places)s) AND c.status <> 'VOID'
        AND f.window_to BETWEEN %(first)s AND %(last)s
        AND (f.status IN ('DONE', 'MISSED') OR f.status = 'SCHEDULED' AND f.window_to < %(today)s)
        AND NOT (f.status = 'MISSED' AND f.suspended_from IS NOT NULL AND coalesce(f.suspended_to > f.window_to, FALSE))""",
    "E05": """
        SELECT count(*) FILTER (WHERE e.status = 'COMPLETED'), count(*) FROM education_enrolment e
        WHERE e.status IN ('CONFIRMED', 'COMPLETED', 'NOT_COMPLETED', 'NO_SHOW') AND e.request_id IN (%(ended)s)""",
    "E07": """
        SELECT (SELECT count(*) FROM surveys_surveyanswer a JOIN surveys_surveyround r ON r.id = a.round_id
                WHERE r.object_kind = 'education.course'
                AND r.object_id IN (SELECT id::text FROM (%(ended)s) AS over)),
               (SELECT count(DISTINCT t.enrolment_id) FROM education_attendance t
                JOIN education_session s ON s.id = t.session_id
                WHERE t.result IN ('PRESENT', 'LATE', 'LEFT_EARLY') AND s.request_id IN (%(ended)s))""",
    "N01": """
        SELECT count(*), NULL FROM councils_meeting m JOIN councils_council c ON c.id = m.council_id
        WHERE c.host_id = ANY(%(places)s) AND m.status IN %(held)s
        AND (m.starts_at AT TIME ZONE 'Asia/Seoul')::date BETWEEN %(first)s AND %(last)s""",
    "N02": """
        SELECT count(*) FILTER (WHERE a.attendance IN ('ATTENDED', 'PROXY')), count(*)
        FROM councils_attendee a JOIN councils_meeting m ON m.id = a.meeting_id
        JOIN councils_council c ON c.id = m.council_id
        WHERE c.host_id = ANY(%(places)s) AND m.status IN %(held)s AND a.role <> 'OBSERVER'
        AND (m.starts_at AT TIME ZONE 'Asia/Seoul')::date BETWEEN %(first)s AND %(last)s""",
}
ENDED = """
    SELECT r.id FROM education_educationrequest r JOIN education_session s ON s.request_id = r.id
    WHERE r.host_id = ANY(%(places)s) AND r.status IN ('DELIVERED', 'SURVEYED', 'REPORTED', 'CLOSED') GROUP BY r.id
    HAVING (max(s.ends_at) AT TIME ZONE 'Asia/Seoul')::date BETWEEN %(first)s AND %(last)s"""
HELD = ("HELD", "MINUTES_DRAFT", "IN_APPROVAL", "APPROVED", "DISTRIBUTED")


def by_hand(code: str, places: list[int], first: date, last: date) -> tuple[int, int | None]:
    values = {"places": places, "first": first, "last": last, "today": TODAY, "held": HELD}
    with connection.cursor() as cursor:
        cursor.execute(ORACLE[code].replace("%(ended)s", ENDED), values)
        found: tuple[int, int | None] = cursor.fetchone()
    return found


# --- made-up years ---------------------------------------------------------------------------------------------------


def _day(dice: Random) -> date:
    return BEGIN + timedelta(days=dice.randrange((TODAY - BEGIN).days))


def _moment(dice: Random, day: date | None = None) -> datetime:
    """Also just before and just after midnight in Seoul, where days are won and lost."""
    hour = dice.choice([time(0, 0), time(0, 30), time(9), time(14), time(23, 59)])
    return datetime.combine(day or _day(dice), hour, tzinfo=SEOUL)


def _care(dice: Random, places: list[Institution]) -> None:
    people = [make.client_() for _ in range(14)]
    for _ in range(45):
        status = dice.choice(["SCREENED", "INELIGIBLE", "FOLLOW_UP", "FOLLOW_UP", "FOLLOW_UP", "CLOSED", "VOID"])
        left = _day(dice)
        leaving = {"discharged_on": left, "disposition": dice.choice(["HOME", "HOME", "NURSING_HOME", "DEATH"])}
        stay = {"admitted_on": left - timedelta(days=9), "created_at": _moment(dice)}
        made = make.case(client=dice.choice(people), hospital=dice.choice(places), **stay)
        state = make._state_fields(status) | (leaving if status in ("FOLLOW_UP", "CLOSED", "VOID") else {})
        type(made).objects.filter(pk=made.pk).update(status=status, **state)
        _plan(dice, made)
        for _ in range(dice.randrange(3)):
            taken = {"accepted_at": dice.choice([None, _moment(dice)]), "sender": made.hospital}
            make.linkage(made, "SENT", **taken)
        for step in dice.sample(["1W", "1M", "3M"], k=dice.randrange(4)):
            _call(dice, made, step)


def _plan(dice: Random, case: Any) -> None:
    if dice.random() < 0.7:
        approved = dice.choice([None, _moment(dice), _moment(dice)])
        row = DischargePlan.objects.create(case=case, edition=1, approved_at=approved)
        if dice.random() < 0.8:
            PlanAction.objects.create(plan=row, need_area="REHAB", who="OWN")


def _call(dice: Random, case: Any, step: str) -> None:
    due = _day(dice)
    status = dice.choice(["DONE", "DONE", "MISSED", "SCHEDULED", "CANCELLED"])
    values: dict[str, Any] = {}
    if status == "DONE":
        values = {"result": dice.choice(["DONE", "PARTIAL", "REFUSED"]), "timing": dice.choice(["IN", "LATE"])}
    if status == "MISSED" and dice.random() < 0.5:
        values = {"suspended_from": due, "suspended_to": dice.choice([due, due + timedelta(days=9)])}
    make.followup(case, step, status, due_on=due, **values)


def _courses(dice: Random, places: list[Institution]) -> None:
    for _ in range(14):
        people = "".join(dice.sample(make_figures.GROUP, k=dice.randrange(1, 9)))
        answers = (4,) * dice.randrange(0, len(people) + 1)
        done = dice.randrange(0, len(people) + 1)
        made = make_figures.held(_day(dice), people, completed=done, answers=answers, host=dice.choice(places))
        again = make_education.session(made, _moment(dice))
        twice = [Attendance(session=again, enrolment=one, result="PRESENT") for one in made.enrolments.all()[:3]]
        Attendance.objects.bulk_create(twice)
        make_education.enrolment(made, status=dice.choice(["CANCELLED", "NO_SHOW", "APPLIED"]))
        Attendance.objects.filter(enrolment__in=made.enrolments.all()[:2]).update(
            result=dice.choice(["LATE", "ABSENT"])
        )
        type(made).objects.filter(pk=made.pk).update(status=dice.choice(["SURVEYED", "CLOSED", "CONFIRMED"]))


def _meetings(dice: Random, places: list[Institution], cast: Cast) -> None:
    who = cast.coordinator1.user
    bodies = [
        Council.objects.create(
            host=place, name=f"{place.name} 협의체", meeting_type="WORKING", field="ESSENTIAL_CARE", created_by=who
        )
        for place in places
    ]
    for serial in range(20):
        starts = _moment(dice)
        meeting = Meeting.objects.create(
            council=dice.choice(bodies), meeting_type="WORKING", mode=dice.choice(["FACE", "WRITTEN"]), year=starts.year,
            ordinal=serial + 1, title="회의", starts_at=starts, ends_at=starts + timedelta(hours=1), created_by=who,
            status=dice.choice([*HELD, "NOTIFIED", "CANCELLED"]),
        )  # fmt: skip
        Attendee.objects.bulk_create(
            Attendee(
                meeting=meeting, institution=places[0], institution_name="가상", position="팀장", name=f"{place}",
                role=dice.choice(["MEMBER", "CHAIR", "OBSERVER"]), proxy_name="가상",
                attendance=dice.choice(["ATTENDED", "PROXY", "ABSENT", ""]),
            )
            for place in range(dice.randrange(7))
        )  # fmt: skip


def _asked(dice: Random, places: list[Institution]) -> Iterator[tuple[list[int], date, date]]:
    """Periods and scopes: the whole time, days, quarters; one hospital and both."""
    yield [one.pk for one in places], BEGIN, TODAY
    for _ in range(11):
        first = _day(dice)
        last = first + timedelta(days=dice.choice([0, 1, 30, 91, 182, 364]))
        yield [one.pk for one in dice.sample(places, k=dice.randrange(1, len(places) + 1))], first, last


@pytest.mark.parametrize("seed", [1, 2])
@time_machine.travel("2026-12-07T12:00+09:00", tick=False)
def test_figures_of_made_up_years_are_what_plain_sql_counts(cast: Cast, seed: int) -> None:
    dice, places = Random(seed), [cast.host, cast.hospital2.institution]
    _care(dice, places)
    _courses(dice, places)
    _meetings(dice, places, cast)
    seen = dict.fromkeys(ORACLE, 0)
    for chosen, first, last in _asked(dice, places):
        for code in ORACLE:
            found = INDICATORS[code].over(chosen, first, last)
            assert (found.numerator, found.denominator) == by_hand(code, chosen, first, last), (
                code,
                chosen,
                first,
                last,
            )
            seen[code] += found.numerator
            each = INDICATORS[code].by("hospital", chosen, first, last)
            for place in chosen:
                numerator, denominator = by_hand(code, [place], first, last)
                one = each.get(place)
                assert (one.numerator if one else 0) == numerator, (code, place)
                assert (one.denominator or 0 if one else 0) == (denominator or 0), (code, place)
    assert min(seen.values()) > 5, seen
