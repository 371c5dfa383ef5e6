"""Case, consent and plan over the API: the same rules as the pages, and unexpected bodies answered in Korean."""

from __future__ import annotations

import json
import re
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from core.models import AuditEntry, Duty
from discharge.models import DischargeCase, PlanPart
from discharge.services import planning
from network.models import Client, Consent
from tests import make
from tests.cast import Cast, Member
from tests.discharge.screening_data import API, NUMBER, body, person, registered

HANGUL = re.compile("[가-힣]")


def _url(case: DischargeCase, tail: str = "") -> str:
    return f"{API}{case.pk}/{tail}"


def _post(who: Member, url: str, data: Any = None, **headers: str) -> Any:
    return who.api().post(url, data if data is not None else {}, format="json", headers=headers)


def _refused(answer: Any, status: int = 400) -> dict[str, Any]:
    """The body of a refusal, after looking at its shape."""
    assert answer.status_code == status, answer.content.decode()[:300]
    found: dict[str, Any] = answer.json()
    assert {"code", "detail", "fields"} <= set(found)
    assert HANGUL.search(found["detail"])
    assert all(isinstance(texts, list) for texts in found["fields"].values())
    return found


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
    assert _refused(api.get(API, {"state": "NONSENSE"}))["fields"].keys() == {"state"}
    assert _refused(api.get(API, {"leaves_from": "어제"}))["fields"].keys() == {"leaves_from"}
    _refused(api.get(API, {"after": "x"}))


def test_a_working_relation_reads_the_whole_case(cast: Cast) -> None:
    case = make.case("PLAN_REVIEW")
    found = cast.doctor1.api().get(_url(case)).json()
    assert found["client"]["name"] == case.client.name
    assert found["stay"]["diagnosis"] == case.diagnosis
    assert found["team"]["social_worker"] == {"id": cast.social1.pk, "name": "박가상"}
    assert {row["consent_type"]["code"] for row in found["consents"]} == {"COLLECT", "SENSITIVE", "PROGRAM"}
    assert [part["kind"]["code"] for part in found["plan"]["parts"]] == ["DOCTOR", "NURSE", "SOCIAL"]
    assert {action["name"] for action in found["actions"]} == {"return_plan", "approve_plan"}
    assert AuditEntry.objects.get(verb="case.read").persons == [case.client_id]
    own = cast.social1.api().get(_url(make.case("PLANNING"))).json()
    (submit,) = [action for action in own["actions"] if action["name"] == "submit_plan"]
    assert "서명하지 않은 부분이 있습니다" in submit["blocked"]


def test_colleagues_strangers_and_nobody(cast: Cast) -> None:
    case = make.case("PLANNING")
    told = _refused(cast.social2.api().get(_url(case)), 403)
    assert "담당 사회복지사: 박가상" in told["owners"]
    hidden = _refused(cast.hospital2.api().get(_url(case)), 404)
    assert hidden == _refused(cast.hospital2.api().get(f"{API}{uuid.uuid4()}/"), 404)
    _refused(cast.social1.api().get(f"{API}not-an-id/"), 404)
    _refused(cast.nobody.api().get(_url(case)), 401)
    _refused(cast.cpo1.api().get(API), 403)
    _refused(cast.social1.api(enforce_csrf_checks=True).post(_url(case, "qualify/"), {}, format="json"), 403)


# --- registering -----------------------------------------------------------------------------------------------------


def test_a_person_is_registered_once_per_key(cast: Cast) -> None:
    key = {"Idempotency-Key": "one"}
    made = _post(cast.social1, API, body(cast), **key)
    assert made.status_code == 201
    assert made.json()["status"] == {"code": "CONSENT_PENDING", "label": "동의 대기"}
    assert _post(cast.social1, API, body(cast), **key).json()["id"] == made.json()["id"]
    assert DischargeCase.objects.count() == Client.objects.count() == 1
    _refused(_post(cast.social1, API, body(cast, ward="52병동"), **key), 409)
    _refused(_post(cast.social1, API, body(cast), **{"Idempotency-Key": "x" * 81}))


def test_a_likely_duplicate_comes_with_masked_candidates(cast: Cast) -> None:
    _post(cast.social1, API, body(cast))
    again = _refused(_post(cast.social1, API, body(cast, admitted_on=str(make.days_ago(30)), chart_no="")))
    (known,) = again["known"]
    assert (known["name"], known["phone"]) == ("김*상", "010-****-0001")
    chosen = body(cast, admitted_on=str(make.days_ago(30)), client=known["id"], chart_no="")
    del chosen["client_data"]
    assert _post(cast.social1, API, chosen).status_code == 201
    anew = body(cast, admitted_on=str(make.days_ago(60)), chart_no="9", is_new_person=True)
    assert _post(cast.social1, API, anew).status_code == 201
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
        ({"admitted_on": "2999-01-01"}, "admitted_on"),
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
    found = _refused(_post(cast.social1, API, body(cast, **changed)))
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
    found = _refused(_post(cast.social1, API, body(cast, client_data=person(**changed))))
    assert field in found["fields"], found


def test_people_of_other_hospitals_are_no_choice(cast: Cast) -> None:
    for name, who in (("attending", cast.nurse1), ("social_worker", cast.hospital2), ("nurse", cast.leaver)):
        found = _refused(_post(cast.social1, API, body(cast, **{name: who.pk})))
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
    for url in (_url(case, "void/"), API, _url(case, "assign/")):
        answer = api.post(url, content, content_type="application/json")
        assert answer.status_code in (400, 403), (url, answer.status_code)
        assert HANGUL.search(answer.json()["detail"])
    assert DischargeCase.objects.get(pk=case.pk).status == "SCREENED"


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "application/x-www-form-urlencoded"])
def test_other_kinds_of_body_are_not_read(cast: Cast, kind: str) -> None:
    answer = cast.coordinator1.api().post(_url(make.case("SCREENED"), "void/"), b"reason=x", content_type=kind)
    assert answer.status_code == 415


@pytest.mark.parametrize("version", ["x", "-1", "²", "1.0", '"', "9" * 5000])
def test_a_strange_version_is_refused(cast: Cast, version: str) -> None:
    case = make.case("SCREENED")
    answer = cast.social1.api().post(_url(case, "qualify/"), {}, format="json", HTTP_IF_MATCH=version)
    assert answer.status_code in (400, 409) or version == '"'
    assert version == '"' or DischargeCase.objects.get(pk=case.pk).status == "SCREENED"


# --- correcting and moving -------------------------------------------------------------------------------------------


def test_the_stay_is_corrected_by_who_read_it_last(cast: Cast) -> None:
    case = make.case("ASSESSING")
    api = cast.nurse1.api()
    _refused(api.patch(_url(case), {"ward": "52병동"}, format="json"))
    done = api.patch(_url(case), {"ward": "52병동"}, format="json", headers={"If-Match": '"1"'})
    assert (done.status_code, done.json()["version"]) == (200, 2)
    stale = cast.social1.api().patch(_url(case), {"ward": "51병동"}, format="json", headers={"If-Match": "1"})
    found = _refused(stale, 409)
    assert (found["stored"], found["mine"]) == ({"ward": "52병동"}, {"ward": "51병동"})
    _refused(cast.doctor1.api().patch(_url(case), {"ward": "51병동"}, format="json", headers={"If-Match": "2"}), 403)
    _refused(api.patch(_url(case), {"number": "D-1"}, format="json", headers={"If-Match": "2"}))


def test_every_move_answers_with_what_comes_next(cast: Cast) -> None:
    case = registered(cast, result="RECHECK", recheck_on=timezone.localdate())
    stale = _refused(_post(cast.social1, _url(case, "qualify/"), **{"If-Match": "9"}), 409)
    assert stale["code"] == "conflict"
    done = _post(cast.social1, _url(case, "qualify/"), **{"If-Match": str(case.version)}).json()
    assert done["status"]["code"] == "CONSENT_PENDING"
    assert {action["name"] for action in done["actions"]} == {"consent", "refuse", "close_early"}
    _refused(_post(cast.social1, _url(case, "qualify/")), 409)
    _refused(_post(cast.doctor1, _url(case, "refuse/"), {"refused_on": str(timezone.localdate())}), 403)
    _refused(_post(cast.social1, _url(case, "refuse/")))
    refused = {"refused_on": str(timezone.localdate()), "leaflet_given": True, "refused_reason": "원하지 않음"}
    assert _post(cast.social1, _url(case, "refuse/"), refused).json()["status"]["code"] == "CONSENT_REFUSED"
    assert _post(cast.social1, _url(case, "ask-again/"), {"reason": "본인이 원함"}).status_code == 200
    case.refresh_from_db()
    assert case.status == "CONSENT_PENDING"
    assert _post(cast.coordinator1, _url(case, "void/"), {"reason": "다른 환자"}).json()["actions"] == []


def test_leaving_out_and_screening_again(cast: Cast) -> None:
    case = make.case("SCREENED")
    assert "ineligible_reason" in _refused(_post(cast.social1, _url(case, "exclude/")))["fields"]
    other = {"ineligible_reason": "OTHER"}
    assert "ineligible_text" in _refused(_post(cast.social1, _url(case, "exclude/"), other))["fields"]
    done = _post(cast.social1, _url(case, "exclude/"), {**other, "ineligible_text": "전원 예정"})
    assert done.json()["status"]["code"] == "INELIGIBLE"
    assert _post(cast.nurse1, _url(case, "rescreen/"), {"reason": "취소됨"}).json()["status"]["code"] == "SCREENED"


# --- team ------------------------------------------------------------------------------------------------------------


def test_people_are_named_added_and_taken_out(cast: Cast) -> None:
    case = registered(cast)
    _refused(_post(cast.social1, _url(case, "assign/"), {"social_worker": cast.social2.pk}), 403)
    assert _post(cast.coordinator1, _url(case, "assign/"), {"social_worker": cast.social2.pk}).status_code == 200
    assert Duty.objects.open().get().person == cast.social2.user
    added = _post(cast.social2, _url(case, "team/"), {"person": cast.social1.pk, "role": "SOCIAL_WORKER"})
    assert added.status_code == 201
    assert cast.social1.api().get(_url(case)).json()["team"]["members"] == [added.json()]
    gone = cast.social2.api().delete(_url(case, f"team/{added.json()['id']}/"))
    assert (gone.status_code, gone.content) == (204, b"")
    _refused(cast.social1.api().get(_url(case)), 403)


def test_handing_over_answers_case_by_case(cast: Cast) -> None:
    first, second = registered(cast), registered(cast)
    data = {"absent": cast.social1.pk, "successor": cast.social2.pk, "role": "SOCIAL_WORKER"}
    _refused(_post(cast.social1, f"{API}hand-over/", data), 403)
    done = _post(cast.coordinator1, f"{API}hand-over/", data).json()
    assert {(row["number"], row["done"], row["reason"]) for row in done} == {
        (case.number, True, "") for case in (first, second)
    }
    _refused(_post(cast.coordinator1, f"{API}hand-over/", data | {"successor": cast.nurse1.pk}))
    stranger, nobody = (
        _refused(_post(cast.coordinator1, f"{API}hand-over/", data | {"absent": pk}))
        for pk in (cast.hospital2.pk, 10**6)
    )
    assert stranger == nobody
    assert _post(cast.coordinator1, f"{API}hand-over/", data | {"absent": cast.leaver.pk}).json() == []


def test_the_log_is_read_in_words(cast: Cast) -> None:
    case = registered(cast)
    texts = [entry["text"] for entry in cast.social1.api().get(_url(case, "log/")).json()]
    assert "적합 판정" in " ".join(texts)
    _refused(cast.social2.api().get(_url(case, "log/")), 403)


# --- consent ---------------------------------------------------------------------------------------------------------


def _paper(**values: Any) -> dict[str, Any]:
    answers = {"COLLECT": True, "SENSITIVE": True, "PROGRAM": True, "CONTACT": False}
    moment = timezone.localtime().isoformat()
    return {"answers": answers, "answered_at": moment, "signer": "SELF", "method": "PAPER", "paper_kept": True} | values


def test_answers_and_receivers_are_recorded_as_one_paper(cast: Cast) -> None:
    case = registered(cast)
    rows = [
        {"receiver": cast.health1.institution.pk, "items": ["NAME", "DIAGNOSIS"], "is_granted": True},
        {"receiver": cast.welfare1.institution.pk, "is_granted": False},
    ]
    given = _post(cast.social1, _url(case, "consents/"), _paper(third_parties=rows))
    assert given.status_code == 201
    assert DischargeCase.objects.get(pk=case.pk).status == "ASSESSING"
    listed = cast.doctor1.api().get(_url(case, "consents/")).json()
    found = {
        (row["consent_type"]["code"], row["receiver"] and row["receiver"]["name"]): row["status"]["code"]
        for row in listed
    }
    assert found == {
        ("COLLECT", None): "GRANTED",
        ("SENSITIVE", None): "GRANTED",
        ("PROGRAM", None): "GRANTED",
        ("CONTACT", None): "REFUSED",
        ("THIRD_PARTY", "가상시 보건소"): "GRANTED",
        ("SENSITIVE_THIRD_PARTY", "가상시 보건소"): "GRANTED",
        ("THIRD_PARTY", "가상노인복지관"): "REFUSED",
    }


def test_a_scan_comes_with_its_answers_as_parts(cast: Cast) -> None:
    case = registered(cast)
    api = cast.social1.api()
    parts = _paper()
    del parts["paper_kept"]
    parts["answers"] = json.dumps(parts["answers"])
    for content, status in ((b"<html>", 400), (b"%PDF-1.7 000", 201)):
        scan = SimpleUploadedFile("김가상.pdf", content, content_type="application/pdf")
        answer = api.post(_url(case, "consents/"), parts | {"evidence": scan}, format="multipart")
        assert answer.status_code == status, answer.content.decode()
    consent = Consent.objects.filter(client=case.client, status="GRANTED")[0]
    assert b"".join(api.get(_url(case, f"consents/{consent.pk}/evidence/"))) == b"%PDF-1.7 000"
    _refused(cast.social2.api().get(_url(case, f"consents/{consent.pk}/evidence/")), 403)


@pytest.mark.parametrize(
    "changed",
    [
        {"answers": {}},
        {"answers": {"NONSENSE": True}},
        {"answers": {"COLLECT": "아마"}},
        {"answers": []},
        {"third_parties": {}},
        {"third_parties": [{"receiver": 10**30, "is_granted": True, "items": ["NAME"]}]},
        {"third_parties": [{"is_granted": True}]},
        {"third_parties": [1]},
        {"answered_at": "어제"},
        {"answered_at": "2999-01-01T00:00:00+09:00"},
        {"signer": "NOBODY"},
        {"paper_kept": False},
        {"evidence": "text"},
        {"signer_name": NUMBER},
    ],
    ids=range(14),
)
def test_a_paper_that_does_not_fit_records_nothing(cast: Cast, changed: dict[str, Any]) -> None:
    case = registered(cast)
    _refused(_post(cast.social1, _url(case, "consents/"), _paper(**changed)))
    assert not Consent.objects.exclude(status="PENDING").exists()


def test_one_paper_names_at_most_twenty_receivers(cast: Cast) -> None:
    case = registered(cast)
    rows = [{"receiver": cast.health1.institution.pk, "is_granted": False}] * 21
    found = _refused(_post(cast.social1, _url(case, "consents/"), _paper(third_parties=rows)))
    assert found["fields"] == {"third_parties": ["한 번에 20곳까지 적으십시오."]}


def test_withdrawing_and_explaining_again(cast: Cast) -> None:
    case = registered(cast)
    _post(cast.social1, _url(case, "consents/"), _paper())
    contact = Consent.objects.get(client=case.client, consent_type="CONTACT")
    again = _post(cast.nurse1, _url(case, f"consents/{contact.pk}/ask-again/"), {"reason": "본인이 원함"})
    assert again.json()["status"]["code"] == "PENDING"
    ordinary, _ = make.share_consents(case.client, cast.health1.institution)
    told = {"withdrawn_at": timezone.localtime().isoformat(), "how": "전화로 알림"}
    url = _url(case, f"consents/{ordinary.pk}/withdraw/")
    _refused(_post(cast.doctor1, url, told), 403)
    assert _post(cast.coordinator1, url, told).status_code == 200
    assert _post(cast.coordinator1, url, told).status_code == 200
    ordinary.refresh_from_db()
    assert ordinary.status == "WITHDRAWN"
    other = make.case("FOLLOW_UP")
    _refused(_post(cast.social1, _url(other, f"consents/{ordinary.pk}/withdraw/"), told), 404)


def test_a_legal_basis_is_recorded_by_who_answers_for_it(cast: Cast) -> None:
    case = make.case("FOLLOW_UP")
    basis = {"legal_basis": "URGENT_LIFE", "reason": "의식이 없음"}
    for who in (cast.coordinator1, cast.cpo1):
        waiting = make.consent(case.client, "THIRD_PARTY", "PENDING", receiver=make.institution())
        url = _url(case, f"consents/{waiting.pk}/legal-basis/")
        _refused(_post(cast.social1, url, basis), 403)
        _refused(_post(cast.hospital2, url, basis), 404)
        _refused(_post(who, _url(make.case("PLANNING"), f"consents/{waiting.pk}/legal-basis/"), basis), 404)
        _refused(_post(who, url, {"legal_basis": "NONSENSE", "reason": "x"}))
        done = _post(who, url, basis).json()
        assert (done["status"]["code"], done["legal_basis"]["code"]) == ("NOT_REQUIRED", "URGENT_LIFE")


# --- plan ------------------------------------------------------------------------------------------------------------

SOCIAL = {
    "text": "딸과 함께 지내기로 함",
    "goals": [{"text": "혼자 화장실에 갑니다.", "due_on": "2999-01-01"}],
    "actions": [{"need_area": "REHAB", "who": "OWN", "action": "방문재활", "service": "HOME_REHAB"}],
    "disposition_planned": "HOME",
    "emergency_contact": "딸 010-0000-0000",
    "sign": True,
}
DOCTOR = {
    "text": "재활",
    "medications": [{"name": "칼슘제"}],
    "appointments": [{"department": "정형외과", "on": "2999-01-01"}],
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
    return who.api().put(_url(case, f"plan-parts/{kind}/"), data, format="json", headers={"If-Match": str(version)})


def test_a_plan_is_written_signed_submitted_and_approved(cast: Cast) -> None:
    case = make.case("PLANNING")
    done = _put(cast.social1, case, "social", SOCIAL)
    assert (done.status_code, done.json()["status"]["code"]) == (200, "SIGNED")
    assert _put(cast.doctor1, case, "doctor", DOCTOR).json()["rows"]["appointments"][0]["on"] == "2999-01-01"
    assert _put(cast.nurse1, case, "nurse", NURSE).json()["status"]["code"] == "DRAFT"
    for who, kind in ((cast.doctor1, "doctor"), (cast.nurse1, "nurse")):
        assert _post(who, _url(case, f"plan-parts/{kind}/sign/")).json()["signed_by"]["id"] == who.pk
    assert _post(cast.nurse1, _url(case, "plan-parts/nurse/unsign/")).json()["was_signed"] is True
    assert "간호" in _refused(_post(cast.social1, _url(case, "submit-plan/")))["detail"]
    _post(cast.nurse1, _url(case, "plan-parts/nurse/sign/"))
    assert _post(cast.social1, _url(case, "submit-plan/")).json()["status"]["code"] == "PLAN_REVIEW"
    explained = {"explained_to": "PATIENT", "explained_on": str(timezone.localdate())}
    _refused(_post(cast.social1, _url(case, "approve-plan/"), explained), 403)
    _refused(_post(cast.doctor1, _url(case, "approve-amendment/"), explained), 409)
    assert _post(cast.doctor1, _url(case, "return-plan/"), {"reason": "약"}).json()["status"]["code"] == "PLANNING"
    _post(cast.social1, _url(case, "submit-plan/"))
    assert _post(cast.doctor1, _url(case, "approve-plan/"), explained).json()["status"]["code"] == "PLANNED"
    assert _post(cast.nurse1, _url(case, "revise-plan/"), {"reason": "바뀜"}).status_code == 200
    _put(cast.nurse1, case, "nurse", {"text": "상처와 식이"})
    versions = cast.doctor1.api().get(_url(case, "plans/")).json()
    assert [(row["edition"], row["is_open"], row["reason"]) for row in versions] == [(2, True, "바뀜"), (1, False, "")]
    compared = cast.doctor1.api().get(_url(case, "plans/1/compare/2/")).json()
    changed = {row["title"]: [piece["op"] for piece in row["pieces"]] for row in compared if not row["same"]}
    assert set(changed) == {"간호"}
    assert {"delete", "insert"} & set(changed["간호"])
    assert cast.doctor1.api().get(_url(case, "plans/1/")).json()["goals"][0]["text"] == "혼자 화장실에 갑니다."


def test_a_stale_part_answers_with_both_texts(cast: Cast) -> None:
    case = make.case("PLANNING")
    url = _url(case, "plan-parts/nurse/")
    api = cast.nurse1.api()
    _refused(api.put(url, NURSE, format="json"))
    first = api.put(url, {"text": "먼저"}, format="json", headers={"If-Match": "1"})
    assert first.json()["version"] == 2
    found = _refused(api.put(url, {"text": "나중"}, format="json", headers={"If-Match": "1"}), 409)
    assert (found["stored"]["text"], found["stored"]["by"], found["mine"]["text"]) == ("먼저", "이가상", "나중")
    assert cast.social1.api().get(url).json()["text"] == "먼저"


def test_a_part_belongs_to_its_profession(cast: Cast) -> None:
    case = make.case("PLANNING")
    _refused(_put(cast.nurse1, case, "social", SOCIAL), 403)
    _refused(_post(cast.coordinator1, _url(case, "plan-parts/nurse/sign/")), 403)
    _refused(_put(cast.hospital2, case, "nurse", NURSE), 404)
    _refused(cast.social1.api().get(_url(case, "plan-parts/nonsense/")), 404)
    assert "goals" in _refused(_put(cast.nurse1, case, "nurse", {"goals": []}))["fields"]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"goals": [SOCIAL["goals"][0]] * 6}, "goals"),  # type: ignore[index]
        ({"goals": [SOCIAL["goals"][0]] * 40}, "goals"),  # type: ignore[index]
        ({"goals": {"text": "x"}}, "goals"),
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
    assert field in _refused(_put(cast.social1, case, "social", SOCIAL | changed))["fields"]
    part = PlanPart.objects.get(plan__case=case, kind="SOCIAL")
    assert (part.text, part.version) == ("계획 내용", 1)


def test_a_part_has_a_bounded_number_of_lines(cast: Cast) -> None:
    case = make.case("PLANNING")
    found = _refused(_put(cast.nurse1, case, "nurse", {"education": NURSE["education"] * 31}))  # type: ignore[operator]
    assert found["fields"] == {"education": ["30줄까지 적으십시오."]}


def test_an_amendment_is_approved_by_its_own_act(cast: Cast) -> None:
    case = make.case("FOLLOW_UP")
    assert _post(cast.nurse1, _url(case, "amend-plan/"), {"reason": "낙상"}).status_code == 200
    plan = planning.open_plan(DischargeCase.objects.get(pk=case.pk))
    assert plan is not None
    assert (plan.edition, plan.reason) == (2, "낙상")
    assert _put(cast.social1, case, "social", SOCIAL).status_code == 200
    explained = {"explained_to": "CAREGIVER", "explained_on": str(timezone.localdate())}
    assert _post(cast.coordinator1, _url(case, "approve-amendment/"), explained).status_code == 200
    _refused(_post(cast.nurse1, _url(case, "revise-plan/"), {"reason": "x"}), 409)
