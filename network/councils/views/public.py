"""What of councils is public."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from core.paging import capped_count, paginate
from core.policy import NOTHING_SECRET, Public, page
from network.councils.filters import PublicFilter
from network.councils.panels import public

OPEN = Public("담당자가 공개하기로 한 회의의 회의명, 날짜, 안건, 결정 사항만 보입니다.", unlimited=NOTHING_SECRET)


@page(OPEN)
@require_GET
def public_list(request: HttpRequest) -> HttpResponse:
    """What coordinators marked as public, newest first; for anybody."""
    chosen = PublicFilter(request.GET, public.meetings())
    found = paginate(chosen.qs, ("-starts_at", "-id"), request.GET.get("after", ""), size=20)
    for row in found.rows:
        row.shown = public.items_of(row)
    context = {"page": found, "count": capped_count(chosen.qs), "filter_form": chosen.form}
    return render(request, "councils/public.html", context)
