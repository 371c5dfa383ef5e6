"""Who owes what about a course: the host its decision, dates and report, the agency a supplement, the instructor an answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from django.urls import reverse

from core import workdays
from core.duties import DutyKind, Line, Owner
from education.limits import limit
from education.models import EducationRequest, InstructorBooking
from education.workflow import PROGRAMME
from network.models import Membership


def working(name: str, since: datetime) -> datetime:
    return workdays.in_working_days(limit(name), since)


def days(name: str, since: datetime) -> datetime:
    return workdays.in_days(limit(name), since)


def decide_by(row: EducationRequest, now: datetime) -> datetime:
    """Five business days from the request; those spent waiting for a supplement do not count (E09)."""
    since = workdays.seoul_date(row.submitted_at or now)
    return workdays.calendar().deadline(since, limit("decide") + row.paused_days)


def _last_day(row: EducationRequest, now: datetime) -> datetime:
    last = row.sessions.order_by("-ends_at").first()
    return workdays.end_of_day(workdays.seoul_date(last.ends_at if last else now))


def _survey_ends(row: EducationRequest, now: datetime) -> datetime:
    return days("survey_days", now) + timedelta(days=1)


def coordinator(row: EducationRequest) -> Owner:
    return Owner(row.host_id, "COORDINATOR", programme=PROGRAMME)


def sender(row: EducationRequest) -> Owner:
    """The agency's staff, whatever programme they work in; who has no account is asked by the coordinator."""
    return coordinator(row) if row.requester_id is None else Owner(row.requester_id, "PARTNER_STAFF")


def line(row: EducationRequest) -> Line:
    who = row.asker or row.host.name
    return Line(row.number, f"{row.course} · {who}"[:200], reverse("education:request-detail", args=[row.pk]))


def delivery_line(row: EducationRequest) -> Line:
    """From the confirmation on, what is to be done stands on the page of the course that is held."""
    return replace(line(row), url=reverse("education:course-delivery", args=[row.pk]))


def booking_line(row: InstructorBooking) -> Line:
    request = row.session.request
    return Line(request.number, request.course, reverse("education:request-detail", args=[request.pk]))


def _of_booking(row: InstructorBooking) -> Owner:
    """The instructor, where they work; one without an account is asked by the coordinator over the telephone."""
    place = _place_of_instructor(row.instructor.user_id, row.session.request.host_id)
    return _by_host(row) if place is None else Owner(place, "INSTRUCTOR", row.instructor.user_id, PROGRAMME)


def _place_of_instructor(user_id: int | None, host_id: int) -> int | None:
    """The institution in whose membership somebody teaches today: the host itself, else their own academy."""
    rows = Membership.objects.filter(user_id=user_id or 0, roles__contains=["INSTRUCTOR"])
    rows = rows.filter(programmes__contains=[PROGRAMME]).valid_on(workdays.seoul_today())
    places = list(rows.order_by("pk").values_list("institution_id", flat=True))
    return host_id if host_id in places else next(iter(places), None)


def _by_host(row: InstructorBooking) -> Owner:
    return Owner(row.session.request.host_id, "COORDINATOR", programme=PROGRAMME)


Due = Callable[[EducationRequest, datetime], datetime]


def _kind(code: str, label: str, act: str, due: Due, line: Callable[[EducationRequest], Line] = line) -> DutyKind:
    return DutyKind(f"education.{code}", PROGRAMME, label, act, due, coordinator, line)


KINDS = (
    DutyKind("education.decide", PROGRAMME, "교육 신청 검토", "검토", decide_by, coordinator, line, on_page=("승인",)),
    DutyKind(
        "education.supplement",
        "",
        "교육 신청 보완",
        "보완 제출",
        lambda row, now: working("supplement", now),
        sender,
        line,
        on_page=("들은 보완 내용 적기",),
        escalates_to="PARTNER_MANAGER",
    ),
    _kind("schedule", "교육 일정 조율", "일정 조율", lambda row, now: working("schedule", now)),
    _kind("confirm", "교육 확정", "확정", lambda row, now: working("confirm", now)),
    _kind("deliver", "교육 실시와 출석", "출석 적기", _last_day, delivery_line),
    _kind("reschedule", "교육 재조율", "재조율", lambda row, now: days("reschedule", now)),
    _kind("close_survey", "만족도 마감", "마감", _survey_ends, delivery_line),
    _kind("report", "교육 결과보고", "결과보고", lambda row, now: days("report", now), delivery_line),
    _kind("close", "교육 종료", "종료", lambda row, now: days("close", now), delivery_line),
    DutyKind(
        "education.agree_date",
        "",
        "교육 일정 확인",
        "일정 확인",
        lambda row, now: working("supplement", now),
        sender,
        line,
        escalates_to="PARTNER_MANAGER",
    ),
    DutyKind(
        "education.answer_booking",
        PROGRAMME,
        "강의 요청 회신",
        "회신",
        lambda row, now: working("answer_booking", now),
        _of_booking,
        booking_line,
        on_page=("수락",),
        escalates_to="",  # who teaches is often at another institution: `bookings.tell_late_answers` tells the host
    ),
    DutyKind(
        "education.confirm_booking",
        PROGRAMME,
        "강사 확정",
        "확정",
        lambda row, now: working("confirm_booking", now),
        _by_host,
        booking_line,
    ),
    DutyKind(
        "education.pay",
        PROGRAMME,
        "강사료 지급",
        "지급 처리",
        lambda row, now: days("pay", now),
        _by_host,
        booking_line,
    ),
)
