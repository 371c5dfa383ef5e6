"""What the page of a course that is held shows."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q

from core.actor import Actor
from core.masking import mask_name
from education.models import EducationReport, EducationRequest
from education.panels import progress, steps
from education.panels.surveys import survey_of
from education.querysets import SEATED, WAS_THERE
from education.services import completion
from education.services import delivery as moves
from education.services.attendance import OPEN as ATTENDING
from education.workflow import EDUCATION_REQUEST


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
    stands = completion.standings(course, rows)
    for row in rows:
        row.who = mask_name(row.name)
        row.stands = stands[row.pk]
        row.certificate = next((one for one in row.certificates.all() if one.revoked_at is None), None)
    return rows


def page(course: EducationRequest, actor: Actor) -> dict[str, Any]:
    people, survey = _people(course), survey_of(course)
    lessons, report = _entered(course), EducationReport.objects.filter(request=course).first()
    found = steps.numbers(course, lessons, survey["survey"])
    todo = steps.todo(course, lessons, found, report)
    relations: frozenset[str] = course.relations
    actions = _acts(course, actor)
    return {
        "course": course,
        "steps": progress.steps(course),
        "next": progress.turn(course, relations),
        "ending": progress.ending(course),
        "figs": steps.figs(found),
        "todo": todo,
        "now": steps.to_press(todo, [one.label for one in actions if one.blocked]),
        "sessions": lessons,
        "seats": found.seats,
        "people": people,
        "issued": sum(row.certificate is not None and row.certificate.issued_on is not None for row in people),
        "may_decide": found.undecided > 0 and course.status in completion.OPEN,
        "may_attend": course.status in ATTENDING,
        "actions": actions,
        "report": report,
        "is_written": steps.is_written(report),
        "entries": progress.log(course),
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
