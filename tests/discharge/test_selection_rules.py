"""The rules find exactly whom they should, and say why."""

from __future__ import annotations

from datetime import date

import pytest

from core.errors import Conflict, Forbidden, Invalid
from core.models import AuditEntry
from discharge.models import SelectionRule
from discharge.services import admissions, selection_rules
from discharge.services.candidates import Conditions, Facts, why_hit
from tests import make
from tests.cast import Cast

ADMITTED = date(2026, 10, 5)


@pytest.mark.parametrize(
    ("conditions", "facts", "why"),
    [
        (Conditions(min_age=65, kcd_prefixes=("S72",)), Facts(78, kcd_code="S72.0"), "65세 이상(78세) · 진단 S72.0"),
        (Conditions(min_age=65, kcd_prefixes=("S72",)), Facts(64, kcd_code="S72.0"), ""),
        (Conditions(min_age=65, kcd_prefixes=("S72",)), Facts(65, kcd_code="S73.0"), ""),
        (Conditions(kcd_prefixes=("M80",), diagnosis_words=("골절",)), Facts(80, "대퇴골 골절"), "진단명에 '골절'"),
        (Conditions(kcd_prefixes=("Z96.6",)), Facts(50, kcd_code="Z96.60"), "진단 Z96.60"),
        (Conditions(risk_items=("FALLS", "LIVES_ALONE")), Facts(50, risk_items=("LIVES_ALONE",)), "위험요인 독거"),
        (Conditions(household_types=("ALONE",)), Facts(50, household_type="ALONE"), "가구형태 1인 가구(독거)"),
        (Conditions(min_admissions_6m=1), Facts(50, admissions_6m=2), "최근 6개월 입원 1회 이상(2회)"),
        (Conditions(min_admissions_6m=1), Facts(50, admissions_6m=None), ""),  # not known is not zero, nor one
        (Conditions(min_admissions_6m=1, min_ed_visits_6m=1), Facts(50, admissions_6m=1, ed_visits_6m=0), ""),
        (Conditions(), Facts(90, "골절", "S72.0"), ""),  # a rule without conditions would take the whole hospital
    ],
)
def test_a_rule_hits_when_all_its_conditions_hold(conditions: Conditions, facts: Facts, why: str) -> None:
    assert why_hit(conditions, facts) == why


# name: (birth date, diagnosis, KCD, further facts) → label of every rule that must hit
WARD = {
    "김가상": (date(1948, 3, 15), "대퇴골 경부 골절", "S72.0", {}, ["65세 이상 노인골절"]),
    "이가상": (date(1961, 10, 6), "대퇴골 경부 골절", "S72.0", {}, []),  # 64 on the day of admission
    "박가상": (date(1961, 10, 5), "요추 압박골절", "", {}, ["65세 이상 노인골절"]),  # 65 that day, by the word
    "최가상": (date(1972, 1, 1), "알코올 의존 증후군", "F10.2", {}, ["알코올 의존"]),
    "정가상": (date(1950, 5, 5), "뇌경색", "I63.9", {"household_type": "ALONE"}, ["뇌졸중", "1인 가구 노인"]),
    "강가상": (date(1980, 5, 5), "심부전", "I50.0", {}, ["심부전"]),
    "조가상": (date(1970, 1, 1), "폐렴", "J18.9", {"admissions_6m": 1, "ed_visits_6m": 2}, ["재입원 고위험"]),
    "윤가상": (date(1970, 1, 1), "폐렴", "J18.9", {"admissions_6m": 1}, []),
    "장가상": (date(1990, 1, 1), "급성 충수염", "K35.8", {"household_type": "ALONE"}, []),
}


def test_a_fixture_of_admissions_gives_the_exact_list_with_the_rule_that_hit(cast: Cast) -> None:
    selection_rules.default_rules(cast.host)
    for name, (birth, diagnosis, kcd, more, _) in WARD.items():
        make.admission(name=name, birth_date=birth, diagnosis=diagnosis, kcd_code=kcd, admitted_on=ADMITTED, **more)
    selection_rules.rerun_rules(cast.host.pk)

    from discharge.models import Admission

    found = {row.name: [hit["label"] for hit in row.rule_hits] for row in Admission.objects.all()}
    assert found == {name: labels for name, (*_, labels) in WARD.items()}
    candidates = {row.name for row in Admission.objects.candidates()}
    assert candidates == {name for name, (*_, labels) in WARD.items() if labels}
    assert Admission.objects.get(name="김가상").rule_hits[0]["why"] == "65세 이상(78세) · 진단 S72.0"


def test_default_rules_are_made_once(cast: Cast) -> None:
    assert len(selection_rules.default_rules(cast.host)) == 8
    assert selection_rules.default_rules(cast.host) == []


def test_the_coordinator_edits_a_rule_and_the_list_is_looked_through_again(cast: Cast) -> None:
    row = make.admission(diagnosis="고관절 탈구", kcd_code="S73.0")
    rule = selection_rules.save_rule(
        actor=cast.coordinator1.actor,
        data={"label": "고관절", "target_group": "OTHER", "kcd_prefixes": "s73", "diagnosis_words": ""},
    )
    row.refresh_from_db()
    assert row.is_candidate
    assert row.rule_hits[0]["why"] == "진단 S73.0"

    selection_rules.save_rule(actor=cast.coordinator1.actor, rule=rule, data={"is_active": False}, version=1)
    row.refresh_from_db()
    assert not row.is_candidate
    assert AuditEntry.objects.filter(verb="selection_rule.update", object_id=str(rule.pk)).exists()


def test_a_decided_row_keeps_what_it_was_decided_on(cast: Cast) -> None:
    selection_rules.default_rules(cast.host)
    row = admissions.add_admission(actor=cast.social1.actor, data=patient())
    admissions.dismiss(actor=cast.social1.actor, admission=row, reason="NO_NEED")
    SelectionRule.objects.update(is_active=False)
    selection_rules.rerun_rules(cast.host.pk)
    row.refresh_from_db()
    assert row.rule_hits


def test_only_the_coordinator_edits_rules(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        selection_rules.save_rule(actor=cast.social1.actor, data={"label": "내 규칙", "min_age": 65})


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"min_age": None}, "__all__"),
        ({"kcd_prefixes": "골절"}, "kcd_prefixes"),
        ({"label": "심부전", "min_age": 65}, "label"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(cast: Cast, data: dict[str, object], field: str) -> None:
    selection_rules.default_rules(cast.host)
    with pytest.raises(Invalid) as refusal:
        selection_rules.save_rule(
            actor=cast.coordinator1.actor, data={"label": "새 규칙", "target_group": "OTHER", **data}
        )
    assert field in refusal.value.errors


def test_two_coordinators_on_one_rule_lose_nothing(cast: Cast) -> None:
    data = {"label": "고령", "target_group": "OTHER", "min_age": 80}
    rule = selection_rules.save_rule(actor=cast.coordinator1.actor, data=data)
    selection_rules.save_rule(actor=cast.coordinator1.actor, rule=rule, data={"min_age": 85}, version=1)
    with pytest.raises(Conflict) as conflict:
        selection_rules.save_rule(actor=cast.coordinator1.actor, rule=rule, data={"min_age": 75}, version=1)
    assert conflict.value.stored["min_age"] == "85"


def patient(**values: object) -> dict[str, object]:
    return {
        "chart_no": "90000001",
        "name": "김가상",
        "birth_date": date(1948, 3, 15),
        "sex": "F",
        "admitted_on": make.days_ago(2),
        "ward": "51병동",
        "diagnosis": "대퇴골 경부 골절",
        "kcd_code": "S72.0",
        **values,
    }


def test_a_hospital_without_rules_begins_with_those_of_the_programme(cast: Cast) -> None:
    """The coordinator finds an empty page with one button; afterwards the list has been gone through."""
    fractured = make.admission(hospital=cast.host)
    browser = cast.coordinator1.client()
    assert "기본 규칙 더하기" in browser.get("/discharge/rules/").content.decode()
    answer = browser.post("/discharge/rules/defaults/", follow=True)
    text = answer.content.decode()
    assert "기본 규칙 8개를 더하고 명단을 다시 살폈습니다." in text
    assert "기본 규칙 더하기" not in text
    fractured.refresh_from_db()
    assert fractured.is_candidate
    assert AuditEntry.objects.filter(verb="selection_rule.add_defaults").count() == 1


def test_the_defaults_leave_the_hospitals_own_rules_alone(cast: Cast) -> None:
    own = SelectionRule.objects.create(hospital=cast.host, label="뇌졸중", target_group="STROKE", min_age=50)
    answer = cast.coordinator1.api().post("/api/v1/discharge/selection-rules/defaults/")
    assert answer.status_code == 201
    assert len(answer.json()) == 7
    own.refresh_from_db()
    assert own.min_age == 50
    assert cast.coordinator1.api().post("/api/v1/discharge/selection-rules/defaults/").json() == []


def test_a_social_worker_cannot_add_them(cast: Cast) -> None:
    assert cast.social1.client().post("/discharge/rules/defaults/").status_code == 403
    assert not SelectionRule.objects.exists()
