"""What `load_demo` brings: a fictional network beside the real hospitals. Loaded once for all that look at it."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction

from core import workdays
from core.duties import KINDS
from core.models import Duty
from discharge.models import DischargeCase
from education.models import EducationRequest
from network.models import Institution, Membership, Phone, User
from network.services import reference
from referrals.models import AgencyReferral, Linkage
from tests.cast import Member
from tests.laws.owed import fault_of
from tests.laws.test_l1_a_duty_can_be_done import ELSEWHERE, all_owed
from tests.network.test_reference import rows


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The demo network in a database where the standing cast has other user names; forgotten with this file."""
    files = tmp_path_factory.mktemp("demo")
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.DEMO", True)
        patch.setattr("django.conf.settings.MEDIA_ROOT", files)
        patch.setattr("django.conf.settings.AUDIT_HEADS", files / "audit-heads.log")
        reference.load()
        for user in User.objects.all():
            User.objects.filter(pk=user.pk).update(username=f"cast-{user.username}")
        call_command("load_demo", stdout=StringIO())
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demo(loaded: None, db: None, settings: Any) -> None:
    settings.DEMO = True


def test_the_demos_agencies_are_fictional_and_their_numbers_reach_nobody(demo: None) -> None:
    agencies = Institution.objects.filter(code__startswith="fictional-")
    assert not agencies.filter(is_fictional=False).exists()
    numbers = Phone.objects.filter(institution__in=agencies).values_list("number", flat=True)
    assert all(number.startswith("000-0000-") for number in numbers)
    assert not User.objects.exclude(email__endswith="@example.invalid").exists()


def test_every_kind_of_the_leaflets_council_is_there(demo: None) -> None:
    kinds = set(Institution.objects.filter(code__startswith="fictional-").values_list("kind", flat=True))
    assert kinds >= {
        "FIRE_STATION",
        "HEALTH_CENTER",
        "LOCAL_GOV",
        "TOWN_OFFICE",
        "NHIS_BRANCH",
        "LTC_HOSPITAL",
        "CLINIC",
        "WELFARE_CENTER",
        "NURSING_HOME",
        "MH_CENTER",
        "ADDICTION_CENTER",
        "DEMENTIA_CENTER",
        "MEDICAL_ASSOC",
    }


def test_a_second_load_of_the_demo_does_nothing(demo: None) -> None:
    before = rows()
    call_command("load_demo", stdout=StringIO())
    assert rows() == before


def test_the_first_membership_is_where_a_person_with_two_begins(demo: None) -> None:
    from network.actors import valid_memberships

    found = valid_memberships(User.objects.get(username="regional1"))
    assert [row.roles for row in found] == [["COORDINATOR"], ["MONITOR"]]
    assert Membership.objects.filter(user__username="social1").count() == 2


@pytest.mark.parametrize("model", [DischargeCase, Linkage, AgencyReferral, EducationRequest])
def test_who_came_later_has_the_higher_number(demo: None, model: type[DischargeCase]) -> None:
    found = model.objects.order_by("number").values_list("number", "created_at")
    days = [workdays.seoul_date(created) for _, created in found]
    assert len(set(days)) >= 3
    assert days == sorted(days), list(found)


def _undoable(**only: Any) -> tuple[list[str], int]:
    """Duties that somebody to whom they are shown cannot do, and how many were tried. `only`: among these."""
    faults, count = [], 0
    held = Membership.objects.valid_on(workdays.seoul_today()).select_related("user", "institution")
    for membership in held:
        who = Member(membership.user, membership)
        browser = who.client()
        for duty in Duty.objects.open().for_actor(who.actor).filter(**only).order_by("due_at", "pk"):
            count += 1
            fault = fault_of(duty, browser)
            faults += [f"{who.user.username}: {fault}"] if fault else []
    return faults, count


def test_every_duty_can_be_done_by_everybody_to_whom_it_is_shown(demo: None) -> None:
    """L1: the link of a duty never ends on a closed door, and what is owed can be done behind it."""
    faults, count = _undoable()
    assert faults == []
    assert count >= 100


def test_every_kind_of_duty_is_looked_at(demo: None) -> None:
    """Here or in the test world."""
    in_demo = set(Duty.objects.open().values_list("kind", flat=True))
    assert set(KINDS) - in_demo - {owed.kind for owed in all_owed()} - set(ELSEWHERE) == set()


def test_a_duty_that_leads_nowhere_is_found(demo: None) -> None:
    duty = Duty.objects.open().filter(person__isnull=False, person__is_active=True).order_by("due_at").first()
    assert duty is not None
    Duty.objects.filter(pk=duty.pk).update(url="/linkages/00000000-0000-4000-8000-000000000000/")
    assert _undoable(pk=duty.pk)[0] != []


def test_a_duty_whose_page_does_not_offer_it_is_found(demo: None) -> None:
    duty = Duty.objects.open().filter(kind="referrals.receive").first()
    assert duty is not None
    Duty.objects.filter(pk=duty.pk).update(url="/notices/")
    assert any("offers none" in fault for fault in _undoable(pk=duty.pk)[0])
