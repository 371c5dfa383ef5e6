"""What a worker types at 선별 등록, for the page, the API and the service."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from core import workdays
from discharge.models import DischargeCase
from discharge.services import cases
from network.models import Municipality
from tests import make
from tests.cast import Cast, Member

NEW = "/discharge/cases/new/"
API = "/api/v1/discharge/cases/"
# made up for the tests: a date, a checking digit nobody was given
NUMBER = "480315-2" + "000000"


def person(**values: Any) -> dict[str, Any]:
    return {
        "name": "김가상",
        "birth_date": "1948-03-15",
        "sex": "F",
        "phone": "010-0000-0001",
        "municipality": Municipality.objects.get(code="41150").pk,
        "address_town": "흥선동",
        "insurance_type": "NHI",
        "household_type": "ALONE",
    } | values


def stay(cast: Cast, **values: Any) -> dict[str, Any]:
    return {
        "admitted_on": str(workdays.seoul_today()),
        "admit_route": "ED",
        "ward": "51병동",
        "department": "정형외과",
        "diagnosis": "대퇴골 경부 골절",
        "kcd_code": "S72.0",
        "target_group": "FRAGILITY_FRACTURE_65",
        "risk_items": ["LIVES_ALONE"],
        "attending": cast.doctor1.pk,
        "social_worker": cast.social1.pk,
        "nurse": cast.nurse1.pk,
    } | values


def form(cast: Cast, **values: Any) -> dict[str, Any]:
    """The page's form, filled."""
    return {
        **person(),
        **stay(cast),
        "chart_no": "90000123",
        "result": "TARGET",
        "idempotency_key": uuid.uuid4().hex,
    } | values


def body(cast: Cast, **values: Any) -> dict[str, Any]:
    """The API's body, filled."""
    return {**stay(cast), "client_data": person(), "chart_no": "90000123", "result": "TARGET"} | values


def registered(cast: Cast, who: Member | None = None, **values: Any) -> DischargeCase:
    """A case that came through the front door of the service, with what it owes."""
    data: dict[str, Any] = {
        **stay(cast),
        "admitted_on": workdays.seoul_today(),
        "attending": cast.doctor1.user,
        "social_worker": cast.social1.user,
        "nurse": cast.nurse1.user,
        "result": "TARGET",
    } | values
    client = data.pop("client", None) or make.client_(birth_date=date(1948, 3, 15))
    return cases.screen(actor=(who or cast.social1).actor, client=client, data=data)
