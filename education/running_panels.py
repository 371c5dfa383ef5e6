"""What the pages of a course that is held show."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from core import workdays
from core.actor import Actor
from core.masking import mask_name
from core.surveys.services import rounds as surveys
from core.surveys.views import qr_of
from education import course_steps, request_panels, warnings
from education.completion import WAS_THERE
from education.forms import STEP_FORMS
from education.models import Certificate, EducationReport, EducationRequest
from education.querysets import SEATED
from education.running_access import CERTIFICATE_ACCESS, COURSE_ACCESS, RUNNING
from education.services import deciding
from education.services import running as moves
from education.services.attending import OPEN as ATTENDING
from education.workflow import EDUCATION_REQUEST, INSTRUCTOR_BOOKING


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
    lessons, report = _entered(course), EducationReport.objects.filter(request=course).first()
    found = course_steps.numbers(course, lessons, survey["survey"])
    todo = course_steps.todo(course, lessons, found, report)
    relations: frozenset[str] = course.relations
    actions = _acts(course, actor)
    return {
        "course": course,
        "steps": request_panels.steps(course),
        "next": request_panels.turn(course, relations),
        "ending": request_panels.ending(course),
        "figs": course_steps.figs(found),
        "todo": todo,
        "now": course_steps.to_press(todo, [one.label for one in actions if one.blocked]),
        "sessions": lessons,
        "seats": found.seats,
        "people": people,
        "issued": sum(row.certificate is not None and row.certificate.issued_on is not None for row in people),
        "may_decide": found.undecided > 0 and course.status in deciding.OPEN,
        "may_attend": course.status in ATTENDING,
        "actions": actions,
        "report": report,
        "is_written": course_steps.is_written(report),
        "entries": request_panels.log(course),
        **survey,
    }


def _entered(course: EducationRequest) -> list[Any]:
    """The lessons, with how many of those with a seat are marked, and how many came."""
    seated = Q(attendance__enrolment__status__in=SEATED)
    entered, came = (
        Count("attendance", filter=seated),
        Count("attendance", filter=seated & Q(attendance__result__in=WAS_THERE)),
    )
    return list(course.sessions.annotate(entered=entered, came=came))


def certificates(course: EducationRequest, actor: Actor) -> list[Any]:
    """Every certificate that was numbered for a course and that the actor may see, in the order of their numbers."""
    rows = Certificate.objects.filter(CERTIFICATE_ACCESS.scope(actor, "print"), enrolment__request=course)
    found: list[Any] = list(
        rows.select_related("host", "enrolment__institution", "enrolment__request__topic").order_by("year", "serial")
    )
    for row in found:
        row.who = mask_name(row.enrolment.name)
    return found


def _survey(course: EducationRequest) -> dict[str, Any]:
    row = moves.round_of(course)
    url = surveys.url_of(row) if row is not None and row.is_open() else ""
    last = workdays.last_day_of(row.closes_at) if row is not None else None
    return {"survey": row, "survey_last": last, "survey_url": url, "survey_qr": qr_of(url) if url else ""}


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


def overview(course: EducationRequest, actor: Actor) -> dict[str, Any]:
    """What the host, the agency and the instructor alike see of a course."""
    relations: frozenset[str] = course.relations
    is_party = not relations.isdisjoint(("coordinator", "sender"))
    return {
        "course": course,
        "ending": request_panels.ending(course) if is_party else None,
        "is_party": is_party,
        "wish": request_panels.wish(course, is_party=is_party),
        "terms": request_panels.terms(course),
        "warnings": warnings.of_request(course) if is_party else [],
        "certified": is_party and course.status in ("REPORTED", "CLOSED"),
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
