"""대직: a colleague's open cases are held by another until the colleague is back; then they go back by themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from core import audit, dates, messages, recipients, sweeps, workdays
from core.actor import SYSTEM, Actor
from core.errors import Conflict, DomainError, Invalid
from discharge.access import CASE
from discharge.models import DischargeCase, StandIn
from discharge.querysets import OPEN
from discharge.services import cases, charge
from discharge.workflow import DISCHARGE, PROGRAMME
from network.actors import colleagues

POSTS = {code: post for post, code in charge.ROLES.items()}
LONGEST = 366  # days


@dataclass(frozen=True)
class HandOver:
    """One case of a colleague who is away: handed over, or why not."""

    case: DischargeCase
    reason: str = ""


def to_hand_over(
    *, actor: Actor, absent_id: int, successor: Any, role: str, back_on: date | None = None
) -> list[DischargeCase]:
    """The open cases of a colleague that would go to another, what is due first first. Raises Invalid."""
    if successor.pk == absent_id:
        raise Invalid({"successor": "자리를 비우는 사람과 다른 사람을 고르십시오."})
    if role not in cases.roles_of(actor, [successor.pk]).get(successor.pk, ()):
        raise Invalid({"successor": "우리 병원에서 이 역할을 맡은 사람을 고르십시오."})
    if back_on is not None and role not in cases.roles_of(actor, [absent_id]).get(absent_id, ()):
        raise Invalid({"back_on": "지금 이 역할을 맡고 있지 않은 사람에게는 돌아오는 날을 적지 않습니다."})
    if back_on is not None and not 0 < (back_on - workdays.seoul_today()).days <= LONGEST:
        raise Invalid({"back_on": "내일부터 1년 안의 날짜를 적으십시오."})
    rows = DischargeCase.objects.open().for_actor(actor, "assign").filter(**{f"{POSTS[role]}_id": absent_id})
    return list(rows.select_related("client").order_by("next_due_at", "pk"))


def hand_over_all(
    *, actor: Actor, absent_id: int, successor: Any, role: str, back_on: date | None = None
) -> list[HandOver]:
    """All open cases of a colleague go to another, case by case; one that fails does not hold the others.

    `back_on`: the day from which the colleague works on them again; None: for good. Raises Invalid.
    """
    rows = to_hand_over(actor=actor, absent_id=absent_id, successor=successor, role=role, back_on=back_on)
    done = [_hand_over(actor, case, POSTS[role], successor, back_on) for case in rows]
    moved = [item.case for item in done if not item.reason]
    if moved:
        _tell_successor(actor, moved, successor, back_on)
    return done


def _tell_successor(actor: Actor, moved: list[DischargeCase], successor: Any, back_on: date | None) -> None:
    """One notice for all of them; their duties tell the rest."""
    if successor.pk == actor.user_id:
        return
    until = f"{dates.kdate_short(back_on)} 복귀까지 대신 맡았습니다." if back_on else "넘겨받았습니다."
    text = f"사례 {len(moved)}건을 {until}"
    url = f"{reverse('discharge:case-list')}?assigned=me"
    key = f"hand_over:{successor.pk}:{moved[0].pk}:{moved[0].version}"
    messages.notify(key, [successor.pk], text=text, number=moved[0].number, url=url)


def _hand_over(actor: Actor, case: DischargeCase, post: str, successor: Any, back_on: date | None) -> HandOver:
    """A deputy who goes away hands on what they hold: it still goes back to whose it is, on the day of that person."""
    try:
        with transaction.atomic():
            locked = CASE.lock_for(actor, "assign", case.pk)
            owner_id, day = getattr(locked, f"{post}_id"), back_on
            held = _open().filter(case=case, post=post, deputy=owner_id).first()
            if held is not None:
                owner_id, day = held.absent_id, held.back_on
            moved = cases.assign(actor=actor, case=case, data={post: successor})
            if day is not None and owner_id != successor.pk:
                StandIn.objects.create(case=case, post=post, absent_id=owner_id, deputy=successor, back_on=day)
    except DomainError as error:
        return HandOver(case, error.detail)
    return HandOver(moved)


def current(actor: Actor) -> list[dict[str, Any]]:
    """Who stands in for whom now at the actor's hospital: people, day, number of cases."""
    found: dict[tuple[int, int, date], dict[str, Any]] = {}
    for row in _of(actor).select_related("absent", "deputy").order_by("back_on", "absent__name", "pk"):
        line = found.setdefault(
            (row.absent_id, row.deputy_id, row.back_on),
            {"absent": row.absent, "deputy": row.deputy, "back_on": row.back_on, "cases": 0},
        )
        line["cases"] += 1
    return list(found.values())


def to_give_back(actor: Actor, absent_id: int) -> list[StandIn]:
    """What the colleague would have again now."""
    return list(_of(actor).filter(absent=absent_id).select_related("case__client", "deputy").order_by("pk"))


def give_back(*, actor: Actor, absent_id: int) -> int:
    """The colleague is back earlier. Returns how many cases they have again. Raises Conflict where nobody stands in."""
    rows = list(_of(actor).filter(absent=absent_id).order_by("pk"))
    if not rows:
        raise Conflict("이 사람을 대신하는 사람이 없습니다. 새로 고친 뒤 확인하십시오.")
    return sum(_return(row.pk, actor) for row in rows)


def return_due(now: datetime) -> int:
    """Whoever is back today holds their cases again. A sweep; run again it does nothing more."""
    due = _open().filter(back_on__lte=workdays.seoul_date(now)).order_by("pk")
    return sweeps.each("discharge.return_stand_ins", list(due.values_list("pk", flat=True)), _back)


def _back(pk: int) -> bool:
    return _return(pk, SYSTEM)


def _return(pk: int, actor: Actor) -> bool:
    """Give a post back, unless the case has ended or its owner may not hold it any more: then it stays, and the coordinator is told.

    Returns whether it went back.
    """
    with transaction.atomic():
        case_id = StandIn.objects.values_list("case_id", flat=True).get(pk=pk)
        case = CASE.lock_for(actor, "assign", case_id, DischargeCase.objects.select_related("client"))
        row = _open().filter(pk=pk).select_related("absent").first()
        if row is None:
            return False
        row.ended_at = timezone.now()
        row.save(update_fields=["ended_at"])
        if case.status in DISCHARGE.final:
            return False
        if row.absent not in colleagues(case.hospital_id, charge.ROLES[row.post], PROGRAMME):
            _tell_coordinator(row, case)
            return False
        changes = charge.fill(case, {row.post: row.absent}, actor)
        case.version += 1
        case.save()
        audit.record(
            actor, "discharge.assign", action="UPDATE", about=case, persons=[case.client_id], changes=changes,
            reason="대직 끝",
        )  # fmt: skip
    return True


def _tell_coordinator(row: StandIn, case: DischargeCase) -> None:
    people = recipients.owners(case.hospital_id, "COORDINATOR", None, PROGRAMME)
    text = "대직이 끝났으나 돌아올 사람이 이 역할을 맡고 있지 않습니다. 담당을 정하십시오."
    url = reverse("discharge:case-detail", args=[case.pk])
    messages.notify(f"stand_in:{row.pk}", [one.id for one in people], text=text, number=case.number, url=url)


def words(case: DischargeCase) -> dict[str, str]:
    """Post → `박가상 대직, 12. 7.(월) 복귀`, for the page of a case; one statement."""
    rows = _open().filter(case=case).select_related("absent")
    return {row.post: f"{row.absent.name} 대직, {dates.kdate_short(row.back_on)} 복귀" for row in rows}


def _open() -> QuerySet[StandIn]:
    return StandIn.objects.filter(ended_at__isnull=True)


def _of(actor: Actor) -> QuerySet[StandIn]:
    return _open().filter(case__hospital=actor.institution_id or 0, case__status__in=OPEN)
