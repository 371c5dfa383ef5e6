"""Doors of the case conference."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from core import workdays
from core.errors import NotVisible
from core.pages import run_service, show, status_of
from core.policy import OnRow, PortalRequest, page
from discharge.access import CASE
from discharge.forms.conferences import ConferencePage
from discharge.models import CaseConference, DischargeCase
from discharge.services import conferences
from discharge.views.cases import identity
from discharge.workflow import CaseStatus

CONFER = OnRow(CASE, "confer", rows=DischargeCase.objects.for_page, audit_as="case.confer")
Decision = CaseConference.Decision


@page(CONFER)
def conference_new(request: PortalRequest, case: DischargeCase) -> HttpResponse:
    """회의 기록."""
    written = ConferencePage(case, workdays.seoul_today(), request.POST or None)
    if request.method == "POST" and written.is_valid():
        done = run_service(
            request,
            written.form,
            lambda: conferences.record(
                actor=request.actor,
                case=case,
                data=written.record(),
                idempotency_key=written.form.cleaned_data.get("idempotency_key") or "",
            ),
            "사례회의를 기록했습니다.",
        )
        if done is not None:
            return _next(case, done)
    return _page(request, case, written, "사례회의 기록")


@page(CONFER)
def conference_edit(request: PortalRequest, case: DischargeCase, pk: int) -> HttpResponse:
    """Correct a record; a stale version comes back with both texts."""
    record = CaseConference.objects.filter(case=case, pk=pk).first()
    if record is None:
        raise NotVisible
    written = ConferencePage(case, record.held_on, request.POST or None, record)
    if request.method == "POST" and written.is_valid():
        done = run_service(
            request,
            written.form,
            lambda: conferences.edit(
                actor=request.actor,
                conference=record,
                data=written.record(),
                version=written.form.cleaned_data.get("version"),
            ),
            "사례회의 기록을 고쳤습니다.",
        )
        if done is not None:
            return redirect(f"{reverse('discharge:case-detail', args=[case.pk])}#conference")
    return _page(request, case, written, "사례회의 기록 고치기")


def _page(request: PortalRequest, case: DischargeCase, written: ConferencePage, heading: str) -> HttpResponse:
    context = {
        **identity(case),
        "heading": heading,
        "form": written.form,
        "forms": written.forms,
        "attendees": written.rows["attendees"],
        "actions": written.rows["actions"],
    }
    response = show(request, "discharge/conference_edit.html", context)
    is_refused = request.method == "POST" and not written.is_valid()
    response.status_code = max(status_of(written.form), 400 if is_refused else 200)
    return response


def _next(case: DischargeCase, record: CaseConference) -> HttpResponse:
    """The decision leads on: to a new version of the plan, to the extension, to closing."""
    pages: dict[str, tuple[str, list[Any]]] = {
        Decision.CHANGE: ("discharge:case-act", [case.pk, "amend_plan"]),
        Decision.EXTEND: ("discharge:aftercare-act", [case.pk, "extend"]),
        Decision.CLOSE: ("discharge:case-close", [case.pk]),
        Decision.HAND_OVER: ("discharge:case-close", [case.pk]),
    }
    relations: frozenset[str] = getattr(case, "relations", frozenset())
    if case.status == CaseStatus.FOLLOW_UP and _may_go_on(record.decision, relations):
        name, args = pages[record.decision]
        return redirect(name, *args)
    return redirect(f"{reverse('discharge:case-detail', args=[case.pk])}#conference")


def _may_go_on(decision: str, relations: frozenset[str]) -> bool:
    acts = {Decision.CHANGE: "edit", Decision.EXTEND: "assign", Decision.CLOSE: "close", Decision.HAND_OVER: "close"}
    return decision in acts and CASE.allows(acts[Decision(decision)], relations)
