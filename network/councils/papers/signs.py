"""참석자 명부: everybody asked, with room for signatures (domain 4.4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from core.blocks import line
from core.hwpx import Typed
from core.hwpx.parts import form, words
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


def typed(found: Mapping[str, Any]) -> Typed:
    """The sheet as it is typed: one table, whose head every page repeats."""
    columns = ("연번", "소속", "직위", "성명", "서명", "비고")
    names = ("number", "place", "title", "name", "", "remark")
    cells = [[row.get(name, "") for name in names] for rows in found["sheets"] for row in rows]
    blocks = [
        line(1, "□", found["when"], "일시"),
        line(1, "□", found["where"], "장소"),
        form(columns, cells, (12, 49, 34, 20, 34, 26), height=10.6, left=[1]),
        words("※ 수집 목적: 회의 참석 확인 · 보유 기간: 5년, 지난 뒤 파기함", "note"),
    ]
    return Typed([found["heading"], "참석자 명부"], blocks)
