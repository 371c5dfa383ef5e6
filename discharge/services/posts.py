"""What a profession owes on a case whose post for it is empty: somebody must be named before anybody can do it."""

from __future__ import annotations

from typing import Any

from core import duties
from core.actor import Actor
from discharge.models import DischargeCase

EMPTY = "discharge.name_nurse"


def owe(kind: str, row: Any, case: DischargeCase, actor: Actor, *, by_nurse: bool) -> None:
    """Open what is owed about a row of a case; of an empty post the coordinator owes to fill it."""
    if by_nurse and case.nurse_id is None:
        duties.open_duty(EMPTY, case, actor=actor)
    else:
        duties.open_duty(kind, row, actor=actor)
