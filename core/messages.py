"""The outbox: messages are planned with the fact that causes them and sent later by workers.

Plan (inside a service's transaction) → claim (one worker, leased) → sending → sent, failed or unknown. Nothing is
ever sent twice blindly: what a dead worker had already begun to hand over becomes `unknown` and is resolved by
asking the channel or by a person. What is shown inside the house needs no carrier: it is shown when its time comes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from core import recipients, workdays
from core.actor import Actor
from core.models import Duty, Message

LEASE = timedelta(minutes=5)
_HELD: ContextVar[list[Message] | None] = ContextVar("messages that are planned together", default=None)
RETRY_AFTER = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1))


Fill = Callable[[Mapping[str, Any]], Mapping[str, Any] | None]


@dataclass(frozen=True)
class Template:
    """A neutral text. `{number}` is a case number; nothing else about a person may be filled in.

    `fill`: makes, at the moment of sending, what must not lie in the outbox (a one-time code, a secret address) out of
    the message's values; None: by now nobody wants the message. `at_once`: somebody has asked for it this minute and
    waits for it, so it leaves in quiet hours too.
    """

    subject: str
    body: str
    fill: Fill | None = None
    at_once: bool = False


TEMPLATES: dict[str, Template] = {
    "duty.opened": Template("[이음] {label}", "{number} · {label} · {due}까지"),
    "duty.due": Template("[이음] 오늘까지: {label}", "{number} · {label} · 오늘이 기한입니다."),
    "duty.late": Template("[이음] 기한 지남: {label}", "{number} · {label} · 기한이 지났습니다."),
    "duty.escalated": Template(
        "[이음] 처리되지 않은 일: {label}", "{number} · {label} · 기한이 지나 책임자에게 알립니다."
    ),
    "duty.opened.text": Template("", "[이음] {label}: {number}, {due}까지 답해 주십시오. {link} 문의 {office}"),
    "duty.late.text": Template("", "[이음] {label}: {number}, {due} 기한이 지났습니다. {link} 문의 {office}"),
    "notice": Template("[이음] {text}", "{number} · {text}"),
}


def register(name: str, template: Template) -> None:
    """Enter a text of an app; called from its `ready`."""
    TEMPLATES[name] = template


def plan(
    key: str,
    *,
    channel: str,
    template: str,
    values: Mapping[str, Any],
    recipient_id: int | None = None,
    address: str = "",
    url: str = "",
    duty: Duty | None = None,
    not_before: datetime | None = None,
) -> None:
    """Plan one message; a second plan with the same key does nothing."""
    _insert(
        [
            Message(
                key=key,
                channel=channel,
                template=template,
                values=dict(values),
                recipient_id=recipient_id,
                address=address or None,
                url=url,
                duty=duty,
                not_before=not_before or timezone.now(),
            )
        ]
    )


def notify(key: str, recipients: Iterable[int], *, text: str, number: str, url: str) -> None:
    """A short in-app notice to several people, once per key and person."""
    now = timezone.now()
    _insert(
        [
            Message(
                key=f"{key}:{person}:IN_APP",
                channel="IN_APP",
                template="notice",
                values={"text": text, "number": number},
                recipient_id=person,
                url=url,
                not_before=now,
            )
            for person in recipients
        ]
    )


@contextmanager
def together() -> Iterator[None]:
    """What is planned inside is stored at its end, in one statement."""
    held: list[Message] = []
    token = _HELD.set(held)
    try:
        yield
    finally:
        _HELD.reset(token)
    _insert(held)


def _insert(rows: list[Message]) -> None:
    held = _HELD.get()
    if held is not None:
        held.extend(rows)
    elif rows:
        Message.objects.bulk_create(rows, ignore_conflicts=True)


def plan_for_duty(
    duty: Duty, label: str, *, opened_by: Actor, repeat_after: Iterable[timedelta] = (), rings: bool = False
) -> None:
    """Messages that a duty causes: when it opens (not to the one who opened it), on its day, when late, and again
    each `repeat_after` past its moment. What is settled meanwhile is not sent.

    A duty that moved to another day is reminded again; what was planned for the old day and has not left is gone.
    """
    owners = recipients.owners(duty.institution_id, duty.role, duty.person_id, duty.programme)
    day_of = duty.due_at - timedelta(hours=15)  # a duty is due at 24:00, so this is 09:00 of its last day
    stages = {"opened": duty.opened_at, "late": duty.due_at + timedelta(hours=9)}
    if day_of > duty.opened_at:
        stages["due"] = day_of
    again = {f"late+{pause.days}": stages["late"] + pause for pause in repeat_after}
    # what was late long ago when it was recorded is told once, not many times over
    stages |= {stage: moment for stage, moment in again.items() if moment > timezone.now()}
    rows = []
    for person in owners:
        for stage, moment in stages.items():
            if stage != "opened" or person.id != opened_by.user_id:
                rows.extend(_duty_messages(duty, label, stage, person, moment))
    _insert(rows + (_texts(duty, label, stages, opened_by) if rings else []))


def _texts(duty: Duty, label: str, stages: Mapping[str, datetime], opened_by: Actor) -> list[Message]:
    """To the telephone of the institution: that something came from outside, and once that its limit has passed."""
    is_news = opened_by.institution_id != duty.institution_id and duty.opened_at < duty.due_at
    number = recipients.telephone(duty.institution_id)
    values = _duty_values(duty, label) | {
        "link": f"{settings.BASE_URL}{duty.url}",
        "office": f"{settings.SITE['office_name']} {settings.SITE['office_phone']}",
    }
    return [
        Message(
            key=f"duty:{duty.pk}:{values['due']}:{stage}:telephone",
            channel="SMS",
            template=f"duty.{stage}.text",
            values=values,
            address=number,
            url=duty.url,
            duty=duty,
            not_before=stages[stage],
        )
        for stage in (("opened", "late") if is_news else ("late",))
        if number
    ]


def put_away(duty: Duty) -> None:
    """What was shown about a duty to whoever does not owe it any more is unread no longer: it would lead where they may not go."""
    shown = Message.objects.filter(duty=duty, channel="IN_APP", state=Message.State.SENT, read_at__isnull=True)
    shown.exclude(recipient=duty.person_id).exclude(template="duty.escalated").update(read_at=timezone.now())


def readdress_texts(institution_id: int, number: str) -> None:
    """The institution named another telephone, or none: what is planned for the old one goes to the new, or nowhere."""
    planned = Message.objects.filter(duty__institution=institution_id, channel="SMS", state=Message.State.PLANNED)
    if number:
        planned.update(address=number)
    else:
        planned.delete()


def plan_escalation(duty: Duty, label: str) -> None:
    """Tell the holders of the role to which a late duty goes up."""
    now = timezone.now()
    owners = recipients.owners(duty.institution_id, duty.escalates_to, None, duty.programme)
    _insert([row for person in owners for row in _duty_messages(duty, label, "escalated", person, now)])


def forget_planned(duty: Duty) -> None:
    """Take back what a duty planned and no worker has touched yet: its day or its owner has changed."""
    Message.objects.filter(duty=duty, state=Message.State.PLANNED).delete()


MAILED_STAGES = frozenset({"opened", "late", "escalated"})


def _duty_messages(duty: Duty, label: str, stage: str, person: recipients.Recipient, moment: datetime) -> list[Message]:
    last_day = timezone.localtime(duty.due_at - timedelta(seconds=1))
    values = _duty_values(duty, label)
    kind = stage.partition("+")[0]
    channels = ["IN_APP", "EMAIL"] if person.email and kind in MAILED_STAGES else ["IN_APP"]
    return [
        Message(
            # the day is part of the key: a duty that is moved to another day is reminded again
            key=f"duty:{duty.pk}:{last_day:%Y%m%d}:{stage}:{person.id}:{channel}",
            channel=channel,
            template=f"duty.{kind}",
            values=values,
            recipient_id=person.id,
            url=duty.url,
            duty=duty,
            not_before=moment,
        )
        for channel in channels
    ]


def _duty_values(duty: Duty, label: str) -> dict[str, str]:
    last_day = timezone.localtime(duty.due_at - timedelta(seconds=1))
    return {"label": label, "number": duty.number, "due": f"{last_day.month}. {last_day.day}."}


def claim(now: datetime, limit: int = 100) -> list[Message]:
    """Take up to `limit` due messages that leave the house: one statement, rows of other workers are skipped.

    Due are planned ones, and those of a worker whose lease ran out before it began to send. A text message that falls
    into the night waits for the morning: asked here, when it would leave, not when it was planned (quiet hours).
    """
    ids = claim_ids(now, limit)
    return list(Message.objects.filter(pk__in=ids).select_related("recipient", "duty").order_by("not_before", "pk"))


def claim_ids(now: datetime, limit: int) -> list[int]:
    """The ids of what was claimed."""
    return _lease(
        """
        UPDATE core_message SET state = 'CLAIMED', lease_until = %(until)s, attempts = attempts + 1
        WHERE id IN (
            SELECT id FROM core_message
            WHERE not_before <= %(now)s AND (channel <> ALL(%(kept)s) OR template = ANY(%(at_once)s))
                AND (state = 'PLANNED' OR (state = 'CLAIMED' AND lease_until < %(now)s))
            ORDER BY not_before, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
        ) RETURNING id
        """,
        now,
        limit,
        kept=["IN_APP", "SMS"] if is_quiet(now) else ["IN_APP"],
        at_once=[name for name, template in TEMPLATES.items() if template.at_once],
    )


def claim_unknown(now: datetime, limit: int = 100) -> list[Message]:
    """Take messages about which the carrier must be asked: left by a dead worker, or asked before in vain."""
    ids = _lease(
        """
        UPDATE core_message SET state = 'UNKNOWN', lease_until = %(until)s
        WHERE id IN (
            SELECT id FROM core_message
            WHERE state IN ('SENDING', 'UNKNOWN') AND lease_until < %(now)s
            ORDER BY lease_until LIMIT %(limit)s FOR UPDATE SKIP LOCKED
        ) RETURNING id
        """,
        now,
        limit,
    )
    return list(Message.objects.filter(pk__in=ids).select_related("recipient", "duty").order_by("pk"))


def is_quiet(now: datetime) -> bool:
    """Whether it is night in Seoul, when no telephone is to ring.

    From 21:00 until 08:00 unless the site says otherwise: the hours in which the law on information networks, art. 50,
    forbids messages that nobody asked for.
    """
    first, last = settings.SITE["quiet_from"], settings.SITE["quiet_until"]
    hour = timezone.localtime(now, workdays.SEOUL).hour
    return first <= hour < last if first <= last else hour >= first or hour < last


def _lease(statement: str, now: datetime, limit: int, **values: Any) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"until": now + LEASE, "now": now, "limit": limit, **values})
        return [row[0] for row in cursor.fetchall()]


def text_of(message: Message) -> tuple[str, str]:
    """Subject and body of a message, as it leaves."""
    template = TEMPLATES[message.template]
    values = {**message.values, **((template.fill and template.fill(message.values)) or {})}
    return template.subject.format(**values), template.body.format(**values)


def is_wanted(message: Message) -> bool:
    """Whether its text still holds: a code that has run out or a date that is off is not sent."""
    fill = TEMPLATES[message.template].fill
    return fill is None or fill(message.values) is not None


def with_lines(rows: Iterable[Message]) -> list[Message]:
    """The messages, each with the words of its `line` for the screen."""
    found = list(rows)
    for message in found:
        message.line = text_of(message)[1]  # type: ignore[attr-defined]
    return found
