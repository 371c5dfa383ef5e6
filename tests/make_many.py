"""Many rows quickly: copies of one that a builder of `make` has stored."""

from __future__ import annotations

import copy
import uuid
from datetime import timedelta
from itertools import count
from typing import Any, TypeVar

from django.db import models
from django.db.models.base import ModelState

from core.models import Duty
from discharge.models import Admission, DischargeCase
from network.models import Client
from referrals.models import AgencyReferral, Linkage

M = TypeVar("M", bound=models.Model)
_serial = count(1)


def copies(row: M, many: int, /, **columns: list[Any]) -> list[M]:
    """New rows like a stored one; `columns` gives what differs, a value for each."""
    made = []
    for index in range(many):
        other = copy.copy(row)
        other._state = ModelState()
        other.pk = uuid.uuid4() if isinstance(row.pk, uuid.UUID) else None
        for name, values in columns.items():
            setattr(other, name, values[index])
        made.append(other)
    return list(type(row)._default_manager.bulk_create(made))


def _numbers(series: str, number: int) -> list[str]:
    return [f"{series}-2020-{next(_serial):05d}" for _ in range(number)]


def stays(case: DischargeCase, linkage: Linkage, duty: Duty, admission: Admission, number: int) -> None:
    """As many more people, each with a case, a linkage, something owed, and a line of the admission list."""
    people: list[Client] = copies(case.client, number)
    days = [case.created_at - timedelta(minutes=next(_serial)) for _ in range(number)]
    cases = copies(case, number, client=people, number=_numbers("D", number), created_at=days)
    about = {"about_id": [row.pk for row in cases], "client": people}
    copies(linkage, number, number=_numbers("L", number), **about)
    ids = [str(row.pk) for row in cases]
    copies(duty, number, object_id=ids, root_id=ids)
    copies(admission, number, chart_no=_numbers("C", number))


def referrals(row: AgencyReferral, number: int) -> None:
    """As many more people, each referred by the agency."""
    people: list[Client] = copies(row.client, number)
    days = [row.created_at - timedelta(minutes=next(_serial)) for _ in range(number)]
    copies(row, number, client=people, number=_numbers("A", number), created_at=days)
