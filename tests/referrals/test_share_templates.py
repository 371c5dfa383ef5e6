"""What a service may get at all: the field template bounds a referral whatever the person consented to."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from core import codes
from core.errors import Invalid
from network.models import Consent
from referrals.services.linkages import snapshots, steps, templates
from referrals.services.linkages.templates import ShareTemplate
from tests.referrals.conftest import World

HEALTH = {"DIAGNOSIS", "FUNCTION", "MOOD_ALCOHOL", "MEDICATION", "PLAN"}


@pytest.mark.parametrize("service", [code for code, _ in codes.choices("linkage_service")])
def test_every_service_has_a_template_of_known_items(service: str) -> None:
    template = templates.template_for(service)
    assert template is not None
    assert {"NAME", "PHONE"} <= set(template.items) <= {code for code, _ in codes.choices("shared_item")}


@pytest.mark.parametrize("service", ["MEAL", "VOLUNTEER", "SELF_HELP", "IOT_SAFETY", "BASIC_LIVELIHOOD", "OTHER"])
def test_a_meal_or_a_visit_needs_no_word_of_health(service: str) -> None:
    assert not templates.allowed_items(service) & HEALTH


def test_the_worker_cannot_write_what_the_service_never_gets(world: World) -> None:
    with pytest.raises(Invalid) as refusal:
        world.draft(world.welfare, service="MEAL", shared_items=["NAME", "DIAGNOSIS"])
    assert refusal.value.errors["shared_items"] == ["이 서비스에는 보내지 않는 항목입니다(식사·영양 지원): 진단명"]


def test_consent_does_not_widen_the_template(world: World) -> None:
    """The person agreed to the diagnosis, and the row got it by another way: sending still refuses."""
    world.consent("THIRD_PARTY", world.welfare, ("NAME", "PHONE"))
    world.consent("SENSITIVE_THIRD_PARTY", world.welfare, ("DIAGNOSIS",))
    linkage = world.draft(world.welfare, service="MEAL", shared_items=["NAME", "PHONE"])
    linkage.shared_items = ["NAME", "DIAGNOSIS"]
    linkage.save(update_fields=["shared_items"])
    with pytest.raises(Invalid, match="보내지 않는 항목"):
        steps.send(actor=world.worker, linkage=linkage)


def test_a_later_edition_closes_an_item_that_was_sent_already(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    linkage = world.accepted(shared_items=["NAME", "FUNCTION"])
    assert Consent.objects.filter(client=world.client, receiver=world.health_center).exists()
    assert set(snapshots.shown_to_receiver(linkage) or {}) == {"NAME", "FUNCTION"}

    editions = dict(templates._editions())
    narrow = ShareTemplate("HOME_HEALTH", 2, date(2026, 10, 20), ("NAME", "PHONE"), "줄임")
    editions["HOME_HEALTH"] = [narrow, *editions["HOME_HEALTH"]]
    monkeypatch.setattr(templates, "_editions", lambda: editions)
    assert set(snapshots.shown_to_receiver(linkage) or {}) == {"NAME"}
    answer: Any = world.cast.health1.api().get(f"/api/v1/linkages/{linkage.pk}/").json()
    assert set(answer["items"]) == {"NAME"}


def test_an_edition_begins_on_its_day() -> None:
    assert templates.template_for("MEAL", date(2025, 12, 31)) is None
    assert templates.template_for("MEAL", date(2026, 1, 1)).edition == 1  # type: ignore[union-attr]
