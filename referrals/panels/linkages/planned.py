"""The rows of a plan that wait for a request: each with the form of its own, filled with what the plan says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from core import codes
from core.actor import Actor
from network.models import Institution
from referrals import registry
from referrals.forms.linkages import PlannedForm
from referrals.panels.linkages.receivers import number_of
from referrals.services.linkages import drafting, sharing


@dataclass(frozen=True)
class Row:
    """One row: what it is about, and its form; without a service it is written on a page of its own."""

    wanted: registry.Wanted
    form: PlannedForm | None

    @property
    def area(self) -> str:
        return codes.label("need_area", self.wanted.need_area)

    @property
    def service(self) -> str:
        return codes.label("linkage_service", self.wanted.service) if self.wanted.service else ""


def rows_of(
    programme: registry.Programme, case: registry.Case, actor: Actor, asked: Mapping[str, Any], data: Any = None
) -> list[Row]:
    """`asked`: agencies that are chosen on the page; `data`: what was sent to be saved."""
    return [_row(wanted, case, actor, asked, data) for wanted in programme.wanted(case)]


def _row(wanted: registry.Wanted, case: registry.Case, actor: Actor, asked: Mapping[str, Any], data: Any) -> Row:
    if not wanted.service:
        return Row(wanted, None)
    prefix = f"row{wanted.key}"
    chosen = institution(asked.get(f"{prefix}-receiver")) or wanted.receiver
    form = PlannedForm(
        data,
        prefix=prefix,
        receivers=drafting.receivers_for(wanted.service, case.client.municipality_id, actor),
        offer=sharing.offer(case.client_id, chosen, wanted.service),
        initial=wanted.values() | {"receiver": chosen and chosen.pk, "key": wanted.key},
    )
    return Row(wanted, form)


def row_of(rows: Iterable[registry.Wanted], key: str) -> registry.Wanted | None:
    return next((row for row in rows if row.key == key), None)


def institution(chosen: Any) -> Institution | None:
    """An agency in use by what was chosen; nothing for what is no number of one."""
    number = number_of(chosen)
    return Institution.objects.active().filter(pk=number).first() if number is not None else None


def described(programme: registry.Programme, case: registry.Case) -> list[dict[str, Any]]:
    """The same for an API: what each request begins with, and what it may take along."""
    found = []
    for wanted in programme.wanted(case):
        offer = sharing.offer(case.client_id, wanted.receiver, wanted.service)
        values = wanted.values() | {"shared_items": list(offer.ticked)}
        found.append({**values, "offered_items": list(offer.items), "missing": offer.missing})
    return found
