"""Messages that reached nobody, or of which nobody knows whether they did: a person tells, and says so here."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.db import transaction
from django.db.models import BigIntegerField
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone

from core import audit, duties, workdays
from core.actor import SYSTEM, Actor
from core.duties import DutyKind, Line, Owner
from core.errors import NotVisible
from core.forms import PortalForm
from core.models import Duty, Message

CODE = "core.check_message"


def _line(message: Message) -> Line:
    assert message.duty is not None
    return Line(message.duty.number, "알림이 갔는지 알 수 없습니다.", reverse("core:message-told", args=[message.pk]))


CHECK_MESSAGE = DutyKind(
    CODE,
    "",
    "전하지 못한 알림 확인",
    "알린 것 적기",
    due=lambda message, now: workdays.in_days(1, now),
    owner=lambda message: Owner(message.duty.institution_id, message.duty.role, message.duty.person_id),
    line=_line,
)


class ToldForm(PortalForm):
    """Whom somebody told, and how."""

    told = forms.CharField(
        label="알린 사람과 방법", max_length=200, help_text="예: 가상시 보건소 남가상 주무관에게 전화로 알림"
    )


def find(actor: Actor, pk: int) -> Message:
    """A message that is this person's to tell; also one that they have told already. Raises NotVisible."""
    about = Duty.objects.filter(kind=CODE, object_id=str(pk))
    mine = about.for_actor(actor).exists() or about.filter(done_by_id=actor.user_id).exists()
    message = Message.objects.select_related("duty").filter(pk=pk).first() if mine else None
    if message is None:
        raise NotVisible
    return message


def is_told(message: Message) -> bool:
    return not Duty.objects.open().filter(kind=CODE, object_id=str(message.pk)).exists()


def tell(*, actor: Actor, message: Message, told: str) -> Any:
    """Somebody has told what the message says. Saying it twice changes nothing."""
    with transaction.atomic():
        if duties.settle(message, CODE, actor=actor):
            audit.record(actor, "core.message_told", action="UPDATE", about=message, changes={"told": told})
    return message


def drop_moot(now: datetime) -> int:
    """Sweep: what the message was about has been done meanwhile; nobody needs to be told any more."""
    told = Duty.objects.open().filter(kind=CODE).annotate(message=Cast("object_id", BigIntegerField()))
    moot = Message.objects.filter(duty__done_at__isnull=False).values("pk")
    rows = told.filter(message__in=moot)
    return rows.update(done_at=timezone.now(), done_by=SYSTEM.user_id, outcome="DROPPED")
