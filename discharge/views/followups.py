"""Doors of aftercare: the discharge, the call, the hospital's schedules."""

from __future__ import annotations

from typing import Any

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from core import codes, drafts, schedule, workdays
from core.errors import NotVisible
from core.pages import run_service, show, status_of
from core.policy import OnRow, PortalRequest, holding, page
from discharge.access import CASE
from discharge.forms import followups as forms
from discharge.models import DischargeCase, FollowUp, FollowUpTemplate
from discharge.panels import calls
from discharge.panels.followups import line
from discharge.services import aftercare, contacts, followups
from discharge.views.cases import identity
from discharge.workflow import PROGRAMME, CaseStatus

DRAFT = "followup"


EDIT = OnRow(CASE, "edit", rows=DischargeCase.objects.for_page, audit_as="case.discharge")
CALL = OnRow(CASE, "follow_up", rows=DischargeCase.objects.for_page, audit_as="case.follow_up")
COORDINATOR = holding("COORDINATOR", PROGRAMME)


def to_panel(case: DischargeCase, anchor: str = "follow") -> HttpResponse:
    return redirect(f"{reverse('discharge:case-detail', args=[case.pk])}#{anchor}")


def followup_or_404(case: DischargeCase, pk: int) -> FollowUp:
    row = FollowUp.objects.filter(case=case, pk=pk).first()
    if row is None:
        raise NotVisible
    row.case = case
    return row


# --- leaving hospital -------------------------------------------------------------------------------------------------


@page(EDIT)
def case_discharge(request: PortalRequest, case: DischargeCase) -> HttpResponse:
    """퇴원 처리: when and where to; beside it the days on which contacts would fall."""
    is_early = case.status != CaseStatus.PLANNED
    initial = {"discharged_on": workdays.seoul_today(), "version": case.version, "disposition": _planned_place(case)}
    form = forms.DischargeForm(request.POST or None, initial=initial, is_early=is_early)
    if request.method == "POST":
        done = run_service(
            request,
            form,
            lambda: aftercare.discharge(
                actor=request.actor, case=case, data=form.values(), version=form.cleaned_data.get("version")
            ),
            "퇴원 처리했습니다. 추적관찰 일정을 만들었습니다.",
        )
        if done is not None:
            return to_panel(case)
    context = {**identity(case), "is_early": is_early, "planned": _preview(case)}
    return show(request, "discharge/case_discharge.html", context, form)


def _planned_place(case: DischargeCase) -> str:
    plan = case.plans.order_by("-edition").first()
    return plan.disposition_planned if plan else ""


def _preview(case: DischargeCase) -> list[dict[str, Any]]:
    """The contacts as they would fall for a discharge today."""
    today = workdays.seoul_today()
    planned = schedule.plan(today, followups.steps_for(case.hospital_id, case.target_group))
    return [
        {
            "label": codes.label("followup_step", row.step),
            "due": row.due,
            "action": followups.action_day(row.due, row.window_from, row.window_to),
        }
        for row in planned
    ]


# --- the call ---------------------------------------------------------------------------------------------------------


@page(CALL)
def followup_record(request: PortalRequest, case: DischargeCase, pk: int) -> HttpResponse:
    """The screen beside the telephone: whom to call and how, then the questions in the order of a call."""
    row = followup_or_404(case, pk)
    draft = drafts.load(request.actor, DRAFT, row.pk) if request.method == "GET" else None
    call = forms.ContactPage(case, row, request.POST or None, draft.fields if draft else _begun(request))
    if request.method == "POST" and call.is_valid():
        kept = run_service(request, call.form, lambda: _record(request, call, row))
        if kept is not None:
            flash.success(request, f"연락을 기록했습니다. {kept} 회차: {kept.get_status_display()}")
            drafts.drop(request.actor, DRAFT, row.pk)
            return _after_call(case, kept)
    response = show(request, "discharge/followup_record.html", _call_context(request, case, row, call, draft))
    is_refused = request.method == "POST" and any(form.errors for form in call.forms)
    response.status_code = max(status_of(call.form), 400 if is_refused else 200)
    return response


def _begun(request: PortalRequest) -> dict[str, str]:
    """What was answered already where the call began (오늘 전화)."""
    result = request.GET.get("result", "")
    return {"result": result} if codes.is_code("followup_result", result) else {}


def _record(request: PortalRequest, call: forms.ContactPage, row: FollowUp) -> FollowUp:
    return contacts.record_contact(
        actor=request.actor,
        follow_up=row,
        data=call.contact(),
        version=call.form.cleaned_data.get("version"),
        idempotency_key=call.form.cleaned_data.get("idempotency_key") or "",
    )


def _after_call(case: DischargeCase, kept: FollowUp) -> HttpResponse:
    """A need that came up leads on to linking it; everything else back to the rows."""
    return to_panel(case, "links" if kept.new_need else "follow")


def _call_context(
    request: PortalRequest, case: DischargeCase, row: FollowUp, call: forms.ContactPage, draft: Any
) -> dict[str, Any]:
    return {
        **identity(case),
        "row": row,
        "info": line(row, case),
        "form": call.form,
        "forms": call.forms,
        "stays": call.stays,
        "checks": call.checks,
        "reached": forms.REACHED,
        "numbers": calls.numbers(case.client),
        "attempts": list(row.attempts.select_related("made_by").order_by("-contacted_at")),
        "hint": contacts.reach_hint(row),
        "since": contacts.last_contact_day(case, workdays.end_of_day(workdays.seoul_today())),
        "draft": draft,
        "draft_url": reverse("core:draft-save-object", args=[DRAFT, row.pk]),
    }


# --- the hospital's schedules -----------------------------------------------------------------------------------------

DEFAULT = "default"


@page(COORDINATOR)
def template_list(request: PortalRequest) -> HttpResponse:
    """추적관찰 일정표: the default and every condition, with what holds for it."""
    actor = request.actor
    assert actor.institution_id is not None
    own = {row.target_group for row in FollowUpTemplate.objects.filter(hospital_id=actor.institution_id)}
    groups = [("", "기본"), *codes.choices("target_group")]
    rows = [
        {
            "label": label,
            "steps": [step_words(step) for step in followups.steps_for(actor.institution_id, group)]
            if group in own or not group
            else [],
            "url": reverse("discharge:template-edit", args=[group or DEFAULT]),
        }
        for group, label in groups
    ]
    return show(request, "discharge/template_list.html", {"rows": rows})


def step_words(step: schedule.Step) -> str:
    """`1개월: 퇴원 1개월 뒤(앞뒤 7일)`"""
    after = [f"{step.months}개월" if step.months else "", f"{step.days}일" if step.days else ""]
    window = f"앞뒤 {step.before}일" if step.before == step.after else f"앞 {step.before}일, 뒤 {step.after}일"
    return f"{codes.label('followup_step', step.code)}: 퇴원 {' '.join(filter(None, after))} 뒤({window})"


@page(COORDINATOR)
def template_edit(request: PortalRequest, group: str) -> HttpResponse:
    """Set the schedule of one condition; cases already discharged keep their rows."""
    actor = request.actor
    assert actor.institution_id is not None
    code = "" if group == DEFAULT else group
    if code and not codes.is_code("target_group", code):
        raise NotVisible
    stored = FollowUpTemplate.objects.filter(hospital_id=actor.institution_id, target_group=code).first()
    steps = followups.steps_for(actor.institution_id, code)
    form = forms.TemplateForm(request.POST or None, initial={"version": stored.version if stored else None})
    initial = [
        {"step": one.code, "months": one.months, "days": one.days, "before": one.before, "after": one.after}
        for one in steps
    ]
    rows = forms.Steps(request.POST or None, prefix="steps", initial=initial)
    if request.method == "POST" and rows.is_valid():
        kept = [row.values() for row in rows.forms if row.cleaned_data and not row.cleaned_data.get("DELETE")]
        done = run_service(
            request,
            form,
            lambda: followups.save_template(
                actor=actor, target_group=code, steps=kept, version=form.cleaned_data.get("version")
            ),
            "일정표를 저장했습니다.",
        )
        if done is not None:
            return redirect("discharge:template-list")
    label = codes.label("target_group", code) if code else "기본"
    response = show(request, "discharge/template_edit.html", {"label": label, "rows": rows, "form": form})
    response.status_code = 400 if request.method == "POST" and not rows.is_valid() else status_of(form)
    return response
