"""How the list of courses is sorted and what its lines show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from core import workdays
from core.dates import kdate
from education.querysets import FINAL

ORDERS = {"due": ("owed_at", "pk"), "new": ("-created_at", "-pk")}
ORDER_WORDS = {"due": "기한순", "new": "최근 것부터"}


def order_of(asked: str, view: str) -> str:
    """What goes on is sorted by what is due, what has ended by its age, unless something else is asked."""
    return asked if asked in ORDERS else "due" if view in ("open", "late") else "new"


def lines(rows: Iterable[Any]) -> list[dict[str, Any]]:
    """Rows as the table prints them."""
    now = timezone.now()
    return [
        {
            "course": row,
            "url": reverse("education:request-detail", args=[row.pk]),
            "last_day": workdays.last_day_of(row.due_at) if row.due_at and row.status not in FINAL else None,
            "is_late": row.status not in FINAL and row.due_at is not None and row.due_at <= now,
        }
        for row in rows
    ]


def tabs(named: Mapping[str, tuple[str, Any]], counts: Counter[str], current: str) -> list[dict[str, Any]]:
    """Saved views with their counts; the whole list is not counted."""
    return [
        {
            "label": label,
            "url": f"?view={name}",
            "current": name == current,
            "count": None if name == "all" else counts[name],
        }
        for name, (label, _) in named.items()
    ]


def chips(form: Any, query: QueryDict) -> list[dict[str, str]]:
    """The filters in force, each with the address that takes it away."""
    found = []
    for field in form if form.is_valid() else ():
        value = form.cleaned_data.get(field.name)
        if value in (None, "", False):
            continue
        rest = query.copy()
        rest.pop(field.name, None)
        rest.pop("after", None)
        words = dict(getattr(field.field, "choices", [])).get(value, value)
        shown = "예" if value is True else kdate(value) if field.name in ("since", "until") else str(words)
        found.append({"label": str(field.label), "value": shown, "remove_query": f"?{rest.urlencode()}"})
    return found
