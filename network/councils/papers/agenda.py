"""회의자료: when and where, the agenda, then the paper of each item (domain 4.2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core import outlines
from core.blocks import Block, chapter, heading, line, of_tables
from core.reports import Paper
from network.councils.papers.blocks import actions_table, agenda_lines, kind_word
from network.councils.services.tables import print_rows

AGENDA = Paper("council_agenda", "회의자료", "councils/papers/blocks.html")


def agenda_blocks(said: Mapping[str, Any]) -> list[Block]:
    """회의자료: when and where, the agenda, then the paper of each item; what is open of earlier meetings at the end."""
    found = [
        line(1, "□", said["when"], "일시"),
        line(1, "□", said["where"], "장소"),
        line(1, "□", f"{len(said['items'])}건", "안건"),
        *agenda_lines(said["items"]),
    ]
    for place, item in enumerate(said["items"], start=1):
        facts_line = " · ".join(
            part
            for part in (f"발표 {item['presenter']}" if item["presenter"] else "", _minutes(item["minutes"]))
            if part
        )
        found += [heading(f"{place}. {kind_word(item['kind'])}{outlines.bare(item['title'])}")]
        found += [line(2, "○", facts_line)] if facts_line else []
        found += outlines.read(item["paper"], 2)
        found += of_tables(print_rows(one) for one in item["tables"])
    if said["earlier"]:
        found += [chapter("이전 회의 조치사항"), actions_table(said["earlier"], "상태", "state")]
    return found


def _minutes(minutes: int | None) -> str:
    return f"{minutes}분" if minutes else ""
