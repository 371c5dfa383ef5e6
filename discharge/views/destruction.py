"""Door of destroying who a person was."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from core.forms import PortalForm
from core.pages import run_service, show
from core.policy import OnRow, PortalRequest, page
from discharge.access import CASE
from discharge.models import DischargeCase
from discharge.services import destruction


@page(OnRow(CASE, "destroy", rows=DischargeCase.objects.for_page, audit_as="case.destroy_form"))
def case_destroy(request: PortalRequest, case: DischargeCase) -> HttpResponse:
    """Asks once more, because it cannot be undone."""
    form = PortalForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        done = run_service(
            request,
            form,
            lambda: destruction.destroy_case_identity(actor=request.actor, case=case),
            "개인정보를 파기했습니다.",
        )
        if done is not None:
            return redirect("discharge:case-list")
    context = {
        "case": case,
        "may": destruction.may_be_destroyed(case),
        "back_url": reverse("discharge:case-detail", args=[case.pk]),
        "action_url": reverse("discharge:case-destroy", args=[case.pk]),
    }
    return show(request, "discharge/case_destroy.html", context, form)
