"""Who stands how to the parts of a course that is held: its lessons, its report, its certificates.

The coordinator of the host runs it; who teaches a lesson enters who came; a director approves the report and sees
nothing else of the course; the requesting agency prints the certificates of its people once they are issued.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from core.access import Access
from core.actor import Actor
from education.access import PARTNERS, runs
from education.models import Certificate, EducationRequest, InstructorBooking, Session
from education.querysets import HELD
from education.workflow import PROGRAMME

RUNNING = ("CONFIRMED", *HELD)
_TEACHING = ("CONFIRMED", "DONE", "PAID")


def _of_session(actor: Actor) -> Q | None:
    return Q(request__host_id=actor.institution_id, request__status__in=RUNNING) if runs(actor) else None


def _teacher(actor: Actor) -> Q | None:
    if not actor.holds("INSTRUCTOR"):
        return None
    mine = InstructorBooking.objects.filter(
        session=OuterRef("pk"), instructor__user_id=actor.user_id or 0, status__in=_TEACHING
    )
    return Q(Exists(mine), request__status__in=RUNNING)


SESSION_ACCESS: Access[Session] = Access(
    Session,
    relations={"coordinator": _of_session, "instructor": _teacher},
    acts={
        "list": ("coordinator", "instructor"),
        "read": ("coordinator", "instructor"),
        "attend": ("coordinator", "instructor"),
        "print": ("coordinator", "instructor"),
    },
)


def _of_course(actor: Actor) -> Q | None:
    return Q(host_id=actor.institution_id, status__in=RUNNING) if runs(actor) else None


def _director(actor: Actor) -> Q | None:
    """Knows of a course from the writing of its report on."""
    if not (actor.holds("DIRECTOR") and actor.works_in(PROGRAMME)):
        return None
    return Q(host_id=actor.institution_id, report__isnull=False)


COURSE_ACCESS: Access[EducationRequest] = Access(
    EducationRequest,
    relations={"coordinator": _of_course, "director": _director},
    acts={
        "list": ("coordinator", "director"),
        "read": ("coordinator", "director"),
        "run": ("coordinator",),
        "approve": ("director",),
        "print": ("coordinator", "director"),
    },
    is_aside=True,
)


def _of_certificate(actor: Actor) -> Q | None:
    return Q(host_id=actor.institution_id) if runs(actor) else None


def _agency(actor: Actor) -> Q | None:
    if not actor.holds(*PARTNERS):
        return None
    return Q(enrolment__request__requester_id=actor.institution_id, issued_on__isnull=False)


CERTIFICATE_ACCESS: Access[Certificate] = Access(
    Certificate,
    relations={"coordinator": _of_certificate, "agency": _agency},
    acts={
        "list": ("coordinator", "agency"),
        "read": ("coordinator", "agency"),
        "print": ("coordinator", "agency"),
        "keep": ("coordinator",),
    },
)
