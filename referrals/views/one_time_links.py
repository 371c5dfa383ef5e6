"""Doors of one-time links: making and taking back (the team), answering (whoever holds the link and its number)."""

from __future__ import annotations

import time
from typing import Any

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from core.errors import NotVisible
from core.pages import run_service, sealed, show
from core.policy import OnRow, PortalRequest, Public, page
from core.throttle import DoorLimit, brings_key
from referrals.access import LINKAGE_ACCESS
from referrals.forms.one_time_links import AnswerForm, CodeForm
from referrals.limits import limit
from referrals.models import Linkage, OneTimeLink
from referrals.panels import one_time_links as onetime_panels
from referrals.services import one_time_links as onetime

SESSION = "one_time_link"
TEAM = OnRow(LINKAGE_ACCESS, "for_receiver", rows=Linkage.objects.for_page, audit_as="linkage.link_open")
DOOR = Public(
    "계정이 없는 기관이 자기에게 온 의뢰 하나에 답합니다. 주소(128비트)와 전화로 들은 번호를 모두 알아야 내용이 보입니다.",
    DoorLimit("link", 30, 600, lambda request: brings_key(request) or "code" in request.POST),  # keys and numbers
)
WRONG = "번호가 다르거나 번호의 기한이 지났습니다. 병원 담당자에게 확인하십시오."


@page(TEAM)
@require_http_methods(["GET", "POST"])
def link_issue(request: PortalRequest, linkage: Linkage) -> HttpResponse:
    """Make a link; it and its number are shown on this page and never again."""
    context: dict[str, Any] = {"linkage": linkage, "days": limit("link_days"), "hours": limit("link_code_hours")}
    if request.method == "POST":
        context |= onetime_panels.made(linkage, onetime.issue(actor=request.actor, linkage=linkage))
    return show(request, "referrals/onetime_issue.html", context)


@page(TEAM)
@require_POST
def link_revoke(request: PortalRequest, linkage: Linkage) -> HttpResponse:
    """Take the open link back."""
    onetime.revoke(actor=request.actor, linkage=linkage)
    flash.success(request, "한 번 쓰는 주소를 거두었습니다.")
    return redirect("referrals:linkage-detail", linkage.pk)


@page(DOOR)
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest) -> HttpResponse:
    """1: the number, shown to nobody whom it concerns by name. 2: what the step needs, and the answer."""
    key = request.GET.get("k", "")
    if key:
        link = onetime.open_link(key)
        if link is None:
            return _closed(request)
        request.session[SESSION] = {"link": link.pk}
        if request.method == "GET":
            return sealed(redirect("referrals:answer"), referrer="no-referrer")
    if request.method == "GET" and "answered" in _held(request) and _has_passed(request):
        return sealed(_done(request))
    link = onetime.current(_held(request).get("link"))
    if link is None:
        return _closed(request)
    return sealed(_answer(request, link) if _has_passed(request) else _ask_code(request, link))


def _held(request: HttpRequest) -> dict[str, Any]:
    found: dict[str, Any] = request.session.get(SESSION) or {}
    return found


def _has_passed(request: HttpRequest) -> bool:
    since = time.time() - 60 * limit("link_page_minutes")
    return bool(_held(request).get("passed", 0) > since)


def _ask_code(request: HttpRequest, link: OneTimeLink) -> HttpResponse:
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        if onetime.check_code(link=link, key_code=form.cleaned_data["code"]):
            request.session[SESSION] = {"link": link.pk, "passed": time.time()}
            request.session.cycle_key()
            return redirect("referrals:answer")
        if onetime.current(link.pk) is None:
            return _closed(request)
        form.add_error("code", WRONG)
    return show(request, "referrals/onetime_code.html", {**onetime_panels.head(link.linkage), "link": link}, form)


def _answer(request: HttpRequest, link: OneTimeLink) -> HttpResponse:
    form = AnswerForm(request.POST if "answer" in request.POST else None, linkage=link.linkage)
    if form.is_bound:
        try:
            done = run_service(request, form, lambda: _answer_by_link(link, form))
        except NotVisible:
            return _closed(request)
        if done is not None:
            request.session[SESSION] = {"link": link.pk, "passed": time.time(), "answered": True}
            return _done(request)
    response = show(request, "referrals/onetime_answer.html", onetime_panels.content(link.linkage), form)
    onetime.record_reading(link)
    return response


def _done(request: HttpRequest) -> HttpResponse:
    """What comes next; to who has accepted also what they need to begin, while the page may be read."""
    link = onetime.answered(_held(request).get("link"))
    if link is None:
        return _closed(request)
    onetime.record_reading(link)
    return render(request, "referrals/onetime_done.html", onetime_panels.answered(link.linkage))


def _answer_by_link(link: OneTimeLink, form: AnswerForm) -> Linkage:
    said_by = {name: form.cleaned_data[name] for name in ("name", "position")}
    return onetime.answer(link=link, choice=form.cleaned_data["answer"], data=form.step_values(), said_by=said_by)


def _closed(request: HttpRequest) -> HttpResponse:
    """Used, taken back, past its day, withdrawn, or never made: nobody learns which."""
    request.session.pop(SESSION, None)
    return sealed(render(request, "referrals/onetime_closed.html", status=404))
