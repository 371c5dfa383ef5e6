"""The doors of courses for everybody who stands to them: the list, and what a course is and where it stands."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from core import audit, sheets, workdays
from core.pages import show
from core.paging import count_parts, count_words, paginate
from core.policy import OnRow, PortalRequest, SignedIn, page
from education import request_lists, running_panels
from education.access import PARTNERS, REQUEST, runs
from education.filters import CourseFilter, views
from education.models import EducationRequest


def _found(request: PortalRequest) -> tuple[str, Any, CourseFilter]:
    """The saved view, all courses that the person knows of, and the view narrowed by the filters."""
    own = EducationRequest.objects.for_actor(request.actor)
    named = views(timezone.now())
    asked = request.GET.get("view", "")
    view = asked if asked in named else next(iter(named))
    return view, own, CourseFilter(request.GET, queryset=own.filter(named[view][1]))


@page(SignedIn())
@require_GET
def request_list(request: PortalRequest) -> HttpResponse:
    """Courses that I run, asked for or teach; what goes on now unless another view is chosen."""
    view, own, filtered = _found(request)
    named = views(timezone.now())
    order = request_lists.order_of(request.GET.get("o", ""), view)
    found = paginate(filtered.qs.for_list(), request_lists.ORDERS[order], request.GET.get("after", ""))
    counts = count_parts({name: own.filter(row[1]) for name, row in named.items() if name != "all"} | {"": filtered.qs})
    context = {
        "page": found,
        "rows": request_lists.lines(found.rows),
        "count": f"{request_lists.ORDER_WORDS[order]} · {count_words(counts[''])}",
        "filter_form": filtered.form,
        "views": request_lists.tabs(named, counts, view),
        "keep": [("view", view), ("o", order)],
        "chips": request_lists.chips(filtered.form, request.GET),
        "clear_query": f"?view={view}",
        "order": order,
        "export_query": request.GET.urlencode(),
        "may_ask": request.actor.holds(*PARTNERS),
        "may_open": runs(request.actor),
    }
    return show(request, "education/request_list.html", context)


@page(SignedIn())
@require_GET
def request_sheet(request: PortalRequest) -> HttpResponse:
    """The same view and filters as a spreadsheet. It names courses and agencies, no person, so no purpose is asked."""
    view, _, filtered = _found(request)
    order = request_lists.order_of(request.GET.get("o", ""), view)
    rows = filtered.qs.for_list().order_by(*request_lists.ORDERS[order])[: request_lists.SHEET_ROWS]
    content = sheets.workbook("교육", request_lists.HEAD, (request_lists.cells(row) for row in rows))
    audit.record(
        request.actor, "education_request.export", action="DOWNLOAD", changes={"asked": request.GET.urlencode()}
    )
    return sheets.response(content, f"교육목록-{workdays.seoul_today():%Y%m%d}")


@page(OnRow(REQUEST, "read", rows=EducationRequest.objects.for_page))
@require_GET
def request_detail(request: PortalRequest, course: EducationRequest) -> HttpResponse:
    return show(request, "education/request_detail.html", running_panels.overview(course, request.actor))
