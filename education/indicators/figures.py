"""The figures of education as an academy reports them: E01 to E10 of a period beside a year earlier, and one table by
topic, field, audience, municipality or month. However many courses there are, the number of statements is the same.

The line of the whole is computed as a whole: who came to courses of two topics is one person in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

from core import codes, formats
from core.formats import Cell
from core.indicators import INDICATORS, Figure
from education.indicators import counts
from education.indicators.counts import Key
from education.indicators.periods import Period
from education.indicators.satisfaction import Survey, surveys
from network.models import Municipality

SMALL = 5
FEW, SEALED = "5명 미만", "비공개"
GROUPINGS = {
    "topic": "교육 주제",
    "field": "교육 분야",
    "audience": "교육 대상",
    "municipality": "시군구",
    "month": "월",
}
WHOLE = "전체"
CODES = tuple(f"E{place:02d}" for place in range(1, 11))
_PEOPLE = ("E03", "E04")
_OF_PEOPLE = ("E05", "E07", "E08")


@dataclass(frozen=True)
class Column:
    name: str
    label: str
    unit: str
    decimals: int = 0


COLUMNS = (
    Column("requests", "신청", "건"),
    Column("courses", "과정", "개"),
    Column("lessons", "회차", "회"),
    Column("persons", "실인원", "명"),
    Column("attendances", "연인원", "명"),
    Column("completed", "수료", "명"),
    Column("completion", "수료율", "%", 1),
    Column("satisfaction", "만족도", "점", 2),
    Column("gain", "교육 효과", "점", 1),
)


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
    def cells(self) -> list[Cell]:
        """In the order of COLUMNS, as they are printed; few people are not told apart."""
        plain = [_cell_of_number(self.requests), _cell_of_number(self.courses), _cell_of_number(self.lessons)]
        people = [_cell_of_people(one) for one in (self.persons, self.attendances, self.completed)]
        gain = _cell_of_mean(Fraction(self.gained), self.tested, 1)
        return [*plain, *people, self.completion, _cell_of_mean(self.points, self.answers, 2), gain]

    @property
    def completion(self) -> Cell:
        rate = formats.percent(self.completed, self.seats)
        if rate is None:
            return Cell()
        few = self.seats < SMALL or 0 < self.completed < SMALL
        return Cell(SEALED) if few else Cell(f"{rate:.1f}", rate)


def _cell_of_number(value: int) -> Cell:
    return Cell.of(value)


def _cell_of_people(value: int) -> Cell:
    return Cell(FEW) if 0 < value < SMALL else Cell.of(value)


def _cell_of_mean(total: Fraction, number: int, decimals: int) -> Cell:
    if not number:
        return Cell()
    if number < SMALL:
        return Cell(SEALED)
    value = formats.round_half_up(total / number, decimals)
    return Cell(formats.thousands(value, decimals), value)


@dataclass(frozen=True)
class Compared:
    """An indicator of the period and of the same period a year earlier."""

    figure: Figure
    before: Figure

    @property
    def now(self) -> Cell:
        return _cell_of_figure(self.figure)

    @property
    def then(self) -> Cell:
        return _cell_of_figure(self.before)

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
        if whole is None:
            return ""
        if found.code in _OF_PEOPLE and 0 < whole < SMALL:
            return FEW
        return f"{found.numerator:,}/{whole:,}" if found.definition.unit == "%" else f"{whole:,}"


def _cell_of_figure(figure: Figure) -> Cell:
    return _cell_of_people(figure.numerator) if figure.code in _PEOPLE else figure.cell


@dataclass(frozen=True)
class Table:
    by: str
    lines: list[Line]
    whole: Line
    left_out: int = 0  # surveys that few answered

    @property
    def title(self) -> str:
        return GROUPINGS[self.by]


@dataclass(frozen=True)
class Report:
    period: Period
    before: Period
    figures: list[Compared]
    table: Table
    notes: list[str] = field(default_factory=list)


def report(hospital_id: int, period: Period, by: str) -> Report:
    """Everything that the page, the paper, the spreadsheet and the API show."""
    before = period.year_before()
    now = indicators(hospital_id, period)
    pairs = [Compared(*pair) for pair in zip(now, indicators(hospital_id, before), strict=True)]
    table = _table(hospital_id, period, by, {one.code: one for one in now})
    return Report(period, before, pairs, table, notes(table))


def indicators(hospital_id: int, period: Period) -> list[Figure]:
    """E01 to E10 of a period."""
    return [INDICATORS[code](hospital_id, period.first, period.last) for code in CODES]


# --- the table -------------------------------------------------------------------------------------------------------


def _table(hospital_id: int, period: Period, by: str, found: dict[str, Figure]) -> Table:
    lines: dict[Key, Line] = {}
    for key, values in counts.counted(hospital_id, period, by):
        line = lines.setdefault(key, Line())
        for name, value in values.items():
            setattr(line, name, getattr(line, name) + value)
    answered, left_out = surveys(hospital_id, period.first, period.last)
    _add_surveys(lines, answered, by)
    return Table(by, _in_order(lines, by, period), _whole(hospital_id, period, found, answered), left_out)


def _add_surveys(lines: dict[Key, Line], answered: list[Survey], by: str) -> None:
    """A survey belongs to everything that its course belongs to."""
    keys = counts.keys_of(by, answered)
    for one in answered:
        for key in keys[one.course]:
            line = lines.setdefault(key, Line())
            line.answers += one.answers
            line.points += one.total


def _whole(hospital_id: int, period: Period, found: dict[str, Figure], answered: list[Survey]) -> Line:
    """The line below: the indicators of the period, and what no indicator counts."""
    return Line(
        requests=counts.requests(hospital_id, period).count(),
        courses=counts.courses(hospital_id, period),
        lessons=found["E01"].numerator,
        persons=found["E03"].numerator,
        attendances=found["E04"].numerator,
        completed=found["E05"].numerator,
        seats=found["E05"].denominator or 0,
        answers=sum(one.answers for one in answered),
        points=sum((one.total for one in answered), Fraction(0)),
        tested=found["E08"].numerator,
        gained=counts.gained(hospital_id, period),
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
    "topic": "교육 신청에 고른 주제로 나눕니다.",
    "field": "한 과정의 분야가 여럿이면 분야마다 셉니다. 그래서 줄을 더해도 전체가 되지 않습니다.",
    "audience": "과정에 적은 교육 대상으로 나눕니다.",
    "municipality": "사람, 수료, 교육 효과는 수강생이 속한 기관의 시군구로, 신청, 과정, 회차, 만족도는 신청기관의 시군구로 "
    "나눕니다. 자체 교육은 병원의 시군구입니다.",
    "month": "신청은 신청한 달, 과정과 회차와 사람은 교육한 달, 수료는 과정이 끝난 달, 만족도는 마지막 응답이 있던 달입니다.",
}


def notes(table: Table) -> list[str]:
    """What the grouping means and what is not told."""
    found = [
        _MEANING[table.by],
        "전체 줄은 따로 셉니다. 여러 줄에 있는 사람도 실인원에서는 한 명입니다.",
        "만족도는 과정의 조사를 통째로 더한 것입니다. 조사를 닫은 뒤에, 유효 응답이 5명 이상인 조사만 셉니다.",
        f"5명보다 적은 사람은 ‘{FEW}’으로, 그 사람들로 셈한 비율과 점수는 ‘{SEALED}’로 적습니다.",
    ]
    if table.left_out:
        found.insert(3, f"응답이 5명보다 적어 넣지 않은 조사가 {table.left_out}건 있습니다.")
    return found
