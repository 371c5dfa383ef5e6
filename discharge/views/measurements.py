"""Doors of the instruments: asking one, its result as it was asked, correcting it, and the safety check."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect

from core import workdays
from core.errors import NotVisible
from core.pages import run_service, show
from core.policy import OnRow, PortalRequest, page
from discharge.access import CASE
from discharge.forms import assessments as forms
from discharge.models import DischargeCase, InstrumentResult
from discharge.services import assessments, measurements
from discharge.views.assessments import ASSESS, READ, to_panel
from discharge.views.cases import after, goes_on, identity
from network import instruments
from network.instruments import DISCLAIMER


@page(ASSESS)
def instrument_record(request: PortalRequest, case: DischargeCase, code: str) -> HttpResponse:
    """Ask an instrument in its newest version."""
    definition = next((one for one in measurements.offered() if one.code == code), None)
    if definition is None:
        raise NotVisible
    initial = _known(case, code)
    form = forms.InstrumentForm(request.POST or None, instrument=definition, initial=initial)
    if request.method == "POST":
        valid = form.is_valid()
        answers = form.answers()
        if not valid:
            # a wrong date must not keep the answers from being heard
            measurements.heed_flags(actor=request.actor, case=case, definition=definition, answers=answers)
        result = run_service(
            request,
            form,
            lambda: measurements.record_instrument(
                actor=request.actor,
                case=case,
                instrument=code,
                answers=answers,
                measured_on=form.cleaned_data["measured_on"],
                assessment=assessments.open_round(case),
                is_at_discharge=form.cleaned_data["is_at_discharge"],
                late_reason=form.cleaned_data["late_reason"],
                idempotency_key=form.cleaned_data["idempotency_key"],
            ),
            f"{definition.name} 결과를 저장했습니다.",
        )
        if result is not None:
            return (
                after(request, case)
                if goes_on(request)
                else redirect("discharge:instrument-detail", case.pk, result.pk)
            )
    words = {"disclaimer": DISCLAIMER, "verb": "결과 저장", "onward": "저장하고 다음 할 일"}
    context = {**identity(case), "instrument": definition, **words}
    return show(request, "discharge/instrument_record.html", context, form)


def _known(case: DischargeCase, code: str) -> dict[str, Any]:
    """What need not be asked: for LACE the days of stay, the way of admission, the comorbidities."""
    known: dict[str, Any] = {"measured_on": workdays.seoul_today()}
    if code == "LACE":
        known |= {name: _text(value) for name, value in measurements.lace(case).items()}
    return known


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _result(case: DischargeCase, pk: int) -> InstrumentResult:
    row = (
        InstrumentResult.objects.of_care().filter(case=case, pk=pk).select_related("measured_by", "assessment").first()
    )
    if row is None:
        raise NotVisible
    row.case = case
    return row


@page(READ)
def instrument_detail(request: PortalRequest, case: DischargeCase, pk: int) -> HttpResponse:
    """A result as it was asked: the items of its own version, its band by the rules of its day."""
    row = _result(case, pk)
    definition = instruments.get(row.instrument, int(row.edition))
    relations: frozenset[str] = getattr(case, "relations", frozenset())
    context = {
        **identity(case),
        "result": row,
        "instrument": definition,
        "lines": definition.lines(row.answers),
        "disclaimer": DISCLAIMER,
        "may_correct": row.replaced_at is None and CASE.allows("assess", relations),
    }
    return show(request, "discharge/instrument_detail.html", context)


@page(ASSESS)
def instrument_correct(request: PortalRequest, case: DischargeCase, pk: int) -> HttpResponse:
    """Correct a result: the same questions in the same version; the old row stays."""
    row = _result(case, pk)
    definition = instruments.get(row.instrument, int(row.edition))
    initial = {name: _text(value) for name, value in row.answers.items()} | {"measured_on": row.measured_on}
    form = forms.CorrectionForm(request.POST or None, instrument=definition, initial=initial)
    if request.method == "POST":
        valid = form.is_valid()
        answers = form.answers()
        if not valid:
            measurements.heed_flags(actor=request.actor, case=case, definition=definition, answers=answers)
        made = run_service(
            request,
            form,
            lambda: measurements.correct_instrument(
                actor=request.actor,
                result=row,
                answers=answers,
                measured_on=form.cleaned_data["measured_on"],
                reason=form.cleaned_data["reason"],
            ),
            "결과를 바로잡았습니다.",
        )
        if made is not None:
            return redirect("discharge:instrument-detail", case.pk, made.pk)
    context = {
        **identity(case),
        "instrument": definition,
        "result": row,
        "disclaimer": DISCLAIMER,
        "verb": "바로잡아 저장",
    }
    return show(request, "discharge/instrument_record.html", context, form)


@page(OnRow(CASE, "confirm_safety", rows=DischargeCase.objects.for_page, audit_as="case.safety"))
def safety_confirm(request: PortalRequest, case: DischargeCase) -> HttpResponse:
    """Say what was done about a result that could not wait."""
    form = forms.SafetyForm(request.POST or None)
    if request.method == "POST":
        done = run_service(
            request,
            form,
            lambda: _confirmed(request, case, form.cleaned_data["reason"]),
            "확인을 기록했습니다.",
        )
        if done is not None:
            return to_panel(case)
    return show(request, "discharge/safety_confirm.html", identity(case), form)


def _confirmed(request: PortalRequest, case: DischargeCase, reason: str) -> bool:
    measurements.confirm_safety(actor=request.actor, case=case, reason=reason)
    return True
