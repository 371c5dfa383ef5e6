"""The doors of one's own views of lists."""

from __future__ import annotations

from itertools import groupby

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from core.acts import Standing
from core.pages import run_service, show
from core.policy import PortalRequest, SignedIn, page
from network.acts.saved_views import SAVED_VIEW_ACTS
from network.forms.saved_views import SavedViewForm, offered
from network.models import SavedView
from network.services import saved_views


@page(SignedIn())
@require_GET
def saved_view_list(request: PortalRequest) -> HttpResponse:
    """내 보기: by the list that they show."""
    rows = list(SavedView.objects.for_actor(request.actor).order_by("list_label", "path", "name"))
    for row in rows:
        row.acts = SAVED_VIEW_ACTS.buttons(Standing(row, frozenset({"owner"}), request.actor))
    groups = [(label, list(found)) for label, found in groupby(rows, key=lambda row: row.list_label)]
    return show(request, "network/saved_view_list.html", {"groups": groups})


@page(SignedIn())
@require_http_methods(["GET", "POST"])
def saved_view_new(request: PortalRequest) -> HttpResponse:
    """Keep the conditions with which one looks at a list, under a name."""
    form = SavedViewForm(request.POST or None, initial=offered(request.GET))
    if request.method == "POST":
        form.is_bound = True
        made = run_service(
            request,
            form,
            lambda: saved_views.keep(
                actor=request.actor, data=form.values(), idempotency_key=form.cleaned_data["idempotency_key"]
            ),
            done="내 보기에 두었습니다.",
        )
        if made is not None:
            return redirect(made.url)
    return show(request, "network/saved_view_new.html", {}, form)
