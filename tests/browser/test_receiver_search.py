"""Enter in the form of a linkage saves it; among the words for an agency it looks for agencies and keeps what was typed."""

from __future__ import annotations

from typing import Any

import pytest

from tests import cast as standing
from tests import make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_enter_does_what_its_place_says(sit: Any) -> None:
    case = make.case("PLANNED")
    seat = sit(standing.current().social1)
    url = f"/linkages/new/?programme=DISCHARGE&case={case.pk}&service=HOME_HEALTH"
    seat.go(url)
    seat.page.fill("[name=reason]", "혼자 지냄")
    seat.page.fill("#id_find", "보건소")
    seat.page.press("#id_find", "Enter")
    seat.page.wait_for_load_state()
    assert seat.page.locator(".errsum").count() == 0
    assert seat.page.input_value("#id_find") == "보건소"
    assert seat.page.input_value("[name=reason]") == "혼자 지냄"
    seat.page.fill("[name=early_reason]", "급함")
    seat.page.press("[name=early_reason]", "Enter")
    seat.page.wait_for_load_state()
    assert seat.page.locator(".errsum").count() == 1
