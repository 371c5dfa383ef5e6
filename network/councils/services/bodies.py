"""Councils and their rosters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from core import audit, once
from core.actor import Actor
from core.errors import Conflict, Forbidden, Invalid
from core.identifiers import normalise_phone
from core.workdays import seoul_today
from network.councils.access import COUNCIL
from network.councils.models import Council, CouncilMember
from network.councils.querysets import CouncilQuerySet
from network.councils.services import rosters
from network.councils.workflow import PROGRAMME
from network.models import Institution, User

Data = Mapping[str, Any]
FIELDS = (
    "name",
    "meeting_type",
    "level",
    "field",
    "purpose",
    "parent",
    "term_from",
    "term_until",
    "quorum_rule",
    "quorum_number",
    "meetings_per_year",
    "is_active",
)
SEAT_FIELDS = (
    "institution",
    "position",
    "name",
    "user",
    "role",
    "is_ex_officio",
    "delegate_name",
    "delegate_position",
    "phone",
    "email",
    "valid_from",
    "valid_to",
    "end_reason",
)


def parents_for(actor: Actor, council: Council | None = None) -> CouncilQuerySet:
    """What may stand above a body: one of its hospital that stands below none; nothing above one with branches."""
    rows = Council.objects.filter(host_id=actor.institution_id, parent=None).order_by("name")
    if council is None:
        return rows
    return rows.none() if council.branches.exists() else rows.exclude(pk=council.pk)


def create(*, actor: Actor, data: Data, idempotency_key: str = "") -> Council:
    """A new body of the coordinator's own hospital. Raises Invalid for a name that exists."""
    if not (actor.holds("COORDINATOR") and actor.works_in(PROGRAMME)):
        raise Forbidden
    assert actor.institution_id is not None
    assert actor.user_id is not None
    place, person = actor.institution_id, actor.user_id
    values = {name: data[name] for name in FIELDS if name in data}
    _check(values, actor)
    body = {name: str(value) for name, value in values.items()}

    def make() -> Council:
        row = Council(host_id=place, created_by_id=person, **values)
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            raise Invalid({"name": "같은 이름의 협의체가 있습니다."}) from None
        audit.record(actor, "council.create", action="CREATE", about=row, changes=body)
        return row

    with transaction.atomic():
        row, _ = once.once(actor, "council.create", idempotency_key, body, Council, make)
    return row


def change(*, actor: Actor, council: Council, data: Data, version: int | None = None) -> Council:
    """Correct a body. A stale version raises Conflict with both texts."""
    with transaction.atomic():
        row = COUNCIL.lock_for(actor, "edit", council.pk)
        values = {name: data[name] for name in FIELDS if name in data}
        if version is not None and row.version != version:
            raise Conflict.between(row, values)
        _check({name: values.get(name, getattr(row, name)) for name in FIELDS}, actor, row)
        changed = {name: str(value) for name, value in values.items() if getattr(row, name) != value}
        for name, value in values.items():
            setattr(row, name, value)
        row.version += 1
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError:
            raise Invalid({"name": "같은 이름의 협의체가 있습니다."}) from None
        audit.record(actor, "council.change", action="UPDATE", about=row, changes=changed)
    return row


def add_member(*, actor: Actor, council: Council, data: Data, idempotency_key: str = "") -> CouncilMember:
    """Give somebody a seat from a day on."""
    values = _seat_values(data)
    body = {name: getattr(value, "pk", value) for name, value in values.items()} | {"council": str(council.pk)}

    def make() -> CouncilMember:
        row = COUNCIL.lock_for(actor, "edit", council.pk)
        _check_seat(values)
        seat = CouncilMember(council=row, **values)
        _store_seat(seat)
        rosters.hand_on(row, actor)
        audit.record(actor, "council.add_member", action="CREATE", about=row, changes={"seat": seat.pk})
        return seat

    with transaction.atomic():
        seat, _ = once.once(actor, "council.add_member", idempotency_key, body, CouncilMember, make)
    return seat


def change_member(*, actor: Actor, member: CouncilMember, data: Data, version: int | None = None) -> CouncilMember:
    """Correct a seat, or end it (`valid_to`). Who sat there before stays on the roster of those days."""
    with transaction.atomic():
        council = COUNCIL.lock_for(actor, "edit", member.council_id)
        row = CouncilMember.objects.select_for_update().get(pk=member.pk)
        values = _seat_values(data)
        if version is not None and row.version != version:
            raise Conflict.between(row, values)
        _check_seat({name: values.get(name, getattr(row, name)) for name in SEAT_FIELDS}, row)
        for name, value in values.items():
            setattr(row, name, value)
        row.version += 1
        _store_seat(row)
        rosters.hand_on(council, actor)
        changes = {"seat": row.pk, "fields": sorted(values)}
        audit.record(actor, "council.change_member", action="UPDATE", about=council, changes=changes)
    return row


def _seat_values(data: Data) -> dict[str, Any]:
    """What was typed about a seat, the number in its digits. Raises Invalid."""
    values = {name: data[name] for name in SEAT_FIELDS if name in data}
    try:
        values |= {"phone": normalise_phone(values["phone"])} if values.get("phone") else {}
    except ValueError as error:
        raise Invalid({"phone": str(error)}) from None
    return values


def _store_seat(seat: CouncilMember) -> None:
    """Raises Invalid where the same person took the same seat on the same day already."""
    try:
        with transaction.atomic():
            seat.save()
    except IntegrityError:
        raise Invalid({"name": "같은 날 같은 자리에 위촉한 위원이 있습니다."}) from None


def _check(values: Data, actor: Actor, row: Council | None = None) -> None:
    errors: dict[str, str] = {}
    parent = values.get("parent")
    if parent is not None and not parents_for(actor, row).filter(pk=parent.pk).exists():
        errors["parent"] = "우리 기관의 다른 협의체 가운데 상위 협의체가 없는 것을 고르십시오."
    if parent is not None and row is not None and row.branches.exists():
        errors["parent"] = "하위 협의체가 있으면 상위 협의체를 둘 수 없습니다."
    if values.get("quorum_rule") == Council.Quorum.NUMBER and not values.get("quorum_number"):
        errors["quorum_number"] = "정한 인원을 적으십시오."
    first, last = values.get("term_from"), values.get("term_until")
    if first and last and last < first:
        errors["term_until"] = "종료일은 시작일 이후 날짜로 적으십시오."
    if errors:
        raise Invalid(errors)


def _works_in(user: User, place: Institution) -> bool:
    return user.memberships.valid_on(seoul_today()).filter(institution=place).exists()


def _check_seat(values: Data, seat: CouncilMember | None = None) -> None:
    """`seat`: as it stands. Its account was asked about then: who has left since must be able to give the seat up."""
    errors: dict[str, str] = {}
    first, last, user = values["valid_from"], values.get("valid_to"), values.get("user")
    if last is not None and last < first:
        errors["valid_to"] = "해촉일은 위촉일 이후 날짜로 적으십시오."
    place = values["institution"]
    is_kept = seat is not None and (user, place) == (seat.user, seat.institution)
    if user is not None and not is_kept and not _works_in(user, place):
        errors["user"] = "그 기관에 소속된 계정을 고르십시오."
    if errors:
        raise Invalid(errors)
