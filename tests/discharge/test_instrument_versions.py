"""A new version of an instrument leaves old answers as they were asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.urls import reverse

from core import workdays
from core.errors import Conflict, Invalid
from core.models import AuditEntry
from discharge.models import InstrumentResult
from discharge.services import measurements
from network import instruments
from network.instruments import Band
from network.instruments.registry import registry

pytestmark = pytest.mark.django_db


@pytest.fixture
def second_edition() -> Iterator[instruments.Instrument]:
    """FRAIL with other words and another cut-off, registered for the length of a test."""
    old = instruments.get("FRAIL", 1)
    item = replace(old.items[0], label="새 총점")
    new = replace(old, version=2, items=(item,), bands=(Band("FRAIL", "허약", 0, 5),))
    registry().register(new)
    yield new
    del registry()._by_version[("FRAIL", 2)]


def record(cast: Any, case: Any, total: int = 2) -> InstrumentResult:
    return measurements.record_instrument(
        actor=cast.nurse1.actor,
        case=case,
        instrument="FRAIL",
        answers={"total": total},
        measured_on=workdays.seoul_today(),
    )


@pytest.fixture
def old_result(cast: Any, case: Any) -> InstrumentResult:
    return record(cast, case)


def test_old_answers_show_as_asked_and_keep_their_band(
    cast: Any, case: Any, old_result: Any, second_edition: Any
) -> None:
    new_result = record(cast, case)
    browser = cast.doctor1.client()
    old_page = browser.get(reverse("discharge:instrument-detail", args=[case.pk, old_result.pk])).content.decode()
    new_page = browser.get(reverse("discharge:instrument-detail", args=[case.pk, new_result.pk])).content.decode()
    assert "<dt>총점</dt>" in old_page
    assert "전노쇠" in old_page
    assert "도구 1판" in old_page
    assert "<dt>새 총점</dt>" in new_page
    assert "허약" in new_page
    assert old_result.rule_edition != new_result.rule_edition


def test_the_form_asks_the_newest(cast: Any, case: Any, second_edition: Any) -> None:
    page = cast.nurse1.client().get(reverse("discharge:instrument-record", args=[case.pk, "FRAIL"]))
    assert "새 총점" in page.content.decode()


def test_correcting_keeps_the_version_that_was_asked_and_the_old_row(
    cast: Any, case: Any, old_result: Any, second_edition: Any
) -> None:
    url = reverse("discharge:instrument-correct", args=[case.pk, old_result.pk])
    page = cast.nurse1.client().get(url).content.decode()
    assert "새 총점" not in page
    fields = {"total": "4", "measured_on": workdays.seoul_today(), "reason": "잘못 옮겨 적음"}
    answer = cast.nurse1.client().post(url, fields)
    old_result.refresh_from_db()
    made = InstrumentResult.objects.get(replaced_at__isnull=True)
    assert answer.status_code == 302
    assert (made.total, made.edition, made.band_label) == (4, "1", "노쇠")
    assert (old_result.total, old_result.replaced_at is not None) == (2, True)
    assert AuditEntry.objects.get(verb="discharge.correct_instrument").reason == "잘못 옮겨 적음"


def test_a_result_is_corrected_once_and_never_without_a_reason(cast: Any, old_result: Any) -> None:
    values = {
        "actor": cast.nurse1.actor,
        "result": old_result,
        "answers": {"total": 1},
        "measured_on": workdays.seoul_today(),
    }
    with pytest.raises(Invalid):
        measurements.correct_instrument(**values, reason=" ")
    measurements.correct_instrument(**values, reason="오기")
    with pytest.raises(Conflict):
        measurements.correct_instrument(**values, reason="오기")
