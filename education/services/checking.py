"""Whether a certificate is real: told to anybody who knows its number and the name on it, and no more than the match."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from core import workdays
from core.masking import mask_name
from core.text import fold_code
from education.models import Certificate

_NUMBER = re.compile(r"제?\s*(20\d\d)\s*-\s*0*(\d{1,6})\s*호?")


@dataclass(frozen=True)
class Match:
    """What the page shows: the name masked, and whether the certificate holds."""

    number: str
    course: str
    host: str
    held_on: date | None
    name: str
    is_valid: bool


def find(number: str, name: str) -> list[Match]:
    """Issued certificates with this number and name; several hospitals may have given the same number."""
    parts = _NUMBER.fullmatch(fold_code(number).strip())
    if parts is None:
        return []
    rows = Certificate.objects.filter(year=int(parts[1]), serial=int(parts[2]), issued_on__isnull=False)
    rows = rows.select_related("host", "enrolment__request__topic").prefetch_related("enrolment__request__sessions")
    wanted = "".join(name.split())
    return [_match(row) for row in rows if "".join(row.enrolment.name.split()) == wanted]


def _match(row: Certificate) -> Match:
    course = row.enrolment.request
    last = max((one.ends_at for one in course.sessions.all()), default=None)
    return Match(
        row.number,
        course.course,
        row.host.name,
        workdays.seoul_date(last) if last else None,
        mask_name(row.enrolment.name),
        row.revoked_at is None,
    )
