"""Who answers for a house: at a hospital its coordinator, elsewhere its staff; for every matter alike."""

from __future__ import annotations

import pytest

from core import codes
from network.councils.duties import staff_of
from network.models.institutions import HOSPITALS
from referrals.duties.linkages import receiver
from referrals.models import Linkage
from tests import make

OTHERS = {"CLINIC", "PHARMACY", "HEALTH_CENTER", "NURSING_HOME", "MEDICAL_ASSOC", "SUPPORT_GROUP", "OTHER"}


@pytest.mark.django_db
@pytest.mark.parametrize("kind", sorted(HOSPITALS | OTHERS))
def test_a_council_and_a_linkage_turn_to_the_same_people(kind: str) -> None:
    place = make.institution(kind=kind, name="가상기관")
    role = "COORDINATOR" if kind in HOSPITALS else "PARTNER_STAFF"
    assert (staff_of(place, None).role, receiver(Linkage(receiver=place)).role) == (role, role)


def test_every_kind_of_hospital_is_one_of_the_list() -> None:
    known = {code for code, _ in codes.choices("org_type")}
    assert known >= HOSPITALS | OTHERS
    assert {code for code in known if "HOSPITAL" in code} <= HOSPITALS
