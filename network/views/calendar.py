"""The calendar, its secret addresses, and the file that a telephone reads."""

from __future__ import annotations

from datetime import date

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import workdays
from core.errors import NotVisible
from core.pages import posted_text
from core.policy import PortalRequest, Public, SignedIn, page
from core.throttle import DoorLimit
from network import exports
from network.models import CalendarFeed
from network.panels import calendar as calendar_panel
from network.registry import calendar as calendar_registry
from network.services import calendar as calendar_service

FEED = Public(
    "달력 프로그램은 로그인하지 않습니다. 주소의 비밀값(160비트)을 아는 사람에게 그 소속이 보는 일정만 보입니다.",
    DoorLimit("calendar", 60, 3000),
)


@page(SignedIn())
@require_GET
def calendar(request: PortalRequest) -> HttpResponse:
    """What the person may see, by month, week or as a list; `?view=week&on=2026-12-07&kind=meeting`."""
    today = workdays.seoul_today()
    span = calendar_panel.span(request.GET.get("view", "month"), _day(request, today))
    kind = request.GET.get("kind", "")
    kind = kind if kind in dict(calendar_registry.kinds()) else ""
    found = calendar_registry.entries(request.actor, span.since, span.until, [kind] if kind else [])
    return render(request, "network/calendar.html", calendar_panel.context(span, found, kind, today))


def _day(request: PortalRequest, today: date) -> date:
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return today


@page(SignedIn())
@require_http_methods(["GET", "POST"])
def feed_list(request: PortalRequest) -> HttpResponse:
    """The addresses of my calendars. A new one is shown on the page that answers, and never again."""
    made = ""
    scope = posted_text(request, "scope")
    if request.method == "POST":
        made = calendar_service.url_of(calendar_service.issue(actor=request.actor, scope=scope))
    opened = calendar_service.open_feeds(request.actor)
    rows = [{"scope": code, "label": label, "feed": opened.get(code)} for code, label in CalendarFeed.Scope.choices]
    context = {"rows": rows, "made": made, "made_label": dict(CalendarFeed.Scope.choices).get(scope, "")}
    return render(request, "network/calendar_feeds.html", context)


@page(SignedIn())
@require_POST
def feed_revoke(request: PortalRequest) -> HttpResponse:
    """Close one of my addresses: whoever reads it gets nothing from now on."""
    if calendar_service.revoke(actor=request.actor, scope=posted_text(request, "scope")):
        flash.success(request, "주소를 거두었습니다. 이 주소로 읽던 달력에는 더 나오지 않습니다.")
    return redirect("network:calendar-feeds")


@page(FEED)
@require_GET
def feed(request: HttpRequest) -> HttpResponse:
    """The calendar behind a secret address; an address that is unknown or closed is like no page at all."""
    found = calendar_service.read(request.GET.get("k", ""))
    if found is None:
        raise NotVisible
    name, entries = found
    response = exports.calendar_file(entries, name, "ieum")
    response["Referrer-Policy"] = "no-referrer"
    return response
