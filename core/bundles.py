"""Several files bound into one PDF: every page of a file on a sheet of its own that names it and has the number of the whole.

A page is set a little smaller, so that nothing of the sheet is printed over what stands on it.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from ctypes import c_ushort

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageOps

from core.edges import BOTTOM, LEFT, LONG, RIGHT, SHORT, TOP

POINT = 72 / 25.4  # in a millimetre
HEAD, FOOT, SIDE = 18.0, 15.0, 8.0  # millimetres of a sheet that no page of a file is set into
SIZE, LOW = 9.0, 6.6  # points of a page's number, and millimetres from the edge to it


def as_pdf(content: bytes, kind: str) -> bytes | None:
    """A file as PDF; None for what cannot be bound: another kind, damaged, locked."""
    try:
        made = content if kind == "pdf" else _sheet(content) if kind in ("jpg", "jpeg", "png") else b""
        return made if made and page_count(made) else None
    except (pypdfium2.PdfiumError, OSError, ValueError, Image.DecompressionBombError):
        return None


def page_count(content: bytes) -> int:
    found = pypdfium2.PdfDocument(content)
    try:
        return len(found)
    finally:
        found.close()


def lie(content: bytes) -> list[bool]:
    """Of every page whether it lies on its side."""
    found = pypdfium2.PdfDocument(content)
    try:
        return [page.get_width() > page.get_height() for page in found]
    finally:
        found.close()


def joined(parts: Iterable[bytes]) -> bytes:
    """One PDF after the other, every page as it is."""
    whole, out = pypdfium2.PdfDocument.new(), io.BytesIO()
    for part in parts:
        source = pypdfium2.PdfDocument(part)
        whole.import_pages(source)
        source.close()
    whole.save(out)
    whole.close()
    return out.getvalue()


def set_into(made: bytes, first: int, sheets: Sequence[int], parts: Sequence[bytes]) -> bytes:
    """The `first` pages as they are made, then the pages of the parts, each on the sheet that `sheets` names for it, counted
    from those first ones on; every page with its number and how many there are."""
    own, whole, place = pypdfium2.PdfDocument(made), pypdfium2.PdfDocument.new(), first
    whole.import_pages(own, [*range(first), *(first + sheet for sheet in sheets)])
    for part in parts:
        source = pypdfium2.PdfDocument(part)
        for number in range(len(source)):
            _set(whole, place, source, number)
            place += 1
        source.close()
    for number in range(len(whole)):
        _number(whole, number, len(whole))
    out = io.BytesIO()
    whole.save(out)
    whole.close()
    return out.getvalue()


def _set(whole: pypdfium2.PdfDocument, place: int, source: pypdfium2.PdfDocument, number: int) -> None:
    sheet, page = whole[place], source[number]
    across, down = sheet.get_width() - 2 * SIDE * POINT, sheet.get_height() - (HEAD + FOOT) * POINT
    scale = min(across / page.get_width(), down / page.get_height())
    matrix = _upright(page).scale(scale, scale)
    left = (sheet.get_width() - page.get_width() * scale) / 2
    low = sheet.get_height() - HEAD * POINT - page.get_height() * scale
    pdfium.FPDFPage_Flatten(
        page.raw, pdfium.FLAT_PRINT
    )  # what was written into a form and remarks, which are no part of the page otherwise
    shown = source.page_as_xobject(number, whole).as_pageobject()
    shown.set_matrix(matrix.translate(left, low))
    sheet.insert_obj(shown)
    sheet.gen_content()
    sheet.close()
    page.close()


def _upright(page: pypdfium2.PdfPage) -> pypdfium2.PdfMatrix:
    """What brings a page as it is shown, turned by its rotation, into the corner."""
    left, low, right, high = page.get_cropbox()
    found = pypdfium2.PdfMatrix().translate(-left, -low)
    turned = page.get_rotation()
    if not turned:
        return found
    found = found.rotate(turned)
    width, height = right - left, high - low
    return found.translate(*{90: (0, width), 180: (width, height), 270: (height, 0)}[turned])


def _sheet(content: bytes) -> bytes:
    """A picture as large as the margins of an A4 sheet allow, upright or lying as it is itself."""
    picture = ImageOps.exif_transpose(Image.open(io.BytesIO(content))).convert("RGB")
    across, down = (LONG, SHORT) if picture.width > picture.height else (SHORT, LONG)
    width, height = (across - LEFT - RIGHT) * POINT, (down - TOP - BOTTOM) * POINT
    scale = min(width / picture.width, height / picture.height)
    made = pypdfium2.PdfDocument.new()
    page = made.new_page(across * POINT, down * POINT)
    jpeg = io.BytesIO()
    picture.save(jpeg, "JPEG", quality=85)
    image = pypdfium2.PdfImage.new(made)
    image.load_jpeg(jpeg)
    left = LEFT * POINT + (width - picture.width * scale) / 2
    matrix = pypdfium2.PdfMatrix().scale(picture.width * scale, picture.height * scale)
    image.set_matrix(matrix.translate(left, BOTTOM * POINT + height - picture.height * scale))
    page.insert_obj(image)
    page.gen_content()
    out = io.BytesIO()
    made.save(out)
    made.close()
    return out.getvalue()


def _number(whole: pypdfium2.PdfDocument, number: int, of: int) -> None:
    page = whole[number]
    text = f"{number + 1}/{of}"
    made = pdfium.FPDFPageObj_NewTextObj(whole.raw, b"Helvetica", SIZE)
    letters = f"{text}\0".encode("utf-16-le")
    pdfium.FPDFText_SetText(made, (c_ushort * (len(letters) // 2)).from_buffer_copy(letters))
    middle = page.get_width() / 2 - len(text) * SIZE / 4
    pdfium.FPDFPageObj_Transform(made, 1, 0, 0, 1, middle, LOW * POINT)
    pdfium.FPDFPage_InsertObject(page.raw, made)
    page.gen_content()
    page.close()
