"""What member institutions propose, and what becomes of it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from core.pages import run_service, show
from core.policy import OnRow, PortalRequest, page
from network.councils.access import COUNCIL, PROPOSAL
from network.councils.forms.proposals import DecideForm, ProposalForm
from network.councils.models import Council, Proposal
from network.councils.services import proposals


@page(OnRow(COUNCIL, "propose"))
@require_http_methods(["GET", "POST"])
def proposal_new(request: PortalRequest, council: Council) -> HttpResponse:
    """A member institution asks for an item: a problem with its figures, a request, a difficulty."""
    form = ProposalForm(request.POST or None)
    if request.method == "POST":
        row = run_service(
            request,
            form,
            lambda: proposals.propose(
                actor=request.actor,
                council=council,
                data=form.values(),
                idempotency_key=form.cleaned_data["idempotency_key"],
            ),
            done="안건을 제안했습니다. 검토 결과를 알려 드립니다.",
        )
        if row is not None:
            return redirect("councils:proposal-detail", row.pk)
    return show(request, "councils/proposal_form.html", {"council": council}, form)


@page(OnRow(PROPOSAL, "read", rows=lambda: Proposal.objects.select_related("council", "institution", "meeting")))
@require_GET
def proposal_detail(request: PortalRequest, proposal: Proposal) -> HttpResponse:
    """What was asked and what became of it."""
    relations: frozenset[str] = proposal.relations  # type: ignore[attr-defined]
    may_decide = PROPOSAL.allows("decide", relations) and proposal.outcome == Proposal.Outcome.WAITING
    context = {"proposal": proposal, "may_decide": may_decide, "runs": "coordinator" in relations}
    return render(request, "councils/proposal_detail.html", context)


@page(OnRow(PROPOSAL, "decide", rows=lambda: Proposal.objects.select_related("council", "institution")))
@require_http_methods(["GET", "POST"])
def proposal_decide(request: PortalRequest, proposal: Proposal) -> HttpResponse:
    form = DecideForm(request.POST or None, meetings=proposals.possible_meetings(proposal))
    if request.method == "POST":
        row = run_service(
            request,
            form,
            lambda: proposals.decide(actor=request.actor, proposal=proposal, data=form.values()),
            done="검토 결과를 제안 기관에 알렸습니다.",
        )
        if row is not None:
            return redirect("councils:proposal-detail", proposal.pk)
    return show(request, "councils/proposal_decide.html", {"proposal": proposal}, form)
