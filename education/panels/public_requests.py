"""What the pages for somebody without an account show: where the request stands, and what they may do now."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from core import contacts
from core.masking import mask_email, mask_phone
from core.models import ContactProof
from core.surveys.services import rounds as surveys
from education.models import EducationRequest
from education.panels import progress
from education.querysets import UNDER_WAY
from education.services import delivery, enrolments, public_enrolments, public_requests, requests
from education.workflow import EDUCATION_REQUEST

_MOVES = ("postpone", "cancel")
_WORDS = {
    "supplement": ("보완하여 제출", "요청받은 내용을 보완한 뒤 제출하십시오."),
    "agree": ("일정에 동의", "아래 일정으로 교육을 받겠습니까? 바꾸고 싶으면 병원에 전화하십시오."),
    "postpone": ("연기", "교육을 미룹니다. 병원이 새 일정을 정하여 다시 묻습니다."),
    "cancel": ("신청 취소", "취소하면 되돌릴 수 없습니다. 다시 받으려면 새로 신청합니다."),
}
DATES_SHOWN = ("SCHEDULING", *UNDER_WAY)


def known_contact(proof: ContactProof | None) -> dict[str, str]:
    """The contact that was proved a moment ago, so that it need not be typed again."""
    if proof is None:
        return {}
    return {"contact_email" if proof.channel == ContactProof.Channel.EMAIL else "contact_phone": proof.address}


def masked(channel: str, address: str) -> str:
    """Enough of a contact to know it again."""
    return mask_email(address) if channel == ContactProof.Channel.EMAIL else mask_phone(address)


def demo_number(proof_id: Any) -> str:
    """The number itself, where everybody and everything is fictional and no carrier delivers it."""
    row = ContactProof.objects.filter(pk=proof_id).first() if settings.DEMO and proof_id else None
    return contacts.number_of(row) if row is not None else ""


def contact_of(row: EducationRequest) -> str:
    return masked(row.external_requester.channel, row.external_requester.address)


def acts(row: EducationRequest) -> list[str]:
    """The names of what the asker may do in this state."""
    found = []
    if row.status == "SUPPLEMENT":
        found.append("supplement")
    if requests.awaits_agreement(row):
        found.append("agree")
    possible = {
        one.name for one in EDUCATION_REQUEST.available(row, {"sender"}, public_requests.holder(row)) if not one.blocked
    }
    return [*found, *(name for name in _MOVES if name in possible)]


def act_words(row: EducationRequest, name: str) -> dict[str, Any]:
    """The button and what it does; the dates where they are to be agreed to."""
    label, text = _WORDS[name]
    return {"label": label, "text": text, "lessons": list(row.sessions.all()) if name == "agree" else []}


def status(row: EducationRequest) -> dict[str, Any]:
    """Context of the page behind the secret address: no name, no contact."""
    survey = delivery.round_of(row)
    return {
        "course": row,
        "steps": progress.steps(row),
        "next": progress.turn(row, {"sender"}),
        "lessons": list(row.sessions.all()) if row.status in DATES_SHOWN else [],
        "acts": [(name, _WORDS[name][0]) for name in acts(row)],
        "survey_url": surveys.url_of(survey) if survey is not None and survey.is_open() else "",
        "join_url": public_enrolments.url_of(row) if enrolments.takes_sign_ups(row) else "",
    }
