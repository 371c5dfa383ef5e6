"""What comes back from a second agency to which the hospital sent the person on is owed to the first one too.

It goes as an additional reply, within what the first agency's consent names; nothing outside it passes (domain 2.2.4,
0.3: an agency never sees another agency's linkages of the same person unless the consent names both).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from core import audit, duties, workdays
from core.actor import Actor
from core.errors import Conflict, Invalid, NotVisible
from network.models import Consent
from referrals.access import AGENCY_ACCESS
from referrals.models import AgencyReferral, AgencyReply, Linkage, OwedResult
from referrals.services.agency_referrals import notices, replies
from referrals.services.linkages import moves as _linkage_moves  # noqa: F401  (the reply is kept before it is looked at here)
from referrals.workflow import LINKAGE

PASSABLE = ("ASSIGNED", "IN_PROGRESS", "REPLIED", "CANCEL_REQUESTED", "CLOSED")


@LINKAGE.after("reply", "already_done")
def _owe_to_first_agency(row: Linkage, data: Mapping[str, Any], actor: Actor) -> None:
    """The final reply of a linkage is there: whoever referred the person is to hear of it."""
    waiting = AgencyReferral.objects.filter(case_id=row.about_id, withdrawn_at__isnull=True, status__in=PASSABLE)
    rows = waiting.exclude(sender_id=row.receiver_id).for_page().select_for_update(of=("self",))
    for referral in rows.order_by("pk"):
        if referral.client.deceased_on or row.client.deceased_on:
            continue
        reply = row.replies.filter(reply_kind="FINAL").order_by("-pk").first()
        assert reply is not None
        owed = OwedResult.objects.create(referral=referral, linkage_reply=reply)
        AgencyReferral.objects.filter(pk=referral.pk).update(owes_result=True)
        duties.open_duty("referrals.agency_pass_on", owed, actor=actor)


def find(referral: AgencyReferral, pk: int) -> OwedResult:
    """A result that is owed under this referral. Raises NotVisible."""
    rows = referral.owed_results.select_related("linkage_reply__linkage__receiver")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def may_name_second(referral: AgencyReferral, linkage: Linkage) -> bool:
    """The name of the second agency may be told only where the person's consent at the hospital names the first."""
    held = Consent.objects.held(linkage.client_id, workdays.seoul_today())
    return held.filter(receiver_id=referral.sender_id, consent_type="THIRD_PARTY").exists()


def proposal(referral: AgencyReferral, owed: OwedResult) -> dict[str, Any]:
    """What the form begins with: the second agency's answer, its name only where the consent names both."""
    reply = owed.linkage_reply
    linkage = reply.linkage
    who = linkage.receiver.name if may_name_second(referral, linkage) else "연계한 기관"
    content = f"{who}에 {linkage.get_service_display()} 서비스를 의뢰하여 받은 결과: {reply.content}"
    return {
        "result": reply.result,
        "content": content,
        "started_on": reply.started_on,
        "frequency": reply.frequency,
        "next_plan": reply.next_plan,
        "ask_back": reply.ask_back,
    }


def pass_on(*, actor: Actor, referral: AgencyReferral, result_id: int, data: Mapping[str, Any]) -> AgencyReply:
    """Tell the first agency: an additional reply of the consented `items`. Moves no state.

    Raises NotVisible, Forbidden, Conflict, Invalid.
    """
    with transaction.atomic():
        row, owed = _owed(actor, referral, result_id)
        linkage = owed.linkage_reply.linkage
        if linkage.status == "WITHDRAWN":
            raise Invalid("연계한 기관에 대한 동의가 철회되어 알릴 수 없습니다.")
        if row.client.deceased_on or linkage.client.deceased_on:
            raise Invalid("사망한 대상자의 결과는 알리지 않습니다.")
        replies.check(row, data)
        _demand_unnamed(row, linkage, data)
        reply = replies.keep(row, data, actor, kind="INTERIM", linkage=linkage)
        owed.passed_in = reply
        owed.save(update_fields=["passed_in"])
        _settle(row, owed, actor, "agency_referral.pass_on", {"reply": reply.pk, "items": reply.items})
        notices.to_agency(row, "연계한 기관의 결과를 추가로 회신했습니다.", actor, event=f":passed-{reply.pk}")
    return reply


def drop(*, actor: Actor, referral: AgencyReferral, result_id: int, data: Mapping[str, Any]) -> OwedResult:
    """Nothing of it lies within the consent, or the person does not wish it: the `reason` is kept."""
    reason = str(data.get("reason") or "").strip()
    if not reason:
        raise Invalid({"reason": "알리지 않는 사유를 적으십시오."})
    with transaction.atomic():
        row, owed = _owed(actor, referral, result_id)
        owed.dropped_at, owed.dropped_reason = timezone.now(), reason
        owed.save(update_fields=["dropped_at", "dropped_reason"])
        _settle(row, owed, actor, "agency_referral.drop_result", {}, reason)
    return owed


def _owed(actor: Actor, referral: AgencyReferral, result_id: int) -> tuple[AgencyReferral, OwedResult]:
    row = AGENCY_ACCESS.lock_for(actor, "work", referral.pk, AgencyReferral.objects.for_page())
    owed = find(row, result_id)
    if owed.passed_in_id is not None or owed.dropped_at is not None:
        raise Conflict("이미 끝난 일입니다. 새로 고친 뒤 확인하십시오.")
    if row.status not in PASSABLE:
        raise Conflict(f"지금 상태({row.get_status_display()})에서는 알릴 수 없습니다.")
    return row, owed


def _demand_unnamed(row: AgencyReferral, linkage: Linkage, data: Mapping[str, Any]) -> None:
    """The second agency's name is no item of the first one's consent."""
    if may_name_second(row, linkage):
        return
    names = {linkage.receiver.name, linkage.receiver.short_name}
    for field in ("content", "next_plan", "ask_back"):
        if any(name in str(data.get(field) or "") for name in names):
            raise Invalid({field: "두 기관을 모두 적은 동의가 없어 연계한 기관의 이름을 알릴 수 없습니다."})


def _settle(
    row: AgencyReferral, owed: OwedResult, actor: Actor, verb: str, changes: Mapping[str, Any], reason: str = ""
) -> None:
    duties.settle(owed, "referrals.agency_pass_on", actor=actor)
    row.owes_result = row.owed_results.filter(passed_in__isnull=True, dropped_at__isnull=True).exists()
    row.save(update_fields=["owes_result"])
    persons = [row.client_id]
    audit.record(actor, verb, action="UPDATE", about=row, persons=persons, changes=changes, reason=reason)
