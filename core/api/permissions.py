"""The door of the API: the policy that an endpoint declares for its action."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rest_framework import exceptions
from rest_framework.permissions import BasePermission

from core.actor import Actor
from core.errors import Forbidden
from core.policy import NO_MEMBERSHIP, Policy, SignInNeeded

if TYPE_CHECKING:
    from rest_framework.request import Request
    from rest_framework.views import APIView


class PolicyPermission(BasePermission):
    """Asks the endpoint's policy for the action; an endpoint without one admits nobody."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        policy = policy_of(view)
        if policy is None:
            return False
        try:
            policy.admit(actor_of(request))
        except SignInNeeded:
            if request.user.is_authenticated:
                raise Forbidden(NO_MEMBERSHIP) from None
            raise exceptions.NotAuthenticated from None
        policy.count_try(request._request)
        return True


def policy_of(view: Any) -> Policy | None:
    policies: Mapping[str, Policy] = getattr(view, "policies", {})
    return policies.get(getattr(view, "action", None) or "") or getattr(view, "policy", None)


def actor_of(request: Any) -> Actor | None:
    """The actor that the middleware put on the Django request."""
    return getattr(getattr(request, "_request", request), "actor", None)
