"""The public directory of institutions."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from core import paging
from core.errors import NotVisible
from core.policy import NOTHING_SECRET, Public, page
from network.directory.filters.institutions import InstitutionFilter
from network.directory.panels import institutions
from network.models import Institution

DIRECTORY = Public("기관의 공개된 연락처와 시간이며 개인정보가 없습니다.", unlimited=NOTHING_SECRET)


@page(DIRECTORY)
@require_GET
def institution_list(request: HttpRequest) -> HttpResponse:
    """Who is where, gives what, and how to reach them."""
    chosen = InstitutionFilter(request.GET, Institution.objects.active().for_list(), request=request)
    rows = chosen.qs
    found = paging.paginate(rows, ("name", "pk"), request.GET.get("after", ""))
    context = {"page": found, "filter_form": chosen.form, "count": paging.capped_count(rows)}
    return render(request, "directory/institution_list.html", context)


@page(DIRECTORY)
@require_GET
def institution_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One institution, laid out like the last page of the hospital's leaflet."""
    row = Institution.objects.active().for_page().prefetch_related("offers").filter(code=code).first()
    if row is None:
        raise NotVisible
    context = {
        "institution": row,
        "numbers": institutions.number_groups(row),
        "hours": institutions.hour_groups(row),
        "designations": institutions.designation_lines(row),
        "address": institutions.address_line(row),
    }
    return render(request, "directory/institution_detail.html", context)
