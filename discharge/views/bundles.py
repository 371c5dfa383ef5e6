"""Door of the papers of several cases as one file."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from core.errors import Invalid
from core.pages import posted_text, run_service, show
from core.policy import PortalRequest, holding, page
from core.reports import pdf_response
from discharge.filters.cases import SEES_CASES
from discharge.forms.bundles import PapersForm
from discharge.services import bundles
from discharge.workflow import PROGRAMME


@page(holding(SEES_CASES, PROGRAMME))
@require_POST
def case_papers(request: PortalRequest) -> HttpResponse:
    """What there is and what will be missing; then, of the papers that were ticked, one PDF."""
    actor, ids, seen = request.actor, _ids(request.POST.getlist("ids")), posted_text(request, "seen")
    is_answer = "seen" in request.POST
    form = PapersForm(request.POST if is_answer else None)
    try:
        looked = bundles.look(actor=actor, ids=ids)
    except Invalid as error:
        flash.warning(request, error.detail)
        return redirect("discharge:case-list")
    if is_answer:
        made = run_service(
            request, form, lambda: bundles.print_out(actor=actor, ids=ids, kinds=form.values()["kinds"], seen=seen)
        )
        if made is not None:
            return pdf_response(*made)
    context = {"ids": ids, "looked": looked, "back": reverse("discharge:case-list")}
    return show(request, "discharge/case_papers.html", context, form)


def _ids(texts: list[str]) -> list[UUID]:
    """What was ticked; a value that is no id is nobody's."""
    found = []
    for text in texts[: bundles.MOST + 1]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
