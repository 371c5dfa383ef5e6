"""What the search box and the stored search columns have in common."""

import re
from datetime import date
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import Func, TextField

from core.text import fold as kept
from core.text import fold_code
from core.workdays import seoul_today

_BIRTH_WITH_MARKS = re.compile(r"(\d{4}|\d{2})\s*[-./년]\s*(\d{1,2})\s*[-./월]\s*(\d{1,2})\s*[.일]?")
_BIRTH_DIGITS = re.compile(r"(\d{4}|\d{2})(\d{2})(\d{2})")
_BIRTH_YEAR = re.compile(r"(\d{4})\s*(?:년생?|생)?|(\d{2})\s*년?생")
_INITIALS = frozenset("ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ")
_OLDEST = 120  # years; the oldest age that the person form accepts


class Bigrams(Func):
    """The pairs of letters of long texts, for an index over what is searched: `Bigrams(Concat(...)) @> pairs`."""

    function = "ieum_bigrams"
    arity = 1
    output_field: Any = ArrayField(TextField())


class Initials(Func):
    """The initial consonants of a name, 남궁가상 → ㄴㄱㄱㅅ, for an index over it."""

    function = "ieum_initials"
    arity = 1
    output_field: Any = TextField()


class Folded(Func):
    """A stored text as `fold` makes it of what was typed: in lower case, without blanks."""

    function = "lower"
    template = r"regexp_replace(%(function)s(%(expressions)s), '\s', '', 'g')"
    arity = 1
    output_field: Any = TextField()


def fold(text: str) -> str:
    """The form in which names are compared: composed, in lower case, without blanks and invisible signs."""
    return "".join(kept(text).lower().split())


def bigrams(text: str) -> list[str]:
    """Pairs of neighbouring letters for the stored array: 홍길동 → 홍길, 길동; each once, blanks left out.

    One letter has no pair and gives an empty list: a search for it is a prefix search on the name itself.
    """
    folded = fold(text)
    return list(dict.fromkeys(folded[start : start + 2] for start in range(len(folded) - 1)))


def query_bigrams(query: str) -> list[str]:
    """Pairs that a stored array must hold to match; empty when the query is too short for this index."""
    return bigrams(query)


def query_initials(query: str) -> str:
    """Initial consonants that a query consists of (ㄱㄱㅅ, blanks left out); empty for fewer than two, or other signs."""
    folded = fold(query)
    return folded if len(folded) >= 2 and set(folded) <= _INITIALS else ""


def masked_name(query: str) -> str:
    """The pattern of the names that lists show as this (하*상: three letters, the first and the last these); empty for anything else."""
    folded = fold(query)
    is_masked = "*" in folded[1:] and folded[0] != "*" and all(char == "*" or char.isalnum() for char in folded)
    return f"^{folded.replace('*', '.')}$" if is_masked else ""


def birth_year(query: str) -> int | None:
    """The year of birth meant by `1948`, `1948년`, `1948년생`, `48년생` (the likelier century); None when it is none."""
    match = _BIRTH_YEAR.fullmatch(fold_code(query).strip())
    if match is None:
        return None
    this_year = seoul_today().year
    year = int(match[1] or match[2])
    if match[2]:
        year += 2000 if 2000 + year <= this_year else 1900
    return year if this_year - _OLDEST <= year <= this_year else None


def last_digits(query: str, most: int) -> str:
    """One to `most` digits that a query consists of: the end of a longer number. Empty when it is anything else."""
    digits = fold_code(query).strip()
    return digits if digits.isdigit() and len(digits) <= most else ""


def parse_birth(query: str, today: date | None = None) -> date | None:
    """The likeliest birth date meant by a query such as `480315`, `19480315`, `1948. 3. 15.`; None when it is none."""
    found = birth_candidates(query, today)
    return found[0] if found else None


def birth_candidates(query: str, today: date | None = None) -> list[date]:
    """Every birth date that a query may mean, the later one first: `260101` may be a baby or a centenarian.

    Dates after `today` (the day in Seoul) and ages above 120 are none.
    """
    day_of_search = today or seoul_today()
    text = fold_code(query).strip()
    match = _BIRTH_DIGITS.fullmatch(text) or _BIRTH_WITH_MARKS.fullmatch(text)
    if not match:
        return []
    year, month, day = (int(part) for part in match.groups())
    years = [year] if len(match[1]) == 4 else [2000 + year, 1900 + year]
    dates = (_date_or_none(candidate, month, day) for candidate in years)
    return [found for found in dates if found and found <= day_of_search and day_of_search.year - found.year <= _OLDEST]


def _date_or_none(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
