"""Doors of 오늘 전화: the calls of the day, one person after another."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from core import workdays
from core.pages import run_service, show
from core.policy import OnRow, PortalRequest, holding, page
from discharge.access import CASE
from discharge.forms.calls import IN_VAIN, LATER, NEED, REACHED, CallForm
from discharge.models import DischargeCase, FollowUp
from discharge.panels import calls
from discharge.panels.followups import facts
from discharge.services import contacts
from discharge.views.cases import identity
from discharge.views.followups import followup_or_404
from discharge.workflow import PROGRAMME

CALL = OnRow(CASE, "follow_up", rows=DischargeCase.objects.for_page, audit_as="case.follow_up")
CALLERS = holding("SOCIAL_WORKER NURSE", PROGRAMME)


@page(CALLERS)
def call_list(request: PortalRequest) -> HttpResponse:
    """The first person to call; when nobody waits, what came of the day."""
    found = calls.queue(request.actor)
    if found.waiting:
        return redirect(found.waiting[0].url)
    return show(request, "discharge/call_list.html", {"queue": found, "next_words": calls.next_words(request.actor)})


@page(CALL)
def call_now(request: PortalRequest, case: DischargeCase, pk: int) -> HttpResponse:
    """One person: whom to call and until when, and what came of it; saving leads on to the next."""
    row = followup_or_404(case, pk)
    asked = contacts.asked_linkages(case)
    is_long = contacts.asks_more(case, row)
    form = CallForm(request.POST or None, initial={"version": row.version}, asked=asked, is_long=is_long)
    if request.method == "POST" and form.is_valid():
        if form.takes_more_words:
            return redirect(f"{reverse('discharge:followup-record', args=[case.pk, row.pk])}?result={form.result}")
        kept = run_service(request, form, lambda: _record(request, form, row), "연락을 기록했습니다.")
        if kept is not None:
            return redirect(calls.queue(request.actor).after(row) or "discharge:call-list")
    found = calls.queue(request.actor)
    last = case.followups.filter(status="DONE").exclude(pk=row.pk).order_by("-contacted_at").first()
    context = {
        **identity(case),
        "row": row,
        "form": form,
        "queue": found,
        "today": workdays.seoul_today(),
        "window": calls.window(row),
        "numbers": calls.numbers(case.client),
        "hint": contacts.reach_hint(row),
        "asked": asked,
        "last": [last, facts(last)] if last else None,
        "skip_url": found.after(row),
        "shows": {"reached": REACHED, "in_vain": f"{IN_VAIN},{LATER}", "need": NEED, "later": LATER},
    }
    return show(request, "discharge/call_now.html", context, form)


def _record(request: PortalRequest, form: CallForm, row: FollowUp) -> FollowUp:
    return contacts.record_contact(
        actor=request.actor,
        follow_up=row,
        data=form.contact(timezone.now()),
        version=form.cleaned_data.get("version"),
        idempotency_key=form.cleaned_data.get("idempotency_key") or "",
    )
