"""Material of the agenda and attachments of the report."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from core import files
from core.errors import NotVisible
from core.pages import run_service, show
from core.policy import OnRow, PortalRequest, page
from network.councils.access import MEETING_ACCESS
from network.councils.forms.files import FileForm
from network.councils.models import Meeting
from network.councils.services import files as files_service

MANAGE = OnRow(MEETING_ACCESS, "manage", rows=Meeting.objects.for_page)


@page(MANAGE)
@require_http_methods(["GET", "POST"])
def meeting_files(request: PortalRequest, meeting: Meeting) -> HttpResponse:
    """Every file of the meeting on one page, and a form for another one."""
    items = list(meeting.items.all())
    form = FileForm(request.POST or None, request.FILES or None, items=items)
    if request.method == "POST":

        def add() -> object:
            kind, pk = form.target(meeting)
            return files.add(actor=request.actor, object_kind=kind, object_id=pk, upload=form.cleaned_data["file"])

        if run_service(request, form, add, done="파일을 올렸습니다.") is not None:
            return redirect("councils:meeting-files", meeting.pk)
    own, by_item = files_service.all_of(meeting, items)
    groups = [("회의 전체", own), *((item.title, by_item[str(item.pk)]) for item in items)]
    context = {
        "meeting": meeting,
        "groups": [(title, rows) for title, rows in groups if rows],
        "may_add": meeting.status in files_service.OPEN,
    }
    return show(request, "councils/files.html", context, form)


@page(MANAGE)
@require_POST
def file_remove(request: PortalRequest, meeting: Meeting, file_id: UUID) -> HttpResponse:
    """Take a file of this meeting away."""
    own, by_item = files_service.all_of(meeting, list(meeting.items.all()))
    if file_id not in {row.pk for row in (*own, *(row for rows in by_item.values() for row in rows))}:
        raise NotVisible
    row = files.remove(actor=request.actor, pk=file_id)
    flash.success(request, f"{row.name}: 지웠습니다.")
    return redirect("councils:meeting-files", meeting.pk)
