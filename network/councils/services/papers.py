"""Papers of councils: gathering their rows, printing, keeping the issued report, correcting it by a new one."""

from __future__ import annotations

import copy
import hashlib
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Prefetch
from django.utils import timezone

from core import crypto, hwpx, workdays
from core.actor import Actor
from core.blocks import GAP
from core.errors import Conflict, Invalid, NotVisible
from core.models import PrintedDocument
from core.reports import Final, KeptPapers, Paper, issue, number_of, preview, record_file
from core.tables import read_number
from network.councils.access import DOCUMENT_ACCESS, MEETING_ACCESS
from network.councils.models import ActionItem, Attendee, Council, CouncilDocument, Meeting
from network.councils.papers import agenda, corrections, notice, report, signs, years
from network.councils.services import answers, approving, files, minutes, moves
from network.councils.workflow import DOCUMENT, DocumentStatus
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
        phone=phone.number if phone else "",
        fax=phone.fax if phone else "",
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


def report_context(meeting: Meeting, document: CouncilDocument | None) -> dict[str, Any]:
    """The report: frozen words once approved, what stands now before that."""
    kept = document.content if document is not None else None
    if kept is not None and document is not None and document.status in APPROVED:
        blocks = kept["blocks"]
    else:
        said = kept["facts"] if kept is not None else facts_of(meeting, answers.people_of(meeting))
        blocks = report.report_blocks(said)
    house = letterhead_of(meeting.council.host)
    writer = document.created_by.name if document is not None else meeting.created_by.name
    return {
        "heading": meeting.title,
        "blocks": blocks,
        "approvals": approval_box(document),
        "corrects": _corrects(document),
        "superseded": _superseding(document),
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


def _superseding(document: CouncilDocument | None) -> CouncilDocument | None:
    if document is None or document.status != DocumentStatus.SUPERSEDED:
        return None
    return CouncilDocument.objects.filter(corrects=document).first()


# --- one paper -------------------------------------------------------------------------------------------------------


def paper_of(kind: str, meeting: Meeting, document: CouncilDocument | None = None) -> Paper:
    """The paper as the host numbers it; every correction of a report is a paper of its own."""
    edition = str(document.edition) if document is not None and document.edition > 1 else ""
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


def demand(actor: Actor, meeting: Meeting, kind: str) -> None:
    """Members print the notice and the agenda, the report once it is out; the sign sheet is the house's.

    Raises Forbidden, or NotVisible for a report that members do not know of yet.
    """
    relations: frozenset[str] = getattr(meeting, "relations", None) or MEETING_ACCESS.relations_of(actor, meeting)
    MEETING_ACCESS.demand(meeting, "print", relations)
    if kind not in PAPERS:
        raise NotVisible
    if kind == "signs":
        MEETING_ACCESS.demand(meeting, "manage", relations)
    if kind == "report" and not minutes.reads_notes(meeting, relations):
        raise NotVisible


def show(*, actor: Actor, meeting: Meeting, kind: str, frame: Mapping[str, Any]) -> str:
    """The paper as a page; `frame` carries the addresses of its tools."""
    demand(actor, meeting, kind)
    document = current_document(meeting) if kind == "report" else None
    found = {**context(kind, meeting, document), **frame}
    return preview(paper_of(kind, meeting, document), meeting, found, actor)


def print_paper(*, actor: Actor, meeting: Meeting, kind: str) -> tuple[PrintedDocument, bytes]:
    """The PDF. An issued report is the kept file, byte for byte; everything else is printed as it stands."""
    demand(actor, meeting, kind)
    document = current_document(meeting) if kind == "report" else None
    if document is not None and document.status in (DocumentStatus.ISSUED, DocumentStatus.SUPERSEDED):
        return REPORTS.hand_out(document.pk, meeting, actor)
    return issue(paper_of(kind, meeting, document), meeting, context(kind, meeting, document), actor)


def print_hwpx(*, actor: Actor, meeting: Meeting, kind: str) -> tuple[str, bytes]:
    """The paper as HWPX, of the same words as the PDF. Returns the file's name without its ending, and the file.

    An issued report says what was issued, whatever came of it later. Raises Conflict as the PDF does.
    """
    demand(actor, meeting, kind)
    document = current_document(meeting) if kind == "report" else None
    if document is not None and document.status in (DocumentStatus.ISSUED, DocumentStatus.SUPERSEDED):
        found, since = _final_report(document).context, document.issued_at
    else:
        found, since = context(kind, meeting, document), None
    name = number_of(paper_of(kind, meeting, document), meeting)
    house = letterhead_of(meeting.council.host).name
    content = hwpx.render(replace(typed(kind, found, name), office=house, since=since), name)
    record_file(actor, f"print.{PAPERS[kind].kind}_hwpx", meeting, name)
    return name, content


def typed(kind: str, found: Mapping[str, Any], number: str) -> hwpx.Typed:
    """A paper as it is typed, from the context of its page."""
    if kind == "notice":
        return notice.typed(found, number)
    if kind == "agenda":
        return hwpx.Typed([found["heading"], found["subtitle"]], found["blocks"])
    return (report if kind == "report" else signs).typed(found)


# --- freezing --------------------------------------------------------------------------------------------------------


@DOCUMENT.effect("approve")
def _freeze(row: CouncilDocument, data: Mapping[str, Any], actor: Actor) -> Mapping[str, Any]:
    """The content as it stands now, its hash and its number: from here on nothing changes what it says.

    Raises Invalid without the signature that approves it.
    """
    if "turn" not in data:
        raise Invalid("결재는 결재선의 차례대로 합니다.")
    said = row.content["facts"] if row.content is not None else facts_of(row.meeting, answers.people_of(row.meeting))
    row.content = {"facts": said, "blocks": report.report_blocks(said)}
    row.digest = digest(row.content)
    row.approved_at = timezone.now()
    row.number = number_of(paper_of("report", row.meeting, row), row.meeting)
    return {"mark": data["turn"].mark, "number": row.number, "digest": row.digest}


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
    found = report_context(row.meeting, row) | {"superseded": None, "mark": ""}
    by = letterhead_of(row.meeting.council.host).signature
    return Final(paper_of("report", row.meeting, row), row.meeting, found, by, row.created_by_id, row.number)


REPORTS = KeptPapers(_issued, "issued_at", _final_report)


# --- corrections -----------------------------------------------------------------------------------------------------


def correct(
    *, actor: Actor, document: CouncilDocument, changes: Sequence[Mapping[str, str]], line: Sequence[Mapping[str, Any]]
) -> CouncilDocument:
    """A new edition that names the old one, with some of its words or figures changed, sent for approval.

    `changes`: path (`papers.corrections.paths`) and the new text. The old one stands until the new one is issued.
    Raises Conflict for a report that is not issued or is being corrected already, Invalid for what cannot be.
    """
    with transaction.atomic():
        row = DOCUMENT_ACCESS.lock_for(actor, "edit", document.pk)
        if row.status != DocumentStatus.ISSUED:
            raise Conflict(f"지금 상태({row.get_status_display()})에서는 정정할 수 없습니다.")
        made = CouncilDocument.objects.filter(corrects=row).first()
        if made is not None and made.status not in (DocumentStatus.DRAFT, DocumentStatus.RETURNED):
            raise Conflict("이미 정정하고 있는 문서입니다.")
        assert row.content is not None
        assert actor.user_id is not None
        said, note = _changed(row.content["facts"], changes)
        if made is None:  # one that was pulled back or returned is written anew
            edition = approving.next_edition(row.meeting)
            made = CouncilDocument(meeting=row.meeting, edition=edition, corrects=row, created_by_id=actor.user_id)
        made.correction_note, made.content = note[:500], {"facts": said, "blocks": []}
        made.save()
        approving.send_correction(actor=actor, document=made, line=line)
    return made


def _changed(facts: Mapping[str, Any], changes: Sequence[Mapping[str, str]]) -> tuple[dict[str, Any], str]:
    known = {path: (label, now) for path, label, now in corrections.paths(facts)}
    found, notes = dict(facts), []
    for change in changes:
        if change["path"] not in known:
            raise Invalid("고칠 수 없는 곳입니다.")
        label, now = known[change["path"]]
        value: Any = change["text"].strip()
        if ".values." in change["path"]:
            try:
                number = read_number(value)
            except ValueError as error:
                raise Invalid(str(error)) from None
            value = None if number is None else str(number)
        if str(value or "") == now:
            continue
        found = corrections.replaced(found, change["path"], value, copy.deepcopy)
        notes.append(f"{label}: {now or '-'} → {value or '-'}")
    if not notes:
        raise Invalid("달라진 곳이 없습니다.")
    report.report_blocks(found)  # a total over different units is refused here, not at the approval
    return found, "; ".join(notes)


def issue_correction(*, actor: Actor, document: CouncilDocument, version: int | None = None) -> CouncilDocument:
    """Issue an approved correction; the document that it names is superseded in the same moment."""
    with transaction.atomic():
        issued: CouncilDocument = DOCUMENT.fire(document, "issue", actor=actor, version=version)
        assert issued.corrects is not None
        DOCUMENT.fire(issued.corrects, "correct", actor=actor)
    return issued


@DOCUMENT.guard("withdraw")
def _is_not_being_corrected(row: CouncilDocument, data: Mapping[str, Any], actor: Actor) -> str | None:
    return (
        "정정하고 있는 문서입니다. 정정을 먼저 마치십시오."
        if CouncilDocument.objects.filter(corrects=row).exists()
        else None
    )


@DOCUMENT.after("withdraw")
def _tell_of_withdrawal(row: CouncilDocument, data: Mapping[str, Any], actor: Actor) -> None:
    moves.tell_members(row.meeting, "회의 결과보고의 시행이 취소되었습니다.", actor, event=f":withdrawn:{row.edition}")


def withdraw(*, actor: Actor, document: CouncilDocument, reason: str, version: int | None = None) -> CouncilDocument:
    """Take back an issued report: whoever got it is told, and wherever it is shown it says so (시행 취소)."""
    fired: CouncilDocument = DOCUMENT.fire(document, "withdraw", actor=actor, reason=reason, version=version)
    return fired


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
    return issue(_year_paper(host, year), host, year_context(host, year), actor)


def print_year_hwpx(*, actor: Actor, host: Institution, year: int) -> tuple[str, bytes]:
    """The same table as HWPX: the file's name without its ending, and the file."""
    found, name = year_context(host, year), number_of(_year_paper(host, year), host)
    content = hwpx.render(hwpx.Typed([found["heading"]], found["blocks"], office=host.name), name)
    record_file(actor, f"print.{years.YEAR.kind}_hwpx", host, name)
    return name, content


def _year_paper(host: Institution, year: int) -> Paper:
    return replace(years.YEAR, office=letterhead_of(host).signature, edition=str(year))
