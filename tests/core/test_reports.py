"""Papers: numbered, recorded, and rendered without reaching anything but packaged assets."""

from __future__ import annotations

import hashlib
import io
import socket
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

import pikepdf
import pytest

from core import reports
from core.models import AuditEntry, PaperNumber
from core.reports import Paper
from tests import make
from tests.cast import Cast

PAPER = Paper(kind="trial", title="시험 문서", template="paper.html", office="가상사업실", is_issued=True)

HOSTILE = [
    '<img src="http://127.0.0.1:9/x.png">',
    '<img src="https://example.invalid/x.png">',
    '<img src="file:///etc/passwd">',
    '<img src="../../etc/passwd">',
    '<img src="../config/settings.py">',
    '<img src="data:image/png;base64,iVBORw0KGgo=">',
    '<link rel="stylesheet" href="http://127.0.0.1:9/x.css">',
    '<link rel="attachment" href="file:///etc/passwd">',
    "<style>@import url(http://127.0.0.1:9/x.css);</style>",
    "<style>@font-face { font-family: x; src: url(http://127.0.0.1:9/x.woff2) } p { font-family: x }</style>",
    "<style>body { background: url(ftp://127.0.0.1/x) }</style>",
    '<svg xmlns="http://www.w3.org/2000/svg"><image href="http://127.0.0.1:9/x.png"/></svg>',
    '<object data="http://127.0.0.1:9/x"></object><embed src="file:///etc/hostname">',
]


@pytest.fixture
def sockets(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every address that anything tries to reach."""
    tried: list[Any] = []

    def connect(self: socket.socket, address: Any) -> None:
        tried.append(address)
        raise OSError("no network here")

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: tried.append(args) or [])
    return tried


def test_style_sheets_are_read_once_but_anew_by_who_works_on_them(settings: Any) -> None:
    read = reports._sheets(("paper.css", "paper-pdf.css"))
    assert reports._sheets(("paper.css", "paper-pdf.css")) is read
    assert reports._sheets(("paper.css",)) is not read
    settings.DEBUG = True
    assert reports._sheets(("paper.css", "paper-pdf.css")) is not read


def test_a_paper_is_set_by_the_style_sheets_that_it_names() -> None:
    """Their `@page` turns it and their typeface is in it; without them neither."""
    page = '<html lang="ko" class="pdf"><head><title>시험</title>{}</head><body><main><article class="paper wide"><p>글</p></article></main></body></html>'
    links = "".join(f'<link rel="stylesheet" href="{name}.css">' for name in ("paper", "paper-pdf"))
    for named, is_wide in ((links, True), ("", False), (links, True)):
        (sheet,) = reports.lay_out(page.format(named)).pages
        assert (sheet.width > sheet.height) is is_wide


@pytest.mark.parametrize("fragment", HOSTILE)
def test_a_paper_reaches_nothing(sockets: list[Any], fragment: str) -> None:
    content = reports.render_pdf(f'<html lang="ko"><title>시험</title><body><p>글</p>{fragment}</body></html>')
    assert content.startswith(b"%PDF-")
    assert sockets == []
    assert b"root:" not in content


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:9/",
        "data:text/plain,x",
        "file:///etc/passwd",
        f"file://{reports.STATIC}/../config/settings.py",
        f"file://{reports.STATIC}/%2e%2e/config/settings.py",
        "ftp://127.0.0.1/",
        "ieum.css",
    ],
)
def test_the_fetcher_refuses_what_is_not_packaged(url: str) -> None:
    _, fetcher = reports._engine()
    with pytest.raises(ValueError, match="not a packaged asset"):
        fetcher.fetch(url)


def test_the_fetcher_reads_what_is_packaged() -> None:
    _, fetcher = reports._engine()
    assert fetcher.fetch((reports.STATIC / "ieum.css").as_uri()) is not None


def test_a_print_is_hashed_and_on_record(cast: Cast) -> None:
    case = make.case()
    number = reports.give_number(PAPER, case)
    printed, content = reports.print_out(PAPER, case, {}, cast.social1.actor)
    assert number.startswith("가상사업실-")
    assert (printed.number, printed.title) == (number, "시험 문서")
    assert printed.sha256 == hashlib.sha256(content).hexdigest()
    assert not printed.file
    entry = AuditEntry.objects.get(action="PRINT")
    assert (entry.verb, entry.persons, entry.changes) == ("print.trial", [case.client_id], {"number": number})
    with pikepdf.open(io.BytesIO(content)) as document:
        assert str(document.docinfo.get("/Title", "")).startswith("시험 문서")
        assert document.Root.MarkInfo.Marked


def test_a_paper_says_that_it_is_not_issued_until_it_is_and_no_look_or_print_draws_a_number(cast: Cast) -> None:
    case, actor = make.case(), cast.social1.actor
    assert '"no">(시행 전)<' in reports.preview(PAPER, case, {}, actor)
    assert reports.print_out(PAPER, case, {}, actor)[0].number == ""
    assert not PaperNumber.objects.exists()
    number = reports.give_number(PAPER, case)
    assert {reports.print_out(PAPER, case, {}, actor)[0].number for _ in range(2)} == {number}
    assert f'"no">{number}<' in reports.preview(PAPER, case, {}, actor)
    assert reports.give_number(PAPER, case) == number


def test_a_working_copy_has_no_number_and_what_has_one_of_its_own_draws_none(cast: Cast) -> None:
    case, actor = make.case(), cast.social1.actor
    copy, letter = replace(PAPER, is_issued=False), replace(PAPER, is_issued=False, number="L-2026-00034")
    assert '"no"><' in reports.preview(copy, case, {}, actor)
    assert reports.print_out(letter, case, {}, actor)[0].number == "L-2026-00034"
    with pytest.raises(AssertionError):
        reports.give_number(copy, case)


def test_another_edition_and_another_row_are_other_papers(cast: Cast) -> None:
    case = make.case()
    papers = ((PAPER, case), (replace(PAPER, edition="2"), case), (PAPER, make.case()))
    assert len({reports.give_number(paper, about) for paper, about in papers}) == 3
    assert reports.number_of(replace(PAPER, office="이름이 바뀐 사업실"), case) == reports.number_of(PAPER, case)


def test_the_file_name_is_title_and_number_and_no_person(cast: Cast) -> None:
    case = make.case()
    number = reports.give_number(PAPER, case)
    printed, content = reports.print_out(PAPER, case, {}, cast.social1.actor)
    response = reports.pdf_response(printed, content)
    assert response["Content-Disposition"].isascii()
    assert response["X-Content-Type-Options"] == "nosniff"
    assert unquote(response["Content-Disposition"]).endswith(f"filename*=UTF-8''시험 문서_{number}.pdf")
