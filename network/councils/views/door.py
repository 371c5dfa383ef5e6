"""The QR at the door of a meeting, and the page that a member's telephone opens."""

from __future__ import annotations

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from core import secret_links
from core.errors import Conflict
from core.pages import posted_text, run_service, show
from core.policy import OnRow, PortalRequest, SignedIn, page
from network.councils.access import MEETING_ACCESS
from network.councils.forms.door import SignInForm
from network.councils.models import Meeting
from network.councils.services import counting
from network.councils.services import door as doors


@page(OnRow(MEETING_ACCESS, "manage", rows=Meeting.objects.for_page))
@require_http_methods(["GET", "POST"])
def door(request: PortalRequest, meeting: Meeting) -> HttpResponse:
    """Show the QR to everybody in the room: opened and closed by a button, with how many have signed."""
    if request.method == "POST":
        act = doors.close_door if posted_text(request, "act") == "close" else doors.open_door
        act(actor=request.actor, meeting=meeting)
        return redirect("councils:meeting-door", meeting.pk)
    people = list(meeting.attendees.all())
    is_open = bool(meeting.sign_in_key) and meeting.status in doors.OPEN
    url = doors.url_of(meeting) if is_open else ""
    context = {
        "meeting": meeting,
        "url": url,
        "qr": secret_links.qr(url),
        "may_open": meeting.status in doors.OPEN,
        "is_on": doors.is_on(meeting),
        "signed": sum(row.signed_in_at is not None for row in people),
        "turnout": counting.turnout(meeting.council, people),
    }
    return render(request, "councils/door.html", context)


@page(SignedIn())
@require_http_methods(["GET", "POST"])
def sign_in(request: PortalRequest) -> HttpResponse:
    """A member's own telephone: choose the seat, say who came, press once."""
    key = request.GET.get("k", "")
    meeting = doors.meeting_of(key)
    seats = doors.seats_of(request.actor, meeting)
    form = SignInForm(request.POST or None, seats=seats)
    if request.method == "POST":
        if not seats:
            raise Conflict("이 소속에는 이 회의의 자리가 없습니다.")
        data = form.values() if form.is_valid() else {}
        done = run_service(
            request,
            form,
            lambda: doors.sign(
                actor=request.actor, key=key, seat_id=int(data["seat"]), proxy_name=data.get("proxy_name", "")
            ),
        )
        if done is not None:
            flash.success(request, f"{done.name} 위원의 출석을 확인했습니다.")
            return redirect(doors.LINK.path(key))
    context = {"meeting": meeting, "seats": seats, "is_on": doors.is_on(meeting), "action_url": request.get_full_path()}
    return show(request, "councils/sign_in.html", context, form)
