"""What member institutions propose, and what becomes of it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from core.acts import Standing
from core.pages import run_service, show
from core.policy import OnRow, PortalRequest, page
from network.councils.access import COUNCIL, PROPOSAL
from network.councils.acts.proposals import PROPOSAL_ACTS, rows
from network.councils.forms.proposals import ProposalForm
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


@page(OnRow(PROPOSAL, "read", rows=rows))
@require_GET
def proposal_detail(request: PortalRequest, proposal: Proposal) -> HttpResponse:
    """What was asked and what became of it."""
    relations: frozenset[str] = proposal.relations  # type: ignore[attr-defined]
    buttons = PROPOSAL_ACTS.buttons(Standing(proposal, relations, request.actor))
    context = {"proposal": proposal, "actions": buttons, "runs": "coordinator" in relations}
    return render(request, "councils/proposal_detail.html", context)
