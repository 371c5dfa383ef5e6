"""One meeting: planning it, its page, its moves, answers and attendance."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from core.pages import run_service, show, status_of
from core.policy import OnRow, PortalRequest, page
from core.workdays import seoul_date
from network import exports
from network.councils.access import COUNCIL, MEETING_ACCESS
from network.councils.calendar import entry_of
from network.councils.forms.meetings import (
    AgendaRows,
    AnswerForm,
    AttendanceRows,
    BareForm,
    GuestForm,
    GuestGroupRows,
    MeetingForm,
    PastMeetingForm,
    WrittenForm,
    WrittenRows,
)
from network.councils.models import Attendee, Council, Meeting
from network.councils.panels import meetings
from network.councils.services import answers, past, planning, written

MANAGE = OnRow(MEETING_ACCESS, "manage", rows=Meeting.objects.for_page)


@page(OnRow(MEETING_ACCESS, "read", rows=Meeting.objects.for_page))
@require_GET
def meeting_detail(request: PortalRequest, meeting: Meeting) -> HttpResponse:
    return render(request, "councils/meeting_detail.html", meetings.page(meeting, request.actor))


@page(OnRow(COUNCIL, "edit", rows=lambda: Council.objects.select_related("host")))
@require_http_methods(["GET", "POST"])
def meeting_new(request: PortalRequest, council: Council) -> HttpResponse:
    form = MeetingForm(request.POST or None)
    if request.method == "POST":
        row = run_service(
            request,
            form,
            lambda: planning.plan(
                actor=request.actor,
                council=council,
                data=form.values(),
                idempotency_key=form.cleaned_data["idempotency_key"],
            ),
            done="회의를 계획했습니다. 안건을 적으십시오.",
        )
        if row is not None:
            return redirect("councils:meeting-agenda", row.pk)
    return show(request, "councils/meeting_form.html", {"council": council}, form)


@page(OnRow(COUNCIL, "edit", rows=lambda: Council.objects.select_related("host")))
@require_http_methods(["GET", "POST"])
def meeting_past(request: PortalRequest, council: Council) -> HttpResponse:
    """A meeting that is over, entered as held."""
    form = PastMeetingForm(request.POST or None)
    if request.method == "POST":
        row = run_service(
            request,
            form,
            lambda: past.enter(
                actor=request.actor,
                council=council,
                data=form.values(),
                idempotency_key=form.cleaned_data["idempotency_key"],
            ),
            done="지난 회의를 등록했습니다. 안건과 출석을 적으십시오.",
        )
        if row is not None:
            return redirect("councils:meeting-agenda", row.pk)
    return show(request, "councils/meeting_form.html", {"council": council, "is_past": True}, form)


@page(MANAGE)
@require_http_methods(["GET", "POST"])
def meeting_edit(request: PortalRequest, meeting: Meeting) -> HttpResponse:
    initial = {name: getattr(meeting, name) for name in planning.FIELDS} | {"version": meeting.version}
    form = MeetingForm(request.POST or None, initial=initial)
    if request.method == "POST":
        row = run_service(
            request,
            form,
            lambda: planning.change(
                actor=request.actor, meeting=meeting, data=form.values(), version=form.cleaned_data["version"]
            ),
            done="회의를 고쳤습니다.",
        )
        if row is not None:
            return redirect("councils:meeting-detail", meeting.pk)
    context = {"council": meeting.council, "meeting": meeting}
    return show(request, "councils/meeting_form.html", context, form)


@page(MANAGE)
@require_http_methods(["GET", "POST"])
def meeting_agenda(request: PortalRequest, meeting: Meeting) -> HttpResponse:
    """The whole agenda on one page; rows are put in the order of their numbers."""
    stored = [
        {name: getattr(item, name) for name in ("id", *planning.ITEM_FIELDS)} | {"place": item.order}
        for item in meeting.items.all()
    ]
    rows = AgendaRows(request.POST or None, initial=stored, prefix="items")
    form = BareForm(request.POST or None, initial={"version": meeting.version})
    if request.method == "POST" and rows.is_valid():
        done = run_service(
            request,
            form,
            lambda: planning.set_agenda(
                actor=request.actor, meeting=meeting, rows=_ordered(rows), version=form.cleaned_data["version"]
            ),
            done="안건을 저장했습니다.",
        )
        if done is not None:
            return redirect("councils:meeting-detail", meeting.pk)
    response = show(request, "councils/agenda_edit.html", {"meeting": meeting, "form": form, "rows": rows})
    is_refused = request.method == "POST" and not rows.is_valid()
    response.status_code = max(status_of(form), 400 if is_refused else 200)
    return response


def _ordered(rows: Any) -> list[dict[str, Any]]:
    """The rows that stay, by the number somebody gave them; without one they keep their place."""
    kept = [row for row in rows if row.cleaned_data and not row.cleaned_data.get("DELETE")]
    numbered = [(row.cleaned_data.get("place") or place, place, row.values()) for place, row in enumerate(kept, 1)]
    return [values for _, _, values in sorted(numbered, key=lambda one: one[:2])]


@page(OnRow(MEETING_ACCESS, "answer", rows=Meeting.objects.for_page))
@require_http_methods(["GET", "POST"])
def meeting_answer(request: PortalRequest, meeting: Meeting, attendee_id: int) -> HttpResponse:
    """참석, 불참 or 대리: one's own institution's answer, or one that the coordinator was told."""
    row = answers.attendee_of(meeting, attendee_id)
    answers.demand_answerable(request.actor, row, meeting.relations)  # type: ignore[attr-defined]
    if meeting.is_by_answers:
        return _answer_in_writing(request, meeting, row)
    initial = {
        "answer": row.answer,
        "proxy_name": row.proxy_name or (row.member.delegate_name if row.member else ""),
        "proxy_position": row.proxy_position or (row.member.delegate_position if row.member else ""),
        "opinion": row.opinion,
        "told_by": row.told_by,
    }
    form = AnswerForm(request.POST or None, is_own=answers.is_own(request.actor, row), initial=initial)
    if request.method == "POST":
        done = run_service(
            request,
            form,
            lambda: answers.answer(actor=request.actor, attendee=row, data=form.values()),
            done="참석 여부를 적었습니다.",
        )
        if done is not None:
            return redirect("councils:meeting-detail", meeting.pk)
    context = {"meeting": meeting, "attendee": row}
    return show(request, "councils/answer.html", context, form)


def _answer_in_writing(request: PortalRequest, meeting: Meeting, row: Attendee) -> HttpResponse:
    """A vote and an opinion about every item, on one page."""
    rows = WrittenRows(request.POST or None, initial=written.stored(meeting, row), prefix="items")
    is_own = answers.is_own(request.actor, row)
    form = WrittenForm(request.POST or None, is_own=is_own, initial={"told_by": row.told_by})
    is_readable = request.method == "POST" and rows.is_valid()
    if is_readable:
        done = run_service(
            request,
            form,
            lambda: written.answer(
                actor=request.actor, attendee=row, rows=[one.values() for one in rows], **form.values()
            ),
            done="서면 회신을 적었습니다.",
        )
        if done is not None:
            return redirect("councils:meeting-detail", meeting.pk)
    pairs = list(zip(meeting.items.all(), rows, strict=False))
    context = {"meeting": meeting, "attendee": row, "rows": rows, "pairs": pairs, "form": form}
    response = show(request, "councils/written.html", context)
    is_refused = request.method == "POST" and not is_readable
    response.status_code = max(status_of(form), 400 if is_refused else 200)
    return response


@page(MANAGE)
@require_http_methods(["GET", "POST"])
def meeting_attendance(request: PortalRequest, meeting: Meeting) -> HttpResponse:
    """Who came, everybody on one page."""
    people = meetings.attendees(meeting, request.actor, meeting.relations)  # type: ignore[attr-defined]
    stored = [
        {
            "id": row.pk,
            "attendance": row.attendance or answers.likely(row),
            "proxy_name": row.proxy_name,
            "proxy_position": row.proxy_position,
            "is_remote": row.is_remote,
        }
        for row in people
    ]
    rows = AttendanceRows(request.POST or None, initial=stored, prefix="rows")
    kept = [{name: getattr(one, name) for name in answers.GROUP_FIELDS} for one in meeting.guest_groups.all()]
    groups = GuestGroupRows(request.POST or None, initial=kept, prefix="groups")
    form = BareForm(request.POST or None)
    is_readable = request.method == "POST" and all([rows.is_valid(), groups.is_valid()])
    if is_readable:
        data = [row.values() for row in rows]
        done = run_service(
            request,
            form,
            lambda: answers.record_attendance(actor=request.actor, meeting=meeting, rows=data, groups=_typed(groups)),
            done="출석을 저장했습니다.",
        )
        if done is not None:
            return redirect("councils:meeting-detail", meeting.pk)
    pairs = list(zip(people, rows, strict=False))
    context = {"meeting": meeting, "pairs": pairs, "rows": rows, "groups": groups, "form": form}
    context["formsets"] = [rows, groups]
    response = show(request, "councils/attendance.html", context)
    is_refused = request.method == "POST" and not is_readable
    response.status_code = max(status_of(form), 400 if is_refused else 200)
    return response


def _typed(groups: Any) -> list[dict[str, Any]]:
    """The rows in which somebody wrote, but for those that go."""
    return [row.values() for row in groups if row.cleaned_data and not row.cleaned_data.get("DELETE")]


@page(MANAGE)
@require_http_methods(["GET", "POST"])
def guest_new(request: PortalRequest, meeting: Meeting) -> HttpResponse:
    """Somebody without a vote who sits in."""
    form = GuestForm(request.POST or None)
    if request.method == "POST":
        done = run_service(
            request,
            form,
            lambda: answers.add_guest(
                actor=request.actor,
                meeting=meeting,
                data=form.values(),
                idempotency_key=form.cleaned_data["idempotency_key"],
            ),
            done="배석자를 더했습니다.",
        )
        if done is not None:
            return redirect("councils:meeting-detail", meeting.pk)
    return show(request, "councils/guest_form.html", {"meeting": meeting}, form)


@page(OnRow(MEETING_ACCESS, "read"))
@require_GET
def meeting_ics(request: PortalRequest, meeting: Meeting) -> HttpResponse:
    """One meeting for one's own calendar."""
    return exports.calendar_file([entry_of(meeting)], "", f"meeting-{seoul_date(meeting.starts_at):%Y%m%d}")
