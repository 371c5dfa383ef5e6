"""Who acts in this request, and the second factor that everybody needs outside the demo."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import resolve
from django.urls.exceptions import Resolver404

from network.actors import actor_for
from network.sign_in.store import has_second_factor, memberships_of

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
            found = memberships_of(request)
            if found:
                chosen = request.session.get(SESSION_KEY)
                acting = next((row for row in found if row.pk == chosen), found[0])
                request.memberships, request.membership = found, acting  # type: ignore[attr-defined]
                request.actor = actor_for(acting, request.user)  # type: ignore[attr-defined]
        return self.get_response(request)


class SecondFactor:
    """Outside the demo a person without a second factor may only set one up or sign out."""

    OPEN = frozenset(
        {
            "account_login",
            "account_logout",
            "account_reauthenticate",
            "mfa_activate_totp",
            "core:alive",
            "core:health",
        }
    )

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SECOND_FACTOR_REQUIRED and self._lacks_it(request) and not self._is_open(request):
            return self._refusal(request)
        return self.get_response(request)

    def _lacks_it(self, request: HttpRequest) -> bool:
        return request.user.is_authenticated and not has_second_factor(request)

    def _refusal(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith("/api/"):
            detail = "2단계 인증을 먼저 등록하십시오."
            return JsonResponse({"code": "second_factor_needed", "detail": detail, "fields": {}}, status=403)
        return redirect("mfa_activate_totp")

    def _is_open(self, request: HttpRequest) -> bool:
        if request.path.startswith(settings.STATIC_URL):
            return True
        try:
            return resolve(request.path_info).view_name in self.OPEN
        except Resolver404:
            return False
