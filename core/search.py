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
_OLDEST = 120  # years; the oldest age that the person form accepts


class Bigrams(Func):
    """The pairs of letters of long texts, for an index over what is searched: `Bigrams(Concat(...)) @> pairs`."""

    function = "ieum_bigrams"
    arity = 1
    output_field: Any = ArrayField(TextField())


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
