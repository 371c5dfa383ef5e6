"""The page of a case: what each relation sees, how far it is, what is next, what is blocked and why."""

from __future__ import annotations

import pytest
from django.utils import timezone

from core.models import AuditEntry
from discharge.models import DischargeCase
from discharge.services import cases, plans
from discharge.workflow import CaseStatus
from tests import make
from tests.cast import Cast
from tests.discharge.screening_data import registered
from tests.queries import count_queries


def _url(case: DischargeCase) -> str:
    return f"/discharge/cases/{case.pk}/"


@pytest.mark.parametrize("who", ["social1", "nurse1", "doctor1", "coordinator1"])
def test_who_works_with_the_person_sees_them_in_full_and_that_is_recorded(cast: Cast, who: str) -> None:
    case = make.case("PLANNING")
    member = getattr(cast, who)
    page = member.client().get(_url(case)).content.decode()
    assert case.client.name in page
    assert case.number in page
    assert "대퇴골 경부 골절" in page
    entry = AuditEntry.objects.get(verb="case.read")
    assert (entry.action, entry.user, entry.persons) == ("VIEW", member.user, [case.client_id])


@pytest.mark.parametrize("status", CaseStatus.values)
@pytest.mark.parametrize("who", ["social1", "doctor1", "coordinator1"])
def test_the_page_opens_in_every_state(cast: Cast, status: str, who: str) -> None:
    case = make.case(status)
    assert getattr(cast, who).client().get(_url(case)).status_code == 200


@pytest.mark.parametrize(
    ("status", "now"),
    [
        ("SCREENED", "선별"),
        ("CONSENT_PENDING", "동의"),
        ("ASSESSING", "평가"),
        ("PLAN_REVIEW", "계획 수립"),
        ("PLANNED", "계획 확정"),
        ("FOLLOW_UP", "사후관리"),
    ],
)
def test_the_steps_show_how_far_the_case_is(cast: Cast, status: str, now: str) -> None:
    steps = cast.social1.client().get(_url(make.case(status))).context["steps"]
    assert [step["label"] for step in steps if step["now"]] == [now]
    place = [step["label"] for step in steps].index(now)
    assert [step["done"] for step in steps] == [index < place for index in range(len(steps))]


def test_a_closed_case_has_passed_every_step(cast: Cast) -> None:
    context = cast.social1.client().get(_url(make.case("CLOSED"))).context
    assert all(step["done"] for step in context["steps"])
    assert context["next"] is None


def test_the_next_box_says_whose_turn_it_is(cast: Cast) -> None:
    case = registered(cast)
    mine = cast.social1.client().get(_url(case))
    assert mine.context["next"]["mine"] is True
    assert "동의 받기 차례입니다." in mine.content.decode()
    theirs = cast.nurse1.client().get(_url(case))
    assert theirs.context["next"]["mine"] is False
    assert "박가상의 차례입니다: 동의 받기" in theirs.content.decode()


def test_the_next_box_leads_to_the_place_of_ones_own_act(cast: Cast) -> None:
    case = registered(cast)
    step = f"{_url(case)}onward/get_consent/"
    assert f'href="{step}">할 일로 가기' in cast.social1.client().get(_url(case)).content.decode()
    assert cast.social1.client().get(step)["Location"] == f"{_url(case)}consents/"
    assert cast.nurse1.client().get(step)["Location"] == f"{_url(case)}consents/", "a nurse of the case may take it too"
    doctor = cast.doctor1.client().get(step)
    assert doctor["Location"] == f"{_url(case)}#consent", "whose form it is not reads on the page of the case"
    assert "할 일로 가기" not in cast.nurse1.client().get(_url(case)).content.decode()


def test_the_consents_for_one_receiver_are_folded_into_one_line(cast: Cast) -> None:
    case = make.case("PLANNED")
    town, welfare = cast.town1.institution, cast.welfare1.institution
    make.share_consents(case.client, town)
    make.consent(case.client, "THIRD_PARTY", receiver=town, status="WITHDRAWN")
    make.share_consents(case.client, welfare)
    answer = cast.social1.client().get(_url(case))
    folded = answer.context["consent"]["receivers"]
    assert [(group["name"], len(group["rows"]), group["states"]) for group in folded] == [
        ("가상1동 행정복지센터", 3, ["GRANTED", "WITHDRAWN"]),
        ("가상노인복지관", 2, ["GRANTED"]),
    ]
    assert len(answer.context["consent"]["rows"]) == len(make.CASE_CONSENTS)
    page = answer.content.decode()
    assert page.count("제3자 제공: 가상1동 행정복지센터</span>") == 1
    assert 'aria-label="제3자 제공: 가상노인복지관 철회 등록"' in page


def _actions(cast: Cast, who: str, case: DischargeCase) -> dict[str, str]:
    found = getattr(cast, who).client().get(_url(case)).context["actions"]
    return {action["name"]: action["blocked_reason"] for action in found}


def test_a_blocked_act_stands_with_its_reason(cast: Cast) -> None:
    case = registered(cast, result="RECHECK", recheck_on=timezone.localdate())
    assert _actions(cast, "social1", case) == {"exclude": "", "qualify": ""}
    DischargeCase.objects.filter(pk=case.pk).update(social_worker=None)
    assert _actions(cast, "nurse1", case)["qualify"] == "담당 사회복지사를 먼저 정하십시오."
    page = cast.nurse1.client().get(_url(case)).content.decode()
    assert "담당 사회복지사를 먼저 정하십시오." in page
    assert f"{_url(case)}move/qualify/" not in page
    assert f"{_url(case)}move/exclude/" in page


def test_the_consent_is_the_act_of_a_case_that_waits_for_it(cast: Cast) -> None:
    case = registered(cast)
    acts = cast.social1.client().get(_url(case)).context["actions"]
    assert [(act["label"], act["style"], act["blocked_reason"]) for act in acts[:1]] == [("동의 등록", "primary", "")]


def test_every_relation_has_its_own_acts(cast: Cast) -> None:
    case = make.case("PLAN_REVIEW")
    assert set(_actions(cast, "doctor1", case)) == {"return_plan", "approve_plan"}
    assert set(_actions(cast, "coordinator1", case)) == {"return_plan", "approve_plan"}
    assert not {"approve_plan", "return_plan"} & set(_actions(cast, "social1", case))
    screened = make.case("SCREENED")
    assert set(_actions(cast, "coordinator1", screened)) == {"void"}
    assert _actions(cast, "doctor1", screened) == {}


def test_links_to_acts_are_shown_to_whom_they_belong(cast: Cast) -> None:
    case = make.case("PLANNING")
    social, doctor, coordinator = (
        getattr(cast, who).client().get(_url(case)).content.decode() for who in ("social1", "doctor1", "coordinator1")
    )
    assert f"{_url(case)}edit/" in social
    assert f"{_url(case)}edit/" not in doctor
    assert f"{_url(case)}move/assign/" in coordinator
    assert f"{_url(case)}move/assign/" not in social
    assert f"{_url(case)}plan/parts/social/" in social
    assert f"{_url(case)}plan/parts/doctor/" in doctor
    assert f"{_url(case)}plan/parts/doctor/" not in social


def test_an_unknown_move_is_no_page(cast: Cast) -> None:
    case = make.case("SCREENED")
    browser = cast.social1.client()
    for name in ("close_by_event", "screen", "nonsense"):
        assert browser.get(f"{_url(case)}move/{name}/").status_code == 404


def test_a_move_asks_before_it_is_made_and_refuses_a_stale_page(cast: Cast) -> None:
    case = registered(cast, result="RECHECK", recheck_on=timezone.localdate())
    browser, url = cast.social1.client(), f"{_url(case)}move/qualify/"
    assert "적합으로 판정하시겠습니까?" in browser.get(url).content.decode()
    assert browser.post(url, {"version": case.version + 1}).status_code == 409
    assert browser.post(url, {"version": case.version}).status_code == 302
    again = browser.post(url, {})
    assert again.status_code == 409
    assert "지금 상태(동의 대기)에서는" in again.content.decode()


def test_a_registration_by_mistake_is_taken_back_while_nothing_was_sent(cast: Cast) -> None:
    case = registered(cast)
    url = f"{_url(case)}move/void/"
    assert cast.social1.client().post(url, {"reason": "다른 환자"}).status_code == 403
    assert cast.coordinator1.client().post(url, {"reason": ""}).status_code == 400
    assert cast.coordinator1.client().post(url, {"reason": "다른 환자"}).status_code == 302
    assert DischargeCase.objects.get(pk=case.pk).status == "VOID"


def test_somebody_left_out_may_be_screened_again_while_in_hospital(cast: Cast) -> None:
    case = make.case("INELIGIBLE")
    browser, url = cast.social1.client(), f"{_url(case)}move/rescreen/"
    assert browser.post(url, {"reason": "상태가 나빠짐"}).status_code == 302
    case.refresh_from_db()
    assert (case.status, case.ineligible_reason) == ("SCREENED", "")
    gone = make.case("INELIGIBLE", discharged_on=timezone.localdate())
    refused = browser.post(f"{_url(gone)}move/rescreen/", {"reason": "상태가 나빠짐"})
    assert (refused.status_code, "이미 퇴원하여" in refused.content.decode()) == (400, True)


def test_the_log_tells_in_words_who_did_what(cast: Cast) -> None:
    case = registered(cast)
    cases.assign(actor=cast.coordinator1.actor, case=case, data={"social_worker": cast.social2.user})
    cases.step("void", actor=cast.coordinator1.actor, case=case, data={"reason": "다른 환자를 등록함"})
    page = cast.coordinator1.client().get(f"{_url(case)}log/").content.decode()
    for words in (
        "선별 등록",
        "적합 판정",
        "담당을 바꾸었습니다.",
        "등록 취소",
        "사유: 다른 환자를 등록함",
        "정가상",
        "박가상",
    ):
        assert words in page
    assert cast.social1.client().get(f"{_url(case)}log/").status_code == 403


@pytest.mark.parametrize("rows", [1, 12])
def test_the_page_costs_the_same_however_much_it_shows(cast: Cast, rows: int) -> None:
    case = make.case("FOLLOW_UP")
    for status in ("REPLIED", "SENT"):
        make.reply(make.linkage(case, status))
    for step in ("1W", "1M"):
        make.followup(case, step)
    cases.step("amend_plan", actor=cast.nurse1.actor, case=case, data={"reason": "보완"})
    for serial in range(rows):
        make.team_member(case, make.member())
        make.share_consents(case.client, make.institution())
        plans.open_plan(case).goals.create(text=f"목표 {serial}", due_on=timezone.localdate())  # type: ignore[union-attr]
    browser = cast.social1.client()
    browser.get(_url(case))
    with count_queries("case page"):
        assert browser.get(_url(case)).status_code == 200
    api = cast.social1.api()
    api.get(f"/api/v1{_url(case)}")
    with count_queries("api case"):
        assert api.get(f"/api/v1{_url(case)}").status_code == 200


def test_whoever_may_not_do_an_act_is_told_who_may(cast: Cast) -> None:
    """The social worker cannot approve her own plan: the page names the physician, not herself."""
    case = make.case("PLAN_REVIEW")
    answer = cast.social1.client().get(f"/discharge/cases/{case.pk}/move/approve_plan/")
    told = answer.context["owners"]
    assert answer.status_code == 403
    assert told == [f"담당의: {cast.doctor1.user.name}", "사업 코디네이터"]


@pytest.mark.parametrize(("status", "is_offered"), [("FOLLOW_UP", True), ("CLOSED", False)])
def test_the_stay_of_an_ended_case_is_not_offered_for_correction(cast: Cast, status: str, is_offered: bool) -> None:
    case = make.case(status)
    page = cast.social1.client().get(f"/discharge/cases/{case.pk}/").content.decode()
    assert (f"/discharge/cases/{case.pk}/edit/" in page) is is_offered
