"""개인정보 수집·이용 및 제3자 제공 동의서: six blocks, each with its own answer (domain 4.11, 5.1).

Purpose, items, retention and the right to refuse come from the published texts. The parts that the notice on
handling wants to stand out (sensitive items, retention, receiver and receiver's purpose) are marked `strong`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from core import codes, dates, fitting
from core.blocks import table
from core.edges import UPRIGHT
from core.reports import Paper
from discharge.models import DischargeCase
from network.models import Consent, ConsentText
from network.services.letterheads import House

PAPER = Paper("consent_form", "개인정보 수집·이용 및 제3자 제공 동의서", "discharge/papers/consent.html")
ALWAYS_ASKED = ("COLLECT", "SENSITIVE", "THIRD_PARTY", "SENSITIVE_THIRD_PARTY", "PROGRAM")
SENSITIVE = ("SENSITIVE", "SENSITIVE_THIRD_PARTY")
RECEIVERS = ("THIRD_PARTY", "SENSITIVE_THIRD_PARTY", "RECORD_TRANSFER")
BLANK_ROWS = 3
HEADS = ("제공받는 자", "받는 자의 이용 목적", "항목", "받는 자의 보유기간", "동의 여부")
SIZE = 9.3  # points of the type of a block
LARGER = 1.31  # how much wider its strong parts are, being larger and bold
_WIDTH, _TICKS = UPRIGHT - 6, 29.0  # mm inside the frame of a block, and that both answers take


# number, block, title, how it stands to taking part
_BLOCKS = (
    ("①", "COLLECT", "개인정보 수집·이용 동의", "필수"),
    ("②", "SENSITIVE", "민감정보 처리 동의", "필수 · 별도 동의"),
    ("③", "THIRD_PARTY", "개인정보 제3자 제공 동의", "기관마다 따로 답합니다"),
    ("④", "SENSITIVE_THIRD_PARTY", "민감정보 제3자 제공 동의", "별도 동의 · 기관마다 따로 답합니다"),
    ("⑤", "PROGRAM", "서비스 제공(사업 참여) 동의", "필수"),
    ("⑥-1", "CONTACT", "문자·전화 연락 수신 동의", "선택"),
    ("⑥-2", "STATISTICS", "사례·통계 활용 동의", "선택"),
    ("⑦", "RECORD_TRANSFER", "진료기록 송부 동의", "의료기관마다 따로 답합니다"),
)
_ANSWERS = {"GRANTED": True, "WITHDRAWN": True, "EXPIRED": True, "REFUSED": False}


UNANSWERED = "답하지 않음"


@dataclass(frozen=True)
class ConsentRows:
    """Texts in force by block, the person's consents oldest first, and whom to ask or to complain to."""

    case: DischargeCase
    texts: dict[str, ConsentText]
    consents: list[Consent]
    house: House
    officers: list[tuple[str, str]]
    as_record: bool


def context(rows: ConsentRows) -> dict[str, Any]:
    """What the template prints. A blank form has nothing ticked; a record carries the answers and who gave them."""
    answered = [row for row in rows.consents if row.answered_at is not None] if rows.as_record else []
    last = max(answered, key=lambda row: row.answered_at or row.created_at, default=None)
    return {
        "personal": True,
        "purpose": "동의 기록 확인" if rows.as_record else "동의서 작성",
        "case": rows.case,
        "person": rows.case.client,
        "birth": dates.plain(rows.case.client.birth_date) if rows.case.client.birth_date else "",
        "hospital": rows.house,
        "office": rows.house.office,
        "office_phone": rows.house.phone,
        "officers": rows.officers,
        "as_record": rows.as_record,
        "blocks": [block for row in _BLOCKS if (block := _block(rows, *row)) is not None],
        "last": last,
        "proxy": last if last is not None and last.signer not in ("", "SELF") else None,
    }


def _block(rows: ConsentRows, number: str, kind: str, title: str, stand: str) -> dict[str, Any] | None:
    found = [row for row in rows.consents if row.consent_type == kind]
    if kind == "RECORD_TRANSFER" and not found:
        return None
    if kind in RECEIVERS:
        return _receiver_block(rows, number, kind, title, stand, found)
    latest = found[-1] if found else None
    text = latest.text if latest is not None and rows.as_record else rows.texts.get(kind)
    if text is None:
        return None
    return {
        "number": number,
        "title": title,
        "stand": stand,
        "rows": [
            {"label": "내용" if kind == "PROGRAM" else "목적", "text": text.purpose},
            {"label": "항목", "text": _item_words(text.items), "strong": kind in SENSITIVE},
            {"label": "보유·이용 기간", "text": text.retention, "strong": True},
        ],
        "refusal": text.refusal,
        **_answer_on_record(rows, latest),
    }


def _receiver_block(
    rows: ConsentRows, number: str, kind: str, title: str, stand: str, found: list[Consent]
) -> dict[str, Any] | None:
    """Receivers in groups of one text: what the text says stands once, the answer stands per receiver."""
    asked = _latest_by_receiver(found)
    current = rows.texts.get(kind)
    groups: dict[int, dict[str, Any]] = {}
    for consent in asked:
        text = consent.text if rows.as_record or current is None else current
        groups.setdefault(text.pk, _group(text, kind))["receivers"].append(_receiver(rows, consent, text))
    if not asked and current is not None:
        blank = [{"name": "", "items": _item_words(current.items), "answer": None} for _ in range(BLANK_ROWS)]
        groups[current.pk] = {**_group(current, kind), "receivers": blank}
    if not groups:
        return None
    for group in groups.values():
        group["laid"] = _laid_out(group)
        _merge_items(group["receivers"])
    return {"number": number, "title": title, "stand": stand, "groups": list(groups.values())}


def _group(text: ConsentText, kind: str) -> dict[str, Any]:
    return {
        "purpose": text.purpose,
        "receiver_purpose": text.receiver_purpose,
        "retention": text.retention,
        "refusal": text.refusal,
        "is_sensitive": kind in SENSITIVE,
        "receivers": [],
    }


def _receiver(rows: ConsentRows, consent: Consent, text: ConsentText) -> dict[str, Any]:
    assert consent.receiver is not None
    items = consent.items or text.items
    return {"name": consent.receiver.name, "items": _item_words(items), **_answer_on_record(rows, consent)}


def _laid_out(group: dict[str, Any]) -> fitting.Laid:
    """The table of receivers as wide by column as its words, so that no name is broken."""
    strong = (0, 1, 2, 3) if group["is_sensitive"] else (0, 1, 3)
    rows = [
        [row["name"], group["receiver_purpose"], row["items"], group["retention"], row.get("note", "")]
        for row in group["receivers"]
    ]
    block = table(HEADS, rows, left=range(5), rooms={0: 26.0, 4: _TICKS}, scales=dict.fromkeys(strong, LARGER))
    return fitting.upright(block, (SIZE,), _WIDTH)


def _merge_items(receivers: list[dict[str, Any]]) -> None:
    """Neighbouring rows with the same items share one cell: `span` is its height, 0 where the cell above reaches."""
    for _, run in groupby(receivers, key=lambda row: row["items"]):
        rows = list(run)
        for place, row in enumerate(rows):
            row["span"] = 0 if place else len(rows)


def _latest_by_receiver(found: Iterable[Consent]) -> list[Consent]:
    latest = {row.receiver_id: row for row in found}
    return list(latest.values())


def _answer_on_record(rows: ConsentRows, consent: Consent | None) -> dict[str, Any]:
    """The answer on record: granted, refused, or none yet; and what became of it."""
    if not rows.as_record:
        return {"answer": None}
    if consent is None:
        return {"answer": None, "note": UNANSWERED}
    note = ""
    if consent.status == "WITHDRAWN" and consent.withdrawn_at:
        note = f"{dates.kdate(consent.withdrawn_at)} 철회"
    elif consent.status == "EXPIRED" and consent.valid_until:
        note = f"{dates.kdate(consent.valid_until)} 기간 만료"
    elif consent.status == "NOT_REQUIRED":
        note = f"동의 불필요({consent.get_legal_basis_display()})"
    answer = _ANSWERS.get(consent.status)
    return {"answer": answer, "note": note or (UNANSWERED if answer is None else "")}


def _item_words(items: list[str]) -> str:
    return codes.labels("shared_item", items)
