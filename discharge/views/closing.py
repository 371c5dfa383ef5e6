"""Doors of ending a case: what is open, and what the reason asks for."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect

from core import drafts
from core.pages import run_service, show
from core.policy import OnRow, PortalRequest, page
from discharge.access import CASE
from discharge.forms import closing as forms
from discharge.models import DischargeCase
from discharge.services import closing
from discharge.views.cases import identity
from referrals.models import Linkage

CLOSE = OnRow(CASE, "close", rows=DischargeCase.objects.for_page, audit_as="case.close")
EDIT = OnRow(CASE, "edit", rows=DischargeCase.objects.for_page, audit_as="case.close_early")
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
