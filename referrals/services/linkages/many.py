"""The same act on several linkages: each in a transaction of its own, each with its own answer, never all or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from core import policy
from core.actor import Actor
from core.errors import DomainError, Forbidden, Invalid, NotVisible
from referrals.access import LINKAGE_ACCESS
from referrals.models import Linkage
from referrals.services.linkages import following, steps

MOST = 100
Data = Mapping[str, Any]


@dataclass(frozen=True)
class Outcome:
    """What became of one row; `reason` says in Korean why nothing did."""

    id: str
    number: str
    done: bool
    reason: str = ""


def _receive(actor: Actor, row: Linkage, data: Data) -> None:
    """Receipt, also of one whose limit has passed."""
    name = "receive_late" if row.status == "NO_RESPONSE" else "receive"
    steps.step(name, actor=actor, linkage=row, data={})


def _confirm(actor: Actor, row: Linkage, data: Data) -> None:
    steps.confirm(actor=actor, linkage=row)


def _chase(actor: Actor, row: Linkage, data: Data) -> None:
    following.record_chase(actor=actor, linkage=row, data=data)


DEEDS: dict[str, Callable[[Actor, Linkage, Data], None]] = {
    "receive": _receive,
    "confirm": _confirm,
    "chase": _chase,
}
LABELS = {"receive": "접수", "confirm": "회신 확인", "chase": "연락 기록"}


def act_on(*, actor: Actor, name: str, ids: Iterable[UUID], data: Data | None = None) -> list[Outcome]:
    """Do one act on each of the linkages, in the order given; what one is refused does not touch the others.

    Raises Invalid when nothing or too much was chosen, and for `data` that no row could take.
    """
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        raise Invalid("의뢰를 하나 이상 고르십시오.")
    if len(wanted) > MOST:
        raise Invalid(f"한 번에 {MOST}건까지 고르십시오.")
    if name not in DEEDS:
        raise NotVisible
    if name == "chase":
        following.check_chase(data or {})
    visible = {row.pk: row for row in Linkage.objects.for_page().for_actor(actor).filter(pk__in=wanted)}
    return [_act_on_one(actor, name, pk, visible.get(pk), data or {}) for pk in wanted]


def _act_on_one(actor: Actor, name: str, pk: UUID, row: Linkage | None, data: Data) -> Outcome:
    if row is None:
        return Outcome(str(pk), "", False, "찾을 수 없는 의뢰입니다.")
    try:
        LINKAGE_ACCESS.demand(row, "act", LINKAGE_ACCESS.relations_of(actor, row))
        DEEDS[name](actor, row, data)
    except DomainError as error:
        if isinstance(error, Forbidden):
            policy.record_denied(actor, error, f"many {name}")
        return Outcome(str(pk), row.number, False, error.detail)
    return Outcome(str(pk), row.number, True)
