"""Material of meetings: what may be uploaded, who opens it, how it stands in the papers."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core import files
from core.models import AuditEntry, StoredFile
from network.councils.models import Meeting
from network.councils.services import reports
from tests.councils.house import STARTS, House

PDF = b"%PDF-1.7 \xec\x9e\x90\xeb\xa3\x8c"


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def package(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return made.getvalue()


def send(who: Any, meeting: Meeting, name: str, content: bytes, about: str = "") -> Any:
    upload = SimpleUploadedFile(name, content)
    return who.client().post(f"/councils/meetings/{meeting.pk}/files/", {"about": about, "file": upload})


GOOD = (
    ("자료.pdf", PDF, "pdf"),
    ("사진.JPG", b"\xff\xd8\xff\xe0 picture", "jpg"),
    ("그림.png", b"\x89PNG\r\n picture", "png"),
    ("문서.hwpx", package("mimetype", "Contents/section0.xml"), "hwpx"),
    ("문서.hwp", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "hwp"),
    ("표.xlsx", package("[Content_Types].xml", "xl/workbook.xml"), "xlsx"),
    ("발표.pptx", package("[Content_Types].xml", "ppt/presentation.xml"), "pptx"),
)
BAD = (
    ("page.html", b"<script>alert(1)</script>"),
    ("자료.pdf", b"<script>alert(1)</script>"),
    ("자료.pdf", package("xl/workbook.xml")),
    ("표.xlsx", package("word/document.xml")),
    ("표.xlsx", package("xl/workbook.xml", "xl/vbaProject.bin")),
    ("표.xlsx", b"PK\x03\x04 broken"),
    ("그림.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
    ("그림.png.exe", b"MZ"),
    ("이름없음", PDF),
    (".pdf", PDF),
    ("빈.pdf", b""),
)


@pytest.mark.parametrize(("name", "content", "kind"), GOOD)
def test_documents_and_pictures_are_taken(home: House, name: str, content: bytes, kind: str) -> None:
    meeting = home.called()
    assert send(home.cast.coordinator1, meeting, name, content).status_code == 302
    row = StoredFile.objects.get()
    assert (row.kind, row.size) == (kind, len(content))
    assert row.name == f"{name.rpartition('.')[0]}.{kind}"
    assert Path(row.file.path).read_bytes() == content
    assert row.name not in row.file.name, "the name that somebody gave is in no path"


@pytest.mark.parametrize(("name", "content"), BAD)
def test_what_is_no_document_is_not_taken(home: House, name: str, content: bytes) -> None:
    answer = send(home.cast.coordinator1, home.called(), name, content)
    assert answer.status_code == 400
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\가상\\자료.pdf", "자료.pdf"),
        ('따"옴<표>.pdf', "따_옴_표_.pdf"),
        ("뒤집은\u202efdp.pdf", "뒤집은fdp.pdf"),
        (f"{'가' * 200}.pdf", f"{'가' * 100}.pdf"),
    ],
)
def test_a_name_is_made_harmless(name: str, kept: str) -> None:
    upload = SimpleUploadedFile("x.pdf", PDF)
    upload._name = name
    assert files._checked(upload)[0] == kept


def test_too_large_too_many_and_the_same_again(home: House, monkeypatch: Any) -> None:
    meeting = home.called()
    who = home.cast.coordinator1
    send(who, meeting, "하나.pdf", PDF)
    assert "같은 파일이 이미" in send(who, meeting, "둘.pdf", PDF).content.decode()
    monkeypatch.setattr(files, "MOST_FILES", 1)
    assert "1개까지" in send(who, meeting, "셋.pdf", PDF + b"3").content.decode()
    monkeypatch.setattr(files, "MOST_BYTES", 4)
    assert send(who, meeting, "넷.pdf", PDF + b"4").status_code == 400
    assert StoredFile.objects.count() == 1


def test_members_open_the_material_from_the_notice_on(home: House) -> None:
    meeting = home.agenda(home.plan())
    item = meeting.items.order_by("order").first()
    assert item is not None
    send(home.cast.coordinator1, meeting, "추진실적.pdf", PDF, str(item.pk))
    row = StoredFile.objects.get()
    url = f"/files/{row.pk}/"
    assert home.cast.health1.client().get(url).status_code == 404
    home.step("notify", meeting)
    answer = home.cast.health1.client().get(url)
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert "추진실적.pdf" in home.cast.health1.client().get(f"/councils/meetings/{meeting.pk}/").content.decode()
    for stranger in (home.cast.nursing1, home.cast.hospital2, home.cast.cpo1):
        assert stranger.client().get(url).status_code == 404
    assert AuditEntry.objects.filter(verb="file.open", user_id=home.cast.health1.pk).count() == 1
    assert send(home.cast.health1, meeting, "몰래.pdf", PDF + b"2").status_code == 403


def test_a_file_is_taken_away_with_its_bytes(home: House, media: Path, django_capture_on_commit_callbacks: Any) -> None:
    meeting = home.called()
    send(home.cast.coordinator1, meeting, "자료.pdf", PDF)
    row = StoredFile.objects.get()
    path = Path(row.file.path)
    remove = f"/councils/meetings/{meeting.pk}/files/{row.pk}/remove/"
    assert home.cast.health1.client().post(remove).status_code == 403
    other = home.called(STARTS + timedelta(days=30))
    wrong = f"/councils/meetings/{other.pk}/files/{row.pk}/remove/"
    assert home.cast.coordinator1.client().post(wrong).status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        assert home.cast.coordinator1.client().post(remove).status_code == 302
    assert not path.exists()
    assert home.cast.coordinator1.client().get(f"/files/{row.pk}/").status_code == 404
    assert home.cast.coordinator1.client().post(remove).status_code == 404
    assert StoredFile.objects.get().name == "자료.pdf", "the line stays"
    log = home.cast.coordinator1.client().get(f"/councils/meetings/{meeting.pk}/").content.decode()
    assert "파일을 올렸습니다." in log
    assert "파일을 지웠습니다." in log


def test_what_is_attached_to_the_meeting_is_named_in_the_report(home: House, clock: Any) -> None:
    meeting = home.called()
    clock.move_to(STARTS + timedelta(hours=3))
    home.attend(meeting)
    meeting = home.step("hold", meeting)
    send(home.cast.coordinator1, meeting, "회의 사진.jpg", b"\xff\xd8\xff\xe0 picture")
    assert reports.facts_of(meeting)["attached"] == [
        "참석자 명부",
        "회의자료",
        "회의 사진",
    ]
    home.write_all(meeting)
    home.submit(home.step("draft", meeting))
    late = send(home.cast.coordinator1, meeting, "늦은 자료.pdf", PDF)
    assert late.status_code == 409


def test_files_over_the_api(home: House) -> None:
    meeting = home.called()
    item = meeting.items.order_by("order").first()
    assert item is not None
    url = f"/api/v1/council-meetings/{meeting.pk}/files/"
    api = home.cast.coordinator1.client()
    made = api.post(url, {"file": SimpleUploadedFile("자료.pdf", PDF), "item": item.pk})
    assert made.status_code == 201, made.content
    assert made.json()["item"] == item.pk
    assert api.post(url, {"file": SimpleUploadedFile("x.html", b"<p>")}).status_code == 400
    assert api.post(url, {"file": SimpleUploadedFile("x.pdf", PDF), "item": 0}).status_code in (201, 400)
    listed = home.cast.health1.client().get(url).json()
    assert "자료.pdf" in {row["name"] for row in listed}
    assert api.delete(f"{url}{made.json()['id']}/").status_code == 204
    assert api.delete(f"{url}{made.json()['id']}/").status_code == 404
