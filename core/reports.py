"""Papers: one HTML template for screen, print and PDF; every paper has a number and says who printed it when."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import models, transaction
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone

from core import audit
from core.actor import Actor
from core.models import PrintedDocument
from core.numbers import document_number

STATIC = Path(settings.BASE_DIR) / "static"
FONTS = Path("/usr/share/fonts/truetype/nanum")


@cache
def _engine() -> tuple[Any, Any]:
    """WeasyPrint's HTML class and our fetcher: imported on first use, 0.6 s that a page process need not pay."""
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher

    class PackagedAssets(URLFetcher):
        """Reads files of our static folder and the installed fonts; everything else is refused."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            parts = urlsplit(url)
            path = Path(unquote(parts.path)).resolve()
            if parts.scheme != "file" or not (path.is_relative_to(STATIC) or path.is_relative_to(FONTS)):
                raise ValueError(f"not a packaged asset: {url[:80]}")
            return super().fetch(url, headers)

    return HTML, PackagedAssets(allowed_protocols={"file"}, allow_redirects=False)


def render_pdf(html: str) -> bytes:
    """A tagged A4 PDF of a complete HTML page. Style sheets are named relative to `static/`."""
    engine, fetcher = _engine()
    content = engine(string=html, base_url=STATIC.as_uri() + "/", url_fetcher=fetcher).write_pdf(pdf_variant="pdf/ua-1")
    return bytes(content)


@dataclass(frozen=True)
class Paper:
    """What a paper is: its kind, its template, and the words of its file name (no name of a person)."""

    kind: str
    title: str
    template: str
    office: str = ""


def preview(paper: Paper, context: dict[str, Any], actor: Actor) -> str:
    """The paper as a page on the screen: the same template, with no number yet."""
    return render_to_string(paper.template, _with_frame(paper, context, actor, number="", is_screen=True))


def issue(
    paper: Paper, about: models.Model, context: dict[str, Any], actor: Actor, *, keep: bool = False
) -> tuple[PrintedDocument, bytes]:
    """Print a paper: a number, the PDF, then the record of the print. `keep`: the file itself is kept as well.

    Rendering takes seconds, so it holds neither the counter nor a transaction; a failed print leaves a gap.
    """
    assert actor.user_id is not None
    number = document_number(paper.office or settings.SITE["office_name"])
    content = render_pdf(render_to_string(paper.template, _with_frame(paper, context, actor, number=number)))
    with transaction.atomic():
        printed = PrintedDocument(
            number=number,
            kind=paper.kind,
            object_kind=audit.kind_of(about),
            object_id=str(about.pk),
            printed_by_id=actor.user_id,
            printed_at=timezone.now(),
            sha256=hashlib.sha256(content).hexdigest(),
        )
        if keep:
            printed.file.save(f"{number}.pdf", ContentFile(content), save=False)
        printed.save()
        client_id = getattr(about, "client_id", None)
        audit.record(
            actor,
            f"print.{paper.kind}",
            action="PRINT",
            about=about,
            persons=[client_id] if client_id else [],
            changes={"number": number},
        )
    return printed, content


def _with_frame(
    paper: Paper, context: dict[str, Any], actor: Actor, *, number: str, is_screen: bool = False
) -> dict[str, Any]:
    frame = {
        "title": paper.title,
        "number": number,
        "printed_at": timezone.localtime(),
        "printed_by": actor.name,
        "is_screen": is_screen,
        "demo": settings.DEMO,
    }
    return {**context, "paper": frame}


def pdf_response(printed: PrintedDocument, content: bytes) -> HttpResponse:
    """The PDF for the browser. The file name is the document number: no person, no diagnosis."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f"inline; filename*=UTF-8''{_ascii(printed.number)}.pdf"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _ascii(name: str) -> str:
    from urllib.parse import quote

    return quote(name)
