"""The figures of a programme: every indicator of a period beside the same period a year earlier, and one table of groups.

However many rows there are, the number of statements is the same. Few people are told apart in nothing that leaves the
portal, whoever takes it out, and on the page and in its answer to a program by nobody who may not open the rows: one
report is sealed as a whole (`services.sealing`) or open as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from core import workdays
from core.actor import Actor
from core.errors import NotYet
from core.formats import Cell
from core.indicators import INDICATORS, Figure, Indicator, Key, Question
from core.periods import Period
from core.small_cells import MEANING, PART, SMALL, WHOLE, Counted, is_small
from network.figures.access import Scope, scopes
from network.figures.forms import FiguresForm
from network.figures.models import ReportWords
from network.figures.services import charts, kept, sealing, trends, words
from network.figures.services.charts import Shown
from network.figures.services.trends import Trend
from network.registry.figures import Grouping, Programme, Table, parted

HOSPITAL = "hospital"
OUTSIDE = f"문서와 엑셀에서는 누가 뽑든 {SMALL}명 미만인 사람의 수와 그 수를 알 수 있는 칸을 가립니다."
COUNTING = "이 기간의 실적을 세는 중입니다. 셀 것이 많아 조금 걸립니다."


@dataclass(frozen=True)
class Compared:
    """An indicator of the period and of the same period a year earlier. `differs`: how what it counts is not what a chart
    calls by the same name."""

    figure: Figure
    cell: Counted
    cell_before: Counted
    scope: Scope
    period: Period
    is_sealed: bool
    differs: str = ""

    @property
    def indicator(self) -> Indicator:
        return INDICATORS[self.figure.code]

    @property
    def now(self) -> Cell:
        return self.cell.told

    @property
    def then(self) -> Cell:
        return self.cell_before.told

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
        if whole is None or self.cell.is_hidden:
            return ""
        return f"{found.numerator:,}/{whole:,}" if self.is_rate else f"{whole:,}"

    @property
    def base_unit(self) -> str:
        """Of what a mean is taken over: days are of something that was handled, points are of people."""
        return "건" if self.figure.definition.unit == "일" else "명"

    @property
    def is_rate(self) -> bool:
        return self.figure.definition.unit == "%"

    @property
    def remarks(self) -> list[str]:
        """What is printed with it: not final yet, not adjusted, further counts."""
        found = ["잠정"] if self.figure.is_preliminary else []
        found += [self.indicator.remark] if self.indicator.remark else []
        counts = {self.indicator.notes[name]: number for name, number in self.figure.notes.items() if number}
        return found + [f"{words} {number:,}건" for words, number in counts.items() if not self._hides(number)]

    def _hides(self, number: int) -> bool:
        return self.cell.is_hidden or (self.is_sealed and is_small(number))

    @cached_property
    def rows_url(self) -> str:
        """The rows behind the numerator; empty where there are none, no list of them, or the reader may not see any."""
        return self._rows_url(PART) if self.figure.numerator else ""

    @cached_property
    def whole_url(self) -> str:
        return self._rows_url(WHOLE) if self.is_rate and self.figure.denominator else ""

    def _rows_url(self, which: str) -> str:
        if not self.scope.opens_rows or self.cell.is_hidden:
            return ""
        return self.indicator.rows_url(self.scope.hospitals[0], self.period.first, self.period.last, which)


@dataclass(frozen=True)
class Report:
    """Everything that the page, the paper, the spreadsheet and the API show. `is_sealed`: few people are hidden in it.

    `counted_at`: when it was counted, where that was not for this reader (`services.kept`); `is_wanted`: it is being counted
    anew. `words_place`: where the reader's own office writes what stands beside it.
    """

    programme: Programme
    scope: Scope
    period: Period
    before: Period
    figures: list[Compared]
    grouping: Grouping | None
    table: Table | None
    choices: Mapping[str, str]
    trend: Trend | None
    charts: Sequence[Shown]
    is_sealed: bool
    counted_at: datetime | None = None
    is_wanted: bool = False
    words_place: words.Place | None = None

    @property
    def title(self) -> str:
        return f"{self.programme.label} 실적"

    @cached_property
    def words(self) -> ReportWords | None:
        """What the reader's own office wrote beside it; the papers and the API alone ask."""
        return words.kept(self.words_place) if self.words_place else None

    @property
    def query(self) -> dict[str, str]:
        return _query_of(self.period, self.scope, self.grouping)

    @property
    def notes(self) -> list[str]:
        return [*(self.table.notes if self.table else []), *self.meanings]

    @property
    def meanings(self) -> list[str]:
        """What the numbers mean, but for what it means that the table is parted as it is."""
        found = [kept.meaning(self.counted_at)] if self.counted_at else []
        found.append("비율과 평균은 건수에서 바로 계산함")
        return [*found, MEANING] if self.hides else found

    @property
    def outside(self) -> str:
        """What the page says of the papers and files that it leads to."""
        return OUTSIDE

    @property
    def hides(self) -> bool:
        return any(cell.is_hidden for cell in self._cells)

    @property
    def _cells(self) -> Iterator[Counted]:
        for one in self.figures:
            yield from (one.cell, one.cell_before)
        for line in self.table.lines if self.table else ():
            yield from line.counted
        for chart in self.charts:
            for _, cells in chart.counted:
                yield from cells
        if self.trend:
            yield from (*self.trend.now, *self.trend.before)

    @property
    def opens_rows(self) -> bool:
        return any(one.rows_url or one.whole_url for one in self.figures)

    @property
    def runs_on(self) -> bool:
        return self.period.first <= workdays.seoul_today() <= self.period.last


def asked(actor: Actor, programme: Programme, query: Mapping[str, Any], *, leaves: bool) -> tuple[FiguresForm, Report]:
    """The form and its answer; a form with faults shows the year that runs, of the usual hospitals.

    `leaves`: it is for a paper or a file that may be handed on. Raises NotYet while a worker counts what nobody has asked for yet.
    """
    places = scopes(actor, programme)
    groupings = {one.code: groupings_of(programme, one) for one in places}
    named = {one.code: one.label for each in groupings.values() for one in each}
    labels = [(one.code, one.label) for one in places]
    form = FiguresForm(query, labels, list(named.items()))
    used = form if form.is_valid() else FiguresForm({}, labels, list(named.items()))
    assert used.is_valid()
    found = _report(programme, places, groupings, used, leaves=leaves, is_anew="again" in query)
    place = words.place_of(actor, programme, found.scope, found.period)
    return form, replace(found, words_place=place)


def groupings_of(programme: Programme, scope: Scope) -> list[Grouping]:
    """How the figures of these hospitals may be parted: by hospital where they are several, and as the programme says."""
    if not scope.parts:
        return list(programme.groupings)
    names = dict(scope.parts)
    codes = programme.shown or tuple(programme.codes)
    return [parted(HOSPITAL, "병원", codes, lambda keys: names), *programme.groupings]


def asks(programme: Programme, scope: Scope, period: Period, grouping: Grouping | None) -> kept.Asked:
    """Everything that one page asks."""
    parts = {
        "now": _figures_asked(programme, scope, period),
        "then": _figures_asked(programme, scope, period.year_before()),
        "trend": trends.asked(programme, scope, period.last.year),
        "groups": grouping.asks(scope.hospitals, period) if grouping else [],
    }
    return kept.Asked(parts, programme.slug, scope.hospitals, period.first, period.last)


def _report(
    programme: Programme,
    places: Sequence[Scope],
    groupings: Mapping[str, Sequence[Grouping]],
    form: FiguresForm,
    *,
    leaves: bool,
    is_anew: bool,
) -> Report:
    scope = next(one for one in places if one.code == form.cleaned_data["place"])
    offered = {one.code: one for one in groupings[scope.code]}
    grouping = offered.get(form.cleaned_data["by"]) or next(iter(offered.values()), None)
    period = form.period
    answered = kept.answered(asks(programme, scope, period, grouping), is_anew=is_anew)
    if answered is None:
        query = urlencode(_query_of(period, scope, grouping))
        raise NotYet(COUNTING, ask=f"{reverse('figures:programme', args=[programme.slug])}?{query}")
    choices = {one.code: one.label for one in offered.values()}
    return composed(programme, scope, period, grouping, choices, answered, is_sealed=leaves or not scope.opens_rows)


def composed(
    programme: Programme,
    scope: Scope,
    period: Period,
    grouping: Grouping | None,
    choices: Mapping[str, str],
    answered: kept.Answered,
    *,
    is_sealed: bool,
) -> Report:
    """The report of what was counted."""
    figures, figures_before = (_by_code(programme, answered.parts[name]) for name in ("now", "then"))
    now, then = ({code: one.counted for code, one in each.items()} for each in (figures, figures_before))
    table = grouping.build(scope.hospitals, period, figures, answered.parts["groups"]) if grouping else None
    trend = trends.trend(programme, period.last.year, answered.parts["trend"])
    drawn = charts.shown(programme.charts, answered.charts)
    if is_sealed:
        sealing.seal(period, now, then, table, trend, drawn)
    return Report(
        programme=programme,
        scope=scope,
        period=period,
        before=period.year_before(),
        figures=[
            Compared(one, now[code], then[code], scope, period, is_sealed, charts.differs(programme.charts, one))
            for code, one in figures.items()
        ],
        grouping=grouping,
        table=table,
        choices=choices,
        trend=trend,
        charts=drawn,
        is_sealed=is_sealed,
        counted_at=answered.counted_at,
        is_wanted=answered.is_wanted,
    )


def _query_of(period: Period, scope: Scope, grouping: Grouping | None) -> dict[str, str]:
    """What was asked, as an address carries it."""
    return {**period.query, "place": scope.code, "by": grouping.code if grouping else ""}


def _figures_asked(programme: Programme, scope: Scope, period: Period) -> list[Question]:
    return [Question(code, scope.hospitals, period.first, period.last) for code in programme.codes]


def _by_code(programme: Programme, each: Sequence[Mapping[Key, Figure]]) -> dict[str, Figure]:
    return {code: one[None] for code, one in zip(programme.codes, each, strict=True)}
