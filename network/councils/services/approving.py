"""The report of a meeting on its way: submitted with an approval line, signed one after another, issued, corrected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from core import audit, duties, workdays
from core.actor import Actor
from core.errors import Conflict, Invalid
from network.councils.access import DOCUMENT_ACCESS, MEETING_ACCESS
from network.councils.duties import report_due
from network.councils.models import Approval, Council, CouncilDocument, Meeting
from network.councils.workflow import DOCUMENT, MEETING, PROGRAMME, DocumentStatus
from network.models import Membership, User

Data = Mapping[str, Any]
MOST = 4
NOT_AN_APPROVER = "우리 기관의 결재권자를 고르십시오."
ENDS = ("DELEGATED", "ACTING")  # 전결, 대결: nobody signs after it


def last_line(council: Council) -> list[dict[str, Any]]:
    """Title and person of those who were last asked to sign a report of this body, in order, without the drafter."""
    last = CouncilDocument.objects.filter(meeting__council=council, approvals__order__gt=1)
    document = last.order_by("-created_at").first()
    rows = document.approvals.filter(order__gt=1).order_by("order") if document is not None else ()
    return [{"title": row.title, "person": str(row.person_id)} for row in rows]


def approvers(host_id: int) -> list[User]:
    """Who may stand in an approval line at this hospital."""
    held = Membership.objects.holding(host_id, "DIRECTOR", PROGRAMME).valid_on(workdays.seoul_today())
    return list(User.objects.filter(pk__in=held.values("user_id")).order_by("name", "pk"))


def submit(*, actor: Actor, meeting: Meeting, line: Sequence[Data], version: int | None = None) -> CouncilDocument:
    """Send the report for approval. `line`: title and person, in order; the drafter stands before them and has signed.

    Raises Invalid for an empty line, a person twice, or somebody who may not approve here.
    """
    assert actor.user_id is not None
    with transaction.atomic():
        row = MEETING_ACCESS.lock_for(actor, "manage", meeting.pk)
        _check_line(row.council.host_id, line)
        MEETING.fire(row, "submit", actor=actor, version=version)
        document = row.documents.filter(corrects__isnull=True).first()
        if document is None:
            document = CouncilDocument.objects.create(meeting=row, created_by_id=actor.user_id)
        _send(document, line, actor)
    return document


def _send(document: CouncilDocument, line: Sequence[Data], actor: Actor) -> None:
    """Whoever submits is the drafter from now on: a colleague may have taken over."""
    assert actor.user_id is not None
    document.created_by_id = actor.user_id
    document.save(update_fields=["created_by"])
    document.approvals.all().delete()
    drafter = {"title": "담당", "person_id": actor.user_id, "signed_at": timezone.now(), "mark": "NORMAL"}
    rows = [drafter, *({"title": one["title"], "person_id": one["person"].pk} for one in line)]
    Approval.objects.bulk_create(
        [Approval(document=document, order=place, **values) for place, values in enumerate(rows, start=1)]
    )
    DOCUMENT.fire(document, "submit", actor=actor)


def send_correction(*, actor: Actor, document: CouncilDocument, line: Sequence[Data]) -> None:
    """A correction goes the same way as the first report; call inside the transaction that made it."""
    _check_line(document.meeting.council.host_id, line)
    _send(document, line, actor)


def _check_line(host_id: int, line: Sequence[Data]) -> None:
    if not 1 <= len(line) < MOST:
        raise Invalid({"line": f"결재자를 1명부터 {MOST - 1}명까지 정하십시오."})
    people = [one["person"].pk for one in line]
    if len(set(people)) != len(people):
        raise Invalid({"line": "같은 사람이 결재선에 두 번 있습니다."})
    if set(people) - {person.pk for person in approvers(host_id)}:
        raise Invalid({"line": NOT_AN_APPROVER})


@DOCUMENT.after("submit")
def _keep_the_limit(row: CouncilDocument, data: Data, actor: Actor) -> None:
    """The first report has until the fourteenth day after the meeting, if that is later than tomorrow."""
    _open_turn(row, actor)


def _open_turn(row: CouncilDocument, actor: Actor) -> None:
    usual = duties.KINDS["councils.approve"].due(row, timezone.now())
    due = max(usual, report_due(row.meeting)) if row.edition == 1 else usual
    duties.open_duty("councils.approve", row, actor=actor, is_clock=True, due_at=due)


def sign(
    *, actor: Actor, document: CouncilDocument, mark: str = "NORMAL", comment: str = "", version: int | None = None
) -> CouncilDocument:
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
        if is_last:
            _approve(row, turn, actor)
        else:
            _pass_on(row, turn, actor)
    return row


def _pass_on(row: CouncilDocument, turn: Approval, actor: Actor) -> None:
    turn.save()
    row.version += 1
    row.save(update_fields=["version"])
    changes = {"order": turn.order, "mark": turn.mark}
    audit.record(actor, "document.sign", action="UPDATE", about=row, changes=changes, reason=turn.comment)
    _open_turn(row, actor)


def _approve(row: CouncilDocument, turn: Approval, actor: Actor) -> None:
    """The move is asked while it is still this person's turn; then the signature is kept."""
    DOCUMENT.fire(row, "approve", actor=actor, data={"turn": turn})
    if row.edition == 1:
        MEETING.fire(row.meeting, "approve", actor=actor)
    turn.save()
    row.refresh_from_db()


@DOCUMENT.guard("approve")
def _is_last(row: CouncilDocument, data: Data, actor: Actor) -> str | None:
    turn = row.approvals.filter(signed_at__isnull=True).order_by("order").first()
    return None if turn is not None and turn.person_id == actor.user_id else "결재는 결재선의 차례대로 합니다."


@MEETING.guard("approve")
def _document_is_approved(row: Meeting, data: Data, actor: Actor) -> str | None:
    is_approved = row.documents.filter(edition=1, approved_at__isnull=False).exists()
    return None if is_approved else "결재 문서의 결재가 끝나지 않았습니다."


def send_back(*, actor: Actor, document: CouncilDocument, reason: str, version: int | None = None) -> CouncilDocument:
    """The next of the line returns it with a comment; of the first report the meeting goes back to being written."""
    with transaction.atomic():
        row = DOCUMENT_ACCESS.lock_for(actor, "sign", document.pk)
        returned: CouncilDocument = DOCUMENT.fire(row, "return", actor=actor, reason=reason, version=version)
        if row.edition == 1:
            MEETING.fire(row.meeting, "return", actor=actor, reason=reason)
            _owe_as_report(returned, actor)
    return returned


@DOCUMENT.effect("return")
def _note_return(row: CouncilDocument, data: Data, actor: Actor) -> Mapping[str, Any]:
    row.return_note = data["reason"]
    return {}


@DOCUMENT.guard("pull_back")
def _nobody_has_signed(row: CouncilDocument, data: Data, actor: Actor) -> str | None:
    return (
        "이미 결재한 사람이 있습니다." if row.approvals.filter(order__gt=1, signed_at__isnull=False).exists() else None
    )


def pull_back(*, actor: Actor, document: CouncilDocument, version: int | None = None) -> CouncilDocument:
    """The drafter takes a paper back while nobody has signed it; of the first report the meeting is written on."""
    with transaction.atomic():
        fired: CouncilDocument = DOCUMENT.fire(document, "pull_back", actor=actor, version=version)
        if fired.edition == 1:
            MEETING.fire(fired.meeting, "pull_back", actor=actor)
            _owe_as_report(fired, actor)
    return fired


@MEETING.guard("pull_back")
def _document_is_back(row: Meeting, data: Data, actor: Actor) -> str | None:
    is_back = row.documents.filter(edition=1, status=DocumentStatus.DRAFT).exists()
    return None if is_back else "결재에 올린 문서를 먼저 회수하십시오."


def _owe_as_report(document: CouncilDocument, actor: Actor) -> None:
    """Whoever writes the first report owes it as the report of the meeting."""
    duties.settle(document, "councils.write_document", actor=actor, outcome="MOVED")


def distribute(*, actor: Actor, meeting: Meeting, version: int | None = None) -> Meeting:
    """Issue the approved report and send it round: from now on members see it and owe what they took on."""
    with transaction.atomic():
        row = MEETING_ACCESS.lock_for(actor, "manage", meeting.pk)
        moved: Meeting = MEETING.fire(row, "distribute", actor=actor, version=version)
        document = row.documents.get(edition=1)
        DOCUMENT.fire(document, "issue", actor=actor)
    return moved


def next_edition(meeting: Meeting) -> int:
    return (meeting.documents.aggregate(last=Max("edition"))["last"] or 0) + 1
