"""Papers of councils: gathering their rows, printing, keeping the notice. The report is a document of its own kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from functools import partial
from typing import Any

from django.db import models
from django.db.models import Prefetch
from django.utils import timezone

from core import hwpx, workdays
from core.actor import Actor
from core.errors import NotVisible
from core.models import PrintedDocument
from core.reports import (
    Final,
    KeptPapers,
    Paper,
    give_number,
    number_of,
    preview,
    print_out,
    type_blocks,
    type_out,
    typed_page,
)
from network.councils.access import MEETING_ACCESS
from network.councils.models import Attendee, Council, Meeting, MeetingRecall
from network.councils.papers import agenda, notice, report, signs, years
from network.councils.papers import recalls as recall_paper
from network.councils.services import answers, files, minutes, recalls, reports, telling
from network.councils.workflow import MEETING, REPORT
from network.documents.models import Document
from network.documents.services import papers as documents
from network.models import Institution
from network.services.letterheads import Signer, letter, letterhead_of

PAPERS = {
    "notice": notice.NOTICE,
    "agenda": agenda.AGENDA,
    "signs": signs.SIGN_SHEET,
    "report": report.REPORT,
    "recall": recall_paper.RECALL,
}


def document_for(meeting: Meeting, relations: frozenset[str]) -> Document | None:
    """The edition that somebody sees: members the one that is out, also while a correction is on its way."""
    if MEETING_ACCESS.allows("read_drafts", relations):
        return documents.current(REPORT, meeting.pk)
    return documents.newest_issued(REPORT, meeting.pk)


# --- one paper -------------------------------------------------------------------------------------------------------


def paper_of(kind: str, meeting: Meeting) -> Paper:
    """The paper as the host numbers it; every notice sent anew is one of its own."""
    is_sent = kind == "notice" and meeting.notified_at is not None
    edition = str(int(meeting.notified_at.timestamp())) if is_sent and meeting.notified_at else ""
    return replace(PAPERS[kind], office=letterhead_of(meeting.council.host).signature, edition=edition)


def context(kind: str, meeting: Meeting) -> dict[str, Any]:
    """What the template of a paper needs; the report has its own."""
    if kind == "agenda":
        by_item = files.all_of(meeting, list(meeting.items.all()))[1]
        house, apart = letterhead_of(meeting.council.host), {pk for pk, found in by_item.items() if found}
        blocks = agenda.agenda_blocks(reports.facts_of(meeting), f"{house.name} {house.office}", apart)
        return {"heading": meeting.title, "subtitle": "회의자료", "blocks": blocks}
    people = answers.people_of(meeting)
    if kind == "notice":
        return _notice(meeting, people)
    said = said_of(meeting)
    sheets = signs.sign_sheets(people)
    return {"heading": meeting.title, "sheets": sheets, "laid": signs.laid_out(sheets), **said}


def said_of(meeting: Meeting) -> dict[str, str]:
    """When and where, as the papers of the meeting say it."""
    found = report.facts(meeting, [], [], [])
    return {"when": found["when"], "where": found["where"]}


def _notice(meeting: Meeting, people: Sequence[Attendee]) -> dict[str, Any]:
    """The words as they were sent; before that, as they stand."""
    said = meeting.notice_words or _notice_words(meeting, people)
    day = workdays.seoul_date(meeting.notified_at or timezone.now())
    return {**said, "day": day, "is_issued": meeting.notified_at is not None}


def _notice_words(meeting: Meeting, people: Sequence[Attendee], decider: Signer | None = None) -> dict[str, Any]:
    """The letter as values that JSON keeps, and what it told that may change without a new one.

    `decider`: who sends it.
    """
    house = letterhead_of(meeting.council.host)
    contact = f"담당 {meeting.created_by.name}{f' ☎ {house.phone}' if house.phone else ''}"
    items = list(meeting.items.all())
    said = letter(
        house,
        notice.subject_of(meeting),
        notice.notice_blocks(meeting, people, items, contact),
        drafter=Signer.of(meeting.created_by),
        decider=decider,
        day=workdays.seoul_date(meeting.notified_at or timezone.now()),
        receivers=notice.receivers_of(meeting, people),
        reply=notice.reply_sheet(meeting, items, contact, house.fax),
    )
    said |= {"house": {**asdict(house), "sender": house.sender}, "reply": asdict(said["reply"]), "day": ""}
    return said | {"told": telling.told(meeting)}


def is_made(kind: str, meeting: Meeting) -> bool:
    """There is no notice of a meeting to which nobody was called, and nobody signs where nobody is or is known to be."""
    if kind == "notice":
        return not meeting.was_entered
    if kind == "signs":
        return meeting.mode != "WRITTEN" and (not meeting.was_entered or meeting.attendees.exists())
    return True


def demand(actor: Actor, meeting: Meeting, kind: str) -> frozenset[str]:
    """Members print the notice and the agenda, the report once it is out; the sign sheet is the house's.

    Returns how the person stands to the meeting. Raises Forbidden, or NotVisible for a report that
    members do not know of yet and for one that is not made of this meeting.
    """
    relations: frozenset[str] = getattr(meeting, "relations", None) or MEETING_ACCESS.relations_of(actor, meeting)
    MEETING_ACCESS.demand(meeting, "print", relations)
    if kind not in PAPERS:
        raise NotVisible
    if not is_made(kind, meeting):
        raise NotVisible
    if kind == "signs":
        MEETING_ACCESS.demand(meeting, "manage", relations)
    if kind == "recall":
        _recall(meeting)
    if kind == "report" and not minutes.reads_notes(meeting, relations):
        raise NotVisible
    return relations


def _recall(meeting: Meeting) -> MeetingRecall:
    """The last letter that took a notice back. Raises NotVisible where none did."""
    found = recalls.last_of(meeting)
    if found is None:
        raise NotVisible
    return found


def show(*, actor: Actor, meeting: Meeting, kind: str, frame: Mapping[str, Any]) -> str:
    """The paper as a page; `frame` carries the addresses of its tools."""
    relations = demand(actor, meeting, kind)
    if kind == "report":
        document = document_for(meeting, relations)
        return documents.show(actor=actor, kind=reports.KIND, subject=meeting, document=document, frame=frame)
    if kind == "recall":
        row = _recall(meeting)
        return preview(recalls.paper_of(row), meeting, {**recalls.context(row), **frame}, actor)
    return preview(paper_of(kind, meeting), meeting, {**context(kind, meeting), **frame}, actor)


def print_paper(*, actor: Actor, meeting: Meeting, kind: str) -> tuple[PrintedDocument, bytes]:
    """The PDF. What was issued is the kept file, byte for byte; everything else is printed as it stands."""
    relations = demand(actor, meeting, kind)
    if kind == "report":
        document = document_for(meeting, relations)
        return documents.print_paper(actor=actor, kind=reports.KIND, subject=meeting, document=document)
    if kind == "recall":
        return recalls.RECALLS.hand_out(_recall(meeting).pk, meeting, actor)
    if _is_kept(kind, meeting):
        return NOTICES.hand_out(meeting.pk, meeting, actor)
    return print_out(paper_of(kind, meeting), meeting, context(kind, meeting), actor)


def print_hwpx(*, actor: Actor, meeting: Meeting, kind: str) -> tuple[str, bytes]:
    """The paper as HWPX, of the words of the PDF: the file's name without its ending, and the file. What was issued is
    the kept file, byte for byte."""
    relations = demand(actor, meeting, kind)
    if kind == "report":
        document = document_for(meeting, relations)
        return documents.type_paper(actor=actor, kind=reports.KIND, subject=meeting, document=document)
    if kind == "recall":
        return recalls.RECALLS.hand_out_typed(_recall(meeting).pk, meeting, actor)
    if _is_kept(kind, meeting):
        return NOTICES.hand_out_typed(meeting.pk, meeting, actor)
    write = partial(_typed, kind, meeting, context(kind, meeting))
    return type_out(paper_of(kind, meeting), meeting, actor, write)


def _is_kept(kind: str, meeting: Meeting) -> bool:
    return kind == "notice" and meeting.notified_at is not None


def _typed(kind: str, meeting: Meeting, found: Mapping[str, Any], number: str, since: datetime | None = None) -> bytes:
    """A paper of a meeting as it is typed, from the context of its page."""
    if kind == "agenda":
        paper = hwpx.Typed([found["heading"], found["subtitle"]], found["blocks"])
    else:
        paper = typed_page(PAPERS[kind], dict(found), number)
    return hwpx.render(replace(paper, office=meeting.council.host.name, since=since), number)


# --- the notice ------------------------------------------------------------------------------------------------------


@MEETING.after("notify", "renotify")
def _issue_the_notice(row: Meeting, data: Mapping[str, Any], actor: Actor) -> None:
    """It says from now on what was sent, whatever becomes of the meeting, its members or its agenda."""
    row.notice_words = _notice_words(row, answers.people_of(row), Signer.acting(actor))
    row.save(update_fields=["notice_words"])
    give_number(paper_of("notice", row), row)


@MEETING.after("postpone", "cancel")
def _take_the_notice_back(row: Meeting, data: Mapping[str, Any], actor: Actor) -> None:
    """Who was called is told by a letter as well; a meeting that nobody knew of needs none."""
    if row.notified_at is not None:
        recalls.issue(row, number_of(paper_of("notice", row), row), actor)


def _final_notice(row: Meeting) -> Final:
    by, found = letterhead_of(row.council.host).signature, context("notice", row)
    write = partial(_typed, "notice", row, found, since=row.notified_at)
    return Final(paper_of("notice", row), row, found, by, row.created_by_id, write)


def _notified() -> models.QuerySet[Meeting]:
    return Meeting.objects.for_page().select_related("created_by", "council__host")


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
    return {
        "heading": f"{year}년 협의체 운영 현황",
        "subtitle": "",
        "blocks": years.year_blocks(rows, workdays.seoul_today()),
    }


def show_year(*, actor: Actor, host: Institution, year: int, frame: Mapping[str, Any]) -> str:
    return preview(_year_paper(host, year), host, {**year_context(host, year), **frame}, actor)


def print_year(*, actor: Actor, host: Institution, year: int) -> tuple[PrintedDocument, bytes]:
    return print_out(_year_paper(host, year), host, year_context(host, year), actor)


def print_year_hwpx(*, actor: Actor, host: Institution, year: int) -> tuple[str, bytes]:
    """The same table as HWPX: the file's name without its ending, and the file."""
    return type_blocks(_year_paper(host, year), host, year_context(host, year), actor, host.name)


def _year_paper(host: Institution, year: int) -> Paper:
    return replace(years.YEAR, office=letterhead_of(host).signature, edition=str(year))
