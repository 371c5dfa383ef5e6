"""L12: whatever is printed as PDF is typed as HWPX as well, behind the door beside it, in the same words, cell by cell."""

from __future__ import annotations

import html
import inspect
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpResponse

from core import reports
from core.checks import routes
from core.hwpx import MEDIA_TYPE
from tests import no_pictures
from tests.access import world
from tests.core.hwpx_file import File, cells_of, text_of
from tests.laws import doors, registered
from tests.paper_words import words_of

# PDF alone, each with the reason.
PRINTED_ALONE = {
    **dict.fromkeys(
        ("councils:council-materials", "api:council-paper-materials"),
        "what others attached is bound as it is; 회의자료 in it is typed by its own door",
    ),
    **dict.fromkeys(
        ("discharge:case-papers", "api:case-papers-bundle"),
        "papers of several cases bound into one file for the printer; each is typed by its own door",
    ),
    **dict.fromkeys(
        ("education:own-certificate", "api:education-public-own-certificate"),
        "somebody without an account takes home what the house issued, not what can be rewritten",
    ),
}
LEAST_DOORS, LEAST_CELLS = 25, 400
_LINES = re.compile(r'<table class="cert-wh\w+">.*?</table>', re.DOTALL)  # a certificate's lines have no cells
_MAKING = re.compile(r"pdf_response\(\s*\*?([\w.]+)")
_TABLE, _CELL = re.compile(r"<table.*?</table>", re.DOTALL), re.compile(r"<(t[hd])\b[^>]*>(.*?)</\1>", re.DOTALL)


def printing() -> Iterator[tuple[str, str]]:
    """Name and path of every route that hands out a PDF."""
    for path, name, view in routes():
        if "pdf_response(" in "".join(map(inspect.getsource, _code(view))):
            yield name, path


def _code(view: Any) -> list[Any]:
    if actions := getattr(view, "actions", None):
        return [inspect.unwrap(getattr(view.cls, name)) for name in set(actions.values())]
    is_ours = view.__module__.partition(".")[0] in registered.APPS
    return [inspect.unwrap(view)] if is_ours else []


def typed_path(path: str) -> str:
    """Where the same paper is typed: `letter.hwpx` beside `letter.pdf` and `letter/`, `paper/hwpx/` below `paper/`."""
    if path.startswith("api/") or path.startswith("/api/"):
        return path.replace("-pdf/", "-hwpx/") if path.endswith("-pdf/") else f"{path}hwpx/"
    return f"{path.removesuffix('.pdf').removesuffix('/')}.hwpx"


def test_every_door_of_a_pdf_has_one_of_its_hwpx_beside_it() -> None:
    found, known = dict(printing()), {path for path, _, _ in routes()}
    assert len(found) >= LEAST_DOORS
    lacking = {name for name, path in found.items() if typed_path(path) not in known}
    assert lacking == set(PRINTED_ALONE)


def made_by(*, api: bool) -> set[str]:
    """The app and the call that makes the paper, of every page or of every route of the API that hands out a PDF."""
    found = set()
    for path, _, view in routes():
        is_api = path.startswith(("api/", "/api/"))
        for code in _code(view) if is_api == api else ():
            calls = _MAKING.findall(inspect.getsource(code))
            found |= {f"{code.__module__.partition('.')[0]} {call}" for call in calls}
    return found


def test_what_a_page_prints_is_printed_over_the_api_by_the_same_call() -> None:
    pages, api = made_by(api=False), made_by(api=True)
    assert len(pages) >= 15
    assert pages - api == set()


def cells_in(page: str) -> list[list[str]]:
    """The cells of every table that a page prints, without blanks, in order."""
    tables = _TABLE.findall(_LINES.sub("", page))
    return [[_bare(words) for _, words in _CELL.findall(table)] for table in tables]


def _bare(words: str) -> str:
    said = re.sub(r"<[^>]*>", "", re.sub(r'<(\w+) class="vh">.*?</\1>', "", words))
    return "".join(re.sub(r"[\u2060\u200b]", "", html.unescape(said)).split())


def cells_of_file(file: File) -> list[list[str]]:
    return [
        ["".join(text_of(cell).split()) for _, _, cell in sorted(cells_of(table), key=_place)] for table in file.tables
    ]


def _place(found: tuple[int, int, Any]) -> tuple[int, int]:
    return found[0], found[1]


@pytest.fixture
def unprinted(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """A PDF is the page that it would be made of."""
    monkeypatch.setattr(reports, "render_pdf", lambda page: page.encode())
    no_pictures.install(monkeypatch)
    world.lay_papers(settings.MEDIA_ROOT)


@pytest.mark.django_db
def test_every_paper_is_typed_in_the_words_and_cells_of_its_pdf(ground: world.World, unprinted: None) -> None:
    names = {name: path for name, path in printing() if name not in PRINTED_ALONE}
    kinds, cells, faults = set[str](), 0, list[str]()
    for probe, ways in doors.ways_in(ground, lambda probe: probe.route.partition("[")[0] in names):
        if probe.method != "GET" or probe.is_api:
            continue
        for way in ways:
            path = probe.path(way.stand.ids)
            printed = way.browser.get(path)
            if printed.status_code != 200 or printed["Content-Type"] != "application/pdf":
                continue
            page, file = printed.content.decode(), _typed(way.browser.get(typed_path(path)))
            kinds.add(probe.route)
            cells += sum(map(len, cells_in(page)))
            faults += [f"{path} words"] if file.words() != words_of(page) else []
            faults += [f"{path} cells"] if cells_of_file(file) != cells_in(page) else []
            break
    assert faults == []
    pages = {name for name, path in names.items() if not path.startswith("api/")}
    assert {name.partition("[")[0] for name in kinds} == pages
    assert cells >= LEAST_CELLS


def _typed(answer: HttpResponse) -> File:
    assert (answer.status_code, answer["Content-Type"]) == (200, MEDIA_TYPE)
    return File(answer.content)


def test_a_cell_that_is_typed_otherwise_is_found() -> None:
    page = '<table><tr><th>항목</th><td>값<span class="vh">감소 </span>&amp;</td></tr></table><table class="cert-who"><tr><td>소속</td></tr></table>'
    assert cells_in(page) == [["항목", "값&"]]
