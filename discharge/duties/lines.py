"""The line that a duty shows, and who owns it: the same for every kind about a case."""

from __future__ import annotations

from django.urls import reverse

from core.duties import Line, Owner
from core.masking import mask_name
from discharge.models import DischargeCase


def case_line(
    case: DischargeCase, matter: str = "", anchor: str = "", *, step: str = "", is_urgent: bool = False
) -> Line:
    """`박*자 님 · 5병동 · matter`; masked, because duties stand in lists.

    It opens the form of its `step` where it has one, or else its place on the page of the case.
    """
    parts = [f"{mask_name(case.client.name)} 님", case.ward if case.discharged_on is None else "", matter]
    url = reverse("discharge:case-detail", args=[case.pk])
    if step:
        url = reverse("discharge:case-step", args=[case.pk, step])
    elif anchor:
        url = f"{url}#{anchor}"
    return Line(case.number, " · ".join(part for part in parts if part), url, is_urgent)


def social_worker(case: DischargeCase) -> Owner:
    """The social worker in charge; until one is named the nurse in charge, who works on the case as well."""
    if case.social_worker_id is None and case.nurse_id is not None:
        return nurse(case)
    return Owner(case.hospital_id, "SOCIAL_WORKER", case.social_worker_id)


def nurse(case: DischargeCase) -> Owner:
    return Owner(case.hospital_id, "NURSE", case.nurse_id)


def attending(case: DischargeCase) -> Owner:
    return Owner(case.hospital_id, "PHYSICIAN", case.attending_id)


def coordinator(case: DischargeCase) -> Owner:
    return Owner(case.hospital_id, "COORDINATOR")
