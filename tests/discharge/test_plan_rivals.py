"""A part of the plan and the version to which it belongs, changed in the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from core import workdays
from core.errors import Conflict, Invalid
from discharge.models import DischargeCase, PlanPart
from discharge.services import cases, plans
from tests import make
from tests.cast import Cast, current
from tests.rivals import together

Deed = Callable[[Cast, PlanPart], Any]


def _writes(cast: Cast, part: PlanPart) -> Any:
    return plans.save_part(actor=cast.nurse1.actor, part=part, data={"text": "늦게 고친 글"}, version=part.version)


def _takes_back(cast: Cast, part: PlanPart) -> Any:
    return plans.unsign(actor=cast.nurse1.actor, part=part)


def _approve(cast: Cast, case: DischargeCase) -> None:
    explained = {"explained_to": "PATIENT", "explained_on": workdays.seoul_today()}
    cases.step("approve_amendment", actor=cast.doctor1.actor, case=case, data=explained)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("deed", "answer"), [(_writes, Conflict), (_takes_back, Invalid)])
def test_the_nurse_waits_for_the_doctor_who_approves_and_then_finds_the_version_frozen(
    deed: Deed, answer: type[Exception]
) -> None:
    cast = current()
    case = make.case("FOLLOW_UP")
    case.plans.update(emergency_contact="딸 010-0000-0000")
    cases.step("amend_plan", actor=cast.nurse1.actor, case=case, data={"reason": "낙상이 있었음"})
    part = plans.part_to_write(actor=cast.nurse1.actor, case=case, kind="nurse")
    answers: list[Any] = []
    late = threading.Thread(target=lambda: answers.extend(together(lambda: deed(cast, part))))
    with transaction.atomic():
        _approve(cast, case)
        late.start()
        late.join(timeout=0.5)
        assert late.is_alive(), "the part was changed while its version was being approved"
    late.join(timeout=10)
    assert [type(one) for one in answers] == [answer]
    part.refresh_from_db()
    assert (part.text, part.status, part.plan.approved_at is not None) == ("계획 내용", "SIGNED", True)
