"""협의체 운영 현황: what the bodies of a hospital did in a year (domain 3.2)."""

from __future__ import annotations

from collections.abc import Sequence

from core import dates, outlines
from core.blocks import Block, table
from core.reports import Paper
from network.councils.models import AgendaItem, Meeting

YEAR = Paper("council_year", "협의체 운영 현황", "councils/papers/blocks.html")


def year_blocks(rows: Sequence[tuple[str, Sequence[Meeting]]]) -> list[Block]:
    """협의체명 | 운영횟수 및 일자 | 주요 내용 (domain 3.2): dates after the first drop the year. What a meeting came to is
    told once its report is out."""
    cells = [(name, _dates_of(meetings), "\n".join(_contents(meetings)) or "-") for name, meetings in rows]
    return [table(("협의체명", "운영횟수 및 일자", "주요 내용"), cells, left=[2])]


def _dates_of(meetings: Sequence[Meeting]) -> str:
    if not meetings:
        return "-"
    first, *others = [one.starts_at for one in meetings]
    days = [dates.paper_day(first), *(dates.month_and_day(moment) for moment in others)]
    return f"{len(meetings)}회({', '.join(days)})"


def _contents(meetings: Sequence[Meeting]) -> list[str]:
    issued = [one for one in meetings if one.distributed_at is not None]
    return [_outcome(item) for one in issued for item in one.items.all() if not item.is_standing]


def _outcome(item: AgendaItem) -> str:
    """`- 2027년 운영계획(안): 원안 의결`: the item and the first line of what was decided."""
    decided = outlines.lines(item.decision)
    return f"- {outlines.bare(item.title)}" + (f": {outlines.bare(decided[0])}" if decided else "")
