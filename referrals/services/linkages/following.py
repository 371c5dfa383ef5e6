"""Following up what is late or refused: a call that was made, another resource that was or was not found."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from core import audit, duties, late_entry, workdays
from core.actor import Actor
from core.dates import kdatetime
from core.errors import Conflict, Invalid
from core.models import Duty
from referrals.access import LINKAGE_ACCESS
from referrals.models import Linkage

LONGEST_WAIT = 30
CHASES = ("referrals.chase", "referrals.late_reply")
SEARCH = "referrals.find_other"
STOP, ANEW = "referrals.tell_stop", "referrals.ask_anew"
TELLS = (STOP, ANEW)
TOLD, UNREACHED, NEEDLESS = "TOLD", "UNREACHED", "NEEDLESS"


def unchased(row: Linkage) -> str:
    """Why there is nobody to ask; empty while an answer is awaited."""
    is_awaited = not duties.open_kinds(row).isdisjoint(CHASES)
    return "" if is_awaited else "기다리는 답이 없거나 이미 왔습니다. 새로 고친 뒤 확인하십시오."


def unsearched(row: Linkage) -> str:
    """Why there is no search to end; empty while another resource is looked for."""
    return "" if SEARCH in duties.open_kinds(row) else "이미 끝난 일입니다. 새로 고친 뒤 확인하십시오."


def told(row: Linkage) -> str:
    """Why nobody is to be told; empty while the agency waits for word."""
    is_owed = not duties.open_kinds(row).isdisjoint(TELLS)
    return "" if is_owed else "이미 알렸거나 알릴 것이 없습니다. 새로 고친 뒤 확인하십시오."


def owed(row: Linkage) -> frozenset[str]:
    """The kinds of duty that are open about it."""
    return duties.open_kinds(row)


def unsent(row: Linkage) -> str:
    """Why the receiver has no number for it; empty once it was sent."""
    return "" if row.sent_at is not None else "의뢰를 보낸 뒤에 적을 수 있습니다."


def record_chase(*, actor: Actor, linkage: Linkage, data: Mapping[str, Any]) -> Linkage:
    """A call or letter to a receiver that does not answer: what was said, and when to look again (`again_on`)."""
    with transaction.atomic():
        row = LINKAGE_ACCESS.lock_for(actor, "for_receiver", linkage.pk, Linkage.objects.for_page())
        if why := unchased(row):
            raise Conflict(why)
        note, again_on = check_chase(data)
        owed = _open(row, *CHASES)
        for duty in owed:
            duties.open_duty(duty.kind, row, actor=actor, is_clock=duty.is_clock, due_at=workdays.end_of_day(again_on))
        if "referrals.chase" in {duty.kind for duty in owed}:
            row.due_at = workdays.end_of_day(again_on)
            row.save(update_fields=["due_at"])
        _record(actor, "linkage.chase", row, {"again_on": str(again_on)}, note)
    return row


def check_chase(data: Mapping[str, Any]) -> tuple[str, date]:
    """What was said and when to look again. Raises Invalid."""
    note, again_on = str(data.get("note") or "").strip(), data.get("again_on")
    today = workdays.seoul_today()
    errors = {} if note else {"note": "연락한 내용을 적으십시오."}
    if not isinstance(again_on, date) or not today < again_on <= today + timedelta(days=LONGEST_WAIT):
        errors["again_on"] = f"다시 확인할 날은 내일부터 {LONGEST_WAIT}일 안의 날짜로 적으십시오."
    if errors:
        raise Invalid(errors)
    assert isinstance(again_on, date)
    return note, again_on


def set_receiver_number(*, actor: Actor, linkage: Linkage, data: Mapping[str, Any]) -> Linkage:
    """The receiver's own number of the linkage, entered by either side at any time after the sending."""
    number = str(data.get("receiver_number") or "").strip()
    with transaction.atomic():
        row = LINKAGE_ACCESS.lock_for(actor, "answer", linkage.pk, Linkage.objects.for_page())
        if why := unsent(row):
            raise Conflict(why)
        before, row.receiver_number = row.receiver_number, number
        row.save(update_fields=["receiver_number"])
        _record(actor, "linkage.set_receiver_number", row, {"receiver_number": [before, number]}, "")
    return row


def close_search(*, actor: Actor, linkage: Linkage, data: Mapping[str, Any]) -> Linkage:
    """No other resource was found, or none is wanted: the search ends with its reason."""
    note = str(data.get("note") or "").strip()
    with transaction.atomic():
        row = LINKAGE_ACCESS.lock_for(actor, "for_receiver", linkage.pk, Linkage.objects.for_page())
        if why := unsearched(row):
            raise Conflict(why)
        if not note:
            raise Invalid({"note": "다른 기관을 찾지 않는 사유를 적으십시오."})
        duties.settle(row, SEARCH, actor=actor, outcome="DROPPED")
        _record(actor, "linkage.close_search", row, {}, note)
    return row


def record_told(*, actor: Actor, linkage: Linkage, data: Mapping[str, Any]) -> Linkage:
    """Telling an agency of a stop, or asking it anew, by telephone or letter: what came of it (`outcome`) and `note`.

    TOLD (`told_to`, `happened_at`) and NEEDLESS settle it; UNREACHED is one try more. Raises Conflict, Invalid.
    """
    with transaction.atomic():
        row = LINKAGE_ACCESS.lock_for(actor, "for_receiver", linkage.pk, Linkage.objects.for_page())
        if why := told(row):
            raise Conflict(why)
        outcome, words = _check_told(data)
        if outcome != UNREACHED:
            duties.settle(row, *TELLS, actor=actor, outcome="DONE" if outcome == TOLD else "DROPPED")
        _record(actor, _TELL_VERBS[outcome], row, {}, words)
    return row


_TELL_VERBS = {TOLD: "linkage.tell", UNREACHED: "linkage.tell_unreached", NEEDLESS: "linkage.tell_needless"}


def _check_told(data: Mapping[str, Any]) -> tuple[str, str]:
    """What came of it, and in words to whom, when and what. Raises Invalid."""
    outcome, note = str(data.get("outcome") or ""), str(data.get("note") or "").strip()
    told_to = str(data.get("told_to") or "").strip()
    errors = {} if outcome in _TELL_VERBS else {"outcome": "어떻게 되었는지 고르십시오."}
    if outcome == TOLD and not told_to:
        errors["told_to"] = "누구에게 알렸는지 적으십시오."
    if not note:
        errors["note"] = "무엇을 알렸는지, 알리지 않았으면 그 사유를 적으십시오."
    if errors:
        raise Invalid(errors)
    return outcome, f"{told_to}, {kdatetime(late_entry.moment(data))}: {note}" if outcome == TOLD else note


def _open(row: Linkage, *kinds: str) -> list[Duty]:
    rows = Duty.objects.open().about(audit.kind_of(row), row.pk)
    return list(rows.filter(kind__in=kinds) if kinds else rows)


def _record(actor: Actor, verb: str, row: Linkage, changes: Mapping[str, Any], reason: str) -> None:
    audit.record(actor, verb, action="UPDATE", about=row, persons=[row.client_id], changes=changes, reason=reason)


def mark_read(linkage: Linkage) -> None:
    """The receiver opened it for the first time; a time stamp, not a state (domain 2.0.3)."""
    Linkage.objects.filter(pk=linkage.pk, first_read_at__isnull=True).update(first_read_at=timezone.now())
