"""Doors of the words with which the minutes of a body begin."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from core import codes
from core.pages import run_service, show, status_of
from core.policy import OnRow, PortalRequest, page
from network.councils.access import COUNCIL
from network.councils.forms.meetings import BareForm
from network.councils.forms.minutes_templates import MinutesTemplateRows
from network.councils.models import Council
from network.councils.services import minutes_templates


@page(OnRow(COUNCIL, "word"))
@require_http_methods(["GET", "POST"])
def council_minutes(request: PortalRequest, council: Council) -> HttpResponse:
    """회의록 서식: every kind of item on one page."""
    stored = minutes_templates.stored(council)
    rows = MinutesTemplateRows(request.POST or None, initial=stored, prefix="rows")
    form = BareForm(request.POST or None, initial={"version": council.version})
    is_readable = request.method == "POST" and rows.is_valid()
    if is_readable:
        done = run_service(
            request,
            form,
            lambda: minutes_templates.save(
                actor=request.actor,
                council=council,
                rows=[row.values() for row in rows],
                version=form.cleaned_data["version"],
            ),
            done="회의록 서식을 저장했습니다.",
        )
        if done is not None:
            return redirect("councils:council-detail", council.pk)
    pairs = [(codes.label("agenda_kind", one["kind"]), row) for one, row in zip(stored, rows, strict=False)]
    context = {"council": council, "rows": rows, "pairs": pairs, "form": form}
    response = show(request, "councils/minutes_templates.html", context)
    is_refused = request.method == "POST" and not is_readable
    response.status_code = max(status_of(form), 400 if is_refused else 200)
    return response
