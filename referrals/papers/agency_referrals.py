"""대상자 의뢰서 and 결과 회신서 (domain 4.7). What endangers a visitor is for the page alone and never printed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from core import codes
from core.reports import Paper
from referrals.models import AgencyReferral
from referrals.panels.agency_referrals import words
from referrals.papers.linkages import PERSON_ITEMS, item_row, pairs, phone_line
from referrals.services.agency_referrals import snapshots

LETTER = Paper("agency_referral", "대상자 의뢰서", "referrals/agency/letter.html")
ANSWER = Paper("agency_reply", "대상자 의뢰 결과 회신서", "referrals/agency/answer.html")


def paper_of(kind: Paper, row: AgencyReferral) -> Paper:
    """Both carry the number of the referral: it is what the two houses say to each other over the telephone."""
    return replace(kind, number=row.number)


def sheet(row: AgencyReferral, side: str) -> dict[str, Any]:
    """Context of both papers: what was sent, what was answered, whom to call."""
    sent = snapshots.shown(row, side)
    items: dict[str, str] = sent.get("items", {})
    printed = {name: value for name, value in words(sent).items() if name != "risk_to_worker"}
    return {
        "referral": row,
        "personal": True,
        "purpose": "대상자 의뢰",
        "is_issued": row.submitted_at is not None,
        "sent": printed,
        "person_rows": pairs([item_row(code, items) for code in (*PERSON_ITEMS, "SOCIAL")]),
        "sender_phone": phone_line(row.sender),
        "receiver_phone": phone_line(row.receiver),
        "sent_at": row.resubmitted_at or row.submitted_at,
        "item_words": codes.labels("shared_item", [code for code, _ in snapshots.in_order(items)]),
        "reply": row.replies.filter(reply_kind="FINAL").order_by("-replied_at", "-pk").first(),
        "added": list(row.replies.filter(reply_kind="INTERIM").order_by("replied_at", "pk")),
        "result_choices": codes.choices("reply_result"),
    }
