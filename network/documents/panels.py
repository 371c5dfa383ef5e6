"""What the page of a paper in approval shows: the tray of what waits, the paper page by page, its line, the buttons."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from core import audit
from core.actor import Actor
from core.acts import Standing
from core.models import AuditEntry
from network.documents.acts import DOCUMENT_ACTS, PAPER_ACTS, facts
from network.documents.forms import SignForm
from network.documents.models import Document
from network.documents.registry import kind_of, subject_of
from network.documents.services import papers
from network.documents.services.approving import ENDS
from network.documents.services.issuing import CORRECTABLE, STILL_OPEN
from network.documents.services.pictures import page_count
from network.documents.services.turns import due_of, waiting

IN_TRAY = 4
READ = "document.read"


def desk(document: Document, actor: Actor, wanted: int) -> dict[str, Any]:
    """Context of the page of one paper. `wanted`: the page of it that is looked at."""
    relations: frozenset[str] = document.relations  # type: ignore[attr-defined]
    mine = waiting(actor)
    pages = page_count(document)
    at = min(max(wanted, 1), pages)
    is_turn = "next_approver" in relations
    others = [one for one in mine if one.pk != document.pk]
    seen = pages_seen(document, actor) | {at}
    return {
        "document": document,
        "tray": mine[:IN_TRAY],
        "beyond": max(len(mine) - IN_TRAY, 0),
        "due_at": due_of(mine, document),
        "facts": facts(document, actor),
        "steps": line_of(document),
        "pages": pages,
        "at": at,
        "unseen": sorted(set(range(1, pages + 1)) - seen),
        "is_turn": is_turn,
        "sign": SignForm(row=document, actor=actor, auto_id="id_sign_%s") if is_turn else None,
        "urls": _urls(document),
        "compare": document.corrects if document.corrects_id else None,
        "following": others[0] if others else None,
        "subject": _subject_link(document) if "coordinator" in relations else None,
        "actions": office_acts(document, relations, actor),
    }


def line_of(document: Document) -> list[dict[str, Any]]:
    """Everybody of the line, and where it stands: signed, whose turn it is, not any more after 전결 and 대결."""
    found, is_turn, is_over = [], document.status == "IN_APPROVAL", False
    for row in document.approvals.all():
        waits = row.signed_at is None and not is_over
        found.append({"row": row, "is_turn": is_turn and waits, "is_struck": is_over and row.signed_at is None})
        is_turn = is_turn and not waits
        is_over = is_over or row.mark in ENDS
    return found


def pages_seen(document: Document, actor: Actor) -> set[int]:
    """The pages that this person has looked at since the paper was submitted, from the trail."""
    rows = AuditEntry.objects.filter(
        object_kind=audit.kind_of(document), object_id=str(document.pk), verb=READ, user_id=actor.user_id or 0
    )
    if document.submitted_at is not None:
        rows = rows.filter(at__gte=document.submitted_at)
    return {int(changes["page"]) for changes in rows.values_list("changes", flat=True) if "page" in changes}


def _urls(document: Document) -> dict[str, str]:
    names = {"paper": "paper", "pdf": "pdf", "hwpx": "hwpx"}
    urls = {key: reverse(f"documents:document-{name}", args=[document.pk]) for key, name in names.items()}
    acts = {act.name: DOCUMENT_ACTS.url(act, document) for act in DOCUMENT_ACTS}
    return urls | {"approve": acts["approve"], "send_back": acts["return"]}


def _subject_link(document: Document) -> dict[str, str]:
    line = kind_of(document).line(subject_of(document))
    return {"label": f"{line.number} {line.about}", "url": line.url}


def office_acts(document: Document, relations: frozenset[str], actor: Actor) -> list[dict[str, Any]]:
    """What the office may do now: take it back, issue, correct, withdraw; what cannot be now is not offered."""
    if "coordinator" not in relations:
        return []
    kind = kind_of(document)
    found: list[dict[str, Any]] = []
    if document.status in CORRECTABLE and not papers.is_corrected(document):
        label = "정정하기" if document.status == "ISSUED" else "고쳐서 다시 올리기"
        found.append({"name": "correct", "label": label, "url": kind.correct_url(document)})
    if document.status in STILL_OPEN and document.corrects is not None:
        found.append({"name": "correct", "label": "고쳐서 다시 올리기", "url": kind.correct_url(document.corrects)})
    if document.status == "APPROVED" and document.corrects_id is None:
        found.append(
            {"name": "issue_first", "label": "시행", "url": kind.issue_url(subject_of(document)), "style": "primary"}
        )
    buttons = PAPER_ACTS.buttons(Standing(document, relations, actor))
    offered = [one for one in buttons if not one["blocked_reason"]]
    if document.corrects_id is None:
        offered = [one for one in offered if one["name"] != "issue"]
    return [*found, *offered]
