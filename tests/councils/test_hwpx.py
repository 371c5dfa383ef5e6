"""The papers of councils as HWPX: for whom the PDF is, of the same words, cell by cell (domain 4.2-4.4, 3.2)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from core import hwpx, reports
from core.errors import Conflict
from core.models import AuditEntry, PrintedDocument
from network.councils.models import Meeting
from network.councils.services import papers, tables
from network.documents.models import Document
from tests.cast import Cast
from tests.core.hwpx_file import File
from tests.councils.house import House, at, house, shown
from tests.paper_words import words_of


@pytest.fixture
def home(cast: Cast, clock: Any, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setattr(reports, "render_pdf", lambda page: page.encode())
    return house(cast)


@pytest.fixture
def document(home: House, clock: Any) -> Document:
    """Held and written, with a table and an action, approved by the director."""
    meeting = home.called(mode="HYBRID", link="https://meet.example.invalid/1")
    item = meeting.items.order_by("order")[0]
    item.meeting = meeting
    rows = [
        {"name": "야간 전원", "role": "HEADING"},
        {"name": "전원", "unit": "CASES", "cells": ["1,200", "1,266"], "level": 1},
        {"name": "교육", "unit": "CASES", "cells": ["40", "20"], "level": 1},
        {"name": "합계", "role": "SUM"},
    ]
    data = {"kind": "B", "title": "3분기 실적", "as_of": date(2026, 12, 10)}
    tables.save(actor=home.coordinator, item=item, data=data, rows=rows)
    clock.move_to(at(12, 10, 17))
    home.attend(meeting)
    meeting = home.step("hold", meeting)
    home.write_all(meeting)
    home.action(meeting, home.cast.fire1.institution, at(1, 29, year=2027).date(), "거절 사유를 월 1회 공유")
    made = home.submit(home.step("draft", meeting))
    home.sign(made)
    return Document.objects.get()


def _fresh(document: Document) -> Meeting:
    return Meeting.objects.select_related("council__host", "created_by").get(pk=document.subject_id)


@pytest.mark.parametrize("kind", papers.PAPERS)
def test_a_paper_says_the_same_as_its_pdf(home: House, document: Document, kind: str) -> None:
    meeting = _fresh(document)
    if kind == "recall":
        meeting = home.step("cancel", home.called(at(12, 29, 14)), reason="감염병 확산")
    _, page = papers.print_paper(actor=home.coordinator, meeting=meeting, kind=kind)
    name, content = papers.print_hwpx(actor=home.coordinator, meeting=meeting, kind=kind)
    assert File(content).words() == words_of(page.decode())
    number = File(content).frame("header").split("\t")[0]
    assert f'<span class="no">{number}</span>' in page.decode()
    assert name.startswith(f"{papers.PAPERS[kind].title}_")


@pytest.mark.parametrize("kind", ["agenda", "report"])
def test_every_cell_of_a_paper_is_a_cell_of_its_blocks(home: House, document: Document, kind: str) -> None:
    blocks = (shown(document) if kind == "report" else papers.context(kind, _fresh(document)))["blocks"]
    wanted = [[block["columns"], *block["rows"]] for block in blocks if block["kind"] == "table"]
    _, content = papers.print_hwpx(actor=home.coordinator, meeting=_fresh(document), kind=kind)
    found = hwpx.read(content)[1]
    assert found[1 if kind == "report" else 0 :] == wanted  # the approval box stands before them
    (table,) = [table for table in found if table[0][0] == "구분"]
    assert [row[0] for row in table[1:]] == ["야간 전원", "\u00a0\u00a0전원", "\u00a0\u00a0교육", "합계"]
    assert table[2][3] == "1,266"


def test_the_report_names_writer_attachments_and_approval(home: House, document: Document) -> None:
    _, content = papers.print_hwpx(actor=home.coordinator, meeting=_fresh(document), kind="report")
    paragraphs, (box, *_) = hwpx.read(content)
    assert [row[1:] for row in box] == [["담당", "원장"], ["정가상", "오가상"], ["12. 10.", "12. 10."]]
    assert paragraphs[-1].startswith("작성자 | ")
    assert paragraphs[-3] == "붙임  1. 참석자 명부 1부."
    assert paragraphs[-2].endswith("끝.")


def test_an_issued_report_is_the_file_that_was_kept(home: House, document: Document, clock: Any) -> None:
    """Two people on two days get one file with one number; what came of the report later does not change it."""
    home.distribute(_fresh(document))
    first = papers.print_hwpx(actor=home.coordinator, meeting=_fresh(document), kind="report")
    document.refresh_from_db()
    assert document.number in first[0]
    assert File(first[1]).frame("header") == f"{document.number}\t"
    clock.move_to(at(12, 20))
    home.cast.host.phones.all().delete()  # the letterhead of today is another
    assert papers.print_hwpx(actor=home.cast.health1.actor, meeting=_fresh(document), kind="report") == first
    Document.objects.update(status="SUPERSEDED")
    assert papers.print_hwpx(actor=home.coordinator, meeting=_fresh(document), kind="report") == first
    runs = home.cast.coordinator1.client()
    assert runs.get(f"/documents/{document.pk}/paper.hwpx").content == first[1]
    assert runs.get(f"/api/v1/document-papers/{document.pk}/hwpx/").content == first[1]


def test_a_notice_stays_what_was_sent(home: House, document: Document) -> None:
    first = papers.print_hwpx(actor=home.coordinator, meeting=_fresh(document), kind="notice")
    Meeting.objects.update(place="다른 곳")
    assert papers.print_hwpx(actor=home.coordinator, meeting=_fresh(document), kind="notice") == first


def test_a_kept_file_that_was_changed_is_not_handed_out(home: House, document: Document) -> None:
    home.distribute(_fresh(document))
    papers.print_hwpx(actor=home.coordinator, meeting=_fresh(document), kind="report")
    kept = PrintedDocument.objects.get(kind="council_report")
    with kept.typed.open("wb") as file:
        file.write(b"another")
    with pytest.raises(Conflict, match="처음과 달라"):
        papers.print_hwpx(actor=home.coordinator, meeting=_fresh(document), kind="report")


def test_a_draft_says_on_every_page_that_it_is_one(home: House) -> None:
    _, content = papers.print_hwpx(actor=home.coordinator, meeting=home.called(), kind="report")
    assert File(content).frame("header").endswith("작성 중")


def test_a_paper_is_got_as_hwpx_by_whom_its_pdf_is_for(home: House, document: Document) -> None:
    url, member = f"/councils/meetings/{document.subject_id}/papers", home.cast.health1.client()
    answers = {kind: member.get(f"{url}/{kind}.hwpx").status_code for kind in (*papers.PAPERS, "nothing")}
    assert answers == {"notice": 200, "agenda": 200, "signs": 403, "report": 404, "recall": 404, "nothing": 404}
    assert AuditEntry.objects.filter(verb="print.council_agenda_hwpx", user_id=home.cast.health1.user.pk).count() == 1
    page = member.get(f"{url}/notice/").content.decode()
    assert f'href="{url}/notice.hwpx"' in page
    api = member.get(f"/api/v1/council-meetings/{document.subject_id}/papers/notice/hwpx/")
    assert (api.status_code, api.headers["Content-Type"]) == (200, hwpx.MEDIA_TYPE)


def test_the_year_of_councils_as_a_table(home: House, document: Document) -> None:
    host = home.cast.host
    _, page = papers.print_year(actor=home.coordinator, host=host, year=2026)
    _, content = papers.print_year_hwpx(actor=home.coordinator, host=host, year=2026)
    assert File(content).words() == words_of(page.decode())
    (block,) = [one for one in papers.year_context(host, 2026)["blocks"] if one["kind"] == "table"]
    assert hwpx.read(content)[1] == [[block["columns"], *block["rows"]]]
    runs = home.cast.coordinator1.client()
    assert runs.get("/councils/years/2026.hwpx").content == content
    assert runs.get("/councils/years/1999.hwpx").status_code == 404
    assert home.cast.health1.client().get("/councils/years/2026.hwpx").status_code == 403
    assert home.cast.director1.client().get("/api/v1/council-years/2026/hwpx/").status_code == 200
