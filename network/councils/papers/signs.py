"""참석자 명부: everybody asked, with room for signatures (domain 4.4)."""

from __future__ import annotations

from collections.abc import Sequence

from core import fitting
from core.blocks import table
from core.reports import Paper
from network.councils.models import Attendee

SIGN_SHEET = Paper("council_signs", "참석자 명부", "councils/papers/signs.html")
SHEET_ROWS = 15
GUEST_ROWS = 5
_COLUMNS = {"연번": "number", "소속": "place", "직위": "title", "성명": "name", "서명": "", "비고": "remark"}
_ROOMS = {4: 32.0, 5: 20.0}  # mm to write in


def sign_sheets(people: Sequence[Attendee]) -> list[list[dict[str, str]]]:
    """Everybody asked, in order, then empty rows for guests, fifteen on a sheet at most (domain 4.4)."""
    rows = [_sign_row(str(place), row) for place, row in enumerate(people, start=1)]
    full = max(len(rows) + GUEST_ROWS, SHEET_ROWS)
    empty = dict.fromkeys(("number", "place", "title", "name", "remark"), "")
    rows += [dict(empty) for _ in range(full - len(rows))]
    return [rows[start : start + SHEET_ROWS] for start in range(0, full, SHEET_ROWS)]


def laid_out(sheets: Sequence[Sequence[dict[str, str]]]) -> fitting.Laid:
    """The columns as wide as what stands in them, with room to sign."""
    rows = [[row.get(name, "") for name in _COLUMNS.values()] for sheet in sheets for row in sheet]
    return fitting.upright(table(list(_COLUMNS), rows, left=[1], rooms=_ROOMS))


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
