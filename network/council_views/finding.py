"""Searching what councils dealt with, and what of it is public."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from core.paging import capped_count, paginate
from core.policy import PortalRequest, Public, SignedIn, page
from network import council_public, council_search
from network.council_filters import PublicFilter, SearchFilter

OPEN = Public("담당자가 공개하기로 한 회의의 회의명, 날짜, 안건, 결정 사항만 보입니다.")


@page(SignedIn())
@require_GET
def council_search_page(request: PortalRequest) -> HttpResponse:
    """Items of meetings that the person knows of; without words nothing is listed."""
    actor = request.actor
    words = council_search.words_of(request.GET.get("q", ""))
    rows = council_search.items_for(actor).select_related("meeting__council")
    chosen = SearchFilter(request.GET, rows if words else rows.none(), actor=actor)
    found = paginate(chosen.qs, ("-at", "-id"), request.GET.get("after", ""))
    for row in found.rows:
        row.hits = council_search.hits(row, words, reads=row.may_read)
    context = {
        "page": found,
        "count": capped_count(chosen.qs) if words else "",
        "filter_form": chosen.form,
        "words": words,
        "asked": request.GET.get("q", "").strip(),
    }
    return render(request, "network/councils/search.html", context)


@page(OPEN)
@require_GET
def public_list(request: HttpRequest) -> HttpResponse:
    """What coordinators marked as public, newest first; for anybody."""
    chosen = PublicFilter(request.GET, council_public.meetings())
    found = paginate(chosen.qs, ("-starts_at", "-id"), request.GET.get("after", ""), size=20)
    for row in found.rows:
        row.shown = council_public.items_of(row)
    context = {"page": found, "count": capped_count(chosen.qs), "filter_form": chosen.form}
    return render(request, "network/councils/public.html", context)
