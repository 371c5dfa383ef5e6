"""Two confirmed lessons of one instructor at the same time: the database itself refuses them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tests import make_education as make
from tests.cast import Cast


@pytest.mark.parametrize(
    ("later", "is_free"), [(0, False), (60, False), (119, False), (120, True), (-60, False), (-120, True)]
)
def test_a_second_confirmed_lesson_at_the_same_time_cannot_be_stored(cast: Cast, later: int, is_free: bool) -> None:
    first = make.session(make.request("CONFIRMED"))
    other = make.session(make.request("CONFIRMED"), first.starts_at + timedelta(minutes=later))
    who = make.instructor()
    make.booking(first, who)
    if is_free:
        make.booking(other, who)
        return
    with pytest.raises(IntegrityError, match="booking_no_overlap"), transaction.atomic():
        make.booking(other, who)
    make.booking(other, who, "ACCEPTED")
    make.booking(other, make.instructor(), "CONFIRMED")
