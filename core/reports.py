"""Papers: one HTML template for screen, print and PDF.

A paper that an act issues (시행) gets its number then and keeps it, whoever looks at it in whatever form; before that it
says that it is not issued. Everything else is a working copy, which has no number and says who printed it when.
"""

from __future__ import annotations

import hashlib
import logging
import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import models, transaction
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone

from core import audit, hwpx, prints, sweeps, typesetting
from core.actor import SYSTEM, Actor
from core.errors import Conflict
from core.hwpx import pages
from core.models import PaperNumber, PrintedDocument
from core.numbers import document_number

log = logging.getLogger(__name__)
KEPT_AT_ONCE = 20  # papers of one sweep: rendering takes seconds
STATIC = Path(settings.BASE_DIR) / "static"
FONTS = Path("/usr/share/fonts/truetype/nanum")
_SHEET = re.compile(r'<link rel="stylesheet" href="([\w-]+\.css)">')


class _Known(threading.local):
    """What a thread has read of style sheets; typefaces are not made for two threads at a time."""

    def __init__(self) -> None:
        self.sheets: dict[Sequence[str], tuple[Any, list[Any]]] = {}


_known = _Known()


@cache
def _engine() -> tuple[Any, Any]:
    """WeasyPrint and our fetcher: imported on first use, 0.6 s that a page process need not pay."""
    import weasyprint
    from weasyprint.urls import URLFetcher

    class PackagedAssets(URLFetcher):
        """Reads files of our static folder and the installed fonts; everything else is refused."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            parts = urlsplit(url)
            path = Path(unquote(parts.path)).resolve()
            if parts.scheme != "file" or not (path.is_relative_to(STATIC) or path.is_relative_to(FONTS)):
                raise ValueError(f"not a packaged asset: {url[:80]}")
            return super().fetch(url, headers)

    return weasyprint, PackagedAssets(allowed_protocols={"file"}, allow_redirects=False)


def _sheets(names: Sequence[str]) -> tuple[Any, list[Any]]:
    """The typefaces that these style sheets name, and the sheets, read once: reading takes as long as setting a page.
    Who works on the sheets sees every change."""
    if names not in _known.sheets or settings.DEBUG:
        engine, fetcher = _engine()
        typefaces = engine.text.fonts.FontConfiguration()
        read = [engine.CSS(filename=STATIC / name, url_fetcher=fetcher, font_config=typefaces) for name in names]
        _known.sheets[names] = typefaces, read
    return _known.sheets[names]


def render_pdf(html: str) -> bytes:
    """A tagged A4 PDF of a complete HTML page. Style sheets are named relative to `static/`."""
    return bytes(typesetting.laid_out(typesetting.keep_words(html), lay_out).write_pdf(pdf_variant="pdf/ua-1"))


def lay_out(html: str) -> Any:
    """The pages of a complete HTML page, as the engine sets them."""
    engine, fetcher = _engine()
    typefaces, sheets = _sheets(tuple(_SHEET.findall(html)))
    page = engine.HTML(string=_SHEET.sub("", html), base_url=STATIC.as_uri() + "/", url_fetcher=fetcher)
    return page.render(pdf_variant="pdf/ua-1", font_config=typefaces, stylesheets=sheets)


@dataclass(frozen=True)
class Paper:
    """What a paper is: its kind, its template, and the words of its file name (no name of a person).

    `edition`: which one, where a row has several papers of the kind (a version, a notice sent anew); it never changes
    its number. `is_issued`: an act issues it and gives it a number of the office. `number`: that of the matter or of the
    paper itself (a referral, a certificate), where it has no number of the office.
    """

    kind: str
    title: str
    template: str
    office: str = ""
    edition: str = ""
    is_issued: bool = False
    number: str = ""


NOT_ISSUED = "(시행 전)"


def give_number(paper: Paper, about: models.Model) -> str:
    """The number of a paper that is issued now; asked again, the same. Call inside the transaction of the act.

    The later of two who ask at the same moment waits for the counter and then reads the other's number.
    """
    assert paper.is_issued, f"{paper.kind} is a working copy"
    drawn: dict[str, Any] = {"number": partial(document_number, paper.office or settings.SITE["office_name"])}
    return PaperNumber.objects.get_or_create(**_names(paper, about), defaults=drawn)[0].number


def number_of(paper: Paper, about: models.Model) -> str:
    """The number that a paper has; empty before it is issued and for what never is."""
    if paper.number or not paper.is_issued:
        return paper.number
    return PaperNumber.objects.filter(**_names(paper, about)).values_list("number", flat=True).first() or ""


def _names(paper: Paper, about: models.Model) -> dict[str, str]:
    return {
        "kind": paper.kind,
        "edition": paper.edition,
        "object_kind": audit.kind_of(about),
        "object_id": str(about.pk),
    }


def preview(paper: Paper, about: models.Model, context: dict[str, Any], actor: Actor) -> str:
    """The paper as a page on the screen: the same template, with the number that it has."""
    number = number_of(paper, about)
    return render_to_string(paper.template, _with_frame(paper, context, by=actor.name, number=number, is_screen=True))


def print_out(
    paper: Paper,
    about: models.Model,
    context: dict[str, Any],
    actor: Actor,
    finish: Callable[[bytes], bytes] = bytes,
) -> tuple[PrintedDocument, bytes]:
    """Print a paper as it stands: the PDF, then the record of the print. `finish`: what is still done to the PDF.

    Rendering takes seconds, so it holds no transaction.
    """
    assert actor.user_id is not None
    serial = prints.draw_serial() if prints.is_named(context) else None
    printed, made = make(paper, about, context, by=actor.name, serial=serial)
    content = finish(made)
    printed.sha256 = hashlib.sha256(content).hexdigest()
    printed.printed_by_id = actor.user_id
    with transaction.atomic():
        printed.save(force_insert=True)
        _record(actor, f"print.{paper.kind}", "PRINT", about, printed)
    return printed, content


# --- papers that are kept --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Final:
    """A paper as somebody's act made it final. `by`: whom its foot names; `author_id`: who acted; `write`: types it as
    HWPX with the number that it has, where that is kept as well."""

    paper: Paper
    about: models.Model
    context: dict[str, Any]
    by: str
    author_id: int
    write: Callable[[str], bytes] | None = None


@dataclass(frozen=True)
class KeptPapers:
    """Papers of one kind that an act makes final: made once, kept, and handed out byte for byte ever after.

    `rows`: with all that the paper shows. `since`: the column that says from when the paper is final; `column`: the one
    that names the kept file. `compose(row)`: what it says; raises Conflict where that is not what was made final.
    """

    rows: Callable[[], models.QuerySet[Any]]
    since: str
    compose: Callable[[Any], Final]
    column: str = "paper"

    def hand_out(self, pk: Any, about: models.Model, actor: Actor) -> tuple[PrintedDocument, bytes]:
        """The kept file, made now where no worker came by yet; the print is recorded. Raises Conflict."""
        kept = self._kept(pk)
        return kept, reissue(kept, about, actor)

    def hand_out_typed(self, pk: Any, about: models.Model, actor: Actor) -> tuple[str, bytes]:
        """The same as HWPX: the file's name without its ending, and the kept file. Raises Conflict."""
        kept = self._kept(pk)
        if not kept.typed:
            kept = self._type(pk, kept)
        content = _kept_bytes(kept, kept.typed, kept.typed_sha256)
        record_file(actor, f"print.{kept.kind}_hwpx", about, name_of(kept))
        return name_of(kept), content

    def _type(self, pk: Any, kept: PrintedDocument) -> PrintedDocument:
        """Type what was kept as PDF alone, with the number of that; of two who ask the second finds it there."""
        write = self.compose(self.rows().get(pk=pk)).write
        assert write is not None, f"{kept.kind} is kept as PDF alone"
        typed = write(kept.number)
        with transaction.atomic():
            locked = PrintedDocument.objects.select_for_update().get(pk=kept.pk)
            if not locked.typed:
                _attach(locked, typed)
                locked.save(update_fields=["typed", "typed_sha256"])
        return locked

    def content(self, pk: Any) -> bytes:
        """The kept file for looking at: nobody prints it by that. Raises Conflict."""
        kept = self._kept(pk)
        return _kept_bytes(kept, kept.file, kept.sha256)

    def _kept(self, pk: Any) -> PrintedDocument:
        kept = (
            self.keep(pk)
            or PrintedDocument.objects.filter(pk__in=self.rows().filter(pk=pk).values(self.column)).first()
        )
        if kept is None:  # it was made final anew while this was being rendered
            raise Conflict("문서가 방금 바뀌었습니다. 다시 여십시오.")
        return kept

    def keep(self, pk: Any) -> PrintedDocument | None:
        """Make and keep the paper of a row; None when it is not final, or kept already. Raises Conflict.

        Rendered outside the transaction; of two workers the second finds the paper there and throws its own away.
        Nobody has printed it yet, so it is the system that keeps it.
        """
        row = self.rows().filter(pk=pk, **self._not_kept, **{f"{self.since}__isnull": False}).first()
        if row is None:
            return None
        it = self.compose(row)
        if it.paper.is_issued:
            give_number(it.paper, it.about)
        printed, content = make(it.paper, it.about, it.context, by=it.by, final_since=getattr(row, self.since))
        printed.printed_by_id = it.author_id
        typed = it.write(printed.number) if it.write else b""
        with transaction.atomic():
            locked = type(row)._default_manager.select_for_update().get(pk=pk)
            if getattr(locked, f"{self.column}_id") is not None or getattr(locked, self.since) != getattr(
                row, self.since
            ):
                return None
            if typed:
                _attach(printed, typed)
            printed.file.save(f"{name_of(printed)}.pdf", ContentFile(content))
            _record(SYSTEM, f"keep.{printed.kind}", "CREATE", it.about, printed)
            setattr(locked, self.column, printed)
            locked.save(update_fields=[self.column])
        return printed

    @property
    def _not_kept(self) -> dict[str, bool]:
        return {f"{self.column}__isnull": True}

    def keep_due(self, now: datetime) -> int:
        """Sweep: final papers that are not kept yet. One that fails does not keep the others waiting."""
        waiting = self.rows().model._default_manager.filter(**self._not_kept, **{f"{self.since}__lte": now})
        keys = list(waiting.order_by(self.since).values_list("pk", flat=True)[:KEPT_AT_ONCE])
        return sweeps.each(f"keeping papers of {waiting.model.__name__}", keys, self.keep)


def _attach(printed: PrintedDocument, typed: bytes) -> None:
    printed.typed_sha256 = hashlib.sha256(typed).hexdigest()
    printed.typed.save(f"{name_of(printed)}.hwpx", ContentFile(typed), save=False)


def reissue(printed: PrintedDocument, about: models.Model, actor: Actor) -> bytes:
    """The kept file once more, byte for byte, and the record of this print.

    Raises Conflict when the file is gone or is no longer what was kept: a changed paper is never handed out.
    """
    content = _kept_bytes(printed, printed.file, printed.sha256)
    _record(actor, f"print.{printed.kind}", "PRINT", about, printed)
    return content


def _kept_bytes(printed: PrintedDocument, file: Any, sha256: str) -> bytes:
    try:
        with file.open("rb") as handle:
            content = bytes(handle.read())
    except (OSError, ValueError):  # ValueError: no file was kept
        log.exception("kept document %s cannot be read", printed.pk)
        raise Conflict("보관한 문서를 찾지 못했습니다. 시스템 관리자에게 알리십시오.") from None
    if hashlib.sha256(content).hexdigest() != sha256:
        log.error("kept document %s does not match its hash", printed.pk)
        raise Conflict("보관한 문서가 처음과 달라 출력할 수 없습니다. 시스템 관리자에게 알리십시오.")
    return content


def make(
    paper: Paper,
    about: models.Model,
    context: dict[str, Any],
    *,
    by: str,
    act: str = prints.PRINTED,
    serial: int | None = None,
    final_since: datetime | None = None,
) -> tuple[PrintedDocument, bytes]:
    """A paper with the number that it has, not stored yet. `by`: whom the foot names; `act`: what they did with it;
    `serial`: of the print, where the foot names it; `final_since`: of a kept paper, the moment from which it holds."""
    number = number_of(paper, about)
    frame = _with_frame(paper, context, by=by, number=number, act=act, serial=serial, final_since=final_since)
    content = render_pdf(render_to_string(paper.template, frame))
    printed = PrintedDocument(
        pk=serial,
        number=number,
        title=paper.title,
        kind=paper.kind,
        object_kind=audit.kind_of(about),
        object_id=str(about.pk),
        printed_at=timezone.now(),
        sha256=hashlib.sha256(content).hexdigest(),
    )
    return printed, content


def type_out(
    paper: Paper, about: models.Model, actor: Actor, write: Callable[[str], bytes], serial: int | None = None
) -> tuple[str, bytes]:
    """A paper as HWPX as it stands, and the record of it: the file's name without its ending, and the file.

    `write` types it, given the number that it shows; `serial`: which print its foot says it is.
    """
    number = number_of(paper, about)
    name = file_name(paper.title, number)
    content = write(shown_number(paper, number))
    record_file(actor, f"print.{paper.kind}_hwpx", about, name, serial)
    return name, content


def type_page(paper: Paper, about: models.Model, context: dict[str, Any], actor: Actor) -> tuple[str, bytes]:
    """The same for a paper that its template lays out: it is typed from the page of its PDF."""
    if not prints.is_named(context):
        return type_out(paper, about, actor, write_page(paper, context))
    serial = prints.draw_serial()
    foot = prints.words(context, by=actor.name, serial=serial)
    return type_out(paper, about, actor, write_page(paper, context, foot=foot), serial)


def type_blocks(
    paper: Paper, about: models.Model, context: dict[str, Any], actor: Actor, office: str = ""
) -> tuple[str, bytes]:
    """The same for a paper that is blocks and a title (`paper_blocks.html`)."""
    titles = [context[name] for name in ("heading", "subtitle") if context[name]]
    page = hwpx.Typed(titles, context["blocks"], office=office)
    return type_out(paper, about, actor, partial(hwpx.render, page))


def write_page(
    paper: Paper, context: dict[str, Any], since: datetime | None = None, foot: Sequence[str] = ()
) -> Callable[[str], bytes]:
    """What types a paper from the page of its PDF, given its number. `since`: the moment from which it says this;
    `foot`: what every page says at its foot."""

    def write(number: str) -> bytes:
        page = typed_page(paper, context, number)
        return hwpx.render(replace(page, since=since, foot=" · ".join(foot)), number)

    return write


def typed_page(paper: Paper, context: dict[str, Any], number: str) -> hwpx.Typed:
    """A paper as it is typed, read from the page that it is in the PDF. `number`: as the paper shows it."""
    given = "" if number == NOT_ISSUED else number
    page = render_to_string(paper.template, _with_frame(paper, context, by="", number=given))
    return pages.read(page, paper.office)


def record_file(actor: Actor, verb: str, about: models.Model, name: str, serial: int | None = None) -> None:
    """Write down that a paper left the screen in another form than the PDF, and which print it says it is."""
    client_id = getattr(about, "client_id", None)
    persons = [client_id] if client_id else []
    changes: dict[str, Any] = {"number": name} | ({"serial": serial} if serial else {})
    audit.record(actor, verb, action="DOWNLOAD", about=about, persons=persons, changes=changes)


def _record(actor: Actor, verb: str, action: str, about: models.Model, printed: PrintedDocument) -> None:
    client_id = getattr(about, "client_id", None)
    persons = [client_id] if client_id else []
    audit.record(actor, verb, action=action, about=about, persons=persons, changes={"number": printed.number})


def _with_frame(
    paper: Paper,
    context: dict[str, Any],
    *,
    by: str,
    number: str,
    act: str = prints.PRINTED,
    serial: int | None = None,
    final_since: datetime | None = None,
    is_screen: bool = False,
) -> dict[str, Any]:
    frame = {
        "title": paper.title,
        "number": number,
        "no": shown_number(paper, number),
        "foot": prints.words(context, by=by, act=act, serial=serial, final_since=final_since),
        "is_screen": is_screen,
        "demo": settings.DEMO,
    }
    return {**context, "paper": frame}


def shown_number(paper: Paper, number: str) -> str:
    """The number as the paper shows it: that it has none yet, where it gets one."""
    return number or (NOT_ISSUED if paper.is_issued else "")


def file_name(title: str, number: str) -> str:
    """`회의 결과 보고_의정부병원 공공보건의료사업실-2026-12`, a working copy with its day: no person, no diagnosis."""
    return f"{title}_{number or timezone.localtime().strftime('%Y%m%d')}"


def name_of(printed: PrintedDocument) -> str:
    return file_name(printed.title, printed.number)


def pdf_response(printed: PrintedDocument, content: bytes) -> HttpResponse:
    """The PDF for the browser."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(name_of(printed))}.pdf"
    response["X-Content-Type-Options"] = "nosniff"
    return response
