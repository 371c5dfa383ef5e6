"""Doors of signing up a whole list, and of taking the list of a course away as a spreadsheet."""

from __future__ import annotations

from typing import Any

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from core.errors import Conflict
from core.imports import MendForm, Sheet, template_workbook
from core.imports.files import MAX_BYTES
from core.masking import mask_name
from core.pages import posted_text, run_service, show, status_of
from core.policy import OnRow, PortalRequest, page
from core.sheets import response as spreadsheet
from education.access import REQUEST
from education.exports import participants as exports
from education.forms.participants import ExportPeopleForm, PeopleFileForm
from education.models import EducationRequest
from education.services import participants
from education.services.participants import Look

ENROL = OnRow(REQUEST, "enrol", rows=EducationRequest.objects.for_page, audit_as="education.people_import")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 200
TEMPLATE = "education/people_import.html"


@page(ENROL)
@require_http_methods(["GET", "POST"])
def people_import_page(request: PortalRequest, course: EducationRequest) -> HttpResponse:
    """A file is read and shown; only the second press signs anybody up, and then everybody or nobody."""
    form = PeopleFileForm(request.POST or None, request.FILES or None)
    look: Look | None = None
    if request.method == "POST" and posted_text(request, "draft"):
        return _confirm(request, course, posted_text(request, "draft"))
    if request.method == "POST":
        form.is_bound = True
        look = run_service(
            request,
            form,
            lambda: participants.read(
                actor=request.actor,
                course=course,
                file_name=str(form.cleaned_data["file"].name),
                content=form.cleaned_data["file"].read(MAX_BYTES + 1),
            ),
        )
    mend = _mend_form(course, look) if look else None
    return show(request, TEMPLATE, _context(course, look, mend), form)


def _confirm(request: PortalRequest, course: EducationRequest, draft_id: str) -> HttpResponse:
    """The second press, with the lines that were put right or left out on the page."""
    if participants.taken_before(request.actor, draft_id):
        raise Conflict(participants.TAKEN)
    look = participants.look(actor=request.actor, course=course, draft_id=draft_id)
    mend = _mend_form(course, look, request.POST)
    done = run_service(
        request,
        mend,
        lambda: participants.confirm(actor=request.actor, course=course, draft_id=draft_id, mends=mend.mends()),
    )
    if done is not None:
        flash.success(request, f"{done}명의 수강 신청을 마쳤습니다.")
        return redirect("education:course-people", course.pk)
    return render(request, TEMPLATE, {"form": PeopleFileForm(), **_context(course, look, mend)}, status=status_of(mend))


def _mend_form(course: EducationRequest, look: Look, typed: Any = None) -> MendForm:
    return MendForm(typed, sheet=_sheet(course), faults=look.faults, texts=look.reading.wrong)


def _sheet(course: EducationRequest) -> Sheet:
    return exports.people(asks_birth=course.asks_birth_date)


def _context(course: EducationRequest, look: Look | None, mend: MendForm | None) -> dict[str, Any]:
    return {
        "course": course,
        "columns": _sheet(course).columns,
        "look": look,
        "mend": mend,
        "wrong": mend.shown_lines() if mend else [],
        "rows": _preview_lines(look),
        "shown": SHOWN,
    }


def _preview_lines(look: Look | None) -> list[dict[str, object]]:
    """The first lines as they would be taken, masked."""
    lines = look.rows[:SHOWN] if look else []
    return [
        {"line": line.number, "who": mask_name(line.values["name"]), "place": line.values.get("affiliation", "")}
        for line in lines
    ]


@page(ENROL)
@require_GET
def people_template(request: PortalRequest, course: EducationRequest) -> HttpResponse:
    """The form to fill in."""
    content = template_workbook(_sheet(course))
    headers = {"Content-Disposition": 'attachment; filename="people.xlsx"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=XLSX, headers=headers)


@page(ENROL)
@require_http_methods(["GET", "POST"])
def people_export_page(request: PortalRequest, course: EducationRequest) -> HttpResponse:
    """The list with whole names, once a purpose is written down."""
    form = ExportPeopleForm(request.POST or None)
    if request.method == "POST":
        form.is_bound = True
        content = run_service(
            request,
            form,
            lambda: participants.export(
                actor=request.actor, course=course, reason=form.cleaned_data["reason"]
            ),
        )  # fmt: skip
        if content is not None:
            return spreadsheet(content, f"수강생-{course.number}")
    context = {"course": course, "count": course.enrolments.count()}
    return show(request, "education/people_export.html", context, form)
