"""Alcohol dependence: AUDIT-K before the plan (story 7.2)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from core import workdays
from core.errors import Invalid
from discharge.models import InstrumentResult
from discharge.services import assessments, measurements
from tests import make
from tests.discharge.conftest import AUDITK_24

pytestmark = pytest.mark.django_db


@pytest.fixture
def drinker(cast: Any) -> Any:
    client = make.client_(name="이가상", birth_date=date(1972, 1, 1), sex="M")
    return make.case("ASSESSING", client=client, target_group="ALCOHOL_DEPENDENCE", kcd_code="F10.2")


def ask(cast: Any, case: Any, answers: Any) -> InstrumentResult:
    return measurements.record_instrument(
        actor=cast.nurse1.actor,
        case=case,
        instrument="AUDITK",
        answers=answers,
        measured_on=workdays.seoul_today(),
    )


def test_24_of_a_man_is_probable_use_disorder(cast: Any, drinker: Any) -> None:
    result = ask(cast, drinker, AUDITK_24)
    assert (result.total, result.variant, result.band_label) == (24, "M", "알코올 사용장애 추정")


def test_the_same_12_is_risk_for_a_man_and_disorder_for_a_woman(cast: Any, drinker: Any) -> None:
    answers = dict.fromkeys(AUDITK_24, 0) | {"q1": 4, "q2": 4, "q3": 4}
    woman = make.case("ASSESSING", client=make.client_(sex="F"), target_group="ALCOHOL_DEPENDENCE")
    assert ask(cast, drinker, answers).band_label == "위험음주"
    assert ask(cast, woman, answers).band_label == "알코올 사용장애 추정"


def test_items_9_and_10_take_0_2_4_only(cast: Any, drinker: Any) -> None:
    with pytest.raises(Invalid) as refused:
        ask(cast, drinker, {**AUDITK_24, "q10": 3})
    assert list(refused.value.errors) == ["q10"]


def test_a_missing_item_gives_no_total_and_is_named(cast: Any, drinker: Any) -> None:
    url = reverse("discharge:instrument-record", args=[drinker.pk, "AUDITK"])
    given = {key: value for key, value in AUDITK_24.items() if key != "q7"}
    answer = cast.nurse1.client().post(url, {**given, "measured_on": workdays.seoul_today()})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert 'href="#id_q7">7번 문항: 이 문항에 답하십시오.' in page
    assert 'id="id_q6_1" required checked' not in page
    assert not InstrumentResult.objects.exists()


def test_the_plan_waits_for_it(cast: Any, drinker: Any, write_parts: Any) -> None:
    row = assessments.begin_round(
        actor=cast.social1.actor, case=drinker, round="INITIAL", assessed_on=workdays.seoul_today()
    )
    write_parts(row, ADDICTION=3)
    row.refresh_from_db()
    assert assessments.missing(row) == ["알코올 사용장애 선별검사"]
    ask(cast, drinker, AUDITK_24)
    assert assessments.missing(row) == []
    assert assessments.finish(actor=cast.social1.actor, assessment=row).status == "PLANNING"


def test_the_page_goes_from_the_form_to_the_result_with_its_sentence(cast: Any, drinker: Any) -> None:
    url = reverse("discharge:instrument-record", args=[drinker.pk, "AUDITK"])
    answer = cast.nurse1.client().post(url, {**AUDITK_24, "measured_on": workdays.seoul_today()}, follow=True)
    page = answer.content.decode()
    assert "선별검사 결과이며 진단이 아닙니다." in page
    assert '<b class="num">24</b> 알코올 사용장애 추정' in page
