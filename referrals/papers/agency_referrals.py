"""대상자 의뢰서 and 결과 회신서 (domain 4.7). What endangers a visitor is for the page alone and never printed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from core import codes
from core.masking import mask_name
from core.reports import Paper
from network.services.letterheads import sender_of
from referrals.models import AgencyReferral
from referrals.panels.agency_referrals import words
from referrals.papers.linkages import NONE, PERSON_ITEMS, author_of, due_words, item_rows, number_of, pairs, phone_line
from referrals.services.agency_referrals import snapshots

LETTER = Paper("agency_referral", "대상자 의뢰서", "referrals/agency/letter.html")
ANSWER = Paper("agency_reply", "대상자 의뢰 결과 회신서", "referrals/agency/answer.html")


_SHOWN = (*PERSON_ITEMS, "SOCIAL")


def paper_of(kind: Paper, row: AgencyReferral) -> Paper:
    """Both carry the number of the referral: it is what the two houses say to each other over the telephone."""
    return replace(kind, number=row.number)


def sheet(row: AgencyReferral, side: str) -> dict[str, Any]:
    """Context of both papers: what was sent, what was answered, whom to call."""
    sent = snapshots.shown(row, side)
    items: dict[str, str] = sent.get("items", {})
    answer = row.replies.filter(reply_kind="FINAL").order_by("-replied_at", "-pk").first()
    printed = {name: value for name, value in words(sent).items() if name != "risk_to_worker"}
    return {
        "referral": row,
        "personal": True,
        "purpose": "대상자 의뢰",
        "is_issued": row.submitted_at is not None,
        "sent": printed,
        "person_rows": pairs(item_rows(_SHOWN, items, _lacking(row))),
        "sender_phone": phone_line(row.sender),
        "receiver_phone": phone_line(row.receiver),
        "sent_at": row.resubmitted_at or row.submitted_at,
        "item_words": codes.labels("shared_item", [code for code, _ in snapshots.in_order(items)]),
        "reply": answer,
        "reply_due": due_words(row.reply_due_on, row.due_at if row.status == "SUBMITTED" else None, "접수"),
        "receiver_number": number_of(row.receiver),
        "author": author_of(answer.replied_by if answer is not None else "", row.receiver),
        "none": NONE if answer is not None else "",
        "masked": mask_name(items["NAME"]) if items.get("NAME") else "",
        "seal": "(전자 회신)" if answer else "",
        "sender": sender_of(row.sender.name, row.sender.kind),
        "added": list(row.replies.filter(reply_kind="INTERIM").order_by("replied_at", "pk")),
        "result_choices": codes.choices("reply_result"),
    }


def _lacking(row: AgencyReferral) -> frozenset[str]:
    """What the person did not consent to; where the law is the basis, what was not sent was not needed."""
    is_by_law = row.consent_by_agency == AgencyReferral.ConsentWay.LEGAL
    return frozenset() if is_by_law else frozenset(_SHOWN) - frozenset(row.shared_items)
