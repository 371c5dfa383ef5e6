"""Doors of the import: upload, look, confirm; the form to fill in and the list of faults."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from core import audit
from core.imports import MendForm, download, faults_workbook, template_workbook
from core.masking import mask_birth, mask_chart_no, mask_name
from core.pages import run_service, sent_or_kept, show
from core.policy import PortalRequest, holding, page
from discharge.exports.admissions import ADMISSIONS
from discharge.forms import admissions as forms
from discharge.models import AdmissionImport
from discharge.services import admission_imports
from discharge.services.admission_imports import Plan
from discharge.views.admissions import SEES_LIST
from discharge.workflow import PROGRAMME

SHOWN = 200  # rows of a plan on the page; the counts tell of the rest


@page(holding(SEES_LIST, PROGRAMME))
def admission_import(request: PortalRequest) -> HttpResponse:
    """First phase: the file is read and checked, nothing enters the list."""
    form = forms.ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        draft = run_service(
            request,
            form,
            lambda: admission_imports.read(
                actor=request.actor, file_name=form.cleaned_data["file"].name, content=form.content()
            ),
        )
        if draft is not None:
            return redirect("discharge:admission-import-look", draft.pk)
    latest = AdmissionImport.objects.filter(hospital_id=request.actor.institution_id)
    context = {
        "columns": ADMISSIONS.columns,
        "imports": latest.select_related("imported_by").order_by("-imported_at")[:5],
    }
    return show(request, "discharge/admission_import.html", context, form)


@page(holding(SEES_LIST, PROGRAMME))
def admission_import_look(request: PortalRequest, draft_id: UUID) -> HttpResponse:
    """What the file would do, row by row and masked; 확정 does exactly that."""
    before = admission_imports.taken_before(request.actor, draft_id)
    if before is not None:
        more = " 나중에 누른 내용은 더하지 않았습니다." if request.method == "POST" else ""
        flash.info(request, f"이미 가져온 명단입니다. {_result_of(before)}{more}")
        return redirect(f"{reverse('discharge:admission-list')}?view=candidates")
    draft, reading, plan = admission_imports.look(actor=request.actor, pk=draft_id)
    form = MendForm(sent_or_kept(request), sheet=ADMISSIONS, faults=plan.wrong, reading=reading)
    if request.method == "POST":
        taken = run_service(
            request, form, lambda: admission_imports.confirm(actor=request.actor, pk=draft_id, mends=form.mends())
        )
        if taken is not None:
            flash.success(request, f"가져왔습니다. {_result_of(taken)}")
            return redirect(f"{reverse('discharge:admission-list')}?view=candidates")
    context = {
        "draft": draft,
        "counts": plan.counts(),
        "wrong": form.shown_lines(),
        "rows": _preview_lines(plan)[:SHOWN],
        "shown": SHOWN,
        "unknown": reading.unknown_columns,
        "unread": reading.unread_sheets,
        "hidden": reading.hidden,
        "totals": reading.totals,
        "before": admission_imports.last_import_of(request.actor, draft.sha256),
    }
    return show(request, "discharge/admission_import_look.html", context, form)


def _result_of(taken: AdmissionImport) -> str:
    return f"새로 {taken.added}명, 고침 {taken.updated}명, 같음 {taken.skipped}명."


def _preview_lines(plan: Plan) -> list[dict[str, Any]]:
    """New and changed rows in the order of the file, masked."""
    rows = [{"line": row.number, "values": row.values, "what": "", "is_new": True} for row in plan.new]
    for row, _, changed in plan.updated:
        words = ", ".join(ADMISSIONS.header_of(name) for name in changed)
        rows.append({"line": row.number, "values": row.values, "what": words, "is_new": False})
    for entry in rows:
        values = entry.pop("values")
        assert isinstance(values, dict)
        entry |= {
            "name": mask_name(values["name"]),
            "birth": mask_birth(values["birth_date"]),
            "chart_no": mask_chart_no(values["chart_no"]),
            "ward": values["ward"],
            "admitted_on": values["admitted_on"],
            "diagnosis": values["diagnosis"],
        }
    return sorted(rows, key=lambda entry: int(str(entry["line"])))


@page(holding(SEES_LIST, PROGRAMME))
@require_GET
def admission_import_faults(request: PortalRequest, draft_id: UUID) -> HttpResponse:
    """The lines that have to be put right, as a workbook."""
    draft, _, plan = admission_imports.look(actor=request.actor, pk=draft_id)
    audit.record(request.actor, "admission.import_faults", action="DOWNLOAD", about=draft)
    return download(faults_workbook(plan.wrong), "admission-errors.xlsx")


@page(holding(SEES_LIST, PROGRAMME))
@require_GET
def admission_template(request: PortalRequest) -> HttpResponse:
    """The form to fill in."""
    return download(template_workbook(ADMISSIONS), "admissions.xlsx")
