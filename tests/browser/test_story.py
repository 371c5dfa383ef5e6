"""The main story in a real browser: from candidate to closed case, the physician and the nurse signing in between."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from core import codes, workdays
from discharge.models import DischargeCase
from tests import cast as standing

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_patient_goes_from_screening_to_closing(sit: Any) -> None:
    cast = standing.current()
    social, nurse, doctor = sit(cast.social1), sit(cast.nurse1), sit(cast.doctor1)
    today = workdays.seoul_today()

    # 1. the social worker screens the patient and records the consent
    social.go("/discharge/cases/new/")
    _screen(social, cast)
    assert social.audit() == []
    social.press("선별 등록")
    case = DischargeCase.objects.get()
    home = f"/discharge/cases/{case.pk}/"
    assert "동의 대기" in social.text

    social.go(f"{home}consents/")
    _consent(social)
    assert social.audit() == []
    social.press("동의 등록")
    assert "평가 중" in social.text

    _assess(social, nurse, doctor, home, case)
    _plan(social, nurse, doctor, home, str(today))

    # 5. the social worker may not approve; the physician does
    social.go(f"{home}move/submit_plan/")
    social.press("계획 제출")
    assert "계획 검토" in social.text
    social.go(f"{home}move/approve_plan/")
    assert "다른 사람이 합니다" in social.text
    doctor.go(f"{home}move/approve_plan/")
    doctor.choose("explained_to", "PATIENT")
    doctor.press("계획 확정")
    assert "계획 확정" in doctor.text
    case.refresh_from_db()
    assert case.status == "PLANNED"

    # 6. discharge, and closing with the reasons that are asked for
    social.go(f"{home}discharge/")
    social.page.fill("[name=discharged_on]", str(today))
    social.choose("disposition", "HOME")
    assert social.audit() == []
    social.press("퇴원 처리")
    case.refresh_from_db()
    assert case.status == "FOLLOW_UP"
    assert case.followups.count() == 4
    social.go(home)
    assert "종결할 수 없습니다" in social.text or "추적관찰" in social.text
    assert social.audit() == []
    social.go(f"{home}close/")
    _close(social, case)
    case.refresh_from_db()
    assert case.status == "CLOSED"
    social.go(home)
    assert "종결" in social.text


def _screen(social: Any, cast: Any) -> None:
    """What is known of a patient in the ward, typed once."""
    page, today = social.page, workdays.seoul_today()
    page.fill("[name=name]", "김가상")
    page.fill("[name=birth_date]", "1948-03-15")
    social.choose("sex", "F")
    page.fill("[name=chart_no]", "90000123")
    page.fill("[name=phone]", "010-0000-0001")
    page.select_option("[name=municipality]", index=1)
    page.select_option("[name=insurance_type]", "NHI")
    page.select_option("[name=household_type]", "ALONE")
    page.fill("[name=admitted_on]", str(today - timedelta(days=10)))
    page.fill("[name=expected_discharge_on]", str(today))
    social.choose("admit_route", "ED")
    for name, text in (("ward", "5병동"), ("department", "정형외과")):
        if page.locator(f"select[name={name}]").count():
            page.select_option(f"select[name={name}]", index=1)
        else:
            page.fill(f"[name={name}]", text)
    page.fill("[name=diagnosis]", "대퇴골 경부 골절")
    page.fill("[name=kcd_code]", "S72.0")
    page.select_option("[name=target_group]", "FRAGILITY_FRACTURE_65")
    social.choose("risk_items", "LIVES_ALONE")
    social.choose("result", "TARGET")
    page.select_option("[name=attending]", str(cast.doctor1.pk))
    page.select_option("[name=nurse]", str(cast.nurse1.pk))


def _consent(social: Any) -> None:
    for kind in ("COLLECT", "SENSITIVE", "PROGRAM"):
        social.choose(f"answer_{kind}", "yes")
    social.choose("signer", "SELF")
    social.choose("method", "PAPER")
    social.page.check("[name=paper_kept]")


def _assess(social: Any, nurse: Any, doctor: Any, home: str, case: DischargeCase) -> None:
    """3. each profession writes its own part of the assessment."""
    social.go(f"{home}assessments/new/")
    social.choose("round", "INITIAL")
    assert social.audit() == []
    social.press("평가 시작")
    row = case.assessments.get()
    doctor.go(f"{home}assessments/{row.pk}/medical/")
    doctor.page.fill("[name=med_summary]", "수술 뒤 경과가 좋음.")
    _finish_part(doctor)
    nurse.go(f"{home}assessments/{row.pk}/nursing/")
    _finish_part(nurse)
    social.go(f"{home}assessments/{row.pk}/social/")
    _social_part(social)
    _finish_part(social)
    social.go(f"{home}assessments/{row.pk}/needs/")
    _needs(social)
    assert social.audit() == []
    _finish_part(social)
    _measure(nurse, home)
    social.go(f"{home}move/finish_assessment/")
    social.press("평가 완료")
    assert "계획 수립 중" in social.text


def _social_part(social: Any) -> None:
    social.choose("caregiver_capacity", "LITTLE") if social.page.locator(
        "input[name=caregiver_capacity]"
    ).count() else social.page.select_option("[name=caregiver_capacity]", "LITTLE")
    social.page.fill("[name=wish]", "집에서 지내고 싶다고 함")


def _needs(social: Any) -> None:
    for area, _ in codes.choices("need_area"):
        level = "2" if area == "SAFETY" else "0"
        social.page.locator(f"input[type=radio][name*='{area}'][value='{level}']").first.check()
    social.page.locator("[name*='SAFETY'][name*=text]").first.fill("혼자 지내며 넘어진 적이 있음")


# K-MBI as story 7.1 of the domain has it: 46 of 100
KMBI = {
    "hygiene": 3,
    "bathing": 1,
    "feeding": 8,
    "toilet": 5,
    "stairs": 2,
    "dressing": 5,
    "bowel": 8,
    "bladder": 8,
    "ambulation": 3,
    "transfer": 3,
}


def _measure(nurse: Any, home: str) -> None:
    """The nurse asks the K-MBI; an item left out is named and nothing is lost of the others."""
    nurse.go(f"{home}instruments/KMBI/new/")
    for name, points in KMBI.items():
        if name != "transfer":
            nurse.choose(name, str(points))
    assert nurse.audit() == []
    nurse.press("결과 저장")
    assert "이 문항에 답하십시오" in nurse.text
    assert nurse.page.is_checked("input[name=feeding][value='8']")
    nurse.choose("transfer", str(KMBI["transfer"]))
    nurse.press("결과 저장")
    assert "46" in nurse.text
    assert "심한 의존" in nurse.text


def _finish_part(seat: Any) -> None:
    seat.page.locator("form .savebar button.primary").first.click()
    seat.arrive()


def _plan(social: Any, nurse: Any, doctor: Any, home: str, today: str) -> None:
    """4. each profession writes and signs its own part of the plan."""
    for seat, kind, text in (
        (doctor, "doctor", "약을 계속 먹고 3주 뒤 외래에 옴."),
        (nurse, "nurse", "화장실에서는 손잡이를 잡으십시오."),
    ):
        seat.go(f"{home}plan/parts/{kind}/")
        seat.page.fill("textarea[name=text]", text)
        assert seat.audit() == []
        seat.press("저장하고 서명")
        assert "서명 완료" in seat.text
    social.go(f"{home}plan/parts/social/")
    _social_plan(social, today)
    social.press("저장하고 서명")
    assert "서명 완료" in social.text


def _social_plan(social: Any, today: str) -> None:
    page = social.page
    page.fill("textarea[name=text]", "혼자 지내며 식사 준비가 어려움.")
    page.select_option("[name=disposition_planned]", "HOME")
    page.fill("[name=emergency_contact]", "딸 010-0000-0002")
    page.locator("#goals [data-row-add]").click()
    page.fill("[name='goals-0-text']", "보행기로 집 앞 가게까지 다녀온다")
    page.fill("[name='goals-0-due_on']", today)
    assert page.input_value("[name='actions-0-need_area']") == "SAFETY", "the need of the assessment is offered"
    page.select_option("[name='actions-0-who']", "OWN")
    page.fill("[name='actions-0-action']", "집 안 정리와 손잡이 안내")


def _close(social: Any, case: DischargeCase) -> None:
    page = social.page
    reason = page.locator("input[name=close_reason][value=MOVED]")
    if reason.count():
        reason.check()
    else:
        page.select_option("[name=close_reason]", "MOVED")
    page.fill("[name=summary]", "다른 지역으로 이사하여 종결함.")
    if page.locator("[name=unlinked_reason]").count():
        field = page.locator("select[name=unlinked_reason]")
        if field.count():
            field.select_option("NO_NEED")
        else:
            social.choose("unlinked_reason", "NO_NEED")
    for radio in page.locator("input[type=radio][name*=goal][value=REACHED]").all():
        radio.check()
    assert social.audit() == []
    _finish_part(social)


MOST_PAGES = 28


def test_three_people_bring_a_patient_home_on_few_pages(sit: Any) -> None:
    """The same way by what stands on the pages alone: nobody types an address, nothing is typed twice.

    Every page that comes is counted, from the list of cases and the home pages of the others to the discharge.
    """
    cast = standing.current()
    social, nurse, doctor = sit(cast.social1), sit(cast.nurse1), sit(cast.doctor1)
    today = str(workdays.seoul_today())
    onward = {"case": "등록하고 다음 할 일", "part": "마치고 다음 할 일", "plan": "서명하고 다음 할 일"}

    social.go("/discharge/cases/")
    social.follow("/discharge/cases/new/")
    _screen(social, cast)
    social.press(onward["case"])
    _consent(social)
    social.press(onward["case"])
    social.choose("round", "INITIAL")
    social.press("평가 시작")
    _social_part(social)
    nurse.take("간호 평가 쓰기")
    nurse.press(onward["part"])
    for name, points in KMBI.items():
        nurse.choose(name, str(points))
    nurse.press("저장하고 다음 할 일")
    doctor.take("의학적 평가 쓰기")
    doctor.page.fill("[name=med_summary]", "수술 뒤 경과가 좋음.")
    doctor.press(onward["part"])
    social.press(onward["part"])
    _needs(social)
    social.press("마치고 평가 완료")

    for seat, text in ((doctor, "약을 계속 먹고 3주 뒤 외래에 옴."), (nurse, "화장실에서는 손잡이를 잡으십시오.")):
        seat.take("계획 쓰고 서명")
        seat.page.fill("textarea[name=text]", text)
        seat.press(onward["plan"])
    _social_plan(social, today)
    social.press(onward["plan"])
    social.press("계획 제출")
    doctor.take("퇴원계획 확정")
    assert "화장실에서는 손잡이를 잡으십시오." in doctor.text, "what is decided on is read on the page that asks"
    doctor.choose("explained_to", "PATIENT")
    doctor.press("계획 확정")
    social.take("퇴원 처리")
    social.page.fill("[name=discharged_on]", today)
    social.choose("disposition", "HOME")
    social.press("퇴원 처리")

    assert DischargeCase.objects.get().status == "FOLLOW_UP"
    pages = [*social.loads, *nurse.loads, *doctor.loads]
    assert len(pages) <= MOST_PAGES, "\n".join(pages)


PAGES = ("/", "/discharge/cases/", "/discharge/admissions/", "/linkages/", "/institutions/", "/account/", "/notices/")


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_no_page_has_a_fault_of_accessibility(sit: Any, width: str) -> None:
    from tests.browser.walk import NARROW, WIDE

    seat = sit(standing.current().social1, WIDE if width == "wide" else NARROW)
    found = {}
    for path in PAGES:
        seat.go(path)
        faults = seat.audit()
        if faults:
            found[path] = faults
        overflow = seat.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if overflow > 1:
            found.setdefault(path, []).append(f"scrolls sideways by {overflow} px")
    assert found == {}
