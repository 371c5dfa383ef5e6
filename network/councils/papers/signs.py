"""참석자 명부: everybody asked, with room for signatures (domain 4.4)."""

from __future__ import annotations

from collections.abc import Sequence

from core.reports import Paper
from network.councils.models import Attendee

SIGN_SHEET = Paper("council_signs", "참석자 명부", "councils/papers/signs.html")


SHEET_ROWS = 15


def sign_sheets(people: Sequence[Attendee]) -> list[list[dict[str, str]]]:
    """Everybody asked, in order, then empty rows for guests, fifteen on a sheet (domain 4.4)."""
    rows = [_sign_row(str(place), row) for place, row in enumerate(people, start=1)]
    least = len(rows) + 3
    full = -(-least // SHEET_ROWS) * SHEET_ROWS
    empty = dict.fromkeys(("number", "place", "title", "name", "remark"), "")
    rows += [dict(empty) for _ in range(full - len(rows))]
    return [rows[start : start + SHEET_ROWS] for start in range(0, full, SHEET_ROWS)]


def _sign_row(number: str, row: Attendee) -> dict[str, str]:
    sends = row.attendance == "PROXY" or (not row.attendance and row.answer == "SENDS")
    remarks = [
        f"대리({row.name})" if sends else "",
        "비대면" if row.is_remote else "",
        "배석" if not row.has_vote else "",
    ]
    return {
        "number": number,
        "place": row.institution_name,
        "title": row.proxy_position if sends else row.position,
        "name": row.proxy_name if sends else row.name,
        "remark": ", ".join(part for part in remarks if part),
    }
