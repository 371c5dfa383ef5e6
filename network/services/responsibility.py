"""Who keeps the entries of an institution: its own staff, or for want of accounts the responsible hospital's coordinator."""

from __future__ import annotations

from core import workdays
from core.duties import Owner
from network.models import Designation, Institution, Membership, Municipality

_OWN = ("PARTNER_STAFF", "PARTNER_MANAGER", "COORDINATOR")


def own_role(institution: Institution) -> str:
    """The role that answers at the institution itself; empty where nobody there has an account today."""
    rows = Membership.objects.filter(institution=institution).valid_on(workdays.seoul_today())
    held = {role for roles in rows.values_list("roles", flat=True) for role in roles}
    return next((role for role in _OWN if role in held), "")


def keeper_of(institution: Institution) -> Owner:
    """Who owes the care of its entries. An institution that no hospital is responsible for keeps them itself."""
    role = own_role(institution)
    host = None if role else host_of(institution)
    if host is not None:
        return Owner(host.pk, "COORDINATOR")
    return Owner(institution.pk, role or "PARTNER_MANAGER")


def host_of(institution: Institution) -> Institution | None:
    """The hospital responsible for the area in which an institution lies, else one of its region."""
    return _host_in(institution.region_id, institution.municipality.catchment_id if institution.municipality else None)


def host_of_place(place: Municipality) -> Institution | None:
    """The hospital responsible for a municipality: for somebody who is no institution of ours."""
    return _host_in(place.region_id, place.catchment_id)


def _host_in(region_id: int, area: int | None) -> Institution | None:
    rows = Designation.objects.filter(level=Designation.Level.LOCAL, region_id=region_id)
    rows = rows.filter(institution__is_active=True).select_related("institution").order_by("pk")
    held = [row for row in rows if row.holds_on(workdays.seoul_today())]
    near = [row for row in held if area is None or row.catchment_id == area]
    return near[0].institution if near else None
