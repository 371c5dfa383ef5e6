"""What a report tells, hidden once over all of it: indicators, months, charts and groups with what a reader knows of them."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import combinations

from core import workdays
from core.periods import Period
from core.small_cells import WHOLE, Counted, Ledger
from network.figures.services.charts import Shown
from network.figures.services.trends import Trend
from network.registry.figures import Table

Told = Mapping[str, Counted]


def seal(
    period: Period, now: Told, then: Told, table: Table | None, trend: Trend | None, charts: Sequence[Shown]
) -> None:
    """`now`, `then`: the cells of the indicators by their codes, of the period and of the same one a year earlier."""
    ledger = Ledger()
    ledger.enter([*now.values(), *then.values()])
    if table is not None:
        _enter_table(ledger, table, now)
    if trend is not None:
        code = trend.definition.code
        _enter_months(ledger, trend, {period: now[code], period.year_before(): then[code]}, table)
    for one in charts:
        _enter_chart(ledger, one, now)
    ledger.seal()


def _enter_table(ledger: Ledger, table: Table, now: Told) -> None:
    """The groups of a column make up its whole, which the figure says too. Where the people of a group are hidden, so is
    whatever else is said of them."""
    for place, (column, whole) in enumerate(zip(table.columns, table.whole.counted, strict=True)):
        ledger.sums([line.counted[place] for line in table.lines], whole)
        ledger.enter([whole])
        if column.code:
            ledger.alike(whole, now[column.code])
    for line in table.lines:
        about = [one for one in line.counted if one.counts]
        ledger.leads(about[0], about[1:]) if about else None
        _bind(ledger, table, line.counted)


def _bind(ledger: Ledger, table: Table, cells: Sequence[Counted]) -> None:
    """Columns of one indicator say the same."""
    for (one, first), (other, second) in combinations(zip(table.columns, cells, strict=True), 2):
        if one.code and one.code == other.code:
            ledger.alike(first, second)


def _enter_months(ledger: Ledger, trend: Trend, told: Mapping[Period, Counted], table: Table | None) -> None:
    """The months make up their year, which other papers tell, and those of a period what this report tells of it. One that
    runs has its last month until today. A table by months says them once more."""
    months = {date(trend.year, month, 1): cell for month, cell in enumerate(trend.now, start=1)}
    months |= {date(trend.year - 1, month, 1): cell for month, cell in enumerate(trend.before, start=1)}
    ledger.sums(trend.now)
    ledger.sums(trend.before)
    for period, figure in told.items():
        held = list(period.months())
        ends = {held[-1] + timedelta(days=monthrange(held[-1].year, held[-1].month)[1] - 1), workdays.seoul_today()}
        if period.first.day == 1 and period.last in ends and all(month in months for month in held):
            ledger.sums([months[month] for month in held], figure)
    if table is not None and table.months:
        _bind_months(ledger, trend, months, table)


def _bind_months(ledger: Ledger, trend: Trend, months: Mapping[date, Counted], table: Table) -> None:
    for line, month in zip(table.lines, table.months, strict=True):
        for column, cell in zip(table.columns, line.counted, strict=True):
            if column.code == trend.definition.code and month in months:
                ledger.alike(cell, months[month])


def _enter_chart(ledger: Ledger, shown: Shown, now: Told) -> None:
    rows = dict(shown.counted)
    if not shown.chart.is_path:
        for column in zip(*rows.values(), strict=True):
            ledger.sums(column)
        for cells in rows.values():
            for more, fewer in combinations(cells[1:], 2):
                ledger.holds(more, fewer)
        return
    stages = {name: cells[0] for name, cells in shown.counted}
    ledger.enter(stages.values())
    for more, fewer in combinations(stages.values(), 2):
        ledger.holds(more, fewer)
    for name, code in shown.chart.stands:
        ledger.alike(stages[name], now[code])
    for name, code in shown.chart.holds:
        ledger.holds(stages[name], now[code], WHOLE)
