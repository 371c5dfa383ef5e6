"""Doors of a participant without an account: the own page, giving the seat back, material, the certificate."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages as flash
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from core.errors import Conflict, Invalid
from core.pages import run_service, sealed, show
from core.policy import page
from core.reports import pdf_response
from education.access import OWN_PAGE
from education.forms.certificates import OwnNameForm
from education.models import Enrolment
from education.panels import own_pages as panels
from education.papers import certificates as papers
from education.services import own_pages

View = Callable[..., HttpResponseBase]


def _own(view: View) -> View:
    """Finds the sign-up of the address, and seals what leaves."""

    @wraps(view)
    def door(request: HttpRequest, **kwargs: Any) -> Any:
        key = request.GET.get("k", "")
        return sealed(view(request, own_pages.enrolment_of(key), key, **kwargs))  # type: ignore[arg-type]

    return door


def _back(key: str) -> HttpResponse:
    return redirect(own_pages.LINK.path(key))


@page(OWN_PAGE)
@require_GET
@_own
def own_page(request: HttpRequest, row: Enrolment, key: str) -> HttpResponse:
    return render(request, "education/own_pages/page.html", {**panels.page(row, key), "is_new": "new" in request.GET})


@page(OWN_PAGE)
@require_http_methods(["GET", "POST"])
@_own
def own_cancel(request: HttpRequest, row: Enrolment, key: str) -> HttpResponse:
    """Asks once more; then the seat is given back and the next in line gets it."""
    context = panels.page(row, key)
    if request.method == "POST":
        try:
            own_pages.cancel(row)
        except (Invalid, Conflict) as error:
            return render(
                request, "education/own_pages/cancel.html", {**context, "fault": error.detail}, status=error.status
            )
        flash.success(request, "수강 신청을 취소했습니다.")
        return _back(key)
    return render(request, "education/own_pages/cancel.html", context)


@page(OWN_PAGE)
@require_http_methods(["GET", "POST"])
@_own
def own_certificate(request: HttpRequest, row: Enrolment, key: str) -> HttpResponse:
    """The certificate bears the whole name: the name is asked first."""
    form, context = OwnNameForm(request.POST or None), panels.page(row, key)
    if request.method == "POST":
        form.is_bound = True
        found = run_service(request, form, lambda: own_pages.claim_certificate(row, form.cleaned_data["name"]))
        if found is not None:
            return pdf_response(*papers.own_certificate(found, own_pages.holder(row)))
    return show(request, "education/own_pages/certificate.html", context, form)


@page(OWN_PAGE)
@require_GET
@_own
def own_material(request: HttpRequest, row: Enrolment, key: str, material_id: UUID) -> HttpResponseBase:
    """Material of the course; never shown as a page of ours."""
    found = own_pages.open_material(row, material_id)
    response = FileResponse(found.file.open("rb"), as_attachment=True, filename=found.name)
    response["Content-Type"] = "application/octet-stream"
    response["X-Content-Type-Options"] = "nosniff"
    return response
