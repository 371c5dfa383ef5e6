"""The paper of a document: what it says, on the screen, printed, kept once issued, and page by page as pictures."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from core import crypto, hwpx
from core.actor import Actor
from core.errors import Conflict, Invalid
from core.hwpx.parts import words
from core.models import PrintedDocument
from core.reports import Final, KeptPapers, Paper, give_number, make, preview, print_out, type_out
from network.documents.models import Document
from network.documents.papers import above_of, changes_table
from network.documents.registry import DocumentKind, kind_of, subject_of
from network.documents.services.approving import ENDS
from network.documents.workflow import DOCUMENT, DocumentStatus
from network.services.letterheads import DRAFTER, letterhead_of

log = logging.getLogger(__name__)
APPROVED = (DocumentStatus.APPROVED, DocumentStatus.ISSUED, DocumentStatus.SUPERSEDED, DocumentStatus.WITHDRAWN)
# What was withdrawn is printed with a mark that says so; as it was issued, it is an edition.
KEPT_STATES = (DocumentStatus.ISSUED, DocumentStatus.SUPERSEDED)


def paper_of(kind: DocumentKind, subject: Any, document: Document | None = None) -> Paper:
    """The paper as its office numbers it; every correction is a paper of its own."""
    edition = str(document.edition) if document is not None and document.edition > 1 else ""
    return replace(kind.paper, office=letterhead_of(kind.host_of(subject)).signature, edition=edition)


# --- what it says ----------------------------------------------------------------------------------------------------


def said_by(document: Document) -> dict[str, Any]:
    """What a document says: its own words once somebody corrected or froze them, what stands now before that."""
    if document.content is not None:
        return dict(document.content["facts"])
    return kind_of(document).facts(subject_of(document))


def context_of(kind: DocumentKind, subject: Any, document: Document | None) -> dict[str, Any]:
    """What the template needs: frozen words once approved, what stands now before that."""
    house = letterhead_of(kind.host_of(subject))
    drafter = document.created_by.name if document is not None else kind.drafter(subject)
    first = next(iter(document.approvals.all()), None) if document is not None else None
    post = first.title if first is not None else DRAFTER
    return {
        "heading": kind.heading(subject),
        "subtitle": f"{kind.paper.title}(정정)" if _corrects(document) else kind.paper.title,
        "blocks": _blocks(kind, subject, document),
        "approvals": approval_box(document),
        "above": above_of(_corrects(document), _superseding(document)),
        "writers": f"작성자 | {house.office} | {post} {drafter}{f' ☎ {house.phone}' if house.phone else ''}",
        "mark": _mark(document),
    }


def _blocks(kind: DocumentKind, subject: Any, document: Document | None) -> list[Any]:
    kept = document.content if document is not None else None
    if document is not None and kept is not None and document.status in APPROVED:
        blocks = kept["blocks"]
    else:
        blocks = kind.lay_out(kept["facts"] if kept is not None else kind.facts(subject))
    if changes := (kept or {}).get("changes"):
        return [changes_table(changes), *blocks]
    return list(blocks)


def _mark(document: Document | None) -> str:
    """What the paper is not yet, or not any more: at the head of every page."""
    if document is None or document.status not in APPROVED:
        return "결재 중" if document is not None and document.status == DocumentStatus.IN_APPROVAL else "작성 중"
    return "시행 취소" if document.status == DocumentStatus.WITHDRAWN else ""


def approval_box(document: Document | None) -> list[dict[str, Any]]:
    """Titles, names and days; after a delegated decision the later columns are struck (domain 4.1)."""
    found: list[dict[str, Any]] = []
    is_over = False
    for row in document.approvals.all() if document is not None else ():
        mark = row.get_mark_display() if row.mark in ENDS else ""
        found.append(
            {
                "title": row.title,
                "name": row.person.name if row.signed_at else "",
                "mark": mark,
                "date": row.signed_at,
                "struck": is_over,
            }
        )
        is_over = is_over or row.mark in ENDS
    return found


def _corrects(document: Document | None) -> dict[str, Any] | None:
    old = document.corrects if document is not None else None
    if old is None or document is None:
        return None
    day = old.issued_at or old.approved_at
    return {"number": old.number, "date": day, "reason": document.correction_reason}


def _superseding(document: Document | None) -> str:
    """The number of the document that corrected this one; empty where none did."""
    if document is None or document.status != DocumentStatus.SUPERSEDED:
        return ""
    return Document.objects.values_list("number", flat=True).get(corrects=document)


def typed(
    kind: DocumentKind, subject: Any, found: Mapping[str, Any], number: str, since: datetime | None = None
) -> bytes:
    """The paper as HWPX: what it corrects above, who wrote it below."""
    blocks = [*(words(one, "marked") for one in found["above"]), *found["blocks"], words(found["writers"], "writers")]
    page = hwpx.Typed([found["heading"], found["subtitle"]], blocks, found["approvals"], found["mark"])
    return hwpx.render(replace(page, office=kind.host_of(subject).name, since=since), number)


# --- handing it out --------------------------------------------------------------------------------------------------


def current(kind: str, subject_id: Any) -> Document | None:
    """The newest edition, with its approval line."""
    return Document.objects.about(kind, subject_id).for_page().order_by("-edition").first()


def newest_issued(kind: str, subject_id: Any) -> Document | None:
    """The edition that is out, also while a correction is on its way."""
    return Document.objects.about(kind, subject_id).issued().for_page().order_by("-edition").first()


def earlier_editions(shown: Document | None) -> list[Document]:
    """What was issued before the edition that is shown, newest first."""
    if shown is None or shown.edition == 1:
        return []
    out = Document.objects.about(shown.kind, shown.subject_id).issued()
    return list(out.filter(edition__lt=shown.edition).order_by("-edition"))


def is_corrected(document: Document) -> bool:
    """Whether a correction of it is on its way or out."""
    return Document.objects.filter(corrects=document).exists()


def show(*, actor: Actor, kind: DocumentKind, subject: Any, document: Document | None, frame: Mapping[str, Any]) -> str:
    """The paper as a page; `frame` carries the addresses of its tools."""
    found = {**context_of(kind, subject, document), **frame}
    return preview(paper_of(kind, subject, document), subject, found, actor)


def print_paper(
    *, actor: Actor, kind: DocumentKind, subject: Any, document: Document | None
) -> tuple[PrintedDocument, bytes]:
    """The PDF. What was issued is the kept file, byte for byte; everything else is printed as it stands."""
    if document is not None and document.status in KEPT_STATES:
        return KEPT.hand_out(document.pk, subject, actor)
    return print_out(paper_of(kind, subject, document), subject, context_of(kind, subject, document), actor)


def type_paper(*, actor: Actor, kind: DocumentKind, subject: Any, document: Document | None) -> tuple[str, bytes]:
    """The same as HWPX: the file's name without its ending, and the file."""
    if document is not None and document.status in KEPT_STATES:
        return KEPT.hand_out_typed(document.pk, subject, actor)
    write = partial(typed, kind, subject, context_of(kind, subject, document))
    return type_out(paper_of(kind, subject, document), subject, actor, write)


def print_document(*, actor: Actor, document: Document) -> tuple[PrintedDocument, bytes]:
    """The paper of one edition: the file as it was issued; before that, as it stands."""
    if document.issued_at is not None:
        return KEPT.hand_out(document.pk, subject_of(document), actor)
    return print_paper(actor=actor, kind=kind_of(document), subject=subject_of(document), document=document)


def type_document(*, actor: Actor, document: Document) -> tuple[str, bytes]:
    if document.issued_at is not None:
        return KEPT.hand_out_typed(document.pk, subject_of(document), actor)
    return type_paper(actor=actor, kind=kind_of(document), subject=subject_of(document), document=document)


def bytes_of(document: Document) -> bytes:
    """The PDF for looking at it beside the buttons: as it was issued, before that as it stands."""
    if document.issued_at is not None:
        return KEPT.content(document.pk)
    kind, subject = kind_of(document), subject_of(document)
    found = context_of(kind, subject, document)
    return make(paper_of(kind, subject, document), subject, found, by=document.created_by.name, act="기안")[1]


# --- freezing and keeping --------------------------------------------------------------------------------------------


@DOCUMENT.effect("approve")
def _freeze(row: Document, data: Mapping[str, Any], actor: Actor) -> Mapping[str, Any]:
    """The content as it stands now and its hash: from here on nothing changes what it says.

    Raises Invalid without the signature that approves it.
    """
    if "turn" not in data:
        raise Invalid("결재는 결재선의 차례대로 합니다.")
    said = said_by(row)
    row.content = {**(row.content or {}), "facts": said, "blocks": kind_of(row).lay_out(said)}
    row.digest = digest(row.content)
    row.approved_at = timezone.now()
    return {"mark": data["turn"].mark, "digest": row.digest}


@DOCUMENT.effect("issue")
def _issue(row: Document, data: Mapping[str, Any], actor: Actor) -> Mapping[str, Any]:
    subject = subject_of(row)
    row.issued_at = timezone.now()
    row.number = give_number(paper_of(kind_of(row), subject, row), subject)
    return {"number": row.number}


def digest(content: Mapping[str, Any]) -> str:
    return hashlib.sha256(crypto.to_json(dict(content)).encode()).hexdigest()


def _final(row: Document) -> Final:
    """The kept file is the document as issued: what superseded it later is shown on the screen, not in it.

    Raises Conflict for content that is not what was approved.
    """
    if digest(row.content or {}) != row.digest:
        log.error("content of document %s does not match its hash", row.pk)
        raise Conflict("보관한 내용이 결재한 때와 달라 출력할 수 없습니다. 시스템 관리자에게 알리십시오.")
    kind, subject = kind_of(row), subject_of(row)
    found = context_of(kind, subject, row) | {"above": above_of(_corrects(row), ""), "mark": ""}
    by = letterhead_of(kind.host_of(subject)).signature
    write = partial(typed, kind, subject, found, since=row.issued_at)
    return Final(paper_of(kind, subject, row), subject, found, by, row.created_by_id, write)


def _rows() -> QuerySet[Document]:
    return Document.objects.for_page()


KEPT = KeptPapers(_rows, "issued_at", _final)
