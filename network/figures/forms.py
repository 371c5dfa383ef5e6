"""Which figures are asked for: a period, whose, and how parted; the same for the page, the paper, the spreadsheet, the API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms

from core import workdays
from core.forms import DateField, PortalForm, RowForm, text_area
from core.periods import KINDS, Period
from network.figures.models import WORDS_LENGTH

LONGEST = timedelta(days=5 * 366)
Choices = Sequence[tuple[str, str]]
_PARTS = {"half": 2, "quarter": 4, "month": 12}


def _period_choice(label: str, words: list[str]) -> forms.TypedChoiceField:
    choices = list(enumerate(words, start=1))
    return forms.TypedChoiceField(label=label, choices=choices, coerce=int, empty_value=None, required=False)


def _chapter(label: str, told: str = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=WORDS_LENGTH, required=False, widget=text_area(6), help_text=told)


class FiguresForm(RowForm):
    """What is left out is the year that runs, of the usual hospitals, parted as the programme says first. A form with faults
    asks for nothing."""

    kind = forms.ChoiceField(label="기간", choices=[(name, row[0]) for name, row in KINDS.items()])
    year = forms.IntegerField(
        label="연도", min_value=2000, max_value=2100, required=False, widget=forms.NumberInput({"class": "num w-xs"})
    )
    half = _period_choice("반기", ["상반기", "하반기"])
    quarter = _period_choice("분기", [f"{one}분기" for one in range(1, 5)])
    month = _period_choice("월", [f"{one}월" for one in range(1, 13)])
    since = DateField(meaning="event", label="첫날", required=False)
    until = DateField(meaning="event", label="마지막 날", required=False)
    place = forms.ChoiceField(label="범위", required=False)
    by = forms.ChoiceField(label="나누는 기준", required=False)

    def __init__(self, query: Mapping[str, Any], places: Choices = (), groupings: Choices = ()) -> None:
        """`places`, `groupings`: what may be chosen here; the first is the usual one."""
        today = workdays.seoul_today()
        given = {name: query[name] for name in self.base_fields if query.get(name)}
        usual = {"place": places[0][0] if places else "", "by": groupings[0][0] if groupings else ""}
        super().__init__({**_defaults(today), **usual, **given})
        for name, choices in (("place", places), ("by", groupings)):
            self.fields[name].choices = list(choices)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("kind") != "dates":
            return cleaned
        since, until = cleaned.get("since"), cleaned.get("until")
        if since is None or until is None:
            self.add_error("since" if since is None else "until", "첫날과 마지막 날을 모두 적으십시오.")
        elif until < since:
            self.add_error("until", "마지막 날은 첫날보다 앞설 수 없습니다.")
        elif until - since > LONGEST:
            self.add_error("until", "기간은 5년까지 정합니다.")
        return cleaned

    @property
    def asks(self) -> list[forms.BoundField]:
        """The fields that the chosen kind of period needs, and whose figures where there is a choice."""
        kind = str(self["kind"].value())
        dated = ["since", "until"] if kind == "dates" else ["year", *(name for name in _PARTS if name == kind)]
        choices = list(self.fields["place"].choices)  # type: ignore[attr-defined]
        return [self[name] for name in (*dated, *(["place"] if len(choices) > 1 else []))]

    @property
    def period(self) -> Period:
        values = self.cleaned_data
        if values["kind"] == "dates":
            return Period(values["since"], values["until"])
        return Period.of(
            values["kind"], values["year"], values.get(values["kind"]) or 1 if values["kind"] in _PARTS else 1
        )


class WordsForm(PortalForm):
    """What the office writes beside its numbers, a chapter each; an empty one is not printed."""

    goals = _chapter("추진 목표")
    results = _chapter("주요 성과", "수로 나타난 성과는 저절로 적습니다.")
    problems = _chapter("문제점 및 개선방안", "나빠진 지표는 저절로 적습니다.")
    plans = _chapter("향후 계획")


def _defaults(today: date) -> dict[str, Any]:
    parts = {name: (today.month - 1) * most // 12 + 1 for name, most in _PARTS.items()}
    return {"kind": "year", "year": today.year, "since": today.replace(day=1), "until": today, **parts}
