"""Each part × each relation: the profession writes its own part, everybody else of the team reads it."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from core import workdays
from core.errors import Forbidden, NotVisible
from core.models import AuditEntry
from discharge.services import assessment_parts, measurements
from tests import make

pytestmark = pytest.mark.django_db

WRITERS = {
    "medical": {"doctor1"},
    "nursing": {"nurse1"},
    "social": {"social1"},
    "needs": {"social1", "nurse1"},
}
TEAM = ("social1", "nurse1", "doctor1")
READERS = (*TEAM, "coordinator1")
COLLEAGUES = ("social2",)
STRANGERS = ("doctor2", "hospital2", "health1", "director1", "cpo1", "admin1", "monitor1", "edstaff1", "mhmanager1")


@pytest.mark.parametrize("part", WRITERS)
@pytest.mark.parametrize("who", [*READERS, *COLLEAGUES, *STRANGERS])
def test_who_writes_a_part(cast: Any, initial: Any, part: str, who: str) -> None:
    member = getattr(cast, who)
    url = reverse("discharge:assessment-edit", args=[initial.case_id, initial.pk, part])
    save = {
        "actor": member.actor,
        "assessment": initial,
        "part": part,
        "data": {},
        "version": None,
        "finish": False,
    }
    if who in WRITERS[part]:
        assessment_parts.save_part(**save)
        assert member.client().get(url).status_code == 200
        return
    expected = NotVisible if who in STRANGERS else Forbidden
    with pytest.raises(expected):
        assessment_parts.save_part(**save)
    assert member.client().get(url).status_code == expected().status
    assert member.client().post(url, {}).status_code == expected().status


PAGES = ("assessment-detail", "assessment-compare", "instrument-detail")


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(
    ("who", "status"),
    [
        *((who, 200) for who in READERS),
        *((who, 403) for who in COLLEAGUES),
        *((who, 404) for who in STRANGERS),
        ("nobody", 302),
    ],
)
def test_who_reads(cast: Any, initial: Any, name: str, who: str, status: int) -> None:
    result = measurements.record_instrument(
        actor=cast.nurse1.actor,
        case=initial.case,
        instrument="FRAIL",
        answers={"total": 1},
        measured_on=workdays.seoul_today(),
    )
    rest = {"assessment-detail": [initial.pk], "assessment-compare": [], "instrument-detail": [result.pk]}[name]
    url = reverse(f"discharge:{name}", args=[initial.case_id, *rest])
    assert getattr(cast, who).client().get(url).status_code == status


@pytest.mark.parametrize(
    ("who", "status"),
    [
        *((who, 200) for who in TEAM),
        ("coordinator1", 403),
        *((who, 403) for who in COLLEAGUES),
        *((who, 404) for who in STRANGERS),
    ],
)
def test_who_begins_and_measures(cast: Any, case: Any, who: str, status: int) -> None:
    browser = getattr(cast, who).client()
    assert browser.get(reverse("discharge:assessment-begin", args=[case.pk])).status_code == status
    assert browser.get(reverse("discharge:instrument-record", args=[case.pk, "KMBI"])).status_code == status


@pytest.mark.parametrize(
    ("who", "status"),
    [*((who, 200) for who in READERS), *((who, 403) for who in COLLEAGUES), *((who, 404) for who in STRANGERS)],
)
def test_who_confirms_the_safety_check(cast: Any, case: Any, who: str, status: int) -> None:
    url = reverse("discharge:safety-confirm", args=[case.pk])
    assert getattr(cast, who).client().get(url).status_code == status


def test_an_added_team_member_writes_the_part_of_their_profession(cast: Any, initial: Any) -> None:
    helper = make.member(roles="NURSE")
    make.team_member(initial.case, helper)
    save = {"assessment": initial, "data": {}, "version": None, "finish": False}
    assessment_parts.save_part(actor=helper.actor, part="nursing", **save)
    with pytest.raises(Forbidden):
        assessment_parts.save_part(actor=helper.actor, part="social", **save)


def test_one_person_in_two_roles_writes_both_parts(cast: Any, initial: Any) -> None:
    both = make.member(roles="SOCIAL_WORKER NURSE")
    initial.case.social_worker = initial.case.nurse = both.user
    initial.case.save()
    for part in ("nursing", "social", "needs"):
        assessment_parts.save_part(actor=both.actor, assessment=initial, part=part, data={}, version=None, finish=False)


def test_a_round_of_another_case_is_not_found(cast: Any, initial: Any) -> None:
    other = make.case("ASSESSING")
    browser = cast.social1.client()
    assert browser.get(reverse("discharge:assessment-detail", args=[other.pk, initial.pk])).status_code == 404
    assert browser.get(reverse("discharge:assessment-edit", args=[other.pk, initial.pk, "social"])).status_code == 404


def test_opening_a_part_is_recorded(cast: Any, initial: Any) -> None:
    cast.doctor1.client().get(reverse("discharge:assessment-edit", args=[initial.case_id, initial.pk, "medical"]))
    entry = AuditEntry.objects.filter(action="VIEW", user=cast.doctor1.user).get()
    assert (entry.verb, entry.persons) == ("case.assess", [initial.case.client_id])
