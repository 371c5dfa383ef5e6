"""The page of one referral: reading it, writing it, moving it on."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from core import drafts
from core.models import Draft
from core.pages import bound, posted_text, run_service, show
from core.policy import OnRow, PortalRequest, holding, page
from network.services import clients
from referrals.access import AGENCY_ACCESS, AGENCY_DESTROY_ACCESS, agency_side_of
from referrals.forms.agency_referrals import (
    PERSON_FIELDS,
    AgencyDestroyForm,
    AgencyReferralForm,
)
from referrals.models import AgencyReferral
from referrals.panels import agency_referrals as panels
from referrals.services.agency_referrals import drafting, ending, evidence, rules
from referrals.views.agency_referrals.lists import AGENCY_PEOPLE

DRAFT = "agency-referral"
_ROWS = AgencyReferral.objects.for_page


@page(OnRow(AGENCY_ACCESS, "read", rows=_ROWS, audit_as="agency_referral.read"))
@require_GET
def agency_referral_detail(request: PortalRequest, referral: AgencyReferral) -> HttpResponse:
    """Opening it shows a person, so it is recorded. The hospital sees what was sent, the agency its own words."""
    return render(request, "referrals/agency/detail.html", panels.page(referral, request.actor))


@page(holding(AGENCY_PEOPLE))
@require_http_methods(["GET", "POST"])
def agency_referral_new(request: PortalRequest) -> HttpResponse:
    """새 대상자 의뢰: the person, what is asked, the consent; kept as it is typed."""
    kept = _kept_draft(request)
    home = drafting.home_hospital(request.membership.institution) if request.method == "GET" else None
    initial = {"receiver": home.pk if home else None} | _fields(kept)
    form = AgencyReferralForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST":
        if posted_text(request, "known_client"):
            form.offer_known(
                [{"id": posted_text(request, "known_client"), "name": "고른 사람", "birth": "", "phone": ""}]
            )
        row = run_service(
            request, form, lambda: _create(request, form), done="의뢰를 작성했습니다. 내용을 확인하고 제출하십시오."
        )
        if row is not None:
            drafts.drop(request.actor, DRAFT)
            return redirect("referrals:agency-referral-detail", row.pk)
        if isinstance(form.refusal, clients.SamePerson):
            form.offer_known(form.refusal.known)
    return show(request, "referrals/agency/form.html", {"draft": kept, "abuse_advice": rules.abuse_advice()}, form)


def _create(request: PortalRequest, form: AgencyReferralForm) -> AgencyReferral:
    chosen = form.cleaned_data.get("known_client") or ""
    known = chosen if chosen not in ("", AgencyReferralForm.NEW) else ""
    return drafting.draft(
        actor=request.actor,
        data=form.referral(),
        person=form.person(),
        client=clients.known_person(actor=request.actor, pk=known) if known else None,
        is_new_person=chosen == AgencyReferralForm.NEW,
        idempotency_key=form.cleaned_data["idempotency_key"],
    )


def _kept_draft(request: PortalRequest, key: Any = "") -> Draft | None:
    """What the person was typing here before, when the form is opened anew."""
    return drafts.load(request.actor, DRAFT, key) if request.method == "GET" else None


def _fields(kept: Draft | None) -> dict[str, Any]:
    names = {*drafting.FIELDS, *PERSON_FIELDS} - {"consent_file"}
    return {name: value for name, value in kept.fields.items() if name in names and value} if kept else {}


@page(OnRow(AGENCY_ACCESS, "edit", rows=_ROWS, audit_as="agency_referral.edit_open"))
@require_http_methods(["GET", "POST"])
def agency_referral_edit(request: PortalRequest, referral: AgencyReferral) -> HttpResponse:
    """Change a draft, or add what the hospital asked for."""
    kept = _kept_draft(request, referral.pk)
    form = AgencyReferralForm(
        request.POST or None,
        request.FILES or None,
        is_sent=referral.submitted_at is not None,
        initial=_initial(referral) | _fields(kept),
    )

    def change() -> AgencyReferral:
        return drafting.edit(
            actor=request.actor,
            referral=referral,
            data=form.referral(),
            person=form.person(),
            version=form.cleaned_data.get("version"),
        )

    if request.method == "POST":
        changed = run_service(request, form, change, done="의뢰 내용을 저장했습니다.")
        if changed is not None:
            drafts.drop(request.actor, DRAFT, str(referral.pk))
            return redirect("referrals:agency-referral-detail", referral.pk)
    context = {"referral": referral, "draft": kept, "abuse_advice": rules.abuse_advice()}
    return show(request, "referrals/agency/form.html", context, form)


def _initial(referral: AgencyReferral) -> dict[str, Any]:
    names = [name for name in drafting.FIELDS if name != "receiver"]
    person = {name: getattr(referral.client, name) for name in PERSON_FIELDS}
    return (
        {name: getattr(referral, name) for name in names}
        | person
        | {
            "receiver": referral.receiver_id,
            "version": referral.version,
        }
    )


@page(OnRow(AGENCY_ACCESS, "read", rows=_ROWS))
@require_GET
def agency_consent_file(request: PortalRequest, referral: AgencyReferral) -> FileResponse:
    """The scan of the signed paper: opened through this door only, and recorded."""
    scan = evidence.open_for(referral, agency_side_of(referral.relations), request.actor)
    response = FileResponse(scan, as_attachment=True, filename="consent")
    response["X-Content-Type-Options"] = "nosniff"
    return response


@page(OnRow(AGENCY_DESTROY_ACCESS, "confirm_destroyed", rows=lambda: AgencyReferral.objects.select_related("sender")))
@require_http_methods(["GET", "POST"])
def agency_destruction(request: PortalRequest, referral: AgencyReferral) -> HttpResponse:
    """Confirm that what was provided is destroyed; the page names the referral's number and nothing else."""
    form = bound(AgencyDestroyForm, request)

    def confirm() -> AgencyReferral:
        return ending.confirm_destroyed(actor=request.actor, referral=referral, data=form.values())

    if request.method == "POST" and run_service(request, form, confirm, done="파기를 확인했습니다.") is not None:
        return redirect("home")
    return show(request, "referrals/agency/destruction.html", {"referral": referral}, form)
