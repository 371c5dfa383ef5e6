"""An agency that wishes it is told by text of what came and of what is late; a text names nobody."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings

from core import delivery, messages, sweeps
from core.models import Message
from referrals.services.linkages import steps
from tests.referrals.conftest import World, at

MOBILE = "01000000119"


def texts() -> list[str]:
    return [messages.text_of(row)[1] for row in Message.objects.filter(channel="SMS").order_by("not_before", "pk")]


def wish(world: World, phone: str = "010-0000-0119") -> Any:
    return world.cast.health1.client().post("/agency/phone/", {"phone": phone}, follow=True)


def test_an_agency_that_wishes_is_told_of_a_new_referral_and_when_it_is_late(world: World, clock: Any) -> None:
    assert "010-0000-0119" in wish(world).content.decode()
    linkage = world.sent()
    link = f"{settings.BASE_URL}/linkages/{linkage.pk}/ 문의 공공보건의료사업실 031-828-5214"
    assert texts() == [
        f"[이음] 의뢰 접수: {linkage.number}, 10. 23.까지 답해 주십시오. {link}",
        f"[이음] 의뢰 접수: {linkage.number}, 10. 23. 기한이 지났습니다. {link}",
    ]
    row = Message.objects.filter(channel="SMS").earliest("not_before")
    assert (row.address, row.recipient_id) == (MOBILE, None)
    for hidden in ("김가상", linkage.get_service_display()):
        assert hidden not in "".join(texts())
    clock.move_to(at(10, 20, 14, 5))
    delivery.deliver_due(at(10, 20, 14, 5))
    row.refresh_from_db()
    assert row.state == Message.State.SENT


def test_what_was_settled_meanwhile_is_not_told(world: World, clock: Any) -> None:
    wish(world)
    steps.receive(actor=world.cast.health1.actor, linkage=world.sent())
    clock.move_to(at(10, 24, 10))
    sweeps.run_all()
    delivery.deliver_due(at(10, 24, 10))
    told = {(row.values["label"], row.state) for row in Message.objects.filter(channel="SMS")}
    assert told == {("의뢰 접수", "DROPPED"), ("수락 여부 답", "SENT")}


def test_what_was_planned_follows_the_telephone(world: World) -> None:
    """A colleague who left is told nothing more."""
    wish(world)
    world.sent()
    wish(world, "010-0000-0120")
    assert {row.address for row in Message.objects.filter(channel="SMS")} == {"01000000120"}
    wish(world, "")
    assert texts() == []


def test_who_does_not_wish_is_told_nothing_by_text(world: World) -> None:
    world.sent()
    assert texts() == []
    wish(world)
    wish(world, "")
    world.sent()
    assert texts() == []


@pytest.mark.parametrize("typed", ["031-828-5214", "1588-0000"])
def test_only_a_mobile_takes_texts(world: World, typed: str) -> None:
    page = wish(world, typed).content.decode()
    assert "문자를 받을 수 있는 휴대전화 번호를 적으십시오." in page
    assert typed in page
    told = world.cast.health1.api().put("/api/v1/institutions/own/duty-phone/", {"phone": typed}, format="json")
    assert (told.status_code, list(told.json()["fields"])) == (400, ["phone"])


def test_the_api_sets_it_too_and_nobody_elses(world: World) -> None:
    told = world.cast.health1.api().put(
        "/api/v1/institutions/own/duty-phone/", {"phone": "+82 10-0000-0119"}, format="json"
    )
    assert told.json() == {"phone": MOBILE}
    world.health_center.refresh_from_db()
    assert world.health_center.duty_phone == MOBILE
    assert world.cast.social1.client().get("/agency/phone/").status_code == 403
