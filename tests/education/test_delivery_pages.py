"""A course that is held, through its pages and the API: who came, the door, decisions, the report, certificates."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client as Browser

from core import hwpx
from core.models import AuditEntry, Duty
from core.surveys.models import SurveyRound
from core.surveys.services import rounds
from core.workdays import SEOUL
from education.models import Attendance, Certificate, EducationRequest, Enrolment
from education.papers.attendance import place_of
from education.papers.reports import report_blocks
from education.services import attendance, certificates, own_pages
from network.documents.models import Document
from network.documents.services.papers import digest
from tests import make_education as make
from tests import no_pictures
from tests.cast import Cast
from tests.core.hwpx_file import File
from tests.paper_words import words_of

pytestmark = pytest.mark.django_db
START = datetime(2026, 11, 10, 14, tzinfo=SEOUL)
SURVEYED = {
    "survey": {
        "answered": 2,
        "asked": 3,
        "rate": "66.7",
        "hidden": "",
        "mean": "4.25",
        "hundred": "81.3",
        "hundred_way": "(평균−1)÷4×100",
        "change": "△0.10",
        "items": [["강의가 도움이 되었다", 2, "4.50"], ["시간이 알맞았다", 1, ""]],
    },
    "tests": {"people": 2, "before": "50.0", "after": "75.0", "gain": "25.0"},
    "opinions": "실습이 좋았음\n또 듣고 싶음",
    "cost": "1,200",
}


@pytest.fixture
def course(cast: Cast) -> Iterator[EducationRequest]:
    """The day of the lesson, half an hour after its end; three people have seats."""
    with time_machine.travel(START + timedelta(hours=2, minutes=30), tick=False):
        row = make.request("CONFIRMED")
        lesson = make.session(row, START, 120)
        make.booking(lesson)
        for place, name in enumerate(("가수강", "나수강", "다수강")):
            make.enrolment(row, name, door_code=f"000{place}", applied_at=START - timedelta(days=9 - place))
        yield row


def _people(course: EducationRequest) -> list[Enrolment]:
    return list(course.enrolments.order_by("applied_at"))


def _entered(course: EducationRequest, *results: str) -> dict[str, str]:
    return {f"r-{one.pk}": result for one, result in zip(_people(course), results, strict=True)}


def test_the_instructor_enters_who_came_on_one_page(cast: Cast, course: EducationRequest) -> None:
    lesson, browser = course.sessions.get(), cast.instructor1.client()
    page = browser.get(f"/education/sessions/{lesson.pk}/attendance/").content.decode()
    assert [name for name in ("가수강", "나수강", "다수강") if name not in page] == []
    body = _entered(course, "PRESENT", "LATE", "ABSENT") | {f"i-{_people(course)[1].pk}": "14:24"}
    assert browser.post(f"/education/sessions/{lesson.pk}/attendance/", body).status_code == 302
    rows = {one.enrolment.name: one for one in Attendance.objects.select_related("enrolment")}
    assert {name: row.result for name, row in rows.items()} == {
        "가수강": "PRESENT",
        "나수강": "LATE",
        "다수강": "ABSENT",
    }
    assert rows["나수강"].in_at == START + timedelta(minutes=24)
    assert AuditEntry.objects.filter(verb="education.people_open", user=cast.instructor1.user).exists()


def test_late_without_a_time_is_refused_at_that_person_and_keeps_what_was_chosen(
    cast: Cast, course: EducationRequest
) -> None:
    lesson = course.sessions.get()
    url, body = f"/education/sessions/{lesson.pk}/attendance/", _entered(course, "PRESENT", "LATE", "ABSENT")
    response = cast.coordinator1.client().post(url, body)
    page = response.content.decode()
    assert response.status_code == 400
    assert "지각은 들어온 시각을 적으십시오." in page
    assert '<option value="LATE" selected>' in page
    assert not Attendance.objects.exists()


def test_the_sheet_is_entered_afterwards_as_such(cast: Cast, course: EducationRequest) -> None:
    lesson = course.sessions.get()
    body = _entered(course, "PRESENT", "PRESENT", "ABSENT") | {"source": "SHEET"}
    cast.coordinator1.client().post(f"/education/sessions/{lesson.pk}/attendance/", body)
    assert set(Attendance.objects.values_list("source", flat=True)) == {"SHEET"}


def test_others_do_not_know_of_the_lesson(cast: Cast, course: EducationRequest) -> None:
    lesson = course.sessions.get()
    for who in (cast.regional1, cast.nursing1, cast.social1):
        assert who.client().get(f"/education/sessions/{lesson.pk}/attendance/").status_code == 404


def test_at_the_door_a_telephone_without_an_account_says_in_and_out(cast: Cast, course: EducationRequest) -> None:
    lesson = course.sessions.get()
    with time_machine.travel(START - timedelta(minutes=5), tick=False):
        browser = cast.coordinator1.client()
        assert "data:image/svg+xml" not in browser.get(f"/education/sessions/{lesson.pk}/door/").content.decode()
        browser.post(f"/education/sessions/{lesson.pk}/door/", {"act": "open"})
        assert "data:image/svg+xml" in browser.get(f"/education/sessions/{lesson.pk}/door/").content.decode()
        lesson.refresh_from_db()
        door, phone = attendance.url_of(lesson).split("8000", 1)[1], Browser()
        assert "가수강" not in phone.get(door).content.decode()
        wrong = phone.post(door, {"name": "가수강", "code": "9999", "act": "in"})
        assert wrong.status_code == 400
        assert attendance.WRONG in wrong.content.decode()
        done = phone.post(door, {"name": "가 수강", "code": "0000", "act": "in"})
        assert "확인했습니다" in done.content.decode()
    with time_machine.travel(START + timedelta(minutes=90), tick=False):
        phone.post(door, {"name": "가수강", "code": "0000", "act": "out"})
    row = Attendance.objects.get()
    assert (row.result, row.source, row.out_at) == ("LEFT_EARLY", "QR", START + timedelta(minutes=90))
    assert "ieum" not in phone.cookies


def test_a_closed_door_and_the_wrong_hour_tell_what_to_do(cast: Cast, course: EducationRequest) -> None:
    assert Browser().get("/education/check-in/?k=none").status_code == 404
    lesson = attendance.open_door(actor=cast.coordinator1.actor, session=course.sessions.get())
    door = attendance.url_of(lesson).split("8000", 1)[1]
    with time_machine.travel(START + timedelta(hours=4), tick=False):
        late = Browser().post(door, {"name": "가수강", "code": "0000"})
        assert late.status_code == 400
        assert "강사에게 말씀하십시오" in late.content.decode()
    attendance.close_door(actor=cast.coordinator1.actor, session=lesson)
    assert Browser().get(door).status_code == 404


def test_somebody_who_just_came_is_registered_only_with_consent(cast: Cast, course: EducationRequest) -> None:
    url, browser = f"/education/sessions/{course.sessions.get().pk}/act/walk_in/", cast.coordinator1.client()
    refused = browser.post(url, {"name": "라수강", "affiliation": "가상요양원"})
    assert refused.status_code == 400
    assert "동의한 사람만 등록합니다." in refused.content.decode()
    assert browser.post(url, {"name": "라수강", "affiliation": "가상요양원", "consent": "on"}).status_code == 302
    assert Enrolment.objects.get(name="라수강").is_walk_in


def test_scores_are_pasted_and_a_name_that_is_not_on_the_list_is_named(cast: Cast, course: EducationRequest) -> None:
    url, browser = f"/education/courses/{course.pk}/scores/", cast.coordinator1.client()
    refused = browser.post(url, {"pasted": "가수강 50 80\n없음 1 2"})
    assert refused.status_code == 400
    assert "2번째 줄: 명단에 없는 이름입니다." in refused.content.decode()
    assert browser.post(url, {"pasted": "가수강\t50\t80\n나수강, 60, 90"}).status_code == 302
    found = {(one.name, row.kind): int(row.score) for one in _people(course) for row in one.scores.all()}
    assert found == {("가수강", "PRE"): 50, ("가수강", "POST"): 80, ("나수강", "PRE"): 60, ("나수강", "POST"): 90}


def _through(cast: Cast, course: EducationRequest) -> None:
    """Everything from the list to the report, each step by its page."""
    lesson, runs, chief = course.sessions.get(), cast.coordinator1.client(), cast.director1.client()
    runs.post(f"/education/sessions/{lesson.pk}/attendance/", _entered(course, "PRESENT", "PRESENT", "ABSENT"))
    base = f"/education/courses/{course.pk}/"
    assert runs.post(f"{base}act/deliver/").status_code == 302
    assert runs.post(f"{base}decide/").status_code == 302
    with time_machine.travel(START + timedelta(days=9), tick=False):
        runs, chief = cast.coordinator1.client(), cast.director1.client()
        refused = runs.post(f"{base}act/close_survey/", {"reason": ""})
        assert refused.status_code == 400
        assert "응답이 하나도 없습니다" in refused.content.decode()
        assert runs.post(f"{base}act/close_survey/", {"reason": "조사하지 못함"}).status_code == 302
        assert runs.post(f"{base}report/edit/", {"opinions": "좋았음"}).status_code == 302
        line = {"title_1": "원장", "person_1": str(cast.director1.user.pk)}
        assert runs.post(f"{base}report/submit/", line).status_code == 302
        assert runs.post(f"{base}report/edit/", {"opinions": "늦은 고침"}).status_code == 409
        duty = Duty.objects.get(kind="documents.approve", done_at=None, person=cast.director1.user)
        assert "결재" in chief.get(duty.url).content.decode()
        assert chief.post(f"{duty.url}act/approve/", {"mark": "NORMAL"}).status_code == 302
        assert runs.post(f"{base}act/report/").status_code == 302


def test_from_the_list_to_the_certificates(cast: Cast, course: EducationRequest) -> None:
    _through(cast, course)
    course.refresh_from_db()
    assert course.status == "REPORTED"
    assert [one.status for one in _people(course)] == ["COMPLETED", "COMPLETED", "NO_SHOW"]
    assert [one.number for one in Certificate.objects.order_by("serial")] == ["제2026-0001호", "제2026-0002호"]
    assert not Duty.objects.filter(kind="documents.approve", done_at=None).exists()
    with time_machine.travel(START + timedelta(days=9), tick=False):
        page = cast.coordinator1.client().get(f"/education/courses/{course.pk}/").content.decode()
    assert "제2026-0001호" in page
    assert "가수강" not in page  # masked in lists


def test_the_agency_sees_the_survey_address_and_prints_certificates_once_they_are_issued(
    cast: Cast, course: EducationRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.reports.render_pdf", lambda html: b"%PDF-")
    no_pictures.install(monkeypatch)
    _through(cast, course)
    one = Certificate.objects.order_by("serial")[0]
    with time_machine.travel(START + timedelta(days=9), tick=False):
        agency = cast.nursing1.client()
        assert agency.get(f"/education/requests/{course.pk}/").status_code == 200
        assert agency.get(f"/education/certificates/{one.pk}/paper.pdf").status_code == 200
        assert agency.post(f"/education/certificates/{one.pk}/act/reissue/").status_code == 403
        Certificate.objects.update(issued_on=None)
        assert agency.get(f"/education/certificates/{one.pk}/paper.pdf").status_code == 404


@pytest.mark.parametrize(
    ("course_name", "title"),
    [
        ("요양시설 종사자 응급상황 대처 교육", "요양시설 종사자 응급상황 대처 교육 결과보고서"),
        ("심폐소생술 실습", "심폐소생술 실습 교육 결과보고서"),
    ],
)
def test_the_report_is_called_by_a_title_that_says_no_word_twice(
    cast: Cast, course: EducationRequest, course_name: str, title: str
) -> None:
    EducationRequest.objects.filter(pk=course.pk).update(title=course_name)
    _through(cast, course)
    assert Document.objects.get().title == title


def test_the_last_day_of_the_survey_is_one_day_on_every_page(cast: Cast, course: EducationRequest) -> None:
    """Open for seven days from 11-10: until the end of 11-17, and nowhere until 00:00 of the day after."""
    runs, lesson = cast.coordinator1.client(), course.sessions.get()
    runs.post(f"/education/sessions/{lesson.pk}/attendance/", _entered(course, "PRESENT", "ABSENT", "ABSENT"))
    assert runs.post(f"/education/courses/{course.pk}/act/deliver/").status_code == 302
    survey = SurveyRound.objects.get()
    pages = [
        runs.get(f"/education/courses/{course.pk}/"),
        *(runs.get(f"/surveys/{survey.pk}/{page}") for page in ("", "poster/", "act/close/")),
        Browser().get(rounds.url_of(survey).split("8000", 1)[1]),
    ]
    for shown in (page.content.decode() for page in pages):
        assert "11. 17.(화)까지" in shown.replace("</span>", "")
        assert "11. 18.(수) 00:00" not in shown


@pytest.mark.parametrize("at_once", [True, False])
def test_a_site_may_hand_out_certificates_on_the_day_of_the_lesson(
    cast: Cast, course: EducationRequest, settings: Any, at_once: bool
) -> None:
    """Half an hour after the lesson: who meets the rule has the certificate in hand, before any report."""
    settings.SITE = {**settings.SITE, "certificates_at_completion": at_once}
    runs, lesson = cast.coordinator1.client(), course.sessions.get()
    said = runs.get(f"/education/requests/{course.pk}/certificates/").content.decode()
    assert ("수료로 판정하면 그 자리에서" in said, "결과보고를 마치면" in said) == (at_once, not at_once)
    runs.post(f"/education/sessions/{lesson.pk}/attendance/", _entered(course, "PRESENT", "ABSENT", "ABSENT"))
    assert runs.post(f"/education/courses/{course.pk}/act/deliver/").status_code == 302
    assert runs.post(f"/education/courses/{course.pk}/decide/").status_code == 302
    (one,) = Certificate.objects.all()
    assert (one.enrolment.name, one.issued_on) == ("가수강", START.date() if at_once else None)
    own = Browser().get(own_pages.LINK.path(own_pages.key_of(one.enrolment_id))).content.decode()
    assert ("수료증 받기" in own) is at_once
    shown = cast.nursing1.client().get(f"/education/requests/{course.pk}/certificates/").content.decode()
    assert (one.number in shown) is at_once


def _text(content: bytes, tmp_path: Any) -> str:
    path = tmp_path / "paper.pdf"
    path.write_bytes(content)
    return subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True).stdout.decode()


def test_the_papers_print_what_the_domain_lays_out(cast: Cast, course: EducationRequest, tmp_path: Any) -> None:
    _through(cast, course)
    one = Certificate.objects.order_by("serial")[0]
    with time_machine.travel(START + timedelta(days=9), tick=False):
        runs = cast.coordinator1.client()
        paper = _text(runs.get(f"/education/certificates/{one.pk}/paper.pdf").content, tmp_path)
        report = _text(runs.get(f"/education/courses/{course.pk}/report.pdf").content, tmp_path)
        lesson = course.sessions.get()
        course.enrolments.update(job="CARE_STAFF")
        signs = _text(runs.get(f"/education/sessions/{lesson.pk}/signs.pdf").content, tmp_path)
    for words in ("제2026-0001호", "가수강", "가상요양원", "2026. 11. 10.", "2시간", "2026년 11월 19일"):
        assert words in paper, words
    for words in ("결과보고서", "66.7", "조사하지 못함", "좋았음", "정가상", "오가상"):
        assert words in report, words
    assert "참석자 서명부" in signs
    assert re.search(r"연번 +소속 +직위\(직종\) +성명 +서명 +비고", signs)
    assert re.search(r"가상요양원 +요양·돌봄 종사자 +가수강", signs)
    assert place_of(Enrolment(job="RESIDENT", institution=cast.host)) == "개인", "a neighbour belongs to no office"
    assert "010" not in signs


@pytest.mark.parametrize("is_surveyed", [True, False])
def test_the_report_as_hwpx_says_the_same_as_the_pdf(
    cast: Cast, course: EducationRequest, monkeypatch: pytest.MonkeyPatch, is_surveyed: bool
) -> None:
    _through(cast, course)
    monkeypatch.setattr("core.reports.render_pdf", lambda page: page.encode())
    if is_surveyed:
        document = Document.objects.get()
        document.content["facts"] |= SURVEYED
        document.content["blocks"] = report_blocks(document.content["facts"])
        document.digest = digest(document.content)
        document.save()
    with time_machine.travel(START + timedelta(days=9), tick=False):
        runs, url = cast.coordinator1.client(), f"/education/courses/{course.pk}/report"
        page = runs.get(f"{url}.pdf").content.decode()
        content = runs.get(f"{url}.hwpx").content
        assert runs.get(f"/api/v1/education/courses/{course.pk}/report-hwpx/").content == content
        assert cast.nursing1.client().get(f"{url}.hwpx").status_code == 404
    assert File(content).words() == words_of(page)
    _, (box, counts, *_) = hwpx.read(content)
    assert [row[1:] for row in box] == [["담당", "원장"], ["정가상", "오가상"], ["11. 19.", "11. 19."]]
    assert counts == [["신청", "확정", "참석", "수료", "수료율(%)"], ["3", "3", "2", "2", "66.7"]]
    assert f'href="{url}.hwpx"' in runs.get(f"{url}/").content.decode()
    assert AuditEntry.objects.filter(verb="print.education_report_hwpx").count() == 2


def test_the_check_page_says_valid_or_revoked_to_who_knows_number_and_name(
    cast: Cast, course: EducationRequest
) -> None:
    _through(cast, course)
    one, phone = Certificate.objects.order_by("serial")[0], Browser()
    found = phone.post("/education/certificate/", {"number": "2026-0001", "name": "가 수강"}).content.decode()
    assert "유효" in found
    assert "가*강" in found
    assert (
        "일치하는 수료증이 없습니다"
        in phone.post("/education/certificate/", {"number": "제2026-0001호", "name": "나수강"}).content.decode()
    )
    certificates.revoke(actor=cast.coordinator1.actor, certificate=one, reason="잘못 발급")
    again = phone.post("/education/certificate/", {"number": "제2026-0001호", "name": "가수강"}).content.decode()
    assert "취소" in again
    assert "잘못 발급" not in again


def test_who_asks_for_certificates_too_often_waits(cast: Cast) -> None:
    answers = [Browser().post("/education/certificate/", {"number": "1", "name": "가"}).status_code for _ in range(31)]
    assert (answers[:30], answers[30]) == ([200] * 30, 429)


def test_the_api_has_every_step(cast: Cast, course: EducationRequest) -> None:
    runs, chief = cast.coordinator1.api(), cast.director1.api()
    lesson, base = course.sessions.get(), f"/api/v1/education/courses/{course.pk}/"
    lines = [{"enrolment": str(one.pk), "result": "PRESENT"} for one in _people(course)]
    room = f"/api/v1/education/sessions/{lesson.pk}/"
    assert cast.instructor1.api().post(f"{room}enter/", {"lines": lines}, format="json").status_code == 200
    assert [one["result"] for one in runs.get(f"{room}attendance/").json()] == ["PRESENT"] * 3
    score = {"enrolment": lines[0]["enrolment"], "kind": "PRE", "score": "50.0"}
    assert runs.post(f"{base}scores/", {"scores": [score]}, format="json").status_code == 200
    assert runs.post(f"{base}moves/deliver/", {}, format="json").json()["status"] == "DELIVERED"
    assert runs.post(f"{base}decide/").json() == {"completed": 3, "not_completed": 0, "no_show": 0}
    with time_machine.travel(START + timedelta(days=9), tick=False):
        runs, chief = cast.coordinator1.api(), cast.director1.api()
        body = {"reason": "조사하지 못함"}
        assert runs.post(f"{base}moves/close-survey/", body, format="json").status_code == 200
        written = runs.post(f"{base}report/write/", {"opinions": "좋았음"}, format="json").json()
        assert written["content"]["opinions"] == "좋았음"
        line = {"line": [{"title": "원장", "person": cast.director1.user.pk}], "save_as": "원장 결재"}
        sent = runs.post(f"{base}report/submit/", line, format="json")
        assert sent.status_code == 201, sent.json()
        assert runs.post(f"{base}report/submit/", line, format="json").status_code == 409
        sign = f"/api/v1/documents/{sent.json()['id']}/sign/"
        assert runs.post(sign, {}, format="json").status_code == 403
        assert chief.post(sign, {"mark": "NORMAL"}, format="json").json()["approved_at"]
        assert [row["name"] for row in runs.get("/api/v1/approval-lines/").json()["results"]] == ["원장 결재"]
        done = runs.post(f"{base}moves/report/", {}, format="json").json()
        assert (done["status"], done["people"][0]["name"]) == ("REPORTED", "가*강")
        one = Certificate.objects.order_by("serial")[0]
        again = runs.post(f"/api/v1/education/certificates/{one.pk}/reissue/").json()
        assert again["reissued_on"] == "2026-11-19"


def test_few_people_of_a_group_are_not_told_apart_in_the_figures(cast: Cast, course: EducationRequest) -> None:
    _through(cast, course)
    page, paper = (
        who.client().get(f"/figures/education/{path}?year=2026").content.decode()
        for who, path in ((cast.director1, ""), (cast.coordinator1, "paper/"))
    )
    for told in (page, paper):
        assert "가림" in told
        assert "66.7" not in told
    found = cast.director1.api().get("/api/v1/figures/education/?year=2026").json()
    told = {one["code"]: (one["text"], one["value"], one["base"]) for one in found["figures"]}
    assert told["E05"] == told["E03"] == ("가림", None, "")
    assert told["E01"][0] == "1"
    assert cast.social1.api().get("/api/v1/figures/education/?year=2026").status_code == 403


def _todo(cast: Cast, course: EducationRequest) -> dict[str, str]:
    context = cast.coordinator1.client().get(f"/education/courses/{course.pk}/").context
    return {one.label: one.state for one in context["todo"]}


def _now(cast: Cast, course: EducationRequest) -> str:
    return next((label for label, state in _todo(cast, course).items() if state == "now"), "")


def test_the_page_says_step_by_step_what_is_to_be_done(cast: Cast, course: EducationRequest) -> None:
    lesson, runs, base = course.sessions.get(), cast.coordinator1.client(), f"/education/courses/{course.pk}/"
    assert _now(cast, course) == "출석 적기"
    runs.post(f"/education/sessions/{lesson.pk}/attendance/", _entered(course, "PRESENT", "PRESENT", "ABSENT"))
    assert _now(cast, course) == "교육 실시"
    runs.post(f"{base}act/deliver/")
    assert _now(cast, course) == "수료 판정"
    runs.post(f"{base}decide/")
    assert _now(cast, course) == "만족도 마감"
    assert runs.get(base).context["now"] is None  # the survey is open: nothing to be pressed yet
    with time_machine.travel(START + timedelta(days=9), tick=False):
        runs, chief = cast.coordinator1.client(), cast.director1.client()
        runs.post(f"{base}act/close_survey/", {"reason": "조사하지 못함"})
        assert _now(cast, course) == "결과보고서 쓰기"
        runs.post(f"{base}report/edit/", {"opinions": "좋았음"})
        assert _now(cast, course) == "결재 상신"
        runs.post(f"{base}report/submit/", {"title_1": "원장", "person_1": str(cast.director1.user.pk)})
        assert _now(cast, course) == "결재"
        chief.post(f"/documents/{Document.objects.get().pk}/act/approve/", {"mark": "NORMAL"})
        assert _now(cast, course) == "결과보고"
        runs.post(f"{base}act/report/")
        assert _now(cast, course) == "종료"
        runs.post(f"{base}act/close/")
        assert set(_todo(cast, course).values()) == {"done"}
        assert "교육을 마치고 종료했습니다." in runs.get(base).content.decode()


def test_a_course_with_a_test_asks_for_the_scores_after_it(cast: Cast, course: EducationRequest) -> None:
    assert "사후 점수 적기" not in _todo(cast, course)
    EducationRequest.objects.filter(pk=course.pk).update(pass_mark=60)
    lesson, runs = course.sessions.get(), cast.coordinator1.client()
    runs.post(f"/education/sessions/{lesson.pk}/attendance/", _entered(course, "PRESENT", "PRESENT", "ABSENT"))
    assert _now(cast, course) == "사후 점수 적기"


def test_the_numbers_of_the_course_stand_above(cast: Cast, course: EducationRequest) -> None:
    make.enrolment(course, "라수강", "WAITLISTED")
    make.enrolment(course, "마수강", "CANCELLED")
    lesson, runs = course.sessions.get(), cast.coordinator1.client()
    runs.post(f"/education/sessions/{lesson.pk}/attendance/", _marks(course))
    runs.post(f"/education/courses/{course.pk}/act/deliver/")
    runs.post(f"/education/courses/{course.pk}/decide/")
    page = runs.get(f"/education/courses/{course.pk}/")
    assert {label: number for label, number, _ in page.context["figs"]} == {
        "정원": "25",
        "확정": "3",
        "대기": "1",
        "참석": "2",
        "수료": "2",
        "응답": "0/2",
    }
    assert 'alt="만족도 조사 주소의 QR 그림"' in page.content.decode()


def _marks(course: EducationRequest) -> dict[str, str]:
    seated = course.enrolments.filter(status="CONFIRMED").order_by("applied_at")
    return {f"r-{one.pk}": result for one, result in zip(seated, ("PRESENT", "PRESENT", "ABSENT"), strict=True)}


def test_all_certificates_come_in_one_file_without_those_revoked(
    cast: Cast, course: EducationRequest, tmp_path: Any
) -> None:
    first = make.enrolment(course, "바수강", applied_at=START - timedelta(days=30))
    marked = {f"r-{one.pk}": "PRESENT" for one in course.enrolments.all()}
    lesson, runs = course.sessions.get(), cast.coordinator1.client()
    pdf = f"/education/requests/{course.pk}/certificates.pdf"
    runs.post(f"/education/sessions/{lesson.pk}/attendance/", marked)
    runs.post(f"/education/courses/{course.pk}/act/deliver/")
    runs.post(f"/education/courses/{course.pk}/decide/")
    assert runs.get(pdf).status_code == 302  # numbered, not issued
    Certificate.objects.update(issued_on=START.date())
    one = Certificate.objects.get(enrolment=first)
    certificates.revoke(actor=cast.coordinator1.actor, certificate=one, reason="잘못 발급")
    text = _text(runs.get(pdf).content, tmp_path)
    assert text.count("위 사람은") == 3
    assert [name for name in ("가수강", "나수강", "다수강") if name not in text] == []
    assert "바수강" not in text
    entry = AuditEntry.objects.filter(verb="print.certificates").get()
    assert (entry.action, entry.object_id) == ("PRINT", str(course.pk))
    assert _text(cast.nursing1.client().get(pdf).content, tmp_path).count("위 사람은") == 3
    for who in (cast.instructor1, cast.welfare1, cast.regional1):
        assert who.client().get(pdf).status_code in (403, 404)


def test_the_certificates_of_a_course_come_together_over_the_api(
    cast: Cast, course: EducationRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list masked, the bundle a sheet each; the agency once they are issued, nobody else."""
    monkeypatch.setattr("core.reports.render_pdf", lambda html: html.encode())
    no_pictures.install(monkeypatch)
    url = f"/api/v1/education/requests/{course.pk}/certificates/"
    early = cast.coordinator1.api().get(f"{url}paper/")
    assert (early.status_code, certificates.WITH_REPORT in early.json()["detail"]) == (409, True)
    _through(cast, course)
    with time_machine.travel(START + timedelta(days=9), tick=False):
        for who in (cast.coordinator1, cast.nursing1):
            listed = who.api().get(url).json()
            assert [(one["number"], one["name"]) for one in listed] == [
                ("제2026-0001호", "가*강"), ("제2026-0002호", "나*강")
            ]  # fmt: skip
            bundle = who.api().get(f"{url}paper/")
            assert (bundle.status_code, bundle["Content-Type"]) == (200, "application/pdf")
            assert all(name in bundle.content.decode() for name in ("가수강", "나수강"))
            assert who.api().get(f"{url}paper/hwpx/")["Content-Type"] == hwpx.MEDIA_TYPE
        certificates.revoke(
            actor=cast.coordinator1.actor, certificate=Certificate.objects.order_by("serial")[0], reason="오기"
        )
        assert "가수강" not in cast.nursing1.api().get(f"{url}paper/").content.decode()
        assert cast.welfare1.api().get(url).status_code == 404
        assert cast.instructor1.api().get(url).status_code == 403


def test_the_list_of_certificates_masks_names_and_shows_the_agency_what_is_issued(
    cast: Cast, course: EducationRequest
) -> None:
    issued, waiting = _people(course)[:2]
    for serial, person in enumerate((issued, waiting), start=1):
        Certificate.objects.create(
            enrolment=person, host=cast.host, year=2026, serial=serial,
            issued_on=START.date() if person is issued else None,
        )  # fmt: skip
    url = f"/education/requests/{course.pk}/certificates/"
    own, agency = (who.client().get(url).content.decode() for who in (cast.coordinator1, cast.nursing1))
    assert ("제2026-0001호" in own, "제2026-0002호" in own) == (True, True)
    assert ("제2026-0001호" in agency, "제2026-0002호" in agency) == (True, False)
    assert "가*강" in own
    assert "가수강" not in own
    assert ("재발급" in own, "재발급" in agency) == (True, False)


WISH = {
    "field_text": "하임리히법",
    "facilities": ["빔프로젝터", "실습공간"],
    "access_need": "휠체어 두 대",
    "mandatory": "YES",
    "previous": "작년에 한 번",
    "duration_min": 95,
    "contact_email": "asks@example.com",
    "wish_2": START + timedelta(days=1),
    "pass_mark": 65,
    "attendance_share": 85,
}
SHOWN = ("하임리히법", "빔프로젝터, 실습공간", "휠체어 두 대", "해당", "작년에 한 번", "95분", "심폐소생술 실습")
CONTACT = ("asks@example.com", "010-0000-0031", "공가상")
TERMS = ("교육 시간의 85% 이상", "65점 이상", "요양시설 종사자 응급상황 대처 교육", "25명")


def test_the_page_shows_all_that_was_asked_for_and_the_terms(cast: Cast, course: EducationRequest) -> None:
    EducationRequest.objects.filter(pk=course.pk).update(topic=make.topic(title="기도 막힘"), **WISH)
    url = f"/education/requests/{course.pk}/"
    for who in (cast.coordinator1, cast.nursing1, cast.instructor1):
        page = who.client().get(url).content.decode()
        assert [words for words in (*SHOWN, *TERMS, "기도 막힘") if words not in page] == []
        told = [words for words in CONTACT if words in page]
        assert told == ([] if who is cast.instructor1 else list(CONTACT))


def test_a_lesson_is_dropped_only_after_asking(cast: Cast) -> None:
    planned = make.request("SCHEDULING")
    lesson = make.session(planned)
    url, runs = f"/education/requests/{planned.pk}/sessions/{lesson.pk}/drop/", cast.coordinator1.client()
    assert url in runs.get(f"/education/requests/{planned.pk}/").content.decode()
    asked = runs.get(url).content.decode()
    assert "되돌릴 수 없으며" in asked
    assert planned.sessions.exists()
    assert runs.post(url).status_code == 302
    assert not planned.sessions.exists()


def test_a_lesson_for_which_somebody_was_asked_stays_and_the_page_says_why(cast: Cast) -> None:
    planned = make.request("SCHEDULING")
    lesson = make.session(planned)
    make.booking(lesson, status="INVITED")
    response = cast.coordinator1.client().post(f"/education/requests/{planned.pk}/sessions/{lesson.pk}/drop/")
    assert response.status_code == 400
    assert "강사를 섭외한 회차입니다" in response.content.decode()


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("REJECTED", "반려한 신청입니다."),
        ("CANCELLED_BY_REQUESTER", "신청기관이 취소한 교육입니다."),
        ("CANCELLED_BY_HOST", "주관 병원이 취소한 교육입니다."),
    ],
)
def test_how_a_course_ended_is_told_with_its_reason(cast: Cast, status: str, words: str) -> None:
    row = make.request(status, reason_text="인원이 모이지 않음")
    for who in (cast.coordinator1, cast.nursing1):
        page = who.client().get(f"/education/requests/{row.pk}/").content.decode()
        assert words in page
        assert "인원이 모이지 않음" in page
        assert "할 수 있는 일" not in page


def test_a_course_that_was_called_off_did_not_get_to_its_end(cast: Cast) -> None:
    row = make.request("CANCELLED_BY_HOST", closed_at=START)
    steps = cast.coordinator1.client().get(f"/education/requests/{row.pk}/").context["steps"]
    assert {one["label"]: one["done"] for one in steps}["종료"] is False


def test_who_teaches_says_that_the_course_was_held(cast: Cast, course: EducationRequest) -> None:
    lesson, teacher = course.sessions.get(), cast.instructor1.client()
    url, page = f"/education/requests/{course.pk}/taught/deliver/", f"/education/requests/{course.pk}/"
    early = teacher.post(url)
    assert early.status_code == 400
    assert "모든 수강생의 출석" in early.content.decode()
    body = _entered(course, "PRESENT", "PRESENT", "ABSENT")
    assert teacher.post(f"/education/sessions/{lesson.pk}/attendance/", body).status_code == 302
    assert url in teacher.get(page).content.decode()
    assert cast.nursing1.client().post(url).status_code == 403
    assert teacher.post(url).status_code == 302
    course.refresh_from_db()
    assert course.status == "DELIVERED"
    assert cast.instructor1.api().post(f"/api/v1/education/asking/{course.pk}/taught/deliver/").status_code == 409
