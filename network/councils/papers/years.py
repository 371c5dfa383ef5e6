"""협의체 운영 현황: what the bodies of a hospital did in a year (domain 3.2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from core import dates, outlines
from core.blocks import Block, line, table
from core.reports import Paper
from network.councils.models import AgendaItem, Meeting

YEAR = Paper("council_year", "협의체 운영 현황", "paper_blocks.html")


def year_blocks(rows: Sequence[tuple[str, Sequence[Meeting]]], day: date) -> list[Block]:
    """협의체명 | 운영횟수 및 일자 | 주요 내용 (domain 3.2): dates after the first drop the year. What a meeting came to is
    told once its report is out. `day`: on which it is told."""
    cells = [(name, _dates_of(meetings), "\n".join(_contents(meetings)) or _why(meetings)) for name, meetings in rows]
    held = sum(len(meetings) for _, meetings in rows)
    return [
        line(1, "□", f"협의체 {len(rows)}개, 회의 {held}회", "운영"),
        line(1, "□", dates.paper_date(day), "기준일"),
        table(("협의체명", "운영횟수 및 일자", "주요 내용"), cells, left=[2]),
        line(1, "※", "주요 내용은 시행한 회의 결과 보고에서 옮겨 적음", note=True),
    ]


def _why(meetings: Sequence[Meeting]) -> str:
    """Why nothing is told."""
    return "시행한 회의 결과 보고 없음" if meetings else "개최 실적 없음"


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
