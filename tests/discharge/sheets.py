"""Files of admission lists, as a hospital's own system would write them."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from datetime import date
from typing import Any

import openpyxl

HEADER = ["등록번호", "성명", "생년월일", "성별", "입원일", "병동", "주진단명", "KCD 코드", "가구형태"]
ROWS: list[list[Any]] = [
    ["00012345", "김가상", date(1948, 3, 15), "여", date(2026, 11, 30), "51병동", "대퇴골 경부 골절", "s720", "독거"],
    ["00012346", "이가상", "1972. 1. 1.", "M", "20261201", "52병동", "알코올 의존 증후군", "F10.2", ""],
]


def xlsx(rows: Sequence[Sequence[Any]] = ROWS, header: Sequence[str] = HEADER, above: int = 0) -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    for _ in range(above):
        page.append(["2026년 12월 입원 명단"])
    for row in (header, *rows):
        page.append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def text(rows: Sequence[Sequence[Any]] = ROWS, header: Sequence[str] = HEADER, delimiter: str = ",") -> str:
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter).writerows([header, *rows])
    return stream.getvalue()


def rezip(content: bytes, **parts: bytes) -> bytes:
    """The same workbook with parts added or replaced."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, parts.pop(name, None) or old.read(name))
        for name, body in parts.items():
            new.writestr(name, body)
    return stream.getvalue()
