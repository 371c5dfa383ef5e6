"""The material of a meeting as one file: gathered, given its contents and page numbers, printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from core import bundles, dates
from core.actor import Actor
from core.errors import Conflict
from core.models import PrintedDocument, StoredFile
from core.outlines import bare
from core.reports import Paper, make, print_out
from network.councils.models import Meeting
from network.councils.papers.materials import MATERIALS, Sheet, contents
from network.councils.services import files, papers
from network.services.letterheads import letterhead_of

MOST_BYTES, MOST_PAGES = 120 * 1024 * 1024, 600  # of all that is bound


@dataclass(frozen=True)
class Part:
    """A file of the meeting. `content`: as PDF, None where it cannot be bound; `lying`: its pages, whether they lie on their
    side."""

    whose: str
    name: str
    content: bytes | None
    lying: Sequence[bool] = ()


def print_materials(*, actor: Actor, meeting: Meeting) -> tuple[PrintedDocument, bytes]:
    """Contents, 회의자료 and what was attached, in one PDF. Raises Conflict for more than one file should hold."""
    papers.demand(actor, meeting, "agenda")
    parts = _parts(meeting)
    bound = [part.content for part in parts if part.content is not None]
    paper = replace(MATERIALS, office=letterhead_of(meeting.council.host).signature)
    if not bound:
        return print_out(paper, meeting, _context(meeting, parts, 2), actor)
    front = _front(paper, meeting, parts, actor)
    context = _context(meeting, parts, front)
    return print_out(
        paper, meeting, context, actor, finish=lambda content: bundles.set_into(content, front, context["order"], bound)
    )


def _front(paper: Paper, meeting: Meeting, parts: Sequence[Part], actor: Actor) -> int:
    """How many pages stand before the first file: set once to be counted."""
    context = {**_context(meeting, parts, 2), "sheets": []}
    return bundles.page_count(make(paper, meeting, context, by=actor.name)[1])


def _parts(meeting: Meeting) -> list[Part]:
    items = list(meeting.items.all())
    own, by_item = files.all_of(meeting, items)
    rows = [
        (f"안건 {place}. {bare(item.title)}", row)
        for place, item in enumerate(items, 1)
        for row in by_item[str(item.pk)]
    ]
    rows += [("공통", row) for row in own]
    if sum(row.size for _, row in rows) > MOST_BYTES:
        raise Conflict("자료가 너무 커서 한 파일로 묶지 못합니다. 안건마다 따로 받으십시오.")
    parts = [_part(whose, row) for whose, row in rows]
    if sum(len(part.lying) for part in parts) > MOST_PAGES:
        raise Conflict(f"자료가 {MOST_PAGES}쪽을 넘어 한 파일로 묶지 못합니다. 안건마다 따로 받으십시오.")
    return parts


def _part(whose: str, row: StoredFile) -> Part:
    try:
        with row.file.open("rb") as handle:
            content = bundles.as_pdf(handle.read(), row.kind)
    except (OSError, ValueError):  # the file is gone
        content = None
    name = row.name.rpartition(".")[0] or row.name
    return Part(whose, name, content, bundles.lie(content) if content is not None else ())


def _context(meeting: Meeting, parts: Sequence[Part], front: int) -> dict[str, Any]:
    """`front`: pages before the first file. `sheets`: one for each file and way that its pages lie, which repeats; `order`:
    of every page that is bound the place of its sheet."""
    rows: list[tuple[str, str, int | None]] = [("회의자료", "전체", 2)]
    made: list[Sheet] = []
    order: list[int] = []
    for part in parts:
        rows.append((part.name, part.whose, front + len(order) + 1 if part.content is not None else None))
        ways = list(dict.fromkeys(part.lying))
        order += [len(made) + ways.index(lies) for lies in part.lying]
        made += [Sheet(f"자료 {len(rows)}. {part.name}", part.whose, lies) for lies in ways]
    house, said = letterhead_of(meeting.council.host), papers.said_of(meeting)
    return {
        "heading": meeting.title,
        "contents": contents(said["when"], said["where"], rows),
        "blocks": papers.context("agenda", meeting)["blocks"],
        "sheets": made,
        "order": order,
        "is_bound": bool(order),
        "day": dates.plain(meeting.starts_at),
        "office": f"{house.name} {house.office}",
    }
