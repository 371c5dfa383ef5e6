"""The pages of a paper as pictures, to be read on any screen beside the buttons."""

from __future__ import annotations

import io

import pypdfium2
from django.core.cache import cache

from core import bundles
from core.errors import NotVisible
from network.documents.models import Document
from network.documents.services.papers import bytes_of

DOTS = 150  # per inch: a page is 1240 dots wide, sharp on a telephone and on a desk
KEPT_FOR = 600  # seconds in the memory of the process; what was submitted does not change meanwhile


def _content(document: Document) -> bytes:
    key = f"document-pdf:{document.pk}:{document.version}:{document.status}"
    found: bytes | None = cache.get(key)
    if found is None:
        found = bytes_of(document)
        cache.set(key, found, KEPT_FOR)
    return found


def page_count(document: Document) -> int:
    key = f"document-pages:{document.pk}:{document.version}:{document.status}"
    found: int | None = cache.get(key)
    if found is None:
        found = bundles.page_count(_content(document))
        cache.set(key, found, KEPT_FOR)
    return found


def picture(document: Document, number: int) -> bytes:
    """One page as PNG. Raises NotVisible for a page that it does not have."""
    pdf = pypdfium2.PdfDocument(_content(document))
    try:
        if not 1 <= number <= len(pdf):
            raise NotVisible
        out = io.BytesIO()
        pdf[number - 1].render(scale=DOTS / 72).to_pil().save(out, format="PNG", optimize=True)
    finally:
        pdf.close()
    return out.getvalue()
