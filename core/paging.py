"""Pages by key, not by number: every page costs the same however many rows there are."""

from __future__ import annotations

import base64
import binascii
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import EmptyResultSet, FieldError, ValidationError
from django.db import connection
from django.db.models import Q, QuerySet

from core import text
from core.errors import Invalid

PAGE_SIZE = 50
COUNT_CAP = 999
LONGEST_VALUE = 500
BAD_TOKEN = "주소의 쪽 표시가 올바르지 않습니다. 목록을 처음부터 여십시오."


# A list whose index is of when its rows were made may be read from either end of it.
BY_AGE = {"new": ("-created_at", "-id"), "old": ("created_at", "id")}


def age_order(query: Mapping[str, str]) -> str:
    """The end from which the address asks to read (`o`): the newest first, unless it asks for the oldest."""
    return "old" if query.get("o") == "old" else "new"


def kept_order(order: str) -> list[tuple[str, str]]:
    """What a filter carries on of it."""
    return [("o", order)] if order == "old" else []


@dataclass
class Page:
    """The rows of one page and the tokens of its neighbours (empty: there is none)."""

    rows: list[Any]
    next: str = ""
    previous: str = ""
    order: tuple[str, ...] = field(default_factory=tuple)


def paginate(rows: QuerySet[Any], order: Sequence[str], after: str = "", size: int = PAGE_SIZE) -> Page:
    """Rows in `order` (two field names, the last a unique one, both with the same sign) behind the token `after`.

    Neither column may be null. A token starting with `<` pages backwards. Raises Invalid for a token that we did not make.
    """
    backwards = after.startswith("<")
    column, tie = order[0], order[-1]
    descending = column.startswith("-") != backwards
    if after:
        rows = _behind(rows, column.lstrip("-"), tie.lstrip("-"), after.lstrip("<"), descending)
    sign = "-" if descending else ""
    found = list(rows.order_by(f"{sign}{column.lstrip('-')}", f"{sign}{tie.lstrip('-')}")[: size + 1])
    more = len(found) > size
    found = found[:size]
    if backwards:
        found.reverse()
    page = Page(found, order=tuple(order))
    if found:
        keys = (column.lstrip("-"), tie.lstrip("-"))
        has_next, has_previous = (bool(after), more) if backwards else (more, bool(after))
        page.next = token_of(found[-1], keys) if has_next else ""
        page.previous = "<" + token_of(found[0], keys) if has_previous else ""
    return page


def _behind(rows: QuerySet[Any], column: str, tie: str, token: str, descending: bool) -> QuerySet[Any]:
    value, key = _read(token)
    op = "lt" if descending else "gt"
    try:
        # the first condition gives the index its range, the second settles ties
        return rows.filter(**{f"{column}__{op}e": value}).filter(
            Q(**{f"{column}__{op}": value}) | Q(**{f"{tie}__{op}": key})
        )
    except (ValidationError, ValueError, TypeError, FieldError) as error:
        raise Invalid(BAD_TOKEN) from error


def token_of(row: Any, keys: tuple[str, str]) -> str:
    """The token of the page that begins behind a row."""
    values = [row[key] if isinstance(row, dict) else getattr(row, key) for key in keys]
    return base64.urlsafe_b64encode(json.dumps(values, default=str).encode()).decode().rstrip("=")


def _read(token: str) -> tuple[Any, Any]:
    try:
        content = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    except (binascii.Error, ValueError, RecursionError) as error:
        raise Invalid(BAD_TOKEN) from error
    if not (isinstance(content, list) and len(content) == 2 and all(map(_is_plain, content))):
        raise Invalid(BAD_TOKEN)
    return content[0], content[1]


def _is_plain(value: Any) -> bool:
    """A text or a whole number, of the size that our own tokens have."""
    if isinstance(value, str):
        return len(value) <= LONGEST_VALUE and not text.fault(value)
    return type(value) is int and abs(value) < 2**63


def count_of(page: Page, rows: QuerySet[Any]) -> str:
    """How many rows there are; nothing is counted where this page is the only one."""
    return f"{len(page.rows):,}건" if not (page.next or page.previous) else capped_count(rows)


def capped_count(rows: QuerySet[Any]) -> str:
    """`38`, or `1,000건 이상` words for more than 999; never counts further."""
    return count_words(rows.order_by()[: COUNT_CAP + 1].count())


def count_parts(parts: Mapping[str, QuerySet[Any]]) -> Counter[str]:
    """How many rows stand in each part, none counted further than `COUNT_CAP + 1`; one statement."""
    asked: dict[str, tuple[str, Any]] = {}
    for name, rows in parts.items():
        with suppress(EmptyResultSet):  # a scope that holds nobody's rows is never asked
            asked[name] = rows.order_by().values("pk")[: COUNT_CAP + 1].query.sql_with_params()
    if not asked:
        return Counter()
    columns = ", ".join(f"(SELECT count(*) FROM ({sql}) part)" for sql, _ in asked.values())
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns}", [value for _, values in asked.values() for value in values])
        return Counter(dict(zip(asked, cursor.fetchone(), strict=True)))


def count_words(count: int) -> str:
    """A count that was made no further than `COUNT_CAP + 1`, in words."""
    return f"{count:,}건" if count <= COUNT_CAP else "1,000건 이상"
