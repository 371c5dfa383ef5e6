"""The report of a meeting as a paper that needs approval: what it says, what each step of it does to the meeting."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils import timezone

from core import duties, workdays
from core.actor import Actor
from network.councils.access import MEETING_ACCESS, has_report
from network.councils.duties import meeting_line, report_due
from network.councils.models import ActionItem, Meeting
from network.councils.papers import report
from network.councils.services import answers, correcting, files, telling
from network.councils.workflow import MEETING, PROGRAMME, REPORT
from network.documents.models import Document
from network.documents.registry import DocumentKind, register
from network.documents.services import approving, issuing, lines

Data = Mapping[str, Any]


# --- what it says ----------------------------------------------------------------------------------------------------


def facts_of(meeting: Meeting) -> dict[str, Any]:
    """What the report says now; about eight statements whatever the number of items."""
    actions = Prefetch("actions", queryset=ActionItem.objects.select_related("owner"))
    items = list(meeting.items.prefetch_related("tables", actions))
    earlier = ActionItem.objects.before(meeting).in_force().select_related("owner").order_by("due_on", "pk")
    last = _meeting_before(meeting)
    shown = [action for action in earlier if not action.is_over or _ended_since(action, last)]
    later = Meeting.objects.filter(council_id=meeting.council_id, starts_at__gt=meeting.starts_at)
    following = later.exclude(status="CANCELLED").order_by("starts_at").values_list("starts_at", flat=True).first()
    people = answers.people_of(meeting)
    return report.facts(
        meeting, people, items, shown, following, files.of_meeting(meeting), list(meeting.guest_groups.all())
    )


def _meeting_before(meeting: Meeting) -> datetime | None:
    before = Meeting.objects.filter(
        council_id=meeting.council_id, starts_at__lt=meeting.starts_at, held_at__isnull=False
    )
    return before.order_by("-starts_at").values_list("starts_at", flat=True).first()


def _ended_since(action: ActionItem, last: datetime | None) -> bool:
    """Done between the meeting before and this one: the report tells of it once."""
    return action.done_on is None or last is None or action.done_on >= workdays.seoul_date(last)


def _consequences(meeting: Meeting) -> list[str]:
    voters = meeting.attendees.count()
    return [f"위원 {voters}명의 소속 기관이 결과 보고를 봅니다.", "조치사항의 담당 기관에 할 일이 생깁니다."]


# --- what follows from its steps -------------------------------------------------------------------------------------


def _approved(document: Document, actor: Actor, data: Data) -> None:
    if document.edition == 1:
        MEETING.fire(Meeting.objects.get(pk=document.subject_id), "approve", actor=actor)


def _returned(document: Document, actor: Actor, data: Data) -> None:
    """Of the first report the meeting goes back to being written, which is then owed as the report of the meeting."""
    if document.edition == 1:
        MEETING.fire(Meeting.objects.get(pk=document.subject_id), "return", actor=actor, reason=data["reason"])
        _owe_as_report(document, actor)


def _pulled_back(document: Document, actor: Actor, data: Data) -> None:
    if document.edition == 1:
        MEETING.fire(Meeting.objects.get(pk=document.subject_id), "pull_back", actor=actor)
        _owe_as_report(document, actor)


def _owe_as_report(document: Document, actor: Actor) -> None:
    duties.settle(document, "documents.write", actor=actor, outcome="MOVED")


def _issued(document: Document, actor: Actor, data: Data) -> None:
    """What a correction says stands everywhere from now on, and who holds the old paper is told."""
    correcting.take_over(document, actor)
    if document.corrects_id is not None:
        meeting = Meeting.objects.for_page().get(pk=document.subject_id)
        text = "정정한 회의 결과 보고를 시행하였습니다. 앞에 받은 문서 대신 보십시오."
        telling.members(meeting, text, actor, event=f":corrected:{document.edition}")


def _withdrawn(document: Document, actor: Actor, data: Data) -> None:
    """Members are told, and the meeting says that its report is none any more."""
    meeting = MEETING_ACCESS.lock_for(actor, "manage", document.subject_id, Meeting.objects.for_page())
    text = "회의 결과보고의 시행이 취소되었습니다."
    telling.members(meeting, text, actor, event=f":withdrawn:{document.edition}")
    meeting.withdrawn_at = timezone.now()
    meeting.save(update_fields=["withdrawn_at"])


@MEETING.guard("approve")
def _document_is_approved(row: Meeting, data: Data, actor: Actor) -> str | None:
    is_approved = Document.objects.about(REPORT, row.pk).filter(edition=1, approved_at__isnull=False).exists()
    return None if is_approved else "결재 문서의 결재가 끝나지 않았습니다."


@MEETING.guard("pull_back")
def _document_is_back(row: Meeting, data: Data, actor: Actor) -> str | None:
    is_back = Document.objects.about(REPORT, row.pk).filter(edition=1, status="DRAFT").exists()
    return None if is_back else "결재에 올린 문서를 먼저 회수하십시오."


@MEETING.guard("return")
def _document_is_returned(row: Meeting, data: Data, actor: Actor) -> str | None:
    is_back = Document.objects.about(REPORT, row.pk).filter(edition=1, status="RETURNED").exists()
    return None if is_back else "결재에 올린 문서에서 반려하십시오."


# --- the coordinator's verbs -----------------------------------------------------------------------------------------


def submit(
    *, actor: Actor, meeting: Meeting, line: lines.Line, save_as: str = "", version: int | None = None
) -> Document:
    """Send the report for approval. `line`: title and person, in order, after the drafter. Raises Invalid."""
    with transaction.atomic():
        row = MEETING_ACCESS.lock_for(actor, "manage", meeting.pk, Meeting.objects.for_page())
        lines.check(row.council.host_id, PROGRAMME, line, actor.user_id)
        MEETING.fire(row, "submit", actor=actor, version=version)
        document = approving.first_of(KIND, row, actor)
        return approving.send(document, line, actor, save_as)


def distribute(*, actor: Actor, meeting: Meeting, version: int | None = None) -> Meeting:
    """Issue the approved report and send it round: from now on members see it and owe what they took on."""
    with transaction.atomic():
        row = MEETING_ACCESS.lock_for(actor, "manage", meeting.pk)
        moved: Meeting = MEETING.fire(row, "distribute", actor=actor, version=version)
        issuing.issue_first(actor=actor, kind=REPORT, subject_id=row.pk)
    return moved


def last_line(meeting: Meeting) -> list[dict[str, Any]]:
    """Who were last asked to sign a report of this body."""
    return lines.last_line(REPORT, Meeting.objects.filter(council_id=meeting.council_id))


def documents() -> QuerySet[Document]:
    """Reports of meetings, with their lines."""
    return Document.objects.for_page().filter(kind=REPORT)


def _distribute_url(meeting: Meeting) -> str:
    return reverse("councils:meeting-act", args=[meeting.pk, "distribute"])


def _correct_url(document: Document) -> str:
    return reverse("councils:document-correct", args=[document.pk])


KIND = DocumentKind(
    code=REPORT,
    label="회의 결과보고",
    programme=PROGRAMME,
    paper=report.REPORT,
    subjects=Meeting.objects.for_page,
    host_of=lambda meeting: meeting.council.host,
    facts=facts_of,
    lay_out=report.report_blocks,
    heading=lambda meeting: meeting.title,
    drafter=lambda meeting: meeting.created_by.name,
    line=meeting_line,
    received=has_report,
    correct_url=_correct_url,
    issue_url=_distribute_url,
    consequences=_consequences,
    due=report_due,
    follows={
        "approve": _approved,
        "return": _returned,
        "pull_back": _pulled_back,
        "issue": _issued,
        "withdraw": _withdrawn,
    },
)
register(KIND)
