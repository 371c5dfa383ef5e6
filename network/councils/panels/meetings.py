"""What the page of a meeting shows: steps, whose turn it is, the acts of this person, agenda, answers, what is open."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from core import audit, dates, workdays
from core.actor import Actor
from core.acts import Standing
from core.models import AuditEntry
from core.outlines import circled
from network.councils.acts.documents import DOCUMENT_ACTS, PAPER_ACTS
from network.councils.acts.meetings import MEETING_ACTS
from network.councils.duties import notice_day, report_due
from network.councils.models import ActionItem, AgendaItem, Attendee, CouncilDocument, Meeting
from network.councils.querysets import HELD
from network.councils.services import answers, counting, files, minutes, papers, planning
from network.councils.workflow import MEETING
from network.models import User

_NEXT = {
    "PLANNED": "개최 알림을 보낼 차례입니다.",
    "NOTIFIED": "참석 여부를 받고, 회의일에 출석을 적은 뒤 개최를 기록합니다.",
    "HELD": "안건마다 논의 내용과 결정 사항을 적으십시오.",
    "MINUTES_DRAFT": "결과보고를 마치고 결재에 올릴 차례입니다.",
    "IN_APPROVAL": "결재자가 결재할 차례입니다.",
    "APPROVED": "결재가 끝났습니다. 위원에게 배포할 차례입니다.",
    "POSTPONED": "새 날짜를 정해 다시 알릴 차례입니다.",
}
_STAGES = (
    ("계획", "created_at"),
    ("개최 알림", "notified_at"),
    ("개최", "held_at"),
    ("결재", ""),
    ("배포", "distributed_at"),
)
TIMELINE_ROWS = 12


def page(meeting: Meeting, actor: Actor) -> dict[str, Any]:
    """Context of the page of one meeting."""
    relations: frozenset[str] = meeting.relations  # type: ignore[attr-defined]
    runs = "coordinator" in relations
    reads = minutes.reads_notes(meeting, relations)
    people = attendees(meeting, actor, relations)
    document = papers.document_for(meeting, relations) if reads else None
    items = agenda(meeting, reads=reads)
    attached, by_item = files.all_of(meeting, items)
    for item in items:
        item.files = by_item[str(item.pk)]  # type: ignore[attr-defined]
    own = MEETING_ACTS.buttons(Standing(meeting, relations, actor)) + document_buttons(document, actor)
    return {
        "meeting": meeting,
        "runs": runs,
        "reads": reads,
        "steps": steps(meeting, document),
        "next": next_box(meeting, relations, document, actor),
        "next_actions": [action for action in own if action["is_next"]],
        "actions": [action for action in own if not action["is_next"]],
        "people": people,
        "turnout": counting.turnout(meeting.council, people) if meeting.status in ("NOTIFIED", *HELD) else None,
        "answers": counting.answers(people),
        "items": items,
        "attached": attached,
        "may_file": runs and meeting.status in files.OPEN,
        "open_actions": carried(meeting),
        "document": document,
        "papers": paper_links(meeting, runs=runs, reads=reads),
        "editions": papers.earlier_editions(meeting, document) if document is not None and document.edition > 1 else [],
        "document_acts": [*later_acts(document), *taking_back(document, actor)] if runs else [],
        "overview": overview(meeting),
        "clashes": planning.clashes(meeting) if runs and meeting.status in planning.OPEN_TO_PLAN else [],
        "is_short": planning.is_short_notice(meeting),
        "may_plan": runs and meeting.status in planning.OPEN_TO_PLAN,
        "may_write": runs and meeting.status in minutes.WRITABLE,
        "may_open_door": runs and meeting.status in ("NOTIFIED", "HELD"),
        "may_mark": runs and meeting.status in ("NOTIFIED", "HELD", "MINUTES_DRAFT"),
        "entries": timeline(meeting) if runs else [],
    }


def attendees(meeting: Meeting, actor: Actor, relations: frozenset[str]) -> list[Attendee]:
    """Everybody asked, in the order of papers; each with the address at which their answer is given."""
    rows = answers.people_of(meeting)
    for row in rows:
        may = "coordinator" in relations or answers.is_own(actor, row)
        is_open = meeting.status == "NOTIFIED" and row.has_vote and not row.attendance
        row.answer_url = (  # type: ignore[attr-defined]
            reverse("councils:meeting-answer", args=[meeting.pk, row.pk]) if may and is_open else ""
        )
        row.is_own = answers.is_own(actor, row)  # type: ignore[attr-defined]
    return rows


def agenda(meeting: Meeting, *, reads: bool) -> list[AgendaItem]:
    """The items in order; what was said only for whoever may read it."""
    rows = list(meeting.items.select_related("noted_by").prefetch_related("actions__owner"))
    for row in rows:
        row.sign = circled(row.order)  # type: ignore[attr-defined]
        row.shown_decision = minutes.decision_words(row) if reads else ""  # type: ignore[attr-defined]
        row.shown_actions = list(row.actions.all()) if reads else []  # type: ignore[attr-defined]
        row.progress = _progress(meeting, row) if reads else None  # type: ignore[attr-defined]
    return rows


def _progress(meeting: Meeting, row: AgendaItem) -> tuple[str, str] | None:
    if meeting.status not in ("HELD", "MINUTES_DRAFT"):
        return None
    if row.is_done:
        return ("ok", "마침")
    return ("go", "진행 중") if row.version > 1 else ("new", "예정")


def carried(meeting: Meeting) -> list[ActionItem]:
    """What earlier meetings agreed and is still open, oldest first."""
    rows = ActionItem.objects.before(meeting).in_force().undone().for_list()
    return list(rows.order_by("due_on", "pk"))


_PAPERS = (("notice", "개최 알림"), ("agenda", "회의자료"), ("signs", "참석자 서명부"), ("report", "회의 결과 보고"))


def paper_links(meeting: Meeting, *, runs: bool, reads: bool) -> list[dict[str, str]]:
    """The papers that this person may open, in the order in which they are needed."""
    shown = {"notice": True, "agenda": True, "signs": runs, "report": reads and meeting.status in HELD}
    return [
        {
            "label": f"{label} (초안)" if kind == "report" and meeting.distributed_at is None else label,
            "url": reverse("councils:council-paper", args=[meeting.pk, kind]),
            "pdf": reverse("councils:council-paper-pdf", args=[meeting.pk, kind]),
        }
        for kind, label in _PAPERS
        if shown[kind]
    ]


def later_acts(document: CouncilDocument | None) -> list[dict[str, str]]:
    """What the coordinator may do about a report that is out: correct it, issue an approved correction."""
    if document is None:
        return []
    if document.status in ("ISSUED", "WITHDRAWN"):
        url = reverse("councils:document-correct", args=[document.pk])
        label = "정정하기" if document.status == "ISSUED" else "고쳐서 다시 올리기"
        return [{"name": "correct", "label": label, "url": url}]
    if document.status in ("DRAFT", "RETURNED") and document.corrects_id:
        url = reverse("councils:document-correct", args=[document.corrects_id])
        return [{"name": "correct", "label": "고쳐서 다시 올리기", "url": url}]
    if document.status == "APPROVED" and document.edition > 1:
        url = reverse("councils:document-issue", args=[document.pk])
        return [{"name": "issue", "label": "정정 문서 시행", "url": url, "style": "primary"}]
    return []


def taking_back(document: CouncilDocument | None, actor: Actor) -> list[dict[str, Any]]:
    """Pulling a correction back, withdrawing what was issued; what cannot be now is not offered."""
    if document is None:
        return []
    drafted = {"drafter"} if document.created_by_id == actor.user_id else set()
    buttons = PAPER_ACTS.buttons(Standing(document, frozenset({"coordinator"} | drafted), actor))
    return [button for button in buttons if not button["blocked_reason"]]


def overview(meeting: Meeting) -> dict[str, Any]:
    """The facts at the side: how many meetings this year, when the notice left, until when the report is due."""
    held = Count("pk", filter=Q(status__in=HELD))
    counts = Meeting.objects.filter(council_id=meeting.council_id, year=meeting.year).aggregate(held=held)
    return {
        "held": counts["held"],
        "owed": meeting.council.meetings_per_year,
        "notice_until": notice_day(meeting),
        "report_until": workdays.last_day_of(report_due(meeting)),
        "is_report_open": meeting.status in ("HELD", "MINUTES_DRAFT", "IN_APPROVAL", "APPROVED"),
    }


def steps(meeting: Meeting, document: CouncilDocument | None) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for label, name in _STAGES:
        value = getattr(meeting, name) if name else (document.approved_at if document else None)
        note = dates.kdate_short(value) if value else ""
        found.append({"label": label, "done": value is not None, "now": False, "note": note})
    if meeting.status not in ("DISTRIBUTED", "CANCELLED"):
        current = next((stage for stage in found if not stage["done"]), None)
        if current is not None:
            current["now"] = True
    return found


def next_box(
    meeting: Meeting, relations: frozenset[str], document: CouncilDocument | None, actor: Actor
) -> dict[str, Any] | None:
    turn = _turn_of(document)
    text = _NEXT.get(meeting.status) or ("정정한 결과보고를 결재자가 결재할 차례입니다." if turn is not None else None)
    if text is None or relations == {"member"}:
        return None
    mine = turn.person_id == actor.user_id if turn is not None else "coordinator" in relations
    due = {
        "PLANNED": notice_day(meeting),
        "NOTIFIED": workdays.seoul_date(meeting.starts_at),
    }.get(meeting.status, workdays.last_day_of(report_due(meeting)))
    detail = f"다음 결재자 {turn.title} {turn.person.name}" if turn is not None else ""
    if meeting.status == "MINUTES_DRAFT" and document is not None and document.return_note:
        detail = f"반려 의견: {document.return_note}"
    is_limited = meeting.status not in ("POSTPONED", "DISTRIBUTED")
    return {"mine": mine, "text": text, "detail": detail, "due_at": due if is_limited else None}


def _turn_of(document: CouncilDocument | None) -> Any:
    if document is None or document.status != "IN_APPROVAL":
        return None
    return next((row for row in document.approvals.all() if row.signed_at is None), None)


def document_buttons(document: CouncilDocument | None, actor: Actor) -> list[dict[str, Any]]:
    """Signing and returning, for whoever's turn it is."""
    turn = _turn_of(document)
    if document is None or turn is None or turn.person_id != actor.user_id:
        return []
    return DOCUMENT_ACTS.buttons(Standing(document, frozenset({"next_approver"}), actor))


_VERBS = {
    "meeting.plan": "회의를 계획했습니다.",
    "meeting.change": "회의 계획을 고쳤습니다.",
    "meeting.set_agenda": "안건을 고쳤습니다.",
    "meeting.answer": "참석 여부를 적었습니다.",
    "meeting.add_guest": "배석자를 더했습니다.",
    "meeting.record_attendance": "출석을 적었습니다.",
    "meeting.write_notes": "회의 기록을 적었습니다.",
    "meeting.add_action": "조치사항을 적었습니다.",
    "meeting.change_action": "조치사항을 고쳤습니다.",
    "meeting.save_table": "실적표를 고쳤습니다.",
    "meeting.remove_table": "실적표를 지웠습니다.",
    "meeting.open_door": "출석 확인을 열었습니다.",
    "meeting.close_door": "출석 확인을 닫았습니다.",
    "meeting.sign_in": "출석을 확인했습니다.",
    "file.add": "파일을 올렸습니다.",
    "file.remove": "파일을 지웠습니다.",
    "file.open": "파일을 받았습니다.",
}


def timeline(meeting: Meeting) -> list[dict[str, Any]]:
    """What happened, newest first, from the audit trail."""
    rows = AuditEntry.objects.filter(object_kind=audit.kind_of(meeting), object_id=str(meeting.pk))
    entries = list(rows.exclude(action="VIEW").order_by("-pk")[:TIMELINE_ROWS])
    names = dict(User.objects.filter(pk__in={entry.user_id for entry in entries}).values_list("pk", "name"))
    return [
        {
            "text": _VERBS.get(entry.verb) or _entry_words(entry),
            "by": names.get(entry.user_id, "자동") if entry.user_id else "자동",
            "at": entry.at,
            "note": entry.reason,
        }
        for entry in entries
    ]


def _entry_words(entry: AuditEntry) -> str:
    name = entry.verb.split(".")[-1]
    if not entry.verb.startswith("meeting."):
        return "문서를 출력했습니다."
    status = (entry.changes.get("status") or ["", ""])[1]
    return f"{MEETING.named(name)[0].label} → {MEETING.states(status).label}"
