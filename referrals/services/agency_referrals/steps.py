"""The moves of an agency's referral as verbs, and the change of its worker."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from django.db import transaction

from core import audit, duties
from core.actor import Actor
from core.errors import Conflict
from core.models import Duty
from referrals.access import AGENCY_ACCESS
from referrals.models import AgencyReferral
from referrals.services.agency_referrals import ending, moves
from referrals.workflow import AGENCY_REFERRAL

Data = Mapping[str, Any]
REASSIGN = "reassign"
REASSIGNABLE = ("ASSIGNED", "IN_PROGRESS", "CANCEL_REQUESTED", "REPLIED", "CLOSED")


class Verb(Protocol):
    """A move: who makes it, on which referral, with what it needs; `version` as read by the person who acts."""

    def __call__(
        self, *, actor: Actor, referral: AgencyReferral, data: Data | None = ..., version: int | None = ...
    ) -> AgencyReferral: ...


def step(
    name: str, *, actor: Actor, referral: AgencyReferral, data: Data, version: int | None = None
) -> AgencyReferral:
    """Make one move. Raises the house's errors (`Workflow.fire`)."""
    reason = str(data.get("late_reason") or data.get("reason_text") or "")
    fired: AgencyReferral = AGENCY_REFERRAL.fire(referral, name, actor=actor, data=data, reason=reason, version=version)
    return fired


def reassign(*, actor: Actor, referral: AgencyReferral, data: Data, version: int | None = None) -> AgencyReferral:
    """A colleague takes over (`worker`); what is owed moves along. Raises NotVisible, Forbidden, Conflict, Invalid."""
    with transaction.atomic():
        row = AGENCY_ACCESS.lock_for(actor, "reassign", referral.pk, AgencyReferral.objects.for_page())
        if row.status not in REASSIGNABLE or row.worker_id is None:
            raise Conflict("담당자가 있는 의뢰만 담당을 바꿀 수 있습니다.")
        if version is not None and row.version != version:
            raise Conflict
        before = row.worker_id
        moves.give_to(row, data["worker"])
        row.version += 1
        row.save()
        owed = Duty.objects.open().filter(root_kind=audit.kind_of(row), root_id=str(row.pk), person_id=before)
        owed.update(role=row.worker_role, programme=row.worker_programme)
        duties.hand_over(owed, row.worker_id, actor=actor)
        changes = {"worker": [before, row.worker_id]}
        persons = [row.client_id]
        audit.record(actor, "agency_referral.reassign", action="UPDATE", about=row, persons=persons, changes=changes)
    return row


def _verb(name: str) -> Verb:
    def verb(
        *, actor: Actor, referral: AgencyReferral, data: Data | None = None, version: int | None = None
    ) -> AgencyReferral:
        return step(name, actor=actor, referral=referral, data=data or {}, version=version)

    verb.__name__ = name
    verb.__doc__ = (
        f"{AGENCY_REFERRAL.named(name)[0].label}: {', '.join(AGENCY_REFERRAL.named(name)[0].requires) or '-'}"
    )
    return verb


# the agency's
submit = _verb("submit")
resubmit = _verb("resubmit")
cancel = _verb("cancel")
request_cancel = _verb("request_cancel")
ask_back = _verb("ask_back")
confirm = _verb("confirm")
# the hospital's
receive = _verb("receive")
ask_more = _verb("ask_more")
accept = _verb("accept")
decline = _verb("decline")
assign = _verb("assign")
start = _verb("start")
reply = _verb("reply")
already_done = _verb("already_done")
confirm_cancel = _verb("confirm_cancel")
# either side's
withdraw = ending.withdraw
