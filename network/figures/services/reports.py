"""The figures of a programme: every indicator of a period beside the same period a year earlier, and one table of groups.

However many rows there are, the number of statements is the same. Few people are told apart nowhere; what is hidden is
hidden in every form in which it leaves the portal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from core import workdays
from core.actor import Actor
from core.formats import Cell
from core.indicators import INDICATORS, PART, WHOLE, Figure, Indicator, Question, answers
from core.periods import Period
from core.small_cells import MEANING, is_small
from network.figures.access import Scope, scopes
from network.figures.forms import FiguresForm
from network.figures.services.trends import Trend, trend
from network.registry.figures import Grouping, Programme, Table, parted

HOSPITAL = "hospital"


@dataclass(frozen=True)
class Compared:
    """An indicator of the period and of the same period a year earlier. `opens_rows`: the reader may see rows."""

    figure: Figure
    before: Figure
    scope: Scope
    period: Period

    @property
    def indicator(self) -> Indicator:
        return INDICATORS[self.figure.code]

    @property
    def now(self) -> Cell:
        return self.figure.told

    @property
    def then(self) -> Cell:
        return self.before.told

    @property
    def change(self) -> Cell:
        """How much more; nothing where one of both is missing or not told."""
        now, then = self.now.raw, self.then.raw
        if now is None or then is None:
            return Cell()
        unit = "%p" if self.figure.definition.unit == "%" else ""
        return Cell.of(now - then, self.figure.definition.decimals, unit)

    @property
    def base(self) -> str:
        """What a rate or a mean was computed from."""
        found, whole = self.figure, self.figure.denominator
        if whole is None or found.is_small:
            return ""
        return f"{found.numerator:,}/{whole:,}" if self.is_rate else f"{whole:,}"

    @property
    def base_unit(self) -> str:
        """Of what a mean is taken over."""
        return "명" if self.indicator.is_about_people else "건"

    @property
    def is_rate(self) -> bool:
        return self.figure.definition.unit == "%"

    @property
    def remarks(self) -> list[str]:
        """What is printed with it: not final yet, not adjusted, further counts."""
        found = ["잠정"] if self.figure.is_preliminary else []
        found += [self.indicator.remark] if self.indicator.remark else []
        hides = self.indicator.is_about_people
        counts = {self.indicator.notes[name]: number for name, number in self.figure.notes.items() if number}
        return found + [f"{words} {number:,}건" for words, number in counts.items() if not (hides and is_small(number))]

    @cached_property
    def rows_url(self) -> str:
        """The rows behind the numerator; empty where there are none, no list of them, or the reader may not see any."""
        return self._rows_url(PART) if self.figure.numerator else ""

    @cached_property
    def whole_url(self) -> str:
        return self._rows_url(WHOLE) if self.is_rate and self.figure.denominator else ""

    def _rows_url(self, which: str) -> str:
        if not self.scope.opens_rows or self.figure.is_small:
            return ""
        return self.indicator.rows_url(self.scope.hospitals[0], self.period.first, self.period.last, which)


@dataclass(frozen=True)
class Report:
    """Everything that the page, the paper, the spreadsheet and the API show."""

    programme: Programme
    scope: Scope
    period: Period
    before: Period
    figures: list[Compared]
    grouping: Grouping | None
    table: Table | None
    choices: Mapping[str, str]
    trend: Trend | None

    @property
    def title(self) -> str:
        return f"{self.programme.label} 실적"

    @property
    def query(self) -> dict[str, str]:
        """What was asked, as an address carries it."""
        return {**self.period.query, "place": self.scope.code, "by": self.grouping.code if self.grouping else ""}

    @property
    def notes(self) -> list[str]:
        found = list(self.table.notes) if self.table else []
        return [*found, "비율과 평균은 건수에서 바로 셈합니다.", MEANING]

    @property
    def opens_rows(self) -> bool:
        return any(one.rows_url or one.whole_url for one in self.figures)

    @property
    def runs_on(self) -> bool:
        return self.period.first <= workdays.seoul_today() <= self.period.last


def asked(actor: Actor, programme: Programme, query: Mapping[str, Any]) -> tuple[FiguresForm, Report]:
    """The form and its answer; a form with faults shows the year that runs, of the usual hospitals."""
    places = scopes(actor, programme)
    groupings = {one.code: groupings_of(programme, one) for one in places}
    named = {one.code: one.label for each in groupings.values() for one in each}
    labels = [(one.code, one.label) for one in places]
    form = FiguresForm(query, labels, list(named.items()))
    if not form.is_valid():
        usual = FiguresForm({}, labels, list(named.items()))
        assert usual.is_valid()
        return form, _report(programme, places, groupings, usual)
    return form, _report(programme, places, groupings, form)


def groupings_of(programme: Programme, scope: Scope) -> list[Grouping]:
    """How the figures of these hospitals may be parted: by hospital where they are several, and as the programme says."""
    if not scope.parts:
        return list(programme.groupings)
    names = dict(scope.parts)
    codes = programme.shown or tuple(programme.codes)
    return [Grouping(HOSPITAL, "병원", parted(HOSPITAL, codes, lambda keys: names)), *programme.groupings]


def _report(
    programme: Programme, places: Sequence[Scope], groupings: Mapping[str, Sequence[Grouping]], form: FiguresForm
) -> Report:
    scope = next(one for one in places if one.code == form.cleaned_data["place"])
    offered = {one.code: one for one in groupings[scope.code]}
    grouping = offered.get(form.cleaned_data["by"]) or next(iter(offered.values()), None)
    period = form.period
    before = period.year_before()
    now, then = counted(programme, scope, period, before)
    pairs = [Compared(figure, then[code], scope, period) for code, figure in now.items()]
    table = grouping.build(scope.hospitals, period, now) if grouping else None
    choices = {one.code: one.label for one in offered.values()}
    drawn = trend(programme, scope, period.last.year)
    return Report(programme, scope, period, before, pairs, grouping, table, choices, drawn)


def counted(programme: Programme, scope: Scope, *periods: Period) -> list[dict[str, Figure]]:
    """The figures of each period by their codes. Who may open rows is not kept from what few of them are left over."""
    codes = programme.codes
    asked = [Question(code, scope.hospitals, one.first, one.last) for one in periods for code in codes]
    found = iter(answers(asked))
    strict = not scope.opens_rows
    return [{code: next(found)[None].read_by(hides_rest=strict) for code in codes} for _ in periods]
