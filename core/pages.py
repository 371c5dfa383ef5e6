"""Answers that every page gives alike: errors, stale forms, fragments."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.contrib import messages as flash
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string

from core import text as kept_text
from core import unsent
from core.errors import Conflict, DomainError, Forbidden, Invalid, NotVisible, TooOften
from core.forms import PortalForm
from core.policy import record_denied

T = TypeVar("T")
F = TypeVar("F")
RETRY_SECONDS = 30


def refusal_page(request: HttpRequest, error: DomainError) -> HttpResponse:
    """The page of a fixed answer: 202, 400, 403, 404 or 409 with the same shape everywhere."""
    if isinstance(error, Forbidden):
        record_denied(getattr(request, "actor", None), error, f"{request.method} {request.path}")
    context = {name: getattr(error, name, []) for name in ("owners", "ways")} | {"error": error, "back": back(request)}
    response = render(request, f"{error.status}.html", context, status=error.status)
    return sealed(response) if isinstance(error, TooOften) else response


def back(request: HttpRequest) -> str:
    """The page the person came from, on this host only."""
    referrer = request.headers.get("Referer", "")
    host = f"{request.scheme}://{request.get_host()}"
    # two slashes at the start would name another host
    return "/" + referrer[len(host) :].lstrip("/") if referrer.startswith(host + "/") else "/"


def unavailable(request: HttpRequest) -> HttpResponse:
    """503 without touching the database, the session or the signed-in person."""
    number = getattr(request, "request_id", "")
    if request.path.startswith("/api/"):
        content = '{"code":"unavailable","detail":"잠시 쓸 수 없습니다. 저장되지 않았습니다.","fields":{}}'
        response = HttpResponse(content, content_type="application/json", status=503)
    else:
        text = render_to_string("503.html", {"request_id": number, "office_phone": settings.SITE["office_phone"]})
        response = HttpResponse(text, status=503)
    response["Retry-After"] = str(RETRY_SECONDS)
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose sign-in changed, or that came from elsewhere. What a page of ours sent is kept for its person."""
    kept = getattr(request, "resume_at", "")
    if not kept and request.user.is_authenticated and unsent.came_from_here(request):
        kept = unsent.keep(request, request.user.pk)
    return render(request, "csrf.html", {"back": kept or back(request), "is_kept": bool(kept)}, status=403)


def posted_text(request: HttpRequest, name: str) -> str:
    """What was posted under a name that belongs to no form: folded, without what no column can hold."""
    return kept_text.searchable(request.POST.get(name, ""))


def bound(form_class: Callable[..., F], request: HttpRequest, **kwargs: Any) -> F:
    """The form with what was posted, also when nothing was."""
    return form_class(sent_or_kept(request), **kwargs)


def sent_or_kept(request: HttpRequest) -> QueryDict | None:
    """What was posted, also when nothing was; on a page that is looked at what was kept for it, if anything."""
    return request.POST if request.method == "POST" or request.POST else None


def run_service(request: HttpRequest, form: PortalForm, deed: Callable[[], T], done: str = "") -> T | None:
    """Run a service for a valid form. Bad input and stale versions go back into the form; None means failed.

    The view then renders the form again with `status_of(form)`, so that nothing typed is lost. A page that is only
    looked at does nothing, whatever stands in its form.
    """
    if request.method not in ("POST", "PUT") or not form.is_valid():
        return None
    try:
        result = deed()
    except Invalid as error:
        form.refuse(error)
        return None
    except Conflict as error:
        form.conflict(error)
        return None
    if done:
        flash.success(request, done)
    return result


def status_of(form: PortalForm) -> int:
    """200 for a fresh form, 400 for errors, 409 for a conflict."""
    if form.conflict_error is not None:
        return 409
    return 400 if form.is_bound and form.errors else 200


def show(request: HttpRequest, template: str, context: dict[str, Any], form: PortalForm | None = None) -> HttpResponse:
    """Render a page; with a form, the status says whether it was accepted."""
    status = status_of(form) if form is not None else 200
    if form is not None:
        context = {"form": form, **context}
    return render(request, template, context, status=status)


def sealed(response: HttpResponse, referrer: str = "same-origin") -> HttpResponse:
    """A page behind a public link: kept by no browser, found by no search engine, told to no other site."""
    response["Cache-Control"] = "no-store, max-age=0"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Referrer-Policy"] = referrer
    return response


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A route that does not exist: the same answer as a row that is not visible."""
    if request.path.startswith("/api/"):
        content = '{"code":"not_found","detail":"찾는 내용이 없습니다.","fields":{}}'
        return HttpResponse(content, content_type="application/json", status=404)
    return refusal_page(request, NotVisible())


def bad_request(request: HttpRequest, error: Invalid) -> HttpResponse:
    """An address with a question that cannot be asked."""
    if request.path.startswith("/api/"):
        return JsonResponse({"code": error.code, "detail": error.detail, "fields": error.errors}, status=400)
    return refusal_page(request, error)


def server_error(request: HttpRequest) -> HttpResponse:
    """A fault of ours: a plain page with the request's number, nothing of the fault itself.

    Called with the fault still at hand, wherever it rose (middleware, view, template, session): a database that does
    not answer is no fault of ours but a 503.
    """
    if isinstance(sys.exception(), OperationalError | InterfaceError):
        return unavailable(request)
    text = render_to_string("500.html", {"request_id": getattr(request, "request_id", "")})
    return HttpResponse(text, status=500)
