"""Who works where, and with which roles."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from core import audit, workdays
from core.actor import Actor
from core.errors import Refused
from network.models import Institution, Membership, User

ADMINISTRATOR = "SYS_ADMIN"


@transaction.atomic
def appoint_first_administrator(
    *, actor: Actor, username: str, name: str, email: str, institution_code: str, password: str
) -> Membership:
    """The account that opens a new installation. Refused as soon as anybody administers it: from then on, rights
    are granted by people to other people, and nobody grants them past those who hold them."""
    today = workdays.seoul_today()
    Institution.objects.select_for_update().order_by("pk").first()  # two at once: the second one waits, and is refused
    if Membership.objects.valid_on(today).filter(roles__contains=[ADMINISTRATOR]).exists():
        raise Refused("시스템 관리자가 이미 있습니다. 새 권한은 그 관리자가 화면에서 부여합니다.")
    institution = Institution.objects.filter(code=institution_code, is_active=True).first()
    if institution is None:
        raise Refused(f"부호가 '{institution_code}'인 기관이 없습니다.")
    user = User(username=username, name=name, email=email)
    try:
        validate_password(password, user)
        user.set_password(password)
        user.full_clean()
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from None
    user.save()
    membership = Membership.objects.create(
        user=user, institution=institution, roles=[ADMINISTRATOR], valid_from=today, reason="설치 뒤 첫 관리자"
    )
    audit.record(
        actor,
        "network.appoint_first_administrator",
        action="GRANT",
        about=membership,
        changes={"roles": [ADMINISTRATOR]},
    )
    return membership
