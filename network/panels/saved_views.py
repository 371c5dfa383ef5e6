"""The views that a person keeps of a list, on the list itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

from network.forms.saved_views import kept_query
from network.models import SavedView


def of_list(request: HttpRequest) -> dict[str, Callable[[], list[dict[str, Any]]]]:
    """For every page; asked for by `parts/_saved_views.html` alone, of the list at this address."""

    def rows() -> list[dict[str, Any]]:
        actor = getattr(request, "actor", None)
        if actor is None or actor.user_id is None:
            return []
        here = kept_query(request.GET.urlencode())
        found = SavedView.objects.for_actor(actor).filter(path=request.path).order_by("name")
        return [{"name": row.name, "url": row.url, "current": here == row.query} for row in found]

    return {"saved_views": rows}
