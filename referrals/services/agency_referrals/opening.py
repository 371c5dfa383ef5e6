"""A case of another programme that grows out of an agency's referral; the link is kept, the person is carried over."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from core import audit
from core.actor import Actor
from core.errors import Conflict
from network.models import Municipality
from referrals import registry
from referrals.access import AGENCY_ACCESS
from referrals.models import AgencyReferral
from referrals.services.agency_referrals.snapshots import PERSON_FIELDS

# While the worker works on it, and after the answer: a person may be admitted weeks later.
STATES = ("IN_PROGRESS", "REPLIED")


def find(actor: Actor, pk: Any, programme: str) -> AgencyReferral:
    """The referral from which this worker may open a case of a programme. Raises NotVisible, Forbidden or Conflict."""
    row = AGENCY_ACCESS.find(actor, "work", AgencyReferral.objects.for_page(), pk=pk)
    if row.programme != programme:
        raise Conflict("다른 사업으로 수락한 의뢰입니다.")
    return row


def blocked(row: AgencyReferral) -> str:
    """Why no case can be opened from it now; empty when one can."""
    if row.case_id is not None:
        return f"이미 사례를 열었습니다({row.case_number})."
    if row.status not in STATES:
        return f"지금 상태({row.get_status_display()})에서는 사례를 열 수 없습니다."
    return ""


def person(row: AgencyReferral) -> dict[str, Any]:
    """What was sent of the person, in the shape of the person form: it is never typed twice."""
    sent: dict[str, Any] = (row.snapshot or {}).get("person", {})
    allowed = {name for names in PERSON_FIELDS.values() for name in names}
    found = {name: value for name, value in sent.items() if name in allowed}
    if "birth_date" in found:
        found["birth_date"] = date.fromisoformat(found["birth_date"])
    if "municipality" in found:
        found["municipality"] = Municipality.objects.filter(pk=found["municipality"]).first()
    return found


def link(actor: Actor, referral: AgencyReferral, case: registry.Case) -> None:
    """Keep which case was opened. Call inside the transaction that opens it. Raises Conflict when one stands already, Forbidden."""
    row = AGENCY_ACCESS.lock_for(actor, "work", referral.pk)
    if row.case_id == case.pk:
        return
    if why := blocked(row):
        raise Conflict(why)
    row.case_kind, row.case_id, row.case_number = audit.kind_of(case), case.pk, case.number  # type: ignore[arg-type]
    row.host_client_id = case.client_id
    row.version += 1
    row.save()
    changes = {"case": case.number}
    persons = [row.client_id, case.client_id]
    audit.record(actor, "agency_referral.open_case", action="UPDATE", about=row, persons=persons, changes=changes)


def origin_of(case_id: UUID) -> AgencyReferral | None:
    """The referral from which a case was opened; nothing of it once consent was withdrawn."""
    rows = AgencyReferral.objects.filter(case_id=case_id, withdrawn_at__isnull=True)
    return rows.select_related("sender").order_by("created_at").first()


def case_url(row: AgencyReferral) -> str:
    opener = registry.OPENERS.get(row.programme)
    return opener.case_url(row.case_id) if opener is not None and row.case_id is not None else ""
