"""Doors of the resource directory: finding, reading, keeping an entry, 우리 기관 정보."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from core.acts import Standing
from core.models import Duty
from core.pages import run_service, show
from core.paging import count_of, paginate
from core.policy import OnRow, PortalRequest, SignedIn, holding, page
from network.directory.access import ASKERS, KEEPERS, OFFER_ACCESS, keepable
from network.directory.acts.resources import RESOURCE_ACTS, rows
from network.directory.filters.resources import ResourceFilter
from network.directory.forms.resources import DutyPhoneForm, NewOfferForm, OfferForm, initial_of
from network.directory.models import CapacityQuestion, ServiceOffer
from network.directory.panels import institutions
from network.directory.panels import resources as resources_panel
from network.directory.services import resources, telephones
from network.models import Institution

ORDER = ("rank", "pk")
PARTNERS = "PARTNER_MANAGER PARTNER_STAFF"


def _rows() -> Any:
    return ServiceOffer.objects.select_related("institution__municipality", "verified_by")


KEEP = OnRow(OFFER_ACCESS, "keep", rows=_rows)


@page(SignedIn())
@require_GET
def resource_list(request: PortalRequest) -> HttpResponse:
    """자원 찾기: what fits comes first; each line says whether there is room and since when."""
    rows = ServiceOffer.objects.active().for_actor(request.actor)
    chosen = ResourceFilter(request.GET, rows, request=request, actor=request.actor)
    ranked = chosen.ranked
    found = paginate(ranked.for_list(), ORDER, request.GET.get("after", ""))
    context = {
        "page": found,
        "lines": [resources_panel.line(row) for row in found.rows],
        "filter_form": chosen.form,
        "count": count_of(found, ranked),
        "may_ask": request.actor.holds(*ASKERS),
        "may_add": request.actor.holds(*KEEPERS),
    }
    return show(request, "directory/resource_list.html", context)


@page(OnRow(OFFER_ACCESS, "read", rows=rows))
@require_GET
def resource_detail(request: PortalRequest, offer: ServiceOffer) -> HttpResponse:
    """One entry with everything that it says, and what this person may do with it."""
    relations: frozenset[str] = offer.relations  # type: ignore[attr-defined]
    may_ask = request.actor.holds(*ASKERS) and request.actor.institution_id != offer.institution_id
    context = {
        "offer": offer,
        "line": resources_panel.line(offer),
        "may_keep": OFFER_ACCESS.allows("keep", relations),
        "may_ask": may_ask and offer.is_active,
        "actions": RESOURCE_ACTS.buttons(Standing(offer, relations, request.actor)),
    }
    return show(request, "directory/resource_detail.html", context)


@page(KEEP)
@require_http_methods(["GET", "POST"])
def resource_edit(request: PortalRequest, offer: ServiceOffer) -> HttpResponse:
    """Change an entry; saving says that it is right."""
    form = OfferForm(request.POST or None, initial=initial_of(offer))
    if request.method == "POST":
        saved = run_service(
            request,
            form,
            lambda: resources.edit_offer(
                actor=request.actor, offer=offer, data=form.values(), version=form.cleaned_data.get("version")
            ),
            "자원 정보를 저장했습니다.",
        )
        if saved is not None:
            return redirect("directory:resource-detail", offer.pk)
    return _form(request, form, f"{offer.get_service_display()} 고치기", offer)


@page(holding(" ".join(KEEPERS)))
@require_http_methods(["GET", "POST"])
def resource_new(request: PortalRequest) -> HttpResponse:
    """Add a service to one's own institution, or to one without accounts that one keeps."""
    initial = {"institution": request.membership.institution.code}
    form = NewOfferForm(request.POST or None, places=keepable(request.actor), initial=initial)
    if request.method == "POST":
        made = run_service(request, form, lambda: _create(request, form), "서비스를 더했습니다.")
        if made is not None:
            return redirect("directory:resource-detail", made.pk)
    return _form(request, form, "서비스 더하기")


def _create(request: PortalRequest, form: NewOfferForm) -> ServiceOffer:
    values = form.values()
    return resources.create_offer(
        actor=request.actor,
        institution=values.pop("institution"),
        service=values.pop("service"),
        data=values,
        idempotency_key=form.cleaned_data["idempotency_key"],
    )


def _form(request: PortalRequest, form: OfferForm, heading: str, offer: ServiceOffer | None = None) -> HttpResponse:
    back = reverse("directory:resource-detail", args=[offer.pk]) if offer else reverse("directory:resource-list")
    return show(request, "directory/resource_form.html", {"heading": heading, "offer": offer, "back_url": back}, form)


@page(holding(PARTNERS))
@require_http_methods(["GET", "POST"])
def agency_phone(request: PortalRequest) -> HttpResponse:
    """업무 휴대전화: where the institution is told by text."""
    place = Institution.objects.get(pk=request.actor.institution_id or 0)
    form = DutyPhoneForm(request.POST or None, initial={"phone": place.duty_phone})
    if request.method == "POST":
        saved = run_service(
            request,
            form,
            lambda: telephones.set_duty_phone(actor=request.actor, phone=form.cleaned_data["phone"]),
            "업무 휴대전화를 저장했습니다.",
        )
        if saved is not None:
            return redirect("directory:agency")
    return show(request, "directory/agency_phone.html", {"institution": place}, form)


@page(holding(PARTNERS))
@require_GET
def agency(request: PortalRequest) -> HttpResponse:
    """우리 기관 정보: what others see of the institution, its services with their room, what it is asked."""
    place = Institution.objects.for_page().prefetch_related("offers").get(pk=request.actor.institution_id or 0)
    rows = ServiceOffer.objects.for_list().filter(institution=place).order_by("service")
    lines = [resources_panel.line(row) for row in rows]
    owed = Duty.objects.open().filter(institution=place, kind="directory.verify_resource")
    questions = CapacityQuestion.objects.for_list().filter(offer__institution=place)
    context = {
        "institution": place,
        "lines": lines,
        "owed": set(owed.values_list("object_id", flat=True)),
        "questions": list(questions.open().order_by("due_at", "pk")[:20]),
        "numbers": institutions.number_groups(place),
        "hours": institutions.hour_groups(place),
        "address": institutions.address_line(place),
    }
    return show(request, "directory/agency.html", context)
