"""How a person wants to see the portal: high contrast, single-key commands.

The account holds the choice. Two cookies, which hold nothing else, keep it for the pages before signing in.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

from core.pages import posted_text

CONTRAST = "ieum_contrast"
KEYS = "ieum_keys"
_YEAR = 365 * 24 * 3600
# field of the form -> cookie, field of the account, and what each answer means there
_CHOICES = {
    "contrast": (CONTRAST, "high_contrast", {"high": True, "normal": False}),
    "keys": (KEYS, "uses_keys", {"on": True, "off": False}),
}


def display(request: HttpRequest) -> dict[str, bool]:
    """What templates read as `display`: `high_contrast`, `keys_off`."""
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        return {"high_contrast": user.high_contrast, "keys_off": not user.uses_keys}
    return {
        "high_contrast": request.COOKIES.get(CONTRAST) == "high",
        "keys_off": request.COOKIES.get(KEYS) == "off",
    }


def choose(request: HttpRequest) -> HttpResponse:
    """Answer of the two switches in the account menu; goes back to the page (`next`, this site only)."""
    target = posted_text(request, "next") or "/"
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = "/"
    response = HttpResponseRedirect(target)
    user = getattr(request, "user", None)
    for field, (cookie, attribute, answers) in _CHOICES.items():
        value = posted_text(request, field)
        if value not in answers:
            continue
        response.set_cookie(cookie, value, max_age=_YEAR, samesite="Lax", httponly=True, secure=request.is_secure())
        if user is not None and user.is_authenticated:
            setattr(user, attribute, answers[value])
            user.save(update_fields=[attribute])
    return response
