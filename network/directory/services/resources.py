"""Keeping the entries of the resource directory: adding, editing, saying that they are right, telling whether there is room."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from core import audit, codes, duties, once, workdays
from core.actor import Actor
from core.errors import Conflict, Invalid
from core.identifiers import mobile_phone, normalise_phone
from network.directory.access import OFFER_ACCESS, keepable
from network.directory.duties import VERIFY
from network.directory.models import ServiceOffer
from network.models import Institution

TEXTS = ("target", "cost", "how_to_apply", "hours", "contact", "phone", "note")
FIELDS = (*TEXTS, "age_from", "age_to", "need_areas", "is_active")
ROOM_FIELDS = ("capacity", "capacity_note", "expected_on")
MOBILE = "기관의 사무실 번호만 적으십시오. 개인 휴대전화는 적지 않습니다."


def create_offer(
    *, actor: Actor, institution: Institution, service: str, data: Mapping[str, Any], idempotency_key: str = ""
) -> ServiceOffer:
    """Add a service to an institution whose entries the actor keeps; it counts as looked through. Raises Invalid."""
    if not codes.is_code("linkage_service", service):
        raise Invalid({"service": "목록에서 고르십시오."})
    if not keepable(actor).filter(pk=institution.pk).exists():
        raise Invalid({"institution": "이 기관의 자원 정보를 고칠 수 없습니다."})
    values = _checked(data, ServiceOffer())
    body = {**values, "institution": institution.pk, "service": service}

    def make() -> ServiceOffer:
        return _create(actor, institution, service, values, data)

    row, _ = once.once(actor, "resource.create", idempotency_key, body, ServiceOffer, make)
    return row


def _create(
    actor: Actor, institution: Institution, service: str, values: Mapping[str, Any], data: Mapping[str, Any]
) -> ServiceOffer:
    with transaction.atomic():
        if ServiceOffer.objects.filter(institution=institution, service=service).exists():
            raise Invalid({"service": "이미 있는 서비스입니다. 그 서비스를 열어 고치십시오."})
        row = ServiceOffer(institution=institution, service=service, **values)
        _mark_verified(row, actor)
        row.save(force_insert=True)
        row.areas.set(data.get("areas") or [])
        audit.record(actor, "resource.create", action="CREATE", about=row, changes={"service": service})
    return row


def add_loaded(*, institution: Institution, facts: Mapping[str, Any]) -> None:
    """The services of an institution that comes in with the reference data; nobody has looked them through yet."""
    ServiceOffer.objects.bulk_create(
        ServiceOffer(institution=institution, service=code) for code in facts.get("services", ())
    )


def edit_offer(
    *, actor: Actor, offer: ServiceOffer, data: Mapping[str, Any], version: int | None = None
) -> ServiceOffer:
    """Change an entry; an edit is also a verification. A stale version raises Conflict with both texts."""
    with transaction.atomic():
        row = OFFER_ACCESS.lock_for(actor, "keep", offer.pk, ServiceOffer.objects.select_related("institution"))
        values = _checked(data, row)
        if version is not None and row.version != version:
            raise Conflict.between(row, {name: values[name] for name in TEXTS if name in values})
        changed = [name for name, value in values.items() if getattr(row, name) != value]
        for name in changed:
            setattr(row, name, values[name])
        if "areas" in data:
            row.areas.set(data["areas"] or [])
        _keep(row, actor, "resource.edit", {"fields": changed})
        duties.settle(row, VERIFY, actor=actor)
    return row


def verify_offer(*, actor: Actor, offer: ServiceOffer) -> ServiceOffer:
    """확인했습니다: the entry is right as it stands."""
    with transaction.atomic():
        row = OFFER_ACCESS.lock_for(actor, "keep", offer.pk, ServiceOffer.objects.select_related("institution"))
        _keep(row, actor, "resource.verify", {})
        duties.settle(row, VERIFY, actor=actor)
    return row


def publish_capacity(
    *, actor: Actor, offer: ServiceOffer, data: Mapping[str, Any], version: int | None = None
) -> ServiceOffer:
    """Tell whether there is room now: `capacity`, `capacity_note`, `expected_on` (a waiting list's end)."""
    with transaction.atomic():
        row = OFFER_ACCESS.lock_for(actor, "keep", offer.pk, ServiceOffer.objects.select_related("institution"))
        if version is not None and row.version != version:
            raise Conflict
        set_room(row, actor, {name: data.get(name) for name in ROOM_FIELDS})
    return row


def set_room(row: ServiceOffer, actor: Actor, room: Mapping[str, Any]) -> None:
    """Store what is known of the room as of now. Call with the row locked. Raises Invalid."""
    state, expected = str(room.get("capacity") or ""), room.get("expected_on")
    check_room(state, expected, field="capacity")
    row.capacity, row.capacity_at = state, timezone.now()
    row.capacity_note = str(room.get("capacity_note") or "").strip()
    row.expected_on = expected if state == "WAITING" else None
    row.version += 1
    row.save()
    audit.record(actor, "resource.capacity", action="UPDATE", about=row, changes={"capacity": state})


def check_room(state: str, expected: Any, field: str) -> None:
    """A state of the list; a waiting list that ends ends ahead. Raises Invalid."""
    if not codes.is_code("capacity_state", state):
        raise Invalid({field: "목록에서 고르십시오."})
    if state == "WAITING" and expected is not None and expected < workdays.seoul_today():
        raise Invalid({"expected_on": "대기 끝 예정일은 오늘 이후 날짜로 적으십시오."})


def _keep(row: ServiceOffer, actor: Actor, verb: str, changes: Mapping[str, Any]) -> None:
    _mark_verified(row, actor)
    row.version += 1
    row.save()
    audit.record(actor, verb, action="UPDATE", about=row, changes=changes)


def _mark_verified(row: ServiceOffer, actor: Actor) -> None:
    row.verified_on, row.verified_by_id = workdays.seoul_today(), actor.user_id


def _checked(data: Mapping[str, Any], row: ServiceOffer) -> dict[str, Any]:
    """What may be stored of what was sent. Raises Invalid with every field that is wrong."""
    values = {name: data[name] for name in FIELDS if name in data}
    errors: dict[str, str] = {}
    if values.get("phone"):
        try:
            values["phone"] = office_number(values["phone"])
        except ValueError as error:
            errors["phone"] = str(error)
    youngest, oldest = (values.get(name, getattr(row, name)) for name in ("age_from", "age_to"))
    if youngest is not None and oldest is not None and oldest < youngest:
        errors["age_to"] = "끝 나이는 시작 나이보다 작을 수 없습니다."
    if any(not codes.is_code("need_area", code) for code in values.get("need_areas") or []):
        errors["need_areas"] = "목록에 없는 욕구입니다."
    if errors:
        raise Invalid(errors)
    return values


def office_number(text: str) -> str:
    """Digits of an office number; ValueError (Korean) for what is none or is somebody's mobile telephone."""
    digits = normalise_phone(text)
    if mobile_phone(digits):
        raise ValueError(MOBILE)
    return digits
