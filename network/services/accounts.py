"""A person's own account."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from core import audit
from core.actor import Actor
from core.models import AuditEntry
from network.models import User

SETTINGS = ("position", "wants_email", "uses_keys", "high_contrast")
SIGN_INS = 10


def change_settings(*, actor: Actor, data: Mapping[str, Any]) -> User:
    """Change one's own switches and the post that papers print; what is not named stays."""
    assert actor.user_id is not None
    changes = {name: data[name] for name in SETTINGS if name in data}
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=actor.user_id)
        for name, value in changes.items():
            setattr(user, name, value)
        user.save(update_fields=list(changes))
        audit.record(actor, "account.settings", action="UPDATE", about=user, changes=changes)
    return user


def last_sign_ins(actor: Actor) -> list[AuditEntry]:
    """When and from where this account signed in and out, newest first."""
    assert actor.user_id is not None
    rows = AuditEntry.objects.filter(user_id=actor.user_id, verb__in=("account.sign_in", "account.sign_out"))
    return list(rows.order_by("-id")[:SIGN_INS])
