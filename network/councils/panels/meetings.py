"""What the page of a meeting shows: steps, whose turn it is, the acts of this person, agenda, answers, what is open."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from core import audit, dates, workdays
from core.actor import Actor
from core.acts import Standing
from core.models import AuditEntry
from core.outlines import circled
from network.councils.access import MEETING_ACCESS
from network.councils.acts.meetings import MEETING_ACTS
from network.councils.duties import notice_day, report_due
from network.councils.models import ActionItem, AgendaItem, Attendee, Meeting, MeetingRecall
from network.councils.querysets import HELD
from network.councils.services import answers, counting, files, minutes, papers, planning, running, telling
from network.councils.workflow import MEETING
from network.documents.access import DOCUMENT_ACCESS
from network.documents.models import Document
from network.documents.panels import line_of, office_acts
from network.documents.services.papers import earlier_editions

_NEXT = {
    "PLANNED": "개최 알림을 보낼 차례입니다.",
    "NOTIFIED": "참석 여부를 받고, 회의일에 출석을 적은 뒤 개최를 기록합니다.",
    "HELD": "안건마다 논의 내용과 결정 사항을 적으십시오. 결정이 없으면 비웁니다.",
    "MINUTES_DRAFT": "결과보고를 마치고 결재에 올릴 차례입니다.",
    "IN_APPROVAL": "결재자가 결재할 차례입니다.",
    "APPROVED": "결재가 끝났습니다. 위원에게 배포할 차례입니다.",
    "POSTPONED": "새 날짜를 정해 다시 알릴 차례입니다.",
}
_UNNOTICED = (
    "개최 알림을 보내지 않은 채 끝난 회의입니다. 열렸으면 지난 회의로 등록하고, 아니면 연기하거나 취소하십시오."
)
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
    knows = {"coordinator", "director"} & relations or meeting.status == "DISTRIBUTED"
    document = papers.document_for(meeting, relations) if reads and knows else None
    items = agenda(meeting, reads=reads)
    attached, by_item = files.all_of(meeting, items)
    for item in items:
        item.files = by_item[str(item.pk)]  # type: ignore[attr-defined]
    own = MEETING_ACTS.buttons(Standing(meeting, relations, actor)) + sign_button(document, actor)
    own += run_button(meeting, relations)
    return {
        "meeting": meeting,
        "runs": runs,
        "reads": reads,
        "steps": steps(meeting, document),
        "next": next_box(meeting, relations, document, actor),
        "next_actions": [action for action in own if action["is_next"]],
        "actions": [action for action in own if not action["is_next"]],
        "people": people,
        "unreached": unreached_words(people) if runs and meeting.status in ("PLANNED", "NOTIFIED") else "",
        "changed": telling.changed_since(meeting) if meeting.status == "NOTIFIED" else [],
        "guests": list(meeting.guest_groups.all()),
        "turnout": counting.turnout(meeting.council, people) if meeting.status in ("NOTIFIED", *HELD) else None,
        "answers": counting.answers(people),
        "items": items,
        "attached": attached,
        "may_file": runs and meeting.status in files.OPEN,
        "open_actions": carried(meeting),
        "document": document,
        "papers": paper_links(meeting, runs=runs, reads=reads),
        "document_steps": line_of(document) if document is not None else [],
        "editions": earlier_editions(document),
        "document_acts": _of_document(document, actor) if runs else [],
        "overview": overview(meeting),
        "clashes": planning.clashes(meeting) if runs and meeting.status in planning.OPEN_TO_PLAN else [],
        "is_short": planning.is_short_notice(meeting),
        "may_plan": runs and meeting.status in planning.OPEN_TO_PLAN,
        "may_write": MEETING_ACCESS.allows("write", relations) and not minutes.closed(meeting),
        "may_open_door": runs and meeting.status in ("NOTIFIED", "HELD") and meeting.mode != "WRITTEN",
        "may_mark": runs and meeting.status in ("NOTIFIED", "HELD", "MINUTES_DRAFT") and not meeting.is_by_answers,
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
        row.shown_written = list(row.written.all()) if may and meeting.is_by_answers else []
    return rows


def unreached_words(people: list[Attendee]) -> str:
    """Whom the office has to send the notice by other ways."""
    found = telling.unreached(people)
    names = ", ".join(f"{row.name}({row.institution_name})" for row in found)
    return f"계정이 없어 알림을 받지 못하는 위원 {len(found)}명: {names}. 개최 알림을 따로 보내십시오." if found else ""


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
    if minutes.closed(meeting):
        return None
    if row.is_done:
        return ("ok", "마침")
    return ("go", "진행 중") if row.version > 1 else ("new", "예정")


def carried(meeting: Meeting) -> list[ActionItem]:
    """What earlier meetings agreed and is still open, oldest first."""
    rows = ActionItem.objects.before(meeting).in_force().undone().for_list()
    return list(rows.order_by("due_on", "pk"))


_PAPERS = (
    ("notice", "개최 알림"),
    ("recall", "개최 변경 알림"),
    ("agenda", "회의자료"),
    ("signs", "참석자 서명부"),
    ("report", "회의 결과 보고"),
)


def paper_links(meeting: Meeting, *, runs: bool, reads: bool) -> list[dict[str, str]]:
    """The papers that this person may open, in the order in which they are needed."""
    is_recalled = meeting.status in MeetingRecall.Move.values and meeting.recalls.exists()
    shown = {
        "notice": True,
        "recall": is_recalled,
        "agenda": True,
        "signs": runs,
        "report": reads and meeting.status in HELD,
    }
    return [
        {
            "label": f"{label} (초안)" if kind == "report" and meeting.distributed_at is None else label,
            "url": reverse("councils:council-paper", args=[meeting.pk, kind]),
            "pdf": reverse("councils:council-paper-pdf", args=[meeting.pk, kind]),
        }
        for kind, label in _PAPERS
        if shown[kind] and papers.is_made(kind, meeting)
    ]


def _of_document(document: Document | None, actor: Actor) -> list[dict[str, Any]]:
    """What the office may do about the report; its first issue is an act of the meeting."""
    if document is None:
        return []
    found = office_acts(document, DOCUMENT_ACCESS.relations_of(actor, document), actor)
    return [one for one in found if one["name"] != "issue_first"]


def overview(meeting: Meeting) -> dict[str, Any]:
    """The facts at the side: how many meetings in its year, when the notice left, until when the report is due."""
    year = workdays.seoul_date(meeting.starts_at).year
    return {
        "year": year,
        "held": Meeting.objects.filter(council_id=meeting.council_id).held_in(year).count(),
        "owed": meeting.council.meetings_per_year,
        "notice_until": notice_day(meeting),
        "report_until": workdays.last_day_of(report_due(meeting)),
        "is_report_open": meeting.status in ("HELD", "MINUTES_DRAFT", "IN_APPROVAL", "APPROVED"),
    }


def steps(meeting: Meeting, document: Document | None) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for label, name in _STAGES:
        if name == "notified_at" and meeting.was_entered:
            continue
        value = getattr(meeting, name) if name else (document.approved_at if document else None)
        note = dates.kdate_short(value) if value else ""
        found.append({"label": label, "done": value is not None, "now": False, "note": note})
    if meeting.status not in ("DISTRIBUTED", "CANCELLED"):
        current = next((stage for stage in found if not stage["done"]), None)
        if current is not None:
            current["now"] = True
    return found


def next_box(
    meeting: Meeting, relations: frozenset[str], document: Document | None, actor: Actor
) -> dict[str, Any] | None:
    turn = _turn_of(document)
    text = _UNNOTICED if meeting.is_unnoticed else _NEXT.get(meeting.status)
    text = text or ("정정한 결과보고를 결재자가 결재할 차례입니다." if turn is not None else None)
    if text is None or relations <= {"member", "secretary"}:
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


def _turn_of(document: Document | None) -> Any:
    if document is None or document.status != "IN_APPROVAL":
        return None
    return next((row for row in document.approvals.all() if row.signed_at is None), None)


def sign_button(document: Document | None, actor: Actor) -> list[dict[str, Any]]:
    """To the desk, for whoever's turn it is."""
    turn = _turn_of(document)
    if document is None or turn is None or turn.person_id != actor.user_id:
        return []
    url = reverse("documents:document-detail", args=[document.pk])
    return [
        {"name": "sign", "label": "읽고 결재", "url": url, "style": "primary", "is_next": True, "blocked_reason": ""}
    ]


def run_button(meeting: Meeting, relations: frozenset[str]) -> list[dict[str, Any]]:
    """To the page on which a meeting is held, for whoever writes its minutes."""
    if not MEETING_ACCESS.allows("write", relations) or not running.is_open(meeting):
        return []
    return [
        {
            "name": "run",
            "label": "회의 진행",
            "url": reverse("councils:meeting-run", args=[meeting.pk]),
            "style": "secondary",
            "is_next": "coordinator" in relations,
            "blocked_reason": "",
        }
    ]


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
    return [
        {
            "text": _VERBS.get(entry.verb) or _entry_words(entry),
            "by": audit.who(entry),
            "at": entry.at,
            "note": entry.reason,
        }
        for entry in audit.of(meeting)[:TIMELINE_ROWS]
    ]


def _entry_words(entry: AuditEntry) -> str:
    name = entry.verb.split(".")[-1]
    if not entry.verb.startswith("meeting."):
        return "문서를 출력했습니다."
    status = (entry.changes.get("status") or ["", ""])[1]
    return f"{MEETING.named(name)[0].label} → {MEETING.states(status).label}"
