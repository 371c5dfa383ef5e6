"""Planning a meeting of the receiver with the person, and writing down what came of it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from core.errors import NotVisible
from core.forms import ActForm
from core.pages import run_service, sent_or_kept, show
from core.policy import OnRow, page
from referrals.access import LINKAGE_ACCESS
from referrals.forms.linkages import APPOINTMENT_FORMS
from referrals.models import Appointment, Linkage
from referrals.panels.appointments import form_of
from referrals.services import appointments

_ANSWER = OnRow(LINKAGE_ACCESS, "answer", rows=Linkage.objects.for_page, audit_as="linkage.appointment_open")


@page(_ANSWER)
@require_http_methods(["GET", "POST"])
def appointment_plan(request: HttpRequest, linkage: Linkage) -> HttpResponse:
    """Plan a meeting; the sender's team also says how it heard of it."""
    return _form_page(request, linkage, None, "plan")


@page(_ANSWER)
@require_http_methods(["GET", "POST"])
def appointment_act(request: HttpRequest, linkage: Linkage, appointment_id: int, name: str) -> HttpResponse:
    """Move it, call it off, or write down what came of it."""
    if name not in APPOINTMENT_FORMS or name == "plan":
        raise NotVisible
    return _form_page(request, linkage, appointments.find(linkage, appointment_id), name)


def _form_page(request: HttpRequest, linkage: Linkage, one: Appointment | None, name: str) -> HttpResponse:
    relations: frozenset[str] = linkage.relations  # type: ignore[attr-defined]
    form = form_of(linkage, one, name, request.actor, sent_or_kept(request))  # type: ignore[attr-defined]
    label = appointments.LABELS[name]
    if request.method == "POST":
        done = run_service(
            request,
            form,
            lambda: _run_act(request, linkage, one, name, form),
            done=f"{label}: 저장했습니다.",
        )
        if done is not None:
            return redirect(f"{reverse('referrals:linkage-detail', args=[linkage.pk])}#appointments")
    context = {
        "linkage": linkage,
        "title": f"{label}: 이대로 하시겠습니까?" if name == "call_off" else label,
        "lead": f"{linkage.number} · {linkage.get_service_display()}",
        "one": one,
        "verb": label,
        "is_proxy": "receiver" not in relations,
    }
    return show(request, "referrals/appointment_form.html", context, form)


def _run_act(request: HttpRequest, linkage: Linkage, one: Appointment | None, name: str, form: ActForm) -> Appointment:
    actor, data = request.actor, form.values()  # type: ignore[attr-defined]
    proxy: dict[str, Any] | None = None
    if "told_by" in data:
        proxy = {"way": data.pop("way_told"), "told_by": data.pop("told_by"), "happened_at": data.pop("told_at")}
    if one is None:
        key = form.cleaned_data.get("idempotency_key", "")
        return appointments.plan(actor=actor, linkage=linkage, data=data, proxy=proxy, idempotency_key=key)
    return appointments.act(name, actor=actor, linkage=linkage, appointment=one, data=data, proxy=proxy)
