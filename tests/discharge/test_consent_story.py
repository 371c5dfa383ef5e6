"""동의 under a case (stories 7.1.2 and 7.2): every block for itself, refusing as an ordinary path, withdrawal."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from core.errors import Conflict, Forbidden, Invalid
from core.models import AuditEntry, Duty
from discharge.models import DischargeCase
from discharge.services import consents
from network.models import Consent, Institution
from network.services import consents as consent_services
from network.services.consents import gate
from tests import make
from tests.cast import Cast
from tests.discharge.screening_data import registered

NEEDED = ("COLLECT", "SENSITIVE", "PROGRAM")
PDF = b"%PDF-1.7 " + b"0" * 20


def _url(case: DischargeCase) -> str:
    return f"/discharge/cases/{case.pk}/consents/"


def _paper(*rows: dict[str, Any], answers: dict[str, str] | None = None, **values: Any) -> dict[str, Any]:
    """The paper as the page sends it; `rows` are receivers."""
    typed = {
        "answered_at": timezone.localtime().strftime("%Y-%m-%dT%H:%M"),
        "signer": "SELF",
        "method": "PAPER",
        "paper_kept": "on",
        "receivers-TOTAL_FORMS": len(rows),
        "receivers-INITIAL_FORMS": 0,
    }
    typed |= {f"answer_{kind}": answer for kind, answer in (answers or {}).items()}
    for place, row in enumerate(rows):
        typed |= {f"receivers-{place}-{name}": value for name, value in row.items()}
    return {name: value for name, value in (typed | values).items() if value is not None}


def _all_needed(answer: str = "yes") -> dict[str, str]:
    return dict.fromkeys(NEEDED, answer)


def _state(case: DischargeCase) -> str:
    return DischargeCase.objects.values_list("status", flat=True).get(pk=case.pk)


def _blocks(case: DischargeCase) -> dict[str, str]:
    rows = Consent.objects.filter(client=case.client, receiver__isnull=True)
    return dict(rows.values_list("consent_type", "status"))


def test_the_three_needed_blocks_carry_the_case_on(cast: Cast) -> None:
    case = registered(cast)
    response = cast.social1.client().post(_url(case), _paper(answers=_all_needed()))
    assert response.status_code == 302
    assert response.url.endswith("#consent")
    case.refresh_from_db()
    assert (case.status, case.consented_on) == ("ASSESSING", timezone.localdate())
    assert _blocks(case) == dict.fromkeys(NEEDED, "GRANTED") | {"CONTACT": "PENDING", "STATISTICS": "PENDING"}
    owed = {duty.kind for duty in Duty.objects.open()}
    assert owed == {"discharge.assess", "discharge.assess_medical", "discharge.assess_nursing"}


def test_nothing_is_preselected_and_an_empty_paper_is_refused(cast: Cast) -> None:
    case = registered(cast)
    browser = cast.social1.client()
    page = browser.get(_url(case)).content.decode()
    assert page.count('name="answer_COLLECT"') == 2
    assert not any('name="answer_' in tag and "checked" in tag for tag in page.split("<input"))
    response = browser.post(_url(case), _paper())
    assert response.status_code == 400
    assert "답을 하나 이상" in response.content.decode()


def test_refusing_the_optional_blocks_changes_nothing_else(cast: Cast) -> None:
    case = registered(cast)
    answers = _all_needed() | {"CONTACT": "no", "STATISTICS": "no"}
    cast.nurse1.client().post(_url(case), _paper(answers=answers))
    assert _state(case) == "ASSESSING"
    assert _blocks(case) == dict.fromkeys(NEEDED, "GRANTED") | {"CONTACT": "REFUSED", "STATISTICS": "REFUSED"}


def test_refusing_a_needed_block_keeps_the_case_waiting_until_the_refusal_is_registered(cast: Cast) -> None:
    case = registered(cast)
    browser = cast.social1.client()
    browser.post(_url(case), _paper(answers=_all_needed() | {"SENSITIVE": "no"}))
    assert _state(case) == "CONSENT_PENDING"
    move = f"/discharge/cases/{case.pk}/move/refuse/"
    future = str(timezone.localdate() + timedelta(days=1))
    assert browser.post(move, {"refused_on": future}).status_code == 400
    typed = {"refused_on": str(timezone.localdate()), "leaflet_given": "on", "refused_reason": "가족과 상의"}
    assert browser.post(move, typed).status_code == 302
    case.refresh_from_db()
    assert (case.status, case.refused_explained_by, case.leaflet_given) == ("CONSENT_REFUSED", cast.social1.user, True)
    assert not Duty.objects.open().exists()
    assert "진료에는 영향이 없습니다" in browser.get(f"/discharge/cases/{case.pk}/").content.decode()


def test_who_refused_is_asked_again_on_their_wish_and_the_first_answer_stays(cast: Cast) -> None:
    case = registered(cast)
    browser = cast.social1.client()
    browser.post(_url(case), _paper(answers=_all_needed() | {"SENSITIVE": "no"}))
    refused = Consent.objects.get(client=case.client, consent_type="SENSITIVE")
    again = f"{_url(case)}{refused.pk}/again/"
    assert browser.post(again, {"reason": ""}).status_code == 400
    assert browser.post(again, {"reason": "본인이 다시 설명을 원함"}).status_code == 302
    rows = Consent.objects.filter(client=case.client, consent_type="SENSITIVE")
    assert sorted(rows.values_list("status", flat=True)) == ["PENDING", "REFUSED"]
    browser.post(_url(case), _paper(answers={"SENSITIVE": "yes"}))
    assert _state(case) == "ASSESSING"


def test_third_parties_are_rows_with_their_items_and_sensitive_ones_apart(cast: Cast) -> None:
    """7.1.2: the health centre and the welfare centre get more, the town office name, address and contact only."""
    case = registered(cast)
    health, welfare, town = (member.institution for member in (cast.health1, cast.welfare1, cast.town1))
    response = cast.social1.client().post(
        _url(case),
        _paper(
            {"receiver": health.pk, "items": ["NAME", "PHONE", "DIAGNOSIS", "FUNCTION"], "answer": "yes"},
            {"receiver": welfare.pk, "answer": "no"},
            {"receiver": town.pk, "items": ["NAME", "ADDRESS", "PHONE"], "answer": "yes"},
            answers=_all_needed(),
        ),
    )
    assert response.status_code == 302
    rows = Consent.objects.filter(client=case.client, receiver__isnull=False)
    found = {(row.receiver_id, row.consent_type): (row.status, row.items) for row in rows}
    assert found == {
        (health.pk, "THIRD_PARTY"): ("GRANTED", ["NAME", "PHONE"]),
        (health.pk, "SENSITIVE_THIRD_PARTY"): ("GRANTED", ["DIAGNOSIS", "FUNCTION"]),
        (welfare.pk, "THIRD_PARTY"): ("REFUSED", []),
        (town.pk, "THIRD_PARTY"): ("GRANTED", ["NAME", "ADDRESS", "PHONE"]),
    }
    assert gate(case.client_id, health, ["NAME", "DIAGNOSIS"]).is_open
    assert gate(case.client_id, welfare, ["NAME"]).missing == "제3자 제공 동의 없음(가상노인복지관)"
    assert "민감정보 제3자 제공 동의 없음" in gate(case.client_id, town, ["NAME", "FUNCTION"]).missing
    assert "동의 범위 외 항목" in gate(case.client_id, town, ["NAME", "BIRTH_DATE"]).missing


def test_a_receiver_needs_items_and_must_be_on_the_list(cast: Cast) -> None:
    case = registered(cast)
    browser = cast.social1.client()
    gone = make.institution(is_active=False)
    bare = browser.post(_url(case), _paper({"receiver": cast.health1.institution.pk, "answer": "yes"}))
    assert (bare.status_code, "제공할 항목을 고르십시오" in bare.content.decode()) == (400, True)
    row = {"receiver": gone.pk, "items": ["NAME"], "answer": "yes"}
    assert browser.post(_url(case), _paper(row)).status_code == 400
    assert not Consent.objects.filter(receiver__isnull=False).exclude(status="PENDING").exists()
    assert not Institution.objects.filter(pk=gone.pk, is_active=True).exists()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"signer": "FAMILY"}, "성명과 관계"),
        ({"signer": "FAMILY", "signer_name": "김딸", "signer_relation": "CHILD"}, "본인이 동의하지 못한 사유"),
        ({"paper_kept": None}, "원본(스캔·서명)을 올리거나"),
        ({"method": "PHONE", "paper_kept": None}, "녹음 또는 함께 들은 사람"),
        ({"answered_at": "2097-01-01T10:00"}, "지금보다 뒤일 수 없습니다"),
    ],
)
def test_who_signed_and_how_must_be_complete(cast: Cast, changed: dict[str, Any], said: str) -> None:
    case = registered(cast)
    signers = [code for code, _ in Consent._meta.get_field("signer").choices]
    relations = [code for code, _ in Consent._meta.get_field("signer_relation").choices]
    if changed.get("signer"):
        changed["signer"] = next(code for code in signers if code not in ("SELF", "LEGAL_REP"))
    if changed.get("signer_relation"):
        changed["signer_relation"] = relations[0]
    response = cast.social1.client().post(_url(case), _paper(answers=_all_needed(), **changed))
    assert response.status_code == 400
    assert said in response.content.decode()
    assert _state(case) == "CONSENT_PENDING"
    assert not Consent.objects.filter(client=case.client, status="GRANTED").exists()


def test_consent_by_telephone_names_the_second_listener(cast: Cast) -> None:
    case = registered(cast)
    paper = _paper(answers=_all_needed(), method="PHONE", paper_kept=None, method_note="이가상 간호사가 함께 들음")
    assert cast.social1.client().post(_url(case), paper).status_code == 302
    assert set(Consent.objects.filter(status="GRANTED").values_list("method_note", flat=True)) == {
        "이가상 간호사가 함께 들음"
    }


@pytest.mark.parametrize(("age", "needs_guardian"), [(13, True), (14, False)])
def test_below_fourteen_a_legal_representative_signs(cast: Cast, age: int, needs_guardian: bool) -> None:
    today = timezone.localdate()
    child = make.client_(birth_date=date(today.year - age, today.month, 1) - timedelta(days=1))
    case = registered(cast, client=child, target_group="OTHER")
    browser = cast.social1.client()
    response = browser.post(_url(case), _paper(answers=_all_needed()))
    assert response.status_code == (400 if needs_guardian else 302)
    if needs_guardian:
        assert "14세 미만은 법정대리인" in response.content.decode()
        relation = Consent._meta.get_field("signer_relation").choices[0][0]
        guardian = {"signer": "LEGAL_REP", "signer_name": "김어미", "signer_relation": relation}
        paper = _paper(answers=_all_needed(), reason_not_self="미성년자", **guardian)
        assert browser.post(_url(case), paper).status_code == 302
    assert _state(case) == "ASSESSING"


# --- the paper itself ------------------------------------------------------------------------------------------------


def test_the_scan_is_kept_without_its_own_name_and_its_reading_is_recorded(cast: Cast) -> None:
    case = registered(cast)
    scan = SimpleUploadedFile("김가상 동의서.pdf", PDF, content_type="application/pdf")
    browser = cast.social1.client()
    assert browser.post(_url(case), _paper(answers=_all_needed(), paper_kept=None, evidence=scan)).status_code == 302
    consent = Consent.objects.filter(client=case.client, status="GRANTED").first()
    assert consent is not None
    assert "김가상" not in consent.evidence.name
    assert Path(settings.MEDIA_ROOT, consent.evidence.name).is_file()
    answer = browser.get(f"{_url(case)}{consent.pk}/evidence/")
    assert b"".join(answer) == PDF
    assert answer["Content-Disposition"].startswith("attachment")
    assert AuditEntry.objects.filter(verb="consent.evidence", action="DOWNLOAD", persons=[case.client_id]).count() == 1
    assert cast.social2.client().get(f"{_url(case)}{consent.pk}/evidence/").status_code == 403
    assert cast.hospital2.client().get(f"{_url(case)}{consent.pk}/evidence/").status_code == 404


@pytest.mark.parametrize("content", [b"<html>", b"MZ\x90\x00", b"%PD"])
def test_what_is_no_scan_is_refused_whatever_it_is_called(cast: Cast, content: bytes) -> None:
    case = registered(cast)
    scan = SimpleUploadedFile("consent.pdf", content, content_type="application/pdf")
    response = cast.social1.client().post(_url(case), _paper(answers=_all_needed(), evidence=scan))
    assert response.status_code == 400
    assert "pdf, jpg, png" in response.content.decode()


# --- withdrawal ------------------------------------------------------------------------------------------------------


def _withdraw(case: DischargeCase, consent: Consent) -> tuple[str, dict[str, str]]:
    moment = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    return f"{_url(case)}{consent.pk}/withdraw/", {"withdrawn_at": moment, "how": "본인이 전화로 알림"}


def test_withdrawing_a_third_party_closes_that_gate_only_and_a_second_press_changes_nothing(cast: Cast) -> None:
    case = make.case("FOLLOW_UP")
    health = cast.health1.institution
    ordinary, sensitive = make.share_consents(case.client, health)
    url, typed = _withdraw(case, ordinary)
    browser = cast.social1.client()
    page = browser.get(url).content.decode()
    assert "받은 기관이 더 볼 수 없습니다" in page
    assert browser.post(url, typed | {"how": ""}).status_code == 400
    assert browser.post(url, typed).status_code == 302
    ordinary.refresh_from_db()
    assert (ordinary.status, ordinary.withdrawn_how) == ("WITHDRAWN", "본인이 전화로 알림")
    assert _state(case) == "FOLLOW_UP"
    assert not gate(case.client_id, health, ["NAME"]).is_open
    sensitive.refresh_from_db()
    assert sensitive.status == "GRANTED"
    before, entries = ordinary.withdrawn_at, AuditEntry.objects.filter(verb="consent.withdraw").count()
    assert browser.post(url, typed | {"how": "다시 누름"}).status_code == 302
    ordinary.refresh_from_db()
    assert (ordinary.withdrawn_at, ordinary.withdrawn_how) == (before, "본인이 전화로 알림")
    assert AuditEntry.objects.filter(verb="consent.withdraw").count() == entries == 1


def test_withdrawing_says_what_it_ends_before_it_is_pressed(cast: Cast) -> None:
    case = make.case("FOLLOW_UP")
    needed = Consent.objects.get(client=case.client, consent_type="PROGRAM")
    url, _ = _withdraw(case, needed)
    assert "사례가 바로 종결됩니다" in cast.coordinator1.client().get(url).content.decode()
    assert cast.social2.client().get(url).status_code == 403
    assert cast.doctor1.client().get(url).status_code == 403
    assert cast.hospital2.client().get(url).status_code == 404


def test_a_consent_of_somebody_else_does_not_exist_here(cast: Cast) -> None:
    case, other = make.case("FOLLOW_UP"), make.case("FOLLOW_UP")
    foreign = Consent.objects.filter(client=other.client).first()
    assert foreign is not None
    url, typed = _withdraw(case, foreign)
    assert cast.social1.client().post(url, typed).status_code == 404
    with pytest.raises(Invalid, match="이 사례의 동의가 아닙니다"):
        consents.withdraw(actor=cast.social1.actor, case=case, consent=foreign, withdrawn_at=timezone.now(), how="전화")
    foreign.refresh_from_db()
    assert foreign.status == "GRANTED"


@pytest.mark.parametrize("who", ["social2", "doctor1", "coordinator1"])
def test_only_the_team_asks_for_consent(cast: Cast, who: str) -> None:
    case = registered(cast)
    member = getattr(cast, who)
    assert member.client().get(_url(case)).status_code == 403
    with pytest.raises(Forbidden):
        consents.record_answers(
            actor=member.actor, case=case, answers={"COLLECT": True}, paper={"answered_at": timezone.now()}
        )


# --- by law, at the wrong time, and when it runs out -----------------------------------------------------------------


def test_a_legal_basis_for_the_last_needed_block_carries_the_case_on(cast: Cast) -> None:
    """Whoever records it need not be of the care team: the privacy officer is not."""
    case = make.case("CONSENT_PENDING")
    for kind in ("COLLECT", "PROGRAM"):
        make.consent(case.client, kind)
    waiting = make.consent(case.client, "SENSITIVE", "PENDING")
    basis = {"legal_basis": "URGENT_LIFE", "reason": "의식이 없음"}
    consent_services.record_legal_basis(actor=cast.cpo1.actor, consent=waiting, **basis)
    case.refresh_from_db()
    assert (case.status, case.consented_on) == ("ASSESSING", make.days_ago(0))
    assert Duty.objects.open().filter(kind="discharge.assess", object_id=str(case.pk)).exists()


def test_a_legal_basis_alone_or_for_an_optional_block_does_not(cast: Cast) -> None:
    case = make.case("CONSENT_PENDING")
    basis = {"legal_basis": "URGENT_LIFE", "reason": "의식이 없음"}
    for kind in ("SENSITIVE", "CONTACT"):
        waiting = make.consent(case.client, kind, "PENDING")
        consent_services.record_legal_basis(actor=cast.cpo1.actor, consent=waiting, **basis)
    case.refresh_from_db()
    assert case.status == "CONSENT_PENDING"


@pytest.mark.parametrize("status", ["SCREENED", "INELIGIBLE", "CONSENT_REFUSED", "VOID"])
def test_consent_is_recorded_only_where_it_is_asked_for(cast: Cast, status: str) -> None:
    case = make.case(status)
    paper = {"signer": "SELF", "method": "PAPER", "paper_kept": True, "answered_at": timezone.now()}
    with pytest.raises(Conflict, match="동의를 등록할 수 없습니다"):
        consents.record_answers(actor=cast.social1.actor, case=case, answers={"COLLECT": True}, paper=paper)
    assert not Consent.objects.filter(client=case.client).exists()


def test_after_the_end_consent_may_be_given_anew_but_not_after_a_death(cast: Cast) -> None:
    """A case without consent cannot be taken up again, so the asking comes first."""
    paper = {"signer": "SELF", "method": "PAPER", "paper_kept": True, "answered_at": timezone.now()}
    lost, dead = make.case("CLOSED", close_reason="LOST"), make.case("CLOSED", close_reason="DECEASED")
    given = consents.record_answers(actor=cast.social1.actor, case=lost, answers={"CONTACT": True}, paper=paper)
    assert [row.status for row in given] == ["GRANTED"]
    with pytest.raises(Conflict, match="동의를 등록할 수 없습니다"):
        consents.record_answers(actor=cast.social1.actor, case=dead, answers={"CONTACT": True}, paper=paper)


def test_a_consent_that_runs_out_under_a_running_linkage_is_owed_again(cast: Cast) -> None:
    case = make.case("FOLLOW_UP")
    place, other = cast.health1.institution, cast.welfare1.institution
    make.linkage(case, "IN_SERVICE", place)
    for receiver, count in ((other, 0), (place, 1)):  # nobody is asked again where nothing runs
        make.consent(case.client, "THIRD_PARTY", receiver=receiver, valid_until=make.days_ago(1))
        consent_services.expire_due(timezone.now())
        assert Duty.objects.open().filter(kind="discharge.renew_consent").count() == count
    duty = Duty.objects.open().get(kind="discharge.renew_consent")
    assert (duty.object_id, duty.person_id, duty.number) == (str(case.pk), cast.social1.pk, case.number)
    paper = {"signer": "SELF", "method": "PAPER", "paper_kept": True, "answered_at": timezone.now()}
    rows = [{"receiver": place, "items": ["NAME"], "is_granted": False}]
    consents.record_answers(actor=cast.social1.actor, case=case, answers={}, third_parties=rows, paper=paper)
    assert not Duty.objects.open().filter(kind="discharge.renew_consent").exists()
