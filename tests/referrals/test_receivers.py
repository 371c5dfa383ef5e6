"""The receiver of a linkage is found like a resource: what fits first, with its room, its age, its cost and hours."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from network.directory.models import ServiceOffer
from network.models import Municipality
from referrals.models import Linkage
from tests import make
from tests.referrals.conftest import World


@pytest.fixture
def url(world: World) -> str:
    return f"/linkages/new/?programme=DISCHARGE&case={world.case.pk}&need=NURSING"


def found(answer: Any) -> list[str]:
    return [choice.line.offer.institution.name for choice in answer.context["found"].choices]


def test_agencies_that_fit_come_first_with_what_one_must_know(world: World, url: str) -> None:
    ServiceOffer.objects.filter(institution=world.health_center, service="HOME_HEALTH").update(
        capacity="AVAILABLE", capacity_at=timezone.now(), cost="무료", hours="평일 09:00~18:00"
    )
    second = make.offer(make.institution(name="가나 방문간호"), "HOME_HEALTH", need_areas=["NURSING"], age_from=65)
    make.offer(make.institution(name="어린이 방문간호"), "HOME_HEALTH", age_to=18, verified_on=None)
    answer = world.cast.social1.client().get(f"{url}&service=HOME_HEALTH")
    assert found(answer) == ["가나 방문간호", "가상시 보건소", "어린이 방문간호"], (
        "the far one does not serve the address"
    )
    page = answer.content.decode()
    for text in ("이용 가능", "오늘", "무료", "평일 09:00~18:00", "나이 기준(18세 이하)과 다름", "확인한 적 없음"):
        assert text in page
    assert second.institution.name in page


def test_an_age_that_stands_against_it_comes_behind_what_fits_alike(world: World, url: str) -> None:
    for name, limits in (("가 어린이", {"age_to": 18}), ("나 누구나", {}), ("다 어르신", {"age_from": 65})):
        make.offer(make.institution(name=name), "HOME_NURSE", need_areas=["NURSING"], **limits)
    answer = world.cast.social1.client().get(f"{url}&service=HOME_NURSE")
    assert found(answer) == ["다 어르신", "나 누구나", "가 어린이"]


def test_looking_for_an_agency_keeps_what_was_typed_and_saves_nothing(world: World, url: str) -> None:
    make.offer(make.institution(name="새벽 방문간호"), "HOME_HEALTH")
    typed = {
        "service": "HOME_HEALTH", "need_area": "NURSING", "reason": "혼자 지냄", "find": "새벽", "search": "1",
        "shared_items": ["NAME", "PHONE"], "receiver": world.health_center.pk,
    }  # fmt: skip
    answer = world.cast.social1.client().post(url, typed)
    assert answer.status_code == 200
    assert found(answer) == ["가상시 보건소", "새벽 방문간호"], "the chosen one stays in view"
    assert [choice.is_chosen for choice in answer.context["found"].choices] == [True, False]
    form = answer.context["form"]
    assert (form["reason"].value(), form["shared_items"].value()) == ("혼자 지냄", ["NAME", "PHONE"])
    assert not Linkage.objects.exists()


def test_enter_among_the_words_looks_for_them(world: World, url: str) -> None:
    typed = {"service": "HOME_HEALTH", "receiver": world.health_center.pk, "find": "새벽", "found_for": ""}
    assert world.cast.social1.client().post(url, typed).status_code == 200
    assert world.cast.social1.client().post(url, typed | {"found_for": "새벽"}).status_code == 400, "now it is saved"


def test_picking_an_agency_carries_on_into_the_draft(world: World, url: str) -> None:
    other = make.offer(make.institution(name="새벽 방문간호"), "HOME_HEALTH").institution
    page = world.cast.social1.client().get(f"{url}&service=HOME_HEALTH&receiver={other.pk}")
    assert [choice.value for choice in page.context["found"].choices if choice.is_chosen] == [other.pk]
    sent = {
        "service": "HOME_HEALTH", "receiver": other.pk, "reason": "혼자 지냄", "request": "주 1회", "urgency": "NORMAL",
        "shared_items": ["NAME"],
    }  # fmt: skip
    assert world.cast.social1.client().post(url, sent).status_code == 302
    row = Linkage.objects.get()
    assert row.receiver == other
    edit = world.cast.social1.client().get(f"/linkages/{row.pk}/edit/")
    assert [choice.value for choice in edit.context["found"].choices if choice.is_chosen] == [other.pk]


def test_without_a_service_there_is_nothing_to_choose_from_yet(world: World, url: str) -> None:
    answer = world.cast.social1.client().get(url)
    assert found(answer) == []
    assert "연계서비스를 고르면" in answer.content.decode()
    assert answer.status_code == 200
    assert world.cast.social1.client().get(f"{url}&service=HOME_HEALTH&receiver=x²").status_code == 200


def test_an_agency_that_stopped_or_serves_elsewhere_with_this_service_is_refused(world: World) -> None:
    from core.errors import Invalid

    offer = ServiceOffer.objects.get(institution=world.health_center, service="HOME_HEALTH")
    offer.areas.set(Municipality.objects.filter(code="41110"))
    with pytest.raises(Invalid, match="주소지를 담당하지 않는"):
        world.draft()
    offer.areas.clear()
    ServiceOffer.objects.filter(pk=offer.pk).update(is_active=False)
    with pytest.raises(Invalid, match="제공하지 않는"):
        world.draft()
