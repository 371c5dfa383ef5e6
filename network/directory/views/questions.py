"""Doors of the questions about room: asking, the list of both sides, the answer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.errors import Forbidden
from core.forms import PortalForm
from core.pages import run_service, show
from core.paging import count_of, paginate
from core.policy import OnRow, PortalRequest, SignedIn, page
from network.directory.access import ASKERS, OFFER_ACCESS, QUESTION_ACCESS
from network.directory.filters.questions import QuestionFilter
from network.directory.forms.questions import AnswerForm, QuestionForm, TelephoneAnswerForm
from network.directory.models import CapacityQuestion, ServiceOffer
from network.directory.panels import questions, resources
from network.directory.services import questions as questions_service

ORDER = ("-asked_at", "-pk")


def _questions() -> Any:
    return CapacityQuestion.objects.for_list()


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


@page(OnRow(QUESTION_ACCESS, "read", rows=_questions))
@require_GET
def question_detail(request: PortalRequest, question: CapacityQuestion) -> HttpResponse:
    """One question with its answer, or the form of the side that may give it."""
    return _show(request, question, None)


@page(OnRow(QUESTION_ACCESS, "answer", rows=_questions))
@require_http_methods(["GET", "POST"])
def question_answer(request: PortalRequest, question: CapacityQuestion) -> HttpResponse:
    """The agency answers."""
    form = AnswerForm(request.POST or None)
    if request.method == "POST":
        done = run_service(
            request,
            form,
            lambda: questions_service.answer(actor=request.actor, question=question, data=form.values()),
            "답했습니다.",
        )
        if done is not None:
            return redirect("directory:question-detail", question.pk)
    return _show(request, question, form)


@page(OnRow(QUESTION_ACCESS, "follow", rows=_questions))
@require_http_methods(["GET", "POST"])
def question_told(request: PortalRequest, question: CapacityQuestion) -> HttpResponse:
    """The asker writes down what the agency said over the telephone."""
    form = TelephoneAnswerForm(request.POST or None)
    if request.method == "POST":
        done = run_service(
            request,
            form,
            lambda: questions_service.enter_answer(actor=request.actor, question=question, data=form.values()),
            "들은 답을 적었습니다.",
        )
        if done is not None:
            return redirect("directory:question-detail", question.pk)
    return _show(request, question, form)


@page(OnRow(QUESTION_ACCESS, "follow", rows=_questions))
@require_POST
def question_withdraw(request: PortalRequest, question: CapacityQuestion) -> HttpResponse:
    """The answer is no longer needed."""
    questions_service.withdraw(actor=request.actor, question=question)
    flash.success(request, "문의를 거두었습니다.")
    return redirect("directory:question-detail", question.pk)


def _show(request: PortalRequest, question: CapacityQuestion, form: PortalForm | None) -> HttpResponse:
    relations: frozenset[str] = question.relations  # type: ignore[attr-defined]
    is_open = question.is_open
    context = {
        "question": question,
        "mark": questions.question_state(question),
        "may_answer": is_open and QUESTION_ACCESS.allows("answer", relations),
        "may_follow": is_open and QUESTION_ACCESS.allows("follow", relations),
    }
    return show(request, "directory/question_detail.html", context, form)
