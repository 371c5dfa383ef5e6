"""Request context, session limits, and the fixed answers for errors."""

from __future__ import annotations

import time
from collections.abc import Callable
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from core import context, pages, text, unsent
from core.actor import Place, new_request_id
from core.errors import DomainError, Invalid
from core.identifiers import RRN_REFUSED, contains_rrn

Next = Callable[[HttpRequest], HttpResponse]
LONGEST_PART = 200  # signs of one part of an address
LONGEST_QUESTION = 2000  # signs of one value behind the question mark
TOO_LONG = "주소에 적은 내용이 너무 깁니다. 줄여서 다시 하십시오."
REDIRECTED = 302  # a form that was saved leads on
SEEN_EVERY = 15  # seconds; each time writes the session's row, and the idle limit is exact to this much


class RequestContext:
    """Gives every request a number and remembers where it came from, for audit entries and logs."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.request_id = new_request_id()  # type: ignore[attr-defined]
        self._see_through_the_proxy(request)
        token = context.enter(Place(request.request_id, request.META.get("REMOTE_ADDR") or None))  # type: ignore[attr-defined]
        try:
            response = self.get_response(request)
        finally:
            context.leave(token)
        response["X-Request-Id"] = request.request_id  # type: ignore[attr-defined]
        if not request.path.startswith(settings.STATIC_URL):
            response.setdefault("Cache-Control", "no-store")
        return response

    @staticmethod
    def _see_through_the_proxy(request: HttpRequest) -> None:
        """The address of the person, for the record and for the lock-out: what our own proxies wrote, no further.

        Each of our proxies appends the address it was called from, so the one to believe is counted from the end;
        whatever the caller put in front of it is not read.
        """
        hops = settings.PROXY_HOPS
        written = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        if hops and len(written) >= hops and _is_address(written[-hops]):
            request.META["REMOTE_ADDR"] = written[-hops]


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


class HeadAnswers:
    """Answers HEAD wherever a page answers GET: mail programs and messengers look at an address so before it is opened."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "HEAD":
            return self.get_response(request)
        request.method = "GET"
        response = self.get_response(request)
        request.method = "HEAD"
        if not response.streaming:
            response["Content-Length"] = str(len(response.content))
            response.content = b""
        return response


class SessionLimits:
    """Ends a session after a time without a request and, whatever happens, after an absolute time."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = int(time.time())
            session = request.session
            began, seen = session.setdefault("began_at", now), session.get("seen_at", now)
            idle = now - seen > settings.SESSION_IDLE_SECONDS
            if idle or now - began > settings.SESSION_ABSOLUTE_SECONDS:
                request.resume_at = unsent.keep(request, request.user.pk)  # type: ignore[attr-defined]
                logout(request)
                request.session["ended"] = "idle" if idle else "absolute"
            elif now - seen >= SEEN_EVERY or "seen_at" not in session:
                session["seen_at"] = now
        response = self.get_response(request)
        if request.user.is_authenticated:
            unsent.remember(request, response, request.user.pk)
        return response


class UnsentForms:
    """Gives a page opened again after signing in what was sent when the session had ended (`core.unsent`)."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if unsent.RESUME not in request.GET or not request.user.is_authenticated:
            return self.get_response(request)
        if request.method == "GET":
            unsent.give_back(request, request.user.pk)
        response = self.get_response(request)
        if request.method == "POST" and response.status_code == REDIRECTED:
            unsent.forget(request, request.user.pk)
        return response


class Addresses:
    """What never passed a form is text too: the parts of an address and what stands behind its question mark.

    An address that no row can have is not found; a question that cannot be asked is refused in words, before anything
    is looked up, recorded or shown.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> HttpResponse | None:
        if any(_cannot_be(part) for part in kwargs.values() if isinstance(part, str)):
            return pages.not_found(request)
        fault = next(filter(None, map(_question_fault, request.GET.lists())), "")
        return pages.bad_request(request, Invalid(fault)) if fault else None


def _cannot_be(part: str) -> bool:
    return bool(text.fault(part)) or len(part) > LONGEST_PART or contains_rrn(part)


def _question_fault(asked: tuple[str, list[Any]]) -> str:
    parts = [asked[0], *map(str, asked[1])]
    if any(map(contains_rrn, parts)):
        return RRN_REFUSED
    return text.fault(parts) or (TOO_LONG if max(map(len, parts)) > LONGEST_QUESTION else "")


class DomainErrors:
    """Turns the house's errors into pages; the API has its own handler."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return pages.refusal_page(request, error) if isinstance(error, DomainError) else None
