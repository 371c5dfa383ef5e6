"""Doors of what institutions took on."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from core.acts import Standing
from core.pages import run_service, show
from core.paging import capped_count, paginate
from core.policy import OnRow, PortalRequest, SignedIn, page
from network.councils.access import ACTION, MEETING_ACCESS
from network.councils.acts.actions import ACTION_ACTS
from network.councils.filters import ActionFilter
from network.councils.forms.actions import ActionForm
from network.councils.models import ActionItem, Meeting
from network.councils.services import actions, minutes

MANAGE = OnRow(MEETING_ACCESS, "manage", rows=Meeting.objects.for_page)


@page(MANAGE)
@require_http_methods(["GET", "POST"])
def action_new(request: PortalRequest, meeting: Meeting, item_id: int) -> HttpResponse:
    """Write down what an institution will do."""
    item = minutes.item_of(meeting, item_id)
    form = ActionForm(request.POST or None)
    if request.method == "POST":
        done = run_service(
            request,
            form,
            lambda: actions.add(
                actor=request.actor, item=item, data=form.values(), idempotency_key=form.cleaned_data["idempotency_key"]
            ),
            done="조치사항을 적었습니다.",
        )
        if done is not None:
            return redirect("councils:meeting-detail", meeting.pk)
    return show(request, "councils/action_form.html", {"meeting": meeting, "item": item}, form)


@page(OnRow(ACTION, "read", rows=ActionItem.objects.for_list))
@require_GET
def action_detail(request: PortalRequest, action: ActionItem) -> HttpResponse:
    """What somebody took on, until when, and how it stands."""
    relations: frozenset[str] = action.relations  # type: ignore[attr-defined]
    may_edit = "coordinator" in relations and not minutes.closed(action.meeting)
    context = {
        "action": action,
        "actions": ACTION_ACTS.buttons(Standing(action, relations, request.actor)),
        "may_edit": may_edit,
        "may_open_meeting": bool({"coordinator", "member"} & relations),
    }
    return render(request, "councils/action_detail.html", context)


@page(OnRow(ACTION, "edit", rows=ActionItem.objects.for_list))
@require_http_methods(["GET", "POST"])
def action_edit(request: PortalRequest, action: ActionItem) -> HttpResponse:
    initial = {name: getattr(action, name) for name in ("text", "owner", "person", "due_on", "version")}
    form = ActionForm(request.POST or None, initial=initial)
    if request.method == "POST":
        done = run_service(
            request,
            form,
            lambda: actions.change(
                actor=request.actor, action=action, data=form.values(), version=form.cleaned_data["version"]
            ),
            done="조치사항을 고쳤습니다.",
        )
        if done is not None:
            return redirect("councils:action-detail", action.pk)
    context = {"meeting": action.meeting, "item": action.item, "action": action}
    return show(request, "councils/action_form.html", context, form)


@page(SignedIn())
@require_GET
def action_list(request: PortalRequest) -> HttpResponse:
    """The register of what was agreed to be done, nearest limit first."""
    chosen = ActionFilter(request.GET, ActionItem.objects.for_actor(request.actor))
    found = paginate(chosen.qs.for_list(), ("due_on", "id"), request.GET.get("after", ""))
    context = {"page": found, "count": capped_count(chosen.qs), "filter_form": chosen.form, "now": timezone.now()}
    return render(request, "councils/action_list.html", context)
