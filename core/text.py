"""Text at the boundary: one folding before anything is compared, hashed, searched or stored, and what cannot be kept.

What 한글, Excel, telephones and macOS send looks alike and is not: decomposed letters, signs that nobody sees, other
blanks, full-width digits. Passwords are not folded. What does not fit is said, never cut.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

MAX_DEPTH = 20
TOO_DEEP = "보낸 내용이 너무 여러 겹입니다."
BAD_SIGN = "보낸 글에 저장할 수 없는 문자가 있습니다."
ENDLESS = "보낸 수가 너무 큽니다."

_LINE_ENDS = re.compile("\r\n?|[\v\f\x85\u2028\u2029]")
# Fillers of the Korean keyboard, the blank Braille cell, joiners and variation marks: seen by nobody, though no format signs.
_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0" + "".join(map(chr, range(0xFE00, 0xFE10))))
_TAB = "\t"
_BLANKS = frozenset("\u2800")
_PRINTED = re.compile(f"[{''.join(sorted(_UNSEEN | _BLANKS))}]")  # what counts as printable and is not kept
_KEPT = frozenset("\n\t\x00")  # NUL stays, to be refused by name
_WAVES = frozenset("~\u223c\u301c\u3030\uff5e")
_DASHES = frozenset("\u2212\u30fc\u3161")  # minus sign and what Korean input methods offer in its place


def fold(text: str) -> str:
    """A text as it is kept: composed, without signs that nobody sees, blanks and line ends plain.

    A tab is a blank, but in a text of several lines it parts the cells of a pasted table.
    """
    if _is_folded(text):
        return text
    plain = _LINE_ENDS.sub("\n", text)
    if "\n" not in plain:
        plain = plain.replace(_TAB, " ")
    return unicodedata.normalize("NFC", "".join(map(_seen, plain)))


def _is_folded(text: str) -> bool:
    """Told without looking at every sign; most texts are as they are kept."""
    signs = text.replace("\n", "").replace(_TAB, "") if "\n" in text else text
    is_printable = signs.isprintable()
    return is_printable and not _PRINTED.search(text) and unicodedata.is_normalized("NFC", text)


def _seen(char: str) -> str:
    if char in _UNSEEN:
        return ""
    category = unicodedata.category(char)
    if category == "Zs" or char in _BLANKS:
        return " "
    return "" if category in ("Cf", "Cc") and char not in _KEPT else char


def searchable(words: str) -> str:
    """Words to look for: folded, without the signs that nothing stored can hold."""
    return fold(words.replace("\x00", "")).encode(errors="ignore").decode()


def one_line(text: str) -> str:
    """A name as it is stored: in one line, without blanks at its ends and with one between its parts."""
    return " ".join(text.split())


def without_blanks(text: str) -> str:
    """A name as it is compared: 홍 가상 and 홍가상 are one."""
    return "".join(text.split())


def fold_code(text: str) -> str:
    """A number or a code as it is kept: folded, every digit, letter and sign of full width plain, every dash a hyphen."""
    kept = fold(text)
    return kept if kept.isascii() else "".join(map(_plain, kept))


def _plain(char: str) -> str:
    if char.isascii():
        return char
    if char in _WAVES:
        return "~"
    category = unicodedata.category(char)
    if category == "Nd":
        return str(unicodedata.decimal(char))
    if category == "Pd" or char in _DASHES:
        return "-"
    return chr(ord(char) - 0xFEE0) if "\uff01" <= char <= "\uff5e" else char


def folded(value: Any, depth: int = 0) -> Any:
    """The same over lists and mappings, names as well; what is no text stays as it is."""
    if isinstance(value, str):
        return fold(value)
    if depth > MAX_DEPTH:
        return value
    if isinstance(value, dict):
        return {folded(key): folded(item, depth + 1) for key, item in value.items()}
    return [folded(item, depth + 1) for item in value] if isinstance(value, list) else value


def fault(value: Any, depth: int = 0) -> str:
    """Why a value cannot be stored, as a Korean sentence; empty when it can.

    PostgreSQL keeps neither NUL nor half of a surrogate pair, and JSON can carry both. `1e999` is read as infinity.
    """
    if depth > MAX_DEPTH:
        return TOO_DEEP
    if isinstance(value, str):
        return BAD_SIGN if _is_broken(value) else ""
    if isinstance(value, float) and not math.isfinite(value):
        return ENDLESS
    if isinstance(value, Mapping):
        parts = [*value.keys(), *value.values()]
        return next(filter(None, (fault(part, depth + 1) for part in parts)), "")
    if isinstance(value, list):
        return next(filter(None, (fault(part, depth + 1) for part in value)), "")
    return ""


def _is_broken(text: str) -> bool:
    if "\x00" in text:
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False
