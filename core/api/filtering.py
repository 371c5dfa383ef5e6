"""Lists of the API are filtered by the same FilterSets as the pages."""

from __future__ import annotations

from typing import Any

from django_filters.rest_framework import DjangoFilterBackend

from core.api.permissions import actor_of


class ActorFilterBackend(DjangoFilterBackend):
    """Hands the actor to a FilterSet that asks whose rows are meant (`wants_actor`)."""

    def get_filterset_kwargs(self, request: Any, queryset: Any, view: Any) -> dict[str, Any]:
        values: dict[str, Any] = super().get_filterset_kwargs(request, queryset, view)
        if getattr(view.filterset_class, "wants_actor", False):
            values["actor"] = actor_of(request)
        return values
