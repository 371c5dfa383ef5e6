"""The choice of the membership in which one acts."""

from __future__ import annotations

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from core import codes
from core.pages import posted_text
from core.policy import SignedIn, page
from network.services import memberships
from network.sign_in.middleware import SESSION_KEY


@page(SignedIn())
@require_POST
def membership_switch(request: HttpRequest) -> HttpResponse:
    """Act in another of my memberships from now on, and begin at 내 업무."""
    row = memberships.switch(
        actor=request.actor,  # type: ignore[attr-defined]
        memberships=request.memberships,  # type: ignore[attr-defined]
        chosen=posted_text(request, "membership"),
    )
    request.session[SESSION_KEY] = row.pk
    role = codes.labels("user_role", row.roles)
    flash.success(request, f"{row.institution.short_name} {role} 업무로 바꾸었습니다.")
    return redirect("home")
