"""What the hospital may see of a referral: the consented items and the agency's words, frozen at every sending."""

from __future__ import annotations

from datetime import date
from typing import Any

from core import codes
from core.dates import kdate
from core.masking import mask_birth, mask_name
from network.models import Client
from referrals.models import AgencyReferral
from referrals.services.linkages.snapshots import NO_RECORD, person_items

# Item of the consent → what of the person's record it opens to the hospital's own record.
PERSON_FIELDS: dict[str, tuple[str, ...]] = {
    "NAME": ("name",),
    "BIRTH_DATE": ("birth_date",),
    "SEX": ("sex",),
    "PHONE": ("phone", "phone_owner", "contact_limit"),
    "ADDRESS": ("municipality", "address_town", "address_rest"),
    "CAREGIVER": ("caregiver_name", "caregiver_relation", "caregiver_phone"),
    "SOCIAL": ("insurance_type", "household_type", "livelihood", "ltc_grade"),
}
WORDS = ("reason", "urgency", "situation", "health_problem", "services_in_use", "request", "risk_to_worker")


def take(row: AgencyReferral) -> dict[str, Any]:
    """Everything that leaves, as it stands now; nothing that the consent does not name."""
    return {
        "items": items(row),
        "person": person(row),
        **{name: getattr(row, name) for name in WORDS},
        "preferred_reply": row.preferred_reply.isoformat() if row.preferred_reply else "",
        "basis": basis(row),
        "file": row.consent_file.name or "",
    }


def items(row: AgencyReferral) -> dict[str, str]:
    """Consented item → its text."""
    known = person_items(row.client)
    known["DIAGNOSIS"] = row.health_problem
    in_use = codes.labels("linkage_service", row.services_in_use)
    known["SOCIAL"] = " · ".join(filter(None, [known["SOCIAL"], f"이용 서비스 {in_use}" if in_use else ""]))
    return {item: known.get(item) or NO_RECORD for item in row.shared_items}


def person(row: AgencyReferral) -> dict[str, Any]:
    """The person's own fields as far as the consent names them, for the hospital's record of the person."""
    found: dict[str, Any] = {}
    for item in row.shared_items:
        for name in PERSON_FIELDS.get(item, ()):
            value = row.client.municipality_id if name == "municipality" else getattr(row.client, name)
            if value not in (None, "", []):
                found[name] = value.isoformat() if isinstance(value, date) else value
    return found


def basis(row: AgencyReferral) -> str:
    """`서면 동의 2026. 10. 7.(수)` or the law, as page, paper and ledger print it."""
    if row.consent_by_agency == AgencyReferral.ConsentWay.LEGAL:
        law = codes.label("legal_basis", row.legal_basis)
        return f"{law}({row.basis_note})" if row.basis_note else law
    day = f" {kdate(row.consent_on)}" if row.consent_on else ""
    return f"{row.get_consent_by_agency_display()} 동의{day}"


def masked_line(client: Client) -> str:
    """`김*상 1948****` for lists: what the hospital's lists show of the person."""
    return " ".join(filter(None, [mask_name(client.name), mask_birth(client.birth_date)]))


def shown(row: AgencyReferral, side: str) -> dict[str, Any]:
    """What a page or paper of this side shows: the hospital what was sent, the agency its own words until then."""
    if side == "receiver" or (row.snapshot is not None and row.status not in ("DRAFT", "SUPPLEMENT")):
        return dict(row.snapshot or {})
    return take(row)


def in_order(items: dict[str, str]) -> list[tuple[str, str]]:
    """Item and text in the order of the list of items; what was kept has lost it."""
    return [(code, items[code]) for code, _ in codes.choices("shared_item") if code in items]


def name_of(row: AgencyReferral, side: str) -> str:
    """Whose referral it is, in full, for a page that records its opening."""
    if side == "sender":
        return row.client.name
    return str((row.snapshot or {}).get("items", {}).get("NAME", ""))
