"""What was sent when the session had ended: kept for its person, and in the form again once they have signed in.

Kept as a draft of the page that carried the form, whole, with rows that were added to it; files are not kept. The page
opened with `?resume=1` finds it where it looks for what was sent (`request.POST`), although it is only looked at: what
does something asks for the method.
"""

from __future__ import annotations

import hashlib
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import resolve_url
from django.utils.datastructures import MultiValueDict
from django.utils.http import url_has_allowed_host_and_scheme

from core import crypto, drafts
from core.errors import Invalid

RESUME = "resume"
FORM = "unsent"
SAID = "로그인이 끝나 저장하지 못한 글입니다. 확인하고 다시 저장하십시오. 붙였던 파일은 다시 고르십시오."
_TOKEN = "csrfmiddlewaretoken"


def carrier(request: HttpRequest) -> str:
    """The page of ours that carried the form, as the browser tells; without that the home page."""
    referrer = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(referrer, allowed_hosts={request.get_host()})
    parts = urlsplit(referrer) if is_ours else urlsplit("/")
    return f"{parts.path or '/'}{_query(parts.query)}"


def _query(text: str) -> str:
    asked = QueryDict(text, mutable=True)
    asked.pop(RESUME, None)
    return f"?{asked.urlencode()}" if asked else ""


def keep(request: HttpRequest, person_id: int) -> str:
    """Keep what was posted; returns the address that shows it again, empty where there is nothing to keep.

    Not kept: what the sign-in pages and the API are sent, and what may be stored nowhere.
    """
    page, fields = _sent(request)
    if not fields:
        return ""
    try:
        drafts.keep(person_id, FORM, _key(page), fields)
    except Invalid:
        return ""
    return resumed_at(page)


def hold(request: HttpRequest) -> str:
    """The same where the session does not say any more whose it was: with this browser, encrypted, until the person who
    was signed in with it last has signed in again and opens that page. A colleague at the same desk gets nothing."""
    page, fields = _sent(request)
    who = request.COOKIES.get(_cookie(), "")
    if not (fields and who):
        return ""
    try:
        kept = drafts.keepable(FORM, _key(page), fields)
    except Invalid:
        return ""
    request.session[FORM] = crypto.encrypt(crypto.to_json({"page": page, "fields": kept, "who": who}))
    return resumed_at(page)


def remember(request: HttpRequest, response: HttpResponse, person_id: int) -> None:
    """Whose browser it is, for `hold`: a keyed hash, which tells nobody who that is."""
    if request.COOKIES.get(_cookie()) != _mark(person_id):
        response.set_cookie(
            _cookie(),
            _mark(person_id),
            max_age=settings.SESSION_COOKIE_AGE,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )


def _mark(person_id: int) -> str:
    return crypto.keyed_hash("unsent person", str(person_id))


def _cookie() -> str:
    return f"{settings.SESSION_COOKIE_NAME}-person"


def _sent(request: HttpRequest) -> tuple[str, dict[str, list[str]]]:
    """The page that carried a form, and what it sent; nothing for what is no form of a page."""
    page = carrier(request)
    if request.method != "POST" or page == "/" or request.path.startswith(("/api/", _account_pages())):
        return page, {}
    return page, {name: values for name, values in request.POST.lists() if name != _TOKEN}


def _account_pages() -> str:
    return resolve_url(settings.LOGIN_URL).rpartition("login/")[0]


def came_from_here(request: HttpRequest) -> bool:
    """As the browser itself tells: a page of another site cannot write these."""
    ours = f"{request.scheme}://{request.get_host()}"
    told = request.headers.get("Origin") or request.headers.get("Referer", "")
    return told == ours or told.startswith(f"{ours}/")


def resumed_at(page: str) -> str:
    return f"{page}{'&' if '?' in page else '?'}{urlencode({RESUME: 1})}"


def give_back(request: HttpRequest, person_id: int) -> None:
    """Put what was kept for this page where the page looks for it."""
    _claim(request, person_id)
    found = drafts.load_of(person_id, FORM, _key(_here(request)))
    if found is None:
        return
    kept = QueryDict(mutable=True)
    for name, values in found.fields.items():
        kept.setlist(name, values)
    request.POST = kept  # type: ignore[assignment]
    request._files = MultiValueDict()  # type: ignore[attr-defined]  # else looking for files reads the body anew
    flash.warning(request, SAID)


def _claim(request: HttpRequest, person_id: int) -> None:
    """What this browser held before the sign-in is the person's, if it was theirs and of this page."""
    held = request.session.get(FORM)
    found = crypto.from_json(crypto.decrypt(held)) if held else {}
    if found.get("page") == _here(request) and found.get("who") == _mark(person_id):
        del request.session[FORM]
        drafts.keep(person_id, FORM, _key(found["page"]), found["fields"])


def forget(request: HttpRequest, person_id: int) -> None:
    """It was saved: what was kept has done its work."""
    drafts.drop_of(person_id, FORM, _key(_here(request)))


def _here(request: HttpRequest) -> str:
    return f"{request.path}{_query(request.META.get('QUERY_STRING', ''))}"


def _key(page: str) -> str:
    """Forty signs, as many as the name of a draft's row has."""
    return hashlib.blake2b(page.encode(), digest_size=20).hexdigest()
