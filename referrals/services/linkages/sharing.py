"""What a request may take along: the items that its service gets at all, as far as the person agreed for the agency."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from core import codes, workdays
from network.models import Institution
from network.services import consents
from referrals.services.linkages.templates import template_for


@dataclass(frozen=True)
class Offer:
    """`items`: what may be chosen, in the order of the list. `ticked`: what the service's template takes along.
    `missing`: the consent that is not there yet: until then all that the service gets may be written down."""

    items: tuple[str, ...]
    ticked: tuple[str, ...] = ()
    missing: str = ""


def offer(client_id: UUID, receiver: Institution | None, service: str) -> Offer:
    """The items to choose from. Without a service all, without an agency those of the service's template."""
    template = template_for(service) if service else None
    known = [code for code, _ in codes.choices("shared_item")]
    items = tuple(item for item in known if template is None or item in template.items)
    if receiver is None or template is None:
        return Offer(items)
    held = consents.held_for(client_id, receiver, workdays.seoul_today())
    if not any(row.consent_type == "THIRD_PARTY" for row in held):
        return Offer(items, missing=consents.gate(client_id, receiver, ()).missing)
    agreed = consents.items_of(held)
    given = tuple(item for item in items if item in agreed)
    return Offer(given, ticked=given)
