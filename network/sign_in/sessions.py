"""Records of signing in, signing out and failing to sign in.

These are Django's own announcements about a library's act (allauth signs people in); no app of ours announces
anything by signal.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest

from core import audit, crypto
from core.actor import Actor
from core.pages import posted_text
from network.actors import valid_memberships
from network.models import User


def connect() -> None:
    user_logged_in.connect(_signed_in, dispatch_uid="network.signed_in")
    user_logged_out.connect(_signed_out, dispatch_uid="network.signed_out")
    user_login_failed.connect(_failed, dispatch_uid="network.failed")
    user_locked_out.connect(_locked_out, dispatch_uid="network.locked_out")


def attempt_name(request: HttpRequest | None, credentials: Mapping[str, Any] | None = None) -> str:
    """Under which name attempts are counted: that of an account, else a hash.

    People type their password into the field of the name; what is no account's name is therefore stored nowhere.
    """
    typed = _typed(credentials)
    if not typed and request is not None:
        typed = posted_text(request, "login")
    account = _account(typed)
    return account.username if account else crypto.keyed_hash("attempt", typed.lower())[:32]


def _typed(credentials: Mapping[str, Any] | None) -> str:
    return str((credentials or {}).get("username") or (credentials or {}).get("login") or "")


def _account(name: str) -> User | None:
    return User.objects.filter(username__iexact=name[:150]).first() if name else None


def _actor(user: Any, *, is_known: bool = True) -> Actor:
    """The person, at the institution in which they begin to act, so that its privacy officer sees the entry."""
    found = valid_memberships(user) if user is not None else []
    place = found[0].institution_id if found else None
    return Actor(user_id=user.pk if user is not None and is_known else None, institution_id=place)


def _signed_in(sender: Any, user: Any, **kwargs: Any) -> None:
    audit.record(_actor(user), "account.sign_in", action="LOGIN")


def _signed_out(sender: Any, user: Any, **kwargs: Any) -> None:
    if user is not None:
        audit.record(_actor(user), "account.sign_out", action="LOGOUT")


def _failed(sender: Any, credentials: Mapping[str, Any], **kwargs: Any) -> None:
    _record_failure("account.sign_in_failed", _typed(credentials))


def _locked_out(sender: Any, username: str | None, **kwargs: Any) -> None:
    _record_failure("account.locked_out", username or "")


def _record_failure(verb: str, typed: str) -> None:
    """Nobody has shown who they are, so the entry names the account that was tried, and only if there is one."""
    account = _account(typed)
    changes = {"username": account.username} if account else {}
    audit.record(_actor(account, is_known=False), verb, action="LOGIN_FAIL", changes=changes)
