"""The tables of education as an academy reports them: by topic, field, audience, municipality or month.

However many courses there are, the number of statements is the same. The line of the whole is computed as a whole: who
came to courses of two topics is one person in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from core import codes, formats
from core.formats import Cell
from core.indicators import Hospitals
from core.periods import Period
from core.small_cells import PART, Counted, part_of
from education.indicators import counts
from education.indicators.counts import Key
from education.indicators.satisfaction import Survey, surveys
from network.models import Municipality
from network.registry.figures import WHOLE, Build, Column, Each, Found, Grouping, Table
from network.registry.figures import Line as Printed

GROUPINGS = {
    "topic": "교육 주제",
    "field": "교육 분야",
    "audience": "교육 대상",
    "municipality": "시군구",
    "month": "월",
}
COLUMNS = (
    Column("신청", "건"),
    Column("과정", "개"),
    Column("회차", "회"),
    Column("실인원", "명", "E03"),
    Column("연인원", "명", "E04"),
    Column("수료", "명", "E05"),
    Column("수료율", "%", "E05"),
    Column("만족도", "점", "E06"),
    Column("교육 효과", "점", "E08"),
)
_ATTENDANCES = 4  # the place of the column that is drawn


@dataclass
class Line:
    """One group. `seats`: who held a seat; `answers`, `points`: of the surveys; `tested`, `gained`: of both tests."""

    name: str = WHOLE
    requests: int = 0
    courses: int = 0
    lessons: int = 0
    persons: int = 0
    attendances: int = 0
    completed: int = 0
    seats: int = 0
    answers: int = 0
    points: Fraction = Fraction(0)
    tested: int = 0
    gained: Decimal = Decimal(0)

    @property
    def counted(self) -> list[Counted]:
        """In the order of COLUMNS. Who completed and their share are told together, as one tells the other."""
        plain = [Counted(Cell.counted(one)) for one in (self.requests, self.courses, self.lessons)]
        people = [Counted(Cell.counted(one), {PART: one}) for one in (self.persons, self.attendances)]
        rate = Cell.counted(formats.percent(self.completed, self.seats), 1)
        completed = [part_of(one, self.completed, self.seats) for one in (Cell.counted(self.completed), rate)]
        gain = _mean(Fraction(self.gained), self.tested, 1)
        return [*plain, *people, *completed, _mean(self.points, self.answers, 2), gain]


def _mean(total: Fraction, number: int, decimals: int) -> Counted:
    value = formats.round_half_up(total / number, decimals) if number else None
    return Counted(Cell.counted(value, decimals), {PART: number})


def groupings() -> tuple[Grouping, ...]:
    return tuple(Grouping(code, label, _build_by(code)) for code, label in GROUPINGS.items())


def _build_by(by: str) -> Build:
    def build(hospitals: Hospitals, period: Period, found: Found, each: Each) -> Table:
        return table(hospitals, period, by, found)

    return build


def table(hospitals: Hospitals, period: Period, by: str, found: Found) -> Table:
    """`found`: the figures of the whole by their codes."""
    lines: dict[Key, Line] = {}
    for key, values in counts.counted(hospitals, period, by):
        line = lines.setdefault(key, Line())
        for name, value in values.items():
            setattr(line, name, getattr(line, name) + value)
    answered, left_out = surveys(hospitals, period.first, period.last)
    _add_surveys(lines, answered, by)
    whole = _whole(hospitals, period, found, answered).counted
    shown = [Printed(line.name, line.counted) for line in _in_order(lines, by, period)]
    months = list(period.months()) if by == "month" else []
    return Table(COLUMNS, shown, Printed(WHOLE, whole), notes(by, left_out), _ATTENDANCES, months)


def _add_surveys(lines: dict[Key, Line], answered: list[Survey], by: str) -> None:
    """A survey belongs to everything that its course belongs to."""
    keys = counts.keys_of(by, answered)
    for one in answered:
        for key in keys[one.course]:
            line = lines.setdefault(key, Line())
            line.answers += one.answers
            line.points += one.total


def _whole(hospitals: Hospitals, period: Period, found: Found, answered: list[Survey]) -> Line:
    """The line below: the indicators of the period, and what no indicator counts."""
    return Line(
        requests=counts.requests(hospitals, period).count(),
        courses=counts.courses(hospitals, period),
        lessons=found["E01"].numerator,
        persons=found["E03"].numerator,
        attendances=found["E04"].numerator,
        completed=found["E05"].numerator,
        seats=found["E05"].denominator or 0,
        answers=sum(one.answers for one in answered),
        points=sum((one.total for one in answered), Fraction(0)),
        tested=found["E08"].numerator,
        gained=counts.gained(hospitals, period),
    )


def _in_order(lines: dict[Key, Line], by: str, period: Period) -> list[Line]:
    """Months and codes in their own order, topics and municipalities by how many came; nothing known comes last."""
    if by == "month":
        months = {month: lines.get(month, Line()) for month in period.months()}
        return [replace(line, name=f"{month.year}년 {month.month}월") for month, line in months.items()]
    names = _names_of_groups(by, lines)
    place = {code: index for index, code in enumerate(names)}
    rows = [(key, replace(line, name=names.get(key) or counts.UNKNOWN[by])) for key, line in lines.items()]
    if by in _CODE_LISTS:
        rows.sort(key=lambda row: place.get(row[0], len(place)))
    else:
        rows.sort(key=lambda row: (not row[0], -row[1].attendances, -row[1].requests, row[1].name))
    return [line for _, line in rows]


_CODE_LISTS = {"field": "education_field", "audience": "education_audience"}


def _names_of_groups(by: str, keys: Iterable[Key]) -> dict[Key, str]:
    if by in _CODE_LISTS:
        return dict(codes.choices(_CODE_LISTS[by]))
    if by == "municipality":
        rows = Municipality.objects.select_related("city").filter(pk__in=[key for key in keys if key])
        return {row.pk: f"{row.city.name} {row.name}" if row.city else row.name for row in rows}
    return {key: str(key or "") for key in keys}


# --- words -----------------------------------------------------------------------------------------------------------

_MEANING = {
    "topic": "교육 신청에 고른 주제로 나눔",
    "field": "한 과정의 분야가 여럿이면 분야마다 세므로 줄을 더해도 전체가 되지 않음",
    "audience": "과정에 적은 교육 대상으로 나눔",
    "municipality": "사람, 수료, 교육 효과는 수강생이 속한 기관의 시군구로, 신청, 과정, 회차, 만족도는 신청기관의 시군구로 "
    "나누며, 자체 교육은 병원의 시군구임",
    "month": "신청은 신청한 달, 과정과 회차와 사람은 교육한 달, 수료는 과정이 끝난 달, 만족도는 마지막 응답이 있던 달임",
}


def notes(by: str, left_out: int) -> list[str]:
    """What the grouping means and what is not told."""
    found = [
        _MEANING[by],
        "전체 줄은 따로 세며, 여러 줄에 있는 사람도 실인원에서는 한 명임",
        "만족도는 과정의 조사를 통째로 더한 것으로, 닫은 조사 가운데 유효 응답이 5명 이상인 것만 셈",
    ]
    return [*found, f"응답이 5명보다 적어 넣지 않은 조사가 {left_out}건 있음"] if left_out else found
