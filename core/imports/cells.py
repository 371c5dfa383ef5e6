"""Texts of cells to values. Every parser raises ValueError with a Korean message that never repeats the text."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from core import codes, day_bounds
from core.identifiers import normalise_kcd, normalise_phone
from core.text import fault as text_fault
from core.text import fold_code, one_line, without_blanks
from core.workdays import seoul_today

Parser = Callable[[str], Any]

_DAY = re.compile(
    r"['’]?(\d{4}|\d{2})\s*[-./년]\s*(\d{1,2})\s*[-./월]\s*(\d{1,2})\s*[.일]?(?:\s*\(?([월화수목금토일])(?:요일)?\)?)?"
    r"(?:(?:\s+|T)(?:오전|오후|AM|PM)?\s*\d{1,2}:\d{2}.*)?",
    re.IGNORECASE,
)
_DAY_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})")
_BIRTH_DIGITS = re.compile(r"['’]?(\d{4}|\d{2})(\d{2})(\d{2})")
_AGES = range(3, 101)  # of whom a list writes the year of birth with two digits
_COUNT = re.compile(r"(\d{1,4})\s*(?:회|번|건)?")
_SPLIT = re.compile(r"[,;/·\n]")
_WEEKDAYS = "월화수목금토일"


def text(limit: int) -> Parser:
    """One line of at most `limit` letters."""

    def parse(value: str) -> str:
        line = one_line(value)
        if len(line) > limit:
            raise ValueError(f"{limit}자까지 적을 수 있습니다.")
        if text_fault(line):
            raise ValueError("쓸 수 없는 글자가 들어 있습니다.")
        return line

    return parse


def number(limit: int) -> Parser:
    """A number that is a text, such as one of a chart: leading zeros stay, full-width digits become plain."""
    as_text = text(limit)
    return lambda value: as_text(fold_code(value))


def day(value: str) -> date:
    """`2026-12-07`, `2026. 12. 7.(월)`, `20261207`; with marks also `26.12.7`, of this century."""
    plain = fold_code(value).strip()
    match = _DAY.fullmatch(plain) or _DAY_DIGITS.fullmatch(plain)
    if not match:
        raise ValueError("날짜를 2026-12-07처럼 적으십시오.")
    return _date_of(match, int(match[1]) + (2000 if len(match[1]) == 2 else 0))


def birth(value: str) -> date:
    """A day of birth: also `850312`, `'85.3.12`. Two digits of a year are read where one century alone gives an age of
    three to a hundred years; otherwise all four are asked for."""
    plain = fold_code(value).strip()
    match = _DAY.fullmatch(plain) or _BIRTH_DIGITS.fullmatch(plain)
    if not match:
        raise ValueError("생년월일을 1985-03-12처럼 적으십시오.")
    if len(match[1]) == 4:
        return _date_of(match, int(match[1]))
    this_year = seoul_today().year
    years = [year for year in (1900 + int(match[1]), 2000 + int(match[1])) if this_year - year in _AGES]
    if len(years) != 1:
        raise ValueError("태어난 해를 네 자리로 적으십시오.")
    return _date_of(match, years[0])


DAYS = (day, birth)


def _date_of(match: re.Match[str], year: int) -> date:
    try:
        found = date(year, int(match[2]), int(match[3]))
    except ValueError:
        raise ValueError(f"{day_bounds.NO_SUCH_DAY} 날짜는 2026-12-07처럼 적습니다.") from None
    if match.re is _DAY and match[4] and _WEEKDAYS[found.weekday()] != match[4]:
        raise ValueError(f"요일이 날짜와 맞지 않습니다. 이 날은 {_WEEKDAYS[found.weekday()]}요일입니다.")
    if fault := day_bounds.fault(found):
        raise ValueError(fault)
    return found


def count(value: str) -> int:
    """A number of times."""
    match = _COUNT.fullmatch(fold_code(value))
    if not match or int(match[1]) > 999:
        raise ValueError("횟수를 0부터 999까지의 숫자로 적으십시오.")
    return int(match[1])


def code(code_list: str) -> Parser:
    """One code of a list, written as its label, the label without what stands in brackets, or the code itself."""

    def parse(value: str) -> str:
        found = _names(code_list).get(_bare(value))
        if found is None:
            raise ValueError(f"다음 가운데 하나로 적으십시오: {_options(code_list)}")
        return found

    return parse


def several_codes(code_list: str) -> Parser:
    """Codes separated by a comma, a slash or a middle dot; labels that hold such a sign are known whole."""

    def parse(value: str) -> list[str]:
        names = _names(code_list)
        found: list[str] = []
        for piece in _pieces(value, names):
            if piece not in names:
                raise ValueError(f"다음 가운데에서 쉼표로 나누어 적으십시오: {_options(code_list)}")
            if names[piece] not in found:
                found.append(names[piece])
        return found

    return parse


def phone(value: str) -> str:
    """A telephone number, also one whose first zero the spreadsheet has lost (1012345678)."""
    try:
        return normalise_phone(value)
    except ValueError as error:
        plain = fold_code(value).strip()
        if not re.fullmatch(r"[1-9][\d\s-]+", plain):
            raise
        try:
            return normalise_phone(f"0{plain}")
        except ValueError:
            raise error from None


def sex(value: str) -> str:
    """남, 여, 남자, 여성, M, F."""
    return str(code("sex")(re.sub(r"(?<=[남여])[자성]$", "", value.strip())))


def kcd(value: str) -> str:
    return normalise_kcd(value)


def _pieces(value: str, names: dict[str, str]) -> list[str]:
    pieces: list[str] = []
    for part in re.split(r"[,;\n]", value):
        whole = _bare(part)
        if whole in names or not whole:
            pieces += [whole] if whole else []
        else:
            pieces += [bare for one in _SPLIT.split(part) if (bare := _bare(one))]
    return pieces


def _names(code_list: str) -> dict[str, str]:
    """Every way to write a code of the list."""
    names: dict[str, str] = {}
    for value, label in codes.choices(code_list):
        for name in (value, label, re.sub(r"\(.*?\)", "", label), *re.findall(r"\((.*?)\)", label)):
            names.setdefault(_bare(name), value)
    return names


def _options(code_list: str) -> str:
    return ", ".join(label for _, label in codes.choices(code_list))


def _bare(value: str) -> str:
    return without_blanks(value).casefold()
