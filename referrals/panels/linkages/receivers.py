"""The choice of a receiver while a linkage is written: agencies that fit the person come first, with their room and age."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from core import workdays
from core.actor import Actor
from network.directory.models import ServiceOffer
from network.directory.panels import resources
from network.directory.panels.resources import Line
from network.models import Client
from referrals.models import Linkage

MOST = 24  # cards; a longer list is narrowed by words


@dataclass(frozen=True)
class Choice:
    """One agency that gives the service at the address. `age_fault`: why the person's age may stand against it."""

    line: Line
    is_chosen: bool
    age_fault: str

    @property
    def value(self) -> int:
        return int(self.line.offer.institution_id)


@dataclass(frozen=True)
class Found:
    """What the search for a receiver shows. `service` empty: nothing can be looked for yet."""

    service: str
    words: str
    choices: list[Choice]
    is_more: bool


def find(
    asked: Mapping[str, Any],
    client: Client,
    actor: Actor,
    *,
    service: str,
    chosen: Any = None,
    parent: Linkage | None = None,
) -> Found:
    """Agencies that may be asked for the service: need, place and age first, then room known of late.

    `asked`: the form as typed (`need_area`, `find`). The one that is chosen stays in view whatever the words are.
    `parent`: the linkage that came to nothing; its receiver is not asked again (unless a death that was not true had
    ended it), the one it named stands first.
    """
    words = str(asked.get("find") or "").strip()
    if not service:
        return Found("", words, [], False)
    rows = ServiceOffer.objects.active().serving(client.municipality_id).filter(service=service)
    left = parent.receiver_id if parent is not None and not parent.ended_by_death else 0
    rows = rows.exclude(institution__in=[actor.institution_id or 0, left])
    found, age = rows.matching(words) if words else rows, age_of(client, workdays.seoul_today())
    need = str(asked.get("need_area") or asked.get("need") or "")
    ranked = found.ranked(need=need, municipality_id=client.municipality_id, age=age).for_list()
    shown = list(ranked.order_by("rank", "pk")[: MOST + 1])
    picked = number_of(chosen)
    if picked is not None and all(row.institution_id != picked for row in shown[:MOST]):
        shown = [*rows.for_list().filter(institution_id=picked), *shown]
    if parent is not None:
        shown.sort(key=lambda row: row.institution_id != parent.suggested_receiver_id)
    cards = [Choice(resources.line(row), row.institution_id == picked, _fault(row, age)) for row in shown]
    return Found(service, words, cards[:MOST], len(shown) > MOST)


def number_of(chosen: Any) -> int | None:
    text = str(chosen or "")
    return int(text[:18]) if text.isascii() and text.isdigit() else None


def age_of(client: Client, today: date) -> int | None:
    """Full years; None while the birth date is not known."""
    born = client.birth_date
    if born is None:
        return None
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _fault(offer: ServiceOffer, age: int | None) -> str:
    too_young = age is not None and offer.age_from is not None and age < offer.age_from
    too_old = age is not None and offer.age_to is not None and age > offer.age_to
    return f"나이 기준({resources.age_words(offer)})과 다름" if too_young or too_old else ""
