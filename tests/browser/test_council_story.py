"""A council in a real browser: a body, a meeting of twelve members of nine institutions, its report, the next agenda."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine

from core import workdays
from network.councils.models import ActionItem, Attendee, Council, Meeting
from tests import cast as standing
from tests.discharge.pdfs import text_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ITEMS = (
    ("REPORT", "3분기 추진실적"),
    ("DISCUSSION", "야간 전원 거절 사유와 개선방안"),
    ("DECISION", "2027년 운영계획(안)"),
)
SEATS = (
    ("host", "정가상", "공공의료사업실장", "CHAIR", "coordinator1"),
    ("health1", "남가상", "건강증진팀장", "MEMBER", "health1"),
    ("health1", "도가상", "방문보건팀장", "MEMBER", ""),
    ("welfare1", "배가상", "사무국장", "MEMBER", "welfare1"),
    ("fire1", "임가상", "구급팀장", "MEMBER", "fire1"),
    ("fire1", "모가상", "구급대장", "MEMBER", ""),
    ("town1", "주가상", "복지팀장", "MEMBER", ""),
    ("nursing1", "공가상", "시설장", "MEMBER", ""),
    ("mhcenter1", "유가상", "센터장", "MEMBER", ""),
    ("monitor1", "표가상", "팀장", "MEMBER", ""),
    ("monitor1", "하가상", "담당", "MEMBER", ""),
    ("regional1", "서가상", "센터장", "MEMBER", ""),
)


def _moment(at: datetime) -> str:
    return at.astimezone(workdays.SEOUL).strftime("%Y-%m-%dT%H:%M")


def _submit(seat: Any) -> None:
    bar = seat.page.locator(".savebar button[type=submit]:visible")
    (bar if bar.count() else seat.page.locator("main form button[type=submit]:visible")).first.click()
    seat.arrive()


def _select(seat: Any, name: str, value: str) -> None:
    control = seat.page.locator(f"main [name={name}]").first
    if control.evaluate("el => el.type") == "radio":
        seat.choose(name, value)
    else:
        control.select_option(value)


def _body(runs: Any) -> Council:
    runs.go("/councils/new/")
    runs.page.fill("[name=name]", "가상권 실무협의체")
    _select(runs, "meeting_type", "WORKING")
    _select(runs, "field", "ESSENTIAL_CARE")
    _submit(runs)
    council = Council.objects.get()
    cast = standing.current()
    for place, name, position, role, account in SEATS:
        runs.go(f"/councils/{council.pk}/members/new/")
        institution = cast.host if place == "host" else getattr(cast, place).institution
        _select(runs, "institution", str(institution.pk))
        runs.page.fill("[name=position]", position)
        runs.page.fill("[name=name]", name)
        _select(runs, "role", role)
        if account:
            _select(runs, "user", str(getattr(cast, account).pk))
        _submit(runs)
    assert council.members.count() == 12, runs.text
    assert council.members.values("institution").distinct().count() == 9
    return council


def _meeting(runs: Any, council: Council, starts: datetime) -> Meeting:
    runs.go(f"/councils/{council.pk}/meetings/new/")
    page = runs.page
    page.fill("[name=starts_at]", _moment(starts))
    page.fill("[name=ends_at]", _moment(starts + timedelta(hours=2)))
    page.fill("[name=place]", "본관 5층 대회의실")
    _submit(runs)
    row = Meeting.objects.filter(council=council).order_by("-starts_at").first()
    assert row is not None, runs.text
    return row


def _agenda(runs: Any, meeting: Meeting) -> None:
    runs.go(f"/councils/meetings/{meeting.pk}/agenda/")
    page = runs.page
    for place, (kind, title) in enumerate(ITEMS):
        if not page.locator(f"[name=items-{place}-title]").count():
            page.locator("[data-row-add]").first.click()
        page.select_option(f"[name=items-{place}-kind]", kind)
        page.fill(f"[name=items-{place}-title]", title)
        page.fill(f"[name=items-{place}-presenter]", "정가상")
    assert runs.audit() == []
    _submit(runs)
    assert meeting.items.count() == 3, runs.text


def _answer(seat: Any, meeting: Meeting, name: str, answer: str, proxy: str = "") -> None:
    row = meeting.attendees.get(name=name)
    seat.go(f"/councils/meetings/{meeting.pk}/answers/{row.pk}/")
    seat.choose("answer", answer)
    if proxy:
        seat.page.fill("[name=proxy_name]", proxy)
        seat.page.fill("[name=proxy_position]", "주무관")
    _submit(seat)
    row.refresh_from_db()
    assert row.answer == answer, seat.text


def _act(seat: Any, meeting: Meeting, name: str) -> None:
    seat.go(f"/councils/meetings/{meeting.pk}/act/{name}/")
    _submit(seat)


def _attend(runs: Any, meeting: Meeting) -> None:
    """Ten are there, one sent somebody, one stayed away."""
    runs.go(f"/councils/meetings/{meeting.pk}/attendance/")
    page = runs.page
    for place in range(12):
        pk = page.input_value(f"[name=rows-{place}-id]")
        person = Attendee.objects.get(pk=pk)
        mark = {"배가상": "PROXY", "서가상": "ABSENT"}.get(person.name, "ATTENDED")
        control = page.locator(f"[name=rows-{place}-attendance]").first
        if control.evaluate("el => el.type") == "radio":
            page.locator(f"[name=rows-{place}-attendance][value={mark}]").check()
        else:
            control.select_option(mark)
        if mark == "PROXY":
            assert page.input_value(f"[name=rows-{place}-proxy_name]") == "라가상", "as the member answered"
    assert runs.audit() == []
    _submit(runs)
    assert "11명 참석" in runs.text
    assert "정족수 충족" in runs.text


def _write(runs: Any, meeting: Meeting) -> None:
    for item in meeting.items.order_by("order"):
        runs.go(f"/councils/meetings/{meeting.pk}/items/{item.pk}/notes/")
        runs.page.fill("[name=discussion]", "(가상소방서) 당직표를 미리 알리면 재문의가 줄어듦")
        runs.page.fill("[name=decision]", "원안 의결" if item.kind == "DECISION" else "원안대로 접수")
        if item.kind == "DECISION":
            _select(runs, "way", "VOTE")
            for name, votes in (("votes_for", "10"), ("votes_against", "1"), ("votes_abstained", "0")):
                runs.page.fill(f"[name={name}]", votes)
        _submit(runs)


def _promise(runs: Any, meeting: Meeting, owner: Any, text: str, due: str) -> None:
    item = meeting.items.get(kind="DISCUSSION")
    runs.go(f"/councils/meetings/{meeting.pk}/items/{item.pk}/actions/new/")
    runs.page.fill("[name=text]", text)
    _select(runs, "owner", str(owner.pk))
    runs.page.fill("[name=due_on]", due)
    _submit(runs)


def test_a_body_meets_decides_reports_and_meets_again(sit: Any) -> None:
    cast = standing.current()
    now = datetime.now(tz=workdays.SEOUL)
    starts = (now + timedelta(days=8)).replace(hour=14, minute=0, second=0, microsecond=0)
    runs, health, welfare = sit(cast.coordinator1), sit(cast.health1), sit(cast.welfare1)
    council = _body(runs)
    meeting = _meeting(runs, council, starts)
    _agenda(runs, meeting)

    health.go(f"/councils/meetings/{meeting.pk}/")
    assert "본관 5층" not in health.text, "not told yet"
    _act(runs, meeting, "notify")
    health.go("/")
    assert "회의 회신" in health.text
    _answer(health, meeting, "남가상", "COMES")
    _answer(welfare, meeting, "배가상", "SENDS", "라가상")
    _answer(sit(cast.fire1), meeting, "임가상", "DECLINES")

    with time_machine.travel(starts + timedelta(minutes=10)):
        runs, director = sit(cast.coordinator1), sit(cast.director1)
        _attend(runs, meeting)
        _act(runs, meeting, "hold")
        _write(runs, meeting)
        soon = str((starts + timedelta(days=5)).date())
        _promise(runs, meeting, cast.health1.institution, "야간 당직표 공유", soon)
        _promise(runs, meeting, cast.host, "거절 사유 분석 보고", soon)
        _act(runs, meeting, "draft")
        runs.go(f"/councils/meetings/{meeting.pk}/act/submit/")
        runs.page.fill("[name=title_1]", "원장")
        _select(runs, "person_1", str(cast.director1.pk))
        _submit(runs)
        director.go("/")
        director.press("결재")
        assert "1 / " in director.text, "the paper is read beside the button"
        assert director.audit() == []
        director.press("결재")
        _act(runs, meeting, "distribute")
        assert "배포" in runs.text
        _read_report(runs, meeting)

        health = sit(cast.health1)
        health.go("/")
        assert "조치사항 이행" in health.text
        again = _meeting(runs, council, starts + timedelta(days=60))
        runs.go(f"/councils/meetings/{again.pk}/")
        assert "이전 회의 조치사항 이행 점검" in runs.text
        assert "야간 당직표 공유" in runs.text
        assert "거절 사유 분석 보고" in runs.text
        assert runs.audit() == []
    assert ActionItem.objects.filter(status="OPEN").count() == 2


def _read_report(runs: Any, meeting: Meeting) -> None:
    """The report as PDF, fetched as the browser would save it."""
    answer = runs.page.request.get(f"{runs.base}/councils/meetings/{meeting.pk}/papers/report.pdf")
    assert answer.ok
    text = text_of(answer.body())
    for words in ("11명 / 위원 12명(참석률 91.7%, 대리참석 1명 포함)", "찬성 10, 반대 1, 기권 0", "야간 당직표 공유"):
        assert words.replace(" ", "") in text.replace(" ", "").replace("\n", ""), text
