"""The life of a report after it was submitted: pulled back, returned, approved, issued, corrected, withdrawn."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse

from core.errors import NotVisible
from core.models import Duty, Message
from network.councils.models import Meeting
from network.councils.services import tables
from network.documents.models import Document
from network.documents.papers import changes_table
from network.documents.services import issuing, papers
from tests.cast import Browser
from tests.councils.house import NOTICE_ON, STARTS, House, at, meeting_of
from tests.discharge.pdfs import text_of

TOLD = "시행이 취소"


@pytest.fixture
def drafted(home: House, clock: Any) -> Meeting:
    """A meeting with a vote and an action, its report written and not yet submitted; marked as public."""
    clock.move_to(NOTICE_ON)
    meeting = home.called(is_public=True)
    clock.move_to(at(12, 10, 17))
    home.attend(meeting)
    meeting = home.step("hold", meeting)
    first, *others = meeting.items.all()
    first.meeting = meeting
    home.write(first, "야간 전원 원안 의결", way="VOTE", votes_for=4, votes_against=0, votes_abstained=0)
    for item in others:
        item.meeting = meeting
        home.write(item)
    home.action(meeting, home.cast.health1.institution, at(12, 30).date(), "접수 담당자 지정")
    return home.step("draft", meeting)


def _page(meeting: Meeting) -> str:
    return f"/councils/meetings/{meeting.pk}/"


def _seen(browser: Browser, meeting: Meeting) -> str:
    return str(browser.get(_page(meeting)).content.decode())


def _pdf(browser: Browser, meeting: Meeting) -> HttpResponse:
    return browser.get(f"{_page(meeting)}papers/report.pdf")


def _correct(home: House, document: Document, **texts: str) -> HttpResponse:
    """The correction's page as it is offered, with other texts where they are given."""
    url, browser = f"/councils/documents/{document.pk}/correct/", home.cast.coordinator1.client()
    form = browser.get(url).context["form"]
    offered = {name: form[name].value() for name in form.fields}
    typed = {name: form.fields[name].widget.format_value(value) or "" for name, value in offered.items() if value != ""}
    return browser.post(url, typed | {"reason": "회의 기록을 다시 들음"} | texts)


def test_a_report_is_pulled_back_submitted_returned_approved_and_issued(home: House, drafted: Meeting) -> None:
    """Each step by its button; the number comes with the last and stays the same file for everybody."""
    cast, meeting = home.cast, drafted
    runs, signs, member = cast.coordinator1.client(), cast.director1.client(), cast.health1.client()
    document = home.submit(meeting)
    assert runs.post(f"/documents/{document.pk}/take/pull_back/").status_code == 302
    meeting.refresh_from_db()
    assert meeting.status == "MINUTES_DRAFT"
    assert not Duty.objects.open().filter(kind__in=("documents.approve", "documents.write")).exists()
    assert Duty.objects.open().filter(kind="councils.report", object_id=str(meeting.pk)).exists()
    offered = runs.get(f"{_page(meeting)}act/submit/").context["form"]
    assert (offered["title_1"].value(), offered["person_1"].value()) == ("원장", str(cast.director1.user.pk))
    home.submit(meeting)
    signs.post(f"/documents/{document.pk}/act/return/", {"comment": "찬반 수를 다시 보십시오."})
    assert "찬반 수를 다시 보십시오." in _seen(runs, meeting)
    home.submit(Meeting.objects.get(pk=meeting.pk))
    assert "(시행 전)" in runs.get(f"{_page(meeting)}papers/report/").content.decode()
    signs.post(f"/documents/{document.pk}/act/approve/", {"mark": "DELEGATED"})
    document.refresh_from_db()
    assert (document.status, document.number) == ("APPROVED", "")
    late = runs.post(f"/documents/{document.pk}/take/pull_back/")
    assert late.status_code == 409
    home.distribute(Meeting.objects.get(pk=meeting.pk))
    document.refresh_from_db()
    assert document.number.endswith("-2026-2"), "the notice had the first"
    kept = {_pdf(browser, meeting).content for browser in (runs, signs, member, runs)}
    assert kept == {papers.bytes_of(document)}, "the desk shows the file that was issued"


@pytest.fixture
def issued(home: House, drafted: Meeting) -> Document:
    document = home.submit(drafted)
    home.sign(document)
    home.distribute(Meeting.objects.get(pk=drafted.pk))
    return Document.objects.get(pk=document.pk)


def test_members_go_on_reading_what_was_issued_until_the_correction_is_issued(home: House, issued: Document) -> None:
    meeting, cast = meeting_of(issued), home.cast
    member, signs, runs = cast.health1.client(), cast.director1.client(), cast.coordinator1.client()
    before = _pdf(member, meeting).content
    votes = {"items-0-votes_for": "3", "items-0-votes_against": "1", "items-0-decision": "야간 전원 수정 의결"}
    answer = _correct(home, issued, starts_at="2026-12-10T13:00", **votes)
    assert answer.status_code == 302, answer.content.decode()
    made = Document.objects.get(corrects=issued)
    assert _pdf(member, meeting).content == before
    assert "수정 의결" not in _seen(member, meeting)
    assert f"/documents/{made.pk}/" in _seen(signs, meeting), "the director is led to the desk"
    home.sign(made)
    assert _pdf(member, meeting).content == before
    issuing.issue_correction(actor=home.coordinator, document=Document.objects.get(pk=made.pk))
    told = Message.objects.filter(values__text__startswith="정정한").values_list("recipient", flat=True)
    assert cast.health1.user.pk in told, "who holds the old paper hears of the new one"
    text = " ".join(text_of(_pdf(member, meeting).content).split())
    assert "정정 전" in text
    assert "’26. 12. 10.(목) 14:00 ’26. 12. 10.(목) 13:00" in text, "both as a paper writes them"
    assert "찬성 3, 반대 1, 기권 0 → 야간 전원 수정 의결" in text
    meeting.refresh_from_db()
    assert meeting.starts_at == STARTS - timedelta(hours=1)
    for path in (_page(meeting), "/councils/decisions/", "/councils/search/?q=야간 전원", "/councils/public/"):
        shown = member.get(path).content.decode()
        assert path == _page(meeting) or "원안 의결" not in shown, "the meeting's page tells before and after"
        assert "수정 의결" in shown, path
        assert ">정정<" in shown, path
    old = member.get(f"/documents/{issued.pk}/paper.pdf")
    assert old.status_code == 200, old.content.decode()
    assert old.content == before, "what it corrects is still there, byte for byte"
    assert f"/documents/{issued.pk}/paper.pdf" in _seen(runs, meeting)


def test_a_date_that_is_none_is_refused_and_nothing_typed_is_lost(home: House, issued: Document) -> None:
    answer = _correct(home, issued, **{"actions-0-due_on": "2026-02-30", "items-0-decision": "다른 말"})
    assert answer.status_code == 400
    assert "다른 말" in answer.content.decode()
    assert not Document.objects.filter(corrects=issued).exists()


def test_a_report_that_was_withdrawn_says_so_wherever_it_is_shown_and_is_written_anew(
    home: House, issued: Document
) -> None:
    meeting, cast = meeting_of(issued), home.cast
    runs, member = cast.coordinator1.client(), cast.health1.client()
    url = f"/documents/{issued.pk}/take/withdraw/"
    assert runs.post(url, {"reason": "다른 회의의 내용이 들어감"}).status_code == 302
    told = Message.objects.filter(values__text__icontains=TOLD).values_list("recipient", flat=True)
    assert {cast.director1.user.pk, cast.health1.user.pk} <= set(told)
    for path in (_page(meeting), "/councils/decisions/", "/councils/search/?q=야간 전원", "/councils/public/"):
        assert "시행 취소" in member.get(path).content.decode(), path
    duty = Duty.objects.open().for_actor(home.coordinator).get(kind="documents.rewrite")
    assert "고쳐서 다시 올리기" in runs.get(duty.url).content.decode()
    assert _correct(home, issued, **{"items-0-decision": "야간 전원 보류"}).status_code == 302
    assert not Duty.objects.open().filter(kind="documents.rewrite").exists()
    made = Document.objects.get(corrects=issued)
    home.sign(made)
    issuing.issue_correction(actor=home.coordinator, document=Document.objects.get(pk=made.pk))
    issued.refresh_from_db()
    assert issued.status == "WITHDRAWN"
    assert "시행 취소" not in member.get("/councils/public/").content.decode()


def test_a_notice_sent_anew_is_another_letter_and_each_is_kept(home: House, clock: Any) -> None:
    meeting = home.agenda(home.plan())
    pdf = f"{_page(meeting)}papers/notice.pdf"

    def printed() -> bytes:
        return bytes(home.cast.coordinator1.client().get(pdf).content)

    assert "(시행 전)" in text_of(printed())
    clock.move_to(NOTICE_ON)
    home.step("notify", meeting)
    first = printed()
    assert "-2026-1" in text_of(first)
    clock.shift(timedelta(days=1))
    assert printed() == first
    moved = home.step("postpone", Meeting.objects.get(pk=meeting.pk), reason="감염병 유행")
    home.step("renotify", moved, starts_at=STARTS + timedelta(days=7), ends_at=STARTS + timedelta(days=7, hours=2))
    second = text_of(printed())
    assert "-2026-3" in second, "that it was put off is a letter of its own"
    assert "12. 17." in second


@pytest.mark.parametrize(
    ("path", "text", "said"),
    [
        ("actions.0.text", "가" * 201, "200자까지"),
        ("place", "가" * 101, "100자까지"),
        ("actions.0.due_on", "0001-01-01", "이후 날짜"),
        ("starts_at", "0001-01-01 10:00", "이후 날짜"),
        ("actions.0.due_on", "2026-12-01", "회의일 이후"),
        ("items.0.votes_for", "400", "많습니다"),
    ],
)
def test_what_could_never_be_issued_is_refused_when_it_is_written(
    home: House, issued: Document, path: str, text: str, said: str
) -> None:
    """At the API, which takes any text: the rows that are to say it would refuse it after all have signed."""
    body = {
        "changes": [{"path": path, "text": text}],
        "reason": "잘못 적음",
        "line": [{"title": "원장", "person": home.cast.director1.user.pk}],
    }
    url = f"/api/v1/council-documents/{issued.pk}/correct/"
    answer = home.cast.coordinator1.api().post(url, body, format="json")
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert not Document.objects.filter(corrects=issued).exists()


def test_a_table_that_was_removed_meanwhile_does_not_come_back(home: House, drafted: Meeting) -> None:
    item = drafted.items.first()
    assert item is not None
    item.meeting = drafted
    data, rows = (
        {"kind": "B", "as_of": at(12, 10).date()},
        [{"name": "교육 수료", "unit": "PERSON", "cells": ["6", "5"]}],
    )
    table = tables.save(actor=home.coordinator, item=item, data=data, rows=rows)
    table.item = item
    tables.remove(actor=home.coordinator, table=table)
    with pytest.raises(NotVisible):
        tables.save(actor=home.coordinator, item=item, data=data, rows=rows, table=table, version=table.version)
    assert not item.tables.exists()


def test_a_correction_shows_of_a_long_text_the_lines_that_became_others() -> None:
    before = "\n".join(f"○ 발언 {place}" for place in range(1, 6))
    changes = [
        ["1. 보고 · 논의 내용", before, before.replace("발언 3", "다른 발언")],
        ["2. 의결 · 결정 사항", "원안 의결", ""],
    ]
    block = changes_table(changes)
    assert block["columns"] == ["정정한 곳", "정정 전", "정정 후"]
    assert block["rows"] == [
        ["1. 보고 · 논의 내용", "○ 발언 3", "○ 다른 발언"],
        ["2. 의결 · 결정 사항", "원안 의결", "(없음)"],
    ]
