"""How numbers are printed in the papers and tables of Korean public hospitals.

A table cell is a `Cell`: the text that is printed, the raw number that an export carries, and the word
that a screen reader needs where the eye sees △. Missing is not zero: a missing value has no raw number.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Self

Number = int | Decimal

DASH = "-"
FALL_SIGN = "△"  # U+25B3, the accountant's minus sign: no blank after it
FALL_WORD = "감소"
NEW = "신규"
NOT_APPLICABLE = "해당 없음"
MIXED_UNITS = "단위가 다른 항목은 합계를 낼 수 없습니다."


def round_half_up(value: Number | Fraction, decimals: int) -> Decimal:
    """Round half away from zero, exactly: 0.05 → 0.1 and -0.05 → -0.1 with one decimal."""
    scaled = Fraction(value) * 10**decimals
    whole = int(abs(scaled) + Fraction(1, 2))
    return Decimal(-whole if scaled < 0 else whole).scaleb(-decimals)


def percent(part: Number, whole: Number, decimals: int = 1) -> Decimal | None:
    """Share in per cent, computed from whole counts; None when there is nothing to divide by."""
    return round_half_up(_share(part, whole) * 100, decimals) if whole else None


def _share(part: Number, whole: Number) -> Fraction:
    return Fraction(part) / Fraction(whole)


@dataclass(frozen=True)
class Cell:
    """One printed table cell."""

    text: str = DASH
    raw: Number | None = None

    @classmethod
    def of(cls, value: Number | None, decimals: int = 0, unit: str = "") -> Self:
        """A number: `128,585`, `△1,266`, `-` for exactly 0 or missing, `0.0` for what only rounds to 0."""
        if value is None or value == 0:
            return cls(DASH, value)
        return cls(_signed(value, decimals) + unit, value)

    @classmethod
    def counted(cls, value: Number | None, decimals: int = 0) -> Self:
        """What was counted over a period: 0 is `0`, and `-` stands only where there was nothing to count from."""
        return cls() if value is None else cls(_signed(value, decimals), value)

    @classmethod
    def rate(cls, part: Number, whole: Number) -> Self:
        """A rate in per cent with one decimal; `-` when the base or the part is 0."""
        rounded = percent(part, whole)
        if rounded is None:
            return cls()
        return cls(DASH if part == 0 else _signed(rounded, 1), rounded)

    @property
    def is_fall(self) -> bool:
        return self.text.startswith(FALL_SIGN)

    @property
    def hidden_word(self) -> str:
        """What a screen reader says in place of △; templates hide the sign itself from it."""
        return FALL_WORD if self.is_fall else ""

    @property
    def magnitude(self) -> str:
        """The printed text without the sign."""
        return self.text.removeprefix(FALL_SIGN)

    def __str__(self) -> str:
        return self.text


def _signed(value: Number, decimals: int) -> str:
    rounded = round_half_up(value, decimals)
    sign = FALL_SIGN if rounded < 0 else ""
    return f"{sign}{abs(rounded):,.{decimals}f}"


def thousands(value: Number | None, decimals: int = 0) -> str:
    """A number in running text or on a form: 0 is `0`, missing is blank."""
    return "" if value is None else _signed(value, decimals)


def percentage_points(difference: Number | None, decimals: int = 1) -> Cell:
    """Difference of two percentages: `2.3%p`, `△1.1%p`."""
    return Cell.of(difference, decimals, "%p")


def rise_fall(difference: Number, unit: str = "점", decimals: int = 2) -> str:
    """Rise and fall in running text: `0.28점↑`, `0.10점↓`; no arrow where nothing is left after rounding."""
    rounded = round_half_up(difference, decimals)
    arrow = "↑" if rounded > 0 else "↓" if rounded < 0 else ""
    return f"{abs(rounded):,.{decimals}f}{unit}{arrow}"


# --- plan against actual ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PlanRow:
    """A row of a plan-against-actual table; `achievement` stays `-` in tables that do not have the column."""

    plan: Cell
    actual: Cell
    change: Cell = Cell()
    rate: Cell = Cell()
    achievement: Cell = Cell()
    remark: str = ""


def next_plan_row(
    plan: Number | None, actual: Number | str | None, decimals: int = 0, *, is_percent: bool = False
) -> PlanRow:
    """Table A, next year's plan against this year's actual: change = plan - actual, rate = change / actual.

    A base of 0 prints `-` and the remark 신규 when something is planned. Words (진행 중) stand where the
    actual has no number yet; without both numbers nothing is computed. Also for budget year against year.
    Percentages differ by %p and have no rate.
    """
    actual_cell = _cell_or_words(actual, decimals)
    if plan is None or not isinstance(actual, int | Decimal):
        return PlanRow(Cell.of(plan, decimals), actual_cell)
    return PlanRow(
        Cell.of(plan, decimals),
        actual_cell,
        *_change(plan - actual, actual, decimals, is_percent),
        remark=NEW if actual == 0 and plan > 0 else "",
    )


def achievement_row(
    plan: Number | None, actual: Number | str | None, decimals: int = 0, *, is_percent: bool = False
) -> PlanRow:
    """Table B, plan and actual of one period: change = actual - plan, rate and achievement over the plan.

    Percentages differ by %p and have no rate.
    """
    actual_cell = _cell_or_words(actual, decimals)
    if plan is None or not isinstance(actual, int | Decimal):
        return PlanRow(Cell.of(plan, decimals), actual_cell)
    return PlanRow(
        Cell.of(plan, decimals),
        actual_cell,
        *_change(actual - plan, plan, decimals, is_percent),
        Cell.rate(actual, plan),
    )


def _change(difference: Number, base: Number, decimals: int, is_percent: bool) -> tuple[Cell, Cell]:
    if is_percent:
        return percentage_points(difference, decimals), Cell()
    return Cell.of(difference, decimals), Cell.rate(difference, base)


def not_applicable_row() -> PlanRow:
    """An item that does not exist here: cells `-`, remark 해당 없음."""
    return PlanRow(Cell(), Cell(), remark=NOT_APPLICABLE)


def _cell_or_words(value: Number | str | None, decimals: int) -> Cell:
    return Cell(value) if isinstance(value, str) else Cell.of(value, decimals)


@dataclass(frozen=True)
class BudgetRow:
    """Table C: 예산액, 집행액, 집행률(%), 잔액."""

    budget: Cell
    executed: Cell
    rate: Cell
    balance: Cell


def budget_row(budget: Number, executed: Number, decimals: int = 0) -> BudgetRow:
    """Execution rate = executed / budget; balance = budget - executed."""
    return BudgetRow(
        Cell.of(budget, decimals),
        Cell.of(executed, decimals),
        Cell.rate(executed, budget),
        Cell.of(budget - executed, decimals),
    )


def total_of(values: Sequence[Number | None], units: Iterable[str]) -> Number | None:
    """Sum for a 합계 or 소계 row; ValueError (Korean message) over different units, None when all are missing."""
    if len(set(units)) > 1:
        raise ValueError(MIXED_UNITS)
    present = [value for value in values if value is not None]
    return sum(present[1:], start=present[0]) if present else None


def unit_caption(units: Sequence[str]) -> str:
    """The caption above a table, at the right: `(단위 : 명, 건)`; each unit once, in order."""
    return f"(단위 : {', '.join(dict.fromkeys(units))})"


def excel_format(decimals: int = 0) -> str:
    """Number format of an XLSX cell, so that the raw number prints as on paper: `#,##0;"△"#,##0;"-"`."""
    digits = "#,##0" + ("." + "0" * decimals if decimals else "")
    return f'{digits};"{FALL_SIGN}"{digits};"{DASH}"'


# --- money in letters -------------------------------------------------------------------------------------------

_DIGITS = "영일이삼사오육칠팔구"
_PLACES = ("", "십", "백", "천")
_GROUPS = ("", "만", "억", "조", "경")


def korean_number(value: int) -> str:
    """A whole number in letters with every 일 written, so that nothing can be added: 113560 → 일십일만삼천오백육십."""
    if value < 0 or value >= 10 ** (4 * len(_GROUPS)):
        raise ValueError("금액은 0 이상이어야 하며 20자리를 넘을 수 없습니다.")
    if value == 0:
        return _DIGITS[0]
    groups = []
    for name in _GROUPS:
        value, group = divmod(value, 10_000)
        groups.append(_four_digits(group) + name if group else "")
    return "".join(reversed(groups))


def _four_digits(group: int) -> str:
    digits = reversed(f"{group:04d}")
    parts = [_DIGITS[int(digit)] + place for digit, place in zip(digits, _PLACES, strict=True) if digit != "0"]
    return "".join(reversed(parts))


def won_in_letters(amount: int) -> str:
    """금113,560원(금일십일만삼천오백육십원), as the rule on administrative work asks."""
    return f"금{amount:,}원(금{korean_number(amount)}원)"
