"""How a person wants to see the portal: high contrast, single-key commands. Two cookies hold that and nothing else."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

CONTRAST = "ieum_contrast"
KEYS = "ieum_keys"
_YEAR = 365 * 24 * 3600
_CHOICES = {"contrast": (CONTRAST, {"high", "normal"}), "keys": (KEYS, {"on", "off"})}


def display(request: HttpRequest) -> dict[str, bool]:
    """What templates read as `display`: `high_contrast`, `keys_off`."""
    return {
        "high_contrast": request.COOKIES.get(CONTRAST) == "high",
        "keys_off": request.COOKIES.get(KEYS) == "off",
    }


def choose(request: HttpRequest) -> HttpResponse:
    """Answer of the two switches in the account menu: set the cookie, go back to the page (`next`, this site only)."""
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = "/"
    response = HttpResponseRedirect(target)
    for field, (cookie, allowed) in _CHOICES.items():
        value = request.POST.get(field)
        if value in allowed:
            response.set_cookie(cookie, value, max_age=_YEAR, samesite="Lax", httponly=True, secure=request.is_secure())
    return response
