"""What a round says: means half up to two decimals, distributions, the change against last year (domain 2.3).

An answer is valid with at least half of its questions. Its value is the mean of those that it answered. Fewer than
five valid answers are not broken down; nor is a round that is still open, because two looks at it, one answer apart,
would show that answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from django.conf import settings

from core import codes, formats
from core.surveys.models import SurveyAnswer, SurveyRound

SMALL = 5
TOO_FEW = "응답이 5명보다 적어 나누어 보이지 않습니다."
STILL_OPEN = "조사를 닫은 뒤에 결과가 보입니다."
Scores = Sequence[int | None]


@dataclass(frozen=True)
class Bar:
    """How many chose one step of the scale. `x` and `width`: of the picture, in a thousandth of its width."""

    score: int
    label: str
    count: int
    share: Decimal
    x: int
    width: int


@dataclass(frozen=True)
class ItemResult:
    text: str
    count: int
    mean: Decimal | None
    bars: list[Bar]


@dataclass(frozen=True)
class Results:
    """`hidden`: why there is nothing but the numbers of answers; empty when there is more."""

    asked: int | None
    answered: int
    valid: int
    hidden: str = ""
    mean: Decimal | None = None
    hundred: Decimal | None = None
    hundred_way: str = ""
    change: str = ""
    last_year: Decimal | None = None
    items: list[ItemResult] = field(default_factory=list)
    good: list[str] = field(default_factory=list)
    improve: list[str] = field(default_factory=list)

    @property
    def rate(self) -> Decimal | None:
        """Answers among those who were asked, in per cent."""
        return formats.percent(self.answered, self.asked) if self.asked else None


def is_valid(scores: Scores) -> bool:
    """At least half of the questions are answered."""
    return 2 * sum(score is not None for score in scores) >= len(scores)


def value_of(scores: Scores) -> Fraction:
    """The mean of what was answered; the answer must be a valid one."""
    given = [score for score in scores if score is not None]
    return Fraction(sum(given), len(given))


def mean_of(answers: Iterable[Scores]) -> Decimal | None:
    """The mean of the valid answers, two decimals half up; None without any."""
    values = [value_of(scores) for scores in answers if is_valid(scores)]
    return formats.round_half_up(sum(values, Fraction(0)) / len(values), 2) if values else None


def hundred_of(mean: Decimal) -> tuple[Decimal, str]:
    """The mean on a scale of 100 by the site's way, and the words that name the way."""
    if settings.SITE["survey_hundred"] == "FROM_ZERO":
        return formats.round_half_up((mean - 1) * 25, 1), "(평균 - 1) × 25"
    return formats.round_half_up(mean * 20, 1), "평균 × 20"


def of_round(row: SurveyRound, now: datetime | None = None) -> Results:
    """The results of one round; one query, and one more for last year."""
    rows = list(row.answers.values_list("scores", "good", "improve"))
    valid = [scores for scores, _, _ in rows if is_valid(scores)]
    hidden = STILL_OPEN if not row.is_over(now) else TOO_FEW if len(valid) < SMALL else ""
    mean = None if hidden else mean_of(valid)
    if mean is None:
        return Results(row.asked, len(rows), len(valid), hidden)
    hundred, way = hundred_of(mean)
    last = last_year_of(row)
    return Results(
        asked=row.asked,
        answered=len(rows),
        valid=len(valid),
        mean=mean,
        hundred=hundred,
        hundred_way=way,
        change=formats.rise_fall(mean - last, unit="") if last is not None else "",
        last_year=last,
        items=[
            _result_of(text, [scores[place] for scores in valid]) for place, text in enumerate(row.questionnaire.texts)
        ],
        good=sorted(good for _, good, _ in rows if good),
        improve=sorted(improve for _, _, improve in rows if improve),
    )


def last_year_of(row: SurveyRound) -> Decimal | None:
    """What was written by hand, else the mean of all answers that the institution got to this form last year."""
    if row.last_year_mean is not None:
        return row.last_year_mean
    found = SurveyAnswer.objects.filter(
        round__institution_id=row.institution_id,
        round__questionnaire__code=row.questionnaire.code,
        round__closes_at__lte=row.closes_at,
        day__year=row.closes_at.year - 1,
    )
    scores = [one for one in found.values_list("scores", flat=True) if is_valid(one)]
    return mean_of(scores) if len(scores) >= SMALL else None


def _result_of(text: str, given: Sequence[int | None]) -> ItemResult:
    """The mean leaves blanks out. Where fewer than five answered, neither mean nor bars."""
    scores = [score for score in given if score is not None]
    if len(scores) < SMALL:
        return ItemResult(text, len(scores), None, [])
    return ItemResult(text, len(scores), formats.round_half_up(Fraction(sum(scores), len(scores)), 2), _bars(scores))


def _bars(scores: Sequence[int]) -> list[Bar]:
    bars, x = [], 0
    for code, label in codes.choices("outcome_survey_scale"):
        count = scores.count(int(code))
        width = count * 1000 // len(scores)
        bars.append(Bar(int(code), label, count, formats.percent(count, len(scores)) or Decimal(0), x, width))
        x += width
    return bars
