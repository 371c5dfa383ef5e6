"""Writing a referral before it is sent, and adding to one that the hospital sent back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from core import audit, codes, once, workdays
from core.actor import Actor
from core.errors import Conflict, Forbidden, Invalid
from core.numbers import case_number
from network.models import Client, Institution
from network.services import clients
from referrals.access import AGENCY_ACCESS, AGENCY_STAFF
from referrals.models import AgencyReferral
from referrals.services.agency_referrals import evidence, rules
from referrals.services.linkages.rules import EMERGENCY_ADVICE

FIELDS = (
    "receiver",
    "reason",
    "urgency",
    "situation",
    "health_problem",
    "services_in_use",
    "request",
    "preferred_reply",
    "risk_to_worker",
    "shared_items",
    "consent_by_agency",
    "consent_on",
    "consent_file",
    "legal_basis",
    "basis_note",
)
# What a supplement may not change: whom was asked.
FIXED_ONCE_SENT = ("receiver",)
EDITABLE = ("DRAFT", "SUPPLEMENT")
TEXTS = ("situation", "health_problem", "request", "risk_to_worker", "basis_note")


def hospitals() -> Any:
    """The responsible hospitals to which an agency may refer."""
    return Institution.objects.active().filter(kind__in=rules.RESPONSIBLE).order_by("name", "pk")


def home_hospital(agency: Institution) -> Institution | None:
    """The hospital designated for the area in which the agency lies: what a new form proposes."""
    if agency.municipality_id is None:
        return None
    today = workdays.seoul_today()
    rows = hospitals().filter(designations__catchment__municipalities=agency.municipality_id)
    for place in rows.prefetch_related("designations").distinct():
        if any(one.holds_on(today) for one in place.designations.all()):
            found: Institution = place
            return found
    return None


def draft(
    *,
    actor: Actor,
    data: Mapping[str, Any],
    person: Mapping[str, Any] | None = None,
    client: Client | None = None,
    is_new_person: bool = False,
    idempotency_key: str = "",
) -> AgencyReferral:
    """Begin a referral. Nothing leaves the agency yet, so no consent is asked for.

    Either `client`, a person the agency knows, or `person` for one not recorded yet: a likely duplicate raises
    SamePerson unless `is_new_person`; it names people of the own agency only, and never says who knows them.
    Raises Forbidden for other than an agency's staff, Invalid for what can never be sent.
    """
    if not actor.holds(*AGENCY_STAFF):
        raise Forbidden("대상자 의뢰는 유관기관의 담당자가 합니다.")
    values = {name: data[name] for name in FIELDS if name in data}
    _check(values)
    receiver = values["receiver"].pk if "receiver" in values else None
    who = str(client.pk) if client else dict(person or {})
    body = {**values, "receiver": receiver, "consent_file": _name(values), "client": who, "new": is_new_person}

    def make() -> AgencyReferral:
        with transaction.atomic():
            known = client or clients.record(actor=actor, data=person or {}, is_new_person=is_new_person)
            return _create(actor, known, values)

    row, _ = once.once(actor, "agency_referral.draft", idempotency_key, body, AgencyReferral, make)
    return row


def _name(values: Mapping[str, Any]) -> str:
    return str(getattr(values.get("consent_file"), "name", ""))


def _create(actor: Actor, client: Client, values: Mapping[str, Any]) -> AgencyReferral:
    assert actor.institution_id is not None
    assert actor.user_id is not None
    row = AgencyReferral(
        number=case_number("A"),
        client_id=client.pk,
        sender_id=actor.institution_id,
        created_by_id=actor.user_id,
        **values,
    )
    row.save(force_insert=True)
    audit.record(
        actor,
        "agency_referral.draft",
        action="CREATE",
        about=row,
        persons=[row.client_id],
        changes={"receiver": row.receiver_id, "items": row.shared_items},
    )
    AGENCY_ACCESS.find(actor, "edit", pk=row.pk)  # what one writes must lie within one's own view
    return row


def closed(row: AgencyReferral) -> str:
    """Why a referral cannot be written on as it stands; empty for a draft and for what is to be supplemented."""
    if row.status in EDITABLE:
        return ""
    return f"지금 상태({row.get_status_display()})에서는 의뢰 내용을 고칠 수 없습니다."


def edit(
    *,
    actor: Actor,
    referral: AgencyReferral,
    data: Mapping[str, Any],
    person: Mapping[str, Any] | None = None,
    version: int | None = None,
) -> AgencyReferral:
    """Change a draft, or what the hospital asked to be added. A stale version raises Conflict with both texts.

    Nothing of it reaches the hospital before the referral is sent (again).
    """
    with transaction.atomic():
        row = AGENCY_ACCESS.lock_for(actor, "edit", referral.pk, AgencyReferral.objects.for_page())
        if why := closed(row):
            raise Conflict(why)
        fixed = FIXED_ONCE_SENT if row.submitted_at is not None else ()
        values = {name: data[name] for name in FIELDS if name in data and name not in fixed}
        if version is not None and row.version != version:
            raise Conflict.between(row, {name: values[name] for name in TEXTS if name in values})
        whole = {name: values.get(name, getattr(row, name)) for name in FIELDS}
        _check(whole)
        changed = [name for name, value in values.items() if getattr(row, name) != value]
        before = row.consent_file.name or ""
        for name in changed:
            setattr(row, name, values[name])
        row.version += 1
        row.save()
        evidence.forget(row, [before])
        if person is not None:
            clients.update(actor=actor, client=row.client, data={**_whole_person(row.client), **person})
        persons = [row.client_id]
        audit.record(
            actor, "agency_referral.edit", action="UPDATE", about=row, persons=persons, changes={"fields": changed}
        )
    return row


def _whole_person(client: Client) -> dict[str, Any]:
    return {name: getattr(client, name) for name in clients.FIELDS}


def _check(values: Mapping[str, Any]) -> None:
    """What is refused while writing already. Raises Invalid with every field that is wrong."""
    errors: dict[str, str] = {}
    receiver = values.get("receiver")
    if receiver is None:
        errors["receiver"] = "수신 병원을 고르십시오."
    elif fault := rules.receiver_fault(receiver):
        errors["receiver"] = fault
    if values.get("urgency") == "EMERGENCY":
        errors["urgency"] = EMERGENCY_ADVICE
    for name, code_list in (
        ("reason", "agency_referral_reason"),
        ("services_in_use", "linkage_service"),
        ("shared_items", "shared_item"),
    ):
        if any(not codes.is_code(code_list, code) for code in values.get(name) or []):
            errors[name] = "목록에 없는 값입니다."
    wished = values.get("preferred_reply")
    if wished is not None and wished < workdays.seoul_today():
        errors["preferred_reply"] = "희망 회신일은 오늘 이후 날짜로 적으십시오."
    consented = values.get("consent_on")
    if consented is not None and consented > workdays.seoul_today():
        errors["consent_on"] = "동의일은 오늘 이전 날짜로 적으십시오."
    if errors:
        raise Invalid(errors)
