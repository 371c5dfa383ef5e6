"""Who owes what about a paper that needs approval: the next of the line a signature, its office the rest."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.urls import reverse

from core import workdays
from core.duties import DutyKind, Line, Owner
from network.documents.limits import limit
from network.documents.models import Document
from network.documents.registry import kind_of, subject_of


def office(row: Document) -> Owner:
    return Owner(row.host_id, "COORDINATOR", programme=row.programme)


def signer(row: Document) -> Owner:
    """The next of the line; who has left the house is told through those who decide in their place."""
    turn = row.approvals.filter(signed_at__isnull=True).order_by("order").first()
    return Owner(row.host_id, "DIRECTOR", turn.person_id if turn else None, row.programme)


def at_desk(row: Document) -> Line:
    """Where it is read and signed."""
    line = kind_of(row).line(subject_of(row))
    return replace(line, about=row.title[:200], url=reverse("documents:document-detail", args=[row.pk]))


def at_subject(row: Document) -> Line:
    """Where its office works at it."""
    return kind_of(row).line(subject_of(row))


def sign_by(row: Document, now: datetime) -> datetime:
    """The first paper of a subject has until its own limit, if that is later than tomorrow."""
    usual = workdays.in_working_days(limit("sign"), now)
    own = kind_of(row).due(subject_of(row)) if row.edition == 1 else None
    return max(usual, own) if own else usual


def _issue_by(row: Document, now: datetime) -> datetime:
    return workdays.in_working_days(limit("sign"), now)


def _write_by(row: Document, now: datetime) -> datetime:
    return workdays.in_working_days(limit("write"), now)


def _of_office(code: str, label: str, act: str, due: Any, *on_page: str) -> DutyKind:
    return DutyKind(f"documents.{code}", "", label, act, due, office, at_subject, on_page=on_page)


KINDS = (
    DutyKind("documents.approve", "", "결재", "결재", sign_by, signer, at_desk),
    _of_office("write", "결재 문서 고치기", "상신", _write_by, "고쳐서 다시 올리기", "결재 상신"),
    _of_office("issue", "결재가 끝난 문서 시행", "시행", _issue_by, "배포", "정정 문서 시행", "결과보고"),
    _of_office("rewrite", "시행을 취소한 문서 다시 쓰기", "고쳐서 다시 올리기", _write_by),
)
