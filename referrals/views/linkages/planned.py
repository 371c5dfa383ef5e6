"""Requests for every row of a case's plan, written on one page."""

from __future__ import annotations

from typing import Any

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from core.errors import Conflict, Invalid
from core.pages import sent_or_kept, show
from core.policy import holding, page, record_view
from referrals import registry
from referrals.forms.linkages import PlannedForm
from referrals.models import Linkage
from referrals.panels.linkages import planned
from referrals.services.linkages import drafting
from referrals.views.linkages.pages import AUTHORS, uuid_or_404


@page(holding(AUTHORS))
@require_http_methods(["GET", "POST"])
def linkage_planned(request: HttpRequest) -> HttpResponse:
    """`?programme=DISCHARGE&case=<uuid>`: those that are taken are made together, or none of them."""
    actor = request.actor  # type: ignore[attr-defined]
    programme = registry.programme(request.GET.get("programme", ""))
    case = programme.find_case(actor, uuid_or_404(request.GET.get("case", "")))
    is_sent = request.method == "POST"
    rows = planned.rows_of(programme, case, actor, request.GET.dict(), sent_or_kept(request))
    taken = [row.form for row in rows if row.form is not None and row.form.is_taken]
    faulty = [form for form in taken if is_sent and not form.is_valid()]  # every one of them is looked at
    if is_sent and not faulty:
        made = _draft(request, programme, case, taken)
        if made:
            flash.success(request, f"의뢰 {len(made)}건을 작성했습니다. 내용을 확인하고 보내십시오.")
            return redirect(programme.case_url(made[0]))
    forms = [row.form for row in rows if row.form is not None]
    context = {"case": case, "programme": programme, "rows": rows, "forms": forms}
    response = show(request, "referrals/linkage_planned.html", context)
    response.status_code = _status(forms, is_sent)
    record_view(actor, "linkage.new_open", case)
    return response


def _draft(
    request: HttpRequest, programme: registry.Programme, case: registry.Case, taken: list[PlannedForm]
) -> list[Linkage]:
    """Nothing where a row was refused: what is wrong then stands in its form."""
    if not taken:
        flash.warning(request, "의뢰를 하나 이상 고르십시오.")
        return []
    rows, key = [form.values() for form in taken], taken[0].cleaned_data["idempotency_key"]
    actor = request.actor  # type: ignore[attr-defined]
    try:
        return drafting.draft_several(actor=actor, programme=programme.code, about=case, rows=rows, idempotency_key=key)
    except Invalid as error:
        _refuse(request, taken, error)
    except Conflict as error:
        taken[0].conflict(error)
    return []


def _refuse(request: HttpRequest, taken: list[PlannedForm], error: Invalid) -> None:
    for name, texts in error.errors.items():
        head, _, rest = name.partition(".")
        place, _, field = rest.partition(".")
        if head == "rows" and place.isdigit():
            taken[int(place)].refuse(Invalid({field: list(texts)}))
        else:
            flash.warning(request, " ".join(texts))


def _status(forms: list[Any], is_sent: bool) -> int:
    if any(form.conflict_error is not None for form in forms):
        return 409
    return 400 if is_sent else 200
