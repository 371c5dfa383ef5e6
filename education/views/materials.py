"""Doors of the material of a course."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from core import files
from core.errors import NotVisible
from core.pages import run_service, show
from core.policy import OnRow, PortalRequest, page
from education.access import REQUEST
from education.forms.materials import MaterialForm
from education.models import EducationRequest
from education.services import materials

READ = OnRow(REQUEST, "read", rows=EducationRequest.objects.for_page)
TEACH = OnRow(REQUEST, "teach", rows=EducationRequest.objects.for_page)


@page(READ)
@require_http_methods(["GET", "POST"])
def course_materials(request: PortalRequest, course: EducationRequest) -> HttpResponse:
    """Everybody who stands to the course reads; who teaches it or runs it adds and takes away."""
    if request.method == "POST":
        REQUEST.demand(course, "teach", course.relations)  # nobody is told what a file must be that they may not add
    form = MaterialForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        form.is_bound = True

        def add() -> object:
            upload = form.cleaned_data["file"]
            return files.add(actor=request.actor, object_kind=materials.COURSE, object_id=course.pk, upload=upload)

        if run_service(request, form, add, "교재를 올렸습니다.") is not None:
            return redirect("education:course-materials", course.pk)
    may_keep = materials.keeps(request.actor, course) and course.status in materials.OPEN
    context = {"course": course, "files": materials.of_course(course), "may_keep": may_keep}
    return show(request, "education/materials.html", context, form)


@page(TEACH)
@require_POST
def material_remove(request: PortalRequest, course: EducationRequest, material_id: UUID) -> HttpResponse:
    if material_id not in {row.pk for row in materials.of_course(course)}:
        raise NotVisible
    row = files.remove(actor=request.actor, pk=material_id)
    flash.success(request, f"{row.name}: 지웠습니다.")
    return redirect("education:course-materials", course.pk)
