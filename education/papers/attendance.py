"""The sheet to sign at the door."""

from __future__ import annotations

from collections.abc import Sequence

from core import dates
from core.actor import Actor
from core.models import PrintedDocument
from core.reports import Paper, print_out
from education.models import Enrolment, Session

SIGNS = Paper("education_signs", "교육 참석자 서명부", "education/papers/signs.html")
ROWS, SPARE = 15, 3


def signs(*, actor: Actor, session: Session, people: Sequence[Enrolment]) -> tuple[PrintedDocument, bytes]:
    """The sheet that lies at the door: fifteen rows a page, empty ones for guests, no telephone numbers."""
    rows: list[dict[str, str]] = [
        {"number": str(place), "place": place_of(one), "name": one.name} for place, one in enumerate(people, start=1)
    ]
    rows += [{"number": "", "place": "", "name": ""}] * (SPARE + (-len(rows) - SPARE) % ROWS)
    context = {
        "heading": session.request.course,
        "when": dates.paper_span(session.starts_at, session.ends_at),
        "where": session.place_or_link,
        "sheets": [rows[begin : begin + ROWS] for begin in range(0, len(rows), ROWS)],
    }
    return print_out(SIGNS, session, context, actor)


def place_of(person: Enrolment) -> str:
    return person.institution.name if person.institution else person.affiliation
