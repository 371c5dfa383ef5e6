"""A paper on its way to its approval: submitted with a line, signed one after another, returned or pulled back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from core import audit, duties
from core.actor import Actor
from core.errors import Conflict, Invalid
from core.workflow import After
from network.documents.access import DOCUMENT_ACCESS
from network.documents.models import Approval, Document
from network.documents.registry import DocumentKind, kind_of
from network.documents.services import lines
from network.documents.workflow import DOCUMENT, DocumentStatus
from network.models import User
from network.services.letterheads import DRAFTER

Data = Mapping[str, Any]
ENDS = ("DELEGATED", "ACTING")  # 전결, 대결: nobody signs after it


def first_of(kind: DocumentKind, subject: Any, actor: Actor) -> Document:
    """The first edition about a subject, made where there is none. Call with the subject locked."""
    found: Document | None = Document.objects.about(kind.code, subject.pk).first_editions().first()
    return found or make(kind, subject, actor)


def make(kind: DocumentKind, subject: Any, actor: Actor, corrects: Document | None = None) -> Document:
    """A new edition about a subject, not stored yet if it corrects another."""
    assert actor.user_id is not None
    last = Document.objects.about(kind.code, subject.pk).aggregate(last=Max("edition"))["last"] or 0
    made = Document(
        kind=kind.code,
        subject_id=subject.pk,
        host=kind.host_of(subject),
        programme=kind.programme,
        title=kind.title(subject)[:200],
        edition=last + 1,
        corrects=corrects,
        created_by_id=actor.user_id,
    )
    if corrects is None:
        made.save()
    return made


def send(document: Document, line: lines.Line, actor: Actor, save_as: str = "") -> Document:
    """Send a paper for approval as it stands: what was submitted is what they sign. Call inside the transaction that
    wrote it.

    `line`: title and person, in order; the drafter stands before them and has signed. Whoever submits is the drafter
    from now on: a colleague may have taken over. `save_as`: the name under which the office keeps the line.
    Raises Invalid for a line that cannot be.
    """
    assert actor.user_id is not None
    lines.check(document.host_id, document.programme, line, actor.user_id)
    if document.corrects_id is None:  # a correction says what was written into it
        kind = kind_of(document)
        document.content = {"facts": kind.facts(kind.subject(document)), "blocks": []}
    document.created_by_id, document.submitted_at, document.return_note = actor.user_id, timezone.now(), ""
    document.save(update_fields=["content", "created_by", "submitted_at", "return_note"])
    document.approvals.all().delete()
    own = User.objects.values_list("position", flat=True).get(pk=actor.user_id)
    drafter = {"title": own or DRAFTER, "person_id": actor.user_id, "signed_at": timezone.now(), "mark": "NORMAL"}
    rows = [drafter, *({"title": _post(one), "person_id": one["person"].pk} for one in line)]
    Approval.objects.bulk_create(
        [Approval(document=document, order=place, **values) for place, values in enumerate(rows, start=1)]
    )
    if save_as:
        lines.keep(actor=actor, host_id=document.host_id, programme=document.programme, name=save_as, line=line)
    fired: Document = DOCUMENT.fire(document, "submit", actor=actor)
    return fired


def _post(one: Mapping[str, Any]) -> str:
    """The post that a person of the line holds, the same on every paper; what was typed where nobody entered it."""
    return str(one["person"].position or one["title"])


def sign(
    *, actor: Actor, document: Document, mark: str = "NORMAL", comment: str = "", version: int | None = None
) -> Document:
    """The next of the line signs. The last one, or one who decides for those after them (전결, 대결), approves.

    Raises Conflict when it is somebody else's turn by now, NotVisible or Forbidden for who stands in no line.
    """
    with transaction.atomic():
        row = DOCUMENT_ACCESS.lock_for(actor, "sign", document.pk)
        if version is not None and row.version != version:
            raise Conflict
        if row.status != DocumentStatus.IN_APPROVAL:
            raise Conflict(f"지금 상태({row.get_status_display()})에서는 결재할 수 없습니다.")
        if mark not in ("NORMAL", *ENDS):
            raise Invalid({"mark": "결재, 전결, 대결 가운데 고르십시오."})
        turn = row.approvals.filter(signed_at__isnull=True).order_by("order")[0]
        turn.mark, turn.comment, turn.signed_at = mark, comment, timezone.now()
        is_last = mark in ENDS or not row.approvals.filter(signed_at__isnull=True).exclude(pk=turn.pk).exists()
        return _approve(row, turn, actor) if is_last else _pass_on(row, turn, actor)


def _pass_on(row: Document, turn: Approval, actor: Actor) -> Document:
    turn.save()
    row.version += 1
    row.save(update_fields=["version"])
    changes = {"order": turn.order, "mark": turn.mark}
    audit.record(actor, "document.sign", action="UPDATE", about=row, changes=changes, reason=turn.comment)
    duties.open_duty("documents.approve", row, actor=actor, is_clock=True)
    return row


def _approve(row: Document, turn: Approval, actor: Actor) -> Document:
    """The move is asked while it is still this person's turn; then the signature is kept."""
    fired: Document = DOCUMENT.fire(row, "approve", actor=actor, data={"turn": turn})
    turn.save()
    return fired


@DOCUMENT.guard("approve")
def _is_last(row: Document, data: Data, actor: Actor) -> str | None:
    turn = row.approvals.filter(signed_at__isnull=True).order_by("order").first()
    return None if turn is not None and turn.person_id == actor.user_id else "결재는 결재선의 차례대로 합니다."


def send_back(*, actor: Actor, document: Document, comment: str, version: int | None = None) -> Document:
    """The next of the line returns it with a comment."""
    with transaction.atomic():
        row = DOCUMENT_ACCESS.lock_for(actor, "sign", document.pk)
        returned: Document = DOCUMENT.fire(row, "return", actor=actor, reason=comment, version=version)
    return returned


@DOCUMENT.effect("return")
def _note_return(row: Document, data: Data, actor: Actor) -> Mapping[str, Any]:
    row.return_note = data["reason"]
    return _thaw(row)


@DOCUMENT.effect("pull_back")
def _take_back(row: Document, data: Data, actor: Actor) -> Mapping[str, Any]:
    return _thaw(row)


def _thaw(row: Document) -> Mapping[str, Any]:
    """A first paper says again what stands in its app; a correction keeps what was written into it."""
    if row.corrects_id is None:
        row.content = None
    return {}


@DOCUMENT.guard("pull_back")
def _nobody_has_signed(row: Document, data: Data, actor: Actor) -> str | None:
    return (
        "이미 결재한 사람이 있습니다." if row.approvals.filter(order__gt=1, signed_at__isnull=False).exists() else None
    )


def pull_back(*, actor: Actor, document: Document, version: int | None = None) -> Document:
    """The drafter takes a paper back while nobody has signed it."""
    fired: Document = DOCUMENT.fire(document, "pull_back", actor=actor, version=version)
    return fired


def _following(move: str) -> After:
    """What the app whose paper it is does after a move."""

    def follow(row: Document, data: Data, actor: Actor) -> None:
        kind_of(row).follow(move, row, actor, data)

    return follow


for _move in DOCUMENT.transitions:
    DOCUMENT.after(_move.name)(_following(_move.name))
