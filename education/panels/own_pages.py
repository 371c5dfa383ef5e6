"""What a participant's own page shows: the course and the own place in it, nobody else."""

from __future__ import annotations

from typing import Any

from core.masking import mask_name
from core.surveys.services import rounds as surveys
from education.models import Enrolment
from education.services import delivery, materials, own_pages
from education.services.enrolments import may_leave

_SAID = {
    "CONFIRMED": ("ok", "자리 확정"),
    "CANCELLED": ("off", "신청 취소"),
    "COMPLETED": ("ok", "수료"),
    "NOT_COMPLETED": ("no", "미수료"),
    "NO_SHOW": ("no", "불참"),
    "APPLIED": ("new", "신청"),
}
_OFF = {"POSTPONED": "교육이 연기되었습니다. 새 일정을 정하고 있습니다.", "SCHEDULING": "새 일정을 정하고 있습니다."}


def page(row: Enrolment, key: str) -> dict[str, Any]:
    course, is_off = row.request, row.status == "CANCELLED"
    return {
        "row": row,
        "key": key,
        "url": own_pages.url_of(row),
        "who": mask_name(row.name),
        "course": course,
        "lessons": [] if is_off else list(course.sessions.all()),
        "said": said(row),
        "notice": _OFF.get(course.status, "") if not is_off else "",
        "door_code": row.door_code if row.status == "CONFIRMED" else "",
        "may_leave": may_leave(row),
        "files": [] if is_off else materials.of_course(course),
        "survey_url": _survey(row),
        "certificate": own_pages.certificate_of(row),
    }


def said(row: Enrolment) -> tuple[str, str]:
    """The own state: its look and its words."""
    if row.status == "WAITLISTED":
        return "wait", f"대기 {place_in_line(row)}번째"
    if row.status == "CANCELLED" and row.request.status in ("CANCELLED_BY_REQUESTER", "CANCELLED_BY_HOST"):
        return "off", "교육 취소"
    return _SAID[row.status]


def place_in_line(row: Enrolment) -> int:
    waiting = list(Enrolment.objects.filter(request_id=row.request_id).in_line().values_list("pk", flat=True))
    return waiting.index(row.pk) + 1


def _survey(row: Enrolment) -> str:
    """While it is open, for who was there: the address is the same for everybody, so nothing tells who answers."""
    found = delivery.round_of(row.request)
    is_open = found is not None and found.is_open()
    return surveys.url_of(found) if found is not None and is_open and own_pages.was_there(row) else ""
