"""A linkage answered through a one-time link by an agency that has no account (domain 2.0, security PR6).

The worker makes the link and sees it and its number once: the link goes to the agency by mail or letter, the number is
told over the telephone. Of both only keyed hashes are kept. The answer counts as the agency's own: the same moves, the
same rules, marked as a step that came through the link with the name and position that were written there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from core import audit, crypto, duties, secret_links
from core.actor import Actor
from core.errors import Conflict, Invalid, NotVisible
from network.services.responsibility import own_role
from referrals.access import LINKAGE_ACCESS
from referrals.limits import limit
from referrals.models import Linkage, OneTimeLink, ProxyEntry
from referrals.services.linkages import following, notices, snapshots, steps

LINK = secret_links.SecretLink("one-time", "referrals:answer")
CODE_DIGITS = 6
MOST_TRIES = 5
NEXT = "referrals.next_link"  # who answered by a link has no other way to the next step
# What somebody may answer in each state, and the moves that lead there: who accepts has received.
ANSWERS: dict[str, dict[str, tuple[str, ...]]] = {
    "SENT": {"accept": ("receive", "accept"), "decline": ("decline",), "ask_more": ("ask_more",)},
    "NO_RESPONSE": {
        "accept": ("receive_late", "accept"),
        "decline": ("receive_late", "decline"),
        "ask_more": ("receive_late", "ask_more"),
    },
    "RECEIVED": {"accept": ("accept",), "decline": ("decline",), "ask_more": ("ask_more",)},
    "ACCEPTED": {"start_service": ("start_service",), "reply": ("reply",), "stop": ("stop",)},
    "IN_SERVICE": {"reply": ("reply",), "stop": ("stop",)},
    "ON_HOLD": {"resume": ("resume",), "stop": ("stop",)},
    "CANCEL_REQUESTED": {"confirm_cancel": ("confirm_cancel",), "already_done": ("already_done",)},
}


@dataclass(frozen=True)
class Issued:
    """What the worker sees once."""

    link: OneTimeLink
    key: str
    code: str


def issue(*, actor: Actor, linkage: Linkage) -> Issued:
    """Make a link for the step that the receiver now owes; an older one ends. Raises Invalid, Conflict."""
    with transaction.atomic():
        row = LINKAGE_ACCESS.lock_for(actor, "for_receiver", linkage.pk, Linkage.objects.for_page())
        _demand_possible(row)
        _end_open(row, OneTimeLink.End.REPLACED)
        key, code, now = secret_links.random_key(), secret_links.random_digits(CODE_DIGITS), timezone.now()
        assert actor.user_id is not None
        link = OneTimeLink.objects.create(
            linkage=row,
            linkage_version=row.version,
            key_hash=LINK.stored(key),
            code_hash=_code_hash(LINK.stored(key), code),
            issued_by_id=actor.user_id,
            issued_at=now,
            expires_at=now + timedelta(days=limit("link_days")),
            code_expires_at=now + timedelta(hours=limit("link_code_hours")),
        )
        duties.settle(row, NEXT, actor=actor)
        _record(actor, "linkage.link_issue", row, link)
    return Issued(link, key, code)


def url_of(key: str) -> str:
    return LINK.url(key)


def revoke(*, actor: Actor, linkage: Linkage) -> None:
    """Take the open link back. Raises Conflict when there is none."""
    with transaction.atomic():
        row = LINKAGE_ACCESS.lock_for(actor, "for_receiver", linkage.pk, Linkage.objects.for_page())
        link = row.one_time_links.filter(ended_at__isnull=True).first()
        if link is None:
            raise Conflict("거둘 주소가 없습니다. 이미 닫혔는지 새로 고쳐 확인하십시오.")
        _end(link, OneTimeLink.End.REVOKED)
        _record(actor, "linkage.link_revoke", row, link)


def has_account(row: Linkage) -> bool:
    """Whether somebody at the receiver could take the step here."""
    return row.receiver.is_member and bool(own_role(row.receiver))


def _demand_possible(row: Linkage) -> None:
    if row.status not in ANSWERS:
        raise Conflict(f"지금 상태({row.get_status_display()})에서는 수신 기관이 답할 것이 없습니다.")
    if has_account(row):
        raise Invalid("계정이 있는 기관입니다. 그 기관이 직접 답합니다.")
    if snapshots.shown_to_receiver(row) is None:
        raise Invalid("지금은 이 내용을 제공할 동의가 없어 주소를 만들 수 없습니다.")


def open_link(key: str) -> OneTimeLink | None:
    """The link of a key, while it is open."""
    found = LINK.find(OneTimeLink.objects.all(), key)
    return found if found is not None and _is_live(found) else None


def current(pk: Any) -> OneTimeLink | None:
    """An open link with its linkage: not ended, not past its day, for the step as it stands, under consent."""
    link = OneTimeLink.objects.filter(pk=pk).first()
    return link if link is not None and _is_live(link) else None


def _is_live(link: OneTimeLink) -> bool:
    if link.ended_at is not None or link.expires_at <= timezone.now():
        return False
    row = Linkage.objects.for_page().get(pk=link.linkage_id)
    link.linkage = row
    holds = row.version == link.linkage_version and row.status in ANSWERS
    return holds and snapshots.shown_to_receiver(row) is not None


def answered(pk: Any) -> OneTimeLink | None:
    """A link that was answered, until the day on which it would have ended: who accepted reads whom to call."""
    link = OneTimeLink.objects.filter(pk=pk, ended_why=OneTimeLink.End.ANSWERED, expires_at__gt=timezone.now()).first()
    if link is None:
        return None
    link.linkage = Linkage.objects.for_page().get(pk=link.linkage_id)
    return link if snapshots.shown_to_receiver(link.linkage) is not None else None


def check_code(*, link: OneTimeLink, key_code: str) -> bool:
    """Whether this is the number that was told over the telephone; a wrong one is counted, the fifth ends the link.

    The count stands whatever the caller does next: it is committed here.
    """
    with transaction.atomic():
        row = OneTimeLink.objects.select_for_update().get(pk=link.pk)
        if not _is_live(row) or row.code_expires_at <= timezone.now():
            return False
        if secret_links.same(row.code_hash, _code_hash(row.key_hash, key_code)):
            row.passed_at = row.passed_at or timezone.now()
            row.save(update_fields=["passed_at"])
            return True
        row.wrong_tries += 1
        row.save(update_fields=["wrong_tries"])
        if row.wrong_tries >= MOST_TRIES:
            _end(row, OneTimeLink.End.TRIES)
            notices.to_team(
                row.linkage, "한 번 쓰는 주소가 다섯 번 틀려 닫혔습니다.", holder(row), event=f":link-{row.pk}"
            )
    return False


def holder(link: OneTimeLink) -> Actor:
    """Whoever holds the link and gave its number: nobody signed in, at the receiving institution, for this row alone."""
    row = link.linkage
    name = f"한 번 쓰는 주소({row.receiver.name})"
    return Actor(None, row.receiver_id, name=name, key_to=str(row.pk), key_from=row.sender_id)


def record_reading(link: OneTimeLink) -> None:
    """The page showed the person: kept like every reading, and the receiver's first one on the row."""
    row = link.linkage
    following.mark_read(row)
    audit.record(holder(link), "linkage.link_read", action="VIEW", about=row, persons=[row.client_id])


def answer(*, link: OneTimeLink, choice: str, data: Mapping[str, Any], said_by: Mapping[str, str]) -> Linkage:
    """Make the receiver's step. One answer wins; the link is dead afterwards. Raises NotVisible (closed), Invalid.

    `said_by`: `name` and `position` as written. The moves are those of the agency itself, entered on its behalf.
    """
    name, position = (str(said_by.get(part) or "").strip() for part in ("name", "position"))
    errors = {} if name else {"name": "이름을 적으십시오."}
    errors |= {} if position else {"position": "직위를 적으십시오."}
    if errors:
        raise Invalid(errors)
    with transaction.atomic():
        # before the link, as who makes a new one does
        LINKAGE_ACCESS.lock(holder(link), link.linkage_id)
        row = OneTimeLink.objects.select_for_update().get(pk=link.pk)
        if not _is_live(row) or row.passed_at is None:
            raise NotVisible
        moves = ANSWERS[row.linkage.status].get(choice)
        if moves is None:
            raise Invalid({"answer": "목록에서 고르십시오."})
        done = _make_moves(row, moves, data, f"{name} ({position})")
        _end(row, OneTimeLink.End.ANSWERED)
        if done.status in ANSWERS:
            duties.open_duty(NEXT, done, actor=holder(row))
    return done


def _make_moves(link: OneTimeLink, moves: tuple[str, ...], data: Mapping[str, Any], told_by: str) -> Linkage:
    actor, now = holder(link), timezone.now()
    said = {"way": ProxyEntry.Way.LINK, "told_by": told_by, "happened_at": now}
    whole = {**data, "proxy": True, "told_by": told_by, "happened_at": now}
    row = link.linkage
    for name in moves:
        row = steps.step(name, actor=actor, linkage=row, data=whole, on_behalf_of="receiver")
        steps.keep_proxy(row, name, said, actor)
    return row


def _end_open(row: Linkage, why: OneTimeLink.End) -> None:
    for link in row.one_time_links.select_for_update().filter(ended_at__isnull=True):
        _end(link, why)


def _end(link: OneTimeLink, why: OneTimeLink.End) -> None:
    link.ended_at, link.ended_why = timezone.now(), why
    link.save(update_fields=["ended_at", "ended_why"])


def _record(actor: Actor, verb: str, row: Linkage, link: OneTimeLink) -> None:
    """Never the key and never the number."""
    changes = {"link": link.pk, "until": link.expires_at.isoformat()}
    audit.record(actor, verb, action="UPDATE", about=row, persons=[row.client_id], changes=changes)


def _code_hash(key_hash: str, code: str) -> str:
    """Bound to its key, so that equal numbers of two links look different."""
    return crypto.keyed_hash("one-time number", key_hash, code)
