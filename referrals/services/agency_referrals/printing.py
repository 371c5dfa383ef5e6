"""The papers of a referral as numbered PDFs; what was destroyed or never sent is not printed."""

from __future__ import annotations

from typing import Any

from core import reports as paper
from core.actor import Actor
from core.errors import Conflict
from core.models import PrintedDocument
from referrals.access import agency_side_of
from referrals.models import AgencyReferral
from referrals.papers import agency_referrals as papers


def print_letter(*, actor: Actor, referral: AgencyReferral) -> tuple[PrintedDocument, bytes]:
    """대상자 의뢰서 with its blank reply sheet. Raises Conflict for what has not been sent."""
    return _print(actor, referral, papers.LETTER)


def print_answer(*, actor: Actor, referral: AgencyReferral) -> tuple[PrintedDocument, bytes]:
    """대상자 의뢰 결과 회신서. Raises Conflict before there is an answer."""
    return _print(actor, referral, papers.ANSWER)


def type_letter(*, actor: Actor, referral: AgencyReferral) -> tuple[str, bytes]:
    """The same as HWPX: the file's name without its ending, and the file."""
    it = papers.paper_of(papers.LETTER, referral)
    return paper.type_page(it, referral, _context(referral, papers.LETTER), actor)


def type_answer(*, actor: Actor, referral: AgencyReferral) -> tuple[str, bytes]:
    """The same as HWPX: the file's name without its ending, and the file."""
    it = papers.paper_of(papers.ANSWER, referral)
    return paper.type_page(it, referral, _context(referral, papers.ANSWER), actor)


def _print(actor: Actor, referral: AgencyReferral, kind: paper.Paper) -> tuple[PrintedDocument, bytes]:
    return paper.print_out(papers.paper_of(kind, referral), referral, _context(referral, kind), actor)


def _context(referral: AgencyReferral, kind: paper.Paper) -> dict[str, Any]:
    """What a paper says. Raises Conflict for what has not been sent, or not been answered."""
    if referral.submitted_at is None or referral.snapshot is None:
        raise Conflict("의뢰를 제출한 뒤에 출력하십시오.")
    context = papers.sheet(referral, agency_side_of(referral.relations))
    if kind is papers.ANSWER and context["reply"] is None:
        raise Conflict("회신이 온 뒤에 출력하십시오.")
    return context
