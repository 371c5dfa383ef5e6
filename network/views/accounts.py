"""One's own account."""

from __future__ import annotations

from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from core import pages
from core.policy import SignedIn, page
from network.forms.accounts import AccountForm
from network.services import accounts


@page(SignedIn())
@require_http_methods(["GET", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """My switches, my ways of signing in, my memberships, my last sign-ins."""
    actor, user = request.actor, request.user  # type: ignore[attr-defined]
    initial = {name: getattr(user, name) for name in accounts.SETTINGS}
    form = AccountForm(request.POST or None, initial=initial)
    if request.method == "POST":
        done = pages.run_service(
            request,
            form,
            lambda: accounts.change_settings(actor=actor, data=form.values()),
            done="내 계정을 저장했습니다.",
        )
        if done is not None:
            return redirect("network:account")
    context = {
        "has_second_factor": is_mfa_enabled(user),
        "memberships": request.memberships,  # type: ignore[attr-defined]
        "acting": request.membership,  # type: ignore[attr-defined]
        "sign_ins": accounts.last_sign_ins(actor),
    }
    return pages.show(request, "network/account.html", context, form)
