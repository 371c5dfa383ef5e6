"""The papers of a linkage as numbered PDFs: what leaves the house is asked for its consent once more."""

from __future__ import annotations

from core import reports as paper
from core.actor import Actor
from core.errors import Conflict
from core.models import PrintedDocument
from referrals.access import side_of
from referrals.models import Linkage
from referrals.papers import linkages as reports
from referrals.services.linkages import snapshots

NO_CONSENT = "지금은 이 내용을 제공할 동의가 없어 출력할 수 없습니다."
UNSENT = "의뢰를 보낸 뒤에 출력하십시오."
UNACCEPTED = "의뢰를 수락한 뒤에 볼 수 있는 문서입니다."


def demand_sent(linkage: Linkage) -> None:
    """Raises Conflict for what has not left the house."""
    if linkage.sent_at is None:
        raise Conflict(UNSENT)


def demand_open(linkage: Linkage) -> None:
    """The letter holds all that was sent. Raises Conflict for a receiver that has not accepted, and where nothing carries the content
    any more."""
    if side_of(linkage.relations) == "receiver" and not linkage.is_accepted:  # type: ignore[attr-defined]
        raise Conflict(UNACCEPTED)
    if snapshots.shown_to_receiver(linkage) is None:
        raise Conflict(NO_CONSENT)


def print_letter(*, actor: Actor, linkage: Linkage) -> tuple[PrintedDocument, bytes]:
    """지역사회 연계 의뢰서 with its blank reply sheet."""
    demand_sent(linkage)
    demand_open(linkage)
    return paper.print_out(reports.paper_of(reports.LETTER, linkage), linkage, reports.letter(linkage), actor)


def type_letter(*, actor: Actor, linkage: Linkage) -> tuple[str, bytes]:
    """The same as HWPX: the file's name without its ending, and the file."""
    demand_sent(linkage)
    demand_open(linkage)
    return paper.type_page(reports.paper_of(reports.LETTER, linkage), linkage, reports.letter(linkage), actor)


def print_reply(*, actor: Actor, linkage: Linkage) -> tuple[PrintedDocument, bytes]:
    """연계 결과 회신서. It names the linkage, and the person by a masked name from the acceptance on."""
    demand_sent(linkage)
    return paper.print_out(reports.paper_of(reports.REPLY, linkage), linkage, reports.reply_paper(linkage), actor)


def type_reply(*, actor: Actor, linkage: Linkage) -> tuple[str, bytes]:
    """The same as HWPX: the file's name without its ending, and the file."""
    demand_sent(linkage)
    return paper.type_page(reports.paper_of(reports.REPLY, linkage), linkage, reports.reply_paper(linkage), actor)
