"""Korean particles by the sound that a word ends on: 협의체를, 워크숍을; 서울로, 부산으로; 2026-12를, E-2026-00010을.

A note in brackets at the end, quotes and closing signs are not read. Digits are read one by one as Korean reads numbers,
capital letters by their names (ER, PCR), words in small Latin letters by how they are spoken in Korean, roughly.
"""

from __future__ import annotations

import re

PAIRS = ("을/를", "은/는", "이/가", "과/와", "으로/로", "이라는/라는")
_NOTE = re.compile(r"(?<=\S)\s*[(\[][^()\[\]]*[)\]]\s*$")  # 홍길동(45세)은: the word before the note decides
_UNREAD = re.compile(r"[^0-9A-Za-z가-힣%℃]+$")
_CAPITALS = re.compile(r"(?:^|[^A-Za-z])[A-Z]+$")
_DIGITS_OPEN, _DIGITS_L = "2459", "178"
_LETTERS_L, _LETTERS_CLOSED = "LR", "LRMN"


def particle(word: object, pair: str) -> str:
    """The particle of a pair (`을/를`, `으로/로`) that follows a word; the second one where nothing is read.

    Raises ValueError for a pair that is none.
    """
    if pair not in PAIRS:
        raise ValueError(pair)
    closed, open_ = pair.split("/")
    sound = _final(str(word))
    return closed if sound and not (closed == "으로" and sound == "ㄹ") else open_


def with_particle(word: object, pair: str) -> str:
    """A word and its particle: `협의체를`."""
    return f"{word}{particle(word, pair)}"


def quoted(word: object, pair: str) -> str:
    """A word in quotes and its particle: `'승인'을`."""
    return f"'{word}'{particle(word, pair)}"


def _final(word: str) -> str:
    """The final consonant, as far as particles care: `ㄹ`, another (`ㅇ`), or none."""
    read = _UNREAD.sub("", _NOTE.sub("", word.strip()))
    last = read[-1:]
    if "가" <= last <= "힣":
        return ("", *"ㅇ" * 7, "ㄹ", *"ㅇ" * 19)[(ord(last) - ord("가")) % 28]
    if last.isdigit():
        return "" if last in _DIGITS_OPEN else "ㄹ" if last in _DIGITS_L else "ㅇ"
    return _latin_final(read) if last.isalpha() else ""


def _latin_final(read: str) -> str:
    last = read[-1]
    if _CAPITALS.search(read):
        return ("ㄹ" if last in _LETTERS_L else "ㅇ") if last in _LETTERS_CLOSED else ""
    if last in "lL":
        return "ㄹ"
    return "ㅇ" if last in "mnMN" or read.lower().endswith("ng") else ""
