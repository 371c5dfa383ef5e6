"""What differs between two texts, word by word, for the page that shows two versions side by side."""

import re
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

Op = Literal["equal", "delete", "insert"]

_TOKEN = re.compile(r"\n|[^\S\n]+|\w+|[^\w\s]")


class Piece(NamedTuple):
    """A stretch of text that both sides hold, or only the old, or only the new."""

    op: Op
    text: str


def word_diff(old: str, new: str) -> list[Piece]:
    """The pieces in reading order; equal and deleted ones make up the old text, equal and inserted the new.

    Line ends are compared as one sign, since a browser sends them as two.
    """
    before, after = _tokens(old), _tokens(new)
    pieces: list[Piece] = []
    # Without autojunk=False a word that occurs often in a long text would never count as equal.
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("equal", "".join(before[i1:i2])))
            continue
        if i2 > i1:
            pieces.append(Piece("delete", "".join(before[i1:i2])))
        if j2 > j1:
            pieces.append(Piece("insert", "".join(after[j1:j2])))
    return pieces


def side_by_side(old: str, new: str) -> tuple[list[Piece], list[Piece]]:
    """The pieces of the old text and those of the new one, for two columns."""
    pieces = word_diff(old, new)
    return [piece for piece in pieces if piece.op != "insert"], [piece for piece in pieces if piece.op != "delete"]


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(text.replace("\r\n", "\n").replace("\r", "\n"))
