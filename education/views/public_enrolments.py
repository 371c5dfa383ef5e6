"""Doors of signing up by a public address: the poster of who runs the course, the form of whoever has the address."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from core import secret_links
from core.pages import posted_text, run_service, sealed, show
from core.policy import OnRow, PortalRequest, page
from education.access import JOINING, REQUEST
from education.forms.enrolments import JoinForm
from education.models import EducationRequest, Enrolment
from education.services import enrolments, own_pages, public_enrolments

ENROL = OnRow(REQUEST, "enrol", rows=EducationRequest.objects.for_page)


@page(ENROL)
@require_http_methods(["GET", "POST"])
def course_join(request: PortalRequest, course: EducationRequest) -> HttpResponse:
    """The address with its QR, for a wall or a notice; opened and closed here."""
    if request.method == "POST":
        act = public_enrolments.close_door if posted_text(request, "act") == "close" else public_enrolments.open_door
        act(actor=request.actor, course=course)
        return redirect("education:course-join", course.pk)
    url = public_enrolments.url_of(course)
    context = {
        "course": course,
        "lessons": list(course.sessions.all()),
        "url": url,
        "qr": secret_links.qr(url),
        "is_on": enrolments.takes_sign_ups(course),
        "left": max(enrolments.seats_left(course), 0),
    }
    return render(request, "education/join_poster.html", context)


@page(JOINING)
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Sign up; who gives a mobile number gets one to type back first. Then the own page."""
    course = public_enrolments.course_of(request.GET.get("k", ""))
    form = JoinForm(request.POST or None, course=course)
    if request.method == "POST":
        form.is_bound = True
        made = run_service(request, form, lambda: _join(request, course, form))
        if isinstance(made, Enrolment):
            return sealed(redirect(f"{own_pages.LINK.path(own_pages.key_of(made.pk))}&new=1"))
        form = made or form
    context = {"course": course, "lessons": list(course.sessions.all()), "left": enrolments.seats_left(course)}
    return sealed(show(request, "education/join.html", context, form))


def _join(request: HttpRequest, course: EducationRequest, form: JoinForm) -> Enrolment | JoinForm:
    """The sign-up; or the form once more, with the question for the number that was sent just now."""
    data, phone = form.values(), form.cleaned_data["phone"]
    proof, code = form.cleaned_data["proof"], form.cleaned_data.get("code", "")
    if phone and ("again" in request.POST or not (proof and code)):
        sent: Any = public_enrolments.ask_number(course, phone, request.META.get("REMOTE_ADDR"))
        return JoinForm(_with(request, proof=str(sent.pk), code=""), course=course)
    return public_enrolments.join(
        course=course, data=data, idempotency_key=form.cleaned_data["idempotency_key"], proof_id=proof, code=code
    )  # fmt: skip


def _with(request: HttpRequest, **values: str) -> Any:
    data = request.POST.copy()
    for name, value in values.items():
        data[name] = value
    return data
