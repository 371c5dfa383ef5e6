"""Aftercare through the web door: the care team opens the pages, presses the buttons, and sees what came of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from core import drafts
from core.models import AuditEntry, Draft, Duty, PrintedDocument
from discharge.models import CaseConference, DischargeCase, FollowUp, FollowUpTemplate
from tests import make
from tests.cast import Cast
from tests.core.hwpx_file import File
from tests.discharge.steps_of_care import discharged, in_vain, row_of


def url(name: str, *args: Any) -> str:
    return reverse(f"discharge:{name}", args=args)


def typed(**values: Any) -> dict[str, Any]:
    """What a call screen sends for a person who answered everything; keywords change what does not fit."""
    return {
        "result": "DONE",
        "contacted_at": "2026-10-30T10:00",
        "method": "PHONE",
        "spoke_with": "SELF",
        "ed_visit": "no",
        "readmitted": "no",
        "new_need": "no",
        "readmissions-TOTAL_FORMS": "1",
        "readmissions-INITIAL_FORMS": "0",
    } | values


# --- leaving hospital -------------------------------------------------------------------------------------------------


def test_the_social_worker_discharges_and_sees_the_rows(cast: Cast) -> None:
    case = make.case("PLANNED")
    browser = cast.social1.client()
    page = browser.get(url("case-discharge", case.pk))
    assert page.status_code == 200
    assert "사망</span>" not in page.text
    day = make.days_ago(1)
    sent = {"discharged_on": day, "disposition": "HOME", "version": case.version}
    answer = browser.post(url("case-discharge", case.pk), sent)
    assert answer.url == f"{url('case-detail', case.pk)}#follow"
    shown = browser.get(url("case-detail", case.pk)).text
    assert "연락 기록" in shown
    assert shown.count('class="nowcol"') == 1


def test_an_impossible_day_comes_back_with_the_whole_form(cast: Cast) -> None:
    case = make.case("PLANNED")
    sent = {"discharged_on": make.days_ago(-1), "disposition": "AMA", "version": case.version}
    page = cast.social1.client().post(url("case-discharge", case.pk), sent)
    assert page.status_code == 400
    assert "퇴원일은 오늘 이전 날짜로 적으십시오." in page.text
    assert page.context["form"]["disposition"].value() == "AMA"
    assert DischargeCase.objects.get(pk=case.pk).status == "PLANNED"


def test_leaving_before_the_plan_asks_why(cast: Cast) -> None:
    case = make.case("PLANNING")
    browser = cast.nurse1.client()
    assert "계획 전에 퇴원한 사유" in browser.get(url("case-discharge", case.pk)).text
    sent = {"discharged_on": make.days_ago(0), "disposition": "AMA", "version": case.version}
    assert browser.post(url("case-discharge", case.pk), sent).status_code == 400
    assert browser.post(url("case-discharge", case.pk), {**sent, "reason": "자의퇴원"}).status_code == 302
    assert DischargeCase.objects.get(pk=case.pk).plan_after_discharge


# --- the call ---------------------------------------------------------------------------------------------------------


@time_machine.travel("2026-10-30T10:10+09:00", tick=False)
def test_the_call_screen_has_the_number_the_limit_and_records_the_answer(cast: Cast) -> None:
    person = make.client_(phone="010-0000-7777", contact_limit="18시 이후 전화")
    case = discharged(cast, client=person)
    make.linkage(case, "IN_SERVICE")
    row = row_of(case, "1W")
    browser = cast.social1.client()
    page = browser.get(url("followup-record", case.pk, row.pk)).text
    assert "18시 이후 전화" in page
    assert "tel:010" in page
    assert "방문건강관리(보건소)" in page
    assert AuditEntry.objects.filter(verb="case.follow_up", persons=[case.client_id]).exists()
    name = case.client.linkages.get().number
    sent = typed(
        **{f"check-{name}-use": "IN_USE", f"check-{name}-satisfaction": "5", "pain": "3", "version": row.version}
    )
    answer = browser.post(url("followup-record", case.pk, row.pk), sent)
    assert answer.url == f"{url('case-detail', case.pk)}#follow"
    kept = row_of(case, "1W")
    assert (kept.status, kept.pain, kept.service_checks.get().satisfaction) == ("DONE", 3, 5)
    assert "본인 응답 · 통증 3점" in browser.get(url("case-detail", case.pk)).text


@time_machine.travel("2026-10-30T10:10+09:00", tick=False)
def test_why_a_service_is_not_used_is_asked_for_beside_its_field_with_all_that_is_missing(cast: Cast) -> None:
    case = discharged(cast)
    name = make.linkage(case, "IN_SERVICE").number
    address = url("followup-record", case.pk, row_of(case, "1W").pk)
    sent = typed(spoke_with="", **{f"check-{name}-use": "NOT_USED"})
    page = cast.social1.client().post(address, sent)
    assert page.status_code == 400
    for words in ("누가 답했는지 고르십시오.", "이용하지 않는 이유를 적으십시오."):
        assert words in page.text
    assert "이용하지 않는 이유</label>" in cast.social1.client().get(address).text, "no (선택) where it is asked for"


@time_machine.travel("2026-10-30T10:10+09:00", tick=False)
def test_what_is_missing_comes_back_with_everything_that_was_typed(cast: Cast) -> None:
    case = discharged(cast)
    row = row_of(case, "1W")
    sent = typed(spoke_with="", note="딸과 지냅니다.")
    page = cast.social1.client().post(url("followup-record", case.pk, row.pk), sent)
    assert page.status_code == 400
    assert "누가 답했는지 고르십시오." in page.text
    assert "딸과 지냅니다." in page.text


@time_machine.travel("2026-10-30T10:10+09:00", tick=False)
def test_a_stay_in_hospital_is_asked_for_and_kept(cast: Cast) -> None:
    case = discharged(cast)
    row = row_of(case, "1W")
    browser = cast.nurse1.client()
    sent = typed(result="HOSPITALIZED", spoke_with="CAREGIVER")
    assert "입원한 병원, 입원일, 구분" in browser.post(url("followup-record", case.pk, row.pk), sent).text
    stay = {
        "readmissions-0-hospital_name": "가상병원",
        "readmissions-0-admitted_on": "2026-10-28",
        "readmissions-0-readmission_type": "UNPLANNED_SAME",
    }
    assert browser.post(url("followup-record", case.pk, row.pk), sent | stay).status_code == 302
    assert case.readmissions.get().hospital_name == "가상병원"
    assert "가상병원" in browser.get(url("case-detail", case.pk)).text


@time_machine.travel("2027-01-25T10:10+09:00", tick=False)
def test_three_months_on_the_k_mbi_is_on_the_call_screen(cast: Cast) -> None:
    case = discharged(cast)
    row = row_of(case, "3M")
    browser = cast.social1.client()
    assert "개인위생" in browser.get(url("followup-record", case.pk, row.pk)).text
    steps = {"hygiene": 5, "bathing": 4, "feeding": 10, "toilet": 8, "stairs": 5}
    steps |= {"dressing": 8, "bowel": 10, "bladder": 8, "ambulation": 12}
    sent = typed(contacted_at="2027-01-25T10:00") | {f"kmbi.{key}": str(value) for key, value in steps.items()}
    refused = browser.post(url("followup-record", case.pk, row.pk), sent)
    assert refused.status_code == 400
    assert "의자·침대 이동" in refused.text
    assert row_of(case, "3M").status == "SCHEDULED"
    assert browser.post(url("followup-record", case.pk, row.pk), sent | {"kmbi.transfer": "8"}).status_code == 302
    assert row_of(case, "3M").instrument_results.get().total == 78


@time_machine.travel("2026-10-30T10:10+09:00", tick=False)
def test_a_draft_fills_the_screen_again_and_goes_when_sent(cast: Cast) -> None:
    case = discharged(cast)
    row = row_of(case, "1W")
    fields = {"note": "통화 중 끊김", "result": "PARTIAL", "readmissions-0-hospital_name": "가상병원"}
    drafts.save(cast.social1.actor, "followup", str(row.pk), fields)
    browser = cast.social1.client()
    page = browser.get(url("followup-record", case.pk, row.pk)).text
    assert "통화 중 끊김" in page
    assert 'value="가상병원"' in page
    assert "임시저장한 내용을 불러왔습니다." in page
    browser.post(url("followup-record", case.pk, row.pk), typed())
    assert not Draft.objects.exists()


@time_machine.travel("2026-10-30T10:10+09:00", tick=False)
def test_a_stale_call_screen_is_told_and_keeps_what_was_typed(cast: Cast) -> None:
    case = discharged(cast)
    row = row_of(case, "1W")
    in_vain(cast, row, "2026-10-30 09:00")
    page = cast.social1.client().post(
        url("followup-record", case.pk, row.pk), typed(version=row.version, note="남길 글")
    )
    assert page.status_code == 409
    assert "남길 글" in page.text


@time_machine.travel("2026-10-30T10:10+09:00", tick=False)
def test_a_row_of_another_case_does_not_exist_here(cast: Cast) -> None:
    case, other = discharged(cast), discharged(cast)
    assert cast.social1.client().get(url("followup-record", case.pk, row_of(other, "1W").pk)).status_code == 404


@pytest.mark.parametrize(("person", "status"), [("social2", 403), ("coordinator1", 403), ("hospital2", 404)])
def test_the_call_screen_belongs_to_the_team(cast: Cast, person: str, status: int) -> None:
    case = make.case("FOLLOW_UP")
    row = make.followup(case)
    assert getattr(cast, person).client().get(url("followup-record", case.pk, row.pk)).status_code == status


# --- acts on a row ----------------------------------------------------------------------------------------------------


@time_machine.travel("2026-10-26T10:10+09:00", tick=False)
def test_rows_are_moved_held_resumed_and_added(cast: Cast) -> None:
    case = discharged(cast)
    row = row_of(case, "1W")
    browser = cast.social1.client()

    def act(name: str, **values: Any) -> int:
        assert browser.get(url("followup-act", row.pk, name)).status_code == 200
        return browser.post(url("followup-act", row.pk, name), values).status_code

    assert act("move", due_on="2026-10-29", reason="가족 일정") == 302
    assert act("move", due_on="2026-10-31", reason="다시") == 400
    assert act("suspend", reason="") == 302
    assert act("resume", version="") == 302
    miss = url("followup-act", row.pk, "miss")
    assert "note warn" in browser.get(miss).text, "what stands against it is said before a form is filled in"
    assert browser.post(miss, {"reason": ""}).status_code == 400
    assert browser.get(url("followup-act", row.pk, "erase")).status_code == 404
    added = {"due_on": "2026-11-06", "reason": "상처 확인", "label": "상처 확인", "idempotency_key": "k"}
    assert browser.post(url("case-act", case.pk, "add_follow_up"), added).status_code == 302
    assert "상처 확인" in browser.get(url("case-detail", case.pk)).text
    assert FollowUp.objects.get(pk=row.pk).due_on.isoformat() == "2026-10-29"


@time_machine.travel("2026-10-30T10:10+09:00", tick=False)
def test_questions_that_calls_raise_are_answered_with_a_reason(cast: Cast) -> None:
    case = discharged(cast)
    row = in_vain(cast, row_of(case, "1W"), "2026-10-30 09:00", "REFUSED")
    browser = cast.social1.client()
    assert browser.post(url("followup-act", row.pk, "go_on"), {"reason": ""}).status_code == 400
    assert browser.post(url("followup-act", row.pk, "go_on"), {"reason": "가족과 상의"}).status_code == 302
    assert not Duty.objects.open().filter(kind="discharge.decide_unreached").exists()
    again = browser.post(url("followup-act", row.pk, "go_on"), {"reason": "가족과 상의"})
    assert again.status_code == 409


def test_a_row_left_open_is_cancelled_by_the_social_worker_once_the_case_has_ended(cast: Cast) -> None:
    going_on, ended = make.case("FOLLOW_UP"), make.case("CLOSED")
    early, left = make.followup(going_on), make.followup(ended)
    social, nurse = cast.social1.client(), cast.nurse1.client()
    refused = social.post(url("followup-act", early.pk, "cancel"), {"reason": "종결"})
    assert (refused.status_code, "종결할 때 취소됩니다." in refused.text) == (400, True)
    address = url("followup-act", left.pk, "cancel")
    assert address in social.get(url("case-detail", ended.pk)).text
    assert address not in nurse.get(url("case-detail", ended.pk)).text
    assert nurse.post(address, {"reason": "종결"}).status_code == 403
    assert social.post(address, {"reason": ""}).status_code == 400
    assert social.post(address, {"reason": "종결"}).status_code == 302
    left.refresh_from_db()
    assert left.status == "CANCELLED"
    assert social.post(address, {"reason": "종결"}).status_code == 409


@time_machine.travel("2026-10-30T10:10+09:00", tick=False)
def test_the_rows_offer_what_their_table_lets_this_person_do(cast: Cast) -> None:
    case = discharged(cast)
    row = in_vain(cast, row_of(case, "1W"), "2026-10-30 09:00", "REFUSED")
    offered = {
        who.user.username: {
            name
            for name in ("move", "suspend", "miss", "cancel", "resume", "go_on", "unlinked")
            if url("followup-act", row.pk, name) in who.client().get(url("case-detail", case.pk)).text
        }
        for who in (cast.social1, cast.nurse1, cast.doctor1)
    }
    assert list(offered.values()) == [{"move", "suspend", "miss", "go_on"}, {"move", "suspend", "go_on"}, set()]


# --- ending -----------------------------------------------------------------------------------------------------------


def test_closing_shows_what_is_open_and_asks_what_the_reason_asks(cast: Cast) -> None:
    case = make.case("FOLLOW_UP")
    linkage = make.linkage(case, "IN_SERVICE")
    make.followup(case)
    browser = cast.social1.client()
    page = browser.get(url("case-close", case.pk)).text
    assert "끝나지 않은 의뢰 1건" in page
    assert linkage.number in page
    goal = case.plans.get().goals.get()
    sent = {
        "close_reason": "LOST",
        "closed_on": make.days_ago(0),
        "summary": "세 번 연락했으나 닿지 않았습니다.",
        f"goal_{goal.pk}": "PARTLY",
        "version": case.version,
    }
    refused = browser.post(url("case-close", case.pk), sent)
    assert refused.status_code == 400
    assert "끝나지 않은 의뢰 1건, 남은 추적관찰 1회가 있어 종결할 수 없습니다." in refused.text
    linkage.delete()
    make.linkage(case, "COMPLETED")
    assert browser.post(url("case-close", case.pk), sent).status_code == 302
    goal.refresh_from_db()
    assert goal.result == "PARTLY"
    assert "연락두절" in browser.get(url("case-detail", case.pk)).text


def test_closing_early_offers_only_its_reasons(cast: Cast) -> None:
    case = make.case("PLANNED")
    browser = cast.nurse1.client()
    page = browser.get(url("case-close-early", case.pk)).text
    assert "시설입소·장기입원" in page
    assert "관리기간 만료" not in page
    sent = {"close_reason": "MOVED", "closed_on": make.days_ago(0), "summary": "다른 지역으로 이사"}
    assert browser.post(url("case-close-early", case.pk), sent | {"version": case.version}).status_code == 302
    assert DischargeCase.objects.get(pk=case.pk).close_reason == "MOVED"


def test_the_coordinator_extends_and_reopens(cast: Cast) -> None:
    case = make.case("FOLLOW_UP")
    make.assessment(case, round="REASSESS")
    browser = cast.coordinator1.client()
    until = case.follow_until + timedelta(days=90)
    sent = {"follow_until": until, "reason": "낙상이 있었습니다.", "extra_on": "", "version": case.version}
    assert browser.get(url("aftercare-act", case.pk, "extend")).status_code == 200
    assert browser.post(url("aftercare-act", case.pk, "extend"), sent | {"extra_on": "어제"}).status_code == 400
    assert browser.post(url("aftercare-act", case.pk, "extend"), sent).status_code == 302
    assert case.followups.get().label == "연장 1차"
    closed = make.case("CLOSED")
    assert browser.get(url("aftercare-act", closed.pk, "reopen")).status_code == 200
    assert browser.post(url("aftercare-act", closed.pk, "reopen"), {"reason": "다시 도움 필요"}).status_code == 302
    assert DischargeCase.objects.get(pk=closed.pk).status == "FOLLOW_UP"
    assert cast.social1.client().get(url("aftercare-act", closed.pk, "reopen")).status_code == 403


def test_a_death_says_beforehand_what_it_does(cast: Cast) -> None:
    case = make.case("FOLLOW_UP")
    browser = cast.doctor1.client()
    assert "모든 사례가 바로 종결됩니다." in browser.get(url("aftercare-act", case.pk, "death")).text
    sent = {"death_on": make.days_ago(1), "source": "딸이 알림"}
    assert browser.post(url("aftercare-act", case.pk, "death"), sent).status_code == 302
    assert DischargeCase.objects.get(pk=case.pk).close_reason == "DECEASED"


# --- conference -------------------------------------------------------------------------------------------------------


def test_a_conference_is_recorded_and_leads_on(cast: Cast) -> None:
    case = make.case("FOLLOW_UP")
    browser = cast.social1.client()
    page = browser.get(url("conference-new", case.pk)).text
    assert "가상의료원" in page
    assert "가상노인복지관" not in page
    sent = {
        "held_on": make.days_ago(1),
        "place": "회의실",
        "situation": "식사가 어렵습니다.",
        "decision": "CLOSE",
        "decision_text": "목표를 이루어 종결",
        "attendees-TOTAL_FORMS": "1",
        "attendees-INITIAL_FORMS": "0",
        "attendees-0-institution": cast.host.pk,
        "attendees-0-role": "사회복지사",
        "attendees-0-name": "박가상",
        "actions-TOTAL_FORMS": "0",
        "actions-INITIAL_FORMS": "0",
        "idempotency_key": "k",
    }
    assert browser.post(url("conference-new", case.pk), sent | {"place": ""}).status_code == 400
    assert browser.post(url("conference-new", case.pk), sent).url == url("case-close", case.pk)
    record = CaseConference.objects.get()
    shown = browser.get(url("case-detail", case.pk)).text
    assert "목표를 이루어 종결" in shown
    edit = url("conference-edit", case.pk, record.pk)
    assert "회의실" in browser.get(edit).text
    sent |= {"attendees-INITIAL_FORMS": "1"}
    again = sent | {"decision_text": "더 지켜봄", "decision": "CONTINUE", "version": 1}
    assert browser.post(edit, again).status_code == 302
    stale = browser.post(edit, sent | {"version": 1})
    assert stale.status_code == 409
    assert "더 지켜봄" in stale.text


# --- paper and schedules ----------------------------------------------------------------------------------------------


@time_machine.travel("2026-10-30T10:10+09:00", tick=False)
def test_the_record_shows_on_paper_what_the_screen_shows(cast: Cast) -> None:
    case = discharged(cast)
    row = row_of(case, "1W")
    browser = cast.social1.client()
    browser.post(url("followup-record", case.pk, row.pk), typed(pain="3", note="딸과 지냅니다."))
    paper = browser.get(url("paper-followups", case.pk)).text
    for text in (case.number, case.client.name, "통증(NRS)", "딸과 지냅니다.", "개인정보 포함"):
        assert text in paper
    pdf = browser.get(url("paper-followups-pdf", case.pk))
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF")
    assert case.client.name not in pdf["Content-Disposition"]
    assert PrintedDocument.objects.get().kind == "followup_record"
    assert AuditEntry.objects.filter(verb="print.followup_record", persons=[case.client_id]).exists()
    door = f"/api/v1/discharge/cases/{case.pk}/papers/followups/"
    assert cast.social1.api().get(door).content.startswith(b"%PDF")
    assert PrintedDocument.objects.filter(kind="followup_record").count() == 2
    typed_out = [cast.social1.api().get(f"{door}hwpx/"), browser.get(url("paper-followups-hwpx", case.pk))]
    assert len({File(one.content).words() for one in typed_out}) == 1
    assert cast.health1.api().get(door).status_code == 404


def test_the_coordinator_edits_the_schedules(cast: Cast) -> None:
    browser = cast.coordinator1.client()
    assert "기본과 같음" in browser.get(url("template-list")).text
    edit = url("template-edit", "STROKE")
    assert browser.get(edit).status_code == 200
    sent = {
        "steps-TOTAL_FORMS": "2",
        "steps-INITIAL_FORMS": "0",
        "steps-0-step": "1W",
        "steps-0-days": "7",
        "steps-0-before": "3",
        "steps-0-after": "3",
        "steps-1-step": "1M",
        "steps-1-months": "1",
        "steps-1-before": "7",
        "steps-1-after": "7",
    }
    assert browser.post(edit, sent | {"steps-1-before": "30"}).status_code == 400
    assert browser.post(edit, sent).status_code == 302
    assert len(FollowUpTemplate.objects.get(target_group="STROKE").steps) == 2
    assert browser.get(url("template-edit", "NOTHING")).status_code == 404
    assert cast.social1.client().get(url("template-list")).status_code == 403
