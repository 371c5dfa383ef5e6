"""Where every story of a council begins: a day in November, and the host's council with its members."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from tests.cast import Cast
from tests.councils.house import PLANNED_ON, House, house


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(PLANNED_ON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def home(cast: Cast, clock: time_machine.Traveller) -> House:
    return house(cast)
