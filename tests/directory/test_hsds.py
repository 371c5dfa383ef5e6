"""The export of the directory holds to the Human Services Data Specification 3.1 (a subset written out by hand)."""

from __future__ import annotations

import re
import uuid
from datetime import date, datetime
from typing import Any

import pytest
from django.utils import timezone

from network.models import OpeningHours, Phone
from tests import make
from tests.cast import Cast

TEXT, WHOLE, UUID, DAY, MOMENT, TIME, LIST = "text", "whole", "uuid", "day", "moment", "time", "list"
# property → (kind, allowed values); required ones of HSDS 3.1 in REQUIRED
SCHEMA: dict[str, dict[str, str]] = {
    "organizations": {
        "id": UUID, "name": TEXT, "alternate_name": TEXT, "description": TEXT, "email": TEXT, "website": TEXT,
    },
    "services": {
        "id": UUID, "organization_id": UUID, "name": TEXT, "description": TEXT, "status": TEXT,
        "application_process": TEXT, "fees_description": TEXT, "wait_time": TEXT, "eligibility_description": TEXT,
        "minimum_age": WHOLE, "maximum_age": WHOLE, "assured_date": DAY, "last_modified": MOMENT,
        "attributes": LIST, "service_areas": LIST, "phones": LIST, "schedules": LIST,
    },
    "locations": {"id": UUID, "organization_id": UUID, "location_type": TEXT, "name": TEXT, "addresses": LIST},
    "schedules": {
        "id": UUID, "location_id": UUID, "service_id": UUID, "freq": TEXT, "byday": TEXT, "opens_at": TIME,
        "closes_at": TIME, "timezone": WHOLE, "description": TEXT,
    },
    "phones": {
        "id": UUID, "organization_id": UUID, "service_id": UUID, "number": TEXT, "type": TEXT, "description": TEXT,
    },
    "addresses": {
        "id": UUID, "location_id": UUID, "address_1": TEXT, "city": TEXT, "state_province": TEXT, "postal_code": TEXT,
        "country": TEXT, "address_type": TEXT,
    },
    "attributes": {
        "id": UUID, "link_id": UUID, "taxonomy_term_id": UUID, "link_type": TEXT, "link_entity": TEXT, "value": TEXT,
    },
    "service_areas": {"id": UUID, "service_id": UUID, "name": TEXT},
}  # fmt: skip
REQUIRED = {
    "organizations": {"id", "name", "description"},
    "services": {"id", "name", "status"},
    "locations": {"id", "location_type"},
    "schedules": {"id"},
    "phones": {"id", "number"},
    "addresses": {"id", "address_1", "city", "state_province", "country", "address_type"},
    "attributes": {"id", "link_id", "taxonomy_term_id", "link_entity"},
    "service_areas": {"id"},
}
ALLOWED = {
    ("services", "status"): {"active", "inactive", "defunct", "temporarily closed"},
    ("locations", "location_type"): {"physical", "postal", "virtual"},
    ("schedules", "freq"): {"WEEKLY", "MONTHLY"},
    ("addresses", "address_type"): {"physical", "postal", "virtual"},
    ("addresses", "country"): {"KR"},
}
CHECKS = {
    TEXT: lambda value: isinstance(value, str) and value,
    WHOLE: lambda value: type(value) is int,
    UUID: lambda value: str(uuid.UUID(value)) == value,
    DAY: date.fromisoformat,
    MOMENT: lambda value: datetime.fromisoformat(value).utcoffset() is not None,
    TIME: lambda value: re.fullmatch(r"\d\d:\d\d", value),
    LIST: lambda value: isinstance(value, list) and value,
}


def check(kind: str, row: dict[str, Any]) -> None:
    """Raises AssertionError for what the specification does not know, misses, or writes in another way."""
    assert set(row) - set(SCHEMA[kind]) == set(), kind
    assert REQUIRED[kind] - set(row) == set(), (kind, row)
    for name, value in row.items():
        assert CHECKS[SCHEMA[kind][name]](value), (kind, name, value)
        assert value in ALLOWED.get((kind, name), [value]), (kind, name)
        if SCHEMA[kind][name] == LIST:
            for inner in value:
                check(name, inner)


@pytest.fixture
def filled(cast: Cast) -> Cast:
    place = cast.welfare1.institution
    type(place).objects.filter(pk=place.pk).update(address="가상로 1", postcode="11600")
    Phone.objects.create(institution=place, kind="DEPARTMENT", number="0318285214")
    OpeningHours.objects.create(institution=place, day="WEEKDAY", kind="OFFICE", opens_at="09:00", closes_at="18:00")
    OpeningHours.objects.create(institution=place, day="WEEKDAY", kind="LUNCH", opens_at="12:00", closes_at="13:00")
    make.offer(
        place, "HOUSING", age_from=65, need_areas=["HOUSING", "SAFETY"], areas=["41150"], cost="무료",
        capacity="AVAILABLE", capacity_at=timezone.now(), phone="0318285215", hours="평일 10:00~16:00", note="안내",
        verified_by=cast.welfare1.user,
    )  # fmt: skip
    return cast


@pytest.mark.parametrize("kind", ["organizations", "services", "locations", "schedules", "phones"])
def test_every_object_holds_to_the_specification(filled: Cast, kind: str) -> None:
    rows = filled.social1.api().get(f"/api/v1/hsds/{kind}/").json()["results"]
    assert rows
    for row in rows:
        check(kind, row)
    assert len({row["id"] for row in rows}) == len(rows)
    assert filled.nobody.api().get(f"/api/v1/hsds/{kind}/").status_code == 401


def test_the_objects_name_each_other_and_nobody_who_works_there(filled: Cast) -> None:
    api = filled.social1.api()
    rows = {
        kind: api.get(f"/api/v1/hsds/{kind}/").json()["results"]
        for kind in ("organizations", "services", "locations", "schedules", "phones")
    }
    organizations = {row["id"] for row in rows["organizations"]}
    locations = {row["id"] for row in rows["locations"]}
    assert {row["organization_id"] for row in rows["services"]} <= organizations
    assert {row["organization_id"] for row in rows["phones"]} <= organizations
    assert {row["location_id"] for row in rows["schedules"]} <= locations
    assert len(rows["schedules"]) == 1, "a lunch break is no opening"
    (housing,) = [row for row in rows["services"] if row["name"] == "주거·주택개조"]
    assert (housing["minimum_age"], housing["wait_time"]) == (65, "이용 가능 · 오늘")
    assert filled.welfare1.user.name not in str(rows)


def test_the_check_finds_a_fault() -> None:
    good = {"id": str(uuid.uuid4()), "name": "이름", "status": "active"}
    check("services", good)
    for fault in ({"status": "open"}, {"name": ""}, {"id": "7"}, {"mine": "x"}, {"minimum_age": "65"}):
        with pytest.raises((AssertionError, ValueError)):
            check("services", good | fault)
    with pytest.raises(AssertionError):
        check("services", {"id": good["id"], "status": "active"})
