"""A course in a real browser: asked for, agreed, held; people sign in by QR on their telephones, answer, get papers.

A second one is asked for by a village without an account, on a telephone.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
import segno
import time_machine

from core import contacts, workdays
from core.models import ContactProof
from core.surveys.services import rounds as surveys
from education.indicators import definitions as indicators
from education.models import Certificate, EducationRequest, Enrolment, InstructorBooking, Session
from education.services import attendance, delivery, external_requesters
from tests import cast as standing
from tests import make_education as make
from tests.browser.walk import NARROW

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PEOPLE = ("김가상", "이가상", "박가상", "최가상", "정가상", "강가상")
ANSWERS = (5, 5, 5, 4, 4)


def _at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=workdays.SEOUL)


def _submit(seat: Any, name: str = "") -> None:
    buttons = seat.page.locator("main button[type=submit]:visible")
    target = seat.page.get_by_role("button", name=name, exact=True) if name else buttons
    target.first.click()
    seat.arrive()


def _wish(seat: Any, **more: str) -> None:
    """The form of a request, as somebody fills it in."""
    page = seat.page
    for field, text in {"contact_name": "하가상", "contact_phone": "010-0000-0031", **more}.items():
        page.fill(f"[name={field}]", text)
    page.check("[name=field][value=EMERGENCY]")
    page.fill("[name=content_wish]", "심폐소생술과 자동심장충격기를 실습하고 싶습니다.")
    page.select_option("[name=audience]", "CARE_STAFF")
    page.fill("[name=expected_count]", "25")
    seat.choose("needs_certificate", "True")
    page.select_option("[name=method]", "ONSITE")
    page.fill("[name=wish_1]", "2026-11-10T14:00")
    page.fill("[name=duration_min]", "120")
    page.fill("[name=place]", "1층 강당")


def _ask(agency: Any) -> EducationRequest:
    agency.go("/education/requests/new/")
    _wish(agency)
    assert agency.audit() == []
    _submit(agency, "신청")
    course = EducationRequest.objects.get()
    assert (course.status, course.number in agency.text) == ("SUBMITTED", True)
    return course


def _act(seat: Any, course: EducationRequest, name: str, **fields: str) -> None:
    seat.go(f"/education/requests/{course.pk}/act/{name}/")
    for field, text in fields.items():
        seat.page.fill(f"[name={field}]", text)
    _submit(seat)


def _plan(runs: Any, course: EducationRequest) -> Session:
    """The office reviews, approves, and sets the day."""
    _act(runs, course, "take")
    _act(runs, course, "approve", title="요양시설 종사자 응급상황 대처 교육", capacity="5")
    _act(runs, course, "schedule")
    runs.go(f"/education/requests/{course.pk}/sessions/new/")
    runs.page.fill("[name=starts_at]", "2026-11-10T14:00")
    runs.page.fill("[name=ends_at]", "2026-11-10T16:00")
    runs.page.fill("[name=place_or_link]", "1층 강당")
    _submit(runs)
    return course.sessions.get()


def _find_teacher(runs: Any, teacher: Any, course: EducationRequest, lesson: Session) -> None:
    """The instructor is asked, accepts on their own page, and is confirmed."""
    person = make.instructor(user=standing.current().instructor1.user)
    runs.go(f"/education/requests/{course.pk}/sessions/{lesson.pk}/invite/")
    choice = runs.page.locator("[name=instructor]").first
    if choice.evaluate("el => el.tagName") == "SELECT":
        choice.select_option(str(person.pk))
    else:
        runs.page.check(f"[name=instructor][value='{person.pk}']")
    _submit(runs, "섭외 요청")
    booking = InstructorBooking.objects.get()
    teacher.go("/")
    assert "강의 요청 회신" in teacher.text
    teacher.go(f"/education/bookings/{booking.pk}/act/accept/")
    _submit(teacher, "수락")
    runs.go(f"/education/bookings/{booking.pk}/act/confirm/")
    _submit(runs, "확정")
    booking.refresh_from_db()
    assert booking.status == "CONFIRMED", runs.text


def _sign_up(agency: Any, course: EducationRequest) -> dict[str, str]:
    """Six apply for five seats. Returns the numbers that were told."""
    for name in PEOPLE:
        agency.go(f"/education/requests/{course.pk}/people/")
        agency.page.fill("[name=name]", name)
        agency.page.fill("[name=phone]", f"010-0000-{PEOPLE.index(name):04d}")
        agency.page.check("[name=consent]")
        _submit(agency, "신청")
    assert "대기" in agency.text
    rows = Enrolment.objects.filter(request=course)
    assert rows.filter(status="CONFIRMED").count() == 5
    return dict(rows.values_list("name", "door_code"))


def _come(sit: Any, runs: Any, lesson: Session, codes: dict[str, str]) -> None:
    """The QR hangs at the door; four come in with their telephones, one of them mistypes at first."""
    runs.go(f"/education/sessions/{lesson.pk}/door/")
    _submit(runs, "출석 확인 열기")
    lesson.refresh_from_db()
    url = attendance.url_of(lesson)
    shown = segno.make(url, error="m").svg_data_uri(scale=8, border=4, light="#fff")
    assert runs.page.get_attribute("img.qr", "src") == shown, "what hangs there leads to the page"
    address = f"/education/check-in/?k={lesson.check_in_key}"
    for name in PEOPLE[:4]:
        phone = sit(size=NARROW)
        phone.go(address)
        if name == PEOPLE[0]:
            assert phone.audit() == []
            phone.page.fill("[name=name]", name)
            phone.page.fill("[name=code]", f"{(int(codes[name]) + 1) % 10_000:04d}")
            _submit(phone, "들어왔습니다")
            assert "성명이나 번호가 다릅니다" in phone.text
        phone.page.fill("[name=name]", name)
        phone.page.fill("[name=code]", codes[name])
        _submit(phone, "들어왔습니다")
        assert "확인했습니다" in phone.text


def _hold(runs: Any, course: EducationRequest, lesson: Session) -> None:
    """Who did not come is written down; a walk-in too; then the lesson counts as held."""
    absent = Enrolment.objects.get(name=PEOPLE[4])
    runs.go(f"/education/sessions/{lesson.pk}/act/walk_in/")
    runs.page.fill("[name=name]", "조가상")
    runs.page.fill("[name=affiliation]", "가상마을")
    runs.page.check("[name=consent]")
    _submit(runs, "현장 등록")
    guest = Enrolment.objects.get(name="조가상")
    runs.page.select_option(f"[name='r-{absent.pk}']", "ABSENT")
    runs.page.select_option(f"[name='r-{guest.pk}']", "PRESENT")
    _submit(runs, "출석 저장")
    runs.go(f"/education/courses/{course.pk}/act/deliver/")
    _submit(runs, "교육 실시")
    course.refresh_from_db()
    assert course.status == "DELIVERED", runs.text


def _answer(sit: Any, course: EducationRequest) -> None:
    """Five answer on their telephones, without a name."""
    row = delivery.round_of(course)
    assert row is not None
    for score in ANSWERS:
        phone = sit(size=NARROW)
        phone.go(f"/survey/?k={surveys.key_of(row)}")
        for group in phone.page.locator("main fieldset").all():
            group.locator(f"input[type=radio][value='{score}']").check()
        _submit(phone)
        assert "고맙습니다" in phone.text or "감사" in phone.text, phone.text


def _report(runs: Any, director: Any, course: EducationRequest) -> None:
    row = delivery.round_of(course)
    assert row is not None
    runs.go(f"/surveys/{row.pk}/act/close/")
    _submit(runs, "지금 닫기")
    runs.go(f"/education/courses/{course.pk}/act/close_survey/")
    _submit(runs, "만족도 마감")
    runs.go(f"/education/courses/{course.pk}/")
    _submit(runs, "수료 판정")
    assert "수료 5명, 미수료 0명, 불참 1명" in runs.page.inner_text("body")
    runs.go(f"/education/courses/{course.pk}/report/edit/")
    runs.page.fill("[name=opinions]", "실습 시간이 더 필요함")
    _submit(runs, "저장")
    runs.go(f"/education/courses/{course.pk}/report/submit/")
    runs.page.fill("[name=title_1]", "원장")
    runs.page.locator("[name=person_1]").select_option(str(standing.current().director1.user.pk))
    _submit(runs, "결재 상신")
    director.go("/")
    director.press("결재")
    _submit(director, "결재")
    runs.go(f"/education/courses/{course.pk}/act/report/")
    _submit(runs, "결과보고")
    course.refresh_from_db()
    assert course.status == "REPORTED", runs.text


def _check_paper(sit: Any, agency: Any, course: EducationRequest) -> None:
    """The agency prints a certificate; anybody who knows number and name learns that it holds."""
    paper = Certificate.objects.filter(enrolment__request=course).order_by("serial").first()
    assert paper is not None
    printed = agency.page.request.get(f"{agency.base}/education/certificates/{paper.pk}/paper.pdf")
    assert printed.ok
    assert printed.headers["content-type"] == "application/pdf"
    phone = sit(size=NARROW)
    for name, said in ((paper.enrolment.name, "유효"), ("남가상", "일치하는 수료증이 없습니다")):
        phone.go("/education/certificate/")
        phone.page.fill("[name=number]", paper.number)
        phone.page.fill("[name=name]", name)
        _submit(phone, "확인")
        assert said in phone.text
    assert phone.audit() == []


def test_a_course_from_the_wish_to_certificates_and_figures(sit: Any) -> None:
    cast = standing.current()
    with time_machine.travel(_at(10, 12, 10)):
        agency, runs, teacher = sit(cast.nursing1), sit(cast.coordinator1), sit(cast.instructor1)
        course = _ask(agency)
        lesson = _plan(runs, course)
        _find_teacher(runs, teacher, course, lesson)
        agency.go(f"/education/requests/{course.pk}/act/agree/")
        _submit(agency, "일정에 동의")
        _act(runs, course, "confirm")
        codes = _sign_up(agency, course)
    with time_machine.travel(_at(11, 10, 13, 50)):
        runs = sit(cast.coordinator1)
        _come(sit, runs, lesson, codes)
    with time_machine.travel(_at(11, 10, 16, 5)):
        runs, director, agency = sit(cast.coordinator1), sit(cast.director1), sit(cast.nursing1)
        _hold(runs, course, lesson)
        _answer(sit, course)
        _report(runs, director, course)
        _check_paper(sit, agency, course)
        runs.go("/figures/education/")
        assert runs.audit() == []
        _figures(runs)


def _figures(runs: Any) -> None:
    """By hand: one lesson, five of six there, five of six completed, (3·5 + 2·4)/5, five answers of five."""
    span = (standing.current().host.pk, date(2026, 1, 1), date(2026, 12, 31))
    expected = {
        indicators.held: "1", indicators.persons: "5", indicators.attendances: "5", indicators.completed: "83.3",
        indicators.satisfaction: "4.60", indicators.answered: "100.0",
    }  # fmt: skip
    for figure, wanted in expected.items():
        found = figure(*span)
        assert found.cell.text == wanted
        assert wanted in runs.text


def test_a_village_without_an_account_asks_on_a_telephone(sit: Any) -> None:
    cast = standing.current()
    with time_machine.travel(_at(10, 12, 10)):
        phone, runs = sit(size=NARROW), sit(cast.coordinator1)
        phone.go("/account/login/")
        phone.press("교육 신청")
        assert phone.audit() == []
        phone.page.select_option("[name=municipality]", str(cast.nursing1.institution.municipality_id))
        phone.page.fill("[name=contact]", "010-0000-0001")
        _submit(phone, "확인 번호 받기")
        assert "010-****-0001" in phone.text
        phone.page.fill("[name=code]", _number())
        _submit(phone, "번호 확인")
        _wish(phone, group="가상마을회")
        phone.page.check("[name=consent]")
        _submit(phone, "신청")
        course = EducationRequest.objects.get()
        assert "교육 신청을 받았습니다" in phone.page.inner_text("body")
        assert phone.audit() == []
        _act(runs, course, "take")
        _act(runs, course, "ask_more", note="실습 공간이 있는지 적어 주십시오.")
        _supplement(sit, course)
        runs.go(f"/education/requests/{course.pk}/")
        assert "실습 공간이 있습니다" in runs.text
        _act(runs, course, "approve", title="마을 심폐소생술 교육", capacity="20")
    course.refresh_from_db()
    assert (course.status, course.asker) == ("APPROVED", "가상마을회")


def _number() -> str:
    proof = ContactProof.objects.order_by("-asked_at").first()
    assert proof is not None
    return contacts.number_of(proof)


def _supplement(sit: Any, course: EducationRequest) -> None:
    """Another day, another browser: the address that came by text message."""
    phone = sit(size=NARROW)
    phone.go(f"/education/asked/?k={external_requesters.key_of(course.external_requester)}")
    assert "실습 공간이 있는지" in phone.text
    phone.press("보완하여 제출")
    _submit(phone, "확인 번호 받기")
    phone.page.fill("[name=code]", _number())
    _submit(phone, "번호 확인")
    phone.page.fill("[name=content_wish]", "실습 공간이 있습니다.")
    _submit(phone, "보완하여 제출")
    course.refresh_from_db()
    assert course.status == "REVIEWING", phone.text
