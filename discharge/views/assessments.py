"""Doors of the assessment: rounds, parts, instruments, the safety check."""

from __future__ import annotations

from typing import Any

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from core import codes, drafts
from core.errors import DomainError, Forbidden, NotVisible
from core.forms import PortalForm, in_words
from core.pages import posted_text, run_service, show, status_of
from core.particles import with_particle
from core.policy import OnRow, PortalRequest, page
from discharge.access import CASE
from discharge.forms import assessments as forms
from discharge.models import Assessment, DischargeCase
from discharge.panels import assessments as panel
from discharge.panels import steps
from discharge.services import assessment_lists, assessment_parts, assessments, earlier
from discharge.services.needs import need_level
from discharge.views.cases import after, goes_on, identity, moves_on
from network import instruments
from network.instruments import DISCLAIMER

FROM_EARLIER = "earlier"  # `?from=earlier`: the form begins with what the case before said
DRAFT = "assessment"


READ = OnRow(CASE, "read", rows=DischargeCase.objects.for_page, audit_as="case.assessment")
ASSESS = OnRow(CASE, "assess", rows=DischargeCase.objects.for_page, audit_as="case.assess")


def _round(case: DischargeCase, pk: int) -> Assessment:
    row = panel.rounds_of(case).filter(pk=pk).first()
    if row is None:
        raise NotVisible
    row.case = case
    return row


def to_panel(case: DischargeCase) -> HttpResponse:
    return redirect(f"{reverse('discharge:case-detail', args=[case.pk])}#assessment")


# --- rounds ----------------------------------------------------------------------------------------------------------


@page(ASSESS)
def assessment_begin(request: PortalRequest, case: DischargeCase) -> HttpResponse:
    """Choose the round and its day."""
    form = forms.RoundForm(request.POST or None, case=case)
    if request.method == "POST":
        row = run_service(
            request,
            form,
            lambda: assessments.begin_round(
                actor=request.actor,
                case=case,
                round=form.cleaned_data["round"],
                assessed_on=form.cleaned_data["assessed_on"],
                idempotency_key=form.cleaned_data["idempotency_key"],
            ),
            "평가를 시작했습니다.",
        )
        if row is not None:
            return _to_own_part(case, row)
    return show(request, "discharge/assessment_begin.html", identity(case), form)


def _to_own_part(case: DischargeCase, row: Assessment) -> HttpResponse:
    relations: frozenset[str] = getattr(case, "relations", frozenset())
    mine = next((name for name in assessment_parts.PARTS if assessment_parts.may_write(relations, name)), None)
    if mine is None:
        return redirect("discharge:assessment-detail", case.pk, row.pk)
    return redirect("discharge:assessment-edit", case.pk, row.pk, mine)


@page(READ)
def assessment_detail(request: PortalRequest, case: DischargeCase, pk: int) -> HttpResponse:
    """One round to read: every part, the needs, the instruments."""
    row = _round(case, pk)
    relations: frozenset[str] = getattr(case, "relations", frozenset())
    context = {
        **identity(case),
        "assessment": row,
        "parts": [{**part, "lines": lines_of(row, part["name"])} for part in panel.part_rows(row, relations)],
        "needs": panel.need_groups(row.needs.all()),
        "results": list(panel.results_of(case).filter(assessment=row)),
        "many_medications": (row.medication_count or 0) >= panel.MANY_MEDICATIONS,
    }
    return show(request, "discharge/assessment_detail.html", context)


def lines_of(row: Assessment, part: str) -> list[tuple[str, str]]:
    """What a part says, as label and words; what was not filled is left out."""
    lines = []
    for name in assessment_parts.PARTS[part].fields:
        text = _answer_in_words(row, name)
        if text:
            lines.append((str(row._meta.get_field(name).verbose_name), text))  # type: ignore[union-attr]
    return lines


_IN_LISTS = ("comorbidity", "device", "diet", "housing_type", "housing_barrier")


def _answer_in_words(row: Assessment, name: str) -> str:
    value = getattr(row, name)
    if value in (None, "", []):
        return ""
    if name in _IN_LISTS:
        chosen = value if isinstance(value, list) else [value]
        return ", ".join(assessment_lists.label(name, code) for code in chosen)
    if name == "services_in_use":
        return codes.labels("linkage_service", value)
    display = getattr(row, f"get_{name}_display", None)
    return str(display() if display else in_words(value))


@page(READ)
def assessment_compare(request: PortalRequest, case: DischargeCase) -> HttpResponse:
    """All rounds side by side: the level of each need, and the totals of the instruments by day."""
    rounds = list(reversed(panel.rounds_of(case)))
    levels = [{need.area: need for need in row.needs.all()} for row in rounds]
    areas = [
        {"label": label, "cells": [found.get(area) for found in levels]}
        for area, label in codes.choices("need_area")
        if any(area in found for found in levels)
    ]
    found = list(panel.results_of(case))
    by_instrument = [
        {"row": row, "results": [one for one in found if one.instrument == row.instrument.code]}
        for row in panel.instrument_rows(case, found)
        if row.last
    ]
    context = {
        **identity(case),
        "rounds": rounds,
        "rows": areas,
        "instruments": by_instrument,
        "disclaimer": DISCLAIMER,
    }
    return show(request, "discharge/assessment_compare.html", context)


@page(ASSESS)
@require_POST
def assessment_finish(request: PortalRequest, case: DischargeCase, pk: int) -> HttpResponse:
    """Finish a round; what is missing is said above the case page."""
    try:
        assessments.finish(actor=request.actor, assessment=_round(case, pk))
    except (Forbidden, NotVisible):
        raise
    except DomainError as error:
        flash.warning(request, error.detail)
    else:
        flash.success(request, "평가를 마쳤습니다.")
    return to_panel(case)


# --- parts -----------------------------------------------------------------------------------------------------------


@page(ASSESS)
def assessment_edit(request: PortalRequest, case: DischargeCase, pk: int, part: str) -> HttpResponse:
    """One profession writes its part; a stale version shows both texts and starts again from the stored one."""
    if part not in assessment_parts.PARTS:
        raise NotVisible
    row, kind = _round(case, pk), assessment_parts.PARTS[part]
    if not assessment_parts.may_write(getattr(case, "relations", frozenset()), part):
        raise Forbidden(kind.rule, owners=CASE.owners(case, kind.authors))
    if row.finished_at is not None:
        return redirect("discharge:assessment-detail", case.pk, row.pk)
    key = f"{row.pk}-{part}"
    if request.method == "POST":
        is_done = bool(posted_text(request, "finish")) or goes_on(request)
        form = forms.part_form(part, request.POST, is_done=is_done)
        saved = run_service(
            request,
            form,
            lambda: assessment_parts.save_part(
                actor=request.actor,
                assessment=row,
                part=part,
                data=form.values(),
                version=form.cleaned_data["version"],
                finish=is_done,
            ),
            f"{with_particle(kind.label, '을/를')} {'저장하고 마쳤습니다.' if is_done else '저장했습니다.'}",
        )
        if saved is not None:
            drafts.drop(request.actor, DRAFT, key)
            moves_on(request, lambda: assessments.finish(actor=request.actor, assessment=_round(case, pk)))
            return (
                after(request, case, "assessment")
                if is_done
                else redirect("discharge:assessment-edit", case.pk, row.pk, part)
            )
        if form.conflict_error is not None and form.conflict_error.stored:
            return _both_texts(request, case, row, part, form)
        return _part_page(request, case, row, part, form)
    before = earlier.before(request.actor, case) if part in earlier.OFFERED else None
    if request.POST:  # kept when the session had ended
        return _part_page(request, case, row, part, forms.part_form(part, request.POST, is_done=False), before=before)
    taken = before.part(part) if before is not None and request.GET.get("from") == FROM_EARLIER else {}
    form, draft = _fresh_form(request, row, part, key)
    form.initial.update(forms.initial_of(part, taken))
    return _part_page(request, case, row, part, form, draft, before=before, is_taken=bool(taken))


def _fresh_form(request: PortalRequest, row: Assessment, part: str, key: str) -> tuple[PortalForm, Any]:
    """The stored part, or what was being typed. A draft keeps the version it began with, so nothing is overrun."""
    form_class = forms.PART_FORMS[part]
    initial = forms.initial_of(part, assessment_parts.stored_values(row, assessment_parts.PARTS[part]))
    version = getattr(row, f"{part}_version")
    draft = drafts.load(request.actor, DRAFT, key)
    if draft is not None:
        initial = forms.from_draft(form_class, draft.fields)
        base = str(draft.fields.get("base_version", ""))
        version = int(base) if base.isdigit() else version
    return form_class(initial={**initial, "version": version}), draft


def _both_texts(
    request: PortalRequest, case: DischargeCase, row: Assessment, part: str, form: PortalForm
) -> HttpResponse:
    """409: what differs, and a form that starts with the stored text and carries its version."""
    error = form.conflict_error
    assert error is not None
    stored = forms.initial_of(part, error.stored)
    again = forms.part_form(part, initial=stored)
    again.conflict_error = error
    return _part_page(request, case, row, part, again, differing=forms.differing(form, stored))


def _part_page(
    request: PortalRequest,
    case: DischargeCase,
    row: Assessment,
    part: str,
    form: PortalForm,
    draft: Any = None,
    *,
    differing: Any = (),
    before: earlier.Earlier | None = None,
    is_taken: bool = False,
) -> HttpResponse:
    relations: frozenset[str] = getattr(case, "relations", frozenset())
    context = {
        **identity(case),
        "form": form,
        "assessment": row,
        "part": assessment_parts.PARTS[part],
        "parts": panel.part_rows(row, relations),
        "others": [
            {"label": other.label, "lines": lines_of(row, other.name)}
            for other in assessment_parts.PARTS.values()
            if other.name not in (part, "needs")
        ],
        "needs": panel.need_groups(row.needs.all()) if part != "needs" else [],
        "unmeasured": [instruments.get(code).name for code in assessments.unmeasured(row)] if part == "needs" else [],
        "differing": differing,
        "draft": draft,
        "draft_url": reverse("core:draft-save-object", args=[DRAFT, f"{row.pk}-{part}"]),
        "computed": codes.label("need_level", row.computed_level) if row.computed_level else "",
        "base_version": form["version"].value(),
        "moves": _is_the_last(row, part) and steps.is_theirs(case, request.actor, "finish_assessment"),
        "earlier": before if before is not None and before.part(part) else None,
        "is_taken": is_taken,
    }
    return render(request, "discharge/assessment_edit.html", context, status=status_of(form))


def _is_the_last(row: Assessment, part: str) -> bool:
    """Whether the round waits for this part alone."""
    others = [name for name in assessment_parts.PARTS if name != part]
    return all(getattr(row, f"{name}_at") for name in others) and not assessments.unmeasured(row)


@page(OnRow(CASE, "assess"))
@require_POST
def need_level_preview(request: PortalRequest, case: DischargeCase) -> HttpResponse:
    """The level that the ticked needs would give; nothing is stored."""
    ticked = [posted_text(request, f"level_{area}") for area, _ in codes.choices("need_area")]
    levels = [int(value) for value in ticked if value in ("0", "1", "2", "3")]
    context = {
        "computed": codes.label("need_level", need_level(levels)) if levels else "",
        "rated": len(levels),
        "all": len(ticked),
    }
    return render(request, "discharge/assessment/_need_level.html", context)
