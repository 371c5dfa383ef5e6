"""Recording the people who are cared for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from core import audit, crypto, workdays
from core.actor import Actor
from core.dates import kdate
from core.errors import Conflict, Invalid, NotVisible
from core.identifiers import normalise_phone, phone_blocks
from core.search import bigrams
from network.models import ChartNumber, Client
from network.registry.clients import client_events

FIELDS = (
    "name",
    "birth_date",
    "sex",
    "phone",
    "phone_owner",
    "municipality",
    "address_town",
    "address_rest",
    "insurance_type",
    "livelihood",
    "ltc_grade",
    "disability",
    "household_type",
    "language",
    "needs_interpreter",
    "caregiver_name",
    "caregiver_relation",
    "caregiver_phone",
    "contact_limit",
)
OLDEST = 120


def identity_hash(name: str, birth_date: date | None, sex: str) -> str:
    """Keyed hash of (name without blanks, birth date, sex): the duplicate check."""
    return crypto.keyed_hash("identity", "".join(name.split()), str(birth_date or ""), sex)


def phone_hash(phone: str, birth_date: date | None) -> str:
    return crypto.keyed_hash("phone", phone, str(birth_date or "")) if phone else ""


def find_same(actor: Actor, name: str, birth_date: date | None, sex: str, phone: str = "") -> list[Client]:
    """Records of the actor's own institution that may be the same person. Says nothing of which programme knows them."""
    rows = Client.objects.filter(created_by_institution_id=actor.institution_id, destroyed_at__isnull=True)
    same = list(rows.filter(identity_hash=identity_hash(name, birth_date, sex))[:5])
    digits = "".join(phone_blocks(phone))  # what is no number is told when the person is recorded
    if digits and len(same) < 5:
        seen = {client.pk for client in same}
        hits = rows.filter(phone_hash=phone_hash(digits, birth_date))[:5]
        same += [client for client in hits if client.pk not in seen]
    return same


class SamePerson(Invalid):
    """The person may be known already: masked rows to choose from (`known`), or `is_new_person` to go on."""

    def __init__(self, known: list[dict[str, str]]) -> None:
        self.known = known
        self.extra = {"known": known}
        super().__init__(
            {"known_client": "동일인일 수 있습니다. 같은 사람이면 고르고, 아니면 다른 사람이라고 표시하십시오."}
        )


def known_person(*, actor: Actor, pk: Any) -> Client:
    """A person of the actor's own institution, as the duplicate hint offers them. Raises NotVisible."""
    rows = Client.objects.filter(created_by_institution_id=actor.institution_id, destroyed_at__isnull=True)
    try:
        found = rows.filter(pk=pk).first()
    except ValidationError:  # no id at all
        found = None
    if found is None:
        raise NotVisible
    return found


def record(*, actor: Actor, data: Mapping[str, Any], chart_no: str = "", is_new_person: bool = False) -> Client:
    """Record a person once the duplicate check found nobody, or was answered. Raises SamePerson, Invalid."""
    if not is_new_person:
        known = find_same(actor, data["name"], data.get("birth_date"), data["sex"], data.get("phone", ""))
        if known:
            raise SamePerson(masked_rows(known))
    return register(actor=actor, data=data, chart_no=chart_no)


def register(*, actor: Actor, data: Mapping[str, Any], chart_no: str = "") -> Client:
    """Record a person. Call inside the transaction of the act that needs them. Raises Invalid."""
    _check(data)
    assert actor.institution_id is not None
    client = Client(created_by_institution_id=actor.institution_id)
    _fill(client, data)
    client.save(force_insert=True)
    if chart_no:
        set_chart_number(client, actor.institution_id, chart_no)
    audit.record(actor, "client.register", action="CREATE", about=client, persons=[client.pk])
    return client


def update(*, actor: Actor, client: Client, data: Mapping[str, Any], version: int | None = None) -> Client:
    """Correct a person's record; a stale version raises Conflict with what is stored now."""
    _check(data)
    with transaction.atomic():
        locked = Client.objects.select_for_update().get(pk=client.pk)
        if version is not None and locked.version != version:
            raise Conflict.between(locked, {name: data[name] for name in FIELDS if name in data})
        changed = [name for name in FIELDS if name in data and getattr(locked, name) != data[name]]
        _fill(locked, data)
        locked.version += 1
        locked.save()
        audit.record(
            actor, "client.update", action="UPDATE", about=locked, persons=[locked.pk], changes={"fields": changed}
        )
    return locked


def record_death(*, actor: Actor, client: Client, on: date, source: str) -> None:
    """Death recorded once stops everything for this person in every programme at the same moment.

    The same day once more changes nothing; another day raises Conflict, a day to come Invalid.
    """
    with transaction.atomic():
        locked = Client.objects.select_for_update().get(pk=client.pk)
        if locked.deceased_on == on:
            return
        if locked.deceased_on is not None:
            raise Conflict(f"사망일이 {kdate(locked.deceased_on)}로 이미 등록되어 있습니다.")
        if on > workdays.seoul_today():
            raise Invalid({"deceased_on": "사망일은 오늘 이전 날짜로 적으십시오."})
        locked.deceased_on = on
        locked.version += 1
        locked.save()
        audit.record(
            actor,
            "client.record_death",
            action="UPDATE",
            about=locked,
            persons=[locked.pk],
            changes={"deceased_on": str(on)},
            reason=source,
        )
        client_events.fire("death", client=locked, actor=actor)


def destroy_identity(*, actor: Actor, client: Client, reason: str) -> None:
    """Destroy who a person was. What remains is a count without a person; the proof is the audit entry."""
    with transaction.atomic():
        locked = Client.objects.select_for_update().get(pk=client.pk)
        if locked.destroyed_at is not None:
            return
        locked.chart_numbers.all().delete()
        for name in (
            "phone",
            "address_town",
            "address_rest",
            "caregiver_name",
            "caregiver_relation",
            "caregiver_phone",
        ):
            setattr(locked, name, "")
        for name in ("contact_limit", "language", "disability", "phone_owner", "phone_hash"):
            setattr(locked, name, "")
        locked.name, locked.name_bigrams, locked.birth_date = "파기됨", [], None
        locked.municipality = None
        locked.identity_hash = crypto.keyed_hash("destroyed", str(locked.pk))
        locked.destroyed_at = timezone.now()
        locked.save()
        client_events.fire("destroy", client=locked, actor=actor)
        audit.record(actor, "client.destroy", action="DELETE", about=locked, persons=[locked.pk], reason=reason)


def nobody(*, institution_id: int) -> Client:
    """A record that never was a person: what a row points to when it must let go of somebody whom others still know."""
    now = timezone.now()
    row = Client(name="파기됨", birth_date=None, sex="U", created_by_institution_id=institution_id, destroyed_at=now)
    row.identity_hash = crypto.keyed_hash("destroyed", str(row.pk))
    row.save(force_insert=True)
    return row


def set_chart_number(client: Client, institution_id: int, number: str) -> None:
    """The hospital's own number of this person. Raises Invalid when somebody else there has it."""
    taken = ChartNumber.objects.filter(institution_id=institution_id, number=number).exclude(client=client).exists()
    if taken:
        raise Invalid({"chart_no": "다른 대상자가 쓰는 등록번호입니다."})
    ChartNumber.objects.update_or_create(client=client, institution_id=institution_id, defaults={"number": number})


def _fill(client: Client, data: Mapping[str, Any]) -> None:
    for name in FIELDS:
        if name in data:
            setattr(client, name, data[name])
    client.phone = normalise_phone(client.phone) if client.phone else ""
    client.caregiver_phone = normalise_phone(client.caregiver_phone) if client.caregiver_phone else ""
    client.name = " ".join(client.name.split())
    client.name_bigrams = bigrams(client.name)
    client.identity_hash = identity_hash(client.name, client.birth_date, client.sex)
    client.phone_hash = phone_hash(client.phone, client.birth_date)


def _check(data: Mapping[str, Any]) -> None:
    """Rules of the person form (domain 2.0.2). Raises Invalid with every field that is wrong."""
    errors: dict[str, str] = {}
    birth = data.get("birth_date")
    today = workdays.seoul_today()
    if birth is not None and (birth > today or today.year - birth.year > OLDEST):
        errors["birth_date"] = "생년월일을 확인하십시오. 오늘 이전, 나이 120세까지 적을 수 있습니다."
    for name in ("phone", "caregiver_phone"):
        if data.get(name):
            try:
                normalise_phone(data[name])
            except ValueError as error:
                errors[name] = str(error)
    if data.get("caregiver_name"):
        errors.update(_missing(data, {"caregiver_relation": "보호자와의 관계를 고르십시오."}))
        errors.update(_missing(data, {"caregiver_phone": "보호자 연락처를 적으십시오."}))
    if errors:
        raise Invalid(errors)


def _missing(data: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in names.items() if not data.get(name)}


def masked_rows(clients: Iterable[Client]) -> list[dict[str, str]]:
    """What a duplicate hint may show."""
    from core.masking import mask_birth, mask_name, mask_phone

    return [
        {
            "id": str(client.pk),
            "name": mask_name(client.name),
            "birth": mask_birth(client.birth_date) if client.birth_date else "",
            "phone": mask_phone(client.phone) if client.phone else "",
        }
        for client in clients
    ]
