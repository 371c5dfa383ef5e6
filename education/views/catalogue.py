"""Doors of the catalogue: what the hospital offers to teach, kept by its coordinator, read by agencies."""

from __future__ import annotations

from typing import Any

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.pages import run_service, sent_or_kept, show
from core.policy import OnRow, PortalRequest, holding, page
from education.access import TOPIC
from education.forms.catalogue import TopicForm
from education.forms.requests import topics_for
from education.models import Topic
from education.services import catalogue
from education.workflow import PROGRAMME

RUNS = holding("COORDINATOR", PROGRAMME)
AGENCY = holding("PARTNER_STAFF PARTNER_MANAGER")
NAMES = tuple(name for name in TopicForm.base_fields if name != "idempotency_key")
SHOWN = 300  # more topics than any hospital teaches


@page(RUNS)
@require_GET
def topics(request: PortalRequest) -> HttpResponse:
    """Everything that is offered, and what was offered once."""
    rows = Topic.objects.filter(TOPIC.scope(request.actor)).order_by("-is_active", "title")[:SHOWN]
    return show(request, "education/topics.html", {"topics": list(rows), "keeps": True})


@page(AGENCY)
@require_GET
def offered(request: PortalRequest) -> HttpResponse:
    """교육 안내: what the responsible hospital offers; a request begins here."""
    return show(request, "education/topics.html", {"topics": list(topics_for(request.actor)[:SHOWN]), "keeps": False})


@page(RUNS)
@require_POST
def topic_defaults(request: PortalRequest) -> HttpResponse:
    """The usual topics that are not there yet."""
    made = catalogue.add_defaults(actor=request.actor)
    flash.success(request, f"기본 주제 {len(made)}개를 더했습니다.")
    return redirect("education:topics")


def _form(request: PortalRequest, **kwargs: Any) -> TopicForm:
    return TopicForm(sent_or_kept(request), **kwargs)


@page(RUNS)
@require_http_methods(["GET", "POST"])
def topic_new(request: PortalRequest) -> HttpResponse:
    form = _form(request)
    if request.method == "POST":
        made = run_service(
            request, form, lambda: catalogue.add_topic(actor=request.actor, data=form.values()), "주제를 더했습니다."
        )
        if made is not None:
            return redirect("education:topics")
    return show(
        request, "education/form.html", {"title": "주제 더하기", "button": "저장", "back_url": "education:topics"}, form
    )


@page(OnRow(TOPIC, "keep"))
@require_http_methods(["GET", "POST"])
def topic_edit(request: PortalRequest, topic: Topic) -> HttpResponse:
    form = _form(request, initial={name: getattr(topic, name) for name in NAMES})
    if request.method == "POST":
        done = run_service(
            request,
            form,
            lambda: catalogue.edit_topic(
                actor=request.actor, topic=topic, data=form.values(), version=form.cleaned_data["version"]
            ),
            "저장했습니다.",
        )
        if done is not None:
            return redirect("education:topics")
    return show(
        request, "education/form.html", {"title": "주제 고치기", "button": "저장", "back_url": "education:topics"}, form
    )
