"""선별 등록: the door through which a patient becomes a case, by hand, from the admission list, from an agency."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from core import drafts
from core.pages import posted_text, run_service, show
from core.policy import PortalRequest, holding, page, record_view
from discharge.access import ADMISSION
from discharge.forms import cases as forms
from discharge.models import DischargeCase
from discharge.services import agency_referrals, registering
from discharge.views.cases import after
from discharge.workflow import PROGRAMME
from network.services import clients
from referrals.models import AgencyReferral


@page(holding("SOCIAL_WORKER NURSE", PROGRAMME))
def case_new(request: PortalRequest) -> HttpResponse:
    """A person, a stay, a decision; prefilled from a candidate of the admission list or an agency's referral."""
    actor = request.actor
    admission, referral = _admission(request), _referral(request)
    key = str(admission.pk) if admission else str(referral.pk) if referral else ""
    draft = drafts.load(actor, "case", key) if request.method == "GET" else None
    known = registering.prefilled(admission) if admission else agency_referrals.prefilled(referral) if referral else {}
    initial = {**known, **(draft.fields if draft else {})}
    form = forms.ScreeningForm(request.POST or None, initial=initial, actor=actor)
    if admission and "attending" not in known:
        form.name_attending(admission.attending_name)
    if request.method == "POST":
        if posted_text(request, "known_client"):
            form.offer_known(
                [{"id": posted_text(request, "known_client"), "name": "고른 사람", "birth": "", "phone": ""}]
            )
        case = run_service(
            request, form, lambda: _register(request, form, admission, referral), "선별 등록을 마쳤습니다."
        )
        if case is not None:
            drafts.drop(actor, "case", key)
            return after(request, case)  # who registered it for a colleague does not work on it
        _show_known(form)
    context = {"admission": admission, "referral": referral, "draft_key": key, "draft": draft}
    response = show(request, "discharge/case_new.html", context, form)
    if referral is not None:
        record_view(actor, "agency_referral.carry_over", referral)
    return response


def _register(
    request: PortalRequest, form: forms.ScreeningForm, admission: Any, referral: AgencyReferral | None
) -> DischargeCase:
    chosen = form.cleaned_data.get("known_client") or ""
    known = chosen if chosen not in ("", forms.ScreeningForm.NEW) else ""
    client = clients.known_person(actor=request.actor, pk=known) if known else None
    return registering.register(
        referral=referral,
        actor=request.actor,
        data=form.stay(),
        client=client,
        client_data=form.person(),
        chart_no=form.cleaned_data.get("chart_no") or "",
        is_new_person=chosen == forms.ScreeningForm.NEW,
        admission=admission,
        idempotency_key=form.cleaned_data.get("idempotency_key") or "",
    )


def _show_known(form: forms.ScreeningForm) -> None:
    """The service found people who may be the same: offer them."""
    refusal = form.refusal
    if isinstance(refusal, clients.SamePerson):
        form.offer_known(refusal.known)


def _admission(request: PortalRequest) -> Any:
    pk = request.GET.get("admission") or posted_text(request, "admission")
    return ADMISSION.find(request.actor, "decide", pk=pk) if pk else None


def _referral(request: PortalRequest) -> AgencyReferral | None:
    pk = request.GET.get("referral") or posted_text(request, "referral")
    if not pk:
        return None
    row = agency_referrals.find(request.actor, pk)
    if request.method == "GET":
        agency_referrals.demand_unopened(row)
    return row
