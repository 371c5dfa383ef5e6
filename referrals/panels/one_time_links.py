"""What is shown of a one-time link: to its holder what the step needs and no more, to the worker how it stands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from core import codes, dates, workdays
from core.identifiers import display_phone, mobile_phone
from core.masking import mask_name
from core.status_style import Kind
from referrals.access import LINKAGE_ACCESS
from referrals.models import Linkage, OneTimeLink
from referrals.services import one_time_links as onetime
from referrals.services.linkages import clocks, snapshots

_DECIDING = ("SENT", "NO_RESPONSE", "RECEIVED")
_SERVING = ("ACCEPTED", "IN_SERVICE", "ON_HOLD")


def made(row: Linkage, made: onetime.Issued) -> dict[str, Any]:
    """A new link as the worker sees it once, and the words in which the address goes out; the number is not in them."""
    url = onetime.url_of(made.key)
    numbers = [phone.number for phone in row.receiver.phones.all()]
    return {
        "issued": made.link,
        "url": url,
        "code": f"{made.code[:3]} {made.code[3:]}",
        "numbers": numbers,
        "mobile": next(filter(None, map(mobile_phone, numbers)), ""),
        "message": "\n".join(_message(row, made.link, url)),
    }


def _message(row: Linkage, link: OneTimeLink, url: str) -> Iterator[str]:
    """Who asks whom, by when, where, and whom to call; nobody is named, and no service, which could tell of an illness."""
    yield f"[이음] {row.sender.name}에서 {row.receiver.name}에 보낸 의뢰({row.number})에 답해 주십시오."
    due_at = clocks.of_receiver(row)
    if due_at and due_at > timezone.now():
        yield f"답할 기한: {dates.kdate_short(workdays.last_day_of(due_at))}까지"
    yield url
    yield f"주소는 {dates.kdatetime(link.expires_at)}까지 쓸 수 있습니다. 여는 번호는 전화로 알려 드립니다."
    phone = row.sender.phones.first()
    yield f"문의: {row.sender.name}" + (f" {display_phone(phone.number)}" if phone else "")


def head(row: Linkage) -> dict[str, Any]:
    """Before the number: which request, nobody's name."""
    due_at = clocks.of_receiver(row)
    return {
        "linkage": row,
        "service": row.get_service_display(),
        "due": workdays.last_day_of(due_at) if due_at else None,
        "sender": f"{row.sender.name}",
    }


def content(row: Linkage) -> dict[str, Any]:
    """After the number: what the step needs of what was sent. The consent was asked a moment ago."""
    shown = snapshots.shown_to_receiver(row) or {}
    return {
        **head(row),
        "who": mask_name(row.client.name) if row.is_accepted else "",
        "rows": [pair for pair in _needed_to_answer(row, shown) if pair[1]],
    }


def answered(row: Linkage) -> dict[str, Any]:
    """After the answer: to who serves the person all that was sent to them, to anybody else nothing of the person."""
    return content(row) if row.status in _SERVING else head(row)


def _needed_to_answer(row: Linkage, shown: dict[str, str]) -> list[tuple[str, str]]:
    wished = dates.kdate(row.wished_start) if row.wished_start else ""
    asked = [("요청 사항", row.request), ("희망 시작일", wished)]
    if row.status in _DECIDING:
        known = [(item, shown[item]) for item in snapshots.TO_DECIDE if item in shown]
        return asked + [(codes.label("shared_item", item), text) for item, text in known]
    if row.status in _SERVING:
        known = [(item, shown[item]) for item in row.shared_items if item in shown]
        reason = [("의뢰 사유", row.reason), ("물어본 것", row.note)]
        return asked + reason + [(codes.label("shared_item", item), text) for item, text in known]
    return [("취소 사유", row.get_cancel_reason_display())]


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
