"""협의체 운영 현황: what the bodies of a hospital did in a year (domain 3.2)."""

from __future__ import annotations

from collections.abc import Sequence

from core import dates
from core.blocks import Block, table
from core.reports import Paper
from network.councils.models import Meeting

YEAR = Paper("council_year", "협의체 운영 현황", "councils/papers/blocks.html")


def year_blocks(rows: Sequence[tuple[str, Sequence[Meeting]]]) -> list[Block]:
    """협의체명 | 운영횟수 및 일자 | 주요 내용 (domain 3.2): dates after the first drop the year."""
    cells = [(name, _dates_of(meetings), "\n".join(_contents(meetings)) or "-") for name, meetings in rows]
    return [table(("협의체명", "운영횟수 및 일자", "주요 내용"), cells, left=[2])]


def _dates_of(meetings: Sequence[Meeting]) -> str:
    if not meetings:
        return "-"
    first, *others = [one.starts_at for one in meetings]
    days = [dates.paper_day(first), *(dates.month_and_day(moment) for moment in others)]
    return f"{len(meetings)}회({', '.join(days)})"


def _contents(meetings: Sequence[Meeting]) -> list[str]:
    return [f"- {item.title}" for one in meetings for item in one.items.all() if not item.is_standing]
