"""The plan over the API: written, signed, approved by the same rules as the pages."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from discharge.models import DischargeCase, PlanPart
from discharge.services import plans
from tests import make
from tests.cast import Cast, Member
from tests.discharge.api_calls import case_url, post, refusal_of
from tests.discharge.screening_data import NUMBER

SOCIAL = {
    "text": "딸과 함께 지내기로 함",
    "goals": [{"text": "혼자 화장실에 갑니다.", "due_on": "2097-01-01"}],
    "actions": [{"need_area": "REHAB", "who": "OWN", "action": "방문재활", "service": "HOME_REHAB"}],
    "disposition_planned": "HOME",
    "emergency_contact": "딸 010-0000-0000",
    "sign": True,
}
DOCTOR = {
    "text": "재활",
    "medications": [{"name": "칼슘제"}],
    "appointments": [{"department": "정형외과", "on": "2097-01-01"}],
}
NURSE = {
    "text": "상처 돌봄",
    "education": [
        {
            "topic": "낙상 예방",
            "taught_to": "PATIENT",
            "taught_by": "이가상",
            "taught_on": "2026-10-19",
            "understanding": "상",
        }
    ],
}


def _put(who: Member, case: DischargeCase, kind: str, data: dict[str, Any]) -> Any:
    version = PlanPart.objects.filter(plan__case=case, kind=kind.upper()).order_by("-plan__edition")[0].version
    return who.api().put(case_url(case, f"plan-parts/{kind}/"), data, format="json", headers={"If-Match": str(version)})


def test_a_plan_is_written_signed_submitted_and_approved(cast: Cast) -> None:
    case = make.case("PLANNING")
    done = _put(cast.social1, case, "social", SOCIAL)
    assert (done.status_code, done.json()["status"]["code"]) == (200, "SIGNED")
    assert _put(cast.doctor1, case, "doctor", DOCTOR).json()["rows"]["appointments"][0]["on"] == "2097-01-01"
    assert _put(cast.nurse1, case, "nurse", NURSE).json()["status"]["code"] == "DRAFT"
    for who, kind in ((cast.doctor1, "doctor"), (cast.nurse1, "nurse")):
        assert post(who, case_url(case, f"plan-parts/{kind}/sign/")).json()["signed_by"]["id"] == who.pk
    assert post(cast.nurse1, case_url(case, "plan-parts/nurse/unsign/")).json()["was_signed"] is True
    assert "간호" in refusal_of(post(cast.social1, case_url(case, "submit-plan/")))["detail"]
    post(cast.nurse1, case_url(case, "plan-parts/nurse/sign/"))
    assert post(cast.social1, case_url(case, "submit-plan/")).json()["status"]["code"] == "PLAN_REVIEW"
    explained = {"explained_to": "PATIENT", "explained_on": str(timezone.localdate())}
    refusal_of(post(cast.social1, case_url(case, "approve-plan/"), explained), 403)
    refusal_of(post(cast.doctor1, case_url(case, "approve-amendment/"), explained), 409)
    assert post(cast.doctor1, case_url(case, "return-plan/"), {"reason": "약"}).json()["status"]["code"] == "PLANNING"
    post(cast.social1, case_url(case, "submit-plan/"))
    assert post(cast.doctor1, case_url(case, "approve-plan/"), explained).json()["status"]["code"] == "PLANNED"
    assert post(cast.nurse1, case_url(case, "revise-plan/"), {"reason": "바뀜"}).status_code == 200
    _put(cast.nurse1, case, "nurse", {"text": "상처와 식이"})
    versions = cast.doctor1.api().get(case_url(case, "plans/")).json()
    assert [(row["edition"], row["is_open"], row["reason"]) for row in versions] == [(2, True, "바뀜"), (1, False, "")]
    compared = cast.doctor1.api().get(case_url(case, "plans/1/compare/2/")).json()
    changed = {row["title"]: [piece["op"] for piece in row["pieces"]] for row in compared if not row["same"]}
    assert set(changed) == {"간호"}
    assert {"delete", "insert"} & set(changed["간호"])
    assert cast.doctor1.api().get(case_url(case, "plans/1/")).json()["goals"][0]["text"] == "혼자 화장실에 갑니다."


def test_a_stale_part_answers_with_both_texts(cast: Cast) -> None:
    case = make.case("PLANNING")
    url = case_url(case, "plan-parts/nurse/")
    api = cast.nurse1.api()
    refusal_of(api.put(url, NURSE, format="json"))
    first = api.put(url, {"text": "먼저"}, format="json", headers={"If-Match": "1"})
    assert first.json()["version"] == 2
    found = refusal_of(api.put(url, {"text": "나중"}, format="json", headers={"If-Match": "1"}), 409)
    assert (found["stored"]["text"], found["stored"]["by"], found["mine"]["text"]) == ("먼저", "이가상", "나중")
    assert cast.social1.api().get(url).json()["text"] == "먼저"


def test_a_part_belongs_to_its_profession(cast: Cast) -> None:
    case = make.case("PLANNING")
    refusal_of(_put(cast.nurse1, case, "social", SOCIAL), 403)
    refusal_of(post(cast.coordinator1, case_url(case, "plan-parts/nurse/sign/")), 403)
    refusal_of(_put(cast.hospital2, case, "nurse", NURSE), 404)
    refusal_of(cast.social1.api().get(case_url(case, "plan-parts/nonsense/")), 404)
    assert "goals" in refusal_of(_put(cast.nurse1, case, "nurse", {"goals": []}))["fields"]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"goals": [SOCIAL["goals"][0]] * 6}, "goals"),  # type: ignore[index]
        ({"goals": [SOCIAL["goals"][0]] * 40}, "goals"),  # type: ignore[index]
        ({"goals": {"text": "x"}}, "goals"),
        ({"goals": [{"text": "x", "due_on": "1999-12-31"}]}, "goals.0.due_on"),
        ({"actions": [{"need_area": "REHAB", "who": "NONE"}]}, "actions.0"),
        (
            {"actions": [{"need_area": "REHAB", "who": "PARTNER", "action": "x", "partner": 10**30}]},
            "actions.0.partner",
        ),
        ({"disposition_planned": "DEATH"}, "disposition_planned"),
        ({"text": "가" * 1001}, "text"),
        ({"emergency_contact": NUMBER}, "emergency_contact"),
        ({"actions": [{"need_area": "REHAB", "who": "OWN", "action": NUMBER}]}, "actions.0.action"),
        ({"sign": "아마"}, "sign"),
    ],
)
def test_a_part_that_does_not_fit_is_not_kept(cast: Cast, changed: dict[str, Any], field: str) -> None:
    case = make.case("PLANNING")
    assert field in refusal_of(_put(cast.social1, case, "social", SOCIAL | changed))["fields"]
    part = PlanPart.objects.get(plan__case=case, kind="SOCIAL")
    assert (part.text, part.version) == ("계획 내용", 1)


def test_a_part_has_a_bounded_number_of_lines(cast: Cast) -> None:
    case = make.case("PLANNING")
    found = refusal_of(_put(cast.nurse1, case, "nurse", {"education": NURSE["education"] * 31}))  # type: ignore[operator]
    assert found["fields"] == {"education": ["30줄까지 적으십시오."]}


def test_an_amendment_is_approved_by_its_own_act(cast: Cast) -> None:
    case = make.case("FOLLOW_UP")
    assert post(cast.nurse1, case_url(case, "amend-plan/"), {"reason": "낙상"}).status_code == 200
    plan = plans.open_plan(DischargeCase.objects.get(pk=case.pk))
    assert plan is not None
    assert (plan.edition, plan.reason) == (2, "낙상")
    assert _put(cast.social1, case, "social", SOCIAL).status_code == 200
    explained = {"explained_to": "CAREGIVER", "explained_on": str(timezone.localdate())}
    assert post(cast.coordinator1, case_url(case, "approve-amendment/"), explained).status_code == 200
    refusal_of(post(cast.nurse1, case_url(case, "revise-plan/"), {"reason": "x"}), 409)
