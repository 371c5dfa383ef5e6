"""Story 7.4 of the domain: a CPR course in a care home, number by number."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from core.errors import Conflict, Invalid
from core.indicators import INDICATORS
from core.models import Counter
from core.surveys.models import SurveyAnswer
from core.surveys.services import results
from core.surveys.services import rounds as surveys
from core.workdays import SEOUL
from education.models import Certificate, EducationRequest, Enrolment, Session
from education.services import attendance, bookings, certificates, completion, delivery, enrolments, reports
from education.services.attendance import Line
from network.documents.services import approving
from tests import make_education as make
from tests.cast import Cast

pytestmark = pytest.mark.django_db
START = datetime(2026, 11, 10, 14, tzinfo=SEOUL)
YEAR = (date(2026, 1, 1), date(2026, 12, 31))
SHORT = (96, 90, 85, 60)


def _at(*when: int) -> datetime:
    return datetime(*when, tzinfo=SEOUL)  # type: ignore[arg-type, misc]


@pytest.fixture
def course(cast: Cast) -> Iterator[EducationRequest]:
    """Asked on Monday 10-12, decided on 10-15, confirmed; the hundred certificates before it are given."""
    with time_machine.travel(_at(2026, 10, 20, 10), tick=False):
        row = make.request(
            "CONFIRMED", submitted_at=_at(2026, 10, 12, 9), decided_at=_at(2026, 10, 15, 16), capacity=25
        )  # fmt: skip
        make.session(row, START, 120)
        Counter.objects.create(series=f"수료증:{cast.host.pk}", year=2026, last=100)
        yield row


def _apply(cast: Cast, course: EducationRequest, number: int) -> list[Enrolment]:
    rows = []
    for place in range(number):
        with time_machine.travel(timezone.now() + timedelta(seconds=place), tick=False):
            data = {
                "name": f"수강{'가나다라마바사아자차카타파하'[place % 14]}{place}",
                "phone": f"0100000{place:04d}",
                "consent": True,
            }
            rows.append(enrolments.apply(actor=cast.nursing1.actor, course=course, data=data))
    return rows


def _attend(cast: Cast, course: EducationRequest) -> Session:
    """One absent, twenty for the whole of it, one for 96 minutes, three for less."""
    lesson = course.sessions.get()
    people = list(course.enrolments.filter(status="CONFIRMED").order_by("applied_at", "pk"))
    lines = [Line(people[0].pk, "ABSENT")]
    lines += [Line(one.pk, "PRESENT", START, START + timedelta(minutes=120)) for one in people[1:21]]
    for one, minutes in zip(people[21:], SHORT, strict=True):
        lines.append(Line(one.pk, "LEFT_EARLY", START, START + timedelta(minutes=minutes)))
    attendance.enter(actor=cast.coordinator1.actor, session=lesson, lines=lines)
    return lesson


def _through_the_day(cast: Cast, course: EducationRequest) -> EducationRequest:
    """Sign-ups, the lesson, tests, decisions, survey answers."""
    _apply(cast, course, 27)
    with time_machine.travel(_at(2026, 11, 10, 17), tick=False):
        _attend(cast, course)
        came = course.enrolments.filter(status="CONFIRMED", attendance__result__in=("PRESENT", "LEFT_EARLY"))
        scores = {
            (one.pk, kind): value for one in came for kind, value in (("PRE", Decimal("58.5")), ("POST", Decimal(81)))
        }
        attendance.enter_scores(actor=cast.coordinator1.actor, course=course, scores=scores)
        course = delivery.act(actor=cast.coordinator1.actor, course=course, name="deliver")
        completion.decide(actor=cast.coordinator1.actor, course=course)
        row = delivery.round_of(course)
        assert row is not None
        for score in [5] * 11 + [4] * 7 + [3] * 2:
            surveys.answer(row=row, scores=[score] * 7, texts={})
    return course


def test_two_of_twenty_seven_wait_and_the_first_of_them_gets_the_seat_that_is_given_back(
    cast: Cast, course: EducationRequest
) -> None:
    rows = _apply(cast, course, 27)
    assert [row.status for row in rows] == ["CONFIRMED"] * 25 + ["WAITLISTED"] * 2
    enrolments.cancel(actor=cast.nursing1.actor, enrolment=rows[3])
    states = [Enrolment.objects.get(pk=row.pk).status for row in (rows[3], rows[25], rows[26])]
    assert states == ["CANCELLED", "CONFIRMED", "WAITLISTED"]


def test_the_same_person_does_not_apply_twice(cast: Cast, course: EducationRequest) -> None:
    data = {"name": "수강가상", "phone": "01000000000", "consent": True}
    enrolments.apply(actor=cast.nursing1.actor, course=course, data=data)
    with pytest.raises(Invalid, match=enrolments.TWICE):
        enrolments.apply(actor=cast.nursing1.actor, course=course, data=data)
    with pytest.raises(Invalid):
        enrolments.apply(actor=cast.nursing1.actor, course=course, data={**data, "phone": "1", "consent": False})


def test_one_instructor_declines_and_the_other_is_not_booked_twice_at_once(cast: Cast) -> None:
    with time_machine.travel(_at(2026, 10, 16, 10), tick=False):
        mine, runs = make.request("SCHEDULING"), cast.coordinator1.actor
        lesson = make.session(mine, START, 120)
        first, second = make.instructor(name="강사하나"), make.instructor(name="강사둘", user=cast.instructor1.user)
        asked = [bookings.propose(actor=runs, session=lesson, instructor=one) for one in (first, second)]
        for one in asked:
            bookings.act(actor=runs, booking=one, name="invite")
        bookings.act(actor=runs, booking=asked[0], name="decline", data={"reason": "다른 일정"})
        bookings.act(actor=cast.instructor1.actor, booking=asked[1], name="accept")
        assert bookings.act(actor=runs, booking=asked[1], name="confirm").status == "CONFIRMED"
        other = make.session(make.request("SCHEDULING"), _at(2026, 11, 10, 15), 60)
        with pytest.raises(Invalid, match="같은 시간에 다른 교육이 확정된 강사"):
            bookings.propose(actor=runs, session=other, instructor=second)
        again = make.booking(other, second, "ACCEPTED")  # asked before the first was confirmed
        with pytest.raises(Invalid, match="같은 시간에 다른 교육이 확정된 강사"):
            bookings.act(actor=runs, booking=again, name="confirm")
        assert asked[1].fee == 200_000


def test_delivered_only_once_the_day_has_come_and_everybody_is_entered(cast: Cast, course: EducationRequest) -> None:
    _apply(cast, course, 25)
    runs = cast.coordinator1.actor
    with pytest.raises(Invalid, match="아직 교육일"):
        delivery.act(actor=runs, course=course, name="deliver")
    lesson = course.sessions.get()
    with pytest.raises(Invalid, match="아직 교육일"):
        attendance.enter(actor=runs, session=lesson, lines=[])
    with time_machine.travel(_at(2026, 11, 10, 17), tick=False):
        with pytest.raises(Invalid, match="모든 수강생의 출석"):
            delivery.act(actor=runs, course=course, name="deliver")
        _attend(cast, course)
        assert delivery.act(actor=runs, course=course, name="deliver").status == "DELIVERED"


def test_twenty_one_complete_three_do_not_and_one_did_not_come(cast: Cast, course: EducationRequest) -> None:
    course = _through_the_day(cast, course)
    states = list(course.enrolments.order_by("applied_at").values_list("status", "minutes"))
    assert states[0] == ("NO_SHOW", 0)
    assert states[1:21] == [("COMPLETED", 120)] * 20
    assert states[21:25] == [("COMPLETED", 96), *[("NOT_COMPLETED", minutes) for minutes in (90, 85, 60)]]
    assert states[25:] == [("WAITLISTED", None)] * 2


def test_the_certificates_go_from_0101_to_0121_and_are_issued_with_the_report(
    cast: Cast, course: EducationRequest
) -> None:
    course = _through_the_day(cast, course)
    numbers = [one.number for one in Certificate.objects.order_by("serial")]
    assert numbers == [f"제2026-{serial:04d}호" for serial in range(101, 122)]
    assert not Certificate.objects.filter(issued_on__isnull=False).exists()
    _report(cast, course)
    assert set(Certificate.objects.values_list("issued_on", flat=True)) == {date(2026, 11, 18)}


def _report(cast: Cast, course: EducationRequest) -> EducationRequest:
    runs = cast.coordinator1.actor
    with time_machine.travel(_at(2026, 11, 18, 10), tick=False):
        if course.status == "DELIVERED":
            course = delivery.act(actor=runs, course=course, name="close_survey")
        data = {"opinions": "실습 시간이 더 필요함", "improvement": "실습 기구 추가", "last_year_mean": Decimal("4.17")}
        reports.write(actor=runs, course=course, data=data)
        with pytest.raises(Invalid, match="결재가 아직"):
            delivery.act(actor=runs, course=course, name="report")
        line = [{"title": "원장", "person": cast.director1.user}]
        document = reports.submit(actor=runs, course=course, line=line)
        approving.sign(actor=cast.director1.actor, document=document)
        course = delivery.act(actor=runs, course=course, name="report")
    return course


def test_the_figures_of_the_year(cast: Cast, course: EducationRequest) -> None:
    _report(cast, _through_the_day(cast, course))
    found = {code: INDICATORS[code](cast.host.pk, *YEAR) for code in INDICATORS if code.startswith("E")}
    assert {code: str(figure.value) for code, figure in sorted(found.items())} == {
        "E01": "1",
        "E02": "0",  # everybody was written down without an institution
        "E03": "24",
        "E04": "24",
        "E05": "84.0",
        "E06": "4.45",
        "E07": "83.3",
        "E08": "22.5",
        "E09": "3.0",
        "E10": "100.0",
    }
    assert (found["E05"].numerator, found["E05"].denominator) == (21, 25)
    assert (found["E07"].numerator, found["E07"].denominator) == (20, 24)


def test_the_report_prints_the_numbers_and_the_rise_and_keeps_them(cast: Cast, course: EducationRequest) -> None:
    course = _report(cast, _through_the_day(cast, course))
    report, said = reports.shown(course)
    assert report is not None
    assert (said["applied"], said["seated"], said["present"], said["completed"]) == (27, 25, 24, 21)
    assert said["completion"] == "84.0"
    survey = said["survey"]
    assert (survey["answered"], survey["asked"], survey["rate"], survey["mean"]) == (20, 24, "83.3", "4.45")
    assert survey["change"] == "0.28↑"
    assert survey["hundred"] == "89.0"
    assert said["tests"] == {"people": 24, "before": "58.5", "after": "81.0", "gain": "22.5"}
    EducationRequest.objects.filter(pk=course.pk).update(title="다른 이름")
    course.refresh_from_db()
    assert reports.shown(course)[1]["course"] == "요양시설 종사자 응급상황 대처 교육"


def test_the_other_scale_of_a_hundred(cast: Cast, course: EducationRequest, settings: Any) -> None:
    settings.SITE = {**settings.SITE, "survey_hundred": "FROM_ZERO"}
    assert results.hundred_of(Decimal("4.45"))[0] == Decimal("86.3")


def test_the_answers_carry_nobodys_id(cast: Cast, course: EducationRequest) -> None:
    course = _through_the_day(cast, course)
    people = {str(pk) for pk in course.enrolments.values_list("pk", flat=True)}
    stored = str(list(SurveyAnswer.objects.values()))
    assert not [one for one in people if one in stored]


def test_a_correction_revokes_the_certificate_and_its_number_stays_used(cast: Cast, course: EducationRequest) -> None:
    course = _through_the_day(cast, course)
    runs, first = cast.coordinator1.actor, Certificate.objects.order_by("serial")[0]
    completion.correct(actor=runs, enrolment=first.enrolment, reason="출석을 잘못 적음")
    first.refresh_from_db()
    assert (first.revoked_reason, first.revoked_at is not None) == ("출석을 잘못 적음", True)
    completion.decide(actor=runs, course=course)
    again = Certificate.objects.get(enrolment=first.enrolment, revoked_at__isnull=True)
    assert (first.number, again.number) == ("제2026-0101호", "제2026-0122호")


def test_no_decision_is_corrected_in_a_course_that_has_closed_meanwhile(cast: Cast, course: EducationRequest) -> None:
    course = _through_the_day(cast, course)
    enrolment = course.enrolments.select_related("request").filter(status="COMPLETED")[0]
    EducationRequest.objects.filter(pk=course.pk).update(status="CLOSED")
    with pytest.raises(Conflict):
        completion.correct(actor=cast.coordinator1.actor, enrolment=enrolment, reason="출석을 잘못 적음")


def test_a_second_copy_keeps_its_number(cast: Cast, course: EducationRequest) -> None:
    course = _through_the_day(cast, course)
    runs, one = cast.coordinator1.actor, Certificate.objects.order_by("serial")[0]
    with pytest.raises(Conflict):
        certificates.reissue(actor=runs, certificate=one)
    _report(cast, course)
    with time_machine.travel(_at(2026, 12, 1, 10), tick=False):
        found = certificates.reissue(actor=runs, certificate=one)
    assert (found.number, found.reissued_on) == (one.number, date(2026, 12, 1))


def test_no_answer_at_all_needs_a_reason(cast: Cast, course: EducationRequest) -> None:
    _apply(cast, course, 25)
    runs = cast.coordinator1.actor
    with time_machine.travel(_at(2026, 11, 10, 17), tick=False):
        _attend(cast, course)
        course = delivery.act(actor=runs, course=course, name="deliver")
        with pytest.raises(Invalid, match="아직 열려 있습니다"):
            delivery.act(actor=runs, course=course, name="close_survey")
    with time_machine.travel(_at(2026, 11, 18, 10), tick=False):
        assert delivery.close_surveys(timezone.now()) == 0
        with pytest.raises(Invalid, match="응답이 하나도 없습니다"):
            delivery.act(actor=runs, course=course, name="close_survey")
        done = delivery.act(actor=runs, course=course, name="close_survey", reason="정전으로 조사하지 못함")
    assert done.report.no_answer_reason == "정전으로 조사하지 못함"


def test_the_system_closes_the_survey_and_later_the_course(cast: Cast, course: EducationRequest) -> None:
    course = _through_the_day(cast, course)
    with time_machine.travel(_at(2026, 11, 18, 0, 1), tick=False):
        assert delivery.close_surveys(timezone.now()) == 1
    course.refresh_from_db()
    assert course.status == "SURVEYED"
    course = _report(cast, course)
    with time_machine.travel(_at(2026, 11, 26, 0, 1), tick=False):
        assert delivery.close_reported(timezone.now()) == 1
    course.refresh_from_db()
    assert course.status == "CLOSED"


def test_walk_ins_are_marked_and_belong_to_the_course(cast: Cast, course: EducationRequest) -> None:
    _apply(cast, course, 25)
    lesson = course.sessions.get()
    data = {"name": "현장가상", "phone": "01099990000", "consent": True}
    with pytest.raises(Conflict):
        enrolments.walk_in(actor=cast.coordinator1.actor, session=lesson, data=data)
    with time_machine.travel(_at(2026, 11, 10, 14), tick=False):
        row = enrolments.walk_in(actor=cast.coordinator1.actor, session=lesson, data=data)
    assert (row.status, row.is_walk_in) == ("CONFIRMED", True)


def test_at_the_door_name_and_number_bring_one_in_and_out(cast: Cast, course: EducationRequest) -> None:
    rows = _apply(cast, course, 2)
    lesson = course.sessions.get()
    attendance.open_door(actor=cast.coordinator1.actor, session=lesson)
    lesson = attendance.session_of(Session.objects.get().check_in_key)
    name, code = rows[0].name, rows[0].door_code
    with pytest.raises(Invalid, match="1시간 전부터"):
        attendance.check_in(session=lesson, name=name, code=code, act="in")
    with time_machine.travel(_at(2026, 11, 10, 14, 24), tick=False):
        assert attendance.check_in(session=lesson, name=name, code=code, act="in").result == "LATE"
    with time_machine.travel(_at(2026, 11, 10, 16, 0), tick=False):
        row = attendance.check_in(session=lesson, name=name, code=code, act="out")
        assert row.out_at == _at(2026, 11, 10, 16, 0)
        wrong = f"{(int(code) + 1) % 10_000:04d}"
        said = []
        for _ in range(11):
            with pytest.raises(Invalid) as refused:
                attendance.check_in(session=lesson, name=name, code=wrong, act="in")
            said.append(str(refused.value))
    assert [attendance.WRONG in one for one in said] == [True] * 9 + [False] * 2


def test_a_course_that_ended_in_december_is_numbered_in_its_own_year(cast: Cast) -> None:
    """The coordinator decides after the turn of the year."""
    with time_machine.travel(_at(2026, 12, 1, 10), tick=False):
        course = make.request("CONFIRMED", pass_mark=None)
        lesson = make.session(course, _at(2026, 12, 30, 14))
        person = make.enrolment(course)
    with time_machine.travel(_at(2027, 1, 4, 10), tick=False):
        runs = cast.coordinator1.actor
        lines = [Line(person.pk, "PRESENT", lesson.starts_at, lesson.ends_at)]
        attendance.enter(actor=runs, session=lesson, lines=lines)
        completion.decide(actor=runs, course=delivery.act(actor=runs, course=course, name="deliver"))
    assert Certificate.objects.get().number == "제2026-0001호"
