"""A participant's own page, without an account: its secret address, and what its holder does there.

The key is not stored: it is the sign-up's id with 128 bits that only who holds the portal's secret can work out.
"""

from __future__ import annotations

import uuid

from core import audit, secret_links, throttle
from core.actor import Actor
from core.errors import Invalid, NotVisible
from core.models import StoredFile
from education.models import Certificate, Enrolment
from education.querysets import WAS_THERE
from education.services import enrolments, materials

LINK = secret_links.SecretLink("enrolment page", "education:own-page")
TRIES = throttle.Limit(10, 900)  # of names for one certificate
WRONG = "성명이 다릅니다. 신청할 때 적은 성명을 그대로 적으십시오."
TOO_OFTEN = "너무 여러 번 했습니다. 15분 뒤에 다시 하십시오."


def key_of(pk: uuid.UUID) -> str:
    return LINK.carrying(pk)


def url_of(row: Enrolment) -> str:
    return LINK.url(key_of(row.pk))


def enrolment_of(key: str) -> Enrolment:
    """The sign-up behind an address. Raises NotVisible for one that was never made."""
    rows = Enrolment.objects.select_related("request__host", "request__topic", "institution")
    row = rows.filter(pk=LINK.carried(key)).first()
    if row is None:
        raise NotVisible
    return row


def holder(row: Enrolment) -> Actor:
    """Whoever holds the address: nobody signed in, for this row alone."""
    return Actor(None, None, name="수강생 본인", key_to=str(row.pk), key_from=row.request.host_id)


def cancel(row: Enrolment) -> Enrolment:
    """The holder gives the own seat back before the start; the next in line gets it. Raises Invalid, Conflict."""
    return enrolments.cancel(actor=holder(row), enrolment=row, by_self=True)


def was_there(row: Enrolment) -> bool:
    return row.attendance.filter(result__in=WAS_THERE).exists()


def certificate_of(row: Enrolment) -> Certificate | None:
    """The one that is issued and holds."""
    rows = Certificate.objects.filter(enrolment=row, issued_on__isnull=False, revoked_at__isnull=True)
    return rows.select_related("host", "enrolment__institution", "enrolment__request__host").first()


def claim_certificate(row: Enrolment, name: str) -> Certificate:
    """The certificate bears the whole name, so the address alone does not open it. Raises NotVisible, Invalid."""
    found = certificate_of(row)
    if found is None:
        raise NotVisible
    if throttle.is_too_often((throttle.bucket("own-certificate", str(row.pk)), TRIES)):
        raise Invalid({"name": TOO_OFTEN})
    if not secret_links.same("".join(row.name.split()), "".join(name.split())):
        raise Invalid({"name": WRONG})
    return found


def open_material(row: Enrolment, pk: uuid.UUID) -> StoredFile:
    """A file of the course, for somebody who takes part in it; recorded. Raises NotVisible."""
    found = next((one for one in materials.of_course(row.request) if one.pk == pk), None)
    if found is None or row.status == "CANCELLED":
        raise NotVisible
    audit.record(holder(row), "education.material_open", action="DOWNLOAD", about=row, changes={"name": found.name})
    return found
