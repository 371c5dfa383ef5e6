"""Doors of the questions about room: asking, the list of both sides, the answer."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from core.acts import Standing
from core.errors import Forbidden
from core.pages import run_service, show
from core.paging import count_of, paginate
from core.policy import OnRow, PortalRequest, SignedIn, page
from network.directory.access import ASKERS, OFFER_ACCESS, QUESTION_ACCESS
from network.directory.acts.questions import QUESTION_ACTS, rows
from network.directory.filters.questions import QuestionFilter
from network.directory.forms.questions import QuestionForm
from network.directory.models import CapacityQuestion, ServiceOffer
from network.directory.panels import questions, resources
from network.directory.services import questions as questions_service

ORDER = ("-asked_at", "-pk")


def _offers() -> Any:
    return ServiceOffer.objects.for_list()


@page(OnRow(OFFER_ACCESS, "read", rows=_offers))
@require_http_methods(["GET", "POST"])
def question_new(request: PortalRequest, offer: ServiceOffer) -> HttpResponse:
    """받을 수 있습니까? Asked of one service, about nobody by name."""
    if not request.actor.holds(*ASKERS):
        raise Forbidden
    initial = {"municipality": request.GET.get("municipality", ""), "need_area": request.GET.get("need", "")}
    form = QuestionForm(request.POST or None, initial=initial)
    if request.method == "POST":
        made = run_service(
            request,
            form,
            lambda: questions_service.ask(
                actor=request.actor,
                offer=offer,
                data=form.values(),
                idempotency_key=form.cleaned_data["idempotency_key"],
            ),
            "물었습니다. 답이 오면 알려 드립니다.",
        )
        if made is not None:
            return redirect("directory:question-detail", made.pk)
    context = {"offer": offer, "line": resources.line(offer)}
    return show(request, "directory/question_new.html", context, form)


@page(SignedIn())
@require_GET
def question_list(request: PortalRequest) -> HttpResponse:
    """What we asked and what we were asked, newest first."""
    rows = CapacityQuestion.objects.for_actor(request.actor)
    chosen = QuestionFilter(request.GET, rows)
    found = paginate(chosen.qs.for_list(), ORDER, request.GET.get("after", ""))
    for row in found.rows:
        row.mark = questions.question_state(row)
        row.is_ours = row.asker_id == request.actor.institution_id
    context = {"page": found, "count": count_of(found, chosen.qs), "filter_form": chosen.form}
    return show(request, "directory/question_list.html", context)


@page(OnRow(QUESTION_ACCESS, "read", rows=rows))
@require_GET
def question_detail(request: PortalRequest, question: CapacityQuestion) -> HttpResponse:
    """One question with its answer, and what this person may do about it."""
    standing = Standing(question, question.relations, request.actor)  # type: ignore[attr-defined]
    context = {
        "question": question,
        "mark": questions.question_state(question),
        "actions": QUESTION_ACTS.buttons(standing),
    }
    return render(request, "directory/question_detail.html", context)
