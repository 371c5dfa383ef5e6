"""What people type or paste into a cell of figures: 128,585 or △20.4 or 124,215명, or words in place of a number.

A number keeps the decimals it was typed with (4.50). Separators that do not fit are said, never guessed at.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from core import codes
from core.formats import Number
from core.text import fold_code

WRONG_NUMBER = "숫자를 적으십시오. 천 단위 쉼표와 △를 쓸 수 있습니다."
MOST = Decimal(10) ** 15

_HANGUL = re.compile(r"[가-힣]")
_SIGNS = r"[△▲+-]?"
_NUMBER = re.compile(rf"(?P<sign>{_SIGNS}) ?(?P<digits>\d[\d.,]*)")
_WITH_UNIT = re.compile(rf"{_NUMBER.pattern} ?(?P<unit>[^\d.,\s()][^\d()]*?)? ?(?P<more>\(.*\))?")
_FITS = re.compile(r"\d+(?:\.\d+)?|\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_LOOK_ALIKE = str.maketrans("OoIl", "0011")
_LETTERS = re.compile(rf"{_SIGNS}[\dOoIl.,]+")


@dataclass(frozen=True)
class Typed:
    """A cell as it was read. `word` alone stands in place of a number, beside one it says how it was counted
    (연인원); `unit`: the code of the unit that was written behind the number."""

    value: Number | None = None
    word: str = ""
    unit: str = ""


def in_line(text: str) -> str:
    """The text of a cell in one line; a word that was spread over the cell (혁 신 정 책) is drawn together."""
    parts = text.split()
    is_spread = len(parts) > 1 and all(len(part) == 1 and _HANGUL.match(part) for part in parts)
    return ("" if is_spread else " ").join(parts)


def read_number(text: str) -> Number | None:
    """A number as people type it: `1,266`, `△20.4`, `-1266`; empty and `-` are missing. Raises ValueError (Korean)."""
    plain = " ".join(fold_code(text).split())
    if plain in ("", "-"):
        return None
    match = _NUMBER.fullmatch(plain)
    if match is None:
        raise ValueError(_fault(plain))
    return _number(match)


def read_cell(text: str) -> Typed:
    """A number, with its unit and how it was counted, or words. Raises ValueError (Korean) for what is neither."""
    plain = in_line(fold_code(text))
    if plain in ("", "-"):
        return Typed()
    match = _WITH_UNIT.fullmatch(plain)
    if match is not None:
        unit, more = match["unit"] or "", match["more"] or ""
        whole = unit_code(unit + more)
        if whole or not unit or unit_code(unit):
            return Typed(_number(match), "" if whole else more, whole or unit_code(unit))
    if _HANGUL.search(plain) or not any(sign.isdigit() for sign in plain):
        return Typed(word=plain)
    raise ValueError(_fault(plain))


def repaired(text: str) -> str:
    """The number that was certainly meant: a letter that looks like a digit is one. Empty where none is certain."""
    plain = "".join(fold_code(text).split())
    fixed = plain.translate(_LOOK_ALIKE)
    match = _NUMBER.fullmatch(fixed)
    is_certain = fixed != plain and match is not None and _FITS.fullmatch(match["digits"])
    return fixed if is_certain else ""


def unit_code(label: str) -> str:
    """The code of a unit that is written as people write it; empty for none and for an unknown one."""
    return next((code for code, name in codes.choices("unit") if name == label.strip()), "") if label else ""


def decimals_of(value: Number | None) -> int:
    """How many places behind the point a number was typed with."""
    exponent = value.as_tuple().exponent if isinstance(value, Decimal) else 0
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0


def as_typed(value: Number | None, word: str = "") -> str:
    """A cell as somebody types it, so that reading it gives the same again."""
    return word if value is None else f"{value:,}{word}"


def _number(match: re.Match[str]) -> Number:
    digits = match["digits"]
    if not _FITS.fullmatch(digits):
        raise ValueError(_separators(digits))
    value = Decimal(digits.replace(",", ""))
    if value >= MOST:
        raise ValueError(f"너무 큰 숫자입니다. {WRONG_NUMBER}")
    value = -value if match["sign"] in ("△", "▲", "-") else value
    return value if "." in digits else int(value)


def _separators(digits: str) -> str:
    """Why the commas and points of a number do not fit."""
    if "," in digits and "." in digits and digits.rindex(",") > digits.index("."):
        return f"{digits}: 쉼표와 소수점의 자리가 맞지 않습니다. 숫자를 1,234.5처럼 적으십시오."
    if digits.count(".") > 1:
        return f"{digits}: 소수점이 둘입니다. 숫자를 1,234.5처럼 적으십시오."
    if "," in digits:
        return f"{digits}: 쉼표의 자리가 맞지 않습니다. 숫자는 천 단위마다 쉼표를 찍습니다(1,234)."
    return WRONG_NUMBER


def _fault(plain: str) -> str:
    """Why something is no number: a letter that looks like a digit is named."""
    letter = next((sign for sign in plain if sign in "OoIl"), "")
    if letter and any(sign.isdigit() for sign in plain) and _LETTERS.fullmatch(plain):
        return f"{plain}에 영문 {letter}가 있습니다. 숫자로 적으십시오."
    return WRONG_NUMBER
