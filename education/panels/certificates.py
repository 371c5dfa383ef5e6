"""The certificates of a course as its pages list them."""

from __future__ import annotations

from typing import Any

from core.actor import Actor
from core.masking import mask_name
from education.access import CERTIFICATE_ACCESS
from education.models import Certificate, EducationRequest
from education.services.certificates import is_valid


def certificates(course: EducationRequest, actor: Actor) -> list[Any]:
    """Every certificate that was numbered for a course and that the actor may see, in the order of their numbers."""
    rows = Certificate.objects.filter(CERTIFICATE_ACCESS.scope(actor, "print"), enrolment__request=course)
    found: list[Any] = list(
        rows.select_related("host", "enrolment__institution", "enrolment__request__topic").order_by("year", "serial")
    )
    for row in found:
        row.who = mask_name(row.enrolment.name)
    return found


def valid(course: EducationRequest, actor: Actor) -> list[Certificate]:
    """Those that may be handed out: issued and not revoked."""
    return [row for row in certificates(course, actor) if is_valid(row)]
