"""Short ways to the situations in which aftercare is tested. Days are real days; tests set the clock."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import time_machine

from core import workdays
from discharge.models import DischargeCase, FollowUp
from discharge.services import aftercare, contacts
from tests import make
from tests.cast import Cast

LEFT = date(2026, 10, 23)


def moment(text: str) -> datetime:
    """`2026-11-20 14:00` in Seoul."""
    return datetime.fromisoformat(f"{text}+09:00")


def discharged(cast: Cast, day: date = LEFT, **values: Any) -> DischargeCase:
    """A planned case whose social worker records the discharge on the day itself."""
    with time_machine.travel(workdays.start_of_day(day) + timedelta(hours=11), tick=False):
        case = make.case("PLANNED", admitted_on=day - timedelta(days=18), **values)
        data = {"discharged_on": day, "disposition": "HOME"}
        return aftercare.discharge(actor=cast.social1.actor, case=case, data=data)


def answers(at: str, **values: Any) -> dict[str, Any]:
    """A contact by telephone in which the person answered everything; keywords change what does not fit."""
    return {
        "contacted_at": moment(at),
        "method": "PHONE",
        "spoke_with": "SELF",
        "result": "DONE",
        "ed_visit": False,
        "readmitted": False,
        "new_need": False,
        "kmbi_not_done": "전화로 재지 못함",
    } | values


def contact(cast: Cast, row: FollowUp, at: str, **values: Any) -> FollowUp:
    """The social worker records a contact a quarter of an hour after it."""
    data = answers(at, **values)
    with time_machine.travel(data["contacted_at"] + timedelta(minutes=15), tick=False):
        return contacts.record_contact(actor=cast.social1.actor, follow_up=row, data=data)


def in_vain(cast: Cast, row: FollowUp, at: str, result: str = "NO_ANSWER", **values: Any) -> FollowUp:
    return contact(cast, row, at, result=result, spoke_with="", **values)


def row_of(case: DischargeCase, step: str) -> FollowUp:
    return case.followups.get(step=step)
