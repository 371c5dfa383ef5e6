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
from core.masking import UNKNOWN_NAME, mask_name, mask_phone
from core.search import bigrams
from network.models import ChartNumber, Client
from network.registry.clients import client_events, last_lived

FIELDS = (
    "name",
    "birth_date",
    "birth_year",
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


def identity_hash(name: str, birth_date: date | int | None, sex: str) -> str:
    """Keyed hash of (name without blanks, birth date or year, sex): the duplicate check."""
    return crypto.keyed_hash("identity", "".join(name.split()), str(birth_date or ""), sex)


def phone_hash(phone: str, birth_date: date | None) -> str:
    return crypto.keyed_hash("phone", phone, str(birth_date or "")) if phone else ""


def phone_end_hash(phone: str) -> str:
    """Keyed hash of the last four digits, by which somebody on the telephone is found; empty without a telephone."""
    return crypto.keyed_hash("phone end", phone[-4:]) if phone else ""


def find_same(actor: Actor, name: str, birth_date: date | int | None, sex: str, phone: str = "") -> list[Client]:
    """Records of the actor's own institution that may be the same person. Says nothing of which programme knows them.

    Two of whom nobody knows who they are have nothing in common by that.
    """
    rows = Client.objects.filter(created_by_institution_id=actor.institution_id, destroyed_at__isnull=True)
    named = rows.none() if name == UNKNOWN_NAME else rows
    same = list(named.filter(identity_hash=identity_hash(name, birth_date, sex))[:5])
    born = birth_date if isinstance(birth_date, date) else None
    digits = "".join(phone_blocks(phone))  # what is no number is told when the person is recorded
    if digits and len(same) < 5:
        seen = {client.pk for client in same}
        hits = rows.filter(phone_hash=phone_hash(digits, born))[:5]
        same += [client for client in hits if client.pk not in seen]
    return same


class SamePerson(Invalid):
    """The person may be known already: masked rows to choose from (`known`), or `is_new_person` to go on."""

    MAYBE = "동일인일 수 있습니다. 같은 사람이면 고르고, 아니면 다른 사람이라고 표시하십시오."

    def __init__(self, known: list[dict[str, str]], words: str = MAYBE) -> None:
        self.known = known
        self.extra = {"known": known}
        super().__init__({"known_client": words})


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
    _check(data)
    if not is_new_person:
        born = data.get("birth_date") or data.get("birth_year")
        known = find_same(actor, data["name"], born, data["sex"], data.get("phone", ""))
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
    """Correct a person's record; a stale version raises Conflict with what is stored now.

    The trail names the fields, and of name, birth and sex keeps both values: they are how a person is told from another.
    """
    _check(data)
    with transaction.atomic():
        locked = Client.objects.select_for_update().get(pk=client.pk)
        if version is not None and locked.version != version:
            raise Conflict.between(locked, {name: data[name] for name in FIELDS if name in data})
        changed = [name for name in FIELDS if name in data and getattr(locked, name) != data[name]]
        before = _identity(locked)
        _fill(locked, data)
        locked.version += 1
        locked.save()
        after = _identity(locked)
        changes = {"fields": changed} | {
            name: [before[name], after[name]] for name in after if before[name] != after[name]
        }
        audit.record(actor, "client.update", action="UPDATE", about=locked, persons=[locked.pk], changes=changes)
    return locked


def _identity(client: Client) -> dict[str, str]:
    """What says who it is: of this the trail keeps what stood before. The name is masked, since an entry names nobody."""
    values = {name: getattr(client, name) for name in ("birth_date", "birth_year", "sex")}
    values["name"] = mask_name(client.name)
    return {name: "" if value is None else str(value) for name, value in values.items()}


def record_death(*, actor: Actor, client: Client, on: date, source: str) -> None:
    """Death recorded once stops everything for this person in every programme at the same moment.

    Recorded already: Conflict, whatever the day, since nothing is stored. A day to come, before the birth or before
    somebody saw or heard the person: Invalid.
    """
    with transaction.atomic():
        locked = Client.objects.select_for_update().get(pk=client.pk)
        if why := death_recorded(locked):
            raise Conflict(why)
        _check_death(locked, on)
        locked.deceased_on = on
        _save_death(actor, locked, "client.record_death", {"deceased_on": ["", str(on)]}, source)
        client_events.fire("death", client=locked, actor=actor)


def death_recorded(client: Client) -> str:
    """Why no death can be recorded: it was. Empty while the person lives."""
    if client.deceased_on is None:
        return ""
    return f"사망일이 {kdate(client.deceased_on)}로 이미 등록되어 있습니다. 저장한 것이 없습니다."


def no_death_recorded(client: Client) -> str:
    """Why there is no death to correct; empty where one was recorded."""
    return "" if client.deceased_on is not None else "사망이 등록되어 있지 않습니다. 새로 고친 뒤 확인하십시오."


def correct_death(*, actor: Actor, client: Client, on: date | None, reason: str) -> None:
    """A recorded death was wrong: another day, or (`on` None) the person lives.

    Another day changes nothing else. Of who lives every programme takes up again what the news had ended, or lists it.
    Raises Conflict where no death is recorded, Invalid.
    """
    with transaction.atomic():
        locked = Client.objects.select_for_update().get(pk=client.pk)
        if why := no_death_recorded(locked):
            raise Conflict(why)
        before = locked.deceased_on
        if on == before:
            raise Invalid({"deceased_on": "적혀 있는 날과 같습니다."})
        if on is not None:
            _check_death(locked, on)
        locked.deceased_on = on
        changes = {"deceased_on": [str(before), str(on or "")]}
        _save_death(actor, locked, "client.correct_death", changes, reason)
        if on is None:
            client_events.fire("alive", client=locked, actor=actor)


def _save_death(actor: Actor, client: Client, verb: str, changes: Mapping[str, Any], reason: str) -> None:
    client.version += 1
    client.save()
    audit.record(actor, verb, action="UPDATE", about=client, persons=[client.pk], changes=changes, reason=reason)


def _check_death(client: Client, on: date) -> None:
    """The day can be one of a death. Raises Invalid."""
    lived = last_lived(client)
    if on > workdays.seoul_today():
        raise Invalid({"deceased_on": "사망일은 오늘 이전 날짜로 적으십시오."})
    if client.birth_date is not None and on < client.birth_date:
        raise Invalid({"deceased_on": f"사망일은 생년월일({kdate(client.birth_date)}) 이후 날짜로 적으십시오."})
    if lived is not None and on < lived[0]:
        raise Invalid({"deceased_on": f"사망일은 {lived[1]}({kdate(lived[0])}) 이후 날짜로 적으십시오."})


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
        for name in ("contact_limit", "language", "disability", "phone_owner", "phone_hash", "phone_end_hash"):
            setattr(locked, name, "")
        locked.name, locked.name_bigrams, locked.birth_date, locked.birth_year = "파기됨", [], None, None
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
    if client.birth_date is not None:
        client.birth_year = None  # the day says it
    client.identity_hash = identity_hash(client.name, client.birth_date or client.birth_year, client.sex)
    client.phone_hash = phone_hash(client.phone, client.birth_date)
    client.phone_end_hash = phone_end_hash(client.phone)


def _check(data: Mapping[str, Any]) -> None:
    """Rules of the person form (domain 2.0.2). Raises Invalid with every field that is wrong."""
    errors: dict[str, str] = {}
    birth = data.get("birth_date")
    today = workdays.seoul_today()
    if birth is not None and (birth > today or today.year - birth.year > OLDEST):
        errors["birth_date"] = "생년월일을 확인하십시오. 오늘 이전, 나이 120세까지 적을 수 있습니다."
    year = data.get("birth_year")
    if year is not None and not today.year - OLDEST <= year <= today.year:
        errors["birth_year"] = f"출생연도를 확인하십시오. 올해까지, 나이 {OLDEST}세까지 적을 수 있습니다."
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
    return [
        {
            "id": str(client.pk),
            "name": mask_name(client.name),
            "birth": client.born,
            "phone": mask_phone(client.phone) if client.phone else "",
        }
        for client in clients
    ]
