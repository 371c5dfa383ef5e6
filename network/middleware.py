"""Who acts in this request, and the second factor that everybody needs outside the demo."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import resolve
from django.urls.exceptions import Resolver404

from network.people import actor_for, valid_memberships

Next = Callable[[HttpRequest], HttpResponse]
SESSION_KEY = "membership"


class ActingMembership:
    """Sets `request.actor` (None: nobody, or no valid membership) and `request.memberships`.

    Asked anew on every request, so that a right that is taken away is gone with the next one.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor, request.memberships, request.membership = None, [], None  # type: ignore[attr-defined]
        if request.user.is_authenticated and not request.path.startswith(settings.STATIC_URL):
            found = valid_memberships(request.user)  # type: ignore[arg-type]
            if found:
                chosen = request.session.get(SESSION_KEY)
                acting = next((row for row in found if row.pk == chosen), found[0])
                request.memberships, request.membership = found, acting  # type: ignore[attr-defined]
                request.actor = actor_for(acting, request.user)  # type: ignore[arg-type,attr-defined]
        return self.get_response(request)


class SecondFactor:
    """Outside the demo a person without a second factor may only set one up or sign out."""

    OPEN = ("account_", "mfa_", "core:alive", "core:health")

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SECOND_FACTOR_REQUIRED and request.user.is_authenticated and not self._is_open(request):
            from allauth.mfa.utils import is_mfa_enabled

            if not is_mfa_enabled(request.user):
                return redirect("mfa_activate_totp")
        return self.get_response(request)

    def _is_open(self, request: HttpRequest) -> bool:
        if request.path.startswith(settings.STATIC_URL):
            return True
        try:
            name = resolve(request.path_info).view_name or ""
        except Resolver404:
            return True
        return name.startswith(self.OPEN)
