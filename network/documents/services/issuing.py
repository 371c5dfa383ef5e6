"""What happens to an approved paper: issued, corrected by a new one that takes its place, or withdrawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import transaction

from core import duties, messages
from core.actor import Actor
from core.errors import Conflict, Invalid
from network.documents.access import DOCUMENT_ACCESS
from network.documents.models import Document
from network.documents.registry import kind_of, subject_of
from network.documents.services import approving, lines
from network.documents.workflow import DOCUMENT, DocumentStatus

CORRECTABLE = (DocumentStatus.ISSUED, DocumentStatus.WITHDRAWN)
STILL_OPEN = (DocumentStatus.DRAFT, DocumentStatus.RETURNED)


def issue_first(*, actor: Actor, kind: str, subject_id: Any) -> Document:
    """Issue the approved first paper about a subject; the app's own act does it, inside its transaction."""
    document = Document.objects.about(kind, subject_id).first_editions().get()
    fired: Document = DOCUMENT.fire(document, "issue", actor=actor)
    return fired


def issue_correction(*, actor: Actor, document: Document, version: int | None = None) -> Document:
    """Issue an approved correction; the document that it names is superseded in the same moment.

    Raises Conflict for a first paper, which its app issues.
    """
    with transaction.atomic():
        row = DOCUMENT_ACCESS.lock_for(actor, "edit", document.pk)
        if row.corrects is None:
            raise Conflict("처음 시행은 업무 화면에서 합니다.")
        issued: Document = DOCUMENT.fire(row, "issue", actor=actor, version=version)
        if row.corrects.status == DocumentStatus.ISSUED:  # one that was withdrawn stays withdrawn
            DOCUMENT.fire(row.corrects, "correct", actor=actor)
    return issued


Facts = Mapping[str, Any]
# What a paper said -> what it says from now on, and each change in words: what, before, after.
Rewrite = Callable[[Facts], tuple[dict[str, Any], Sequence[Sequence[str]]]]


def correct(
    *, actor: Actor, document: Document, change: Rewrite, reason: str, line: lines.Line, save_as: str = ""
) -> Document:
    """A new edition that names the old one, sent for approval; the old one stands until the new one is issued.

    Raises Conflict for a paper that was not issued or is being corrected already, Invalid for what cannot be.
    """
    with transaction.atomic():
        row = DOCUMENT_ACCESS.lock_for(actor, "edit", document.pk)
        if row.status not in CORRECTABLE:
            raise Conflict(f"지금 상태({row.get_status_display()})에서는 정정할 수 없습니다.")
        made = Document.objects.filter(corrects=row).first()
        if made is not None and made.status not in STILL_OPEN:
            raise Conflict("이미 정정하고 있는 문서입니다.")
        assert row.content is not None
        said, changed = change(row.content["facts"])
        if not changed:
            raise Invalid("달라진 곳이 없습니다.")
        # one that was pulled back or returned is written anew
        made = made or approving.make(kind_of(row), subject_of(row), actor, corrects=row)
        made.correction_reason = reason
        made.correction_note = "; ".join(f"{words}: {old or '-'} → {new or '-'}" for words, old, new in changed)[:500]
        made.content = {"facts": said, "blocks": [], "changes": changed}
        made.save()
        duties.settle(row, "documents.rewrite", actor=actor)
        approving.send(made, line, actor, save_as)
    return made


@DOCUMENT.guard("withdraw")
def _is_not_being_corrected(row: Document, data: Mapping[str, Any], actor: Actor) -> str | None:
    is_corrected = Document.objects.filter(corrects=row).exists()
    return "정정하고 있는 문서입니다. 정정을 먼저 마치십시오." if is_corrected else None


@DOCUMENT.after("withdraw")
def _tell_signers(row: Document, data: Mapping[str, Any], actor: Actor) -> None:
    """Those who had signed it are told; the office owes the paper anew."""
    signers = row.approvals.exclude(person_id=actor.user_id).values_list("person_id", flat=True)
    line = kind_of(row).line(subject_of(row))
    text = f"{kind_of(row).label}의 시행이 취소되었습니다."
    key = f"document:{row.pk}:signers:withdrawn"
    messages.notify(key, sorted(set(signers)), text=text, number=line.number, url=line.url)
    duties.open_duty("documents.rewrite", row, actor=actor)


def withdraw(*, actor: Actor, document: Document, reason: str, version: int | None = None) -> Document:
    """Take back an issued paper: whoever got it is told, and wherever it is shown it says so (시행 취소)."""
    fired: Document = DOCUMENT.fire(document, "withdraw", actor=actor, reason=reason, version=version)
    return fired
