"""Doors for somebody without an account: showing a contact, writing a request, the page of the request, acting there."""

from __future__ import annotations

import time
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from core import contacts
from core.errors import Conflict
from core.models import ContactProof
from core.pages import bound, run_service, sealed, show
from core.policy import OnRow, PortalRequest, Public, page
from education.access import ASKING, FOLLOWING, REQUEST
from education.forms import public_requests as shapes
from education.forms.requests import initial_of_topic, topics_of
from education.models import EducationRequest
from education.panels import public_requests as panels
from education.services import external_requesters, public_requests, requests
from education.workflow import RequestStatus
from network.models import Municipality

IN_SESSION = "앞의 문을 지난 세션에서만 열립니다. 번호는 받는 곳마다 세고 다섯 번 틀리면 쓸 수 없습니다."
SENT = "교육 신청을 받았습니다. 처리 상태를 보는 주소를 확인한 연락처로 보냈습니다."
WISH, ASKED = "education_ask", "education_asked"  # what a session keeps
PASSED_SECONDS = public_requests.ACTS_WITHIN.total_seconds()
COURSES = EducationRequest.objects.for_page
ADDRESS = "REMOTE_ADDR"


# --- asking: contact, number, wish -----------------------------------------------------------------------------------


@page(ASKING)
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """1 of 3: where the number goes, and which hospital is asked."""
    form = bound(shapes.ContactForm, request)
    if request.method == "POST":
        proof = run_service(request, form, lambda: _begin(request, form))
        if proof is not None:
            place = form.cleaned_data["municipality"].pk
            request.session[WISH] = {
                "proof": str(proof.pk),
                "place": place,
                "shown": panels.masked(proof.channel, proof.address),
            }
            return sealed(redirect("education:public-request-number"))
    return sealed(show(request, "education/public_requests/ask.html", {}, form))


def _begin(request: HttpRequest, form: Any) -> ContactProof:
    public_requests.host_for(form.cleaned_data["municipality"])
    return contacts.ask(public_requests.PURPOSE, form.cleaned_data["contact"], request.META.get(ADDRESS))


@page(Public(ASKING.reason, unlimited=IN_SESSION))
@require_http_methods(["GET", "POST"])
def ask_number(request: HttpRequest) -> HttpResponse:
    """2 of 3: the number that came."""
    held = request.session.get(WISH)
    if not held:
        return _to_the_beginning(request)
    if held.get("passed"):
        return sealed(redirect("education:public-request-wish"))
    form: shapes.PortalForm = bound(shapes.NumberForm, request)
    if request.method == "POST" and _is_number_right(request, form, held["proof"], public_requests.PURPOSE):
        request.session[WISH] = {**held, "passed": True}
        request.session.cycle_key()
        return sealed(redirect("education:public-request-wish"))
    context = {"shown": held["shown"], "step": "2 / 3", "demo_number": panels.demo_number(held["proof"])}
    return sealed(show(request, "education/public_requests/number.html", context, form))


def _to_the_beginning(request: HttpRequest) -> HttpResponse:
    """Whoever goes back over a form that was sent sees what became of it; anybody else begins anew."""
    begin = "status" if _has_passed(request) else "ask"
    return sealed(redirect(f"education:public-request-{begin}"))


def _is_number_right(request: HttpRequest, form: Any, proof: str | None, purpose: str) -> bool:
    done = run_service(request, form, lambda: contacts.check(proof, purpose, form.cleaned_data["code"]))
    return done is not None


@page(Public(ASKING.reason, unlimited=IN_SESSION))
@require_http_methods(["GET", "POST"])
def ask_wish(request: HttpRequest) -> HttpResponse:
    """3 of 3: what is asked for."""
    held = request.session.get(WISH) or {}
    if not held.get("passed"):
        return _to_the_beginning(request)
    place = Municipality.objects.select_related("region", "catchment").get(pk=held["place"])
    host, proof = public_requests.host_for(place), ContactProof.objects.filter(pk=held["proof"]).first()
    topics = topics_of(host)
    known = panels.known_contact(proof) | initial_of_topic(topics, request.GET.get("topic", ""))
    form = bound(shapes.PublicWishForm, request, host=host, initial=known)
    if request.method == "POST":
        made = run_service(request, form, lambda: _send(form, held["proof"], place), SENT)
        if made is not None:
            del request.session[WISH]
            request.session[ASKED] = {"row": str(made.pk), "passed": time.time()}
            return sealed(redirect("education:public-request-status"))
    context = {"host": host, "place": place, "topics": topics}
    return sealed(show(request, "education/public_requests/wish.html", context, form))


def _send(form: Any, proof: str, place: Municipality) -> EducationRequest:
    return public_requests.ask(proof_id=proof, name=form.cleaned_data["group"], place=place, data=form.values())


# --- the page of a request -------------------------------------------------------------------------------------------


@page(FOLLOWING)
@require_http_methods(["GET"])
def status(request: HttpRequest) -> HttpResponse:
    """Where the request stands; the key leaves the address at once and stays in the session."""
    key = request.GET.get("k", "")
    if key:
        row = external_requesters.of_key(key)
        if row is None:
            return _closed(request)
        if str(row.pk) != _kept_in_session(request).get("row"):
            request.session[ASKED] = {"row": str(row.pk)}
        return sealed(redirect("education:public-request-status"), referrer="no-referrer")
    row = _request_of_session(request)
    return (
        sealed(render(request, "education/public_requests/status.html", panels.status(row)))
        if row
        else _closed(request)
    )


def _kept_in_session(request: HttpRequest) -> dict[str, Any]:
    found: dict[str, Any] = request.session.get(ASKED) or {}
    return found


def _request_of_session(request: HttpRequest) -> EducationRequest | None:
    pk = _kept_in_session(request).get("row")
    return external_requesters.of_pk(pk) if pk else None


def _closed(request: HttpRequest) -> HttpResponse:
    request.session.pop(ASKED, None)
    return sealed(render(request, "education/public_requests/closed.html", status=404))


def _has_passed(request: HttpRequest) -> bool:
    return bool(_kept_in_session(request).get("passed", 0) > time.time() - PASSED_SECONDS)


@page(Public(FOLLOWING.reason, unlimited=IN_SESSION))
@require_http_methods(["GET", "POST"])
def status_number(request: HttpRequest) -> HttpResponse:
    """Before acting: a number to the contact that was shown at the request."""
    row = _request_of_session(request)
    if row is None:
        return _closed(request)
    if _has_passed(request):
        return sealed(redirect("education:public-request-status"))
    held = _kept_in_session(request)
    form: shapes.PortalForm = bound(shapes.NumberForm, request)
    if request.method == "POST" and "send" in request.POST:
        form = shapes.PortalForm(request.POST)
        proof = run_service(request, form, lambda: public_requests.send_number(row, request.META.get(ADDRESS)))
        if proof is not None:
            request.session[ASKED] = {**held, "proof": str(proof.pk)}
            return sealed(redirect("education:public-request-status-number"))
    elif request.method == "POST" and _is_number_right(request, form, held.get("proof"), str(row.pk)):
        request.session[ASKED] = {"row": held["row"], "passed": time.time()}
        request.session.cycle_key()
        return sealed(redirect("education:public-request-act", held.get("next") or "none"))
    shown = {"shown": panels.contact_of(row), "demo_number": panels.demo_number(held.get("proof"))}
    context = {"course": row, "is_sent": "proof" in held, **shown}
    return sealed(show(request, "education/public_requests/prove.html", context, form))


@page(Public(FOLLOWING.reason, unlimited=IN_SESSION))
@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, name: str) -> HttpResponse:
    """What the asker may do now: the supplement, the dates, putting off, calling off."""
    row = _request_of_session(request)
    if row is None:
        return _closed(request)
    if name not in panels.acts(row):
        return sealed(redirect("education:public-request-status"))
    if not _has_passed(request):
        request.session[ASKED] = {**_kept_in_session(request), "next": name}
        return sealed(redirect("education:public-request-status-number"))
    form = _act_form(request, row, name)
    if request.method == "POST":
        done = run_service(request, form, lambda: _run_act(row, name, form), "처리했습니다.")
        if done is not None:
            return sealed(redirect("education:public-request-status"))
    context = {"course": row, "name": name, **panels.act_words(row, name)}
    return sealed(show(request, "education/public_requests/act.html", context, form))


def _act_form(request: HttpRequest, row: EducationRequest, name: str) -> Any:
    if name == "supplement":
        initial = {one: getattr(row, one) for one in (*requests.WISHES, "version")}
        return bound(shapes.SupplementForm, request, host=row.host, initial=initial)
    return bound(shapes.ACT_FORMS[name], request, row=row, actor=public_requests.holder(row))


def _run_act(row: EducationRequest, name: str, form: Any) -> EducationRequest:
    version = form.cleaned_data.get("version")
    return public_requests.act(row=row, name=name, data=form.values(), version=version)


@page(FOLLOWING)
@require_http_methods(["GET", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Whoever lost the address: it is sent to the contact of the request. The answer is the same whether there is one."""
    form, is_sent = bound(shapes.FindForm, request), False
    if request.method == "POST" and form.is_valid():
        external_requesters.send_address_again(form.cleaned_data["number"], form.cleaned_data["contact"])
        is_sent = True
    return sealed(show(request, "education/public_requests/find.html", {"is_sent": is_sent}, form))


# --- the coordinator's side ------------------------------------------------------------------------------------------


@page(OnRow(REQUEST, "for_sender", rows=COURSES))
@require_http_methods(["GET", "POST"])
def told(request: PortalRequest, course: EducationRequest) -> HttpResponse:
    """The supplement as it was told over the telephone."""
    if not course.from_outside or course.status != RequestStatus.SUPPLEMENT:
        raise Conflict(public_requests.NOT_ASKED)
    form = bound(shapes.ToldForm, request)
    if request.method == "POST":
        done = run_service(
            request,
            form,
            lambda: public_requests.answer_by_phone(actor=request.actor, course=course, **form.values()),
            "들은 내용을 적고 검토로 돌렸습니다.",
        )
        if done is not None:
            return redirect("education:request-detail", course.pk)
    context = {"title": "들은 보완 내용 적기", "button": "저장", "back_url": "education:request-list", "course": course}
    return show(request, "education/form.html", context, form)
