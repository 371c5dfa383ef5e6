"""Finding words in agendas and minutes."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from core.paging import capped_count, paginate
from core.policy import PortalRequest, SignedIn, page
from network.councils.filters import SearchFilter
from network.councils.services import search


@page(SignedIn())
@require_GET
def council_search_page(request: PortalRequest) -> HttpResponse:
    """Items of meetings that the person knows of; without words nothing is listed."""
    actor = request.actor
    words = search.words_of(request.GET.get("q", ""))
    rows = search.items_for(actor).select_related("meeting__council")
    chosen = SearchFilter(request.GET, rows if words else rows.none(), actor=actor)
    found = paginate(chosen.qs, ("-at", "-id"), request.GET.get("after", ""))
    for row in found.rows:
        row.hits = search.hits(row, words, reads=row.may_read)
    context = {
        "page": found,
        "count": capped_count(chosen.qs) if words else "",
        "filter_form": chosen.form,
        "words": words,
        "asked": request.GET.get("q", "").strip(),
    }
    return render(request, "councils/search.html", context)
