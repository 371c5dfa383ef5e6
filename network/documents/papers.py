"""What stands above the paper of a document, on the screen, in the PDF and typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from core import dates
from core.blocks import Block, table

NOTHING = "(없음)"


def above_of(corrects: Mapping[str, Any] | None, superseded: str) -> list[str]:
    """What stands above a paper that corrects another, or that was corrected by the document of this number."""
    found = []
    if corrects:
        why = f" 정정\u00a0사유: {corrects['reason']}" if corrects["reason"] else ""
        found.append(f"정정: {corrects['number']}({dates.paper_day(corrects['date'])}) 문서를 다음과 같이 정정함.{why}")
    return [*found, *([f"이 문서는 {superseded} 문서로 정정되었음."] if superseded else [])]


def changes_table(changes: Iterable[Sequence[str]]) -> Block:
    """정정 전·후, place by place; of a text of many lines those that became others. `changes`: what, before, after."""
    rows = [[what, *_other_lines(before, after)] for what, before, after in changes]
    return table(("정정한 곳", "정정 전", "정정 후"), rows, left=[0, 1, 2], title="정정 전·후 대비표")


def _other_lines(before: str, after: str) -> tuple[str, str]:
    was, says = before.splitlines(), after.splitlines()
    if max(len(was), len(says)) < 2:
        return before or NOTHING, after or NOTHING
    old, new = list[str](), list[str]()
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, was, says, autojunk=False).get_opcodes():
        if tag != "equal":
            old += was[i1:i2]
            new += says[j1:j2]
    return "\n".join(old) or NOTHING, "\n".join(new) or NOTHING
