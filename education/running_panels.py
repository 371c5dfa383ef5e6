"""What the pages of a course that is held show."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, F, Q
from django.urls import reverse

from core import codes, workdays
from core.actor import Actor
from core.formats import Cell
from core.indicators import INDICATORS
from core.masking import mask_name
from core.surveys import services as surveys
from education import request_panels
from education.completion import WAS_THERE
from education.forms import STEP_FORMS
from education.models import Attendance, EducationReport, EducationRequest
from education.querysets import HELD
from education.running_access import COURSE_ACCESS, RUNNING
from education.services import deciding
from education.services import running as moves
from education.services.attending import OPEN as ATTENDING
from education.workflow import EDUCATION_REQUEST, INSTRUCTOR_BOOKING

SMALL = 5
HIDDEN = "5명 미만"


def label_of(name: str) -> str:
    return EDUCATION_REQUEST.named(name)[0].label


def _acts(course: EducationRequest, actor: Actor) -> list[Any]:
    """The moves that may be made now, those that are blocked with their reason."""
    found = EDUCATION_REQUEST.available(course, {"coordinator"}, actor)
    return [one for one in found if one.name in moves.MOVES]


def _people(course: EducationRequest) -> list[Any]:
    """Everybody with a seat, where they stand, and their certificate. Names are masked, as in every list."""
    rows: list[Any] = list(
        course.enrolments.seated()
        .select_related("institution")
        .prefetch_related("certificates")
        .order_by("applied_at", "pk")
    )
    stands = deciding.standings(course, rows)
    for row in rows:
        row.who = mask_name(row.name)
        row.stands = stands[row.pk]
        row.certificate = next((one for one in row.certificates.all() if one.revoked_at is None), None)
    return rows


def running(course: EducationRequest, actor: Actor) -> dict[str, Any]:
    people, survey = _people(course), _survey(course)
    return {
        "course": course,
        "sessions": list(course.sessions.all()),
        "people": people,
        "undecided": any(row.status == "CONFIRMED" for row in people),
        "may_decide": course.status in deciding.OPEN,
        "may_attend": course.status in ATTENDING,
        "actions": _acts(course, actor),
        "report": EducationReport.objects.filter(request=course).first(),
        **survey,
    }


def _survey(course: EducationRequest) -> dict[str, Any]:
    row = moves.round_of(course)
    return {"survey": row, "survey_url": surveys.url_of(row) if row is not None and row.is_open() else ""}


def report_frame(course: EducationRequest, actor: Actor) -> dict[str, Any]:
    """The tools above the paper: who may approve is led there."""
    relations = COURSE_ACCESS.relations_of(actor, course)
    report = EducationReport.objects.filter(request=course).first()
    waits = report is not None and report.approved_at is None
    runs = COURSE_ACCESS.allows("run", relations)
    return {
        "back_url": reverse("education:course-running", args=[course.pk]) if runs else reverse("home"),
        "pdf_url": reverse("education:report-pdf", args=[course.pk]),
        "approve_url": reverse("education:report-approve", args=[course.pk])
        if waits and COURSE_ACCESS.allows("approve", relations)
        else "",
    }


def figures(hospital_id: int, first: date, last: date) -> dict[str, Any]:
    """The ten figures, and people by field, by audience and by municipality; few people are not told apart."""
    found = [INDICATORS[f"E{place:02d}"](hospital_id, first, last) for place in range(1, 11)]
    span = {
        "session__starts_at__gte": workdays.start_of_day(first),
        "session__starts_at__lt": workdays.end_of_day(last),
    }
    came = Attendance.objects.filter(
        session__request__host_id=hospital_id, session__request__status__in=HELD, result__in=WAS_THERE, **span
    )
    groups = {
        "교육 대상": ("session__request__audience", "education_audience"),
        "시군구": ("enrolment__institution__municipality__name", ""),
    }
    tables = [(title, _group(came, column, code_list)) for title, (column, code_list) in groups.items()]
    tables.insert(0, ("교육 분야", _by_field(came)))
    return {"figures": found, "tables": tables}


def _group(rows: Any, column: str, code_list: str) -> list[tuple[str, str]]:
    counted = (
        rows.values(name=F(column)).annotate(n=Count("enrolment__person_hash", distinct=True)).order_by("-n", "name")
    )
    return [(_name(row["name"], code_list), _shown(row["n"])) for row in counted]


def _by_field(rows: Any) -> list[tuple[str, str]]:
    found = []
    for code, label in codes.choices("education_field"):
        number = rows.filter(Q(session__request__field__contains=[code])).aggregate(
            n=Count("enrolment__person_hash", distinct=True)
        )["n"]
        if number:
            found.append((label, _shown(number)))
    return found


def _name(value: str | None, code_list: str) -> str:
    if not value:
        return "알 수 없음"
    return codes.label(code_list, value) if code_list else value


def _shown(number: int) -> str:
    return HIDDEN if 0 < number < SMALL else Cell.of(number, unit="명").text


def overview(course: EducationRequest, actor: Actor) -> dict[str, Any]:
    """What the host, the agency and the instructor alike see of a course."""
    relations: frozenset[str] = course.relations
    is_party = not relations.isdisjoint(("coordinator", "sender"))
    return {
        "course": course,
        "steps": request_panels.steps(course),
        "next": request_panels.turn(course, relations),
        "entries": request_panels.log(course) if is_party else [],
        "sessions": _lessons(course, relations, actor),
        "actions": [one for one in EDUCATION_REQUEST.available(course, relations, actor) if one.name in STEP_FORMS],
        "outsider_contact": course.outsider.address if course.from_outside and "coordinator" in relations else "",
        "may_tell": course.from_outside and "coordinator" in relations and course.status == "SUPPLEMENT",
        "may_edit": "sender" in relations and course.status in ("DRAFT", "SUPPLEMENT"),
        "plans": "coordinator" in relations and course.status == "SCHEDULING",
        "may_agree": is_party
        and course.status == "SCHEDULING"
        and course.date_agreed_at is None
        and course.is_asked_for,
        "runs": "coordinator" in relations and course.status in RUNNING,
        "may_enrol": is_party and course.status in RUNNING,
        "teaches": "instructor" in relations and course.status in ATTENDING,
        **_survey(course),
    }


def _lessons(course: EducationRequest, relations: frozenset[str], actor: Actor) -> list[Any]:
    """The lessons with who was asked for them; an instructor sees their own booking alone."""
    rows: list[Any] = list(course.sessions.prefetch_related("bookings__instructor"))
    runs = "coordinator" in relations
    for lesson in rows:
        lesson.asked = []
        for one in lesson.bookings.all() if runs or "instructor" in relations else ():
            own = one.instructor.user_id is not None and one.instructor.user_id == actor.user_id
            if runs or own:
                held = {"coordinator"} if runs else {"instructor"}
                one.actions = [act for act in INSTRUCTOR_BOOKING.available(one, held, actor) if not act.blocked]
                lesson.asked.append(one)
    return rows
