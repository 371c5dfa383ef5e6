"""Papers of councils: gathering their rows, printing, keeping the issued report, correcting it by a new one."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Prefetch
from django.utils import timezone

from core import crypto, hwpx, workdays
from core.actor import Actor
from core.blocks import GAP, table
from core.errors import Conflict, Invalid, NotVisible
from core.identifiers import display_phone
from core.models import PrintedDocument
from core.reports import Final, KeptPapers, Paper, give_number, preview, print_out, type_out, typed_page
from network.councils.access import MEETING_ACCESS
from network.councils.models import ActionItem, Attendee, Council, CouncilDocument, Meeting
from network.councils.papers import agenda, notice, report, signs, years
from network.councils.services import answers, approving, files, minutes
from network.councils.workflow import DOCUMENT, MEETING, DocumentStatus
from network.models import HospitalProfile, Institution, Phone

log = logging.getLogger(__name__)
PAPERS = {"notice": notice.NOTICE, "agenda": agenda.AGENDA, "signs": signs.SIGN_SHEET, "report": report.REPORT}
APPROVED = (DocumentStatus.APPROVED, DocumentStatus.ISSUED, DocumentStatus.SUPERSEDED, DocumentStatus.WITHDRAWN)


@dataclass(frozen=True)
class House:
    """What a paper says of the hospital that sends it."""

    name: str
    short_name: str
    office: str
    postcode: str = ""
    address: str = ""
    homepage: str = ""
    email: str = ""
    phone: str = ""
    fax: str = ""

    @property
    def sender(self) -> str:
        return f"{self.name}장"

    @property
    def signature(self) -> str:
        return f"{self.short_name} {self.office}"


def letterhead_of(place: Institution) -> House:
    profile = HospitalProfile.objects.filter(institution=place).first()
    phone: Phone | None = place.phones.filter(kind=Phone.Kind.OFFICE).first() or place.phones.first()
    return House(
        name=place.name,
        short_name=place.short_name,
        office=profile.office_name if profile else settings.SITE["office_name"],
        postcode=place.postcode,
        address=place.address,
        homepage=profile.homepage if profile else "",
        email=profile.email if profile else "",
        phone=display_phone(phone.number) if phone else "",
        fax=display_phone(phone.fax) if phone else "",
    )


# --- gathering -------------------------------------------------------------------------------------------------------


def facts_of(meeting: Meeting, people: Sequence[Attendee]) -> dict[str, Any]:
    """What the report says now; about six statements whatever the number of items."""
    actions = Prefetch("actions", queryset=ActionItem.objects.select_related("owner"))
    items = list(meeting.items.prefetch_related("tables", actions))
    earlier = ActionItem.objects.before(meeting).in_force().select_related("owner").order_by("due_on", "pk")
    shown = [action for action in earlier if not action.is_over or _ended_since(action, meeting)]
    later = Meeting.objects.filter(council_id=meeting.council_id, starts_at__gt=meeting.starts_at)
    following = later.exclude(status="CANCELLED").order_by("starts_at").values_list("starts_at", flat=True).first()
    return report.facts(meeting, people, items, shown, following, files.of_meeting(meeting))


def _ended_since(action: ActionItem, meeting: Meeting) -> bool:
    """Done between the meeting before and this one: the report tells of it once."""
    before = Meeting.objects.filter(
        council_id=meeting.council_id, starts_at__lt=meeting.starts_at, held_at__isnull=False
    )
    last = before.order_by("-starts_at").values_list("starts_at", flat=True).first()
    return action.done_on is None or last is None or action.done_on >= workdays.seoul_date(last)


def current_document(meeting: Meeting) -> CouncilDocument | None:
    """The newest edition, with its approval line."""
    rows = meeting.documents.select_related("corrects", "created_by").prefetch_related("approvals__person")
    return rows.order_by("-edition").first()


def document_for(meeting: Meeting, relations: frozenset[str]) -> CouncilDocument | None:
    """The edition that somebody sees: members the one that is out, also while a correction is on its way."""
    if MEETING_ACCESS.allows("read_drafts", relations):
        return current_document(meeting)
    rows = meeting.documents.filter(issued_at__isnull=False).select_related("corrects", "created_by")
    return rows.prefetch_related("approvals__person").order_by("-edition").first()


def report_context(meeting: Meeting, document: CouncilDocument | None) -> dict[str, Any]:
    """The report: frozen words once approved, what stands now before that."""
    kept = document.content if document is not None else None
    if kept is not None and document is not None and document.status in APPROVED:
        blocks = kept["blocks"]
    else:
        said = kept["facts"] if kept is not None else facts_of(meeting, answers.people_of(meeting))
        blocks = report.report_blocks(said)
    if changes := (kept or {}).get("changes"):
        blocks = [table(("구분", "정정 전", "정정 후"), changes, left=[1, 2]), *blocks]
    house = letterhead_of(meeting.council.host)
    writer = document.created_by.name if document is not None else meeting.created_by.name
    return {
        "heading": meeting.title,
        "blocks": blocks,
        "approvals": approval_box(document),
        "above": report.above_of(_corrects(document), _superseding(document)),
        "writers": f"작성자 | {house.office} | 담당 {writer}{f' ☎ {house.phone}' if house.phone else ''}",
        "mark": _mark(document),
    }


def _mark(document: CouncilDocument | None) -> str:
    """What the paper is not yet, or not any more: at the head of every page."""
    if document is None or document.status not in APPROVED:
        return "작성 중"
    return "시행 취소" if document.status == DocumentStatus.WITHDRAWN else ""


def approval_box(document: CouncilDocument | None) -> list[dict[str, Any]]:
    """Titles, names and days; after a delegated decision the later columns are struck (domain 4.1)."""
    found: list[dict[str, Any]] = []
    is_over = False
    for row in document.approvals.all() if document is not None else ():
        mark = row.get_mark_display() if row.mark in approving.ENDS else ""
        found.append(
            {
                "title": row.title,
                "name": row.person.name if row.signed_at else "",
                "mark": mark,
                "date": row.signed_at,
                "struck": is_over,
            }
        )
        is_over = is_over or row.mark in approving.ENDS
    return found


def _corrects(document: CouncilDocument | None) -> dict[str, Any] | None:
    old = document.corrects if document is not None else None
    if old is None or document is None:
        return None
    return {"number": old.number, "date": old.issued_at or old.approved_at, "note": document.correction_note}


def _superseding(document: CouncilDocument | None) -> str:
    """The number of the document that corrected this one; empty where none did."""
    if document is None or document.status != DocumentStatus.SUPERSEDED:
        return ""
    return CouncilDocument.objects.values_list("number", flat=True).get(corrects=document)


# --- one paper -------------------------------------------------------------------------------------------------------


def paper_of(kind: str, meeting: Meeting, document: CouncilDocument | None = None) -> Paper:
    """The paper as the host numbers it; every correction of a report and every notice sent anew is one of its own."""
    edition = str(document.edition) if document is not None and document.edition > 1 else ""
    if kind == "notice" and meeting.notified_at is not None:
        edition = str(int(meeting.notified_at.timestamp()))
    return replace(PAPERS[kind], office=letterhead_of(meeting.council.host).signature, edition=edition)


def context(kind: str, meeting: Meeting, document: CouncilDocument | None = None) -> dict[str, Any]:
    """What the template of a paper needs."""
    if kind == "report":
        return report_context(meeting, document)
    people = answers.people_of(meeting)
    if kind == "notice":
        return _notice(meeting, people)
    if kind == "agenda":
        blocks = agenda.agenda_blocks(facts_of(meeting, people))
        return {"heading": meeting.title, "subtitle": "회의자료", "blocks": blocks}
    said = {"when": report.facts(meeting, people, [], [])["when"], "where": _place(meeting)}
    return {"heading": meeting.title, "sheets": signs.sign_sheets(people), **said}


def _place(meeting: Meeting) -> str:
    return str(report.facts(meeting, [], [], [])["where"])


def _notice(meeting: Meeting, people: Sequence[Attendee]) -> dict[str, Any]:
    house = letterhead_of(meeting.council.host)
    contact = f"담당 {meeting.created_by.name}{f' ☎ {house.phone}' if house.phone else ''}"
    return {
        "notice": notice.notice_facts(meeting, people, list(meeting.items.all())),
        "house": house,
        "drafter": meeting.created_by.name,
        "contact": contact,
        "day": workdays.seoul_date(meeting.notified_at or timezone.now()),
        "gap": GAP,
        "is_issued": meeting.notified_at is not None,
    }


def demand(actor: Actor, meeting: Meeting, kind: str) -> frozenset[str]:
    """Members print the notice and the agenda, the report once it is out; the sign sheet is the house's.

    Returns how the person stands to the meeting. Raises Forbidden, or NotVisible for a report that members do not know of yet.
    """
    relations: frozenset[str] = getattr(meeting, "relations", None) or MEETING_ACCESS.relations_of(actor, meeting)
    MEETING_ACCESS.demand(meeting, "print", relations)
    if kind not in PAPERS:
        raise NotVisible
    if kind == "signs":
        MEETING_ACCESS.demand(meeting, "manage", relations)
    if kind == "report" and not minutes.reads_notes(meeting, relations):
        raise NotVisible
    return relations


def _shown(actor: Actor, meeting: Meeting, kind: str) -> CouncilDocument | None:
    """The edition of a report that this person gets; none of the other papers. Raises as `demand`."""
    relations = demand(actor, meeting, kind)
    return document_for(meeting, relations) if kind == "report" else None


def _kept(kind: str, meeting: Meeting, document: CouncilDocument | None) -> tuple[KeptPapers, Any] | None:
    """Where the file of a paper that was issued is kept, and of which row; None for what is printed as it stands."""
    if document is not None and document.status in (DocumentStatus.ISSUED, DocumentStatus.SUPERSEDED):
        return REPORTS, document.pk
    return (NOTICES, meeting.pk) if kind == "notice" and meeting.notified_at is not None else None


def show(*, actor: Actor, meeting: Meeting, kind: str, frame: Mapping[str, Any]) -> str:
    """The paper as a page; `frame` carries the addresses of its tools."""
    document = _shown(actor, meeting, kind)
    found = {**context(kind, meeting, document), **frame}
    return preview(paper_of(kind, meeting, document), meeting, found, actor)


def print_paper(*, actor: Actor, meeting: Meeting, kind: str) -> tuple[PrintedDocument, bytes]:
    """The PDF. What was issued is the kept file, byte for byte; everything else is printed as it stands."""
    document = _shown(actor, meeting, kind)
    if kept := _kept(kind, meeting, document):
        papers, pk = kept
        return papers.hand_out(pk, meeting, actor)
    return print_out(paper_of(kind, meeting, document), meeting, context(kind, meeting, document), actor)


def print_edition(*, actor: Actor, document: CouncilDocument) -> tuple[PrintedDocument, bytes]:
    """The kept file of one edition of the report. Raises Conflict before it is issued."""
    _demand_issued(document)
    return REPORTS.hand_out(document.pk, document.meeting, actor)


def type_edition(*, actor: Actor, document: CouncilDocument) -> tuple[str, bytes]:
    """The same as HWPX: the file's name without its ending, and the file."""
    _demand_issued(document)
    return REPORTS.hand_out_typed(document.pk, document.meeting, actor)


def _demand_issued(document: CouncilDocument) -> None:
    if document.issued_at is None:
        raise Conflict("아직 시행하지 않은 문서입니다.")


def earlier_editions(meeting: Meeting, shown: CouncilDocument | None) -> list[CouncilDocument]:
    """What was issued before the edition that is shown, newest first."""
    out = meeting.documents.filter(issued_at__isnull=False).order_by("-edition")
    return [one for one in out if shown is not None and one.edition < shown.edition]


def print_hwpx(*, actor: Actor, meeting: Meeting, kind: str) -> tuple[str, bytes]:
    """The paper as HWPX, of the words of the PDF: the file's name without its ending, and the file. What was issued is
    the kept file, byte for byte."""
    document = _shown(actor, meeting, kind)
    if kept := _kept(kind, meeting, document):
        papers, pk = kept
        return papers.hand_out_typed(pk, meeting, actor)
    write = partial(_typed, kind, meeting, context(kind, meeting, document))
    return type_out(paper_of(kind, meeting, document), meeting, actor, write)


def _typed(kind: str, meeting: Meeting, found: Mapping[str, Any], number: str, since: datetime | None = None) -> bytes:
    """A paper of a meeting as it is typed, from the context of its page."""
    if kind == "notice":
        paper = typed_page(notice.NOTICE, dict(found), number)
    elif kind == "agenda":
        paper = hwpx.Typed([found["heading"], found["subtitle"]], found["blocks"])
    else:
        paper = (report if kind == "report" else signs).typed(found)
    return hwpx.render(replace(paper, office=meeting.council.host.name, since=since), number)


# --- freezing --------------------------------------------------------------------------------------------------------


@DOCUMENT.effect("approve")
def _freeze(row: CouncilDocument, data: Mapping[str, Any], actor: Actor) -> Mapping[str, Any]:
    """The content as it stands now and its hash: from here on nothing changes what it says.

    Raises Invalid without the signature that approves it.
    """
    if "turn" not in data:
        raise Invalid("결재는 결재선의 차례대로 합니다.")
    said = row.content["facts"] if row.content is not None else facts_of(row.meeting, answers.people_of(row.meeting))
    row.content = {**(row.content or {}), "facts": said, "blocks": report.report_blocks(said)}
    row.digest = digest(row.content)
    row.approved_at = timezone.now()
    return {"mark": data["turn"].mark, "digest": row.digest}


@DOCUMENT.effect("issue")
def _issue(row: CouncilDocument, data: Mapping[str, Any], actor: Actor) -> Mapping[str, Any]:
    row.issued_at = timezone.now()
    row.number = give_number(paper_of("report", row.meeting, row), row.meeting)
    return {"number": row.number}


@MEETING.after("notify", "renotify")
def _number_the_notice(row: Meeting, data: Mapping[str, Any], actor: Actor) -> None:
    give_number(paper_of("notice", row), row)


def digest(content: Mapping[str, Any]) -> str:
    return hashlib.sha256(crypto.to_json(dict(content)).encode()).hexdigest()


def _issued() -> models.QuerySet[CouncilDocument]:
    return CouncilDocument.objects.for_page().prefetch_related("approvals__person")


def _final_report(row: CouncilDocument) -> Final:
    """The kept file is the document as issued: what superseded it later is shown on the screen, not in it.

    Raises Conflict for content that is not what was approved.
    """
    if digest(row.content or {}) != row.digest:
        log.error("content of council document %s does not match its hash", row.pk)
        raise Conflict("보관한 내용이 결재한 때와 달라 출력할 수 없습니다. 시스템 관리자에게 알리십시오.")
    found = report_context(row.meeting, row) | {"above": report.above_of(_corrects(row), ""), "mark": ""}
    by = letterhead_of(row.meeting.council.host).signature
    write = partial(_typed, "report", row.meeting, found, since=row.issued_at)
    return Final(paper_of("report", row.meeting, row), row.meeting, found, by, row.created_by_id, write)


def _final_notice(row: Meeting) -> Final:
    by, found = letterhead_of(row.council.host).signature, context("notice", row)
    write = partial(_typed, "notice", row, found, since=row.notified_at)
    return Final(paper_of("notice", row), row, found, by, row.created_by_id, write)


def _notified() -> models.QuerySet[Meeting]:
    return Meeting.objects.for_page().select_related("created_by", "council__host")


REPORTS = KeptPapers(_issued, "issued_at", _final_report)
NOTICES = KeptPapers(_notified, "notified_at", _final_notice, column="notice_paper")


# --- the year --------------------------------------------------------------------------------------------------------


FIRST_YEAR = 2000


def known_year(year: int) -> int:
    """A year that can have councils. Raises NotVisible for any other."""
    if not FIRST_YEAR <= year <= workdays.seoul_today().year + 1:
        raise NotVisible
    return year


def year_context(host: Institution, year: int) -> dict[str, Any]:
    """협의체 운영 현황 of a hospital and a year."""
    meetings = Meeting.objects.held_in(year).order_by("starts_at").prefetch_related("items")
    bodies = (
        Council.objects.filter(host=host)
        .order_by("name")
        .prefetch_related(Prefetch("meetings", queryset=meetings, to_attr="held_meetings"))
    )
    rows = [(body.name, body.held_meetings) for body in bodies]
    return {"heading": f"{year}년 협의체 운영 현황", "subtitle": "", "blocks": years.year_blocks(rows)}


def show_year(*, actor: Actor, host: Institution, year: int, frame: Mapping[str, Any]) -> str:
    return preview(_year_paper(host, year), host, {**year_context(host, year), **frame}, actor)


def print_year(*, actor: Actor, host: Institution, year: int) -> tuple[PrintedDocument, bytes]:
    return print_out(_year_paper(host, year), host, year_context(host, year), actor)


def print_year_hwpx(*, actor: Actor, host: Institution, year: int) -> tuple[str, bytes]:
    """The same table as HWPX: the file's name without its ending, and the file."""
    found = year_context(host, year)
    paper = hwpx.Typed([found["heading"]], found["blocks"], office=host.name)
    return type_out(_year_paper(host, year), host, actor, partial(hwpx.render, paper))


def _year_paper(host: Institution, year: int) -> Paper:
    return replace(years.YEAR, office=letterhead_of(host).signature, edition=str(year))
