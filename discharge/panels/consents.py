"""동의: every block of the programme and every receiver, in the aside of the case page."""

from __future__ import annotations

from typing import Any

from core import codes
from core.actor import Actor
from core.dates import kdate_short
from discharge.access import CASE
from discharge.models import DischargeCase
from discharge.querysets import IN_CARE
from discharge.services.consents import NEEDED, OPTIONAL, is_earlier
from discharge.workflow import PROGRAMME
from network.models import Consent

_SHORT = {
    "COLLECT": "개인정보 수집·이용",
    "SENSITIVE": "민감정보",
    "PROGRAM": "서비스 제공(사업 참여)",
    "CONTACT": "문자·전화 연락",
    "STATISTICS": "사례·통계 활용",
    "THIRD_PARTY": "제3자 제공",
    "SENSITIVE_THIRD_PARTY": "민감정보 제3자 제공",
}
_ORDER = {kind: place for place, kind in enumerate((*NEEDED, "THIRD_PARTY", "SENSITIVE_THIRD_PARTY", *OPTIONAL))}


def panel(case: DischargeCase, actor: Actor) -> dict[str, Any]:
    """One query. What was answered for an earlier case stands apart, where it is asked again."""
    rows = list(
        Consent.objects.filter(client_id=case.client_id, programme=PROGRAMME)
        .select_related("receiver")
        .order_by("created_at")
    )
    earlier = [row for row in rows if row.receiver is None and is_earlier(case, row)]
    rows = [row for row in rows if row not in earlier]
    rows.sort(key=lambda row: (_ORDER.get(row.consent_type, 9), row.created_at))
    relations: frozenset[str] = getattr(case, "relations", frozenset())
    return {
        "rows": [_consent_line(row) for row in rows if row.receiver is None],
        "receivers": _by_receiver(rows),
        "earlier": [_consent_line(row) for row in earlier if row.status == "GRANTED"],
        "ids": [str(row.pk) for row in rows],
        "granted": [row for row in rows if row.status == "GRANTED"],
        "can_record": CASE.allows("consent", relations)
        and case.status in ("CONSENT_PENDING", "CONSENT_REFUSED", *IN_CARE),
        "can_withdraw": CASE.allows("withdraw_consent", relations) and any(row.status == "GRANTED" for row in rows),
        "can_correct": CASE.allows("correct", relations),
        "can_print": CASE.allows("print", relations),
    }


def _by_receiver(rows: list[Consent]) -> list[dict[str, Any]]:
    """One line for each receiver, with the answers for it folded away: a person may have many of them."""
    found: dict[int, dict[str, Any]] = {}
    for row in rows:
        if row.receiver is not None:
            group = found.setdefault(row.receiver.pk, {"name": row.receiver.name, "states": [], "rows": []})
            group["rows"].append(_consent_line(row))
            if row.status not in group["states"]:
                group["states"].append(row.status)
    return sorted(found.values(), key=lambda group: str(group["name"]))


def _consent_line(row: Consent) -> dict[str, Any]:
    label = _SHORT.get(row.consent_type, row.get_consent_type_display())
    spoken = f"{label}: {row.receiver.name}" if row.receiver is not None else label
    return {"label": label, "spoken": spoken, "detail": _answered_how(row), "state": row.status, "row": row}


def _answered_how(row: Consent) -> str:
    if row.status == "WITHDRAWN" and row.withdrawn_at:
        return f"{kdate_short(row.withdrawn_at)} 철회"
    if row.answered_at is None:
        return ""
    parts = [kdate_short(row.answered_at), row.get_signer_display(), row.get_method_display()]
    if row.items:
        parts.append(codes.labels("shared_item", row.items))
    if row.valid_until:
        parts.append(f"{kdate_short(row.valid_until)}까지")
    return " · ".join(part for part in parts if part)
