"""Answers to the questions that follow-ups raise, where the answer is to go on as before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models, transaction

from core import audit, duties
from core.actor import Actor
from core.errors import Conflict, Invalid
from discharge.access import CASE
from discharge.models import DischargeCase, FollowUp
from discharge.services import followups
from discharge.services.cases import ROOT
from referrals.models import Linkage
from referrals.workflow import LINKAGE

NOTHING_ASKED = "지금은 정할 일이 없습니다. 새로 고친 뒤 확인하십시오."


def keep_trying(*, actor: Actor, follow_up: FollowUp, reason: str) -> FollowUp:
    """Nobody was reached so far: the row stays open and is tried again."""
    with transaction.atomic():
        row = followups.locked_row(actor, follow_up)
        _settle(actor, row, row.client_id, "discharge.decide_unreached", reason)
    return row


def leave_unlinked(*, actor: Actor, follow_up: FollowUp, reason: str) -> FollowUp:
    """The need that came up is met without a linkage."""
    with transaction.atomic():
        row = followups.locked_row(actor, follow_up)
        _settle(actor, row, row.client_id, "discharge.new_need", reason)
    return row


def keep_case(*, actor: Actor, case: DischargeCase, reason: str) -> DischargeCase:
    """Offered for closing as lost: the care team goes on looking for the person."""
    with transaction.atomic():
        locked = CASE.lock_for(actor, "follow_up", case.pk)
        _settle(actor, locked, locked.client_id, "discharge.offer_lost", reason)
    return locked


def _settle(actor: Actor, row: models.Model, client_id: Any, kind: str, reason: str) -> None:
    if not reason.strip():
        raise Invalid({"reason": "사유를 적으십시오."})
    if not duties.settle(row, kind, actor=actor):
        raise Conflict(NOTHING_ASKED)
    verb = f"{kind}.answered"
    audit.record(actor, verb, action="UPDATE", about=row, persons=[client_id], reason=reason.strip())


@LINKAGE.after("send")
def _need_is_linked(linkage: Linkage, data: Mapping[str, Any], actor: Actor) -> None:
    """A linkage sent after discharge answers the needs that follow-ups of the case told of."""
    if linkage.about_kind != ROOT:
        return
    for row in FollowUp.objects.filter(case_id=linkage.about_id, new_need=True):
        duties.settle(row, "discharge.new_need", actor=actor)
