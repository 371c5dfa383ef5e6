"""Papers and tables of linkages. Rows are passed in already scoped; nothing here decides who may see them."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from core import codes, dates, workdays
from core.blocks import Block, line, table
from core.identifiers import display_phone
from core.masking import mask_name
from core.reports import Paper
from network.models import Consent, Institution
from network.services import consents
from network.services.letterheads import Signer, foot, letterhead_of
from referrals.limits import limit
from referrals.models import Linkage, ProxyEntry, Reply
from referrals.services.linkages import snapshots
from referrals.services.linkages.templates import allowed_items

LETTER = Paper("linkage_letter", "지역사회 연계 의뢰서", "referrals/linkage_letter.html")
REPLY = Paper("linkage_reply", "연계 결과 회신서", "referrals/linkage_reply.html")
OPENNESS = "비공개(6)"  # it tells of a person: official information act, art. 9 (1) 6
NONE = "기재 없음"
OUT_OF_SCOPE = "동의 범위 외"
PERSON_ITEMS = ("NAME", "BIRTH_DATE", "SEX", "PHONE", "ADDRESS", "CAREGIVER")
_HEALTH = ("DIAGNOSIS", "FUNCTION", "MOOD_ALCOHOL", "MEDICATION", "PLAN")
_STATE = (*_HEALTH, "SOCIAL")
_WIDE = frozenset({"ADDRESS", "CAREGIVER", *_STATE})


@dataclass(frozen=True)
class Item:
    """A row of the letter: what it is, its text, and whether it was provided at all."""

    label: str
    text: str
    is_provided: bool
    is_wide: bool


def paper_of(kind: Paper, linkage: Linkage) -> Paper:
    """Both carry the number of the linkage, whoever writes them: it is what the two houses say over the telephone."""
    return replace(kind, number=linkage.number)


def letter(linkage: Linkage) -> dict[str, Any]:
    """Context of 지역사회 연계 의뢰서 and its reply sheet (domain 4.6): only consented items, as they were sent."""
    content = linkage.snapshot if linkage.snapshot is not None else snapshots.take(linkage)
    carrying = _carrying(linkage)
    lacking = allowed_items(linkage.service) - consents.items_of(carrying)
    finals, sent_at = linkage.replies.filter(reply_kind="FINAL"), linkage.resent_at or linkage.sent_at
    drafter = Signer.of(linkage.created_by)
    decider = Signer.of(linkage.sent_by) if linkage.sent_by and sent_at else None
    day = dates.seoul_date(sent_at or timezone.now())
    return {
        **foot(letterhead_of(linkage.sender), drafter, decider, day, OPENNESS),
        **_reply_sheet(linkage, finals.order_by("-replied_at", "-pk").first()),
        "personal": True,
        "purpose": "연계 의뢰",
        "is_issued": linkage.sent_at is not None,
        "person_rows": pairs(item_rows(PERSON_ITEMS, content, lacking)),
        "state_rows": pairs(item_rows(_STATE, content, lacking)),
        "sent_at": sent_at,
        "receive_due": workdays.last_day_of(linkage.due_at) if linkage.status == "SENT" and linkage.due_at else None,
        "basis": _basis(linkage, carrying),
        "item_words": codes.labels("shared_item", linkage.shared_items),
    }


def reply_paper(linkage: Linkage) -> dict[str, Any]:
    """Context of 연계 결과 회신서 alone (domain 4.6): the latest reply, or blank lines to answer by fax."""
    latest = linkage.replies.order_by("-replied_at", "-pk").first()
    is_issued = latest is not None
    return {**_reply_sheet(linkage, latest), "personal": True, "purpose": "결과 회신", "is_issued": is_issued}


def _reply_sheet(linkage: Linkage, reply: Reply | None) -> dict[str, Any]:
    """What both papers print of the answer; what is not answered yet prints a blank line."""
    entry = _entry_of(linkage, reply)
    return {
        "linkage": linkage,
        "sender_phone": phone_line(linkage.sender),
        "receiver_phone": phone_line(linkage.receiver),
        "receiver_number": number_of(linkage.receiver),
        "reply_due": _reply_due(linkage),
        "reply": reply,
        "told": _how_it_came(entry),
        "seal": _seal_of(reply, entry),
        "author": author_of(reply.replied_by if reply is not None else "", linkage.receiver),
        "none": NONE if reply is not None and reply.reply_kind == "FINAL" else "",
        "masked": _masked(linkage),
        "result_choices": codes.choices("reply_result"),
    }


def _masked(linkage: Linkage) -> str:
    """Of whom the answer is, from the acceptance on: before, the name is nobody's but the sender's."""
    name = (linkage.snapshot or {}).get("NAME", "")
    return mask_name(name) if name and linkage.is_accepted else ""


def _entry_of(linkage: Linkage, reply: Reply | None) -> ProxyEntry | None:
    """The entry by which a reply came here, where the receiver did not write it here itself (대행 입력)."""
    if reply is None:
        return None
    steps = ("interim_reply",) if reply.reply_kind == "INTERIM" else ("reply", "already_done")
    return linkage.proxy_entries.filter(step__in=steps, happened_at=reply.replied_at).order_by("-pk").first()


def _seal_of(reply: Reply | None, entry: ProxyEntry | None) -> str:
    """What stands in the place of a signature; empty where one is due."""
    if reply is None:
        return ""
    return "(대행 입력)" if entry is not None and entry.entered_by is not None else "(전자 회신)"


def _how_it_came(entry: ProxyEntry | None) -> str:
    if entry is None:
        return ""
    when = dates.kdatetime(entry.happened_at)
    if entry.entered_by is None:
        return f"{entry.get_way_display()}로 답함 · {entry.told_by} · {when}"
    return f"{entry.get_way_display()}로 들음 · {entry.told_by} · {when} · {entry.entered_by} 대행 입력"


def item_rows(codes_of: Iterable[str], content: Mapping[str, str], lacking: Container[str]) -> list[Item]:
    """What was provided, and what the service gets and the person did not consent to (`lacking`); anything else was
    not asked for and has no row."""
    return [_item(code, content.get(code)) for code in codes_of if code in content or code in lacking]


def _item(code: str, text: str | None) -> Item:
    is_provided = text is not None
    return Item(codes.label("shared_item", code), text or OUT_OF_SCOPE, is_provided, is_provided and code in _WIDE)


def pairs(items: list[Item]) -> list[tuple[Item, ...]]:
    """Narrow items two in a line, wide ones alone."""
    rows: list[tuple[Item, ...]] = []
    for item in items:
        if rows and len(rows[-1]) == 1 and not rows[-1][0].is_wide and not item.is_wide:
            rows[-1] = (*rows[-1], item)
        else:
            rows.append((item,))
    return rows


def phone_line(place: Institution) -> str:
    """`☎ 031-828-5214 / 팩스 …` of the office; empty when none is recorded."""
    phone = place.phones.first()
    fax = f"팩스 {display_phone(phone.fax)}" if phone is not None and phone.fax else ""
    return " / ".join(part for part in (number_of(place), fax) if part)


def number_of(place: Institution) -> str:
    phone = place.phones.first()
    return f"☎ {display_phone(phone.number)}" if phone is not None else ""


def _reply_due(linkage: Linkage) -> str:
    """Counted from acceptance; until then from the last day on which it may be accepted."""
    return due_words(linkage.reply_due_on, linkage.due_at if linkage.status == "SENT" else None, "수락")


def due_words(due_on: date | None, begins_by: datetime | None, begins: str) -> str:
    """`2026. 12. 18.(금)`; of what has not begun yet the latest day and from what it counts, before that the rule alone."""
    if due_on is not None:
        return dates.kdate(due_on)
    rule = f"{begins}일부터 {limit('final_reply')}일 이내"
    if begins_by is None:
        return rule
    latest = workdays.last_day_of(begins_by) + timedelta(days=limit("final_reply"))
    return f"{dates.kdate(latest)}까지({rule})"


def author_of(name: str, place: Institution) -> str:
    """Who answered, with the house for which they did."""
    return f"{place.short_name or place.name} {name}" if name else ""


def _carrying(linkage: Linkage) -> list[Consent]:
    """The consents on which the last sending rested; before it those that are held for the receiver."""
    provision = linkage.provisions.order_by("-provided_at", "-pk").first()
    if provision is not None:
        return list(provision.consents.select_related("text"))
    return consents.held_for(linkage.client_id, linkage.receiver, workdays.seoul_today())


def _basis(linkage: Linkage, carrying: Sequence[Consent]) -> list[Block]:
    """Version, date, items and period of every consent on which the sending rested."""
    if linkage.sent_at is None:
        return [line(1, "○", "발송할 때 적음")]
    if not carrying:
        return [line(1, "○", linkage.get_legal_basis_display())]
    return [table(("동의서", "동의일", "항목", "보유·이용 기간"), map(_consent, carrying), left=[0, 2, 3])]


def _consent(row: Consent) -> list[str]:
    until = f"{dates.kdate(row.retention_until)}까지" if row.retention_until else row.text.retention
    answered = dates.kdate(row.answered_at) if row.answered_at else ""
    return [str(row.text), answered, codes.labels("shared_item", row.items) or "-", until]
