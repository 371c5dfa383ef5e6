"""The same acts through the API."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from discharge.models import Admission, SelectionRule
from discharge.services import admissions, selection_rules
from tests import make
from tests.cast import Cast
from tests.discharge import sheets
from tests.discharge.test_selecting import full_patient
from tests.discharge.test_selection_rules import patient

ROOT = "/api/v1/discharge/admissions/"
IMPORTS = "/api/v1/discharge/admission-imports/"
RULES = "/api/v1/discharge/selection-rules/"


@pytest.fixture
def candidate(cast: Cast) -> Admission:
    selection_rules.default_rules(cast.host)
    return admissions.add_admission(actor=cast.social1.actor, data=full_patient())


def test_the_list_is_masked_and_the_row_is_not(cast: Cast, candidate: Admission) -> None:
    api = cast.social1.api()
    found = api.get(ROOT, {"view": "candidates", "q": "김가"}).json()
    assert [row["name"] for row in found["results"]] == ["김*상"]
    assert found["results"][0]["rule_hits"][0]["label"] == "65세 이상 노인골절"
    assert api.get(f"{ROOT}{candidate.pk}/").json()["name"] == "김가상"


def test_the_list_costs_the_same_for_any_number_of_rows(cast: Cast, django_assert_max_num_queries: Any) -> None:
    for number in range(50):
        make.admission(chart_no=f"c{number:03d}")
    api = cast.social1.api()
    api.get(ROOT)
    with django_assert_max_num_queries(7):
        assert len(api.get(ROOT).json()["results"]) == 50


def test_create_with_a_key_happens_once(cast: Cast) -> None:
    data = {name: str(value) for name, value in patient().items()}
    answers = [cast.social1.api().post(ROOT, data, headers={"Idempotency-Key": "a"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json()["id"] == answers[1].json()["id"]


def test_bad_bodies_are_told_by_field(cast: Cast) -> None:
    data = {**{name: str(value) for name, value in patient().items()}, "name": "480315-2012345", "ssn": "1"}
    answer = cast.social1.api().post(ROOT, data)
    assert answer.status_code == 400
    assert set(answer.json()["fields"]) == {"name", "ssn"}


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"municipality_code": "99999"}, "municipality_code"),
        ({"birth_date": "2099-01-01"}, "birth_date"),
        ({"sex": ""}, "sex"),
        ({"risk_items": ["NONSENSE"]}, "risk_items.0"),
    ],
)
def test_the_form_of_the_page_judges_a_new_row_and_of_a_change_what_was_sent(
    cast: Cast, candidate: Admission, changed: dict[str, Any], field: str
) -> None:
    Admission.objects.filter(pk=candidate.pk).update(insurance_type="FORMER")  # an import of long ago brought it
    api, url = cast.social1.api(), f"{ROOT}{candidate.pk}/"
    data = {name: str(value) for name, value in patient().items()} | {"chart_no": "other"}
    for answer in (api.post(ROOT, data | changed, format="json"), api.patch(url, changed, format="json")):
        assert (answer.status_code, set(answer.json()["fields"])) == (400, {field})
    assert api.patch(url, {"ward": "52병동"}, format="json").json()["ward"] == "52병동"


def test_change_dismiss_restore(cast: Cast, candidate: Admission) -> None:
    api, url = cast.social1.api(), f"{ROOT}{candidate.pk}/"
    assert api.patch(url, {"ward": "52병동"}, headers={"If-Match": "1"}).json()["ward"] == "52병동"
    assert api.patch(url, {"ward": "53병동"}, headers={"If-Match": "1"}).status_code == 409
    assert api.post(f"{url}dismiss/", {"reason": "OTHER"}).status_code == 400
    assert api.post(f"{url}dismiss/", {"reason": "NO_NEED"}).json()["dismissed_reason"] == "NO_NEED"
    assert api.post(f"{url}dismiss/", {"reason": "NO_NEED"}).status_code == 409
    assert api.post(f"{url}restore/").json()["dismissed_reason"] == ""


def test_bulk_dismiss_and_refer(cast: Cast, candidate: Admission) -> None:
    api = cast.social1.api()
    results = api.post(f"{ROOT}dismiss/", {"ids": [str(candidate.pk)], "reason": "DEATH"}).json()["results"]
    assert results == [{"label": "김*상 님", "done": True, "reason": ""}]
    data = {name: str(value) for name, value in patient().items() if name != "kcd_code"}
    referred = cast.doctor1.api().post(f"{ROOT}refer/", {**data, "ward_note": "다시 보아 주십시오"})
    assert referred.status_code == 201
    assert referred.json()["is_candidate"]


def test_select_opens_a_case(cast: Cast, candidate: Admission) -> None:
    body = {"attending": cast.doctor1.pk, "result": "TARGET"}
    answer = cast.social1.api().post(f"{ROOT}{candidate.pk}/select/", body)
    assert answer.status_code == 201
    assert answer.json()["status"] == "CONSENT_PENDING"
    assert cast.social1.api().post(f"{ROOT}{candidate.pk}/select/", body).status_code == 409


def test_a_case_is_not_opened_without_its_group(cast: Cast) -> None:
    """A candidate of the ward has no rule that proposes one."""
    row = make.admission(is_candidate=True, rule_hits=[])
    refused = cast.social1.api().post(f"{ROOT}{row.pk}/select/", {"attending": cast.doctor1.pk, "result": "TARGET"})
    assert refused.status_code == 400
    assert refused.json()["fields"] == {"target_group": ["대상군을 고르십시오."]}


@pytest.mark.parametrize(
    ("name", "who"), [("attending", "nurse1"), ("social_worker", "hospital2"), ("nurse", "leaver")]
)
def test_only_colleagues_in_the_role_are_offered(cast: Cast, candidate: Admission, name: str, who: str) -> None:
    """Nobody learns from a refusal whether a person of another house exists."""
    url, api = f"{ROOT}{candidate.pk}/select/", cast.social1.api()
    outsider, unknown = (
        api.post(url, {"attending": cast.doctor1.pk} | {name: pk}) for pk in (getattr(cast, who).pk, 10**6)
    )
    assert outsider.status_code == 400
    assert outsider.json() == unknown.json()
    assert outsider.json()["fields"] == {name: ["우리 병원에서 이 역할을 맡은 사람을 고르십시오."]}


def test_import_looks_then_confirms(cast: Cast) -> None:
    api = cast.social1.api()
    rows = [[*row[:4], "2026-11-01", *row[5:]] for row in sheets.ROWS]
    upload = SimpleUploadedFile("명단.xlsx", sheets.xlsx([*rows, ["", *rows[0][1:]]]))
    seen = api.post(IMPORTS, {"file": upload}, format="multipart")
    assert seen.status_code == 201
    assert seen.json()["counts"] == {"new": 2, "updated": 0, "same": 0, "wrong": 1, "total": 3}
    assert seen.json()["errors"] == [
        {"line": 4, "column": "등록번호", "text": "빈 칸입니다. 값을 적으십시오.", "keys": ["chart_no"], "value": ""}
    ]
    assert not Admission.objects.exists()
    url = f"{IMPORTS}{seen.json()['id']}/"
    assert cast.nurse1.api().get(url).status_code == 404
    assert api.post(f"{url}confirm/").json()["added"] == 2
    assert api.post(f"{url}confirm/").json()["added"] == 2
    assert Admission.objects.count() == 2


def test_rules(cast: Cast, candidate: Admission) -> None:
    api = cast.coordinator1.api()
    body = {"label": "고령", "target_group": "OTHER", "min_age": 75}
    assert api.post(f"{RULES}preview/", body).json() == {"hits": 1, "admissions": 1}
    made = api.post(RULES, body)
    assert made.status_code == 201
    assert cast.social1.api().post(RULES, body).status_code == 403
    url = f"{RULES}{made.json()['id']}/"
    assert api.patch(url, {"is_active": False}, headers={"If-Match": "1"}).json()["is_active"] is False
    assert len(cast.social1.api().get(RULES).json()["results"]) == SelectionRule.objects.count()
    assert cast.hospital2.api().get(url).status_code == 404


def test_destroying(cast: Cast) -> None:
    case = make.case("CONSENT_REFUSED", refused_on=make.days_ago(1))
    url = f"/api/v1/discharge/destructions/{case.pk}/confirm/"
    assert cast.social1.api().post(url).status_code == 403
    assert cast.hospital2.api().post(url).status_code == 404
    assert cast.coordinator1.api().post(url).status_code == 200
    case.refresh_from_db()
    assert case.anonymised_at is not None


@pytest.mark.parametrize("method", ["get", "patch", "post"])
def test_strangers(cast: Cast, candidate: Admission, method: str) -> None:
    url = f"{ROOT}{candidate.pk}/" if method != "post" else f"{ROOT}{candidate.pk}/dismiss/"
    body = {} if method == "get" else {"reason": "NO_NEED"} if method == "post" else {"ward": "1"}
    assert getattr(cast.nobody.api(), method)(url, body).status_code in (401, 403)
    for who in (cast.hospital2, cast.welfare1, cast.regional1, cast.doctor1):
        assert getattr(who.api(), method)(url, body).status_code == 404
    assert cast.welfare1.api().get(ROOT).status_code == 403
