"""Doors of signing up a whole list, and of taking the list of a course away as a spreadsheet."""

from __future__ import annotations

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from core.imports import template_workbook
from core.imports.files import MAX_BYTES
from core.masking import mask_name
from core.pages import run_service, show
from core.policy import OnRow, PortalRequest, page
from core.sheets import response as spreadsheet
from education.access import REQUEST
from education.exports import participants as exports
from education.forms.participants import ExportPeopleForm, PeopleFileForm
from education.models import EducationRequest
from education.services import participants
from education.services.participants import Look

ENROL = OnRow(REQUEST, "enrol", rows=EducationRequest.objects.for_page)
ENROL = OnRow(REQUEST, "enrol", rows=EducationRequest.objects.for_page, audit_as="education.people_import")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 200


@page(ENROL)
@require_http_methods(["GET", "POST"])
def people_import_page(request: PortalRequest, course: EducationRequest) -> HttpResponse:
    """A file is read and shown; only the second press signs anybody up, and then everybody or nobody."""
    form = PeopleFileForm(request.POST or None, request.FILES or None)
    look: Look | None = None
    if request.method == "POST" and request.POST.get("draft"):
        form.fields["file"].required = False
        draft_id = str(request.POST["draft"])
        done = run_service(
            request, form, lambda: participants.confirm(actor=request.actor, course=course, draft_id=draft_id)
        )
        if done is not None:
            flash.success(request, f"{done}명의 수강 신청을 마쳤습니다.")
            return redirect("education:course-people", course.pk)
    elif request.method == "POST":
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
    sheet = exports.people(asks_birth=course.asks_birth_date)
    context = {"course": course, "columns": sheet.columns, "look": look, "rows": _rows(look), "shown": SHOWN}
    return show(request, "education/people_import.html", context, form)


def _rows(look: Look | None) -> list[dict[str, object]]:
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
    content = template_workbook(exports.people(asks_birth=course.asks_birth_date))
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
