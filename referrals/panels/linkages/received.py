"""A line of the inbox: what the receiver may know of a linkage in a list, whose turn it is, and until when."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse

from core import codes, dates, workdays
from core.masking import mask_birth, mask_name
from referrals.access import is_content_closed
from referrals.models import Linkage
from referrals.querysets.linkages import FINAL
from referrals.services.linkages import clocks
from referrals.services.linkages.templates import allowed_items

_TURN = {
    "SENT": "접수",
    "NO_RESPONSE": "접수",
    "RECEIVED": "수락 또는 거절",
    "ACCEPTED": "첫 연락·서비스 시작",
    "IN_SERVICE": "결과 회신",
    "ON_HOLD": "다시 시작 또는 중단",
    "CANCEL_REQUESTED": "취소 요청에 답",
    "RETURNED": "보낸 곳의 보완을 기다림",
    "REPLIED": "보낸 곳의 확인을 기다림",
}
HEADINGS = (
    "연계번호",
    "우리 번호",
    "대상자",
    "서비스",
    "긴급도",
    "보낸 곳",
    "상태",
    "다음 차례",
    "기한",
    "우리 담당",
    "받은 날",
    "수락한 날",
    "회신한 날",
)


def line(row: Linkage, now: datetime) -> dict[str, Any]:
    """What stands in a row. Only what was shared is shown, masked; after the end only the header line is left."""
    is_closed = is_content_closed(row, now)
    items = set() if is_closed else set(row.shared_items) & allowed_items(row.service)
    is_named = "NAME" in items and row.is_accepted
    due_at = clocks.of_receiver(row)
    return {
        "id": row.pk,
        "url": "" if is_closed else reverse("referrals:linkage-detail", args=[row.pk]),
        "who": mask_name(row.client.name) if is_named else "",
        "unnamed": "성명 제공 안 함" if row.is_accepted else "수락 전",
        "about": " ".join(_about(row, items)),
        "is_unread": row.first_read_at is None and row.status not in FINAL,
        "is_urgent": row.urgency == "URGENT",
        "is_closed": is_closed,
        "number": row.number,
        "own_number": row.receiver_number,
        "service": row.get_service_display(),
        "service_code": row.service,
        "urgency_code": row.urgency,
        "urgency": codes.label("urgency", row.urgency),
        "sender": row.sender.short_name or row.sender.name,
        "status": row.status,
        "status_label": row.get_status_display(),
        "turn": _TURN.get(row.status, "-"),
        "due": workdays.last_day_of(due_at) if due_at else None,
        "is_late": due_at is not None and due_at <= now,
        "responsible": row.responsible,
        "sent": row.sent_at,
        "accepted": row.accepted_at,
        "replied": row.replied_at,
        "may_receive": row.status in ("SENT", "NO_RESPONSE"),
    }


def _about(row: Linkage, items: set[str]) -> list[str]:
    parts = []
    if "BIRTH_DATE" in items:
        parts.append(mask_birth(row.client.birth_date))
    if "SEX" in items:
        parts.append(row.client.get_sex_display())
    return [part for part in parts if part]


def cells(one: dict[str, Any]) -> tuple[Any, ...]:
    """The same line for a spreadsheet."""
    return (
        one["number"],
        one["own_number"],
        " ".join(part for part in (one["who"], one["about"]) if part),
        one["service"],
        one["urgency"],
        one["sender"],
        one["status_label"],
        one["turn"],
        dates.kdate(one["due"]) if one["due"] else "",
        "" if one["is_closed"] else one["responsible"],
        one["sent"],
        one["accepted"],
        one["replied"],
    )
