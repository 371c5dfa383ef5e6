"""Which person a case number belongs to, over all programmes."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from discharge.models import DischargeCase
from referrals.models import AgencyReferral, Linkage


def client_of(number: str) -> Any:
    """`A-2026-00012`, `D-2026-00012` or `L-2026-00012` → id of the client, or None."""
    rows: dict[str, QuerySet[Any]] = {
        "A": AgencyReferral.objects.all(),
        "D": DischargeCase.objects.all(),
        "L": Linkage.objects.all(),
    }
    found = rows.get(number[:1])
    return None if found is None else found.filter(number=number).values_list("client_id", flat=True).first()
