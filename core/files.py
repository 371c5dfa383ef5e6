"""Files that people add to rows: judged by their content, opened through one door, taken away with a trace.

An app registers which of its rows carry files, who may read and who may keep them. What a file is called and what its
sender says it is counts for nothing: its first bytes decide, and what opens as a page or runs is not taken.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.utils import timezone

from core import audit
from core.actor import Actor
from core.errors import Conflict, Invalid, NotVisible
from core.identifiers import RRN_REFUSED, contains_rrn
from core.models import StoredFile
from core.text import fold

MOST_BYTES = 20 * 1024 * 1024
MOST_FILES = 20
_LONGEST_NAME = 100
_STARTS = {b"%PDF": ("pdf",), b"\xff\xd8\xff": ("jpg", "jpeg"), b"\x89PNG": ("png",)}
_PACKED, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# A file inside the package that only a document of this kind has.
_PACKAGES = {"hwpx": "Contents/", "docx": "word/", "xlsx": "xl/", "pptx": "ppt/"}
_OLD = ("hwp",)
TYPES = "PDF, JPG, PNG, HWP, HWPX, DOCX, XLSX, PPTX"
_BAD_NAME = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')


@dataclass(frozen=True)
class FileKind:
    """Rows of one kind that carry files. `read` and `keep` find the row for an actor (NotVisible, Forbidden)."""

    object_kind: str
    read: Callable[[Actor, str], models.Model]
    keep: Callable[[Actor, str], models.Model]


_KINDS: dict[str, FileKind] = {}


def register(*kinds: FileKind) -> None:
    """Called from an app's `ready`."""
    for kind in kinds:
        _KINDS[kind.object_kind] = kind


def of(object_kind: str, ids: Iterable[Any]) -> dict[str, list[StoredFile]]:
    """The files of several rows of one kind, oldest first; one statement."""
    wanted = [str(pk) for pk in ids]
    rows = StoredFile.objects.filter(object_kind=object_kind, object_id__in=wanted, removed_at__isnull=True)
    found: dict[str, list[StoredFile]] = {pk: [] for pk in wanted}
    for row in rows.order_by("added_at", "pk"):
        found[row.object_id].append(row)
    return found


def add(*, actor: Actor, object_kind: str, object_id: object, upload: Any) -> StoredFile:
    """Add a file. Raises NotVisible or Forbidden for a row that is not theirs, Invalid for what is not taken."""
    about = _KINDS[object_kind].keep(actor, str(object_id))
    name, kind = _checked(upload)
    assert actor.user_id is not None
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    with transaction.atomic():
        type(about)._default_manager.select_for_update().get(pk=about.pk)  # two uploads count one after the other
        here = StoredFile.objects.filter(object_kind=object_kind, object_id=str(object_id), removed_at__isnull=True)
        if here.count() >= MOST_FILES:
            raise Invalid({"file": f"파일은 {MOST_FILES}개까지 올릴 수 있습니다."})
        if here.filter(sha256=digest.hexdigest()).exists():
            raise Invalid({"file": "같은 파일이 이미 올라와 있습니다."})
        row = StoredFile(
            object_kind=object_kind,
            object_id=str(object_id),
            name=name,
            kind=kind,
            size=upload.size,
            sha256=digest.hexdigest(),
            added_by_id=actor.user_id,
            added_at=timezone.now(),
        )
        row.file.save(f"{row.pk}.{kind}", upload, save=False)
        row.save(force_insert=True)
        audit.record(actor, "file.add", action="CREATE", about=about, changes={"name": name, "sha256": row.sha256})
    return row


def remove(*, actor: Actor, pk: UUID) -> StoredFile:
    """Take a file away: the line stays, the bytes go. Raises Conflict when it is gone already."""
    with transaction.atomic():
        row = StoredFile.objects.select_for_update().filter(pk=pk).first()
        if row is None or row.object_kind not in _KINDS:
            raise NotVisible
        about = _KINDS[row.object_kind].keep(actor, row.object_id)
        if row.removed_at is not None:
            raise Conflict("이미 지운 파일입니다.")
        stored, storage = str(row.file.name), row.file.storage
        row.removed_at, row.file = timezone.now(), ""
        row.save(update_fields=["removed_at", "file"])
        audit.record(actor, "file.remove", action="DELETE", about=about, changes={"name": row.name})
        transaction.on_commit(lambda: storage.delete(stored))
    return row


def open_file(actor: Actor, pk: UUID) -> StoredFile:
    """A file for reading, which is recorded. Raises NotVisible."""
    row = StoredFile.objects.filter(pk=pk, removed_at__isnull=True).first()
    if row is None or row.object_kind not in _KINDS:
        raise NotVisible
    about = _KINDS[row.object_kind].read(actor, row.object_id)
    audit.record(actor, "file.open", action="DOWNLOAD", about=about, changes={"name": row.name})
    return row


def _checked(upload: Any) -> tuple[str, str]:
    """The name to keep and the kind by content. Raises Invalid."""
    if upload.size > MOST_BYTES:
        raise Invalid({"file": f"파일은 {MOST_BYTES // 1024 // 1024}MB까지 올릴 수 있습니다."})
    name = _safe_name(str(upload.name))
    if contains_rrn(name):
        raise Invalid({"file": f"파일 이름: {RRN_REFUSED}"})
    stem, dot, ending = name.rpartition(".")
    kind = _kind(upload, ending.lower() if dot else "")
    if not kind or not stem:
        raise Invalid({"file": f"{TYPES} 파일만 올릴 수 있습니다. 이름의 끝과 내용이 같아야 합니다."})
    return f"{stem[:_LONGEST_NAME]}.{kind}", kind


def _safe_name(name: str) -> str:
    """A name without folders, signs that a system reads as something else, or letters that turn the writing round."""
    plain = "".join(char for char in fold(name) if unicodedata.category(char) != "Cs")
    return _BAD_NAME.sub("_", plain.replace("\\", "/").rpartition("/")[2]).strip(" .")


def _kind(upload: Any, ending: str) -> str:
    start = upload.read(8)
    upload.seek(0)
    for magic, endings in _STARTS.items():
        if start.startswith(magic):
            return endings[0] if ending in endings else ""
    if start.startswith(_OLE):
        return ending if ending in _OLD else ""
    if start.startswith(_PACKED) and ending in _PACKAGES:
        return ending if _is_package(upload, _PACKAGES[ending]) else ""
    return ""


def _is_package(upload: Any, folder: str) -> bool:
    """A package with the folder of its kind and without macros; only its list is read, nothing is unpacked."""
    try:
        with zipfile.ZipFile(upload) as package:
            names = package.namelist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return False
    finally:
        upload.seek(0)
    has_macros = any("vbaproject" in name.lower() or name.startswith("Scripts/") for name in names)
    return not has_macros and any(name.startswith(folder) for name in names)
