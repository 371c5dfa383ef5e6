"""The sheet to sign at the door."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core import codes, dates, fitting
from core.actor import Actor
from core.blocks import table
from core.models import PrintedDocument
from core.reports import Paper, print_out, type_page
from education.models import Enrolment, Session

SIGNS = Paper("education_signs", "교육 참석자 서명부", "education/papers/signs.html")
ROWS, SPARE = 15, 3
RESIDENT = "RESIDENT"
_COLUMNS = {"연번": "number", "소속": "place", "직위(직종)": "title", "성명": "name", "서명": "", "비고": "remark"}
_ROOMS = {2: 28.0, 4: 32.0, 5: 20.0}  # mm to write in


def signs(*, actor: Actor, session: Session, people: Sequence[Enrolment]) -> tuple[PrintedDocument, bytes]:
    """The sheet that lies at the door."""
    return print_out(SIGNS, session, context(session, people), actor)


def signs_hwpx(*, actor: Actor, session: Session, people: Sequence[Enrolment]) -> tuple[str, bytes]:
    return type_page(SIGNS, session, context(session, people), actor)


def context(session: Session, people: Sequence[Enrolment]) -> dict[str, Any]:
    """Fifteen rows a page, empty ones for guests, no telephone numbers."""
    rows = [_row(place, one) for place, one in enumerate(people, start=1)]
    rows += [dict.fromkeys(_COLUMNS.values(), "")] * (SPARE + (-len(rows) - SPARE) % ROWS)
    cells = [[row[name] for name in _COLUMNS.values()] for row in rows]
    return {
        "heading": session.request.course,
        "when": dates.paper_span(session.starts_at, session.ends_at),
        "where": session.place_or_link,
        "laid": fitting.upright(table(list(_COLUMNS), cells, left=[1], rooms=_ROOMS)),
        "sheets": [rows[begin : begin + ROWS] for begin in range(0, len(rows), ROWS)],
    }


def _row(place: int, one: Enrolment) -> dict[str, str]:
    said = {
        "number": str(place),
        "place": place_of(one),
        "title": codes.label("education_audience", one.job) if one.job else "",
        "name": one.name,
        "remark": "현장 등록" if one.is_walk_in else "",
    }
    return dict.fromkeys(_COLUMNS.values(), "") | said


def place_of(person: Enrolment) -> str:
    """Somebody who lives nearby belongs to no office, whichever of them enters them."""
    if person.job == RESIDENT:
        return person.affiliation or "개인"
    return person.institution.name if person.institution else person.affiliation
