"""Following up what is late or refused: a call that was made, another resource that was or was not found."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from core import audit, duties, workdays
from core.actor import Actor
from core.errors import Conflict, Invalid
from core.models import Duty
from referrals.access import LINKAGE_ACCESS
from referrals.models import Linkage

LONGEST_WAIT = 30
CHASES = ("referrals.chase", "referrals.late_reply")


def record_chase(*, actor: Actor, linkage: Linkage, data: Mapping[str, Any]) -> Linkage:
    """A call or letter to a receiver that does not answer: what was said, and when to look again (`again_on`)."""
    note, again_on = check_chase(data)
    with transaction.atomic():
        row = LINKAGE_ACCESS.lock_for(actor, "for_receiver", linkage.pk, Linkage.objects.for_page())
        owed = _open(row, *CHASES)
        if not owed:
            raise Conflict("기다리는 답이 없거나 이미 왔습니다. 새로 고친 뒤 확인하십시오.")
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
        if row.sent_at is None:
            raise Conflict("의뢰를 보낸 뒤에 적을 수 있습니다.")
        before, row.receiver_number = row.receiver_number, number
        row.save(update_fields=["receiver_number"])
        _record(actor, "linkage.set_receiver_number", row, {"receiver_number": [before, number]}, "")
    return row


def close_search(*, actor: Actor, linkage: Linkage, data: Mapping[str, Any]) -> Linkage:
    """No other resource was found, or none is wanted: the search ends with its reason."""
    note = str(data.get("note") or "").strip()
    if not note:
        raise Invalid({"note": "다른 기관을 찾지 않는 사유를 적으십시오."})
    with transaction.atomic():
        row = LINKAGE_ACCESS.lock_for(actor, "for_receiver", linkage.pk, Linkage.objects.for_page())
        if not duties.settle(row, "referrals.find_other", actor=actor, outcome="DROPPED"):
            raise Conflict("이미 끝난 일입니다. 새로 고친 뒤 확인하십시오.")
        _record(actor, "linkage.close_search", row, {}, note)
    return row


def _open(row: Linkage, *kinds: str) -> list[Duty]:
    rows = Duty.objects.open().about(audit.kind_of(row), row.pk)
    return list(rows.filter(kind__in=kinds) if kinds else rows)


def _record(actor: Actor, verb: str, row: Linkage, changes: Mapping[str, Any], reason: str) -> None:
    audit.record(actor, verb, action="UPDATE", about=row, persons=[row.client_id], changes=changes, reason=reason)


def mark_read(linkage: Linkage) -> None:
    """The receiver opened it for the first time; a time stamp, not a state (domain 2.0.3)."""
    Linkage.objects.filter(pk=linkage.pk, first_read_at__isnull=True).update(first_read_at=timezone.now())
