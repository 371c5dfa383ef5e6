"""A case over the API: the same rules as the pages, and unexpected bodies answered in Korean."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from django.utils import timezone

from core.models import AuditEntry, Duty
from discharge.models import DischargeCase
from network.models import Client
from tests import make
from tests.cast import Cast
from tests.discharge.api_calls import HANGUL, case_url, post, refusal_of
from tests.discharge.screening_data import API, NUMBER, body, person, registered

# --- reading ---------------------------------------------------------------------------------------------------------


def test_the_list_gives_masked_lines_by_what_is_due(cast: Cast) -> None:
    client = make.client_(name="김가상")
    case = registered(cast, client=client, target_group="STROKE")
    (line,) = cast.social2.api().get(API).json()["results"]
    assert line["name"] == "김*상"
    assert client.birth_date is not None
    assert (line["number"], line["birth_year"]) == (case.number, client.birth_date.year)
    assert (line["status"], line["status_label"], line["next_label"]) == ("CONSENT_PENDING", "동의 대기", "동의 받기")
    assert line["group"] == {"code": "STROKE", "label": "뇌혈관질환(뇌졸중)"}
    assert (line["next_person"], line["social_worker"], line["is_late"]) == ("박가상", "박가상", False)
    assert "김가상" not in json.dumps(line, ensure_ascii=False)
    assert AuditEntry.objects.get(verb="case.list").persons == [client.pk]


def test_the_list_takes_the_filters_of_the_page_and_pages_by_key(cast: Cast) -> None:
    person_ = make.client_(name="김가상")
    made = [make.case("SCREENED", client=person_, admitted_on=make.days_ago(100 + step)) for step in range(53)]
    make.case("CLOSED")
    api = cast.social1.api()
    first = api.get(API, {"q": "김가상", "o": "new"}).json()
    second = api.get(API, {"q": "김가상", "o": "new", "after": first["next"]}).json()
    assert [line["number"] for line in (*first["results"], *second["results"])] == [case.number for case in made[::-1]]
    assert (second["next"], first["previous"]) == ("", "")
    assert len(api.get(API, {"state": "CLOSED"}).json()["results"]) == 1
    assert refusal_of(api.get(API, {"state": "NONSENSE"}))["fields"].keys() == {"state"}
    assert refusal_of(api.get(API, {"leaves_from": "어제"}))["fields"].keys() == {"leaves_from"}
    refusal_of(api.get(API, {"after": "x"}))


def test_a_working_relation_reads_the_whole_case(cast: Cast) -> None:
    case = make.case("PLAN_REVIEW")
    found = cast.doctor1.api().get(case_url(case)).json()
    assert found["client"]["name"] == case.client.name
    assert found["stay"]["diagnosis"] == case.diagnosis
    assert found["team"]["social_worker"] == {"id": cast.social1.pk, "name": "박가상"}
    assert {row["consent_type"]["code"] for row in found["consents"]} == {"COLLECT", "SENSITIVE", "PROGRAM"}
    assert [part["kind"]["code"] for part in found["plan"]["parts"]] == ["DOCTOR", "NURSE", "SOCIAL"]
    assert {action["name"] for action in found["actions"]} == {"return_plan", "approve_plan"}
    assert AuditEntry.objects.get(verb="case.read").persons == [case.client_id]
    own = cast.social1.api().get(case_url(make.case("PLANNING"))).json()
    (submit,) = [action for action in own["actions"] if action["name"] == "submit_plan"]
    assert "서명하지 않은 부분이 있습니다" in submit["blocked"]


def test_colleagues_strangers_and_nobody(cast: Cast) -> None:
    case = make.case("PLANNING")
    told = refusal_of(cast.social2.api().get(case_url(case)), 403)
    assert "담당 사회복지사: 박가상" in told["owners"]
    hidden = refusal_of(cast.hospital2.api().get(case_url(case)), 404)
    assert hidden == refusal_of(cast.hospital2.api().get(f"{API}{uuid.uuid4()}/"), 404)
    refusal_of(cast.social1.api().get(f"{API}not-an-id/"), 404)
    refusal_of(cast.nobody.api().get(case_url(case)), 401)
    refusal_of(cast.cpo1.api().get(API), 403)
    refusal_of(cast.social1.api(enforce_csrf_checks=True).post(case_url(case, "qualify/"), {}, format="json"), 403)


# --- registering -----------------------------------------------------------------------------------------------------


def test_a_person_is_registered_once_per_key(cast: Cast) -> None:
    key = {"Idempotency-Key": "one"}
    made = post(cast.social1, API, body(cast), **key)
    assert made.status_code == 201
    assert made.json()["status"] == {"code": "CONSENT_PENDING", "label": "동의 대기"}
    assert post(cast.social1, API, body(cast), **key).json()["id"] == made.json()["id"]
    assert DischargeCase.objects.count() == Client.objects.count() == 1
    refusal_of(post(cast.social1, API, body(cast, ward="52병동"), **key), 409)
    refusal_of(post(cast.social1, API, body(cast), **{"Idempotency-Key": "x" * 81}))


def test_a_likely_duplicate_comes_with_masked_candidates(cast: Cast) -> None:
    post(cast.social1, API, body(cast))
    again = refusal_of(post(cast.social1, API, body(cast, admitted_on=str(make.days_ago(30)), chart_no="")))
    (known,) = again["known"]
    assert (known["name"], known["phone"]) == ("김*상", "010-****-0001")
    chosen = body(cast, admitted_on=str(make.days_ago(30)), client=known["id"], chart_no="")
    del chosen["client_data"]
    asked = refusal_of(post(cast.social1, API, chosen))
    assert "아직 퇴원하지 않은 사례" in str(asked["fields"]["is_second_stay"])
    assert post(cast.social1, API, chosen | {"is_second_stay": True}).status_code == 201
    anew = body(cast, admitted_on=str(make.days_ago(60)), chart_no="9", is_new_person=True)
    assert post(cast.social1, API, anew).status_code == 201
    assert (DischargeCase.objects.count(), Client.objects.count()) == (3, 2)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"ward": "없는병동"}, "ward"),
        ({"department": "없는과"}, "department"),
        ({"target_group": "NONSENSE"}, "target_group"),
        ({"risk_items": []}, "risk_items"),
        ({"risk_items": "LIVES_ALONE"}, "risk_items"),
        ({"admitted_on": "2026-13-01"}, "admitted_on"),
        ({"admitted_on": "2097-01-01"}, "admitted_on"),
        ({"attending": 10**30}, "attending"),
        ({"attending": True}, "attending"),
        ({"client": "not-an-id"}, "client"),
        ({"client": str(uuid.uuid4())}, "client"),
        ({"unknown": 1}, "unknown"),
        ({"status": "CLOSED"}, "status"),
        ({"diagnosis": "가" * 1_000_000}, "diagnosis"),
        ({"diagnosis": f"골절 {NUMBER}"}, "diagnosis"),
        ({"client_data": []}, "client_data"),
        ({"result": "EXCLUDED"}, "ineligible_reason"),
        ({"result": "RECHECK", "recheck_on": "2020-01-01"}, "recheck_on"),
    ],
)
def test_what_does_not_fit_is_named_by_its_field(cast: Cast, changed: dict[str, Any], field: str) -> None:
    found = refusal_of(post(cast.social1, API, body(cast, **changed)))
    assert any(name.split(".")[0] == field for name in found["fields"]), found
    assert not DischargeCase.objects.exists()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"phone": ""}, "client_data.phone"),
        ({"phone": 4803152000000}, "client_data.phone"),
        ({"municipality": 0}, "client_data.municipality"),
        ({"livelihood": ["없는 구분"]}, "client_data.livelihood.0"),
        ({"name": ""}, "client_data.name"),
        ({"extra": "x"}, "client_data.extra"),
    ],
)
def test_nested_faults_say_where(cast: Cast, changed: dict[str, Any], field: str) -> None:
    found = refusal_of(post(cast.social1, API, body(cast, client_data=person(**changed))))
    assert field in found["fields"], found


def test_people_of_other_hospitals_are_no_choice(cast: Cast) -> None:
    for name, who in (("attending", cast.nurse1), ("social_worker", cast.hospital2), ("nurse", cast.leaver)):
        found = refusal_of(post(cast.social1, API, body(cast, **{name: who.pk})))
        assert found["fields"][name] == ["우리 병원에서 이 역할을 맡은 사람을 고르십시오."]


# --- bodies that nobody should send ----------------------------------------------------------------------------------

_DEEP = "[" * 100_000 + "]" * 100_000


@pytest.mark.parametrize(
    "content",
    [
        b"[]",
        b"[{}]",
        b'"text"',
        b"1",
        b"null",
        b"{",
        b"",
        b"\xff\xfe",
        b'{"reason": "\\u0000"}',
        b'{"reason": "\\ud800"}',
        b'{"reason": 1e999}',
        b'{"reason": NaN}',
        b'{"reason": {"a": 1}}',
        b'{"reason": ["a"]}',
        f'{{"reason": {_DEEP}}}'.encode(),
        _DEEP.encode(),
        b'{"reason": ' + b"9" * 5000 + b"}",
        b'{"reason": "' + b"x" * 1_000_000 + b'"}',
        b'{"reason": "' + b"x" * 6_000_000 + b'"}',
        b'{"a\\u0000": 1}',
    ],
    ids=range(20),
)
def test_an_unexpected_body_is_refused_in_korean(cast: Cast, content: bytes) -> None:
    case = make.case("SCREENED")
    api = cast.coordinator1.api()
    for url in (case_url(case, "void/"), API, case_url(case, "assign/")):
        answer = api.post(url, content, content_type="application/json")
        assert answer.status_code in (400, 403), (url, answer.status_code)
        assert HANGUL.search(answer.json()["detail"])
    assert DischargeCase.objects.get(pk=case.pk).status == "SCREENED"


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "application/x-www-form-urlencoded"])
def test_other_kinds_of_body_are_not_read(cast: Cast, kind: str) -> None:
    answer = cast.coordinator1.api().post(case_url(make.case("SCREENED"), "void/"), b"reason=x", content_type=kind)
    assert answer.status_code == 415


@pytest.mark.parametrize("version", ["x", "-1", "²", "1.0", '"', "9" * 5000])
def test_a_strange_version_is_refused(cast: Cast, version: str) -> None:
    case = make.case("SCREENED")
    answer = cast.social1.api().post(case_url(case, "qualify/"), {}, format="json", HTTP_IF_MATCH=version)
    assert answer.status_code in (400, 409) or version == '"'
    assert version == '"' or DischargeCase.objects.get(pk=case.pk).status == "SCREENED"


# --- correcting and moving -------------------------------------------------------------------------------------------


def test_the_stay_is_corrected_by_who_read_it_last(cast: Cast) -> None:
    case = make.case("ASSESSING")
    api = cast.nurse1.api()
    refusal_of(api.patch(case_url(case), {"ward": "52병동"}, format="json"))
    done = api.patch(case_url(case), {"ward": "52병동"}, format="json", headers={"If-Match": '"1"'})
    assert (done.status_code, done.json()["version"]) == (200, 2)
    stale = cast.social1.api().patch(case_url(case), {"ward": "51병동"}, format="json", headers={"If-Match": "1"})
    found = refusal_of(stale, 409)
    assert (found["stored"], found["mine"]) == ({"ward": "52병동"}, {"ward": "51병동"})
    refusal_of(
        cast.doctor1.api().patch(case_url(case), {"ward": "51병동"}, format="json", headers={"If-Match": "2"}), 403
    )
    refusal_of(api.patch(case_url(case), {"number": "D-1"}, format="json", headers={"If-Match": "2"}))


def test_every_move_answers_with_what_comes_next(cast: Cast) -> None:
    case = registered(cast, result="RECHECK", recheck_on=timezone.localdate())
    stale = refusal_of(post(cast.social1, case_url(case, "qualify/"), **{"If-Match": "9"}), 409)
    assert stale["code"] == "conflict"
    done = post(cast.social1, case_url(case, "qualify/"), **{"If-Match": str(case.version)}).json()
    assert done["status"]["code"] == "CONSENT_PENDING"
    assert {action["name"] for action in done["actions"]} == {"consent", "refuse", "close_early"}
    refusal_of(post(cast.social1, case_url(case, "qualify/")), 409)
    refusal_of(post(cast.doctor1, case_url(case, "refuse/"), {"refused_on": str(timezone.localdate())}), 403)
    refusal_of(post(cast.social1, case_url(case, "refuse/")))
    refused = {"refused_on": str(timezone.localdate()), "leaflet_given": True, "refused_reason": "원하지 않음"}
    assert post(cast.social1, case_url(case, "refuse/"), refused).json()["status"]["code"] == "CONSENT_REFUSED"
    assert post(cast.social1, case_url(case, "ask-again/"), {"reason": "본인이 원함"}).status_code == 200
    case.refresh_from_db()
    assert case.status == "CONSENT_PENDING"
    assert post(cast.coordinator1, case_url(case, "void/"), {"reason": "다른 환자"}).json()["actions"] == []


def test_leaving_out_and_screening_again(cast: Cast) -> None:
    case = make.case("SCREENED")
    assert "ineligible_reason" in refusal_of(post(cast.social1, case_url(case, "exclude/")))["fields"]
    other = {"ineligible_reason": "OTHER"}
    assert "ineligible_text" in refusal_of(post(cast.social1, case_url(case, "exclude/"), other))["fields"]
    done = post(cast.social1, case_url(case, "exclude/"), {**other, "ineligible_text": "전원 예정"})
    assert done.json()["status"]["code"] == "INELIGIBLE"
    assert post(cast.nurse1, case_url(case, "rescreen/"), {"reason": "취소됨"}).json()["status"]["code"] == "SCREENED"


# --- team ------------------------------------------------------------------------------------------------------------


def test_people_are_named_added_and_taken_out(cast: Cast) -> None:
    case = registered(cast)
    refusal_of(post(cast.social1, case_url(case, "assign/"), {"social_worker": cast.social2.pk}), 403)
    assert post(cast.coordinator1, case_url(case, "assign/"), {"social_worker": cast.social2.pk}).status_code == 200
    assert Duty.objects.open().get().person == cast.social2.user
    added = post(cast.social2, case_url(case, "team/"), {"person": cast.social1.pk, "role": "SOCIAL_WORKER"})
    assert added.status_code == 201
    assert cast.social1.api().get(case_url(case)).json()["team"]["members"] == [added.json()]
    gone = cast.social2.api().delete(case_url(case, f"team/{added.json()['id']}/"))
    assert (gone.status_code, gone.content) == (204, b"")
    refusal_of(cast.social1.api().get(case_url(case)), 403)


def test_handing_over_answers_case_by_case(cast: Cast) -> None:
    first, second = registered(cast), registered(cast)
    data = {"absent": cast.social1.pk, "successor": cast.social2.pk, "role": "SOCIAL_WORKER"}
    refusal_of(post(cast.social1, f"{API}hand-over/", data), 403)
    done = post(cast.coordinator1, f"{API}hand-over/", data).json()
    assert {(row["number"], row["done"], row["reason"]) for row in done} == {
        (case.number, True, "") for case in (first, second)
    }
    refusal_of(post(cast.coordinator1, f"{API}hand-over/", data | {"successor": cast.nurse1.pk}))
    stranger, nobody = (
        refusal_of(post(cast.coordinator1, f"{API}hand-over/", data | {"absent": pk}))
        for pk in (cast.hospital2.pk, 10**6)
    )
    assert stranger == nobody
    assert post(cast.coordinator1, f"{API}hand-over/", data | {"absent": cast.leaver.pk}).json() == []


def test_the_log_is_read_in_words(cast: Cast) -> None:
    case = registered(cast)
    texts = [entry["text"] for entry in cast.social1.api().get(case_url(case, "log/")).json()]
    assert "적합 판정" in " ".join(texts)
    refusal_of(cast.social2.api().get(case_url(case, "log/")), 403)
