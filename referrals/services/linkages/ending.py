"""Ends that nobody asks a linkage about: the case closes, consent is withdrawn, the person dies or is destroyed.

None of these may fail for a reason of workflow: the system makes the moves, no rule stands against them, and the
rows are locked first, so that nobody moves one meanwhile.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from core import audit, codes, duties
from core.actor import SYSTEM, Actor
from core.errors import Conflict
from network.models import Client, Consent
from network.services.consents import SENSITIVE_ITEMS, THIRD_PARTY_TYPES
from referrals.access import DESTROY_ACCESS
from referrals.models import Appointment, Linkage, Provision, ProxyEntry, Reply
from referrals.querysets.linkages import FINAL, LinkageQuerySet
from referrals.services.linkages import notices, rules
from referrals.services.linkages.steps import check_proxy, keep_proxy
from referrals.workflow import LINKAGE

CASE_CLOSED, DECEASED, CLIENT_REFUSED = "CASE_CLOSED", "DECEASED", "CLIENT_REFUSED"
_CANCEL_REASONS = {CLIENT_REFUSED: "NOT_WISHED"}
_STOPPED_FROM = ("ACCEPTED", "IN_SERVICE", "ON_HOLD")
STOP_VISITING = "방문하지 마십시오. 이 의뢰를 확인하십시오."
VISIT_AGAIN = "방문 중지를 거둡니다. 병원에 확인하십시오."


def end_for_case(*, actor: Actor, case_id: UUID, reason: str) -> int:
    """End every open linkage of a case; returns how many.

    `reason`: why the case ended (CASE_CLOSED, DECEASED, CLIENT_REFUSED, MOVED …); one that the choice lists of
    linkages do not know is kept as CASE_CLOSED. What had not been accepted is CANCELLED, what ran is STOPPED,
    what was replied is COMPLETED, an asked cancel stands. After a death these ends tell nobody: `on_death` does.
    """
    return _end(Linkage.objects.about(case_id), actor, reason)


def _end(rows: LinkageQuerySet, actor: Actor, reason: str) -> int:
    with transaction.atomic():
        found = list(rows.open().select_for_update(of=("self",)).order_by("pk"))
        for row in found:
            _end_one(row, actor, reason)
        declined = rows.filter(status="DECLINED")
        for row in declined:
            duties.settle(row, "referrals.find_other", actor=actor, outcome="DROPPED")
    return len(found)


def _end_one(row: Linkage, actor: Actor, reason: str) -> None:
    data: dict[str, Any] = {"caused_by": actor.user_id, "is_quiet": reason == DECEASED}
    if row.status in _STOPPED_FROM:
        name, data["stop_reason"] = "stop", _known("linkage_stop_reason", reason)
    elif row.status == "REPLIED":
        name = "confirm"
    elif row.status == "CANCEL_REQUESTED":
        name = "confirm_cancel"
    else:
        name, data["cancel_reason"] = "cancel", _known("linkage_cancel_reason", _CANCEL_REASONS.get(reason, reason))
    LINKAGE.fire(row, name, actor=SYSTEM, data=data, reason=codes.label("close_reason", reason))


def _known(code_list: str, code: str) -> str:
    """OTHER would ask for words that nobody is there to give."""
    return code if codes.is_code(code_list, code) and code != "OTHER" else CASE_CLOSED


def on_death(client: Client, actor: Actor) -> None:
    """Death recorded once ends everything at the same moment, in every programme; nobody is to come in vain.

    Every agency that had an open linkage is told at once, by its number alone; whom no message reaches the sender's
    team owes to tell.
    """
    rows = Linkage.objects.filter(client=client)
    sent = list(rows.open().sent_out().values_list("pk", flat=True))
    _end(rows, actor, DECEASED)
    for row in Linkage.objects.filter(pk__in=sent).for_page().order_by("pk"):
        _tell_or_owe(row, STOP_VISITING, "referrals.tell_stop", actor, ":stop")


def on_life(client: Client, actor: Actor) -> None:
    """The death was not true. What it ended is not opened by itself: whether to go on is asked of each agency anew."""
    ended = Linkage.objects.filter(client=client).sent_out().for_page().order_by("pk")
    for row in (one for one in ended if one.ended_by_death):
        duties.settle(row, "referrals.tell_stop", actor=actor, outcome="DROPPED")
        notices.to_receiver(row, VISIT_AGAIN, actor, event=":alive")
        duties.open_duty("referrals.ask_anew", row, actor=actor)


def _tell_or_owe(row: Linkage, text: str, owed: str, actor: Actor, event: str) -> None:
    notices.to_receiver(row, text, actor, event=event)
    if not notices.reaches_receiver(row):
        duties.open_duty(owed, row, actor=actor)


def on_withdrawal(consent: Consent, actor: Actor) -> None:
    """Consent for a receiver is withdrawn: what was sent there is closed at once, its destruction is owed.

    Withdrawing the block for sensitive items leaves a linkage alone that carried none of them, and one that rests on
    the law stays as long as the law and the consents that are left carry all of it.
    """
    if consent.consent_type not in THIRD_PARTY_TYPES:
        return
    sent = Linkage.objects.filter(client_id=consent.client_id, receiver_id=consent.receiver_id)
    locked = sent.sent_out().exclude(status="WITHDRAWN").for_page().select_for_update(of=("self",))
    for row in locked.order_by("pk"):
        if consent.consent_type == "SENSITIVE_THIRD_PARTY" and not SENSITIVE_ITEMS & set(row.shared_items):
            continue
        if row.legal_basis != "CONSENT" and rules.consent_gate(row).is_open:
            continue
        _withdraw(row, consent, actor)


def _withdraw(row: Linkage, consent: Consent, actor: Actor) -> None:
    if row.status not in FINAL:
        row = LINKAGE.fire(row, "withdraw", actor=SYSTEM, data={"consent": str(consent.pk)}, reason="동의 철회")
    now = timezone.now()
    told = {"withdrawal_told_at": now} if row.receiver.is_member else {}
    if Provision.objects.filter(linkage=row, withdrawn_at__isnull=True).update(withdrawn_at=now, **told):
        duties.open_duty("referrals.destroy", row, actor=actor)
        notices.to_team(row, "동의 철회로 의뢰가 닫혔습니다.", actor, event=":withdrawn")


def confirm_destroyed(*, actor: Actor, linkage: Linkage, data: Mapping[str, Any]) -> Linkage:
    """The receiver stopped using what it got and destroyed it; the sender may enter it on its behalf.

    `data`: `happened_at`, `late_reason`, and `way`, `told_by` when the sender enters it.
    """
    with transaction.atomic():
        row = DESTROY_ACCESS.lock_for(actor, "confirm_destroyed", linkage.pk, Linkage.objects.for_page())
        open_rows = Provision.objects.filter(linkage=row, withdrawn_at__isnull=False, destroyed_at__isnull=True)
        if not open_rows.exists():
            raise Conflict("파기를 확인할 제공 내역이 없습니다. 새로 고친 뒤 확인하십시오.")
        if actor.institution_id == row.sender_id:
            keep_proxy(row, "destroy", check_proxy(data), actor)
        at = rules.moment(row, data)
        open_rows.filter(withdrawal_told_at__isnull=True).update(withdrawal_told_at=at)
        open_rows.update(destroyed_at=at)
        duties.settle(row, "referrals.destroy", actor=actor)
        reason, persons = str(data.get("late_reason") or ""), [row.client_id]
        audit.record(actor, "linkage.confirm_destroyed", action="UPDATE", about=row, persons=persons, reason=reason)
    return row


def let_go(*, actor: Actor, case_id: UUID, nobody: Client) -> None:
    """A case lets go of a person whom others still know: its linkages point to nobody, and say nothing any more."""
    rows = Linkage.objects.about(case_id)
    ids = list(rows.values_list("pk", flat=True))
    rows.update(client=nobody)
    _blank(Linkage.objects.filter(pk__in=ids))
    audit.record(actor, "linkage.let_go", action="DELETE", changes={"case": str(case_id), "count": len(ids)})


def on_destroy(client: Client, actor: Actor) -> None:
    """A person's data is destroyed: the counts stay, every word about the person goes."""
    _blank(Linkage.objects.filter(client=client))


def _blank(rows: LinkageQuerySet) -> None:
    Reply.objects.filter(linkage__in=rows).update(content="", next_plan="", ask_back="", frequency="", replied_by="")
    ProxyEntry.objects.filter(linkage__in=rows).update(told_by="")
    Appointment.objects.filter(linkage__in=rows).update(place="", note="")
    rows.update(snapshot=None, reason="", request="", note="", reason_text="", early_reason="", responsible="")
