"""선별 등록: how a patient becomes a case, at every door; from the admission list or an agency's referral nothing is lost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from core import workdays
from core.actor import Actor
from core.errors import Conflict
from core.identifiers import phone_blocks
from core.once import once
from discharge.access import ADMISSION, CASE
from discharge.models import Admission, DischargeCase
from discharge.services import cases
from discharge.services.agency_referrals import AGENCY
from discharge.workflow import DISCHARGE, PROGRAMME, CaseStatus
from network.models import ChartNumber, Client, Membership, Municipality, User
from network.services import clients
from referrals.models import AgencyReferral
from referrals.services.agency_referrals import opening

LIST_OF_PERSON = ("name", "birth_date", "sex", "phone", "insurance_type", "household_type")
LIST_OF_STAY = ("admitted_on", "admit_route", "ward", "department", "diagnosis", "kcd_code", "expected_discharge_on")
PHONES = ("phone", "caregiver_phone")
OTHERWISE_TYPED = (
    "등록번호와 생년월일이 같은 대상자의 기록이 적은 내용과 다릅니다({}). 같은 사람이면 고르고, 아니면 다른 사람이라고 표시하십시오. "
    "같은 사람이면 기록이 그대로 남으니, 등록한 뒤 '대상자 정보 고치기'에서 고치십시오."
)
Data = Mapping[str, Any]


def register(
    *,
    actor: Actor,
    data: Data,
    client: Client | None = None,
    client_data: Data | None = None,
    chart_no: str = "",
    is_new_person: bool = False,
    admission: Admission | None = None,
    referral: AgencyReferral | None = None,
    idempotency_key: str = "",
) -> DischargeCase:
    """Make a case: by hand, of a candidate of the list (`admission`), of a person whom an agency referred, or of both.

    What is not given comes from the list; a person whom the hospital knows under the chart number is that person.
    Raises what `cases.screen` and `opening.link` raise; Conflict when the row of the list is decided.
    """
    body = {
        "data": data, "client": client or client_data or {}, "chart": chart_no, "new": is_new_person,
        "admission": admission, "referral": referral,
    }  # fmt: skip

    def make() -> DischargeCase:
        sent = opening.person(referral) if referral is not None else {}
        told = {**data, "referred_by": AGENCY} if referral is not None else data
        with transaction.atomic():
            given: dict[str, Any] = {
                "client": client,
                "client_data": client_data,
                "chart_no": chart_no,
                "is_new_person": is_new_person,
            }
            if admission is not None:
                case = _of_list(actor, admission, told, given, sent)
            else:
                case = cases.screen(actor=actor, data=told, **given | {"client_data": {**sent, **(client_data or {})}})
            if referral is not None:
                opening.link(actor, referral, case)
            return case

    return once(actor, "discharge.register", idempotency_key, body, DischargeCase, make)[0]


def _of_list(actor: Actor, admission: Admission, data: Data, given: dict[str, Any], sent: Data) -> DischargeCase:
    """`sent`: what an agency sent of the person; it tells what neither the list nor anybody here does."""
    stored = ADMISSION.lock_for(actor, "decide", admission.pk)
    cases.demand_undecided(stored)
    said = {name: value for name, value in person_of(stored).items() if value}
    imported, typed = {**person_of(stored), **sent, **said}, given["client_data"] or {}
    listed = {**imported, **typed}
    chart_no = given["chart_no"] or stored.chart_no
    person = given["client"]
    if person is None and not given["is_new_person"]:
        person = _known(stored, chart_no, listed["birth_date"])
        _demand_agreement(person, imported, typed)
    if person is not None:
        _complete(actor, person, listed)
    return cases.screen(
        actor=actor,
        data={**stay_of(stored), **data},
        client=person,
        client_data=None if person else listed,
        chart_no=chart_no,
        is_new_person=given["is_new_person"],
        admission=stored,
    )


def _known(admission: Admission, chart_no: str, birth: Any) -> Client | None:
    """The person whom this hospital knows under the chart number, when the birth date agrees, or the year where the
    record knows no more."""
    numbers = ChartNumber.objects.filter(institution_id=admission.hospital_id, number=chart_no)
    found = numbers.select_related("client__municipality").first()
    if found is None:
        return None
    person = found.client
    is_of_the_year = birth is not None and person.birth_date is None and person.birth_year == birth.year
    return person if person.birth_date == birth or is_of_the_year else None


def _demand_agreement(person: Client | None, imported: Data, typed: Data) -> None:
    """What somebody typed and the record of a known person does not say is asked about. Raises SamePerson.

    What only the list says otherwise is not: nobody vouched for it.
    """
    if person is None:
        return
    said = {name: value for name, value in typed.items() if value and value != imported.get(name)}
    differing = [
        str(field.verbose_name)
        for field in Client._meta.concrete_fields
        if field.name in said and _differs(field.name, getattr(person, field.name), said[field.name])
    ]
    if differing:
        words = OTHERWISE_TYPED.format(", ".join(differing))
        raise clients.SamePerson(clients.masked_rows([person]), words)


def _differs(name: str, kept: Any, typed: Any) -> bool:
    """A record that lacks it says nothing else; telephones are compared by their digits."""
    if name in PHONES:
        return bool(kept) and phone_blocks(kept) != phone_blocks(typed)
    return bool(kept) and kept != typed


def _complete(actor: Actor, person: Client, listed: Data) -> None:
    """What the record of a known person lacks and the list knows is kept; what it says already stays."""
    lacking = {name: value for name, value in listed.items() if value and not getattr(person, name, value)}
    if lacking:
        kept = {name: getattr(person, name) for name in clients.FIELDS}
        clients.update(actor=actor, client=person, data=kept | lacking)
        person.refresh_from_db()


def person_is_fixed(case: DischargeCase) -> str:
    """Why the record of the person cannot be corrected from this case; empty where it can."""
    if case.client.destroyed_at is not None:
        return "파기한 대상자의 정보는 고칠 수 없습니다."
    if case.status in DISCHARGE.final:
        return f"지금 상태({CaseStatus(case.status).label})에서는 대상자 정보를 고칠 수 없습니다."
    return ""


def correct_person(*, actor: Actor, case: DischargeCase, data: Data, version: int | None = None) -> DischargeCase:
    """What was not known of a person, or was written down wrong; `data`: the person form, and `chart_no`.

    `version`: of the case, whose page shows the person. Raises Conflict for a stale one and for a case that ended, Invalid.
    """
    with transaction.atomic():
        locked = CASE.lock_for(actor, "edit", case.pk, DischargeCase.objects.select_related("client"))
        if why := person_is_fixed(locked):
            raise Conflict(why)
        values = {name: data[name] for name in clients.FIELDS if name in data}
        if version is not None and locked.version != version:
            stale = Conflict.between(locked.client, values)
            raise Conflict(stored=stale.stored, mine=stale.mine, version=locked.version)
        clients.update(actor=actor, client=locked.client, data=values)
        if data.get("chart_no"):
            clients.set_chart_number(locked.client, locked.hospital_id, data["chart_no"])
        locked.version += 1
        locked.save(update_fields=["version"])
    return DischargeCase.objects.select_related("client").get(pk=case.pk)


# --- what the list says -----------------------------------------------------------------------------------------------


def prefilled(admission: Admission) -> dict[str, Any]:
    """What the form of a candidate begins with."""
    known = {**person_of(admission), **stay_of(admission), "chart_no": admission.chart_no}
    return {name: value for name, value in known.items() if value not in (None, "", [])}


def person_of(admission: Admission) -> dict[str, Any]:
    """The person form as far as the list fills it."""
    code = admission.municipality_code
    place = Municipality.objects.filter(code=code).first() if code else None
    return {**{name: getattr(admission, name) for name in LIST_OF_PERSON}, "municipality": place}


def stay_of(admission: Admission) -> dict[str, Any]:
    """The screening form as far as the list fills it; the group is the first one that a rule proposes."""
    groups = [hit["target_group"] for hit in admission.rule_hits if hit.get("target_group")]
    return {
        **{name: getattr(admission, name) for name in LIST_OF_STAY},
        "risk_items": list(admission.risk_items),
        "target_group": groups[0] if groups else "",
        "referred_by": "WARD" if admission.referred_by_ward else "RULE" if groups else "",
        "attending": attending_of(admission),
    }


def attending_of(admission: Admission) -> User | None:
    """The physician of the programme whom the list names; nobody where none or more than one has the name."""
    wanted = "".join(admission.attending_name.split())
    if not wanted:
        return None
    held = Membership.objects.holding(admission.hospital_id, "PHYSICIAN", PROGRAMME)
    rows = held.valid_on(workdays.seoul_today()).select_related("user").order_by("pk")
    found = {row.user for row in rows if "".join(row.user.name.split()) == wanted}
    return found.pop() if len(found) == 1 else None
