"""How an entry of the resource directory reads: whether there is room and since when, hours, cost, who keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from core import codes, dates, workdays
from core.identifiers import display_phone
from core.status_style import Kind
from network.directory.limits import limit
from network.directory.models import ServiceOffer
from network.directory.querysets import fresh_since, verified_since
from network.models import OpeningHours

KINDS: dict[str, Kind] = {"AVAILABLE": "ok", "WAITING": "wait", "FULL": "no", "ASSESS": "go"}


@dataclass(frozen=True)
class Room:
    """Whether there is room, in words; `is_stale`: too old to be relied on, said and shown so."""

    state: str
    label: str
    kind: Kind
    age: str
    note: str = ""
    is_stale: bool = False


def room_of(offer: ServiceOffer, now: datetime | None = None) -> Room:
    """`이용 가능 · 오늘`, `대기 · 12. 20.(일)부터`, and for what is old `이용 가능 · 20일 전, 지금은 다를 수 있음`."""
    if not offer.capacity or offer.capacity_at is None:
        return Room("", "수용 상태 알 수 없음", "off", "알린 적 없음", is_stale=True)
    moment = now or timezone.now()
    days = (workdays.seoul_date(moment) - workdays.seoul_date(offer.capacity_at)).days
    age = "오늘" if days <= 0 else f"{days}일 전"
    is_stale = offer.capacity_at < fresh_since(moment)
    expected = f"{dates.kdate_short(offer.expected_on)}부터 가능" if offer.expected_on else ""
    return Room(
        offer.capacity,
        codes.label("capacity_state", offer.capacity),
        "off" if is_stale else KINDS[offer.capacity],
        f"{age}, 지금은 다를 수 있음" if is_stale else age,
        " · ".join(filter(None, [expected, offer.capacity_note])),
        is_stale,
    )


def unverified_words(offer: ServiceOffer) -> str:
    """Why the entry is flagged; empty where somebody has looked it through of late."""
    if offer.verified_on is None:
        return "확인한 적 없음"
    is_old = offer.verified_on < verified_since(workdays.seoul_today())
    return f"확인 {limit('verified_days')}일 지남" if is_old else ""


def age_words(offer: ServiceOffer) -> str:
    if offer.age_from is None and offer.age_to is None:
        return ""
    if offer.age_to is None:
        return f"{offer.age_from}세 이상"
    return f"{offer.age_to}세 이하" if offer.age_from is None else f"{offer.age_from}~{offer.age_to}세"


def area_words(offer: Any) -> str:
    """Needs a row of `for_list`."""
    return ", ".join(offer.own_areas or offer.institution_areas) or "지역을 정하지 않음"


def hours_words(offer: Any) -> str:
    """The entry's own hours, else the office hours of the institution. Needs a row of `for_list`."""
    if offer.hours:
        return str(offer.hours)
    days = dict(OpeningHours.Day.choices)
    return " · ".join(f"{days[row['day']]} {row['opens'][:5]}~{row['closes'][:5]}" for row in offer.institution_hours)


def phone_words(offer: Any) -> str:
    """The department's number, else the first of the institution. Needs a row of `for_list`."""
    number = offer.phone or offer.first_phone or ""
    return " ".join(filter(None, [offer.contact, display_phone(number)]))


@dataclass(frozen=True)
class Line:
    """An entry as lists and the choice of a receiver show it."""

    offer: ServiceOffer
    room: Room
    unverified: str
    ages: str
    areas: str
    hours: str
    phone: str
    needs: str


def line(offer: Any) -> Line:
    """Needs a row of `for_list`; asks the database nothing."""
    return Line(
        offer,
        room_of(offer),
        unverified_words(offer),
        age_words(offer),
        area_words(offer),
        hours_words(offer),
        phone_words(offer),
        codes.labels("need_area", offer.need_areas),
    )
