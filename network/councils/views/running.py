"""Doors of a meeting while it is held: one page for attendance, notes, votes and actions, and its end."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from core.errors import Conflict
from core.models import Draft
from core.pages import posted_text, run_service, show
from core.policy import OnRow, PortalRequest, page
from network.councils.access import MEETING_ACCESS
from network.councils.forms.running import RunForm
from network.councils.models import AgendaItem, Meeting
from network.councils.panels import minutes as notes
from network.councils.panels import running as panel
from network.councils.services import minutes, running

WRITE = OnRow(MEETING_ACCESS, "write", rows=Meeting.objects.for_page)
MANAGE = OnRow(MEETING_ACCESS, "manage", rows=Meeting.objects.for_page)
EVERYBODY, END, GO = "all", "end", "go:"
NO_AGENDA = "안건을 먼저 적으십시오."


@page(WRITE)
@require_http_methods(["GET", "POST"])
def meeting_run(request: PortalRequest, meeting: Meeting) -> HttpResponse:
    """One item at a time beside the attendance. Whatever is pressed stores what was typed first."""
    item = _item(meeting, request.GET.get("item", ""))
    if request.method == "POST":
        if item is None:
            raise Conflict(NO_AGENDA)
        return _pressed(request, meeting, item)
    form: RunForm | None = None
    draft: Draft | None = None
    if item is not None and not minutes.closed(meeting):
        initial, draft = notes.begun(request.actor, item)
        form = _form(meeting, item, initial=initial)
        if request.GET.get("item"):  # somebody who comes from the item before goes on typing
            form.fields["discussion"].widget.attrs["autofocus"] = True
    return render(request, "councils/run.html", _context(meeting, item, form) | {"draft": draft})


def _item(meeting: Meeting, asked: str) -> AgendaItem | None:
    """The item that is asked for; else the first about which nothing was noted, else the first. Raises NotVisible."""
    if asked:
        return minutes.item_of(meeting, _number(asked))
    found = running.unwritten(meeting) or meeting.items.first()
    return minutes.item_of(meeting, found.pk) if found is not None else None


def _number(typed: str) -> int:
    """The key of a row; of none where it is no number that a key can be."""
    return int(typed) if re.fullmatch(r"[0-9]{1,18}", typed) else 0


def _form(meeting: Meeting, item: AgendaItem, data: Any = None, **kwargs: Any) -> RunForm:
    runs = "coordinator" in meeting.relations  # type: ignore[attr-defined]
    return RunForm(data, is_counted=minutes.is_counted(item), may_act=runs, **kwargs)


def _context(meeting: Meeting, item: AgendaItem | None, form: RunForm | None) -> dict[str, Any]:
    return {**panel.page(meeting, item), "form": form}


def _pressed(request: PortalRequest, meeting: Meeting, item: AgendaItem) -> HttpResponse:
    """Store what was typed, and go where the button leads; the page comes back with what was refused."""
    form = _form(meeting, item, request.POST, initial=notes.as_of(item, posted_text(request, "version")))
    asked = posted_text(request, "do")
    kept = None
    if reason := minutes.closed(meeting):
        form.conflict(Conflict(reason))
    else:
        kept = run_service(request, form, lambda: _keep(request, item, form, ends=asked == END))
    if kept is None:
        return show(request, "councils/run.html", _context(meeting, item, form), form)
    notes.forget(request.actor, item)
    if asked == END:
        return _ended(request, kept)
    to = _item(meeting, asked.removeprefix(GO)) if asked.startswith(GO) else None
    return _at(meeting, to or item)


def _keep(request: PortalRequest, item: AgendaItem, form: RunForm, *, ends: bool) -> Meeting:
    return running.keep(
        actor=request.actor,
        item=item,
        notes=form.notes(),
        action=form.action(),
        version=form.cleaned_data["version"],
        idempotency_key=form.cleaned_data["idempotency_key"],
        ends=ends,
    )


def _ended(request: PortalRequest, meeting: Meeting) -> HttpResponse:
    """To the approval line of the report; to what is still unwritten where the report cannot go yet."""
    bare = running.unwritten(meeting)
    if bare is None:
        return redirect("councils:meeting-act", meeting.pk, "submit")
    flash.warning(request, "회의를 마쳤습니다. 논의 내용을 적지 않은 안건을 적으면 결재에 올릴 수 있습니다.")
    return _at(meeting, bare)


def _at(meeting: Meeting, item: AgendaItem) -> HttpResponse:
    return redirect(f"{reverse('councils:meeting-run', args=[meeting.pk])}?item={item.pk}")


@page(MANAGE)
@require_POST
def meeting_mark(request: PortalRequest, meeting: Meeting) -> HttpResponse:
    """One press: the next mark of one person, or of everybody who has none yet."""
    mark = posted_text(request, "mark")
    if mark == EVERYBODY:
        running.press_rest(actor=request.actor, meeting=meeting)
    else:
        who, _, what = mark.partition(":")
        running.press(actor=request.actor, meeting=meeting, attendee_id=_number(who), mark=what)
    if request.headers.get("HX-Request"):
        return render(request, "councils/_roll.html", panel.roll(meeting))
    return redirect("councils:meeting-run", meeting.pk)
