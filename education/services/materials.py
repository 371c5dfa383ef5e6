"""Courses carry files: the material for those who take part."""

from __future__ import annotations

from core.actor import Actor
from core.errors import Conflict, Forbidden
from core.files import FileKind
from core.models import StoredFile
from education.access import REQUEST
from education.models import EducationRequest, InstructorBooking

COURSE = "education.educationrequest"


# Before the approval there is no course, afterwards it is over.
OPEN = ("APPROVED", "SCHEDULING", "CONFIRMED", "POSTPONED", "DELIVERED", "SURVEYED", "REPORTED")
_TEACHING = ("ACCEPTED", "CONFIRMED", "DONE", "PAID")


def _read(actor: Actor, pk: str) -> EducationRequest:
    return REQUEST.find(actor, "read", pk=pk)


def _kept(actor: Actor, pk: str) -> EducationRequest:
    row = REQUEST.find(actor, "teach", pk=pk)
    if not keeps(actor, row):
        raise Forbidden(about=row)
    if row.status not in OPEN:
        raise Conflict(f"지금 상태({row.get_status_display()})에서는 교재를 더하거나 지울 수 없습니다.")
    return row


def keeps(actor: Actor, course: EducationRequest) -> bool:
    """The coordinator, and an instructor who has said that they come; who is only asked reads."""
    if "coordinator" in course.relations:
        return True
    mine = InstructorBooking.objects.filter(
        session__request=course, instructor__user_id=actor.user_id or 0, status__in=_TEACHING
    )
    return "instructor" in course.relations and mine.exists()


KIND = FileKind(COURSE, _read, _kept)


def of_course(course: EducationRequest) -> list[StoredFile]:
    """The material of a course, oldest first."""
    rows = StoredFile.objects.filter(object_kind=COURSE, object_id=str(course.pk), removed_at__isnull=True)
    return list(rows.order_by("added_at", "pk"))
