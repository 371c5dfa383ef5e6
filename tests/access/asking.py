"""Asks a door in process: its policy, the row it names, and then the view itself, without session and without pages.

The policy and the row are asked on the objects that the route carries. Only who passes both is let into the view,
because services refuse too; there nothing is rendered, and a refusal is no page but its number.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest import mock
from urllib.parse import urlencode

from django.core.handlers.base import BaseHandler
from django.http import HttpRequest, HttpResponse
from django.template.backends.django import Template
from django.test import RequestFactory, override_settings
from django.urls import resolve
from django.utils.safestring import SafeString

from core.actor import Actor
from core.checks import policies_of
from core.errors import DomainError, Forbidden, NotVisible
from core.pages import record_denied
from core.policy import OnRow, Policy, SignInNeeded
from tests.access.enumerator import Probe
from tests.access.oracle import FORBIDDEN, LOGIN, NOT_FOUND
from tests.access.stands import Stand

MIDDLEWARE = [
    "core.middleware.RequestContext",
    "tests.access.asking.WhoActs",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "tests.access.asking.BareErrors",
]
_LENT = ("user", "actor", "memberships", "membership", "csp_nonce")


class WhoActs:
    """Puts on the request what session and membership said once, at sign-in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        once = request.META["matrix.known"]
        for name in _LENT:
            setattr(request, name, getattr(once, name, None))
        store = type(once.session)(once.session.session_key)
        store._session_cache = dict(once.session.items())
        request.session = store
        return self.get_response(request)


class BareErrors:
    """A refusal is its number; what it writes into the trail it writes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Forbidden):
            record_denied(getattr(request, "actor", None), error, f"{request.method} {request.path}")
        return HttpResponse(status=error.status) if isinstance(error, DomainError) else None


@dataclass
class Asker:
    """Asks for one principal, as the portal knew them in `known`, the request of their sign-in."""

    known: Any
    handler: BaseHandler
    rows: dict[tuple[Policy, str], str] = field(default_factory=dict)

    @property
    def actor(self) -> Actor | None:
        actor: Actor | None = self.known.actor
        return actor

    def policy(self, probe: Probe, stand: Stand) -> Policy | None:
        return policy_of(resolve(probe.path(stand.ids).partition("?")[0]).func, probe.method)

    def refusal(self, probe: Probe, stand: Stand) -> str:
        """What policy and row say before the view is entered; empty: come in."""
        match = resolve(probe.path(stand.ids).partition("?")[0])
        policy = policy_of(match.func, probe.method)
        if policy is None:
            return ""
        try:
            policy.admit(self.actor)
        except SignInNeeded:
            return FORBIDDEN if self.known.user.is_authenticated else LOGIN
        except Forbidden:
            return FORBIDDEN
        value = named(match.func, match.kwargs)
        if not isinstance(policy, OnRow) or value is None:
            return ""
        key = policy, str(value)
        if key not in self.rows:  # the rows of a run stay as they are, and so do the answers
            self.rows[key] = self._row(policy, value)
        return self.rows[key]

    def _row(self, policy: OnRow, value: Any) -> str:
        assert self.actor is not None
        try:
            policy.row(self.actor, value)
        except NotVisible:
            return NOT_FOUND
        except Forbidden:
            return FORBIDDEN
        return ""

    def enter(self, probe: Probe, stand: Stand) -> Any:
        """The view's answer, with nothing rendered."""
        return self.handler.get_response(self._request(probe, stand))

    def _request(self, probe: Probe, stand: Stand) -> HttpRequest:
        body: Any = probe.body(stand.ids)
        is_json = probe.is_api or probe.method == "PUT"
        headers = {"If-Match": "1"} if is_json else {}
        data = "" if probe.method == "GET" else json.dumps(body) if is_json else urlencode(body)
        kind = "application/json" if is_json else "application/x-www-form-urlencoded"
        path = probe.path(stand.ids)
        request = RequestFactory().generic(probe.method, path, data, content_type=kind, headers=headers)
        request.META["matrix.known"] = self.known
        request._dont_enforce_csrf_checks = True
        return request


def policy_of(view: Any, method: str) -> Policy | None:
    """The policy of a page, or of the API action that a method means."""
    found: dict[str, Policy | None] = policies_of(view)
    words = {key.partition(" ")[0]: policy for key, policy in found.items()}
    return words.get(method, words.get(""))


def named(view: Any, kwargs: dict[str, Any]) -> Any:
    """The value in the path by which the door finds its row; None: it names none."""
    cls = getattr(view, "cls", None)
    if cls is None or not getattr(view, "actions", None):
        return next(iter(kwargs.values()), None)
    return kwargs.get(cls.row_kwarg or cls.lookup_url_kwarg or cls.lookup_field)


@contextmanager
def asker(known: Any) -> Iterator[Asker]:
    with override_settings(MIDDLEWARE=MIDDLEWARE):
        handler = BaseHandler()
        handler.load_middleware()
    with mock.patch.object(Template, "render", return_value=SafeString("")):
        yield Asker(known, handler)
