"""The doors of courses for everybody who stands to them: the list, and what a course is and where it stands."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from core.pages import show
from core.paging import count_of, paginate
from core.policy import OnRow, PortalRequest, SignedIn, page
from education import running_panels
from education.access import PARTNERS, REQUEST, runs
from education.models import EducationRequest

ORDER = ("-created_at", "-pk")


@page(SignedIn())
@require_GET
def request_list(request: PortalRequest) -> HttpResponse:
    """Courses that I run, asked for or teach, the newest first."""
    rows = EducationRequest.objects.for_list().for_actor(request.actor)
    found = paginate(rows, ORDER, request.GET.get("after", ""))
    return show(request, "education/request_list.html", _list(request, found, count_of(found, rows)))


def _list(request: PortalRequest, found: Any, count: str) -> dict[str, Any]:
    return {
        "page": found,
        "count": count,
        "may_ask": request.actor.holds(*PARTNERS),
        "may_open": runs(request.actor),
    }


@page(OnRow(REQUEST, "read", rows=EducationRequest.objects.for_page))
@require_GET
def request_detail(request: PortalRequest, course: EducationRequest) -> HttpResponse:
    return show(request, "education/request_detail.html", running_panels.overview(course, request.actor))
