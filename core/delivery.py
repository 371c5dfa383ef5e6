"""What a worker does with due messages: recheck, hand over, write down the outcome."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from core import duties, recipients, untold
from core.actor import SYSTEM
from core.channels import NotDelivered, OutcomeUnknown, channel_for
from core.messages import LEASE, RETRY_AFTER, claim, claim_unknown, is_wanted
from core.models import Message

log = logging.getLogger(__name__)
State = Message.State
ASK_FOR = timedelta(days=1)  # how long a carrier is asked about a message before a person is


def show_due(now: datetime) -> int:
    """Show what is due inside the house: two statements for all of it, whoever runs them at the same time."""
    due = Message.objects.filter(channel="IN_APP", state=State.PLANNED, not_before__lte=now)
    settled = Q(duty__done_at__isnull=False) | Q(recipient__is_active=False)
    moved = Q(duty__person__isnull=False) & ~Q(duty__person=F("recipient")) & ~Q(template="duty.escalated")
    untrue = Q(template="duty.due", duty__due_at__lte=now)  # after a time without a worker: today is not its last day
    due.filter(settled | moved | untrue).update(state=State.DROPPED)
    return due.update(state=State.SENT, sent_at=now)


def deliver_due(now: datetime, limit: int = 100) -> int:
    """Claim what is due and leaves the house, and send it. Returns how many were claimed."""
    batch = claim(now, limit)
    for message in batch:
        deliver(message)
    return len(batch)


def deliver(message: Message) -> None:
    """Send one claimed message. The row says `sending` before anything is handed over."""
    if not _still_wanted(message):
        _leave(message, State.DROPPED)
        return
    began = Message.objects.filter(pk=message.pk, state=State.CLAIMED).update(
        state=State.SENDING, lease_until=timezone.now() + LEASE
    )
    if not began:
        return
    try:
        channel_for(message.channel).send(message)
    except NotDelivered as error:
        _try_later(message, str(error))
    except OutcomeUnknown as error:
        log.warning("message %s: outcome unknown (%s)", message.pk, error)
        _ask_later(message, str(error))
    except Exception as error:
        # A fault of ours in one message must not keep the others from leaving, nor this one from being looked at.
        log.exception("message %s cannot be sent", message.pk)
        _ask_later(message, type(error).__name__)
    else:
        _leave(message, State.SENT)


def resolve_stranded(now: datetime) -> int:
    """Messages that had begun to leave when the connection or the worker died: ask the carrier, never resend blindly.

    The carrier is asked again every few minutes for a day; then it becomes the duty of a person.
    """
    rows = claim_unknown(now)
    for message in rows:
        taken = channel_for(message.channel).was_taken(message)
        if taken:
            _leave(message, State.SENT)
        elif taken is False:
            _try_later(message, "carrier has not taken it")
        elif message.not_before + ASK_FOR <= now:
            _give_up(message, State.UNKNOWN, message.fault)
    return len(rows)


def _still_wanted(message: Message) -> bool:
    """Asked when the message leaves, not when it was planned: the duty is open and still this person's."""
    duty, person = message.duty, message.recipient
    if (duty is not None and duty.done_at is not None) or not is_wanted(message):
        return False
    if person is None:
        return True
    if duty is None or not person.is_active:
        return person.is_active
    role, owner = (duty.escalates_to, None) if message.template == "duty.escalated" else (duty.role, duty.person_id)
    return any(one.id == person.pk for one in recipients.owners(duty.institution_id, role, owner, duty.programme))


def _held(message: Message) -> QuerySet[Message]:
    """The row, as long as its outcome is still open."""
    return Message.objects.filter(pk=message.pk, state__in=(State.CLAIMED, State.SENDING, State.UNKNOWN))


def _try_later(message: Message, fault: str) -> None:
    if message.attempts > len(RETRY_AFTER):
        _give_up(message, State.FAILED, fault)
        return
    pause = RETRY_AFTER[message.attempts - 1]
    _held(message).update(state=State.PLANNED, not_before=timezone.now() + pause, lease_until=None, fault=fault[:200])


def _ask_later(message: Message, fault: str) -> None:
    _held(message).update(state=State.UNKNOWN, lease_until=timezone.now() + LEASE, fault=fault[:200])


def _leave(message: Message, state: Message.State, fault: str = "") -> None:
    sent_at = timezone.now() if state == State.SENT else None
    _held(message).update(state=state, sent_at=sent_at, lease_until=None, fault=fault[:200])


# --- what no machine can settle ----------------------------------------------------------------------------------------


def _give_up(message: Message, state: Message.State, fault: str) -> None:
    """Nobody knows, or it cannot be sent. Who has no copy in the house must be told by a person."""
    log.error("message %s: %s (%s)", message.pk, state.value, fault)
    _leave(message, state, fault)
    if message.recipient is None and message.duty is not None:
        duties.open_duty(untold.CODE, message, actor=SYSTEM)
