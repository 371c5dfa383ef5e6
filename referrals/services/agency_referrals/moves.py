"""What each move does to an agency's referral: the effects and what follows them. The verbs are in `steps`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone

from core import duties, workdays
from core.actor import Actor
from core.errors import Invalid
from network.models import Membership
from referrals.access import REFERRALS
from referrals.models import AgencyReferral
from referrals.querysets.agency_referrals import AGENCY_FINAL
from referrals.services.agency_referrals import clocks, ending, evidence, ledger, notices, replies, rules, snapshots
from referrals.services.linkages.clocks import paused_days, reply_due_on
from referrals.services.linkages.rules import coded_reason
from referrals.workflow import AGENCY_REFERRAL

Data = Mapping[str, Any]
Changes = Mapping[str, Any] | None
Deed = Callable[[AgencyReferral, Data, Actor], Changes]
# Who may be given a referral that was accepted for a programme: roles, and the programme they must work in.
WORKERS: dict[str, tuple[tuple[str, ...], str]] = {
    "DISCHARGE": (("SOCIAL_WORKER", "NURSE"), "DISCHARGE"),
    "MENTAL_HEALTH": (("MH_MANAGER",), "MENTAL_HEALTH"),
    "OUTPATIENT": (("SOCIAL_WORKER", "NURSE"), ""),
    "OTHER": (("SOCIAL_WORKER", "NURSE"), ""),
}


def _move(*names: str) -> Callable[[Deed], Deed]:
    """Register what a move does; afterwards the row knows the limit of its new state and, at the end, its end."""

    def register(deed: Deed) -> Deed:
        def effect(row: AgencyReferral, data: Data, actor: Actor) -> Changes:
            changes = dict(deed(row, data, actor) or {})
            row.due_at = clocks.due_at(row)
            if row.status in AGENCY_FINAL:
                row.closed_at = timezone.now()
            return changes

        AGENCY_REFERRAL.effect(*names)(effect)
        return deed

    return register


# --- the agency sends ------------------------------------------------------------------------------------------------


@_move("submit", "resubmit")
def _submit(row: AgencyReferral, data: Data, actor: Actor) -> Changes:
    """Freeze what the consent covers. The reply clock, where it runs already, goes on where it stood."""
    now = timezone.now()
    if row.submitted_at is None:
        row.submitted_at = now
    else:
        row.resubmitted_at = now
    if row.reply_due_on is not None:
        row.reply_due_on += timedelta(days=paused_days(row, now))
    row.paused_at = None
    row.submitted_by_id = actor.user_id
    before = evidence.name_for(row, "receiver")
    row.snapshot = snapshots.take(row)
    evidence.forget(row, [before])
    row.sent_line = snapshots.masked_line(row.client)
    return {"items": row.shared_items, "receiver": row.receiver_id}


@AGENCY_REFERRAL.after("submit", "resubmit")
def _enter_in_ledger(row: AgencyReferral, data: Data, actor: Actor) -> None:
    ledger.enter(
        row, giver=row.sender, taker=row.receiver, purpose="기관 대상자 의뢰", items=row.shared_items, actor=actor
    )


@_move("ask_back")
def _ask_back(row: AgencyReferral, data: Data, actor: Actor) -> Changes:
    row.note = data["note"]
    return None


@AGENCY_REFERRAL.after("ask_back")
def _tell_of_question(row: AgencyReferral, data: Data, actor: Actor) -> None:
    notices.to_worker(row, "회신에 추가 문의가 왔습니다.", actor)


@_move("confirm")
def _confirm(row: AgencyReferral, data: Data, actor: Actor) -> Changes:
    return {"caused_by": data["caused_by"]} if data.get("caused_by") else None


@_move("cancel", "request_cancel")
def _cancel(row: AgencyReferral, data: Data, actor: Actor) -> Changes:
    row.cancel_reason, row.reason_text = coded_reason(data, "cancel_reason", "linkage_cancel_reason")
    return {"cancel_reason": row.cancel_reason}


@AGENCY_REFERRAL.after("cancel")
def _tell_of_cancel(row: AgencyReferral, data: Data, actor: Actor) -> None:
    """Once it was received the coordinator is told; of what never left the house nobody is."""
    if row.submitted_at is not None:
        notices.to_coordinator(row, "의뢰기관이 의뢰를 취소했습니다.", actor)


@AGENCY_REFERRAL.after("request_cancel")
def _tell_of_request(row: AgencyReferral, data: Data, actor: Actor) -> None:
    notices.to_worker(row, "의뢰기관이 취소를 요청했습니다.", actor)


# --- the hospital answers --------------------------------------------------------------------------------------------


@_move("receive")
def _receive(row: AgencyReferral, data: Data, actor: Actor) -> Changes:
    """The reply's limit runs from the first receipt."""
    if row.received_at is None:
        row.received_at = timezone.now()
        row.reply_due_on = reply_due_on(row.received_at)
    return {"reply_due_on": str(row.reply_due_on)}


@_move("ask_more")
def _ask_more(row: AgencyReferral, data: Data, actor: Actor) -> Changes:
    row.note, row.paused_at = data["note"], timezone.now()
    return None


@_move("accept")
def _accept(row: AgencyReferral, data: Data, actor: Actor) -> Changes:
    if data["programme"] not in AgencyReferral.Programme.values:
        raise Invalid({"programme": "목록에서 고르십시오."})
    row.programme, row.accepted_at = data["programme"], timezone.now()
    return {"programme": row.programme}


@AGENCY_REFERRAL.after("accept")
def _tell_of_acceptance(row: AgencyReferral, data: Data, actor: Actor) -> None:
    notices.to_agency(row, "병원이 의뢰를 수락했습니다.", actor)


@_move("decline")
def _decline(row: AgencyReferral, data: Data, actor: Actor) -> Changes:
    row.decline_reason, row.reason_text = coded_reason(data, "decline_reason", "linkage_decline_reason")
    row.other_agency, row.paused_at = data["other_agency"], None
    return {"decline_reason": row.decline_reason}


@AGENCY_REFERRAL.after("decline")
def _answer_refusal(row: AgencyReferral, data: Data, actor: Actor) -> None:
    """A refusal ends in an answer as well: the reply with the reason and the agency to turn to."""
    replies.keep_refusal(row, actor)
    notices.to_agency(row, "병원이 의뢰를 거절했습니다. 안내한 다른 기관을 확인하십시오.", actor)


@_move("assign")
def _assign(row: AgencyReferral, data: Data, actor: Actor) -> Changes:
    give_to(row, data["worker"])
    row.assigned_at = timezone.now()
    return {"worker": row.worker_id, "role": row.worker_role}


@AGENCY_REFERRAL.after("assign")
def _owe_reply(row: AgencyReferral, data: Data, actor: Actor) -> None:
    duties.open_duty("referrals.agency_reply", row, actor=actor)


def give_to(row: AgencyReferral, person_id: int) -> None:
    """Make somebody the worker of the referral, in a role that fits what it was accepted for. Raises Invalid."""
    roles, programme = WORKERS[row.programme]
    held = Membership.objects.filter(institution_id=row.receiver_id, user_id=person_id)
    for one in held.valid_on(workdays.seoul_today()).order_by("valid_from", "pk"):
        role = next((role for role in roles if role in one.roles), "")
        if role and (not programme or programme in one.programmes):
            row.worker_id, row.worker_role = person_id, role
            row.worker_programme = programme or _working_in(one.programmes)
            return
    raise Invalid({"worker": "이 의뢰를 맡을 수 있는 사람을 고르십시오."})


def _working_in(programmes: list[str]) -> str:
    """The programme under which somebody's list shows it; `""` where they work in none."""
    return REFERRALS if REFERRALS in programmes else next(iter(programmes), "")


@_move("start")
def _start(row: AgencyReferral, data: Data, actor: Actor) -> Changes:
    row.started_at = rules.moment(row, data)
    return {"started_at": row.started_at.isoformat()}


@AGENCY_REFERRAL.after("start")
def _tell_of_start(row: AgencyReferral, data: Data, actor: Actor) -> None:
    notices.to_agency(row, "병원 담당자가 대상자에게 연락했습니다.", actor)


@_move("reply", "already_done")
def _reply(row: AgencyReferral, data: Data, actor: Actor) -> Changes:
    """The first reply counts for the reply rate; a later one answers a question asked back."""
    replies.check(row, data)
    if row.replied_at is None:
        row.replied_at = rules.moment(row, data)
    row.cancel_reason = row.reason_text = ""
    return {"result": data["result"], "items": list(data.get("items") or [])}


@AGENCY_REFERRAL.after("reply", "already_done")
def _keep_reply(row: AgencyReferral, data: Data, actor: Actor) -> None:
    replies.keep(row, data, actor, kind="FINAL")
    notices.to_agency(row, "결과 회신이 왔습니다.", actor)


@_move("confirm_cancel")
def _confirm_cancel(row: AgencyReferral, data: Data, actor: Actor) -> Changes:
    return {"caused_by": data["caused_by"]} if data.get("caused_by") else None


@AGENCY_REFERRAL.after("confirm_cancel")
def _tell_of_end(row: AgencyReferral, data: Data, actor: Actor) -> None:
    if not data.get("is_quiet"):
        notices.to_agency(row, "의뢰가 취소되었습니다.", actor)


# --- withdrawal ------------------------------------------------------------------------------------------------------


@_move("withdraw")
def _withdraw(row: AgencyReferral, data: Data, actor: Actor) -> Changes:
    """Neither side is asked for more than who told it and when; no rule stands against it."""
    row.withdrawn_at, row.withdrawn_told_by = rules.told_at(data), data["withdrawn_told_by"]
    return {"withdrawn_at": row.withdrawn_at.isoformat()}


@AGENCY_REFERRAL.after("withdraw")
def _close_off(row: AgencyReferral, data: Data, actor: Actor) -> None:
    ending.close_off(row, actor)


# --- duties that outlive a state -------------------------------------------------------------------------------------

_ALL = tuple(dict.fromkeys(row.name for row in AGENCY_REFERRAL.transitions))
_WORKED_ON = ("ASSIGNED", "IN_PROGRESS")


@AGENCY_REFERRAL.after(*_ALL)
def _settle_what_is_over(row: AgencyReferral, data: Data, actor: Actor) -> None:
    """Any move answers silence; the reply is owed while the worker has it; at the end nothing is but destruction."""
    over = ["referrals.agency_silent", "referrals.agency_death"]
    if row.status not in _WORKED_ON:
        over.append("referrals.agency_reply")
    duties.settle(row, *over, actor=actor)
    if row.status in ("DECLINED", "CANCELLED"):
        ending.drop_results(row, actor)
