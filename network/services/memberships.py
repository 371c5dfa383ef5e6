"""Who works where, and with which roles."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from core import audit, workdays
from core.actor import Actor
from core.errors import Forbidden, Invalid, NotVisible
from network.models import Institution, Membership, User

ADMINISTRATOR = "SYS_ADMIN"
# Whoever runs the system or watches over privacy does nothing else (domain 0.3).
LONELY_ROLES = frozenset({ADMINISTRATOR, "CPO"})


@transaction.atomic
def appoint_first_administrator(
    *, actor: Actor, username: str, name: str, email: str, institution_code: str, password: str
) -> Membership:
    """The account that opens a new installation. Invalid as soon as anybody administers it: from then on, rights
    are granted by people to other people, and nobody grants them past those who hold them."""
    today = workdays.seoul_today()
    Institution.objects.select_for_update().order_by("pk").first()  # two at once: the second one waits, and is refused
    if Membership.objects.valid_on(today).filter(roles__contains=[ADMINISTRATOR]).exists():
        raise Invalid("시스템 관리자가 이미 있습니다. 새 권한은 그 관리자가 화면에서 부여합니다.")
    institution = Institution.objects.filter(code=institution_code, is_active=True).first()
    if institution is None:
        raise Invalid(f"부호가 '{institution_code}'인 기관이 없습니다.")
    user = User(username=username, name=name, email=email)
    try:
        validate_password(password, user)
        user.set_password(password)
        user.full_clean()
    except ValidationError as error:
        raise Invalid(" ".join(error.messages)) from None
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


def grant(
    *,
    actor: Actor,
    user: User,
    institution: Institution,
    roles: Iterable[str],
    programmes: Iterable[str] = (),
    valid_from: date,
    valid_to: date | None = None,
    reason: str,
) -> Membership:
    """Give a person roles at an institution for a time; recorded as a change of rights. Raises Invalid, Forbidden."""
    if not (actor.is_system or actor.holds(ADMINISTRATOR)):
        raise Forbidden(owners=["시스템 관리자"])
    if actor.user_id == user.pk:
        raise Forbidden("자기 자신에게는 권한을 줄 수 없습니다.")
    wanted = list(dict.fromkeys(roles))
    _check_roles(user, wanted, valid_from)
    with transaction.atomic():
        row = Membership.objects.create(
            user=user,
            institution=institution,
            roles=wanted,
            programmes=list(programmes),
            valid_from=valid_from,
            valid_to=valid_to,
            granted_by_id=actor.user_id,
            reason=reason,
        )
        facts = {"user": user.pk, "institution": institution.pk, "roles": wanted, "programmes": row.programmes}
        audit.record(actor, "membership.grant", action="GRANT", about=row, changes=facts, reason=reason)
    return row


def _check_roles(user: User, roles: list[str], on: date) -> None:
    """SYS_ADMIN and CPO hold no other role, in this membership or in another that is still valid."""
    if not roles:
        raise Invalid({"roles": "역할을 하나 이상 고르십시오."})
    held = [role for row in Membership.objects.filter(user=user).valid_on(on) for role in row.roles]
    everything = {*roles, *held}
    if len(everything) > 1 and everything & LONELY_ROLES:
        raise Invalid({"roles": "시스템 관리자와 개인정보 보호책임자는 다른 역할을 함께 맡을 수 없습니다."})


def end(*, actor: Actor, membership: Membership, on: date, reason: str) -> Membership:
    """The last day of a membership. From the day after, the person acts in it no more, in open sessions too."""
    if not actor.holds(ADMINISTRATOR):
        raise Forbidden(owners=["시스템 관리자"])
    if on < membership.valid_from:
        raise Invalid({"valid_to": "종료일은 시작일 이후 날짜로 적으십시오."})
    with transaction.atomic():
        locked = Membership.objects.select_for_update().get(pk=membership.pk)
        locked.valid_to = on
        locked.save(update_fields=["valid_to"])
        facts = {"user": locked.user_id, "valid_to": str(on)}
        audit.record(actor, "membership.end", action="GRANT", about=locked, changes=facts, reason=reason)
    return locked


def switch(*, actor: Actor, memberships: Iterable[Membership], chosen: str) -> Membership:
    """The membership to act in from now on, one of the person's own valid ones; recorded. Raises NotVisible."""
    row = next((row for row in memberships if str(row.pk) == chosen), None)
    if row is None:
        raise NotVisible
    if row.pk != actor.membership_id:
        facts = {"from": actor.membership_id, "to": row.pk}
        audit.record(actor, "membership.switch", action="LOGIN", about=row, changes=facts)
    return row
