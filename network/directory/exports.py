"""Rows of the directory as objects of the Human Services Data Specification (Open Referral HSDS 3.1).

Ids are UUIDs made from our own: the same row has the same id in every export.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils import timezone

from core import codes
from core.identifiers import display_phone
from network.directory.panels import resources
from network.models import Institution, OpeningHours, Phone

_OURS = uuid.UUID("6d1f6c1e-5b7a-4c39-9d0e-2f6a5f3a7c11")
_BYDAY = {"WEEKDAY": "MO,TU,WE,TH,FR", "SATURDAY": "SA", "SUNDAY": "SU"}
_OFFSET = 9  # Korea keeps no summer time


def identifier(kind: str, pk: object) -> str:
    return str(uuid.uuid5(_OURS, f"{kind}:{pk}"))


def organization(row: Institution) -> dict[str, Any]:
    profile = getattr(row, "profile", None)
    found = {
        "id": identifier("organization", row.pk),
        "name": row.name,
        "alternate_name": row.short_name,
        "description": f"{row.get_kind_display()} {row.name}",
        "email": profile.email if profile else "",
        "website": f"https://{profile.homepage}" if profile and profile.homepage else "",
    }
    return _filled(found)


def service(row: Any) -> dict[str, Any]:
    """Needs a row of `for_list`. The people behind the verification are not part of it."""
    room = resources.room_of(row)
    found = {
        "id": identifier("service", row.pk),
        "organization_id": identifier("organization", row.institution_id),
        "name": row.get_service_display(),
        "description": row.note or row.target,
        "status": "active",
        "application_process": row.how_to_apply,
        "fees_description": row.cost,
        "wait_time": " · ".join(filter(None, [room.label, room.age, room.note])) if room.state else "",
        "eligibility_description": row.target,
        "minimum_age": row.age_from,
        "maximum_age": row.age_to,
        "assured_date": _day(row.verified_on),
        "last_modified": _moment(row.capacity_at),
        "attributes": [_need(row.pk, code) for code in row.need_areas],
        "service_areas": [_area(row.pk, name) for name in row.own_areas or row.institution_areas],
        "phones": [_department(row)] if row.phone else [],
        "schedules": [_hours(row)] if row.hours else [],
    }
    return _filled(found)


def _need(pk: int, code: str) -> dict[str, Any]:
    return {
        "id": identifier("attribute", f"{pk}:{code}"),
        "link_id": identifier("service", pk),
        "link_type": "need",
        "link_entity": "service",
        "value": codes.label("need_area", code),
        "taxonomy_term_id": identifier("taxonomy_term", code),
    }


def _area(pk: int, name: str) -> dict[str, Any]:
    return {"id": identifier("service_area", f"{pk}:{name}"), "service_id": identifier("service", pk), "name": name}


def _department(row: Any) -> dict[str, Any]:
    found = {
        "id": identifier("phone", f"service:{row.pk}"),
        "service_id": identifier("service", row.pk),
        "number": display_phone(row.phone),
        "description": row.contact,
    }
    return _filled(found)


def _hours(row: Any) -> dict[str, Any]:
    return {
        "id": identifier("schedule", f"service:{row.pk}"),
        "service_id": identifier("service", row.pk),
        "description": row.hours,
    }


def location(row: Institution) -> dict[str, Any]:
    """The seat of an institution. Coordinates are not recorded, so none are told."""
    address = {
        "id": identifier("address", row.pk),
        "location_id": identifier("location", row.pk),
        "address_1": row.address,
        "city": row.municipality.name if row.municipality else "",
        "state_province": row.region.name,
        "postal_code": row.postcode,
        "country": "KR",
        "address_type": "physical",
    }
    found = {
        "id": identifier("location", row.pk),
        "organization_id": identifier("organization", row.pk),
        "location_type": "physical",
        "name": row.name,
        "addresses": [address] if row.address and row.municipality else [],
    }
    return _filled(found)


def schedule(row: OpeningHours) -> dict[str, Any]:
    return {
        "id": identifier("schedule", row.pk),
        "location_id": identifier("location", row.institution_id),
        "freq": "WEEKLY",
        "byday": _BYDAY[row.day],
        "opens_at": f"{row.opens_at:%H:%M}",
        "closes_at": f"{row.closes_at:%H:%M}",
        "timezone": _OFFSET,
        "description": row.get_kind_display(),
    }


def phone(row: Phone) -> dict[str, Any]:
    return {
        "id": identifier("phone", row.pk),
        "organization_id": identifier("organization", row.institution_id),
        "number": display_phone(row.number),
        "type": "voice",
        "description": row.get_kind_display(),
    }


def _filled(found: dict[str, Any]) -> dict[str, Any]:
    """What is not known is left out."""
    return {name: value for name, value in found.items() if value not in (None, "", [])}


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _moment(value: Any) -> str | None:
    return timezone.localtime(value).isoformat() if value else None


SHAPES: dict[str, Callable[[Any], dict[str, Any]]] = {
    "organization": organization,
    "service": service,
    "location": location,
    "schedule": schedule,
    "phone": phone,
}
