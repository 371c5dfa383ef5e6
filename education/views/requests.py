"""Doors of a request until the course stands: the list, what a course is, asking, the moves, lessons, agreement."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from core import audit, sheets, workdays
from core.errors import NotVisible
from core.filtering import hidden_by_view
from core.forms import PortalForm
from core.pages import bound, run_service, show
from core.paging import COUNT_CAP, count_parts, count_words, paginate
from core.policy import OnRow, PortalRequest, SignedIn, holding, page
from education.access import PARTNERS, REQUEST, runs
from education.exports import requests as exports
from education.filters.requests import CourseFilter, views
from education.forms import requests as shapes
from education.models import EducationRequest, Session
from education.panels import lists
from education.panels import requests as panels
from education.services import requests
from education.workflow import PROGRAMME


def _view_and_filter(request: PortalRequest) -> tuple[str, Any, CourseFilter]:
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
    view, own, filtered = _view_and_filter(request)
    named = views(timezone.now())
    order = lists.order_of(request.GET.get("o", ""), view)
    found = paginate(filtered.qs.for_list(), lists.ORDERS[order], request.GET.get("after", ""))
    counts = count_parts({name: own.filter(row[1]) for name, row in named.items() if name != "all"} | {"": filtered.qs})
    context = {
        "page": found,
        "rows": lists.lines(found.rows),
        "count": f"{lists.ORDER_WORDS[order]} · {count_words(counts[''])}",
        "filter_form": filtered.form,
        "views": lists.tabs(named, counts, view),
        "keep": [("view", view), ("o", order)],
        "hidden": hidden_by_view(request, named, view, CourseFilter, own),
        "chips": lists.chips(filtered.form, request.GET),
        "clear_query": f"?view={view}",
        "order": order,
        "export_query": request.GET.urlencode(),
        "warning": sheets.warning(filtered.qs) if counts[""] > COUNT_CAP else "",
        "may_ask": request.actor.holds(*PARTNERS),
        "may_open": runs(request.actor),
    }
    return show(request, "education/request_list.html", context)


@page(SignedIn())
@require_GET
def request_sheet(request: PortalRequest) -> HttpResponse:
    """The same view and filters as a spreadsheet. It names courses and agencies, no person, so no purpose is asked."""
    view, _, filtered = _view_and_filter(request)
    order = lists.order_of(request.GET.get("o", ""), view)
    found = sheets.taken(filtered.qs.for_list().order_by(*lists.ORDERS[order]))
    content = sheets.workbook("교육", exports.HEAD, map(exports.cells, found.rows), found.note)
    audit.record(
        request.actor, "education_request.export", action="DOWNLOAD", changes={"asked": request.GET.urlencode()}
    )
    return sheets.response(content, f"교육목록-{workdays.seoul_today():%Y%m%d}")


@page(OnRow(REQUEST, "read", rows=EducationRequest.objects.for_page))
@require_GET
def request_detail(request: PortalRequest, course: EducationRequest) -> HttpResponse:
    return show(request, "education/request_detail.html", panels.overview(course, request.actor))


COURSES = EducationRequest.objects.for_page
MANAGE = OnRow(REQUEST, "manage", rows=COURSES)
RUNS = holding("COORDINATOR", PROGRAMME)
AGENCY = holding("PARTNER_STAFF PARTNER_MANAGER")


def form_page(request: PortalRequest, form: Any, title: str, button: str, back: str, **more: Any) -> HttpResponse:
    context = {"title": title, "button": button, "back_url": back, **more}
    return show(request, "education/form.html", context, form)


@page(AGENCY)
@require_http_methods(["GET", "POST"])
def request_new(request: PortalRequest) -> HttpResponse:
    """Write a request; it is sent with the button 신청, or kept to be sent later."""
    offered = shapes.topics_for(request.actor)
    form = bound(
        shapes.WishForm, request, topics=offered, initial=shapes.initial_of_topic(offered, request.GET.get("topic", ""))
    )
    if request.method == "POST":
        made = run_service(request, form, lambda: _ask(request, form), "저장했습니다.")
        if made is not None:
            return redirect("education:request-detail", made.pk)
    return form_page(request, form, "교육 신청", "신청", "education:request-list", second="저장만 하기")


def _ask(request: PortalRequest, form: Any) -> EducationRequest:
    row = requests.ask(actor=request.actor, data=form.values(), idempotency_key=form.cleaned_data["idempotency_key"])
    if "later" not in request.POST and row.status == "DRAFT":
        row = requests.step(actor=request.actor, course=row, name="submit")
    return row


@page(OnRow(REQUEST, "edit", rows=COURSES))
@require_http_methods(["GET", "POST"])
def request_edit(request: PortalRequest, course: EducationRequest) -> HttpResponse:
    initial = {name: getattr(course, name) for name in (*requests.WISHES, "version")}
    form = bound(shapes.WishForm, request, topics=shapes.topics_for(request.actor), initial=initial)
    if request.method == "POST":
        done = run_service(
            request,
            form,
            lambda: requests.edit(
                actor=request.actor, course=course, data=form.values(), version=form.cleaned_data["version"]
            ),
            "저장했습니다.",
        )
        if done is not None:
            return redirect("education:request-detail", course.pk)
    return form_page(request, form, "신청 내용 고치기", "저장", "education:request-list", course=course)


@page(RUNS)
@require_http_methods(["GET", "POST"])
def course_open(request: PortalRequest) -> HttpResponse:
    """자체 교육 개설."""
    form = bound(shapes.CourseForm, request, topics=shapes.topics_for(request.actor))
    if request.method == "POST":
        made = run_service(
            request,
            form,
            lambda: requests.open_course(
                actor=request.actor, data=form.values(), idempotency_key=form.cleaned_data["idempotency_key"]
            ),
            "자체 교육을 개설했습니다.",
        )
        if made is not None:
            return redirect("education:request-detail", made.pk)
    return form_page(request, form, "자체 교육 개설", "개설", "education:request-list")


# --- lessons and agreement -------------------------------------------------------------------------------------------


@page(MANAGE)
@require_http_methods(["GET", "POST"])
def session_new(request: PortalRequest, course: EducationRequest) -> HttpResponse:
    form = bound(shapes.SessionForm, request, initial={"place_or_link": course.place, "starts_at": course.wish_1})
    if request.method == "POST":
        made = run_service(
            request,
            form,
            lambda: requests.add_session(actor=request.actor, course=course, **form.values()),
            "회차를 정했습니다.",
        )
        if made is not None:
            return redirect("education:request-detail", course.pk)
    return form_page(request, form, "회차 정하기", "저장", "education:request-list", course=course)


@page(MANAGE)
@require_http_methods(["GET", "POST"])
def session_drop(request: PortalRequest, course: EducationRequest, lesson_id: Any) -> HttpResponse:
    """Asked once more: what is gone does not come back, and the agency is asked anew."""
    lesson = course.sessions.filter(pk=lesson_id).first()
    if lesson is None:
        raise NotVisible
    form = bound(PortalForm, request)
    if request.method == "POST":
        done = run_service(request, form, lambda: _drop(request, lesson), "회차를 지웠습니다.")
        if done is not None:
            return redirect("education:request-detail", course.pk)
    told = "이 회차를 지웁니다. 되돌릴 수 없으며, 신청기관의 일정 동의를 다시 받습니다."
    return form_page(
        request,
        form,
        "회차 지우기",
        "회차 지우기",
        "education:request-list",
        course=course,
        lessons=[lesson],
        told=told,
    )


def _drop(request: PortalRequest, lesson: Session) -> bool:
    requests.drop_session(actor=request.actor, session=lesson)
    return True
