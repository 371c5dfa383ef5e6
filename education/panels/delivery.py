"""What the page of a course that is held shows."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q

from core.actor import Actor
from core.acts import Standing
from core.masking import mask_name
from education.acts.delivery import COURSE_ACTS, REPORT_ACTS
from education.models import EducationReport, EducationRequest
from education.panels import progress, steps
from education.panels.surveys import survey_of
from education.querysets import SEATED, WAS_THERE
from education.services import completion, reports
from education.services.attendance import OPEN as ATTENDING


def _people_with_standing(course: EducationRequest) -> list[Any]:
    """Everybody with a seat, where they stand, and their certificate. Names are masked, as in every list."""
    rows: list[Any] = list(
        course.enrolments.seated()
        .select_related("institution")
        .prefetch_related("certificates")
        .order_by("applied_at", "pk")
    )
    stands = completion.standings(course, rows)
    for row in rows:
        row.who = mask_name(row.name)
        row.stands = stands[row.pk]
        row.certificate = next((one for one in row.certificates.all() if one.revoked_at is None), None)
    return rows


def page(course: EducationRequest, actor: Actor) -> dict[str, Any]:
    people, survey = _people_with_standing(course), survey_of(course)
    lessons, report = _lessons_with_counts(course), EducationReport.objects.filter(request=course).first()
    found = steps.numbers(course, lessons, survey["survey"])
    document = reports.document_of(course)
    todo = steps.todo(course, lessons, found, report, document)
    relations: frozenset[str] = course.relations
    standing = Standing(course, relations, actor)
    actions = [*REPORT_ACTS.buttons(standing), *COURSE_ACTS.buttons(standing)]
    return {
        "course": course,
        "steps": progress.steps(course),
        "next": progress.turn(course, relations),
        "ending": progress.ending(course),
        "figs": steps.figs(found),
        "todo": todo,
        "now": steps.to_press(todo, [one["label"] for one in actions if one["blocked_reason"]]),
        "sessions": lessons,
        "seats": found.seats,
        "people": people,
        "issued": sum(row.certificate is not None and row.certificate.issued_on is not None for row in people),
        "may_decide": found.undecided > 0 and course.status in completion.OPEN,
        "may_attend": course.status in ATTENDING,
        "actions": actions,
        "report": report,
        "is_written": reports.is_written(report),
        "document": document,
        "may_write": not reports.why_fixed(course),
        "entries": progress.log(course),
        **survey,
    }


def _lessons_with_counts(course: EducationRequest) -> list[Any]:
    """The lessons, with how many of those with a seat are marked, and how many came."""
    seated = Q(attendance__enrolment__status__in=SEATED)
    entered, came = (
        Count("attendance", filter=seated),
        Count("attendance", filter=seated & Q(attendance__result__in=WAS_THERE)),
    )
    return list(course.sessions.annotate(entered=entered, came=came))
