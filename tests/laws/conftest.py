"""The rows that several laws go over, made once for each of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests import cast as standing
from tests.access import matrix, world


@pytest.fixture(scope="module")
def ground(django_db_setup: None, django_db_blocker: Any) -> Iterator[world.World]:
    """The rows of the access matrix; what a test does to them is taken back."""
    with django_db_blocker.unblock(), matrix.rolled_back():
        yield world.build(standing.current())
