"""Doors of what a hospital teaches its patients: the education topics of each condition."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from core.errors import NotVisible
from core.pages import run_service, show
from core.policy import PortalRequest, holding, page
from discharge.forms.topics import TopicForm
from discharge.models import EducationTopic
from discharge.services.topics import FIELDS, add_defaults, save_topic
from discharge.workflow import PROGRAMME

COORDINATOR = holding("COORDINATOR", PROGRAMME)


@page(COORDINATOR)
def settings(request: PortalRequest) -> HttpResponse:
    """사업 설정: what can be set, and where."""
    topics = EducationTopic.objects.filter(hospital_id=request.actor.institution_id)
    return show(request, "discharge/settings.html", {"topics": list(topics)})


@page(COORDINATOR)
@require_POST
def topic_defaults(request: PortalRequest) -> HttpResponse:
    """The usual topics that are not there yet."""
    made = add_defaults(actor=request.actor)
    messages.success(request, f"기본 주제 {len(made)}개를 더했습니다.")
    return redirect("discharge:settings")


@page(COORDINATOR)
def topic_edit(request: PortalRequest, topic_id: int | None = None) -> HttpResponse:
    """Add a topic, or correct one of the hospital's own."""
    topic = None
    if topic_id is not None:
        topic = EducationTopic.objects.filter(pk=topic_id, hospital_id=request.actor.institution_id).first()
        if topic is None:
            raise NotVisible
    initial = {name: getattr(topic, name) for name in (*FIELDS, "version")} if topic else {}
    form = TopicForm(request.POST or None, initial=initial)
    if request.method == "POST":
        done = run_service(
            request,
            form,
            lambda: save_topic(
                actor=request.actor, topic=topic, data=form.values(), version=form.cleaned_data.get("version")
            ),
            "교육 주제를 저장했습니다.",
        )
        if done is not None:
            return redirect("discharge:settings")
    return show(request, "discharge/topic_edit.html", {"topic": topic}, form)
