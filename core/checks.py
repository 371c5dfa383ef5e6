"""The system checks that refuse to start: a route that has no policy, a limit of the site that cannot be meant."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.module_loading import autodiscover_modules, import_string

from core import limits


def routes(resolver: URLResolver | None = None, prefix: str = "", space: str = "") -> Iterator[tuple[str, str, Any]]:
    """Every route: its pattern, its full name (`discharge:case-detail`) and its view."""
    root = resolver or get_resolver()
    for entry in root.url_patterns:
        pattern = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            name = f"{space}:{entry.name}" if space and entry.name else entry.name or ""
            yield pattern, name, entry.callback
        else:
            inner = f"{space}:{entry.namespace}" if space and entry.namespace else entry.namespace or space
            yield from routes(entry, pattern, inner)


def policies_of(view: Any) -> dict[str, Any]:
    """The policies of a view: one per API action (`GET list`), or one for a page."""
    policy = getattr(view, "policy", None)
    if policy is not None:
        return {"": policy}
    cls = getattr(view, "cls", None) or getattr(view, "view_class", None)
    actions = getattr(view, "actions", None) or {}
    named = getattr(cls, "policies", {})
    if actions:
        return {f"{method.upper()} {action}": named.get(action) for method, action in actions.items()}
    return {"": getattr(cls, "policy", None)}


@register(Tags.urls)
def every_route_has_a_policy(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """core.E001: a route of ours without a policy, or a foreign one that nobody has judged."""
    foreign = import_string(settings.FOREIGN_ROUTES)
    faults: list[CheckMessage] = []
    for pattern, name, view in routes():
        if name in foreign:
            continue
        for action, policy in policies_of(view).items():
            if policy is None:
                faults.append(
                    Error(f"route {pattern} {action} ({name}) has no policy", hint="declare one", id="core.E001")
                )
    return faults


@register()
def site_limits_can_be_meant(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """core.E002: a limit that a site set under an unknown name, or to a number that cannot be meant."""
    autodiscover_modules("limits")
    return [Error(fault, id="core.E002") for fault in limits.faults()]
