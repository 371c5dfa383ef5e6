"""The papers of several cases as one file: what is in it, what is left out and named, who gets it, and what is recorded."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pypdfium2
import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEntry
from discharge.models import DischargeCase
from discharge.services import bundles, papers
from network.models import Consent
from referrals.models import Linkage
from tests import make
from tests.cast import Cast
from tests.discharge.pdfs import pages_of, text_of

URL = "/discharge/cases/papers/"
API = "/api/v1/discharge/cases/papers/"
ALL = ["consent", "plan", "letter"]


@pytest.fixture
def planned(cast: Cast) -> DischargeCase:
    """A case with a plan in force, kept, and one letter sent."""
    case = make.case("PLANNED")
    make.linkage(case, "SENT")
    papers.PLANS.keep(case.plans.get().pk)
    return case


@pytest.fixture
def early(cast: Cast) -> DischargeCase:
    """A case whose plan is still written and whose only linkage is a draft."""
    case = make.case("PLANNING")
    make.linkage(case, "DRAFT")
    return case


def _ids(*cases: DischargeCase) -> list[str]:
    return [str(case.pk) for case in cases]


def _seen(page: str) -> str:
    found = re.search(r'name="seen" value="(\w+)"', page)
    assert found
    return found[1]


def _drawn(content: bytes) -> list[bytes]:
    """Every page as it looks."""
    document = pypdfium2.PdfDocument(content)
    return [page.render(scale=0.5).to_pil().tobytes() for page in document]


def test_a_social_worker_is_told_what_is_missing_and_gets_the_rest_page_after_page(
    cast: Cast, planned: DischargeCase, early: DischargeCase
) -> None:
    worker, ids = cast.social1.client(), _ids(planned, early)
    page = worker.post(URL, {"ids": ids}).content.decode()
    missing = page.split("빠지는 문서")[1]
    assert f"{early.number}</span> 퇴원계획서: 계획이 아직 확정되지 않았습니다." in missing
    assert "의뢰를 보낸 뒤에 출력하십시오." in missing
    assert planned.number not in missing
    assert not AuditEntry.objects.filter(action="PRINT").exists()
    answer = worker.post(URL, {"ids": ids, "kinds": ALL, "seen": _seen(page)})
    assert answer["Content-Type"] == "application/pdf"
    recorded = AuditEntry.objects.filter(action="PRINT").order_by("pk").values_list("verb", "object_id")
    letter = str(Linkage.objects.get(about_id=planned.pk, status="SENT").pk)
    assert list(recorded) == [
        ("print.consent_form", str(planned.pk)),
        ("print.discharge_plan", str(planned.pk)),
        ("print.linkage_letter", letter),
        ("print.consent_form", str(early.pk)),
    ]
    assert text_of(answer.content).count("출력번호") >= 2, "each form is a print of its own"


def test_a_kept_paper_is_in_the_file_as_it_was_kept(cast: Cast, planned: DischargeCase) -> None:
    kept = papers.PLANS.content(planned.plans.get().pk)
    worker = cast.social1.client()
    answer = worker.post(URL, {"ids": _ids(planned), "kinds": ["consent", "plan"], "seen": ""})
    alone = pages_of(worker.get(reverse("discharge:paper-consent-pdf", args=[planned.pk])).content)
    assert _drawn(answer.content)[alone:] == _drawn(kept)
    assert pages_of(answer.content) == alone + pages_of(kept)


def test_a_colleagues_case_is_left_out_and_named_and_the_attempt_is_recorded(
    cast: Cast, planned: DischargeCase, early: DischargeCase
) -> None:
    early.social_worker, early.nurse = cast.social2.user, None
    early.save()
    far = make.case("PLANNED", hospital=cast.hospital2.institution)
    worker, ids = cast.social1.client(), _ids(planned, early, far)
    page = worker.post(URL, {"ids": ids}).content.decode()
    assert f"{early.number}</span>: 이 일을 할 권한이 없습니다. 담당 사회복지사: {cast.social2.user.name}" in page
    assert "찾을 수 없는 사례입니다." in page
    assert far.number not in page
    content = worker.post(URL, {"ids": ids, "kinds": ["consent"], "seen": _seen(page)}).content
    assert planned.client.name in text_of(content)
    assert early.client.name not in text_of(content)
    assert {entry.object_id for entry in AuditEntry.objects.filter(action="PRINT")} == {str(planned.pk)}
    assert AuditEntry.objects.get(verb="access.denied").object_id == str(early.pk)


def test_what_became_missing_meanwhile_is_told_before_anything_is_made(cast: Cast, planned: DischargeCase) -> None:
    worker, ids = cast.nurse1.client(), _ids(planned)
    seen = _seen(worker.post(URL, {"ids": ids}).content.decode())
    Consent.objects.filter(client=planned.client).update(status="WITHDRAWN", withdrawn_at=timezone.now())
    answer = worker.post(URL, {"ids": ids, "kinds": ALL, "seen": seen})
    assert answer.status_code == 409
    assert "제공할 동의가 없어 출력할 수 없습니다." in answer.content.decode()
    assert not AuditEntry.objects.filter(action="PRINT").exists()
    again = worker.post(URL, {"ids": ids, "kinds": ALL, "seen": _seen(answer.content.decode())})
    assert again.status_code == 200
    assert not AuditEntry.objects.filter(verb="print.linkage_letter").exists()


def test_nothing_too_much_and_too_long_are_refused_in_words(
    cast: Cast, planned: DischargeCase, early: DischargeCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = cast.social1.client()
    assert "출력할 사례를 먼저 고르십시오." in worker.post(URL, {"ids": ["x"]}, follow=True).content.decode()
    many = [str(uuid4()) for _ in range(51)]
    assert "한 번에 50건까지 고르십시오." in worker.post(URL, {"ids": many}, follow=True).content.decode()
    none = worker.post(URL, {"ids": _ids(planned), "seen": ""})
    assert none.status_code == 400
    assert "고르십시오." in none.content.decode()
    monkeypatch.setattr(bundles, "MOST_SECONDS", 0.5)
    chosen = {"ids": _ids(planned, early), "kinds": ["consent"], "seen": ""}
    refused = worker.post(URL, chosen)
    assert refused.status_code == 400
    assert "한 번에 만들 수 있는 양을 넘습니다. 약 1초가" in refused.content.decode()
    kept = worker.post(URL, {"ids": _ids(planned), "kinds": ["consent", "plan"], "seen": ""})
    assert kept.status_code == 200, "a kept paper takes no time"


def test_the_api_says_and_gives_the_same(cast: Cast, planned: DischargeCase, early: DischargeCase) -> None:
    worker, ids = cast.social1.api(), _ids(planned, early)
    told: dict[str, Any] = worker.post(f"{API}look/", {"ids": ids}, format="json").json()
    reasons = {(row["number"], row["kind"]): row["reason"] for row in told["entries"]}
    assert reasons[planned.number, "plan"] == ""
    assert reasons[early.number, "plan"] == "계획이 아직 확정되지 않았습니다."
    body = {"ids": ids, "kinds": ["plan"]}
    refused = worker.post(API, body, format="json")
    assert refused.status_code == 409
    assert "빠지는 문서가 1건" in refused.json()["detail"]
    answer = worker.post(API, {**body, "seen": told["seen"]}, format="json")
    assert answer.content.startswith(b"%PDF")
    assert cast.director1.api().post(API, body, format="json").status_code == 403
    assert cast.health1.client().post(URL, {"ids": ids}).status_code == 403


def test_the_list_offers_it_to_whoever_sees_cases(cast: Cast, planned: DischargeCase) -> None:
    for who in (cast.social1, cast.doctor1, cast.coordinator1):
        page = who.client().get("/discharge/cases/").content.decode()
        assert f'name="ids" value="{planned.pk}"' in page
        assert f'formaction="{URL}"' in page
