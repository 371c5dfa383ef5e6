"""Writing a linkage before it is sent, and adding to one that came back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from django.db import transaction

from core import audit, codes, duties, once, workdays
from core.actor import Actor
from core.errors import Conflict, Invalid
from core.numbers import case_number
from network.directory.models import ServiceOffer
from network.models import Institution
from network.services.consents import gate
from referrals import registry
from referrals.access import LINKAGE_ACCESS
from referrals.models import Linkage
from referrals.services.linkages import templates
from referrals.services.linkages.following import ANEW
from referrals.services.linkages.rules import EMERGENCY_ADVICE, receiver_fault

FIELDS = (
    "receiver",
    "service",
    "need_area",
    "reason",
    "request",
    "wished_start",
    "urgency",
    "early_reason",
    "shared_items",
)
# What may still be changed when the receiver asked for more: not whom was asked for what.
SUPPLEMENT_FIELDS = ("reason", "request", "wished_start", "shared_items")


def draft(
    *,
    actor: Actor,
    programme: str,
    about: registry.Case,
    receiver: Institution,
    data: Mapping[str, Any],
    idempotency_key: str = "",
    parent: Linkage | None = None,
) -> Linkage:
    """Begin a linkage of a case. Nothing leaves the house yet, so no consent is asked for.

    `parent`: the linkage in whose place another agency is asked (`asking_again`).

    Raises Invalid for what can never be sent, Forbidden or NotVisible when the case is not the actor's.
    """
    found = registry.programme(programme)
    found.find_case(actor, about.pk)
    values = {**{name: data[name] for name in FIELDS if name in data}, "receiver": receiver}
    body = {**values, "receiver": receiver.pk, "about": str(about.pk), "parent": str(parent.pk) if parent else ""}
    if parent is not None:
        values["parent"] = _followed(parent, about.pk, receiver)
    _check(values, about.client.municipality_id, actor)
    blocked = found.may_draft(about)
    if blocked:
        raise Invalid(blocked)

    def make() -> Linkage:
        return _create(actor, programme, about, values)

    row, _ = once.once(actor, "linkage.draft", idempotency_key, body, Linkage, make)
    return row


def draft_several(
    *,
    actor: Actor,
    programme: str,
    about: registry.Case,
    rows: Sequence[Mapping[str, Any]],
    idempotency_key: str = "",
) -> list[Linkage]:
    """Begin several linkages of a case, all or none. `rows`: what `draft` takes as `data`, each with its `receiver`.

    Raises Invalid with every fault as `rows.<place>.<field>`, else what `draft` raises.
    """
    if not rows:
        raise Invalid("의뢰를 하나 이상 고르십시오.")
    made: list[Linkage] = []

    def make() -> Linkage:
        made.extend(_draft_each(actor, programme, about, rows, idempotency_key))
        return made[0]

    body = {"programme": programme, "about": str(about.pk), "rows": list(rows)}
    with transaction.atomic():
        _, is_new = once.once(actor, "linkage.draft_several", idempotency_key, body, Linkage, make)
        return made if is_new else _draft_each(actor, programme, about, rows, idempotency_key)


def _draft_each(
    actor: Actor, programme: str, about: registry.Case, rows: Sequence[Mapping[str, Any]], key: str
) -> list[Linkage]:
    """Sent again, each row is the one that was made for it."""
    made: list[Linkage] = []
    errors: dict[str, Any] = {}
    for place, row in enumerate(rows):
        data = {name: row[name] for name in FIELDS if name in row and name != "receiver"}
        own_key = uuid5(NAMESPACE_OID, f"{key}:{place}").hex if key else ""
        asked = {"receiver": row["receiver"], "data": data, "idempotency_key": own_key}
        try:
            made.append(draft(actor=actor, programme=programme, about=about, **asked))
        except Invalid as error:
            errors |= {f"rows.{place}.{name}": texts for name, texts in error.errors.items()}
    if errors:
        raise Invalid(errors)
    return made


def _create(actor: Actor, programme: str, about: registry.Case, values: Mapping[str, Any]) -> Linkage:
    assert actor.institution_id is not None
    assert actor.user_id is not None
    with transaction.atomic():
        row = Linkage(
            number=case_number("L"),
            programme=programme,
            about_kind=audit.kind_of(about),  # type: ignore[arg-type]
            about_id=about.pk,
            about_number=about.number,
            client_id=about.client_id,
            sender_id=actor.institution_id,
            created_by_id=actor.user_id,
            **values,
        )
        row.save(force_insert=True)
        audit.record(
            actor,
            "linkage.draft",
            action="CREATE",
            about=row,
            persons=[row.client_id],
            changes={"receiver": row.receiver_id, "service": row.service, "items": row.shared_items},
        )
        LINKAGE_ACCESS.find(actor, "edit", pk=row.pk)  # what one writes must lie within one's own view
        _settle_what_it_answers(row, actor)
    return row


FOLLOWABLE = ("DECLINED", "NO_RESPONSE", "STOPPED")


def _followed(parent: Linkage, case_id: UUID, receiver: Institution) -> Linkage:
    """What a new linkage may follow: one of the same case that came to nothing, at another agency. Raises Invalid.

    What the untrue news of a death ended is asked of the same agency anew.
    """
    if parent.about_id != case_id or not may_be_followed(parent):
        raise Invalid({"parent": "거절·무응답·중단된 의뢰만 다른 기관에 다시 의뢰합니다."})
    if parent.receiver_id == receiver.pk and not parent.ended_by_death:
        raise Invalid({"receiver": "앞서 의뢰한 기관과 다른 기관을 고르십시오."})
    return parent


def may_be_followed(row: Linkage) -> bool:
    return row.status in FOLLOWABLE or row.ended_by_death


def find_followed(actor: Actor, pk: UUID) -> Linkage:
    """The linkage that a new one is to follow, as its sender's team sees it. Raises NotVisible or Forbidden."""
    return LINKAGE_ACCESS.find(actor, "edit", Linkage.objects.for_page(), pk=pk)


def asking_again(parent: Linkage) -> dict[str, Any]:
    """What a new linkage takes over from the one that came to nothing: first the agency that was named instead, or the
    same one where only the news of a death had ended it."""
    today = workdays.seoul_today()
    wished = parent.wished_start if parent.wished_start and parent.wished_start >= today else None
    names = ("service", "need_area", "reason", "request", "urgency", "early_reason", "shared_items")
    return {
        **{name: getattr(parent, name) for name in names},
        "wished_start": wished,
        "receiver": parent.receiver_id if parent.ended_by_death else parent.suggested_receiver_id,
    }


def _settle_what_it_answers(row: Linkage, actor: Actor) -> None:
    """A new linkage for the same need answers the search for another resource, and what it follows is asked anew."""
    if row.parent is not None:
        duties.settle(row.parent, ANEW, actor=actor)
    same = Linkage.objects.about(row.about_id).filter(status="DECLINED")
    same = same.filter(need_area=row.need_area) if row.need_area else same.filter(service=row.service)
    for declined in same:
        duties.settle(declined, "referrals.find_other", actor=actor)


def closed(row: Linkage) -> str:
    """Why a linkage cannot be written on as it stands; empty for a draft and for what is to be supplemented."""
    if row.status in ("DRAFT", "RETURNED"):
        return ""
    return f"지금 상태({row.get_status_display()})에서는 의뢰 내용을 고칠 수 없습니다."


def edit_draft(*, actor: Actor, linkage: Linkage, data: Mapping[str, Any], version: int | None = None) -> Linkage:
    """Change a draft, or what the receiver asked to be added. A stale version raises Conflict with both texts."""
    with transaction.atomic():
        row = LINKAGE_ACCESS.lock_for(actor, "edit", linkage.pk, Linkage.objects.for_page())
        if why := closed(row):
            raise Conflict(why)
        names = FIELDS if row.status == "DRAFT" else SUPPLEMENT_FIELDS
        values = {name: data[name] for name in names if name in data}
        if version is not None and row.version != version:
            raise Conflict.between(row, {name: values[name] for name in ("reason", "request") if name in values})
        whole = {name: values.get(name, getattr(row, name)) for name in FIELDS}
        _check(whole, row.client.municipality_id, actor)
        changed = [name for name, value in values.items() if getattr(row, name) != value]
        for name in changed:
            setattr(row, name, values[name])
        row.version += 1
        row.save()
        audit.record(
            actor, "linkage.edit", action="UPDATE", about=row, persons=[row.client_id], changes={"fields": changed}
        )
    return row


def _check(values: Mapping[str, Any], municipality_id: int | None, actor: Actor) -> None:
    """What is refused while writing already. Raises Invalid with every field that is wrong."""
    errors: dict[str, str] = {}
    receiver: Institution = values["receiver"]
    if receiver.pk == actor.institution_id:
        errors["receiver"] = "다른 기관을 고르십시오."
    elif fault := receiver_fault(receiver, str(values.get("service")), municipality_id):
        errors["receiver"] = fault
    if not codes.is_code("linkage_service", str(values.get("service"))):
        errors["service"] = "목록에서 고르십시오."
    if values.get("urgency") == "EMERGENCY":
        errors["urgency"] = EMERGENCY_ADVICE
    wished = values.get("wished_start")
    if wished is not None and wished < workdays.seoul_today():
        errors["wished_start"] = "희망 시작일은 오늘 이후 날짜로 적으십시오."
    unknown = [item for item in values.get("shared_items") or [] if not codes.is_code("shared_item", item)]
    if unknown:
        errors["shared_items"] = "목록에 없는 항목입니다."
    elif kept_back := templates.outside(str(values.get("service")), values.get("shared_items") or []):
        errors["shared_items"] = kept_back
    if errors:
        raise Invalid(errors)


def consent_note(linkage: Linkage) -> str:
    """What the consent does not cover yet, shown while writing; it is decided at sending."""
    return gate(linkage.client_id, linkage.receiver, linkage.shared_items).missing


def receivers_for(service: str, municipality_id: int | None, actor: Actor) -> Any:
    """Institutions that may be asked: active, offering the service at the address, not one's own house."""
    assert actor.institution_id is not None
    rows = Institution.objects.active().exclude(pk=actor.institution_id)
    if not service:
        return rows.serving(municipality_id).order_by("name", "pk")
    offers = ServiceOffer.objects.active().serving(municipality_id).filter(service=service)
    return rows.filter(pk__in=offers.values("institution")).order_by("name", "pk")
