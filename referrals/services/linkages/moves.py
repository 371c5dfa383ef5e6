"""What each move does to a linkage: the effects and what follows them. The verbs are in `steps`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from core import dates, duties, workdays
from core.actor import Actor
from core.errors import Invalid
from network.models import Consent
from network.services.consents import SENSITIVE_ITEMS
from referrals.limits import limit
from referrals.models import Appointment, Linkage, Provision
from referrals.querysets.linkages import FINAL, RECEIVERS_TURN
from referrals.services.linkages import clocks, notices, replies, rules, snapshots
from referrals.workflow import LINKAGE

Data = Mapping[str, Any]
Changes = Mapping[str, Any] | None
Deed = Callable[[Linkage, Data, Actor], Changes]


def _move(*names: str) -> Callable[[Deed], Deed]:
    """Register what a move does; afterwards the row knows the limit of its new state and, at the end, its end."""

    def register(deed: Deed) -> Deed:
        def effect(row: Linkage, data: Data, actor: Actor) -> Changes:
            changes = dict(deed(row, data, actor) or {})
            row.due_at = clocks.due_at(row)
            if row.status in FINAL:
                row.closed_at = changes.pop("_at", None) or timezone.now()
            if data.get("proxy"):
                changes["on_behalf"] = True
            return changes

        LINKAGE.effect(*names)(effect)
        return deed

    return register


# --- the sender sends ------------------------------------------------------------------------------------------------


@_move("send", "resend")
def _send(row: Linkage, data: Data, actor: Actor) -> Changes:
    """Freeze what the consent covers; the ledger row follows once the linkage is stored."""
    now = timezone.now()
    if row.sent_at is None:
        row.sent_at = now
    else:
        row.resent_at = now
    row.sent_by_id = actor.user_id
    row.snapshot = snapshots.take(row)
    lawful = [consent for consent in _carrying(row) if consent.legal_basis]
    if lawful:
        row.legal_basis = lawful[0].legal_basis
    return {"items": row.shared_items, "receiver": row.receiver_id}


@LINKAGE.after("send", "resend")
def _enter_in_ledger(row: Linkage, data: Data, actor: Actor) -> None:
    """The ledger of provision (domain 4.12), one row for every sending, naming the consents that carried it."""
    carrying = _carrying(row)
    assert actor.user_id is not None
    assert row.sent_at is not None
    provision = Provision.objects.create(
        linkage=row,
        client=row.client,
        case_number=row.about_number,
        sender_id=row.sender_id,
        receiver_id=row.receiver_id,
        receiver_name=row.receiver.name,
        purpose=f"{row.get_service_display()} 의뢰",
        items=row.shared_items,
        way="포털" if row.receiver.is_member else "문서(팩스·우편)",
        basis=" / ".join(_basis(consent) for consent in carrying),
        provided_by_id=actor.user_id,
        provided_at=row.resent_at or row.sent_at,
    )
    provision.consents.set(carrying)


def _carrying(row: Linkage) -> list[Consent]:
    """The consents on which this sending rests."""
    has_sensitive = bool(SENSITIVE_ITEMS & set(row.shared_items))
    found = rules.consent_gate(row).consents
    used = [one for one in found if one.consent_type == "THIRD_PARTY" or has_sensitive]
    return sorted(used, key=lambda one: one.consent_type != "THIRD_PARTY")


def _basis(consent: Consent) -> str:
    if consent.legal_basis:
        return consent.get_legal_basis_display()
    day = f" ({dates.kdate(consent.answered_at)})" if consent.answered_at else ""
    return f"{consent.text}{day}"


# --- the receiver answers --------------------------------------------------------------------------------------------


@_move("receive", "receive_late")
def _receive(row: Linkage, data: Data, actor: Actor) -> Changes:
    row.received_at = rules.moment(row, data)
    row.receiver_number = str(data.get("receiver_number") or row.receiver_number)
    return {"received_at": row.received_at.isoformat()}


@_move("ask_more")
def _ask_more(row: Linkage, data: Data, actor: Actor) -> Changes:
    rules.moment(row, data)
    row.note = data["note"]
    return None


@_move("accept")
def _accept(row: Linkage, data: Data, actor: Actor) -> Changes:
    """The reply's limit runs from here, whatever happens until the service starts."""
    at = rules.moment(row, data)
    planned: date = data["planned_start_on"]
    if planned < workdays.seoul_date(at):
        raise Invalid({"planned_start_on": "서비스 예정일은 수락일 이후 날짜로 적으십시오."})
    row.accepted_at, row.planned_start_on, row.responsible = at, planned, data["responsible"]
    row.reply_due_on = clocks.reply_due_on(at)
    return {"accepted_at": at.isoformat(), "reply_due_on": str(row.reply_due_on)}


@LINKAGE.after("accept")
def _owe_reply(row: Linkage, data: Data, actor: Actor) -> None:
    duties.open_duty("referrals.reply", row, actor=actor)


@_move("decline")
def _decline(row: Linkage, data: Data, actor: Actor) -> Changes:
    at = rules.moment(row, data)
    row.decline_reason, row.reason_text = rules.coded_reason(data, "decline_reason", "linkage_decline_reason")
    row.suggested_receiver_id = rules.suggestion(row, data.get("suggested_receiver"))
    return {"decline_reason": row.decline_reason, "suggested": row.suggested_receiver_id, "_at": at}


@LINKAGE.after("decline")
def _look_for_other(row: Linkage, data: Data, actor: Actor) -> None:
    duties.open_duty("referrals.find_other", row, actor=actor)


@_move("time_out")
def _time_out(row: Linkage, data: Data, actor: Actor) -> Changes:
    return None


@LINKAGE.after("time_out")
def _tell_both(row: Linkage, data: Data, actor: Actor) -> None:
    """The sender's turn has come; the receiver still owes the receipt, and hears of it again and again."""
    duties.open_duty("referrals.receive_late", row, actor=actor)
    notices.to_receiver(row, "접수 기한이 지났습니다. 접수 여부를 알려 주십시오.", actor)


@_move("start_service")
def _start_service(row: Linkage, data: Data, actor: Actor) -> Changes:
    row.started_on = rules.past_day(row, data, "started_on", "서비스 시작일")
    return {"started_on": str(row.started_on)}


@_move("reply", "already_done")
def _reply(row: Linkage, data: Data, actor: Actor) -> Changes:
    """The first final reply counts for the reply rate; a later one answers a question asked back."""
    at = rules.moment(row, data)
    replies.check(row, data)
    if row.replied_at is None:
        row.replied_at = at
    if data.get("started_on") and data["result"] in replies.STARTED:
        row.started_on = row.started_on or data["started_on"]
    row.paused_at = None
    return {"result": data["result"], "replied_at": at.isoformat()}


@LINKAGE.after("reply", "already_done")
def _keep_reply(row: Linkage, data: Data, actor: Actor) -> None:
    replies.keep(row, {**data, "reply_kind": "FINAL"}, actor)
    notices.to_team(row, "결과 회신이 왔습니다.", actor)


@_move("stop")
def _stop(row: Linkage, data: Data, actor: Actor) -> Changes:
    at = rules.moment(row, data)
    row.stop_reason, row.reason_text = rules.coded_reason(data, "stop_reason", "linkage_stop_reason")
    return {"stop_reason": row.stop_reason, "caused_by": data.get("caused_by"), "_at": at}


@LINKAGE.after("stop")
def _tell_of_stop(row: Linkage, data: Data, actor: Actor) -> None:
    if data.get("is_quiet"):
        return
    if actor.is_system:
        notices.to_receiver(row, "사례가 종결되어 의뢰를 중단합니다.", actor)
    else:
        notices.to_team(row, "서비스가 중단되었습니다.", actor)


@_move("hold")
def _hold(row: Linkage, data: Data, actor: Actor) -> Changes:
    """The result clock stands still; the end of the hold is owed."""
    at = rules.moment(row, data)
    until: date = data["hold_until"]
    today = workdays.seoul_today()
    if not today <= until <= today + timedelta(days=limit("hold_days")):
        raise Invalid({"hold_until": f"보류 기한은 오늘부터 {limit('hold_days')}일 안의 날짜로 적으십시오."})
    row.paused_at, row.hold_until, row.note = at, until, data["note"]
    return {"hold_until": str(until)}


@_move("resume")
def _resume(row: Linkage, data: Data, actor: Actor) -> Changes:
    _need_start(row, data)
    return _go_on(row, rules.moment(row, data))


@_move("take_back")
def _take_back(row: Linkage, data: Data, actor: Actor) -> Changes:
    """The cancel is taken back: the service goes on, or begins."""
    _need_start(row, data)
    row.cancel_reason = row.reason_text = ""
    return _go_on(row, timezone.now())


def _need_start(row: Linkage, data: Data) -> None:
    if row.started_on is None:
        row.started_on = rules.past_day(row, data, "started_on", "서비스 시작일")


def _go_on(row: Linkage, at: datetime) -> Changes:
    """The clock goes on where it stood: the limit moves by the days of the pause."""
    paused = clocks.paused_days(row, at)
    if row.reply_due_on is not None:
        row.reply_due_on += timedelta(days=paused)
    row.paused_at = row.hold_until = None
    return {"paused_days": paused, "reply_due_on": str(row.reply_due_on)}


# --- the sender follows up -------------------------------------------------------------------------------------------


@_move("confirm")
def _confirm(row: Linkage, data: Data, actor: Actor) -> Changes:
    return {"caused_by": data["caused_by"]} if data.get("caused_by") else None


@_move("ask_back")
def _ask_back(row: Linkage, data: Data, actor: Actor) -> Changes:
    row.note = data["note"]
    return None


@LINKAGE.after("ask_back")
def _tell_of_question(row: Linkage, data: Data, actor: Actor) -> None:
    notices.to_receiver(row, "회신 내용을 다시 확인해 주십시오.", actor)


@_move("request_cancel")
def _request_cancel(row: Linkage, data: Data, actor: Actor) -> Changes:
    row.cancel_reason, row.reason_text = rules.coded_reason(data, "cancel_reason", "linkage_cancel_reason")
    return {"cancel_reason": row.cancel_reason}


@LINKAGE.after("take_back")
def _tell_of_taking_back(row: Linkage, data: Data, actor: Actor) -> None:
    notices.to_receiver(row, "취소 요청을 거두었습니다. 서비스를 계속해 주십시오.", actor)


@_move("cancel")
def _cancel(row: Linkage, data: Data, actor: Actor) -> Changes:
    row.cancel_reason, row.reason_text = rules.coded_reason(data, "cancel_reason", "linkage_cancel_reason")
    return {"cancel_reason": row.cancel_reason, "caused_by": data.get("caused_by")}


@_move("confirm_cancel")
def _confirm_cancel(row: Linkage, data: Data, actor: Actor) -> Changes:
    return {"_at": rules.moment(row, data), "caused_by": data.get("caused_by")}


@LINKAGE.after("cancel", "confirm_cancel")
def _tell_of_cancel(row: Linkage, data: Data, actor: Actor) -> None:
    """After sending the receiver is told; nobody is told of what never left the house."""
    if row.sent_at is not None and not data.get("is_quiet"):
        notices.to_receiver(row, "의뢰가 취소되었습니다.", actor)


@_move("withdraw")
def _withdraw(row: Linkage, data: Data, actor: Actor) -> Changes:
    return {"consent": data.get("consent")}


# --- duties that outlive a state -------------------------------------------------------------------------------------

CALLED_OFF = "의뢰가 끝나 취소되었습니다. 방문하지 않습니다."
_ALL = tuple(dict.fromkeys(row.name for row in LINKAGE.transitions))


@LINKAGE.after(*_ALL)
def _settle_what_is_over(row: Linkage, data: Data, actor: Actor) -> None:
    """A late answer is settled by any answer; the reply is owed while the linkage is accepted or in service."""
    over = ["referrals.late_reply"]
    if row.status not in ("ACCEPTED", "IN_SERVICE"):
        over.append("referrals.reply")
    if row.status != "NO_RESPONSE":
        over.append("referrals.receive_late")
    if row.status not in RECEIVERS_TURN:
        over.append("referrals.next_link")
    if row.status in FINAL and _call_off_visits(row):
        over.append("referrals.appointment")
    duties.settle(row, *over, actor=actor)


def _call_off_visits(row: Linkage) -> int:
    """Nobody visits for a linkage that has ended; the line says so to who planned it. Returns how many."""
    planned = Appointment.objects.filter(linkage=row).open()
    planned.filter(note="").update(note=CALLED_OFF)
    return planned.update(outcome="CANCELLED")
