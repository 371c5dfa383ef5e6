"""Every route says who may use it. A route without a policy stops the process at start-up (`core.checks`).

`page(policy)` is the door of a page, `Endpoint.policies` the door of an API action. A policy admits or raises the
house's fixed answers; it never filters rows itself, that is the access mapping's work.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from core import audit, unsent
from core.access import Access
from core.actor import Actor
from core.errors import Forbidden, TooOften
from core.throttle import DoorLimit

View = Callable[..., HttpResponseBase]


class PortalRequest(HttpRequest):
    """A request behind a door that asks for a membership: who acts is known."""

    actor: Actor
    membership: Any
    memberships: list[Any]


SHOWN = (200, 400, 409)  # a page, or the form that came back: both show the person
NOTHING_SECRET = "누구나 보는 내용이라 알아맞힐 것이 없고, 아무것도 적지 않습니다."
NO_MEMBERSHIP = "지금 쓸 수 있는 소속이 없습니다. 소속 기관의 담당자에게 알리십시오."


class SignInNeeded(Exception):
    """Nobody is signed in, or the person acts in no membership."""


@dataclass(frozen=True)
class Policy:
    """Base: who may pass the door. `name` appears in documentation and in the access matrix."""

    def admit(self, actor: Actor | None) -> None:
        raise NotImplementedError  # pragma: no cover

    def count_try(self, request: HttpRequest) -> None:
        """Raises TooOften at a public door that was tried too often; nobody else is counted here."""

    @property
    def name(self) -> str:
        return type(self).__name__


@dataclass(frozen=True)
class Public(Policy):
    """Open without signing in; the reason is written down.

    `limit`: how often it may be tried; or else `unlimited`: why it may be tried without end.
    """

    reason: str
    limit: DoorLimit | None = None
    unlimited: str = ""

    def __post_init__(self) -> None:
        if (self.limit is None) == (not self.unlimited):
            raise ValueError(f"a public door has a limit or a reason why it needs none: {self.reason}")

    def admit(self, actor: Actor | None) -> None:
        return None

    def count_try(self, request: HttpRequest) -> None:
        if self.limit is not None and self.limit.is_over(request):
            raise TooOften


@dataclass(frozen=True)
class SignedIn(Policy):
    """Anybody who acts in a valid membership."""

    def admit(self, actor: Actor | None) -> None:
        if actor is None:
            raise SignInNeeded


@dataclass(frozen=True)
class Holding(SignedIn):
    """Acting in one of the roles and, where given, in the programme."""

    roles: frozenset[str]
    programme: str = ""

    def admit(self, actor: Actor | None) -> None:
        super().admit(actor)
        assert actor is not None
        if not actor.holds(*self.roles) or (self.programme and not actor.works_in(self.programme)):
            raise Forbidden


def holding(roles: str, programme: str = "") -> Holding:
    """`holding("SOCIAL_WORKER NURSE", "DISCHARGE")`."""
    return Holding(frozenset(roles.split()), programme)


@dataclass(frozen=True)
class OnRow(SignedIn):
    """Signed in, and related to the row in a way that may do the act. The door finds the row.

    `rows`: the queryset to find it in (joins for the page). `audit_as`: opening this page shows a person, so it is
    recorded. `field`: the column that the URL's value names.
    """

    access: Access[Any]
    act: str
    rows: Callable[[], QuerySet[Any]] | None = None
    field: str = "pk"
    audit_as: str = ""

    def row(self, actor: Actor, value: Any, **within: Any) -> Any:
        """The row for this actor and act; `within`: columns it must have. Raises NotVisible or Forbidden. One query."""
        rows = self.rows() if self.rows else None
        return self.access.find(actor, self.act, rows, **{self.field: value}, **within)


def page(policy: Policy) -> Callable[[View], View]:
    """Make a view a door. Under `OnRow` the first URL argument is replaced by the row it names.

    The view gets `request.actor`; a person who is not signed in is sent to the sign-in page.
    """

    def wrap(view: View) -> View:
        @functools.wraps(view)
        def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            actor: Actor | None = getattr(request, "actor", None)
            try:
                policy.admit(actor)
            except SignInNeeded:
                return _ask_to_sign_in(request)
            policy.count_try(request)
            if isinstance(policy, OnRow) and kwargs:
                name, value = next(iter(kwargs.items()))
                del kwargs[name]
                assert actor is not None
                row = policy.row(actor, value)
                response = view(request, row, *args, **kwargs)
                # recorded before it leaves: an entry that cannot be written keeps the page back
                if policy.audit_as and response.status_code in SHOWN:
                    record_view(actor, policy.audit_as, row)
                return response
            return view(request, *args, **kwargs)

        door.policy = policy  # type: ignore[attr-defined]
        return door

    return wrap


def _ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page and back; what was posted is not repeated, so back to the page it came from, filled."""
    if request.user.is_authenticated:  # in no membership that holds today: say so instead of asking again
        context = {"office_phone": settings.SITE["office_phone"]}
        return render(request, "no_membership.html", context, status=403)
    if request.method in ("GET", "HEAD"):
        return redirect_to_login(request.get_full_path())
    return redirect_to_login(getattr(request, "resume_at", "") or unsent.hold(request) or unsent.carrier(request))


def record_denied(actor: Actor | None, error: Forbidden, route: str) -> None:
    """Write down that somebody tried what is not theirs to do."""
    if actor is None:
        return
    about = error.about
    client_id = getattr(about, "client_id", None)
    audit.record(
        actor,
        "access.denied",
        action="VIEW",
        about=about,
        persons=[client_id] if client_id else [],
        changes={"route": route[:200]},
    )


def record_view(actor: Actor, verb: str, row: Any) -> None:
    """Write down that the actor opened a page about a person."""
    client_id = getattr(row, "client_id", None)
    audit.record(actor, verb, action="VIEW", about=row, persons=[client_id] if client_id else [])
