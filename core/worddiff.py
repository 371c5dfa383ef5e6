"""Two versions of one text, word by word, for the page that shows both and for comparing two versions of a plan."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

_TOKENS = re.compile(r"\s+|[^\s]+")


class Piece(NamedTuple):
    """A run of text: `same`, `ins` (only in the new one) or `del` (only in the old one)."""

    kind: Literal["same", "ins", "del"]
    text: str


def diff(old: str, new: str) -> list[Piece]:
    """The way from the old text to the new one. Joining all but `del` gives the new text, all but `ins` the old."""
    before, after = _TOKENS.findall(old), _TOKENS.findall(new)
    pieces: list[Piece] = []
    matcher = SequenceMatcher(a=before, b=after, autojunk=False)
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(after[new_start:new_end])))
            continue
        if start < end:
            pieces.append(Piece("del", "".join(before[start:end])))
        if new_start < new_end:
            pieces.append(Piece("ins", "".join(after[new_start:new_end])))
    return pieces


def marked(text: str, other: str) -> list[Piece]:
    """One text with what the other does not have as `ins`: the view of one of two columns."""
    return [piece for piece in diff(other, text) if piece.kind != "del"]
