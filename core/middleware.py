"""Request context, session limits, and the fixed answers for errors."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse

from core import context, pages
from core.actor import Place, new_request_id
from core.errors import DomainError

log = logging.getLogger(__name__)
Next = Callable[[HttpRequest], HttpResponse]
SEEN_EVERY = 15  # seconds; each time writes the session's row, and the idle limit is exact to this much


class RequestContext:
    """Gives every request a number and remembers where it came from, for audit entries and logs."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.request_id = new_request_id()  # type: ignore[attr-defined]
        if settings.BEHIND_PROXY and "HTTP_X_FORWARDED_FOR" in request.META:
            # what the proxy saw stands last; anything before it was written by the client
            request.META["REMOTE_ADDR"] = request.META["HTTP_X_FORWARDED_FOR"].rsplit(",", 1)[-1].strip()
        token = context.enter(Place(request.request_id, request.META.get("REMOTE_ADDR") or None))  # type: ignore[attr-defined]
        try:
            response = self.get_response(request)
        finally:
            context.leave(token)
        response["X-Request-Id"] = request.request_id  # type: ignore[attr-defined]
        if not request.path.startswith(settings.STATIC_URL):
            response.setdefault("Cache-Control", "no-store")
        return response


class DatabaseFaults:
    """A stopped database gives a plain 503 page that needs no database, and nothing is half written."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.get_response(request)
        except (OperationalError, InterfaceError):
            log.exception("database unavailable")
            return pages.unavailable(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, OperationalError | InterfaceError):
            log.error("database unavailable: %s", type(error).__name__)
            return pages.unavailable(request)
        return None


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
                logout(request)
                request.session["ended"] = "idle" if idle else "absolute"
            elif now - seen >= SEEN_EVERY or "seen_at" not in session:
                session["seen_at"] = now
        return self.get_response(request)


class DomainErrors:
    """Turns the house's errors into pages; the API has its own handler."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return pages.answer(request, error) if isinstance(error, DomainError) else None


class RequestIdFilter(logging.Filter):
    """Puts the request's number on every log line."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = context.place().request_id or "-"
        return True
