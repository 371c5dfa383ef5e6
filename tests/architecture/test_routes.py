"""Every route says who may use it; a route that does not stops the process."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.module_loading import import_string
from rest_framework.routers import SimpleRouter

from core.api.endpoints import Endpoint
from core.checks import every_route_has_a_policy, policies_of, routes
from core.policy import Policy, Public, SignedIn, page
from core.throttle import DoorLimit


def test_every_route_has_a_policy_or_a_written_reason() -> None:
    foreign = import_string(settings.FOREIGN_ROUTES)
    for pattern, name, view in routes():
        if name in foreign:
            assert foreign[name], f"{name} needs a reason"
            continue
        policies = policies_of(view)
        assert policies, pattern
        assert all(isinstance(policy, Policy) for policy in policies.values()), (pattern, policies)


def test_an_open_route_says_why() -> None:
    for pattern, _, view in routes():
        for policy in policies_of(view).values():
            if isinstance(policy, Public):
                assert policy.reason.strip(), pattern


def test_an_open_route_is_limited_or_says_why_not() -> None:
    found = {name: one for _, name, view in routes() for one in policies_of(view).values() if isinstance(one, Public)}
    for name, policy in found.items():
        assert policy.limit or policy.unlimited.strip(), name
    limits = {id(one.limit): one.limit.name for one in found.values() if one.limit}
    assert len(limits) == len(set(limits.values())) >= 9, "each counts in buckets of its own"


@pytest.mark.parametrize("ways", [{}, {"limit": DoorLimit("trial", 1, 1), "unlimited": "둘 다"}])
def test_an_open_route_cannot_be_declared_without_saying_how_often(ways: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="limit"):
        Public("누구나", **ways)


def test_no_reason_is_left_over_from_a_route_that_is_gone() -> None:
    names = {name for _, name, _ in routes()}
    assert set(import_string(settings.FOREIGN_ROUTES)) - names == set()


def test_route_names_are_unique() -> None:
    seen: dict[str, str] = {}
    for pattern, name, _ in routes():
        assert name, f"{pattern} has no name"
        assert seen.setdefault(name, pattern) == pattern, (name, pattern, seen[name])


def _bare(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


class HalfOpen(Endpoint):
    """An endpoint that forgot the policy of one act."""

    policies = {"list": SignedIn()}

    def list(self, request: Any) -> None:
        """Declared."""

    def destroy(self, request: Any, pk: str) -> None:
        """Forgotten."""


def _urlconf(monkeypatch: pytest.MonkeyPatch, urlpatterns: list[Any]) -> str:
    module = ModuleType("tests_urlconf")
    module.urlpatterns = urlpatterns  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "tests_urlconf", module)
    return "tests_urlconf"


def test_the_start_stops_at_a_page_without_a_policy(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.ROOT_URLCONF = _urlconf(monkeypatch, [path("open/", _bare, name="open")])
    assert [fault.id for fault in every_route_has_a_policy(None)] == ["core.E001"]


def test_the_start_stops_at_an_api_act_without_a_policy(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    router = SimpleRouter()
    router.register("things", HalfOpen, basename="thing")
    settings.ROOT_URLCONF = _urlconf(monkeypatch, router.urls)
    faults = every_route_has_a_policy(None)
    assert len(faults) == 1
    assert "DELETE destroy" in faults[0].msg


def test_a_page_with_a_policy_lets_the_process_start(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.ROOT_URLCONF = _urlconf(monkeypatch, [path("own/", page(SignedIn())(_bare), name="own")])
    assert every_route_has_a_policy(None) == []
