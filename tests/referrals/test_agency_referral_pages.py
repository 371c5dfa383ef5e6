"""The loop through the web door: an agency, a coordinator and a worker, each on their own pages."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from core import reports
from core.models import AuditEntry, Draft, Message
from network.models import Client, Municipality
from referrals.models import AgencyReferral
from tests import make
from tests.cast import Cast
from tests.core.hwpx_file import File
from tests.paper_words import words_of
from tests.referrals.agency_steps import ANSWER, at_state, drafted, walk


def _body(cast: Cast, **changes: Any) -> dict[str, Any]:
    return {
        "name": "마가상", "birth_date": "1944-05-06", "sex": "F", "phone": "010-0000-4321",
        "municipality": Municipality.objects.get(code="41150").pk, "receiver": cast.host.pk, "reason": ["CARE_GAP"],
        "urgency": "NORMAL", "situation": "혼자 지내며 식사를 거름.", "request": "진료를 부탁드립니다.",
        "shared_items": ["NAME", "BIRTH_DATE", "PHONE"], "consent_by_agency": "ORAL",
        "consent_on": str(make.days_ago(1)), "idempotency_key": "key", "risk_to_worker": "큰 개가 있음", **changes,
    }  # fmt: skip


NEW = "/linkages/agency/new/"


def test_the_whole_loop(cast: Cast) -> None:
    agency, coordinator, worker = (getattr(cast, one).client() for one in ("health1", "coordinator1", "social1"))
    assert agency.post(NEW, _body(cast)).status_code == 302
    row = AgencyReferral.objects.get()
    page = f"/linkages/agency/{row.pk}/"

    def act(who: Any, name: str, **data: Any) -> None:
        assert who.get(f"{page}act/{name}/").status_code == 200
        row.refresh_from_db()
        answer = who.post(f"{page}act/{name}/", data | {"version": row.version})
        assert answer.status_code == 302, answer.context["form"].errors

    assert "내 차례" in agency.get(page).content.decode()
    act(agency, "submit")
    assert "대상자 의뢰 접수" in coordinator.get("/").content.decode()
    act(coordinator, "receive")
    act(coordinator, "accept", programme="DISCHARGE")
    act(coordinator, "assign", worker=cast.social1.pk)
    assert "의뢰받은 대상자 첫 연락" in worker.get("/").content.decode()
    act(worker, "start")
    act(worker, "reply", **ANSWER | {"items": ["BIRTH_DATE"]})
    assert Message.objects.filter(recipient_id=cast.health1.pk, values__text="결과 회신이 왔습니다.").exists()
    assert "외래 진료를 안내하고 예약함." in agency.get(page).content.decode()
    act(agency, "ask_back", note="외래 날짜를 알려 주십시오.")
    act(worker, "reply", **ANSWER | {"items": ["BIRTH_DATE"]})
    act(agency, "confirm")
    row.refresh_from_db()
    assert row.status == "CLOSED"


def test_the_names_in_both_lists_are_masked_and_recorded(cast: Cast) -> None:
    row = at_state(cast, "SUBMITTED")
    for part, path in (("health1", "sent"), ("coordinator1", "received")):
        text = getattr(cast, part).client().get(f"/linkages/agency/{path}/?view=all").content.decode()
        assert "마*상" in text
        assert "마가상" not in text
        assert "010" not in re.sub(r"\s", "", text).split("<table")[1].split("</table>")[0]
        entry = AuditEntry.objects.filter(verb="agency_referral.list").order_by("-pk").first()
        assert entry is not None
        assert row.client_id in entry.persons


def test_the_lists_hold_ones_own_only(cast: Cast) -> None:
    row = at_state(cast, "IN_PROGRESS")
    shown = {"health1": "sent", "coordinator1": "received", "social1": "received"}
    hidden = {"welfare1": "sent", "social2": "received", "nurse1": "received", "hospital2": "received"}
    for people, there in ((shown, True), (hidden, False)):
        for part, path in people.items():
            text = getattr(cast, part).client().get(f"/linkages/agency/{path}/?view=all").content.decode()
            assert (row.number in text) is there, part


def test_saved_views_and_filters_find(cast: Cast) -> None:
    first, urgent = at_state(cast, "SUBMITTED"), at_state(cast, "SUBMITTED", urgency="URGENT")
    client = cast.coordinator1.client()
    assert urgent.number in client.get("/linkages/agency/received/?urgency=URGENT").content.decode()
    assert first.number not in client.get("/linkages/agency/received/?urgency=URGENT").content.decode()
    assert first.number in client.get(f"/linkages/agency/received/?number={first.number}").content.decode()
    assert first.number not in client.get("/linkages/agency/received/?view=waiting").content.decode()


def test_opening_a_referral_is_recorded(cast: Cast) -> None:
    row = at_state(cast, "SUBMITTED")
    cast.coordinator1.client().get(f"/linkages/agency/{row.pk}/")
    entry = AuditEntry.objects.filter(verb="agency_referral.read").get()
    assert entry.persons == [row.client_id]


def test_an_emergency_keeps_what_was_typed(cast: Cast) -> None:
    answer = cast.health1.client().post(NEW, _body(cast, urgency="EMERGENCY"))
    assert answer.status_code == 400
    assert "119" in answer.content.decode()
    assert "혼자 지내며 식사를 거름." in answer.content.decode()
    assert not AgencyReferral.objects.exists()


@pytest.mark.parametrize("field", ["situation", "request", "health_problem", "risk_to_worker", "basis_note"])
def test_no_resident_registration_number_is_taken(cast: Cast, field: str) -> None:
    answer = cast.health1.client().post(NEW, _body(cast, **{field: "번호 440506-2345678"}))
    assert answer.status_code == 400
    assert "주민등록번호" in answer.content.decode()
    assert not Client.objects.exists()


def test_a_double_click_makes_one(cast: Cast) -> None:
    client = cast.health1.client()
    body = _body(cast)
    assert [client.post(NEW, body).status_code for _ in range(2)] == [302, 302]
    assert AgencyReferral.objects.count() == 1


def test_somebody_known_is_offered_masked_and_chosen(cast: Cast) -> None:
    known = drafted(cast).client
    client = cast.health1.client()
    answer = client.post(NEW, _body(cast))
    assert answer.status_code == 400
    choices = dict(answer.context["form"].fields["known_client"].choices)
    assert choices[str(known.pk)].startswith("마*상")
    assert client.post(NEW, _body(cast, known_client=str(known.pk))).status_code == 302
    assert AgencyReferral.objects.filter(client=known).count() == 2


def test_another_agencys_person_cannot_be_chosen(cast: Cast) -> None:
    other = make.client_(created_by_institution=cast.welfare1.institution)
    assert cast.health1.client().post(NEW, _body(cast, known_client=str(other.pk))).status_code == 404


def test_what_is_being_typed_is_kept(cast: Cast) -> None:
    client = cast.health1.client()
    saved = client.put("/drafts/agency-referral/", {"situation": "적던 글"}, content_type="application/json")
    assert saved.status_code == 200
    assert "적던 글" in client.get(NEW).content.decode()
    assert client.post(NEW, _body(cast)).status_code == 302
    assert not Draft.objects.exists()


def test_a_stale_form_shows_both_texts(cast: Cast) -> None:
    row = drafted(cast)
    client, url = cast.health1.client(), f"/linkages/agency/{row.pk}/edit/"
    assert client.post(url, _body(cast, situation="먼저 저장한 글", version=1)).status_code == 302
    answer = client.post(url, _body(cast, situation="나중에 적은 글", version=1))
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "먼저 저장한 글" in text
    assert "나중에 적은 글" in text


def test_the_form_proposes_the_hospital_of_the_area(cast: Cast) -> None:
    assert cast.health1.client().get(NEW).context["form"]["receiver"].value() == cast.host.pk


def test_suspected_abuse_shows_the_duty_to_report(cast: Cast) -> None:
    assert "1577-1389" in cast.health1.client().get(NEW).content.decode()
    abuse = at_state(cast, "SUBMITTED", reason=["ABUSE"])
    other = at_state(cast, "SUBMITTED")
    for part in ("health1", "coordinator1"):
        client = getattr(cast, part).client()
        assert "신고 의무" in client.get(f"/linkages/agency/{abuse.pk}/").content.decode()
        assert "신고 의무" not in client.get(f"/linkages/agency/{other.pk}/").content.decode()


def test_a_written_consent_comes_with_its_file(cast: Cast) -> None:
    client = cast.health1.client()
    wrong = SimpleUploadedFile("scan.pdf", b"not a paper", "application/pdf")
    answer = client.post(NEW, _body(cast, consent_by_agency="WRITTEN", consent_file=wrong))
    assert answer.status_code == 400
    scan = SimpleUploadedFile("마가상.pdf", b"%PDF-1.4 scan", "application/pdf")
    assert client.post(NEW, _body(cast, consent_by_agency="WRITTEN", consent_file=scan)).status_code == 302
    row = AgencyReferral.objects.get()
    assert "마가상" not in row.consent_file.name
    url = f"/linkages/agency/{row.pk}/consent/"
    assert b"".join(client.get(url).streaming_content) == b"%PDF-1.4 scan"
    assert AuditEntry.objects.filter(verb="agency_referral.evidence", persons=[row.client_id]).exists()
    assert cast.coordinator1.client().get(url).status_code == 404  # not submitted yet
    assert cast.welfare1.client().get(url).status_code == 404


def _scan(client: Any, row: AgencyReferral) -> bytes:
    answer = client.get(f"/linkages/agency/{row.pk}/consent/")
    return b"".join(answer.streaming_content) if answer.status_code == 200 else b""


def test_the_hospital_reads_the_paper_that_was_sent(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    row = drafted(cast)
    agency, hospital = cast.health1.client(), cast.coordinator1.client()

    def lay_in(content: bytes) -> None:
        scan = SimpleUploadedFile("scan.pdf", content, "application/pdf")
        body = _body(cast, consent_by_agency="WRITTEN", consent_file=scan)
        assert agency.post(f"/linkages/agency/{row.pk}/edit/", body).status_code == 302

    lay_in(b"%PDF-1.4 first")
    row = walk(cast, row, "submit", "receive", "ask_more")
    first = AgencyReferral.objects.get(pk=row.pk).consent_file.name
    lay_in(b"%PDF-1.4 second")
    assert (_scan(agency, row), _scan(hospital, row)) == (b"%PDF-1.4 second", b"%PDF-1.4 first")
    with django_capture_on_commit_callbacks(execute=True):
        walk(cast, row, "resubmit")
    assert _scan(hospital, row) == b"%PDF-1.4 second"
    assert not default_storage.exists(first)  # nothing points to it any more


def test_what_endangers_a_visitor_is_on_the_page_and_not_on_paper(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    row = at_state(cast, "REPLIED")
    printed: list[str] = []
    monkeypatch.setattr(reports, "render_pdf", lambda html: printed.append(html) or b"%PDF-")
    for part in ("health1", "coordinator1", "social1"):
        client = getattr(cast, part).client()
        assert "큰 개가 있음" in client.get(f"/linkages/agency/{row.pk}/").content.decode()
        for paper in ("letter", "answer"):
            assert client.get(f"/linkages/agency/{row.pk}/{paper}/").content == b"%PDF-"
            preview = client.get(f"/linkages/agency/{row.pk}/{paper}/preview/").content.decode()
            assert "큰 개가 있음" not in preview
            assert row.number in preview
            typed = File(client.get(f"/linkages/agency/{row.pk}/{paper}.hwpx").content).words()
            assert typed == words_of(printed[-1])
    assert len(printed) == 6
    assert not [html for html in printed if "큰 개가 있음" in html]
    assert "외래 진료를 안내하고 예약함." in printed[1]
    assert "동의 범위 외" in printed[0]  # items that the consent does not name stay empty
    assert re.search(r">보건소<span class=\"sealed spaced\">장<", printed[0]), "the agency sends it"
    assert "(서명 또는 인)" in printed[0], "its second sheet is answered by fax"
    assert "(전자 회신)" in printed[1]


def test_before_it_is_sent_no_paper_leaves(cast: Cast) -> None:
    row = drafted(cast)
    client = cast.health1.client()
    assert client.get(f"/linkages/agency/{row.pk}/letter/").status_code == 409
    assert client.get(f"/linkages/agency/{row.pk}/letter/preview/").status_code == 200
    assert client.get(f"/linkages/agency/{row.pk}/answer/").status_code == 409
    assert client.get(f"/linkages/agency/{row.pk}/letter.hwpx").status_code == 409
    assert client.get(f"/linkages/agency/{row.pk}/answer.hwpx").status_code == 409


def test_each_side_has_its_line_in_the_menu_with_what_it_owes(cast: Cast) -> None:
    at_state(cast, "SUBMITTED")
    lines = {"health1": ("보낸 의뢰", 0), "coordinator1": ("받은 대상자 의뢰", 1), "social1": ("받은 대상자 의뢰", 0)}
    for part, (label, owed) in lines.items():
        items = getattr(cast, part).client().get("/").context["nav"].items
        (line,) = [item for item in items if item["label"] == label]
        assert (line.get("count") or 0) == owed, part
    labels = [item["label"] for item in cast.cpo1.client().get("/").context["nav"].items]
    assert not {"보낸 의뢰", "받은 대상자 의뢰"} & set(labels)


def test_a_withdrawal_through_the_page_leads_back_to_the_list(cast: Cast) -> None:
    row = at_state(cast, "ASSIGNED")
    told = {"withdrawn_told_by": "본인", "withdrawn_at": timezone.localtime().strftime("%Y-%m-%dT%H:%M")}
    answer = cast.coordinator1.client().post(f"/linkages/agency/{row.pk}/act/withdraw/", told)
    assert answer.status_code == 302
    assert answer["Location"] == "/linkages/agency/received/"


def test_the_hospitals_ledger_holds_what_it_answered(cast: Cast) -> None:
    row = at_state(cast, "REPLIED")
    for part in ("cpo1", "coordinator1"):
        page = getattr(cast, part).client().get("/linkages/provisions/").content.decode()
        assert row.number in page
        assert "마가상" not in page
    body = cast.cpo1.api().get("/api/v1/provisions/").json()
    assert [line["linkage_number"] for line in body["results"]] == [row.number]
