"""Figures of made-up years against plain SQL that was written from the definitions and shares nothing with them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

import pytest
import time_machine

from core.indicators import INDICATORS, Figure, Question, answers
from tests.cast import Cast
from tests.figures.oracle import ORACLE, by_hand
from tests.make_years import Years

pytestmark = pytest.mark.django_db
BEGIN, TODAY = date(2025, 1, 1), date(2026, 12, 7)


def test_every_registered_indicator_has_its_oracle() -> None:
    assert set(ORACLE) == set(INDICATORS)


def _asked(years: Years) -> Iterator[tuple[tuple[int, ...], date, date]]:
    """Periods and scopes: the whole time, days, quarters; one hospital and both."""
    yield tuple(one.pk for one in years.places), BEGIN, TODAY
    for place in years.places:
        yield (place.pk,), BEGIN, TODAY
    for _ in range(7):
        first = years.day()
        last = first + timedelta(days=years.dice.choice([0, 1, 30, 91, 182, 364]))
        chosen = years.dice.sample(years.places, k=years.dice.randrange(1, len(years.places) + 1))
        yield tuple(one.pk for one in chosen), first, last


def _same(figure: Figure | None, code: str, places: tuple[int, ...], first: date, last: date) -> int:
    """Compares numerator, denominator and, of a mean, the value; gives how much there was to compare."""
    number, whole, value = by_hand(code, list(places), first, last, TODAY)
    found = (figure.numerator, figure.denominator or 0) if figure else (0, 0)
    assert found == (number, whole or 0), (code, places, first, last)
    if value is not None:
        assert figure is not None
        assert figure.value == value, (code, places, first, last)
    return number


@pytest.mark.parametrize("seed", [1, 2])
@time_machine.travel("2026-12-07T12:00+09:00", tick=False)
def test_figures_of_made_up_years_are_what_plain_sql_counts(cast: Cast, seed: int) -> None:
    years = Years(Random(seed), [cast.host, cast.hospital2.institution], cast, BEGIN, TODAY)
    years.make()
    seen = dict.fromkeys(ORACLE, 0)
    for places, first, last in _asked(years):
        asked = [Question(code, places, first, last, by) for code in ORACLE for by in ("", "hospital")]
        for one, found in zip(asked, answers(asked), strict=True):
            if not one.dimension:
                seen[one.code] += _same(found[None], one.code, places, first, last)
            else:
                for place in places:
                    _same(found.get(place), one.code, (place,), first, last)
    assert min(seen.values()) > 4, seen
