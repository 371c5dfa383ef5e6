"""A death, told and corrected: what it ends, and what comes back when the news was not true (domain 0.4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import transaction

from core import audit, duties, workdays
from core.actor import SYSTEM, Actor
from core.errors import Invalid
from core.models import AuditEntry
from discharge.access import CASE
from discharge.models import DischargeCase, FollowUp
from discharge.services import charge, followups
from discharge.services.contacts import REACHED
from discharge.workflow import DISCHARGE, FOLLOWUP, CaseStatus, FollowUpStatus
from network.models import Client
from network.registry.clients import client_events, register_lived
from network.services import clients

Data = Mapping[str, Any]
DATE, ALIVE = "DATE", "ALIVE"
RECORDED = "client.record_death"
VERBS = (RECORDED, "client.correct_death")  # what the trail calls the news and its correction
FAULTS = ((DATE, "날짜만 다름(사망은 맞음)"), (ALIVE, "살아 계심(다른 사람의 소식)"))


def recorded(case: DischargeCase) -> str:
    """Why no death can be recorded of the person of a case; empty while they live."""
    return clients.death_recorded(case.client)


def unrecorded(case: DischargeCase) -> str:
    """Why there is no death to correct; empty where one was recorded."""
    return clients.no_death_recorded(case.client)


def correct(*, actor: Actor, case: DischargeCase, data: Data) -> DischargeCase:
    """The coordinator corrects a recorded death: `fault` DATE with the right `death_on`, or ALIVE; `told_by`, `reason`.

    Raises Conflict where none is recorded, Invalid.
    """
    found = CASE.find(actor, "correct_death", DischargeCase.objects.select_related("client"), pk=case.pk)
    day = data.get("death_on") if data["fault"] == DATE else None
    if data["fault"] == DATE and day is None:
        raise Invalid({"death_on": "확인한 사망일을 적으십시오."})
    reason = f"{data['reason']} (확인: {data['told_by']})"
    with transaction.atomic(), as_field("death_on"):
        clients.correct_death(actor=actor, client=found.client, on=day, reason=reason)
        if day is not None:
            rows = DischargeCase.objects.filter(client=found.client, close_reason="DECEASED").exclude(closed_from="")
            rows.update(close_text=text_of(day))
    return DischargeCase.objects.select_related("client").get(pk=case.pk)


def text_of(day: date) -> str:
    """What a case says that was closed by the death."""
    return f"사망일 {day}"


@contextmanager
def as_field(name: str) -> Iterator[None]:
    """The person's record calls the day `deceased_on`; the forms of a case have a name of their own for it."""
    try:
        yield
    except Invalid as error:
        said = {name if field == "deceased_on" else field: texts for field, texts in error.errors.items()}
        raise Invalid(said) from None


def told_of(client: Client) -> list[AuditEntry]:
    """How the recorded death is known: the entry that told of it and its corrections, newest first; one query."""
    if client.deceased_on is None:
        return []
    about = AuditEntry.objects.filter(object_kind=audit.kind_of(client), object_id=str(client.pk), verb__in=VERBS)
    found = []
    for entry in about.select_related("user").order_by("-pk"):
        found.append(entry)
        if entry.verb == RECORDED:
            break
    return found


# --- on which days the person lived -----------------------------------------------------------------------------------


def lived(client: Client) -> Iterable[tuple[date, str]]:
    """Admissions, discharges, and contacts that reached somebody."""
    for case in DischargeCase.objects.filter(client=client).counted():
        yield case.admitted_on, "입원일"
        if case.discharged_on is not None:
            yield case.discharged_on, "퇴원일"
    spoken = FollowUp.objects.filter(client=client, status=FollowUpStatus.DONE, result__in=REACHED)
    last = spoken.order_by("-contacted_at").values_list("contacted_at", flat=True).first()
    if last is not None:
        yield workdays.seoul_date(last), "연락한 날"


# --- the person lives -------------------------------------------------------------------------------------------------


def reopen_after_mistake(*, client: Client, actor: Actor) -> None:
    """Listener: the death was not true. What it closed is open again, in the state in which it was closed."""
    rows = DischargeCase.objects.select_for_update(of=("self",)).filter(
        client=client, status=CaseStatus.CLOSED, close_reason="DECEASED"
    )
    for case in rows.exclude(closed_from="").order_by("pk"):
        DISCHARGE.fire(case, f"restore_{case.closed_from.lower()}", actor=SYSTEM, reason="사망 기록 정정")
    for case in DischargeCase.objects.filter(client=client, status=CaseStatus.SCREENED).select_related("client"):
        duties.open_duty("discharge.screen", case, actor=actor, is_clock=True)


_RESTORED = tuple(move.name for move in DISCHARGE.transitions if move.name.startswith("restore_"))


@DISCHARGE.effect(*_RESTORED)
def _open_again(case: DischargeCase, data: Data, actor: Actor) -> Mapping[str, Any]:
    before = {"closed_on": case.closed_on, "close_text": case.close_text}
    case.closed_on, case.close_reason, case.close_text, case.closed_from = None, "", "", ""
    return {"before": before}


@DISCHARGE.after(*_RESTORED)
def _owe_again(case: DischargeCase, data: Data, actor: Actor) -> None:
    """The rounds that the news had cancelled, and what each profession owes in this state."""
    for row in case.followups.filter(status=FollowUpStatus.CANCELLED):
        FOLLOWUP.fire(row, "restore", actor=SYSTEM)
        if row.suspended_from is not None and row.suspended_to is None:
            FOLLOWUP.fire(row, "suspend", actor=SYSTEM, data={"from_on": row.suspended_from})
    charge.owe_parts(case, actor)
    if case.status == CaseStatus.FOLLOW_UP and not case.followups.open().exists():
        duties.open_duty("discharge.close_or_extend", case, actor=actor)


@FOLLOWUP.effect("restore")
def _wait_again(row: FollowUp, data: Data, actor: Actor) -> None:
    row.action_on = max(row.action_on, followups.working_day(row, workdays.seoul_today()))


def register() -> None:
    """Called once from `ready`."""
    client_events.register("alive", reopen_after_mistake)
    register_lived(lived)
