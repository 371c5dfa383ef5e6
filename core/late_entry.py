"""What happened is often written down late. That is ordinary; only far back the reason is asked (domain 0.4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from core.dates import kdatetime
from core.errors import Invalid
from core.limits import Limits, days
from core.workdays import seoul_today

limit = Limits("entry_limits", late_entry_days=days(30, "이보다 오래된 일은 늦게 적는 사유를 받음"))
LABEL = "늦게 적는 사유"
HELP = limit.words("{late_entry_days}이 지난 일이면 적으십시오.")
NOT_AHEAD = "일시는 지금보다 뒤일 수 없습니다."


def faults(happened: date | datetime, reason: Any) -> dict[str, str]:
    """What is missing where something lies far back: its reason, under `late_reason`."""
    most = limit("late_entry_days")
    back = timezone.now() - happened if isinstance(happened, datetime) else seoul_today() - happened
    if back <= timedelta(days=most) or str(reason or "").strip():
        return {}
    return {"late_reason": f"{most}일이 지난 일은 {LABEL}를 적으십시오."}


def moment(
    data: Mapping[str, Any], row: Any = None, earlier: Iterable[tuple[str, str]] = (), name: str = "happened_at"
) -> datetime:
    """When a step happened: now unless it was entered (under `name`); never ahead, never before what it follows.

    `earlier`: columns of the row that say when what it follows happened, and what each is called. Raises Invalid, also
    for a step far back without `late_reason`.
    """
    now = timezone.now()
    entered: datetime | None = data.get(name)
    if entered is None:
        return now
    if entered > now:
        raise Invalid({name: NOT_AHEAD})
    if missing := faults(entered, data.get("late_reason")):
        raise Invalid(missing)
    done = ((getattr(row, column), label) for column, label in earlier if getattr(row, column))
    after = max(done, default=None)
    if after is not None and entered < after[0].replace(second=0, microsecond=0):  # people enter whole minutes
        raise Invalid({name: f"{after[1]}({kdatetime(after[0])})보다 뒤의 때를 적으십시오."})
    return entered
