"""What `load_reference` brings: places, designations, consent texts."""

from __future__ import annotations

from collections import Counter
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from core import codes
from network.models import (
    CatchmentArea,
    ConsentText,
    Designation,
    Institution,
    Municipality,
    Phone,
    Region,
)
from network.services import reference
from tests.cast import Cast

CODES = {"bundang", "uijeongbu", "suwon", "anseong", "paju", "icheon", "pocheon", "seongnam", "ilsan", "ansan"}


@pytest.fixture
def loaded(cast: Cast) -> reference.Loaded:
    return reference.load()


def rows() -> Counter[str]:
    """How many rows every model of the network holds."""
    return Counter(
        {model.__name__: model._default_manager.count() for model in apps.get_app_config("network").get_models()}
    )


def test_a_second_load_changes_nothing(loaded: reference.Loaded) -> None:
    before = rows()
    assert reference.load() == loaded
    assert rows() == before


def test_an_operators_correction_survives_the_next_load(loaded: reference.Loaded) -> None:
    phone = Phone.objects.get(institution__code="uijeongbu", kind="MAIN")
    Phone.objects.filter(pk=phone.pk).update(number="031-000-0000")
    reference.load()
    phone.refresh_from_db()
    assert phone.number == "031-000-0000"


def test_thirty_one_municipalities_ten_of_them_in_no_catchment(loaded: reference.Loaded) -> None:
    cities = Municipality.objects.filter(city=None, code__startswith="41")
    assert cities.count() == 31
    outside = set(cities.filter(catchment=None).values_list("name", flat=True))
    assert outside == {
        "부천시",
        "남양주시",
        "안양시",
        "광명시",
        "군포시",
        "구리시",
        "의왕시",
        "양평군",
        "과천시",
        "가평군",
    }


def test_a_district_lies_in_its_city_and_its_catchment(loaded: reference.Loaded) -> None:
    district = Municipality.objects.get(code="41597")
    assert (district.name, district.city.name, district.catchment.name) == ("동탄구", "화성시", "수원권")  # type: ignore[union-attr]
    assert Municipality.objects.exclude(city=None).count() == 24


def test_ten_responsible_hospitals_and_what_they_answer_for(loaded: reference.Loaded) -> None:
    hospitals = Institution.objects.filter(code__in=CODES)
    assert hospitals.count() == 10
    assert not hospitals.filter(is_fictional=True).exists()
    regional = Designation.objects.get(institution__code="bundang")
    assert (regional.level, regional.catchment) == ("REGIONAL", None)
    local = Designation.objects.filter(institution__code__in=CODES, level="LOCAL")
    assert local.count() == 9
    served = {row.institution.code: set(row.institution.serves.values_list("name", flat=True)) for row in local}
    assert served["uijeongbu"] == {"의정부시", "양주시", "동두천시", "연천군"}
    assert sum(len(names) for names in served.values()) == 21


def test_only_the_printed_day_of_a_designation_is_taken_over(loaded: reference.Loaded) -> None:
    printed = Designation.objects.get(institution__code="uijeongbu")
    assert (printed.valid_from, printed.printed_as) == (date(2020, 8, 1), "2020-08")
    assert not printed.holds_on(date(2020, 7, 31))
    assert printed.holds_on(date(2020, 8, 1))
    others = Designation.objects.filter(institution__code__in=CODES).exclude(pk=printed.pk)
    assert set(others.values_list("valid_from", "printed_as")) == {(None, "")}


@pytest.mark.parametrize("code", ["29", "46"])
def test_two_regions_end_where_their_successor_begins(loaded: reference.Loaded, code: str) -> None:
    old = Region.objects.get(code=code)
    assert old.valid_to == date(2026, 6, 30)
    assert (old.successor.code, old.successor.valid_from) == ("12", date(2026, 7, 1))  # type: ignore[union-attr]
    assert Region.objects.filter(successor=None).count() == 16  # 17 until the day before, 16 from then on


def test_zones_of_one_city_keep_their_printed_name(loaded: reference.Loaded) -> None:
    names = set(
        CatchmentArea.objects.filter(municipalities__code__in=["41480", "41650"]).values_list("name", flat=True)
    )
    assert names == {"파주시", "포천시"}


def test_every_consent_block_has_its_text_and_no_field_is_empty(db: None) -> None:
    ConsentText.objects.all().delete()
    reference.load()
    texts = {text.consent_type: text for text in ConsentText.objects.all()}
    assert set(texts) == {code for code, _ in codes.choices("consent_type")}
    for text in texts.values():
        for value in (text.purpose, text.retention, text.refusal, text.items):
            assert value, text
        assert all(codes.is_code("shared_item", item) for item in text.items)
        assert bool(text.receiver_purpose) == (
            text.consent_type in ("THIRD_PARTY", "SENSITIVE_THIRD_PARTY", "RECORD_TRANSFER")
        )
        assert "불이익이 없" in text.refusal or "영향이 없" in text.refusal
    assert {code for code, text in texts.items() if text.is_optional} == {"CONTACT", "STATISTICS"}


def test_without_the_switch_there_is_no_demo(db: None, settings: Any) -> None:
    with pytest.raises(CommandError):
        call_command("load_demo")
    out = StringIO()
    call_command("demo_accounts", stdout=out)
    assert settings.DEMO_PASSWORD not in out.getvalue()
    settings.DEMO = True
    call_command("demo_accounts", stdout=out)
    assert "social1\t사회복지사\t의정부병원\tieum-demo-2026" in out.getvalue()
