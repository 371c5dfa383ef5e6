"""What a worker does with claimed messages: recheck, hand over, write down the outcome."""

from __future__ import annotations

import logging
from datetime import datetime

from django.utils import timezone

from core.channels import NotDelivered, OutcomeUnknown, channel_for
from core.messages import LEASE, RETRY_AFTER, claim
from core.models import Message

log = logging.getLogger(__name__)
State = Message.State


def deliver_due(now: datetime, limit: int = 500) -> int:
    """Claim what is due and send it. Returns how many were claimed."""
    batch = claim(now, limit)
    shown = [message.pk for message in batch if message.channel == "IN_APP" and _still_wanted(message)]
    Message.objects.filter(pk__in=shown, state=State.CLAIMED).update(state=State.SENT, sent_at=now, lease_until=None)
    for message in batch:
        if message.pk not in shown:
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
        _leave(message, State.UNKNOWN, str(error))
    else:
        _leave(message, State.SENT)


def resolve_stranded(now: datetime) -> int:
    """Messages that a dead worker had begun to hand over: ask the carrier, never send again blindly."""
    rows = list(Message.objects.stranded(now)) + list(Message.objects.filter(state=State.UNKNOWN, lease_until__lt=now))
    for message in rows:
        taken = channel_for(message.channel).was_taken(message)
        if taken:
            _leave(message, State.SENT)
        elif taken is False:
            Message.objects.filter(pk=message.pk).update(state=State.PLANNED, lease_until=None)
        else:
            Message.objects.filter(pk=message.pk).update(state=State.UNKNOWN, lease_until=None)
    return len(rows)


def _still_wanted(message: Message) -> bool:
    """Asked when the message leaves, not when it was planned: the duty is open, the person is still here."""
    if message.duty is not None and message.duty.done_at is not None:
        return False
    return message.recipient is None or message.recipient.is_active


def _try_later(message: Message, fault: str) -> None:
    if message.attempts > len(RETRY_AFTER):
        _leave(message, State.FAILED, fault)
        return
    pause = RETRY_AFTER[message.attempts - 1]
    Message.objects.filter(pk=message.pk).update(
        state=State.PLANNED, not_before=timezone.now() + pause, lease_until=None, fault=fault[:200]
    )


def _leave(message: Message, state: Message.State, fault: str = "") -> None:
    sent_at = timezone.now() if state == State.SENT else None
    Message.objects.filter(pk=message.pk).update(state=state, sent_at=sent_at, lease_until=None, fault=fault[:200])
