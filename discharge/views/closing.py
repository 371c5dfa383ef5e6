"""Doors of ending a case, extending it, taking it up again, and recording a death."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect

from core import drafts
from core.pages import run_service, show
from core.policy import OnRow, PortalRequest, page
from discharge.access import CASE
from discharge.forms import closing as forms
from discharge.forms.cases import ReasonForm
from discharge.forms.followups import DeathForm
from discharge.models import DischargeCase
from discharge.services import aftercare, closing, decisions
from discharge.views.cases import identity
from discharge.views.followups import to_panel
from referrals.models import Linkage

CLOSE = OnRow(CASE, "close", rows=DischargeCase.objects.for_page, audit_as="case.close")
EDIT = OnRow(CASE, "edit", rows=DischargeCase.objects.for_page, audit_as="case.close_early")
COORDINATE = OnRow(CASE, "assign", rows=DischargeCase.objects.for_page, audit_as="case.extend")
DRAFT = "close"


@page(CLOSE)
def case_close(request: PortalRequest, case: DischargeCase) -> HttpResponse:
    """종결: what is still open on top, then the reason and what it asks for."""
    return _close(request, case, is_early=False)


@page(EDIT)
def case_close_early(request: PortalRequest, case: DischargeCase) -> HttpResponse:
    """조기 종결, before discharge."""
    return _close(request, case, is_early=True)


def _close(request: PortalRequest, case: DischargeCase, is_early: bool) -> HttpResponse:
    draft = drafts.load(request.actor, DRAFT, case.pk) if request.method == "GET" else None
    initial = dict(draft.fields) if draft else {}
    form = forms.CloseForm(request.POST or None, case=case, is_early=is_early, initial=initial)
    deed = closing.close_early if is_early else closing.close
    if request.method == "POST":
        done = run_service(
            request,
            form,
            lambda: deed(actor=request.actor, case=case, data=form.ending(), version=form.cleaned_data.get("version")),
            "사례를 종결했습니다.",
        )
        if done is not None:
            drafts.drop(request.actor, DRAFT, case.pk)
            return redirect("discharge:case-detail", case.pk)
    context = {
        **identity(case),
        "is_early": is_early,
        "verb": "조기 종결" if is_early else "종결",
        "linkages": list(Linkage.objects.about(case.pk).open().select_related("receiver")),
        "waiting": case.followups.open().count(),
        "draft": draft,
    }
    return show(request, "discharge/case_close.html", context, form)


@page(COORDINATE)
def case_extend(request: PortalRequest, case: DischargeCase) -> HttpResponse:
    """기간 연장."""
    form = forms.ExtendForm(request.POST or None, case=case)
    if request.method == "POST":
        done = run_service(
            request,
            form,
            lambda: aftercare.extend(
                actor=request.actor, case=case, data=form.values(), version=form.cleaned_data.get("version")
            ),
            "관리기간을 연장했습니다.",
        )
        if done is not None:
            return to_panel(case)
    return show(
        request, "discharge/case_form.html", {**identity(case), "heading": "관리기간 연장", "verb": "연장"}, form
    )


@page(COORDINATE)
def case_reopen(request: PortalRequest, case: DischargeCase) -> HttpResponse:
    """재개; a follow-up is added next, because none of the old ones comes back."""
    form = forms.ReopenForm(request.POST or None, initial={"version": case.version})
    if request.method == "POST":
        done = run_service(
            request,
            form,
            lambda: closing.reopen(
                actor=request.actor,
                case=case,
                reason=form.cleaned_data["reason"],
                version=form.cleaned_data.get("version"),
            ),
            "사례를 재개했습니다. 담당자가 추적관찰 회차를 추가하십시오.",
        )
        if done is not None:
            return to_panel(case)
    return show(request, "discharge/case_form.html", {**identity(case), "heading": "사례 재개", "verb": "재개"}, form)


@page(OnRow(CASE, "record_death", rows=DischargeCase.objects.for_page, audit_as="case.death"))
def case_death(request: PortalRequest, case: DischargeCase) -> HttpResponse:
    """사망 등록: says beforehand what it does at once in every programme."""
    form = DeathForm(request.POST or None)
    if request.method == "POST":
        done = run_service(
            request,
            form,
            lambda: closing.record_death(
                actor=request.actor, case=case, on=form.cleaned_data["death_on"], source=form.cleaned_data["source"]
            ),
            "사망을 등록했습니다.",
        )
        if done is not None:
            return redirect("discharge:case-detail", case.pk)
    context = {
        **identity(case),
        "question": "사망을 등록하시겠습니까?",
        "verb": "사망 등록",
        "move": {
            "happens": (
                "이 사람의 모든 사례가 바로 종결됩니다.",
                "남은 추적관찰과 의뢰가 끝납니다.",
                "앞으로 편지, 설문, 문자가 가지 않습니다.",
            ),
            "style": "danger solid",
        },
        "action_url": request.path,
    }
    return show(request, "discharge/followup_act.html", context, form)


@page(OnRow(CASE, "follow_up", rows=DischargeCase.objects.for_page, audit_as="case.follow_up"))
def case_keep(request: PortalRequest, case: DischargeCase) -> HttpResponse:
    """Offered for closing as lost: go on instead, with a reason."""
    form = ReasonForm(request.POST or None, row=case, actor=request.actor)
    if request.method == "POST":
        done = run_service(
            request,
            form,
            lambda: decisions.keep_case(actor=request.actor, case=case, reason=form.cleaned_data["reason"]),
            "계속 관리하기로 했습니다.",
        )
        if done is not None:
            return to_panel(case)
    return show(
        request, "discharge/case_form.html", {**identity(case), "heading": "계속 관리", "verb": "계속 관리"}, form
    )
