"""Who sees which linkage, and for how long (domain 0.3)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.errors import Forbidden, NotVisible
from referrals.access import LINKAGE_ACCESS, PROVISION_ACCESS
from referrals.models import AgencyReferral, Linkage, Provision
from tests import make
from tests.referrals.conftest import World, at


def relations(world: World, who: str, linkage: Linkage) -> set[str]:
    return set(LINKAGE_ACCESS.relations_of(getattr(world.cast, who).actor, linkage))


def test_every_person_stands_as_they_work(world: World) -> None:
    linkage = world.sent()
    expected = {
        "social1": {"social_worker"},
        "nurse1": {"nurse"},
        "doctor1": {"attending"},
        "coordinator1": {"coordinator"},
        "health1": {"receiver"},
    }
    for who, _ in world.cast.members():
        assert relations(world, who, linkage) == expected.get(who, set()), who


def test_a_draft_is_seen_by_the_sender_alone(world: World) -> None:
    linkage = world.draft()
    assert relations(world, "social1", linkage) == {"social_worker"}
    assert relations(world, "health1", linkage) == set()


@pytest.mark.parametrize("state", ["DECLINED", "CANCELLED"])
def test_after_a_refusal_or_a_cancel_the_receiver_keeps_the_header_line(world: World, state: str) -> None:
    linkage = world.at_state(state)
    receiver = world.cast.health1.actor
    assert Linkage.objects.for_actor(receiver).filter(pk=linkage.pk).exists()
    with pytest.raises(Forbidden):
        LINKAGE_ACCESS.find(receiver, "read", pk=linkage.pk)
    assert relations(world, "social1", linkage) == {"social_worker"}


@pytest.mark.parametrize("state", ["COMPLETED", "STOPPED"])
def test_ninety_days_after_the_end_the_content_closes(world: World, clock: Any, state: str) -> None:
    linkage = world.at_state(state)
    assert relations(world, "health1", linkage) == {"receiver"}
    clock.move_to(at(10, 20, 14).replace(year=2027, month=1, day=19))
    assert relations(world, "health1", linkage) == {"past_receiver"}


def test_an_agency_never_sees_another_agencys_linkage_of_the_same_person(world: World) -> None:
    linkage = world.sent()
    world.sent(world.welfare, service="MEAL")
    seen = Linkage.objects.for_actor(world.cast.health1.actor)
    assert [row.pk for row in seen] == [linkage.pk]
    with pytest.raises(NotVisible):
        LINKAGE_ACCESS.find(world.cast.welfare1.actor, "read", pk=linkage.pk)


def test_the_receiver_prints_within_its_sight_and_neither_follows_nor_edits(world: World) -> None:
    linkage = world.sent()
    assert LINKAGE_ACCESS.find(world.cast.health1.actor, "print", pk=linkage.pk) == linkage
    for act in ("follow", "edit", "for_receiver"):
        with pytest.raises(Forbidden):
            LINKAGE_ACCESS.find(world.cast.health1.actor, act, pk=linkage.pk)


def test_the_ledger_is_for_the_privacy_officer_and_the_coordinators_own_programmes(world: World) -> None:
    world.sent()
    readers = {who for who, member in world.cast.members() if Provision.objects.for_actor(member.actor).exists()}
    assert readers == {"cpo1", "coordinator1"}
    Linkage.objects.update(programme="MENTAL_HEALTH")
    assert not Provision.objects.filter(PROVISION_ACCESS.scope(world.cast.coordinator1.actor)).exists()
    assert Provision.objects.filter(PROVISION_ACCESS.scope(world.cast.cpo1.actor)).exists()


def test_the_content_closes_to_the_receiver_with_the_consent(world: World) -> None:
    from network.models import Consent
    from referrals.services.linkages import snapshots

    linkage = world.accepted()
    assert snapshots.shown_to_receiver(linkage) == linkage.snapshot
    Consent.objects.filter(client=world.client).update(status="EXPIRED", valid_until=timezone.localdate())
    assert snapshots.shown_to_receiver(linkage) is None


def test_the_privacy_officer_finds_what_left_the_house_with_its_number(world: World) -> None:
    linkage, other = world.sent(), world.draft()
    page = world.cast.cpo1.client().get("/audit/?action=SEND").content.decode()
    assert f"연계 의뢰 {linkage.number}" in page
    assert "외부 제공" in page
    assert other.number not in page, "what was not sent was given to nobody"
    assert world.client.name not in page


def _numbers(browser: Client, url: str, rows: list[Any]) -> list[str]:
    """Of these rows, in the order of the list."""
    known = {row.number for row in rows}
    return [row.number for row in browser.get(url).context["page"].rows if row.number in known]


def _aged(model: type[Any], make_one: Callable[[], Any]) -> tuple[Any, Any]:
    """An older and a newer one."""
    rows = make_one(), make_one()
    for row, days in zip(rows, (9, 1), strict=True):
        model.objects.filter(pk=row.pk).update(created_at=timezone.now() - timedelta(days=days))
    return rows


def _turns_over(browser: Client, url: str, older: Any, newer: Any) -> None:
    found = [_numbers(browser, f"{url}{order}", [older, newer]) for order in ("", "&o=nothing", "&o=old")]
    usual = [newer.number, older.number]
    assert found == [usual, usual, usual[::-1]]
    page = browser.get(f"{url}&o=old").content.decode()
    assert 'aria-sort="ascending"' in page
    assert '<input type="hidden" name="o" value="old">' in page


def test_the_number_turns_the_list_of_linkages_over_and_the_order_is_kept(world: World) -> None:
    _turns_over(world.cast.social1.client(), "/linkages/?view=all", *_aged(Linkage, world.draft))


def test_so_it_does_for_what_agencies_refer_on_both_sides(world: World) -> None:
    older, newer = _aged(AgencyReferral, lambda: make.agency_referral("SUBMITTED"))
    for who, side in ((world.cast.health1, "sent"), (world.cast.coordinator1, "received")):
        _turns_over(who.client(), f"{reverse(f'referrals:agency-{side}-list')}?view=all", older, newer)
