"""Loading the reference data: places, responsible hospitals, consent texts. Safe to run again at every start.

Codes and areas of the state are brought up to date each time. What belongs to an institution (numbers, hours,
wards) is written once and then left alone, so that an operator's correction stays. A published consent text is
never changed; a new wording is a new edition.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import Any

from django.db import transaction

from network.models import (
    CatchmentArea,
    ConsentText,
    Designation,
    HospitalProfile,
    Institution,
    Municipality,
    OpeningHours,
    Phone,
    Region,
)
from network.registry.institutions import institution_events

DATA = Path(__file__).resolve().parent.parent / "data"
GYEONGGI = "41"
LEVELS = {label: value for value, label in Designation.Level.choices}


@dataclass(frozen=True)
class Loaded:
    """How many rows of each kind stand after loading."""

    regions: int
    municipalities: int
    catchments: int
    hospitals: int
    consent_texts: int


def load() -> Loaded:
    """Everything, in one transaction."""
    with transaction.atomic():
        _load_regions()
        _load_municipalities()
        for facts in read_json(DATA / "institutions.json"):
            add_institution(facts)
        _load_designations()
        _load_consent_texts()
    return Loaded(
        regions=Region.objects.count(),
        municipalities=Municipality.objects.filter(city=None).count(),
        catchments=CatchmentArea.objects.count(),
        hospitals=Designation.objects.values("institution").distinct().count(),
        consent_texts=ConsentText.objects.count(),
    )


def _load_regions() -> None:
    """Dated regions; 29 and 46 end where 12 begins, and old rows find it through the successor."""
    rows = _read_csv("sido.csv")
    for row in rows:
        facts = {
            "name": row["name"],
            "short_name": row["short"],
            "valid_from": _day_or_none(row["valid_from"]),
            "valid_to": _day_or_none(row["valid_to"]),
        }
        Region.objects.update_or_create(code=row["code"], defaults=facts)
    ids = dict(Region.objects.values_list("code", "pk"))
    for row in rows:
        if row["successor_code"]:
            Region.objects.filter(code=row["code"]).update(successor=ids[row["successor_code"]])


def _load_municipalities() -> None:
    """The 31 of Gyeonggi, ten of them in no catchment area, and the general districts of its cities."""
    region = Region.objects.get(code=GYEONGGI)
    for row in _read_csv("gyeonggi_sigungu.csv"):
        zone = row["zone_in_seed"]
        catchment = CatchmentArea.objects.get_or_create(region=region, name=zone)[0] if zone else None
        facts = {"name": row["name"], "region": region, "catchment": catchment, "city": None}
        Municipality.objects.update_or_create(code=row["sigungu_code"], defaults=facts)
    cities = {city.code: city for city in Municipality.objects.filter(city=None)}
    for row in _read_csv("gyeonggi_general_gu.csv"):
        city = cities[row["parent_city_code"]]
        facts = {"name": row["name"], "region": region, "catchment": city.catchment, "city": city}
        Municipality.objects.update_or_create(code=row["gu_code"], defaults=facts)


def _load_designations() -> None:
    """Who is responsible for what. Only the day that the source prints is taken over; no other is guessed."""
    region = Region.objects.get(code=GYEONGGI)
    for row in _read_csv("gyeonggi_responsible_hospitals.csv"):
        hospital = Institution.objects.get(name=row["hospital_name"])
        level = LEVELS[row["level"]]
        catchment = None
        if level == Designation.Level.LOCAL:
            catchment = CatchmentArea.objects.get(region=region, name=row["zone"])
        printed = row["designated"]
        Designation.objects.get_or_create(
            institution=hospital,
            level=level,
            region=region,
            catchment=catchment,
            defaults={"valid_from": _day_or_none(f"{printed}-01" if printed else ""), "printed_as": printed},
        )
        if catchment is not None and not hospital.serves.exists():
            hospital.serves.set(catchment.municipalities.filter(city=None))


def _load_consent_texts() -> None:
    for row in read_json(DATA / "consent_texts.json"):
        facts = {**row, "valid_from": date.fromisoformat(row["valid_from"])}
        key = {"consent_type": facts.pop("consent_type"), "edition": facts.pop("edition")}
        ConsentText.objects.get_or_create(**key, defaults=facts)


def add_institution(facts: Mapping[str, Any]) -> Institution:
    """An institution with its numbers, hours, areas, what upper apps keep of it (its services), and settings, unless its code is there already."""
    known = Institution.objects.filter(code=facts["code"]).first()
    if known is not None:
        return known
    town = Municipality.objects.get(code=facts["municipality"]) if facts.get("municipality") else None
    row = Institution.objects.create(
        code=facts["code"],
        name=facts["name"],
        short_name=facts["short_name"],
        kind=facts["kind"],
        region=Region.objects.get(code=facts["region"]),
        municipality=town,
        postcode=facts.get("postcode", ""),
        address=facts.get("address", ""),
        is_fictional=facts.get("is_fictional", False),
    )
    row.serves.set(Municipality.objects.filter(code__in=facts.get("serves", ())))
    _add_numbers(row, facts)
    if "profile" in facts:
        HospitalProfile.objects.create(institution=row, **facts["profile"])
    institution_events.fire("loaded", institution=row, facts=facts)
    return row


def _add_numbers(row: Institution, facts: Mapping[str, Any]) -> None:
    phones = [Phone(institution=row, order=place, **phone) for place, phone in enumerate(facts.get("phones", ()))]
    Phone.objects.bulk_create(phones)
    OpeningHours.objects.bulk_create(
        OpeningHours(
            institution=row,
            day=hours["day"],
            kind=hours["kind"],
            opens_at=time.fromisoformat(hours["opens_at"]),
            closes_at=time.fromisoformat(hours["closes_at"]),
        )
        for hours in facts.get("hours", ())
    )


def read_json(path: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return rows


def _read_csv(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _day_or_none(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
