"""Papers and tables of linkages. Rows are passed in already scoped; nothing here decides who may see them."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from core import codes, dates, workdays
from core.blocks import Block, line, table
from core.formats import percent
from core.identifiers import display_phone
from core.reports import Paper
from network.models import Consent, Institution
from network.services import consents
from referrals.limits import limit
from referrals.models import Linkage, Reply
from referrals.services.linkages import snapshots

LETTER = Paper("linkage_letter", "지역사회 연계 의뢰서", "referrals/linkage_letter.html")
REPLY = Paper("linkage_reply", "연계 결과 회신서", "referrals/linkage_reply.html")
OUT_OF_SCOPE, NOT_PROVIDED = "동의 범위 외", "제공하지 않음"
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
    covered = consents.items_of(carrying)
    finals = linkage.replies.filter(reply_kind="FINAL")
    return {
        **_reply_sheet(linkage, finals.order_by("-replied_at", "-pk").first()),
        "personal": True,
        "purpose": "연계 의뢰",
        "is_issued": linkage.sent_at is not None,
        "person_rows": pairs([item_row(code, content, covered) for code in PERSON_ITEMS]),
        "state_rows": pairs([item_row(code, content, covered) for code in _STATE]),
        "sent_at": linkage.resent_at or linkage.sent_at,
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
    return {
        "linkage": linkage,
        "sender_phone": phone_line(linkage.sender),
        "receiver_phone": phone_line(linkage.receiver),
        "receiver_number": _number(linkage.receiver),
        "reply_due": _reply_due(linkage),
        "reply": reply,
        "told": _how_it_came(linkage, reply),
        "result_choices": codes.choices("reply_result"),
    }


def _how_it_came(linkage: Linkage, reply: Reply | None) -> str:
    """How a reply reached the house, where the receiver did not write it here itself (대행 입력)."""
    if reply is None:
        return ""
    steps = ("interim_reply",) if reply.reply_kind == "INTERIM" else ("reply", "already_done")
    entry = linkage.proxy_entries.filter(step__in=steps, happened_at=reply.replied_at).order_by("-pk").first()
    if entry is None:
        return ""
    when = dates.kdatetime(entry.happened_at)
    if entry.entered_by is None:
        return f"{entry.get_way_display()}로 답함 · {entry.told_by} · {when}"
    return f"{entry.get_way_display()}로 들음 · {entry.told_by} · {when} · {entry.entered_by} 대행 입력"


def item_row(code: str, content: dict[str, str], covered: Container[str] = frozenset()) -> Item:
    """`covered`: what the person consented to, so that what was only not chosen is not called outside of it."""
    text = content.get(code)
    is_provided = text is not None
    missing = NOT_PROVIDED if code in covered else OUT_OF_SCOPE
    return Item(codes.label("shared_item", code), text or missing, is_provided, is_provided and code in _WIDE)


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
    return " / ".join(part for part in (_number(place), fax) if part)


def _number(place: Institution) -> str:
    phone = place.phones.first()
    return f"☎ {display_phone(phone.number)}" if phone is not None else ""


def _reply_due(linkage: Linkage) -> str:
    """Counted from acceptance; until then the rule itself is printed."""
    if linkage.reply_due_on is not None:
        return dates.kdate(linkage.reply_due_on)
    return f"수락일부터 {limit('final_reply')}일 이내"


def _carrying(linkage: Linkage) -> list[Consent]:
    """The consents on which the last sending rested; before it those that are held for the receiver."""
    provision = linkage.provisions.order_by("-provided_at", "-pk").first()
    if provision is not None:
        return list(provision.consents.select_related("text"))
    return consents.held_for(linkage.client_id, linkage.receiver, workdays.seoul_today())


def _basis(linkage: Linkage, carrying: Sequence[Consent]) -> list[Block]:
    """Version, date, items and period of every consent on which the sending rested."""
    if linkage.sent_at is None:
        return [line(1, "○", "발송할 때 적힙니다.")]
    if not carrying:
        return [line(1, "○", linkage.get_legal_basis_display())]
    return [table(("동의서", "동의일", "항목", "보유·이용 기간"), map(_consent, carrying), left=[0, 2, 3])]


def _consent(row: Consent) -> list[str]:
    until = f"{dates.kdate(row.retention_until)}까지" if row.retention_until else row.text.retention
    answered = dates.kdate(row.answered_at) if row.answered_at else ""
    return [str(row.text), answered, codes.labels("shared_item", row.items) or "-", until]


@dataclass(frozen=True)
class NeedRow:
    """What was asked for one need, and what came of it."""

    need: str
    service: str
    receiver: str
    number: str
    requested_on: date | None
    status: str
    delivered: str
    started_on: date | None
    replied_on: date | None


def requested_vs_delivered(linkages: Iterable[Linkage]) -> list[NeedRow]:
    """One line per linkage of a case, ordered by need: requested against delivered.

    `linkages` come with `receiver` and prefetched `replies`.
    """
    order = {code: index for index, (code, _) in enumerate(codes.choices("need_area"))}
    rows = sorted(linkages, key=lambda row: (order.get(row.need_area, len(order)), row.created_at))
    return [_need_row(row) for row in rows]


def _need_row(row: Linkage) -> NeedRow:
    final = _final_reply(row)
    return NeedRow(
        need=codes.label("need_area", row.need_area) if row.need_area else "",
        service=row.get_service_display(),
        receiver=row.receiver.name,
        number=row.number,
        requested_on=_day(row.sent_at),
        status=row.get_status_display(),
        delivered=_delivered(row, final),
        started_on=row.started_on,
        replied_on=_day(row.replied_at),
    )


def _final_reply(row: Linkage) -> Reply | None:
    finals = [reply for reply in row.replies.all() if reply.reply_kind == "FINAL"]
    return max(finals, key=lambda reply: (reply.replied_at, reply.pk), default=None)


def _delivered(row: Linkage, final: Reply | None) -> str:
    """The result in words; why there is none, where there is none."""
    if final is not None:
        return " · ".join(filter(None, [final.get_result_display(), final.frequency]))
    if row.started_on is not None and row.status != "STOPPED":
        return "서비스 제공 중"
    coded = row.decline_reason or row.stop_reason or row.cancel_reason
    names = ("decline_reason", "stop_reason", "cancel_reason")
    shown = next((getattr(row, f"get_{name}_display")() for name in names if getattr(row, name)), "")
    return f"미제공 ({shown})" if coded else "아직 없음"


def _day(at: datetime | None) -> date | None:
    return workdays.seoul_date(at) if at else None


@dataclass
class AgencyRow:
    """Counts of one agency and service in a period (domain 3.1, D06 to D08)."""

    agency: str
    service: str
    sent: int = 0
    answerable: int = 0
    accepted: int = 0
    declined: int = 0
    silent: int = 0
    started: int = 0
    reply_due: int = 0
    replied_in_time: int = 0

    @property
    def acceptance_rate(self) -> Decimal | None:
        """D07: accepted or later among those answered or past the limit; cancelled by the sender left out."""
        return percent(self.accepted, self.answerable)

    @property
    def reply_rate(self) -> Decimal | None:
        """D08: replied within the limit among accepted linkages whose limit has passed."""
        return percent(self.replied_in_time, self.reply_due)


def by_agency(linkages: Iterable[Linkage], on: date | None = None) -> list[AgencyRow]:
    """A hospital's linkages of a period by agency and service, as they stand on a day. `linkages` with `receiver`."""
    today = on or workdays.seoul_today()
    rows: dict[tuple[str, str], AgencyRow] = {}
    for linkage in linkages:
        if linkage.sent_at is None:
            continue
        key = (linkage.receiver.name, linkage.get_service_display())
        _count(rows.setdefault(key, AgencyRow(*key)), linkage, today)
    return sorted(rows.values(), key=lambda row: (row.agency, row.service))


def _count(row: AgencyRow, linkage: Linkage, today: date) -> None:
    accepted = linkage.accepted_at is not None
    declined = linkage.status == "DECLINED"
    past_limit = linkage.status == "NO_RESPONSE" or (
        linkage.status == "SENT" and linkage.due_at is not None and linkage.due_at <= timezone.now()
    )
    row.sent += 1
    row.accepted += accepted
    row.declined += declined
    row.silent += linkage.status == "NO_RESPONSE"
    row.answerable += accepted or declined or past_limit
    row.started += linkage.started_on is not None
    due = linkage.reply_due_on
    if due is None or due >= today or _left_before(linkage, due):
        return
    row.reply_due += 1
    replied = _day(linkage.replied_at)
    row.replied_in_time += replied is not None and replied <= due


def _left_before(linkage: Linkage, due: date) -> bool:
    """The person withdrew or died before the limit: the linkage leaves the denominator of D08."""
    left = linkage.status == "WITHDRAWN" or "DECEASED" in (linkage.stop_reason, linkage.cancel_reason)
    closed = _day(linkage.closed_at)
    return left and linkage.replied_at is None and closed is not None and closed <= due
