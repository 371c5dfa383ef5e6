"""What the case before knew of a person is offered to be confirmed: the assessment to each profession, the medication."""

from __future__ import annotations

from typing import Any

import pytest

from core.models import AuditEntry
from discharge.models import Assessment, DischargeCase, PlanPart
from discharge.services import assessments
from tests import make
from tests.cast import Cast, Member
from tests.discharge.api_calls import case_url, post
from tests.discharge.test_plan_story import _typed

PILL = {"name": "암로디핀 5mg", "when": "아침 식사 뒤", "caution": "어지러우면 앉기"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def first(cast: Cast) -> DischargeCase:
    """Closed half a year ago, assessed, with an approved plan."""
    made = make.case("CLOSED", admitted_on=make.days_ago(200), discharged_on=make.days_ago(190))
    made.assessments.all().delete()
    made.plans.all().delete()
    make.assessment(
        made, assessed_on=make.days_ago(195), med_summary="당뇨로 약을 먹음", comorbidity=["DIABETES"], medication_count=7,
        medication_note="혈압약 아침", pain=4, housing_type="OWN", caregiver_capacity="PARTLY", wish="집에 가고 싶음",
    )  # fmt: skip
    plan = make.plan(made, is_signed=True, is_approved=True)
    PlanPart.objects.filter(plan=plan, kind="DOCTOR").update(rows={"medications": [PILL]})
    return made


@pytest.fixture
def again(cast: Cast, first: DischargeCase) -> DischargeCase:
    return make.case("ASSESSING", client=first.client, previous_case=first, admitted_on=make.days_ago(3))


@pytest.fixture
def fresh(cast: Cast, again: DischargeCase) -> Assessment:
    return assessments.begin_round(actor=cast.social1.actor, case=again, round="INITIAL", assessed_on=make.days_ago(1))


def _page(row: Assessment, part: str) -> str:
    return f"/discharge/cases/{row.case_id}/assessments/{row.pk}/{part}/"


@pytest.mark.parametrize(
    ("part", "who", "copied", "left"),
    [
        ("medical", "doctor1", {"med_summary": "당뇨로 약을 먹음", "comorbidity": ["DIABETES"]}, {}),
        ("nursing", "nurse1", {"medication_count": 7, "medication_note": "혈압약 아침"}, {"pain": None}),
        ("social", "social1", {"caregiver_capacity": "PARTLY"}, {"wish": ""}),
    ],
)
def test_each_profession_confirms_what_its_part_said_before(
    cast: Cast,
    first: DischargeCase,
    fresh: Assessment,
    part: str,
    who: str,
    copied: dict[str, Any],
    left: dict[str, Any],
) -> None:
    member: Member = getattr(cast, who)
    browser = member.client()
    page = browser.get(_page(fresh, part))
    assert first.number in page.text
    assert '<a href="?from=earlier">지난 평가 불러오기</a>' in page.text
    assert page.context["form"][next(iter(copied))].value() in ("", None, []), "nothing is taken over by itself"
    page = browser.get(f"{_page(fresh, part)}?from=earlier")
    assert "지금도 맞는지 확인하고 고친 뒤 저장하십시오." in page.text
    shown = {name: page.context["form"][name].value() for name in (*copied, *left)}
    assert shown == copied | left
    fresh.refresh_from_db()
    assert getattr(fresh, f"{part}_at") is None, "looking stores nothing"


def test_the_physician_confirms_the_medication_of_before(
    cast: Cast, first: DischargeCase, again: DischargeCase
) -> None:
    DischargeCase.objects.filter(pk=again.pk).update(status="PLANNING")
    make.plan(again)
    url = f"/discharge/cases/{again.pk}/plan/parts/doctor/"
    browser = cast.doctor1.client()
    assert "지난 약 불러오기" in browser.get(url).text
    assert PILL["name"] not in browser.get(url).text
    page = browser.get(f"{url}?from=earlier")
    assert PILL["name"] in page.text
    typed = _typed("doctor", "약을 드십시오.", sign=False, medications=[PILL])
    assert browser.post(url, typed).status_code == 302
    part = PlanPart.objects.get(plan__case=again, kind="DOCTOR")
    assert [row["name"] for row in part.rows["medications"]] == [PILL["name"]]
    assert browser.get(f"{url}?from=earlier").text.count(f'value="{PILL["name"]}"') == 1, "not twice"


def test_over_the_api_the_same_is_read_and_recorded(cast: Cast, first: DischargeCase, again: DischargeCase) -> None:
    (found,) = cast.nurse1.api().get(case_url(again, "earlier/")).json()
    assert (found["case_number"], found["assessed_on"]) == (first.number, str(make.days_ago(195)))
    assert found["medical"] == {"med_summary": "당뇨로 약을 먹음", "comorbidity": ["DIABETES"]}
    assert found["nursing"] == {"medication_count": 7, "medication_note": "혈압약 아침"}
    assert found["medications"] == [PILL]
    entry = AuditEntry.objects.get(verb="case.earlier")
    assert (entry.action, entry.persons) == ("VIEW", [first.client_id])
    assert cast.nurse1.api().get(case_url(first, "earlier/")).json() == [], "there is none before the first"


def test_who_may_not_read_the_case_before_is_offered_nothing(
    cast: Cast, first: DischargeCase, again: DischargeCase
) -> None:
    row = assessments.begin_round(actor=cast.social1.actor, case=again, round="INITIAL", assessed_on=make.days_ago(1))
    DischargeCase.objects.filter(pk=first.pk).update(nurse=None)
    page = cast.nurse1.client().get(f"{_page(row, 'nursing')}?from=earlier")
    assert page.status_code == 200
    assert "지난 평가" not in page.text
    assert page.context["form"]["medication_count"].value() is None
    assert cast.nurse1.api().get(case_url(again, "earlier/")).json() == []


def test_an_sgds_is_entered_item_by_item_or_as_a_total(cast: Cast, fresh: Assessment) -> None:
    case = fresh.case
    url = f"/discharge/cases/{case.pk}/instruments/SGDSK/new/"
    page = cast.nurse1.client().get(url)
    assert "15번 문항" in page.text
    items = {f"q{number}": str(int(number <= 8)) for number in range(1, 16)}
    day = {"measured_on": str(make.days_ago(0))}
    refused = cast.nurse1.client().post(url, items | day | {"q15": ""})
    assert refused.status_code == 400
    assert "q15" in refused.context["form"].errors
    assert cast.nurse1.client().post(url, items | day).status_code == 302
    result = case.instrument_results.get()
    assert (result.total, result.band_label, len(result.answers)) == (8, "우울 의심", 16)
    body = {"instrument": "SGDSK", "answers": {"total": 6}, **day}
    answer = post(cast.nurse1, case_url(case, "instrument-results/"), body)
    assert answer.status_code == 201, answer.content.decode()
    assert answer.json()["total"] == 6
