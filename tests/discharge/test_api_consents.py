"""Consents over the API: the same rules as the pages."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from discharge.models import DischargeCase
from network.models import Consent
from tests import make
from tests.cast import Cast
from tests.discharge.api_calls import case_url, post, refusal_of
from tests.discharge.screening_data import NUMBER, registered


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
    given = post(cast.social1, case_url(case, "consents/"), _paper(third_parties=rows))
    assert given.status_code == 201
    assert DischargeCase.objects.get(pk=case.pk).status == "ASSESSING"
    listed = cast.doctor1.api().get(case_url(case, "consents/")).json()
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


@pytest.mark.parametrize("which", ["own", "closed"])
def test_ones_own_hospital_is_no_third_party_at_either_door(cast: Cast, which: str) -> None:
    case = registered(cast)
    place = case.hospital if which == "own" else make.institution(is_active=False)
    rows = [{"receiver": place.pk, "items": ["NAME"], "is_granted": True}]
    found = refusal_of(post(cast.social1, case_url(case, "consents/"), _paper(third_parties=rows)))
    assert "우리 병원이 아니고" in json.dumps(found["fields"], ensure_ascii=False)
    page = cast.social1.client().get(f"/discharge/cases/{case.pk}/consents/")
    offered = page.context["receivers"].empty_form.fields["receiver"].queryset
    assert cast.health1.institution in offered
    assert place not in offered


def test_a_scan_comes_with_its_answers_as_parts(cast: Cast) -> None:
    case = registered(cast)
    api = cast.social1.api()
    parts = _paper()
    del parts["paper_kept"]
    parts["answers"] = json.dumps(parts["answers"])
    for content, status in ((b"<html>", 400), (b"%PDF-1.7 000", 201)):
        scan = SimpleUploadedFile("김가상.pdf", content, content_type="application/pdf")
        answer = api.post(case_url(case, "consents/"), parts | {"evidence": scan}, format="multipart")
        assert answer.status_code == status, answer.content.decode()
    consent = Consent.objects.filter(client=case.client, status="GRANTED")[0]
    assert b"".join(api.get(case_url(case, f"consents/{consent.pk}/evidence/"))) == b"%PDF-1.7 000"
    refusal_of(cast.social2.api().get(case_url(case, f"consents/{consent.pk}/evidence/")), 403)


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
        {"answered_at": "2097-01-01T00:00:00+09:00"},
        {"signer": "NOBODY"},
        {"paper_kept": False},
        {"evidence": "text"},
        {"signer_name": NUMBER},
    ],
    ids=range(14),
)
def test_a_paper_that_does_not_fit_records_nothing(cast: Cast, changed: dict[str, Any]) -> None:
    case = registered(cast)
    refusal_of(post(cast.social1, case_url(case, "consents/"), _paper(**changed)))
    assert not Consent.objects.exclude(status="PENDING").exists()


def test_one_paper_names_at_most_twenty_receivers(cast: Cast) -> None:
    case = registered(cast)
    rows = [{"receiver": cast.health1.institution.pk, "is_granted": False}] * 21
    found = refusal_of(post(cast.social1, case_url(case, "consents/"), _paper(third_parties=rows)))
    assert found["fields"] == {"third_parties": ["한 번에 20곳까지 적으십시오."]}


def test_withdrawing_and_explaining_again(cast: Cast) -> None:
    case = registered(cast)
    post(cast.social1, case_url(case, "consents/"), _paper())
    contact = Consent.objects.get(client=case.client, consent_type="CONTACT")
    again = post(cast.nurse1, case_url(case, f"consents/{contact.pk}/ask-again/"), {"reason": "본인이 원함"})
    assert again.json()["status"]["code"] == "PENDING"
    ordinary, _ = make.share_consents(case.client, cast.health1.institution)
    told = {"withdrawn_at": timezone.localtime().isoformat(), "how": "전화로 알림"}
    url = case_url(case, f"consents/{ordinary.pk}/withdraw/")
    refusal_of(post(cast.doctor1, url, told), 403)
    assert post(cast.coordinator1, url, told).status_code == 200
    assert post(cast.coordinator1, url, told).status_code == 200
    ordinary.refresh_from_db()
    assert ordinary.status == "WITHDRAWN"
    other = make.case("FOLLOW_UP")
    refusal_of(post(cast.social1, case_url(other, f"consents/{ordinary.pk}/withdraw/"), told), 404)


def test_a_legal_basis_is_recorded_by_who_answers_for_it(cast: Cast) -> None:
    case = make.case("FOLLOW_UP")
    basis = {"legal_basis": "URGENT_LIFE", "reason": "의식이 없음"}
    for who in (cast.coordinator1, cast.cpo1):
        waiting = make.consent(case.client, "THIRD_PARTY", "PENDING", receiver=make.institution())
        url = case_url(case, f"consents/{waiting.pk}/legal-basis/")
        refusal_of(post(cast.social1, url, basis), 403)
        refusal_of(post(cast.hospital2, url, basis), 404)
        refusal_of(post(who, case_url(make.case("PLANNING"), f"consents/{waiting.pk}/legal-basis/"), basis), 404)
        refusal_of(post(who, url, {"legal_basis": "NONSENSE", "reason": "x"}))
        done = post(who, url, basis).json()
        assert (done["status"]["code"], done["legal_basis"]["code"]) == ("NOT_REQUIRED", "URGENT_LIFE")
