"""Doors of signing up a whole list, and of taking the list of a course away as a spreadsheet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from core.dates import plain
from core.identifiers import display_phone
from core.imports import pages
from core.pages import run_service, show
from core.policy import OnRow, PortalRequest, page
from core.sheets import response as spreadsheet
from education.access import REQUEST
from education.forms.participants import ExportPeopleForm
from education.models import EducationRequest
from education.services import participants
from education.services.participants import PeopleLook

ENROL = OnRow(REQUEST, "enrol", rows=EducationRequest.objects.for_page, audit_as="education.people_import")


@page(ENROL)
@require_http_methods(["GET", "POST"])
def people_import_page(request: PortalRequest, course: EducationRequest) -> HttpResponse:
    return pages.answer(PAGE, request, course)


@page(ENROL)
@require_GET
def people_template(request: PortalRequest, course: EducationRequest) -> HttpResponse:
    return pages.form_to_fill(PAGE, course)


def _done(request: PortalRequest, course: EducationRequest, count: int) -> HttpResponse:
    flash.success(request, f"{count}명의 수강 신청을 마쳤습니다.")
    return redirect("education:course-people", course.pk)


def _preview(look: PeopleLook) -> list[dict[str, Any]]:
    """The people as they would be taken, whole: who has sent the list sees whether it was read as it was meant."""
    return [{"line": line.number, "who": line.values["name"], "about": _about(line.values)} for line in look.rows]


def _about(values: Mapping[str, Any]) -> str:
    born, phone = values.get("birth_date"), values.get("phone")
    known = (values.get("affiliation"), born and plain(born), phone and display_phone(phone))
    return " · ".join(filter(None, known))


PAGE = pages.ListPage(
    participants.PEOPLE,
    "education/people_import.html",
    "course",
    "신청",
    people=_preview,
    done=_done,
    file="people.xlsx",
)


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
