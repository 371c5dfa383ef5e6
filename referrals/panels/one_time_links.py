"""What is shown of a one-time link: to its holder what the step needs and no more, to the worker how it stands."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from core import codes, dates, workdays
from core.masking import mask_name
from core.status_style import Kind
from referrals.access import LINKAGE_ACCESS
from referrals.models import Linkage, OneTimeLink
from referrals.services import one_time_links as onetime
from referrals.services.linkages import snapshots

# To decide on a request nobody needs to know who it is; to serve them one does.
_TO_DECIDE = ("BIRTH_DATE", "SEX", "ADDRESS", "FUNCTION")
_DECIDING = ("SENT", "NO_RESPONSE", "RECEIVED")
_SERVING = ("ACCEPTED", "IN_SERVICE", "ON_HOLD")


def head(row: Linkage) -> dict[str, Any]:
    """Before the number: which request, nobody's name."""
    return {
        "linkage": row,
        "service": row.get_service_display(),
        "due": workdays.last_day_of(row.due_at) if row.due_at else None,
        "sender": f"{row.sender.name}",
    }


def content(row: Linkage) -> dict[str, Any]:
    """After the number: what the step needs of what was sent. The consent was asked a moment ago."""
    shown = snapshots.shown_to_receiver(row) or {}
    return {
        **head(row),
        "who": mask_name(row.client.name),
        "rows": [pair for pair in _needed_to_answer(row, shown) if pair[1]],
    }


def _needed_to_answer(row: Linkage, shown: dict[str, str]) -> list[tuple[str, str]]:
    wished = dates.kdate(row.wished_start) if row.wished_start else ""
    asked = [("요청 사항", row.request), ("희망 시작일", wished)]
    if row.status in _DECIDING:
        known = [(item, shown[item]) for item in _TO_DECIDE if item in shown]
        return asked + [(codes.label("shared_item", item), _coarse(item, text)) for item, text in known]
    if row.status in _SERVING:
        known = [(item, shown[item]) for item in row.shared_items if item in shown]
        reason = [("의뢰 사유", row.reason), ("물어본 것", row.note)]
        return asked + reason + [(codes.label("shared_item", item), text) for item, text in known]
    return [("취소 사유", row.get_cancel_reason_display())]


def _coarse(item: str, text: str) -> str:
    """A year instead of a birth date, a town instead of an address."""
    if item == "BIRTH_DATE":
        return f"{text.split('.', maxsplit=1)[0]}년생"
    return " ".join(text.split()[:2]) if item == "ADDRESS" else text


def of_team(row: Linkage, relations: frozenset[str]) -> dict[str, Any] | None:
    """How the last link of a linkage stands, for those who may make one; nothing where the agency signs in itself."""
    is_team = row.sent_at is not None and LINKAGE_ACCESS.allows("for_receiver", relations)
    if not is_team or onetime.has_account(row):
        return None
    last = row.one_time_links.select_related("issued_by").order_by("-issued_at", "-pk").first()
    may_issue = row.status in onetime.ANSWERS
    if last is None and not may_issue:
        return None
    return {"link": last, "mark": _mark(row, last), "may_issue": may_issue, "is_open": _is_open(row, last)}


def _is_open(row: Linkage, link: OneTimeLink | None) -> bool:
    if link is None or link.ended_at is not None or link.expires_at <= timezone.now():
        return False
    return link.linkage_version == row.version


def _mark(row: Linkage, link: OneTimeLink | None) -> tuple[Kind, str] | None:
    if link is None:
        return None
    if link.ended_why:
        kind: Kind = {"ANSWERED": "ok", "TRIES": "bad"}.get(link.ended_why, "off")  # type: ignore[assignment]
        return kind, link.get_ended_why_display()
    if not _is_open(row, link):
        return "off", "기한 지남" if link.expires_at <= timezone.now() else "다음 단계로 넘어가 닫힘"
    return ("go", "번호 확인함") if link.passed_at else ("wait", "답 기다림")
