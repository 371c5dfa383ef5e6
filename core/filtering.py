"""Filters of lists: the words and days that are looked for pass the same boundary as what is stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from core.dates import kdate
from core.forms import DateField, RowForm
from core.identifiers import parse_case_number
from core.indicators import INDICATORS, PART, WHOLE, definitions

MOST_COUNTED = 100


class DayFilter(django_filters.DateFilter):
    """A day, typed in any of the ways of the house."""

    field_class = DateField


class NumberFilter(django_filters.CharFilter):
    """The number of a record, read as it is spoken or typed: `L-2026-00002`, `l 2026 2`."""

    def filter(self, qs: QuerySet[Any], value: str | None) -> QuerySet[Any]:
        words = (value or "").strip()
        return qs.filter(**{f"{self.field_name}__iexact": str(parse_case_number(words) or words)}) if words else qs


@dataclass(frozen=True)
class Behind:
    """Which rows stand behind which number."""

    code: str
    hospital_id: int
    first: date
    last: date
    which: str

    @classmethod
    def read(cls, word: str) -> Behind:
        """Raises ValueError for a word that `behind_word` did not make."""
        code, hospital, first, last, which = word.split(".")
        if code not in INDICATORS or which not in (PART, WHOLE) or not (hospital.isascii() and hospital.isdigit()):
            raise ValueError(word[:40])
        days = date.fromisoformat(first), date.fromisoformat(last)
        if len(hospital) > 9 or not all(2000 <= day.year <= 2100 for day in days):
            raise ValueError(word[:40])
        return cls(code, int(hospital), *days, which)

    def rows(self) -> QuerySet[Any] | None:
        """All of them, whoever may see them."""
        return INDICATORS[self.code].source((self.hospital_id,), self.first, self.last).behind(self.which)

    def of(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Those of these rows that stand behind the number; none where it counts rows of another kind."""
        found = self.rows()
        if found is None or found.model is not rows.model:
            return rows.none()
        return rows.filter(pk__in=found.values("pk"))

    def __str__(self) -> str:
        row = definitions()[self.code]
        side = "" if not row.denominator else " 분자" if self.which == PART else " 분모"
        return f"{row.name}{side}, {kdate(self.first)} ~ {kdate(self.last)}"


class BehindField(forms.CharField):
    """The rows behind a figure, as `core.indicators.behind_word` names them in an address."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        word = super().to_python(value)
        try:
            return Behind.read(word) if word else None
        except ValueError as error:
            raise ValidationError("지표의 줄을 가리키는 말이 올바르지 않습니다.") from error


class FigureFilter(django_filters.CharFilter):
    """Of the rows that a list may show, those behind a figure: a number on a page opens them."""

    field_class = BehindField

    def __init__(self) -> None:
        super().__init__(label="지표")

    def filter(self, qs: QuerySet[Any], value: Behind | None) -> QuerySet[Any]:
        return qs if value is None else value.of(qs)


class PortalFilterSet(django_filters.FilterSet):
    """Base of every FilterSet: its form folds what was typed and refuses what cannot be."""

    def get_form_class(self) -> Any:
        shape = super().get_form_class()
        return type(shape.__name__, (RowForm, shape), {})

    def looks_for(self, besides: Iterable[str] = ()) -> bool:
        """Whether something is looked for at all, `besides` these fields."""
        chosen = self.form.cleaned_data if self.is_bound and self.form.is_valid() else {}
        return any(value not in (None, "", False, []) for name, value in chosen.items() if name not in besides)


@dataclass(frozen=True)
class Hidden:
    """What a list leaves out because of the view in which it stands.

    `view`: the label of the view; `url`: the same search with the view lifted; `more`: how many rows that were looked
    for stand outside of it, in words; empty when there is none or nothing was looked for.
    """

    view: str
    url: str
    more: str = ""


def hidden(request: HttpRequest, label: str, outside: PortalFilterSet, /, **lifted: str) -> Hidden:
    """`label`: of the view; `outside`: the list's filter over the rows that the view leaves out, counted only for a search, and no further
    than `MOST_COUNTED`. `lifted`: the parameters that show everything."""
    query = request.GET.copy()
    query.pop("after", None)
    for name, value in lifted.items():
        query[name] = value
    count = outside.qs.order_by()[: MOST_COUNTED + 1].count() if outside.looks_for(besides=lifted) else 0
    words = f"{count}건" if count <= MOST_COUNTED else f"{MOST_COUNTED}건 넘게"
    return Hidden(label, f"?{query.urlencode()}", words if count else "")


def hidden_by_view(
    request: HttpRequest,
    views: Mapping[str, tuple[str, Q]],
    name: str,
    shape: type[PortalFilterSet],
    rows: QuerySet[Any],
) -> Hidden | None:
    """The same for a list with saved views, of which `all` shows everything; `rows`: what all of them are taken from."""
    label, condition = views[name]
    return (
        hidden(request, label, shape(request.GET, queryset=rows.exclude(condition)), view="all") if condition else None
    )
