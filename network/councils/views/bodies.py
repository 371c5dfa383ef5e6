"""The bodies: list, page, seats."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from core import workdays
from core.errors import NotVisible
from core.pages import run_service, show
from core.paging import capped_count, paginate
from core.policy import OnRow, PortalRequest, SignedIn, holding, page
from network.councils.access import COUNCIL
from network.councils.filters import CouncilFilter
from network.councils.forms.bodies import CouncilForm, SeatForm, accounts
from network.councils.models import Council, CouncilMember, Meeting, Proposal
from network.councils.panels import bodies as bodies_panel
from network.councils.services import bodies
from network.councils.workflow import PROGRAMME

RUNS = holding("COORDINATOR", PROGRAMME)


@page(SignedIn())
@require_GET
def council_list(request: PortalRequest) -> HttpResponse:
    """The bodies that the person runs or whose institution sits in them, with this year's meetings."""
    actor, year = request.actor, workdays.seoul_today().year
    chosen = CouncilFilter(request.GET, Council.objects.for_actor(actor))
    rows = chosen.qs.select_related("host", "parent").with_meetings_of(year)
    found = paginate(rows, ("name", "id"), request.GET.get("after", ""))
    coming = Meeting.objects.for_actor(actor).filter(council__in=[row.pk for row in found.rows])
    later = list(coming.filter(ends_at__gte=workdays.start_of_day(workdays.seoul_today())).order_by("starts_at"))
    for row in found.rows:
        row.next = bodies_panel.next_of(one for one in later if one.council_id == row.pk)
    context = {
        "page": found,
        "count": capped_count(chosen.qs),
        "filter_form": chosen.form,
        "year": year,
        "runs": actor.holds("COORDINATOR") and actor.works_in(PROGRAMME),
    }
    return render(request, "councils/council_list.html", context)


@page(OnRow(COUNCIL, "read", rows=lambda: Council.objects.select_related("host", "parent")))
@require_GET
def council_detail(request: PortalRequest, council: Council) -> HttpResponse:
    """One body; `?on=2026-03-02` shows who sat in it on that day."""
    context = bodies_panel.council_page(council, request.actor, _day(request))
    rows = Proposal.objects.for_actor(request.actor).filter(council=council).for_list()
    context["proposals"] = list(rows.order_by("-proposed_at", "-pk")[:20])
    return render(request, "councils/council_detail.html", context)


def _day(request: PortalRequest) -> date:
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return workdays.seoul_today()


@page(RUNS)
@require_http_methods(["GET", "POST"])
def council_new(request: PortalRequest) -> HttpResponse:
    form = CouncilForm(request.POST or None, parents=bodies.parents_for(request.actor))
    if request.method == "POST":
        row = run_service(
            request,
            form,
            lambda: bodies.create(
                actor=request.actor, data=form.values(), idempotency_key=form.cleaned_data["idempotency_key"]
            ),
            done="협의체를 만들었습니다. 위원을 등록하십시오.",
        )
        if row is not None:
            return redirect("councils:council-detail", row.pk)
    return show(request, "councils/council_form.html", {}, form)


@page(OnRow(COUNCIL, "edit"))
@require_http_methods(["GET", "POST"])
def council_edit(request: PortalRequest, council: Council) -> HttpResponse:
    initial = {name: getattr(council, name) for name in bodies.FIELDS} | {"version": council.version}
    form = CouncilForm(request.POST or None, parents=bodies.parents_for(request.actor, council), initial=initial)
    if request.method == "POST":
        row = run_service(
            request,
            form,
            lambda: bodies.change(
                actor=request.actor, council=council, data=form.values(), version=form.cleaned_data["version"]
            ),
            done="협의체를 고쳤습니다.",
        )
        if row is not None:
            return redirect("councils:council-detail", council.pk)
    return show(request, "councils/council_form.html", {"council": council}, form)


@page(OnRow(COUNCIL, "edit"))
@require_http_methods(["GET", "POST"])
def member_new(request: PortalRequest, council: Council) -> HttpResponse:
    initial = {"valid_from": workdays.seoul_today(), "valid_to": council.term_until}
    form = SeatForm(request.POST or None, people=accounts(), initial=initial)
    if request.method == "POST":
        seat = run_service(
            request,
            form,
            lambda: bodies.add_member(
                actor=request.actor,
                council=council,
                data=form.values(),
                idempotency_key=form.cleaned_data["idempotency_key"],
            ),
            done="위원을 등록했습니다.",
        )
        if seat is not None:
            return redirect("councils:council-detail", council.pk)
    return show(request, "councils/member_form.html", {"council": council}, form)


@page(OnRow(COUNCIL, "edit"))
@require_http_methods(["GET", "POST"])
def member_edit(request: PortalRequest, council: Council, member_id: int) -> HttpResponse:
    """Correct a seat or end it; the roster of earlier days stays."""
    seat = CouncilMember.objects.filter(council=council, pk=member_id).select_related("council").first()
    if seat is None:
        raise NotVisible
    initial = {name: getattr(seat, name) for name in bodies.SEAT_FIELDS} | {"version": seat.version}
    form = SeatForm(request.POST or None, people=accounts(seat), initial=initial)
    if request.method == "POST":
        done = run_service(
            request,
            form,
            lambda: bodies.change_member(
                actor=request.actor, member=seat, data=form.values(), version=form.cleaned_data["version"]
            ),
            done="위원 정보를 고쳤습니다.",
        )
        if done is not None:
            return redirect("councils:council-detail", council.pk)
    return show(request, "councils/member_form.html", {"council": council, "seat": seat}, form)
