"""The report of a meeting from the coordinator's desk to the director's and back, in a real browser."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine

from core import workdays
from network.councils.models import Meeting
from network.documents.models import Document
from tests import cast as standing
from tests.councils.house import House, house, report_of
from tests.discharge.pdfs import text_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _written(home: House, starts: datetime) -> Meeting:
    """A meeting that was held, with a vote and an action, its report written."""
    with time_machine.travel(starts - timedelta(days=9), tick=False):
        meeting = home.called(starts)
    with time_machine.travel(starts + timedelta(hours=1), tick=False):
        home.attend(meeting)
        meeting = home.step("hold", meeting)
        first, *others = meeting.items.all()
        first.meeting = meeting
        home.write(first, "야간 전원 원안 의결", way="VOTE", votes_for=4, votes_against=0, votes_abstained=0)
        for item in others:
            item.meeting = meeting
            home.write(item)
        home.action(meeting, home.cast.health1.institution, (starts + timedelta(days=20)).date(), "접수 담당자 지정")
        return home.step("draft", meeting)


def _press_bar(seat: Any, name: str) -> None:
    seat.page.locator("main form").get_by_role("button", name=name, exact=True).first.click()
    seat.arrive()


def _files(seat: Any, meeting: Meeting) -> tuple[bytes, bytes]:
    """PDF and HWPX of the report, as this person's browser saves them."""
    found = []
    for kind in ("pdf", "hwpx"):
        answer = seat.page.request.get(f"{seat.base}/councils/meetings/{meeting.pk}/papers/report.{kind}")
        assert answer.ok, answer.status
        found.append(answer.body())
    return found[0], found[1]


def test_the_walk_of_a_report_with_the_director(sit: Any) -> None:
    """Submitted, pulled back, submitted, returned, decided alone, issued; opened twice by two in two formats; a vote and
    a date corrected, approved and issued: the register, the search and the member say what is right."""
    cast = standing.current()
    today = workdays.start_of_day(workdays.seoul_today())
    starts = today - timedelta(days=3) + timedelta(hours=14)
    meeting = _written(house(cast), starts)
    runs, director, member = sit(cast.coordinator1), sit(cast.director1), sit(cast.health1)
    page = f"/councils/meetings/{meeting.pk}/"

    runs.go(f"{page}act/submit/")
    runs.page.fill("[name=title_1]", "원장")
    runs.page.locator("[name=person_1]").select_option(str(cast.director1.user.pk))
    runs.page.fill("[name=save_as]", "원장 결재")
    _press_bar(runs, "결재 상신")
    document = report_of(meeting)
    desk = f"/documents/{document.pk}/"
    runs.go(desk)
    runs.press("회수")
    _press_bar_or_dialog(runs, "회수")
    director.go("/")
    assert "결재 문서" in director.page.inner_text("nav[aria-label='주 메뉴']:visible")
    assert "회의 결과" not in director.text, "nothing waits"

    runs.go(f"{page}act/submit/")
    assert runs.page.locator("[name=person_1]").input_value() == str(cast.director1.user.pk), "last time's line"
    runs.page.locator("[name=saved_line]").select_option(label="원장 결재 (원장 오가상)")
    _press_bar(runs, "결재 상신")
    director.go(desk)
    _press_bar(director, "반려")
    assert "의견" in director.text, "a return needs its comment"
    director.page.fill("[name=comment]", "찬반 수를 다시 보십시오.")
    _press_bar(director, "반려")
    runs.go(page)
    assert "찬반 수를 다시 보십시오." in runs.text

    runs.go(f"{page}act/submit/")
    _press_bar(runs, "결재 상신")
    director.go("/")
    director.press("결재")
    assert director.page.locator("img.sheet").evaluate("one => one.naturalWidth") > 1000
    assert director.audit() == []
    director.choose("mark", "DELEGATED")
    _press_bar(director, "결재")
    document.refresh_from_db()
    assert (document.status, document.number) == ("APPROVED", "")

    runs.go(f"{page}act/distribute/")
    _press_bar(runs, "배포")
    document.refresh_from_db()
    kept = {_files(seat, meeting) for seat in (runs, member, director, runs)}
    assert len(kept) == 1, "one number, equal bytes, whoever opens it how often"
    assert document.number in text_of(kept.pop()[0])

    _correct(runs, document, starts)
    made = Document.objects.get(corrects=document)
    member.go(page)
    assert "수정 의결" not in member.text, "the member reads what was issued"
    director.go(f"/documents/{made.pk}/")
    assert "정정" in director.text
    _press_bar(director, "결재")
    runs.go(f"/documents/{made.pk}/")
    runs.press("정정 문서 시행")
    _press_bar_or_dialog(runs, "정정 문서 시행")
    for path in (page, "/councils/decisions/", "/councils/search/?q=야간 전원"):
        member.go(path)
        assert "수정 의결" in member.text, path
        assert "정정" in member.text, path
    said = " ".join(text_of(_files(member, meeting)[0]).split())
    assert "찬성 3, 반대 1, 기권 0 → 야간 전원 수정 의결" in said


def _press_bar_or_dialog(seat: Any, name: str) -> None:
    """The button that confirms: in the dialog where a script opened it, else on the page of the act."""
    dialog = seat.page.locator("dialog[open]")
    place = dialog if dialog.count() else seat.page.locator("main form")
    place.get_by_role("button", name=name, exact=True).first.click()
    seat.arrive()


def _correct(runs: Any, document: Document, starts: datetime) -> None:
    runs.go(f"/councils/documents/{document.pk}/correct/")
    runs.page.evaluate("for (const one of document.querySelectorAll('details.more')) one.open = true")
    hour = (starts - timedelta(hours=1)).astimezone(workdays.SEOUL).strftime("%Y-%m-%dT%H:%M")
    for name, text in (
        ("reason", "회의 기록을 다시 들음"),
        ("starts_at", hour),
        ("items-0-votes_for", "3"),
        ("items-0-votes_against", "1"),
        ("items-0-decision", "야간 전원 수정 의결"),
    ):
        runs.page.fill(f"[name={name}]", text)
    _press_bar(runs, "결재 상신")
