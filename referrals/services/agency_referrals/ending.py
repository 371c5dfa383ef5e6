"""Ends that nobody may be kept from: consent withdrawn by either side, a death, the destruction of what was given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from core import audit, duties, late_entry
from core.actor import SYSTEM, Actor
from core.errors import Conflict, Invalid, NotVisible
from network.models import Client
from referrals.access import AGENCY_ACCESS, AGENCY_DESTROY_ACCESS
from referrals.models import AgencyReferral, AgencyReply, Provision
from referrals.querysets.agency_referrals import AGENCY_FINAL, AgencyReferralQuerySet
from referrals.services.agency_referrals import clocks, evidence, notices, rules
from referrals.services.linkages.ending import STOP_VISITING, VISIT_AGAIN
from referrals.workflow import AGENCY_REFERRAL

# Ends that the system can bring about itself when the person has died, without a letter to anybody.
_AT_DEATH = {"REPLIED": "confirm", "CANCEL_REQUESTED": "confirm_cancel"}


def unsent(row: AgencyReferral) -> str:
    """Why nothing can be withdrawn: nothing ever left the agency. Empty for everything else, also where it ended."""
    if row.submitted_at is not None:
        return ""
    return f"지금 상태({row.get_status_display()})에서는 동의 철회를 적을 수 없습니다. 병원에 보낸 것이 없습니다."


def withdraw(*, actor: Actor, referral: AgencyReferral, data: Mapping[str, Any]) -> AgencyReferral:
    """The person withdrew: `data` names who told it (`withdrawn_told_by`) and when (`withdrawn_at`).

    It never fails for a reason of workflow: what has ended already stays ended and is closed off all the same, and a
    second press changes nothing. A stale page does not hold it up either, so no version is asked. Raises Conflict where
    nothing was sent.
    """
    with transaction.atomic():
        row, relations = AGENCY_ACCESS.lock(actor, referral.pk)
        if row is None or not relations:
            raise NotVisible
        AGENCY_REFERRAL.demand(row, "withdraw", relations)
        if why := unsent(row):
            raise Conflict(why)
        if row.status not in AGENCY_FINAL:
            fired: AgencyReferral = AGENCY_REFERRAL.fire(row, "withdraw", actor=actor, data=data, reason="동의 철회")
            return fired
        if row.withdrawn_at is None:
            _withdraw_after_end(row, data, actor)
    return row


def _withdraw_after_end(row: AgencyReferral, data: Mapping[str, Any], actor: Actor) -> None:
    if not str(data.get("withdrawn_told_by") or "").strip() or data.get("withdrawn_at") is None:
        raise Invalid({"withdrawn_told_by": "누가 언제 알렸는지 적으십시오."})
    row.withdrawn_at, row.withdrawn_told_by = rules.told_at(data), data["withdrawn_told_by"]
    row.version += 1
    row.save()
    audit.record(
        actor, "agency_referral.withdraw", action="UPDATE", about=row, persons=[row.client_id], reason="동의 철회"
    )
    close_off(row, actor)


def close_off(row: AgencyReferral, actor: Actor) -> None:
    """What the hospital got is out of its sight; its destruction is owed, the ledger says so, both sides are told."""
    now = timezone.now()
    Provision.objects.filter(agency_referral=row, withdrawn_at__isnull=True).update(
        withdrawn_at=row.withdrawn_at, withdrawal_told_at=now
    )
    drop_results(row, actor)
    duties.drop_all(audit.kind_of(row), row.pk, actor=actor)
    if row.destroyed_at is None:
        duties.open_duty("referrals.agency_destroy", row, actor=actor)
    notices.to_agency(row, "대상자의 동의가 철회되었습니다.", actor, event=":withdrawn")


def drop_results(row: AgencyReferral, actor: Actor) -> None:
    """Nothing is passed on any more."""
    now = timezone.now()
    for owed in row.owed_results.filter(passed_in__isnull=True, dropped_at__isnull=True):
        duties.settle(owed, "referrals.agency_pass_on", actor=actor, outcome="DROPPED")
        owed.dropped_at, owed.dropped_reason = now, "의뢰가 끝남"
        owed.save(update_fields=["dropped_at", "dropped_reason"])
    if row.owes_result:
        row.owes_result = False
        row.save(update_fields=["owes_result"])


def confirm_destroyed(*, actor: Actor, referral: AgencyReferral, data: Mapping[str, Any]) -> AgencyReferral:
    """The hospital stopped using what it got and destroyed it; the copy that stands here goes as well.

    `data`: `happened_at`, `late_reason`. Raises NotVisible, Conflict, Invalid.
    """
    with transaction.atomic():
        rows = AgencyReferral.objects.for_page()
        row = AGENCY_DESTROY_ACCESS.lock_for(actor, "confirm_destroyed", referral.pk, rows)
        if row.destroyed_at is not None:
            raise Conflict("이미 파기를 확인했습니다.")
        at = late_entry.moment(data)
        row.destroyed_at, row.snapshot, row.sent_line = at, None, ""
        row.version += 1
        row.save()
        Provision.objects.filter(agency_referral=row).update(destroyed_at=at)
        duties.settle(row, "referrals.agency_destroy", actor=actor)
        reason, persons = str(data.get("late_reason") or ""), [row.client_id]
        audit.record(
            actor, "agency_referral.confirm_destroyed", action="DELETE", about=row, persons=persons, reason=reason
        )
        notices.to_agency(row, "병원이 제공받은 내용의 파기를 확인했습니다.", actor, event=":destroyed")
    return row


# --- the person ------------------------------------------------------------------------------------------------------


def on_death(client: Client, actor: Actor) -> None:
    """Death recorded once stops the clocks of this person's referrals and every letter about them.

    The table knows no move of the system for it. What only waits for a confirmation ends by the system's own moves;
    whoever holds any other referral is asked to end it by hand: the agency cancels, the coordinator declines or
    assigns, the worker replies with the result 사망. Of these the agency hears at once; of what is over nobody does.
    """
    with transaction.atomic():
        for row in _referrals_of(client).open().for_page().select_for_update(of=("self",)).order_by("pk"):
            drop_results(row, actor)
            name = _AT_DEATH.get(row.status)
            if name:
                data = {"caused_by": actor.user_id, "is_quiet": True}
                AGENCY_REFERRAL.fire(row, name, actor=SYSTEM, data=data, reason="DECEASED")
            elif row.status != "DRAFT":
                _stop_clocks(row, actor)
                notices.to_agency(row, STOP_VISITING, actor, event=":stop")


def on_life(client: Client, actor: Actor) -> None:
    """The death was not true: the clocks of what nobody has ended meanwhile run again."""
    with transaction.atomic():
        for row in _referrals_of(client).open().for_page().select_for_update(of=("self",)).order_by("pk"):
            if not duties.settle(row, "referrals.agency_death", actor=actor, outcome="DROPPED"):
                continue
            row.due_at = clocks.due_at(row)
            row.version += 1
            row.save(update_fields=["due_at", "version"])
            duties.open_duty(str(AGENCY_REFERRAL.clocks[row.status]), row, actor=actor, is_clock=True)
            notices.to_agency(row, VISIT_AGAIN, actor, event=":alive")


def _referrals_of(client: Client) -> AgencyReferralQuerySet:
    """The person's referrals, under the agency's record of them or the hospital's."""
    return AgencyReferral.objects.filter(Q(client=client) | Q(host_client=client))


def _stop_clocks(row: AgencyReferral, actor: Actor) -> None:
    duties.drop_all(audit.kind_of(row), row.pk, actor=actor)
    row.due_at = None
    row.version += 1
    row.save(update_fields=["due_at", "version"])
    duties.open_duty("referrals.agency_death", row, actor=actor)


def on_destroy(client: Client, actor: Actor) -> None:
    """A person's data is destroyed: the counts stay, every word about the person goes.

    The agency's record: the referral says nothing any more. The hospital's record: it is let go of.
    """
    AgencyReferral.objects.filter(host_client=client).update(host_client=None)
    rows = AgencyReferral.objects.filter(client=client)
    for row in rows.open().exclude(status="DRAFT").for_page().select_for_update(of=("self",)).order_by("pk"):
        told = {"withdrawn_told_by": "자동", "withdrawn_at": timezone.now()}
        AGENCY_REFERRAL.fire(row, "withdraw", actor=SYSTEM, data=told, reason="개인정보 파기")
    for row in rows:
        papers = [row.consent_file.name or "", evidence.name_for(row, "receiver")]
        row.consent_file, row.snapshot = "", None
        evidence.forget(row, papers)
    AgencyReply.objects.filter(referral__in=rows).update(content="", next_plan="", ask_back="", frequency="")
    rows.update(
        snapshot=None, sent_line="", situation="", health_problem="", request="", risk_to_worker="", note="",
        reason_text="", basis_note="", consent_file="", withdrawn_told_by="",
    )  # fmt: skip
