"""Doors of surveys: the keepers' list, round and poster; the public page of whoever has the link."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from core import hwpx, secret_links
from core.acts import Standing
from core.errors import Forbidden, NotVisible
from core.pages import run_service, sealed, show
from core.paging import count_of, paginate
from core.policy import OnRow, PortalRequest, Public, SignedIn, page
from core.reports import pdf_response, preview, print_out, type_blocks
from core.surveys import registry
from core.surveys.access import ROUND_ACCESS
from core.surveys.acts import SURVEY_ACTS
from core.surveys.forms import AnswerForm, OpenForm
from core.surveys.models import SurveyRound
from core.surveys.papers import results as papers
from core.surveys.services import results, rounds
from core.throttle import DoorLimit

ORDER = ("-closes_at", "-pk")
READ = OnRow(ROUND_ACCESS, "read", rows=SurveyRound.objects.with_counts)
DOOR = Public(
    "주소(256비트)를 받은 사람이 이름 없이 답합니다. 누가 답했는지 남기지 않고, 남의 답은 보이지 않습니다.",
    DoorLimit("survey", 300, 3000),  # a whole class answers from one address within minutes
)
MARK, MARK_SALT, MARK_DAYS, MARKS_KEPT = "ieum-survey", "core.surveys", 90, 20


@page(SignedIn())
@require_GET
def survey_list(request: PortalRequest) -> HttpResponse:
    """The rounds that I keep, those that close last first."""
    rows = SurveyRound.objects.with_counts().for_actor(request.actor)
    found = paginate(rows, ORDER, request.GET.get("after", ""))
    for row in found.rows:
        row.kind_label = registry.label_of(row.object_kind)
    context = {"page": found, "count": count_of(found, rows), "may_open": bool(registry.opened_by(request.actor))}
    return show(request, "surveys/list.html", context)


@page(SignedIn())
@require_http_methods(["GET", "POST"])
def survey_new(request: PortalRequest) -> HttpResponse:
    if not registry.opened_by(request.actor):
        raise Forbidden
    form = OpenForm(request.POST or None, actor=request.actor)
    if request.method == "POST":
        idempotency_key = form.data.get("idempotency_key", "")
        made = run_service(
            request,
            form,
            lambda: rounds.open_by_hand(actor=request.actor, idempotency_key=idempotency_key, **form.values()),
            "조사를 열었습니다. 주소를 보내거나 QR 그림을 보이십시오.",
        )
        if made is not None:
            return redirect("surveys:survey-detail", made.pk)
    return show(request, "surveys/new.html", {}, form)


@page(READ)
@require_GET
def survey_detail(request: PortalRequest, row: SurveyRound) -> HttpResponse:
    """The link and the QR while it is open; the results once it is over."""
    context = {
        "row": row,
        "kind_label": registry.label_of(row.object_kind),
        "results": results.of_round(row),
        "is_over": row.is_over(),
        "actions": SURVEY_ACTS.buttons(Standing(row, row.relations, request.actor)),  # type: ignore[attr-defined]
        **({} if row.is_over() else _link(row)),
    }
    return render(request, "surveys/detail.html", context)


@page(READ)
@require_GET
def survey_poster(request: PortalRequest, row: SurveyRound) -> HttpResponse:
    """The QR alone, to be shown on a wall or printed."""
    return render(request, "surveys/poster.html", {"row": row, **_link(row)})


def _link(row: SurveyRound) -> dict[str, Any]:
    url = rounds.url_of(row)
    return {"url": url, "qr": secret_links.qr(url)}


# --- the results on paper --------------------------------------------------------------------------------------------


@page(READ)
@require_GET
def survey_paper(request: PortalRequest, row: SurveyRound) -> HttpResponse:
    """만족도 조사 결과 on the screen."""
    frame = {
        "back_url": reverse("surveys:survey-detail", args=[row.pk]),
        "pdf_url": reverse("surveys:survey-pdf", args=[row.pk]),
        "hwpx_url": reverse("surveys:survey-hwpx", args=[row.pk]),
    }
    return HttpResponse(preview(papers.RESULTS, row, {**papers.context(row), **frame}, request.actor))


@page(READ)
@require_GET
def survey_pdf(request: PortalRequest, row: SurveyRound) -> HttpResponse:
    return pdf_response(*print_out(papers.RESULTS, row, papers.context(row), request.actor))


@page(READ)
@require_GET
def survey_hwpx(request: PortalRequest, row: SurveyRound) -> HttpResponse:
    return hwpx.response(*type_blocks(papers.RESULTS, row, papers.context(row), request.actor, row.institution.name))


# --- the public page -------------------------------------------------------------------------------------------------


@page(DOOR)
@require_http_methods(["GET", "POST"])
def survey_answer(request: HttpRequest) -> HttpResponse:
    """Nothing of who answers is kept but a signed mark in their own browser that they did."""
    row = rounds.round_of(request.GET.get("k", ""))
    if row is None:
        return _closed(request)
    marks = _marks(request)
    if str(row.pk) in marks:
        return sealed(render(request, "surveys/thanks.html", {"row": row, "again": True}))
    form = AnswerForm(request.POST or None, questionnaire=row.questionnaire)
    if request.method == "POST":
        form.is_bound = True
        try:
            done = run_service(request, form, lambda: _keep(row, form))
        except NotVisible:
            return _closed(request)
        if done:
            return _marked(render(request, "surveys/thanks.html", {"row": row}), [*marks, str(row.pk)])
    return sealed(show(request, "surveys/answer.html", {"row": row}, form))


def _keep(row: SurveyRound, form: AnswerForm) -> bool:
    rounds.answer(row=row, scores=form.scores(), texts=form.texts())
    return True


def _closed(request: HttpRequest) -> HttpResponse:
    """Over, not open yet, another link by now, or never made: nobody learns which."""
    return sealed(render(request, "surveys/closed.html", status=404))


def _marks(request: HttpRequest) -> list[str]:
    """The rounds that this browser has answered; a mark that is not ours counts for nothing."""
    try:
        found = signing.loads(request.COOKIES.get(MARK, ""), salt=MARK_SALT)
    except signing.BadSignature:
        return []
    return [str(one) for one in found]


def _marked(response: HttpResponse, marks: list[str]) -> HttpResponse:
    response.set_cookie(
        MARK,
        signing.dumps(marks[-MARKS_KEPT:], salt=MARK_SALT),
        max_age=MARK_DAYS * 86400,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return sealed(response)
