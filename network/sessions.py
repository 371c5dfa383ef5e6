"""Records of signing in, signing out and failing to sign in.

These are Django's own announcements about a library's act (allauth signs people in); no app of ours announces
anything by signal.
"""

from __future__ import annotations

from typing import Any

from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed

from core import audit
from core.actor import Actor


def connect() -> None:
    user_logged_in.connect(_signed_in, dispatch_uid="network.signed_in")
    user_logged_out.connect(_signed_out, dispatch_uid="network.signed_out")
    user_login_failed.connect(_failed, dispatch_uid="network.failed")
    user_locked_out.connect(_locked_out, dispatch_uid="network.locked_out")


def _actor(user: Any) -> Actor:
    return Actor(user_id=getattr(user, "pk", None), institution_id=None)


def _signed_in(sender: Any, user: Any, **kwargs: Any) -> None:
    audit.record(_actor(user), "account.sign_in", action="LOGIN")


def _signed_out(sender: Any, user: Any, **kwargs: Any) -> None:
    if user is not None:
        audit.record(_actor(user), "account.sign_out", action="LOGOUT")


def _failed(sender: Any, credentials: dict[str, Any], **kwargs: Any) -> None:
    name = str(credentials.get("username") or credentials.get("login") or "")[:50]
    audit.record(_actor(None), "account.sign_in_failed", action="LOGIN_FAIL", changes={"username": name})


def _locked_out(sender: Any, username: str | None, **kwargs: Any) -> None:
    audit.record(_actor(None), "account.locked_out", action="LOGIN_FAIL", changes={"username": (username or "")[:50]})
