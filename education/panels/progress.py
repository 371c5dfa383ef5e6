"""Where a course stands: its stages, whose turn it is, what happened, how it ended."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from core import audit, dates, duties
from education.models import EducationRequest
from education.services import requests
from education.workflow import EDUCATION_REQUEST

# Stage, the column that says when it was reached, and the states in which it is under way.
_STAGES = (
    ("신청", "submitted_at", ("DRAFT",)),
    ("검토", "decided_at", ("SUBMITTED", "REVIEWING", "SUPPLEMENT")),
    ("일정·강사", "confirmed_at", ("APPROVED", "SCHEDULING", "POSTPONED")),
    ("교육", "delivered_at", ("CONFIRMED",)),
    ("만족도", "surveyed_at", ("DELIVERED",)),
    ("결과보고", "reported_at", ("SURVEYED",)),
    ("종료", "closed_at", ("REPORTED",)),
)


# Whose turn it is in a state, and what they do.
_TURNS = {
    "DRAFT": ("sender", "내용을 마저 적고 신청할 차례입니다."),
    "SUBMITTED": ("coordinator", "신청 내용을 검토할 차례입니다."),
    "REVIEWING": ("coordinator", "승인할지 정할 차례입니다."),
    "SUPPLEMENT": ("sender", "요청받은 내용을 보완할 차례입니다."),
    "APPROVED": ("coordinator", "일정 조율을 시작할 차례입니다."),
    "SCHEDULING": ("coordinator", "회차와 강사를 정하고, 신청기관이 일정에 동의하면 확정합니다."),
    "CONFIRMED": ("coordinator", "수강생을 받고, 교육일에 출석을 적습니다."),
    "POSTPONED": ("coordinator", "새 일정을 조율할 차례입니다."),
    "DELIVERED": ("coordinator", "만족도 응답을 받는 중입니다. 마감일이 지나면 저절로 마감됩니다."),
    "SURVEYED": ("coordinator", "결과보고서를 쓰고 승인받을 차례입니다."),
    "REPORTED": ("coordinator", "수료증을 전하고 교육을 종료할 차례입니다."),
}
_SIDES = {"sender": "신청기관", "coordinator": "주관 병원"}
LOG_ROWS = 12
_WORDS = {f"education_request.{row.name}": row.label for row in EDUCATION_REQUEST.transitions}


def steps(course: EducationRequest) -> list[dict[str, Any]]:
    """The stages up to the end; a course of the host's own has no request."""
    found = []
    for label, column, states in _STAGES:
        if not course.is_asked_for and column == "submitted_at":
            continue
        at: datetime | None = getattr(course, column)
        if column == "closed_at" and course.status != "CLOSED":
            at = None  # a course that was called off has an end, but did not get there
        note = dates.kdate_short(at) if at else ""
        found.append({"label": label, "done": at is not None, "now": course.status in states, "note": note})
    return found


def turn(course: EducationRequest, relations: Iterable[str]) -> dict[str, Any] | None:
    """Whose turn it is, in words; nothing at the end."""
    if course.status not in _TURNS:
        return None
    held = set(relations)
    side, text, due_at = (*_TURNS[course.status], course.due_at)
    if requests.awaits_agreement(course):
        side, text, due_at = _agreeing(course, held)
    mine = side in held
    return {"mine": mine, "text": text, "detail": "" if mine else _SIDES[side], "due_at": due_at}


def _agreeing(course: EducationRequest, relations: set[str]) -> tuple[str, str, datetime | None]:
    """Dates are proposed: the asker agrees to them, by the limit of that duty, while the host finds who teaches."""
    owed_at = duties.due_of(course, requests.AGREE)
    if "sender" in relations:
        return "sender", "제안받은 일정에 동의할 차례입니다. 동의하면 병원이 확정합니다.", owed_at
    if requests.lacks_instructor(course):
        return "coordinator", "강사를 확정할 차례입니다. 신청기관은 일정에 동의할 차례입니다.", course.due_at
    return "sender", "신청기관이 일정에 동의하면 확정합니다.", owed_at


_ENDS = {
    "REJECTED": ("no", "반려한 신청입니다."),
    "CANCELLED_BY_REQUESTER": ("off", "신청기관이 취소한 교육입니다."),
    "CANCELLED_BY_HOST": ("off", "주관 병원이 취소한 교육입니다."),
    "CLOSED": ("ok", "교육을 마치고 종료했습니다."),
}


def ending(course: EducationRequest) -> dict[str, Any] | None:
    """How it ended: in words, why, and when; nothing before the end."""
    if course.status not in _ENDS:
        return None
    kind, text = _ENDS[course.status]
    reason = course.get_reject_reason_display() or course.get_cancel_reason_display()
    verbs = [f"education_request.{row.name}" for row in EDUCATION_REQUEST.transitions if row.target == course.status]
    last = audit.of(course).filter(verb__in=verbs).first()
    return {"kind": kind, "text": text, "reason": reason, "more": course.reason_text, "at": last.at if last else None}


def log(course: EducationRequest) -> list[dict[str, Any]]:
    """The moves of the course, newest first, from the audit trail."""
    return [
        {
            "text": _WORDS[entry.verb],
            "by": audit.who(entry),
            "at": entry.at,
            "note": entry.reason,
        }
        for entry in audit.of(course).filter(verb__in=_WORDS)[:LOG_ROWS]
    ]
