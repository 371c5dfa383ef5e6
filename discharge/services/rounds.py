"""For which round a contact counts: the one whose window holds its day, whatever the clock has said of it since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core import schedule
from core.dates import kdate_short
from core.errors import Conflict, Invalid
from core.schedule import Timing
from discharge.models import DischargeCase, FollowUp
from discharge.workflow import FollowUpStatus

TIMINGS = {Timing.EARLY: "EARLY", Timing.IN_WINDOW: "IN", Timing.LATE: "LATE"}
# Rounds outside of whose windows a contact may still lie; one that waits in hospital takes only what its window holds.
_NEAR = (FollowUpStatus.SCHEDULED, FollowUpStatus.MISSED)


@dataclass(frozen=True)
class Round:
    """The row for which a contact counts, and how it lies to the window. `is_done`: it is one more call of a row that
    is done already."""

    row: FollowUp
    timing: str
    is_done: bool


def of_contact(case: DischargeCase, chosen: FollowUp, day: date, *, completes: bool, is_chosen: bool = False) -> Round:
    """The round of a contact on a day (domain 2.0.4).

    The row whose window holds the day, also one that is missed or done. In no window: for a contact that reached
    somebody the nearest row, for one in vain the row whose screen is open. A row whose window has not begun is
    completed only where the worker says so (`is_chosen`: it counts for `chosen`), the first of all excepted. Raises
    Invalid. Asked after `demand_open`.
    """
    rows = _live(case)
    here = next(row for row in rows if row.pk == chosen.pk)
    holding = next((row for row in rows if schedule.timing_of(day, row) is Timing.IN_WINDOW), None)
    found = here if is_chosen else holding or _outside(day, here, rows, completes)
    timing = schedule.timing_of(day, found)
    if completes and not is_chosen and timing is Timing.EARLY and found.pk != rows[0].pk:
        raise Invalid({"is_for_this": _too_early(here)})
    return Round(found, TIMINGS[timing], found.status == FollowUpStatus.DONE)


def demand_open(case: DischargeCase, chosen: FollowUp) -> None:
    """Raises Conflict for a round that was cancelled with its case: no contact counts for it."""
    if all(row.pk != chosen.pk for row in _live(case)):
        label = FollowUpStatus.CANCELLED.label
        raise Conflict(f"지금 상태({label})에서는 연락을 기록할 수 없습니다. 새로 고친 뒤 확인하십시오.")


def _live(case: DischargeCase) -> list[FollowUp]:
    return [row for row in case.followups.all() if row.status != FollowUpStatus.CANCELLED]


def _outside(day: date, here: FollowUp, rows: Sequence[FollowUp], completes: bool) -> FollowUp:
    if not completes and here.status in _NEAR:
        return here
    match = schedule.row_for(day, [row for row in rows if row.status in _NEAR])
    return here if match is None else match.row


def _too_early(row: FollowUp) -> str:
    window = f"{kdate_short(row.window_from)}~{kdate_short(row.window_to)}"
    return (
        "연락한 날이 어느 회차의 기간에도 들지 않고 다음 회차의 기간보다 앞섭니다. "
        f"{row} 회차({window})로 적으려면 여기에 표시하십시오."
    )
