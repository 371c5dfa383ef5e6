"""Doors of the kernel: drafts, notices, staying signed in, health."""

from __future__ import annotations

import json
from uuid import UUID

from django.db import connection
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import drafts, files, messages, unsent, untold
from core.display import choose
from core.errors import Invalid, NotVisible
from core.models import Heartbeat, Message
from core.pages import bound, posted_text, run_service, show
from core.paging import paginate
from core.policy import NOTHING_SECRET, PortalRequest, Public, SignedIn, page

STALLED_AFTER_SECONDS = 180
JOBS = ("tick", "sweep", "seal")
UNSENT_SHOWN = 1000
ASKED_BY_MACHINES = "감시하거나 찾는 기계가 되풀이하여 묻습니다. 알아맞힐 것이 없습니다."


@page(SignedIn())
@require_http_methods(["PUT", "POST"])
def draft_save(request: HttpRequest, form: str, object_id: str = "") -> HttpResponse:
    """Keep what is being typed. Body: JSON object of field names and texts."""
    if form == unsent.FORM:  # the house's own: lists, not texts
        raise NotVisible
    try:
        fields = json.loads(request.body or b"{}")
    except (ValueError, RecursionError):
        fields = None
    if not isinstance(fields, dict):
        return JsonResponse({"detail": "내용을 읽지 못했습니다."}, status=400)
    fields.pop("csrfmiddlewaretoken", None)
    try:
        draft = drafts.save(request.actor, form, object_id, fields)  # type: ignore[attr-defined]
    except Invalid as error:
        return JsonResponse({"detail": error.detail, "fields": error.errors}, status=400)
    return JsonResponse({"saved_at": timezone.localtime(draft.updated_at).strftime("%H:%M")})


@page(SignedIn())
@require_POST
def draft_drop(request: HttpRequest, form: str, object_id: str = "") -> HttpResponse:
    """Throw a draft away."""
    drafts.drop(request.actor, form, object_id)  # type: ignore[attr-defined]
    target = posted_text(request, "next")
    is_ours = target.startswith("/") and url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()})
    return HttpResponseRedirect(target) if is_ours else redirect("home")


@page(SignedIn())
@require_GET
def notice_list(request: HttpRequest) -> HttpResponse:
    """The bell: what I was told, newest first."""
    inbox = Message.objects.inbox(request.actor)  # type: ignore[attr-defined]
    found = paginate(inbox, ("-sent_at", "-pk"), request.GET.get("after", ""))
    found.rows = messages.with_lines(found.rows)
    return render(request, "core/notice_list.html", {"page": found, "has_unread": inbox.unread().exists()})


@page(SignedIn())
@require_POST
def notice_read(request: HttpRequest) -> HttpResponse:
    """Mark everything as read."""
    Message.objects.inbox(request.actor).unread().update(read_at=timezone.now())  # type: ignore[attr-defined]
    return redirect("core:notice-list")


@page(SignedIn())
@require_GET
def notice_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Follow a notice to the place it speaks of, and mark it as read."""
    message = Message.objects.inbox(request.actor).filter(pk=pk).first()  # type: ignore[attr-defined]
    if message is None:
        raise NotVisible
    Message.objects.filter(pk=pk, read_at__isnull=True).update(read_at=timezone.now())
    return redirect(message.url or "home")


@page(SignedIn())
@require_http_methods(["GET", "POST"])
def message_told(request: PortalRequest, pk: int) -> HttpResponse:
    """What a message says that could not be brought, for who tells it instead, and the record that they did."""
    message = untold.find(request.actor, pk)
    form = bound(untold.ToldForm, request)
    if request.method == "POST" and run_service(
        request,
        form,
        lambda: untold.tell(actor=request.actor, message=message, told=form.cleaned_data["told"]),
        done="알린 것을 적었습니다.",
    ):
        return redirect("home")
    messages.with_lines([message])
    return show(request, "core/message_told.html", {"message": message, "is_told": untold.is_told(message)}, form)


@page(SignedIn())
@require_GET
def file_open(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """A file that was added to a row, for whoever may read that row; recorded, and never shown as a page of ours."""
    row = files.open_file(request.actor, pk)  # type: ignore[attr-defined]
    response = FileResponse(row.file.open("rb"), as_attachment=True, filename=row.name)
    response["Content-Type"] = "application/octet-stream"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@page(SignedIn())
@require_POST
def stay(request: HttpRequest) -> HttpResponse:
    """The person pressed 계속 사용: the session goes on."""
    request.session["seen_at"] = int(timezone.now().timestamp())
    return JsonResponse({"ok": True})


@page(Public("화면을 어떻게 볼지 고를 뿐, 아무 내용도 보이지 않습니다.", unlimited=NOTHING_SECRET))
@require_POST
def display_choose(request: HttpRequest) -> HttpResponse:
    """High contrast, single-key commands: the two switches of the account menu."""
    return choose(request)


@page(Public("상태 확인에는 개인정보가 없습니다.", unlimited=ASKED_BY_MACHINES))
@require_GET
def health(request: HttpRequest) -> HttpResponse:
    """Whether the database answers and the periodic jobs run. 503 when one does not.

    `unsent_messages`: how many failed or are of unknown outcome, up to 1000; for the operator's alarm.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    now = timezone.now()
    ages = {beat.job: int((now - beat.at).total_seconds()) for beat in Heartbeat.objects.all()}
    stalled = [job for job in JOBS if ages.get(job, STALLED_AFTER_SECONDS + 1) > STALLED_AFTER_SECONDS]
    unsent = Message.objects.not_sent()[:UNSENT_SHOWN].count()
    body = {"database": "ok", "jobs": ages, "stalled": stalled, "unsent_messages": unsent}
    return JsonResponse(body, status=503 if stalled else 200)


@page(Public("찾는 기계에 아무 쪽도 담지 말라고 알립니다.", unlimited=ASKED_BY_MACHINES))
@require_GET
def robots(request: HttpRequest) -> HttpResponse:
    """No page of the portal belongs into a search engine."""
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain")


@page(Public("프로세스가 살아 있는지만 답합니다.", unlimited=ASKED_BY_MACHINES))
@require_GET
def alive(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"alive": True})
