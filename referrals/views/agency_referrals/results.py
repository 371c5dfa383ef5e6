"""결과를 의뢰기관에 알리기: what a second agency answered is passed on to the first, or is not, with its reason."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from core.pages import run_service, show
from core.policy import OnRow, PortalRequest, page
from referrals.access import AGENCY_ACCESS
from referrals.forms.agency_referrals import NotPassedForm, PassOnForm
from referrals.models import AgencyReferral
from referrals.services.agency_referrals import onward


@page(OnRow(AGENCY_ACCESS, "work", rows=AgencyReferral.objects.for_page, audit_as="agency_referral.result_open"))
@require_http_methods(["GET", "POST"])
def agency_result(request: PortalRequest, referral: AgencyReferral, result_id: int) -> HttpResponse:
    """The second agency's answer, ready to be passed on; the items are those that the first one's consent names."""
    owed = onward.find(referral, result_id)
    form = PassOnForm(request.POST or None, row=referral, actor=request.actor, initial=onward.proposal(referral, owed))

    def send() -> Any:
        return onward.pass_on(actor=request.actor, referral=referral, result_id=result_id, data=form.values())

    if request.method == "POST" and run_service(request, form, send, done="의뢰기관에 알렸습니다.") is not None:
        return redirect("referrals:agency-referral-detail", referral.pk)
    context = {
        "referral": referral,
        "owed": owed,
        "is_over": owed.passed_in_id is not None or owed.dropped_at is not None,
        "may_name": onward.may_name_second(referral, owed.linkage_reply.linkage),
    }
    return show(request, "referrals/agency/result.html", context, form)


@page(OnRow(AGENCY_ACCESS, "work", rows=AgencyReferral.objects.for_page, audit_as="agency_referral.result_open"))
@require_http_methods(["GET", "POST"])
def agency_result_drop(request: PortalRequest, referral: AgencyReferral, result_id: int) -> HttpResponse:
    """Nothing of it may or need go on: the reason is kept."""
    owed = onward.find(referral, result_id)
    form = NotPassedForm(request.POST or None)

    def drop() -> Any:
        return onward.drop(actor=request.actor, referral=referral, result_id=result_id, data=form.values())

    if request.method == "POST" and run_service(request, form, drop, done="알리지 않는 것으로 적었습니다.") is not None:
        return redirect("referrals:agency-referral-detail", referral.pk)
    return show(request, "referrals/agency/result_drop.html", {"referral": referral, "owed": owed}, form)
