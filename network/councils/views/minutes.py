"""Doors of what was said and decided."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from core.blocks import of_table
from core.models import Draft
from core.outlines import circled
from core.pages import run_service, show
from core.paging import capped_count, paginate
from core.policy import OnRow, PortalRequest, SignedIn, page
from network.councils.access import MEETING_ACCESS
from network.councils.filters import DecisionFilter
from network.councils.forms.minutes import NotesForm
from network.councils.models import Meeting
from network.councils.panels import minutes as notes
from network.councils.services import counting, minutes, minutes_templates, tables

WRITE = OnRow(MEETING_ACCESS, "write", rows=Meeting.objects.for_page)


@page(WRITE)
@require_http_methods(["GET", "POST"])
def meeting_notes(request: PortalRequest, meeting: Meeting, item_id: int) -> HttpResponse:
    """Notes of one item. Whoever saves second sees both texts and loses none."""
    item = minutes.item_of(meeting, item_id)
    stored = notes.stored_of(item)
    draft: Draft | None = None
    if request.method == "GET":
        stored, draft = notes.begun(request.actor, item)
    form = NotesForm(request.POST or None, is_counted=minutes.is_counted(item), initial=stored)
    if request.method == "POST":
        done = run_service(
            request,
            form,
            lambda: minutes.write(
                actor=request.actor, item=item, data=form.values(), version=form.cleaned_data["version"]
            ),
            done="회의 기록을 저장했습니다.",
        )
        if done is not None:
            notes.forget(request.actor, item)
            return redirect("councils:meeting-detail", meeting.pk)
    context = {
        "meeting": meeting,
        "item": item,
        "sign": circled(item.order),
        "votes": minutes.vote_words(item) if minutes.is_counted(item) else "",
        "short": counting.turnout(meeting.council, meeting.attendees.all()).short_words,
        "draft": draft,
        "words": minutes_templates.offered(item),
        "may_act": "coordinator" in meeting.relations and not minutes.closed(meeting),  # type: ignore[attr-defined]
    }
    return show(request, "councils/notes.html", context, form)


@page(OnRow(MEETING_ACCESS, "read", rows=Meeting.objects.for_page))
@require_GET
def item_detail(request: PortalRequest, meeting: Meeting, item_id: int) -> HttpResponse:
    """One item as it stands, and for the house every version of its notes with who wrote it."""
    item = minutes.item_of(meeting, item_id)
    relations: frozenset[str] = meeting.relations  # type: ignore[attr-defined]
    context = {
        "meeting": meeting,
        "item": item,
        "sign": circled(item.order),
        "reads": minutes.reads_notes(meeting, relations),
        "decision": minutes.decision_words(item),
        "tables": [(row.pk, of_table(tables.printed(row))) for row in item.tables.all()],
        "may_table": "coordinator" in relations and meeting.status in tables.OPEN,
        "versions": list(item.notes.select_related("written_by").order_by("-version"))
        if MEETING_ACCESS.allows("write", relations)
        else [],
        "may_write": MEETING_ACCESS.allows("write", relations) and not minutes.closed(meeting),
        "written": list(item.written.select_related("attendee")) if "coordinator" in relations else [],
    }
    return render(request, "councils/item_detail.html", context)


@page(SignedIn())
@require_GET
def decision_list(request: PortalRequest) -> HttpResponse:
    """The register of decisions, newest first; searches titles, papers, notes and decisions."""
    chosen = DecisionFilter(request.GET, minutes.decided(request.actor))
    found = paginate(chosen.qs.select_related("meeting__council"), ("-noted_at", "-pk"), request.GET.get("after", ""))
    for item in found.rows:
        item.shown = minutes.decision_words(item)
    context = {"page": found, "count": capped_count(chosen.qs), "filter_form": chosen.form}
    return render(request, "councils/decision_list.html", context)
