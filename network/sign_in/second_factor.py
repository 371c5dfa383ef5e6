"""The second factor: every code works once, and wrong codes lock like wrong passwords.

allauth remembers used codes in the cache for half a minute, in one process; a code is valid longer than that and
there are several processes. Here the counter of the last code is kept with the authenticator.
"""

from __future__ import annotations

from typing import Any

from allauth.core import context
from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from allauth.mfa.utils import decrypt
from axes.handlers.proxy import AxesProxyHandler
from django.contrib.auth.signals import user_login_failed
from django.core.exceptions import ValidationError
from django.db import transaction

LAST_COUNTER = "last_counter"


class _LimitedCode:
    """What both forms below add to allauth's: the lock and the single use."""

    user: Any
    authenticator: Authenticator

    def clean_code(self) -> str:
        request, credentials = context.request, {"username": self.user.username}
        if not AxesProxyHandler.is_allowed(request, credentials):
            request.axes_locked_out, request.axes_credentials = True, credentials
            raise get_adapter().validation_error("incorrect_code")
        try:
            code = str(super().clean_code())  # type: ignore[misc]
            spend(self.authenticator, code)
        except ValidationError:
            user_login_failed.send(sender=type(self), credentials=credentials, request=request)
            raise
        return code


class AuthenticateForm(_LimitedCode, forms.AuthenticateForm):
    """The code at sign-in."""


class ReauthenticateForm(_LimitedCode, forms.ReauthenticateForm):
    """The code before a weighty change."""


def spend(authenticator: Authenticator, code: str) -> None:
    """Mark a code as used. Raises ValidationError when it, or a later one, was used before."""
    if authenticator.type != Authenticator.Type.TOTP:
        return
    with transaction.atomic():
        row = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
        counter = _counter_of(decrypt(row.data["secret"]), code)
        registered = int(row.created_at.timestamp()) // app_settings.TOTP_PERIOD
        if counter <= row.data.get(LAST_COUNTER, registered):
            raise get_adapter().validation_error("incorrect_code")
        row.data[LAST_COUNTER] = counter
        row.save(update_fields=["data"])
    authenticator.data = row.data


def _counter_of(secret: str, code: str) -> int:
    """The time step whose code this is; the newest when two steps share it, -1 when none has it."""
    found = [
        counter
        for counter in auth.yield_hotp_counters_from_time()
        if compare_user_code(actual=code, expected=auth.format_hotp_value(auth.hotp_value(secret, counter)))
    ]
    return max(found, default=-1)
