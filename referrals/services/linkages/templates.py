"""Which items may leave for which kind of service: the field templates (security model, minimum necessary).

A template bounds what a referral may carry, whatever the person consented to; it is data that is released with the
portal, so that changing it takes two people. A new wording is a new edition with its first day; old rows stay.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from core import codes, workdays

_FILE = Path(__file__).parents[2] / "data" / "share_templates.csv"


@dataclass(frozen=True)
class ShareTemplate:
    """The items that referrals for one service may carry from `valid_from` until the next edition begins."""

    service: str
    edition: int
    valid_from: date
    items: tuple[str, ...]
    why: str


@cache
def _editions() -> dict[str, list[ShareTemplate]]:
    found: dict[str, list[ShareTemplate]] = {}
    with _FILE.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            day = date.fromisoformat(row["valid_from"])
            template = ShareTemplate(row["service"], int(row["edition"]), day, tuple(row["items"].split()), row["why"])
            found.setdefault(template.service, []).append(template)
    return {service: sorted(rows, key=lambda row: row.valid_from, reverse=True) for service, rows in found.items()}


def template_for(service: str, on: date | None = None) -> ShareTemplate | None:
    """The edition in force on that day (today unless said otherwise); None for a service without one."""
    day = on or workdays.seoul_today()
    return next((row for row in _editions().get(service, ()) if row.valid_from <= day), None)


def allowed_items(service: str) -> frozenset[str]:
    """What may leave for this service today. Nothing where no template is in force."""
    template = template_for(service)
    return frozenset(template.items) if template else frozenset()


def outside(service: str, items: Iterable[str]) -> str:
    """A Korean sentence naming the items that this service never gets, or an empty text."""
    kept_back = [item for item in items if item not in allowed_items(service)]
    if not kept_back:
        return ""
    return (
        f"이 서비스에는 보내지 않는 항목입니다({codes.label('linkage_service', service)}): "
        f"{codes.labels('shared_item', kept_back)}"
    )
