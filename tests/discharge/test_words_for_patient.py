"""What the plan prints is what its professions wrote for the patient; what staff did stays in the house."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from core import reports as paper
from discharge.models import DischargeCase, PlanPart
from discharge.papers import plans as papers
from discharge.services import papers as printing
from discharge.services.plans import staff_sentences
from tests import make
from tests.cast import Cast
from tests.discharge.api_calls import case_url, refusal_of
from tests.discharge.test_plan_story import ACTION, GOAL, _part, _typed, _url

TOLD = "보행기를 늘 쓰십시오. 낙상 예방을 교육함."
pytestmark = pytest.mark.django_db


@pytest.fixture
def case(cast: Cast) -> DischargeCase:
    made = make.case("PLANNING")
    made.plans.all().delete()
    make.plan(made)
    return made


def _printed(cast: Cast, case: DischargeCase) -> str:
    found = printing.plan_rows(case, case.plans.get())
    return paper.preview(papers.PAPER, case, papers.context(found), cast.social1.actor)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("낙상 예방을 교육함.", ["낙상 예방을 교육함."]),
        ("약을 챙기십시오.\n복약 지도하였음", ["복약 지도하였음"]),
        ("상처 소독 시행됨. 물에 젖지 않게 하십시오.", ["상처 소독 시행됨."]),
        ("수술 뒤 경과가 좋음", []),
        ("골절이 확인됨.", []),
        ("부종이 관찰됨. 근력이 낮게 평가되었음", []),
        ("부종을 관찰함. 보행 평가 완료", ["부종을 관찰함.", "보행 평가 완료"]),
        ("안내문을 읽으십시오. 확인하고 드십시오.", []),
    ],
)
def test_what_staff_did_is_told_from_what_the_patient_is_told(text: str, found: list[str]) -> None:
    assert staff_sentences(text) == found


def test_a_part_that_tells_what_staff_did_is_not_signed_at_either_door(cast: Cast, case: DischargeCase) -> None:
    browser = cast.nurse1.client()
    page = browser.get(_url(case, "nurse"))
    assert "퇴원계획서에 나가지 않습니다." in page.text
    refused = browser.post(_url(case, "nurse"), _typed("nurse", TOLD))
    assert refused.status_code in (400, 409)
    assert "직원 기록으로 옮긴 뒤 서명하십시오" in refused.text
    url, headers = case_url(case, "plan-parts/nurse/"), {"if-match": str(_part(case, "nurse").version)}
    body = {"text": TOLD, "sign": True}
    answer = cast.nurse1.api().put(url, body, format="json", headers=headers)
    assert "낙상 예방을 교육함." in refusal_of(answer, answer.status_code)["detail"]
    body = {"text": "보행기를 늘 쓰십시오.", "staff_note": "낙상 예방을 교육함.", "sign": True}
    answer = cast.nurse1.api().put(url, body, format="json", headers=headers)
    assert answer.status_code == 200, answer.content.decode()
    assert answer.json()["rows"]["staff_note"] == "낙상 예방을 교육함."
    html = _printed(cast, case)
    assert "보행기를 늘 쓰십시오." in html
    assert "교육함" not in html
    assert "낙상 예방을 교육함." in cast.doctor1.client().get(f"/discharge/cases/{case.pk}/").text


def test_nothing_that_was_signed_is_cut_at_printing(cast: Cast, case: DischargeCase) -> None:
    plan = case.plans.get()
    signs = "열이 나면 오십시오.\n연락할 곳을 안내함."
    plan.parts.filter(kind="DOCTOR").update(text=TOLD, rows={"warning_signs": signs})
    plan.approved_at = timezone.now()
    plan.save()
    html = _printed(cast, case)
    for words in (*TOLD.split(". "), *signs.splitlines()):
        assert words in html


def test_all_three_signed_texts_stand_in_the_plan(cast: Cast, case: DischargeCase) -> None:
    typed = _typed("social", "끼니는 도시락을 드십시오.", goals=[GOAL], actions=[ACTION]) | {
        "staff_note": "아들과 연락이 끊김", "disposition_planned": "HOME", "emergency_contact": "딸 010-0000-0000",
    }  # fmt: skip
    assert cast.social1.client().post(_url(case, "social"), typed).status_code == 302
    html = _printed(cast, case)
    assert "끼니는 도시락을 드십시오." in html
    assert "아들과 연락이 끊김" not in html
    assert html.count("계획 내용") == 2, "the physician's and the nurse's"


def test_words_written_under_the_old_promise_stay_in_the_house(cast: Cast, case: DischargeCase) -> None:
    PlanPart.objects.filter(plan__case=case, kind="SOCIAL").update(text="빚이 있음", rows={})
    with connection.schema_editor() as editor:
        import_module("discharge.migrations.0005_words_for_the_patient").keep_in_the_house(apps, editor)
    part = _part(case, "social")
    assert (part.text, part.rows) == ("", {"staff_note": "빚이 있음"})
    assert _part(case, "doctor").text == "계획 내용"
