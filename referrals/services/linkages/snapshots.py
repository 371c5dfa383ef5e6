"""What leaves with a linkage: the consented items, frozen at sending, so that later notes never flow out."""

from __future__ import annotations

import re
from collections.abc import Mapping

from core import codes
from core.identifiers import display_phone
from core.masking import mask_address
from network.models import Client
from network.services.consents import gate
from referrals.models import Linkage
from referrals.registry import programme
from referrals.services.linkages.templates import allowed_items

NO_RECORD = "기록 없음"
# To decide on a request nobody needs to know who it is; to serve them one does.
TO_DECIDE = ("BIRTH_DATE", "SEX", "ADDRESS", "FUNCTION")


def person_items(client: Client) -> dict[str, str]:
    """Shared item → text of what the person's record itself holds."""
    birth = (
        f"{client.birth_date.year}. {client.birth_date.month}. {client.birth_date.day}." if client.birth_date else ""
    )
    town = " ".join(filter(None, [str(client.municipality or ""), client.address_town, client.address_rest]))
    return {
        "NAME": client.name,
        "BIRTH_DATE": birth,
        "SEX": codes.label("sex", client.sex),
        "PHONE": _phone(client),
        "ADDRESS": town,
        "CAREGIVER": _caregiver(client),
        "SOCIAL": _social(client),
    }


def _phone(client: Client) -> str:
    if not client.phone:
        return ""
    owner = f" ({codes.label('relationship', client.phone_owner)})" if client.phone_owner else ""
    limit = f" · {client.contact_limit}" if client.contact_limit else ""
    return f"{display_phone(client.phone)}{owner}{limit}"


def _caregiver(client: Client) -> str:
    if not client.caregiver_name:
        return ""
    relation = codes.label("relationship", client.caregiver_relation)
    phone = display_phone(client.caregiver_phone) if client.caregiver_phone else ""
    return " ".join(filter(None, [f"{client.caregiver_name}({relation})", phone]))


def _social(client: Client) -> str:
    parts = [
        ("가구형태", codes.label("household_type", client.household_type) if client.household_type else ""),
        ("보험유형", codes.label("insurance_type", client.insurance_type) if client.insurance_type else ""),
        ("장기요양", codes.label("ltc_grade", client.ltc_grade) if client.ltc_grade else ""),
        ("수급", ", ".join(client.livelihood)),
    ]
    return " · ".join(f"{name} {text}" for name, text in parts if text)


def take(linkage: Linkage) -> dict[str, str]:
    """The text of every item that the linkage shares, as it stands now; nothing else."""
    known: Mapping[str, str] = {**person_items(linkage.client), **programme(linkage.programme).snapshot(linkage)}
    return {item: known.get(item) or NO_RECORD for item in linkage.shared_items}


def shown_to_receiver(linkage: Linkage) -> dict[str, str] | None:
    """What the receiver may read now: the snapshot, while consents or the law still cover every item.

    Before it accepted, what it needs to decide and no more. An item that the template of the service no longer holds
    is not shown any more, though it was once sent.
    """
    if linkage.snapshot is None or linkage.status == "WITHDRAWN":
        return None
    if not gate(linkage.client_id, linkage.receiver, linkage.shared_items).is_open:
        return None
    allowed = allowed_items(linkage.service)
    found = {item: text for item, text in linkage.snapshot.items() if item in allowed}
    if linkage.is_accepted:
        return found
    return {item: _coarse(item, text) for item, text in found.items() if item in TO_DECIDE}


def _coarse(item: str, text: str) -> str:
    """A year instead of a birth date, a town instead of an address."""
    if item == "BIRTH_DATE":
        year = re.match(r"\d{4}", text)
        return f"{year[0]}년생" if year else ""
    return mask_address(text) if item == "ADDRESS" else text
