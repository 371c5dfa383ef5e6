"""Asks a door in process: its policy, its row, its act, and then the view itself, without session and without pages.

Policy, row and act are asked on the objects that the route carries. Where these let somebody in whom the oracle
refuses, the view itself is entered, because services refuse too; nothing is rendered there.
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

from core.acts import Act, Acts
from core.api.acts import operation_name
from core.checks import policies_of
from core.errors import DomainError, Forbidden, NotVisible
from core.pages import record_denied
from core.policy import OnRow, Policy, SignInNeeded
from tests.access.enumerator import Probe
from tests.access.oracle import FORBIDDEN, LOGIN, NOT_FOUND, OK
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


@dataclass(frozen=True)
class Door:
    """The view behind a route, and the name in the path by which it finds its row."""

    view: Any
    method: str
    row_name: str
    board: Acts | None = None
    act: Act | None = None

    @property
    def policy(self) -> Policy | None:
        """What the route carries now, for this method."""
        found = {key.partition(" ")[0]: policy for key, policy in policies_of(self.view).items()}
        policy: Policy | None = found.get(self.method, found.get(""))
        return policy


@dataclass
class Asker:
    """Asks for one principal, as the portal knew them in `known`, the request of their sign-in."""

    known: Any
    handler: BaseHandler
    rows: dict[Any, Any] = field(default_factory=dict)

    def verdict(self, probe: Probe, stand: Stand) -> str:
        """What policy, row and act say, before the view is entered."""
        door = door_of(probe, stand)
        policy = door.policy
        if policy is None:
            return OK
        try:
            policy.admit(self.known.actor)
        except SignInNeeded:
            return FORBIDDEN if self.known.user.is_authenticated else LOGIN
        except Forbidden:
            return FORBIDDEN
        if not isinstance(policy, OnRow) or not door.row_name:
            return OK
        row = self._row(policy, probe.values(stand.ids)[door.row_name])
        if row is None:
            return NOT_FOUND
        try:
            policy.access.demand(row, policy.act, row.relations)
            if door.board is not None and door.act is not None:
                door.board.demand(door.act, row, row.relations)
        except Forbidden:
            return FORBIDDEN
        return OK

    def _row(self, policy: OnRow, value: Any) -> Any:
        """The row, or None where nothing may be known of it. It is read once: the rows of a run stay as they are."""
        access, key = policy.access, (policy.access, policy.field, str(value))
        if key not in self.rows:
            try:
                self.rows[key] = access.find(self.known.actor, "list", **{policy.field: value})
            except NotVisible:
                self.rows[key] = None
        return self.rows[key]

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


_doors: dict[Probe, Door] = {}


def door_of(probe: Probe, stand: Stand) -> Door:
    """The door behind a route; whichever row its path names, it is the same."""
    if probe not in _doors:
        _doors[probe] = _find_door(probe, stand)
    return _doors[probe]


def _find_door(probe: Probe, stand: Stand) -> Door:
    names = [name for _, name, _ in probe.parts()]
    match = resolve(probe.path(stand.ids).partition("?")[0])
    cls, actions = getattr(match.func, "cls", None), getattr(match.func, "actions", None)
    if cls is None or not actions:
        board: Acts | None = getattr(match.func, "acts", None)
        act = board.named(match.kwargs["name"]) if board else None
        return Door(match.func, probe.method, names[0] if names else "", board, act)
    name = cls.row_kwarg or cls.lookup_url_kwarg or cls.lookup_field
    operation = actions.get(probe.method.lower())
    found = ((board, act) for board in getattr(cls, "boards", ()) for act in board)
    acting = next((one for one in found if operation_name(one[1]) == operation), (None, None))
    return Door(match.func, probe.method, name if name in names else "", *acting)


@contextmanager
def asker(known: Any) -> Iterator[Asker]:
    with override_settings(MIDDLEWARE=MIDDLEWARE):
        handler = BaseHandler()
        handler.load_middleware()
    with mock.patch.object(Template, "render", return_value=SafeString("")):
        yield Asker(known, handler)
