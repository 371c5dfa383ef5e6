"""회의자료 묶음: all that a meeting reads in one file, with contents and numbers; what cannot be bound is named there."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from core import bundles, files
from core.models import PrintedDocument
from network.councils.models import Meeting
from network.councils.services import materials
from network.councils.services.files import ITEM, MEETING
from tests.councils.house import House
from tests.councils.test_files import package


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def pdf(pages: int, across: float = 842, down: float = 595) -> bytes:
    made, out = pypdfium2.PdfDocument.new(), io.BytesIO()
    for _ in range(pages):
        made.new_page(across, down)
    made.save(out)
    return out.getvalue()


def picture(across: int, down: int, kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (across, down), "#123456").save(out, kind)
    return out.getvalue()


def attach(home: House, about: Any, name: str, content: bytes) -> None:
    kind = MEETING if isinstance(about, Meeting) else ITEM
    upload = SimpleUploadedFile(name, content)
    files.add(actor=home.coordinator, object_kind=kind, object_id=about.pk, upload=upload)


def said(content: bytes) -> list[str]:
    """The words of every page."""
    document = pypdfium2.PdfDocument(content)
    return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]


def test_what_was_attached_is_bound_behind_the_agenda_with_contents_and_numbers(home: House) -> None:
    meeting = home.called()
    first, second, *_ = meeting.items.order_by("order")
    attach(home, second, "발표.pdf", pdf(3))
    attach(home, first, "그래프.png", picture(300, 200))
    attach(home, meeting, "원고.hwpx", package("mimetype", "Contents/section0.xml"))
    attach(home, meeting, "사진.jpg", picture(200, 300, "JPEG"))
    printed, content = materials.print_materials(actor=home.cast.health1.actor, meeting=meeting)
    pages = said(content)
    assert len(pages) == 7
    numbers = [re.findall(r"\b\d/7\b", page) for page in pages]
    assert numbers == [[f"{place}/7"] for place in range(1, 8)], "one number on every page"
    assert [page.split(" 안건 ")[0] for page in pages[2:4]] == ["자료 2. 그래프", "자료 3. 발표"]
    assert re.match(r"자료 [45]\. 사진 공통", pages[6])
    for words in (
        "회의자료 □ 일 시",
        "2 그래프 안건 1.",
        "3 발표 안건 2.",
        "원고 공통 따로 붙임",
        "사진 공통 7",
        "묶지 못해",
    ):
        assert words in pages[0]
    assert "안 건 : " in pages[1] or "안건" in pages[1].replace(" ", "")
    assert PrintedDocument.objects.get(kind="council_materials").pk == printed.pk
    sizes = [tuple(map(round, page.get_size())) for page in pypdfium2.PdfDocument(content)]
    assert sizes == [(595, 842)] * 2 + [(842, 595)] * 4 + [(595, 842)]


def test_a_meeting_without_files_and_with_a_damaged_one_is_printed_all_the_same(home: House) -> None:
    meeting = home.called()
    assert len(said(materials.print_materials(actor=home.coordinator, meeting=meeting)[1])) == 2
    attach(home, meeting, "깨진.pdf", b"%PDF-1.7 broken")
    first, _ = said(materials.print_materials(actor=home.coordinator, meeting=meeting)[1])
    assert "깨진 공통 따로 붙임" in first


def test_more_pages_than_one_file_should_hold_are_refused(home: House, monkeypatch: pytest.MonkeyPatch) -> None:
    meeting = home.called()
    monkeypatch.setattr(materials, "MOST_PAGES", 2)
    attach(home, meeting, "긴.pdf", pdf(3))
    url = f"/councils/meetings/{meeting.pk}/materials.pdf"
    assert home.cast.coordinator1.client().get(url).status_code == 409
    assert home.cast.coordinator1.api().get(f"/api/v1/council-meetings/{meeting.pk}/materials/").status_code == 409


def test_members_get_the_bundle_and_nobody_else(home: House) -> None:
    meeting = home.called()
    url = f"/councils/meetings/{meeting.pk}/materials.pdf"
    assert home.cast.health1.client().get(url).content.startswith(b"%PDF")
    assert home.cast.town1.client().get(url).status_code == 404
    assert f'href="{url}"' in home.cast.health1.client().get(f"/councils/meetings/{meeting.pk}/").content.decode()


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n picture", b"%PDF-1.7"])
def test_what_is_no_document_is_not_bound(content: bytes) -> None:
    assert bundles.as_pdf(content, "png") is None
    assert bundles.as_pdf(content, "pdf") is None
    assert bundles.as_pdf(pdf(1), "hwpx") is None
