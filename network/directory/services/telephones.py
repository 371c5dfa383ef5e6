"""The telephone on which an institution wishes to be told of its requests."""

from __future__ import annotations

from django.db import transaction

from core import audit, messages
from core.actor import Actor
from core.errors import Forbidden, Invalid
from core.identifiers import mobile_phone
from network.models import Institution

KEEPERS = ("PARTNER_MANAGER", "PARTNER_STAFF")
NO_MOBILE = "문자를 받을 수 있는 휴대전화 번호를 적으십시오."


def set_duty_phone(*, actor: Actor, phone: str) -> Institution:
    """Of the actor's own institution; an empty one ends the texts. Raises Forbidden, Invalid."""
    if not actor.holds(*KEEPERS):
        raise Forbidden
    if phone and not mobile_phone(phone):
        raise Invalid({"phone": NO_MOBILE})
    with transaction.atomic():
        Institution.objects.filter(pk=actor.institution_id or 0).update(duty_phone=phone)
        row = Institution.objects.get(pk=actor.institution_id or 0)
        messages.readdress_texts(row.pk, phone)
        audit.record(actor, "institution.duty_phone", action="UPDATE", about=row, changes={"is_on": bool(phone)})
    return row
