"""The moves of a linkage as verbs, and the steps of the receiver that the sender enters on its behalf (대행 입력)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from django.db import transaction
from django.utils import timezone

from core import once
from core.actor import Actor
from core.errors import Invalid
from referrals.models import Linkage, ProxyEntry
from referrals.services.linkages import moves as _moves  # noqa: F401  (registers what the moves do)
from referrals.services.linkages import replies
from referrals.workflow import LINKAGE

Data = Mapping[str, Any]
INTERIM = "interim_reply"
# How a step may reach the worker who enters it; what comes through a one-time link is entered by nobody here.
TOLD_WAYS = tuple(value for value in ProxyEntry.Way.values if value != ProxyEntry.Way.LINK)
RECEIVER_STEPS = tuple(dict.fromkeys(row.name for row in LINKAGE.transitions if row.side == "receiver"))


class Verb(Protocol):
    """A move: who makes it, on which linkage, with what it needs; `version` as read by the person who acts."""

    def __call__(self, *, actor: Actor, linkage: Linkage, data: Data = ..., version: int | None = ...) -> Linkage: ...


def step(
    name: str,
    *,
    actor: Actor,
    linkage: Linkage,
    data: Data,
    version: int | None = None,
    on_behalf_of: str = "",
) -> Linkage:
    """Make one move. Raises the house's errors (`Workflow.fire`)."""
    if name == INTERIM:
        return replies.record_interim(actor=actor, linkage=linkage, data=data, on_behalf_of=on_behalf_of)
    fired: Linkage = LINKAGE.fire(
        linkage,
        name,
        actor=actor,
        data=_dated(data),
        reason=str(data.get("late_reason") or data.get("reason_text") or ""),
        version=version,
        on_behalf_of=on_behalf_of,
    )
    return fired


def _dated(data: Data) -> dict[str, Any]:
    """One moment for everything that a step writes."""
    return {**data, "happened_at": data.get("happened_at") or timezone.now()}


def _verb(name: str) -> Verb:
    def verb(*, actor: Actor, linkage: Linkage, data: Data | None = None, version: int | None = None) -> Linkage:
        return step(name, actor=actor, linkage=linkage, data=data or {}, version=version)

    verb.__name__ = name
    verb.__doc__ = f"{LINKAGE.named(name)[0].label}: {', '.join(LINKAGE.named(name)[0].requires) or '-'}"
    return verb


# the sender's
send = _verb("send")
resend = _verb("resend")
confirm = _verb("confirm")
ask_back = _verb("ask_back")
request_cancel = _verb("request_cancel")
take_back = _verb("take_back")
cancel = _verb("cancel")
# the receiver's
receive = _verb("receive")
receive_late = _verb("receive_late")
ask_more = _verb("ask_more")
accept = _verb("accept")
decline = _verb("decline")
start_service = _verb("start_service")
reply = _verb("reply")
stop = _verb("stop")
hold = _verb("hold")
resume = _verb("resume")
confirm_cancel = _verb("confirm_cancel")
already_done = _verb("already_done")


def enter_for_receiver(
    *,
    actor: Actor,
    linkage: Linkage,
    step_name: str,
    data: Data,
    proxy: Data,
    version: int | None = None,
    idempotency_key: str = "",
) -> Linkage:
    """Enter a step that the receiver told by telephone, fax, letter or visit. It counts the same and is marked.

    `proxy`: `way`, `told_by`, `happened_at`. The sender's care team may do this (act `for_receiver`).
    """
    if step_name not in (*RECEIVER_STEPS, INTERIM):
        raise Invalid({"step": "수신 기관의 단계가 아닙니다."})
    said = check_proxy(proxy)
    body = {**data, "proxy": proxy, "step": step_name, "linkage": linkage.pk}

    def make() -> ProxyEntry:
        whole = {**data, "proxy": True, "told_by": said["told_by"], "happened_at": said["happened_at"]}
        row = step(step_name, actor=actor, linkage=linkage, data=whole, version=version, on_behalf_of="receiver")
        return keep_proxy(row, step_name, said, actor)

    with transaction.atomic():
        entry, _ = once.once(actor, "linkage.for_receiver", idempotency_key, body, ProxyEntry, make)
    return entry.linkage


def check_proxy(proxy: Data) -> dict[str, Any]:
    """How it came, who said it, when: all three. Raises Invalid."""
    errors = {}
    if proxy.get("way") not in TOLD_WAYS:
        errors["way"] = "받은 방법을 고르십시오."
    if not str(proxy.get("told_by") or "").strip():
        errors["told_by"] = "말한 사람을 적으십시오."
    if proxy.get("happened_at") is None:
        errors["happened_at"] = "일시를 적으십시오."
    if errors:
        raise Invalid(errors)
    return {"way": proxy["way"], "told_by": str(proxy["told_by"]).strip(), "happened_at": proxy["happened_at"]}


def keep_proxy(row: Linkage, name: str, said: Data, actor: Actor) -> ProxyEntry:
    return ProxyEntry.objects.create(
        linkage=row, step=name, entered_for_id=row.receiver_id, entered_by_id=actor.user_id, **said
    )
