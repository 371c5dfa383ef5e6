"""The page of one linkage: reading it, writing it, moving it on."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from core import drafts, text
from core.errors import NotVisible
from core.models import Draft
from core.pages import bound, posted_text, run_service, sent_or_kept, show
from core.policy import OnRow, holding, page, record_view
from network.models import Client
from referrals import registry
from referrals.access import DESTROY_ACCESS, LINKAGE_ACCESS
from referrals.forms.linkages import LinkageForm, destroy_form
from referrals.models import Linkage
from referrals.panels.linkages import page as panels
from referrals.panels.linkages import planned, receivers
from referrals.services.linkages import drafting, ending, following, sharing
from referrals.services.linkages.rules import receiver_fault

AUTHORS = "SOCIAL_WORKER NURSE MH_MANAGER"


@page(OnRow(LINKAGE_ACCESS, "read", rows=Linkage.objects.for_page, audit_as="linkage.read"))
@require_GET
def linkage_detail(request: HttpRequest, linkage: Linkage) -> HttpResponse:
    """Opening it shows a person, so it is recorded; the receiver's first reading is kept on the row."""
    if "receiver" in linkage.relations and linkage.first_read_at is None:  # type: ignore[attr-defined]
        following.mark_read(linkage)
    return render(request, "referrals/linkage_detail.html", panels.page(linkage, request.actor))  # type: ignore[attr-defined]


@page(holding(AUTHORS))
@require_http_methods(["GET", "POST"])
def linkage_new(request: HttpRequest) -> HttpResponse:
    """Begin a linkage of a case: `?programme=DISCHARGE&case=<uuid>&need=<area>`."""
    actor = request.actor  # type: ignore[attr-defined]
    programme = registry.programme(request.GET.get("programme", ""))
    case = programme.find_case(actor, uuid_or_404(request.GET.get("case", "")))
    parent = drafting.find_followed(actor, uuid_or_404(request.GET["parent"])) if "parent" in request.GET else None
    kept = _kept_draft(request, parent.pk if parent is not None else case.pk)
    initial = {"need_area": request.GET.get("need", ""), "service": request.GET.get("service", "")}
    if parent is not None:
        initial = drafting.asking_again(parent)
    elif wanted := planned.row_of(programme.wanted(case), request.GET.get("row", "")):
        initial = wanted.values()
    initial |= _fields(kept)
    service = _service(request, initial["service"])
    allowed = drafting.receivers_for(service, case.client.municipality_id, actor)
    form = LinkageForm(
        _posted(request),
        receivers=allowed if parent is None or parent.ended_by_death else allowed.exclude(pk=parent.receiver_id),
        initial=initial | _searched(request),
        offer=_offer(request, case.client_id, service, initial.get("receiver")),
    )

    def create() -> Linkage:
        values = form.values()
        return drafting.draft(
            actor=actor,
            programme=programme.code,
            about=case,
            receiver=values.pop("receiver"),
            data=values,
            idempotency_key=form.cleaned_data["idempotency_key"],
            parent=parent,
        )

    if request.method == "POST" and form.is_bound:
        row = run_service(request, form, create, done="의뢰를 작성했습니다. 내용을 확인하고 보내십시오.")
        if row is not None:
            drafts.drop(actor, "linkage", str(parent.pk if parent is not None else case.pk))
            return redirect("referrals:linkage-detail", row.pk)
    found = _found_receivers(request, form, case.client, service, parent)
    context = {"case": case, "programme": programme, "draft": kept, "parent": parent, "found": found}
    context |= _named(parent, case)
    response = show(request, "referrals/linkage_form.html", context, form)
    record_view(actor, "linkage.new_open", case)
    return response


def _named(parent: Linkage | None, case: registry.Case) -> dict[str, Any]:
    """Why the agency that the decliner named cannot be asked about this person, where it cannot."""
    if parent is None or parent.suggested_receiver is None:
        return {}
    return {"named_fault": receiver_fault(parent.suggested_receiver, parent.service, case.client.municipality_id)}


def _service(request: HttpRequest, stored: str = "") -> str:
    """Receivers are narrowed to the service once it is chosen."""
    return posted_text(request, "service") or request.GET.get("service", "") or stored


def _offer(request: HttpRequest, client_id: UUID, service: str, stored: Any) -> sharing.Offer:
    """What may be shared with the agency that is chosen now."""
    asked = request.POST if request.method == "POST" else request.GET
    return sharing.offer(client_id, planned.institution(asked.get("receiver") or stored), service)


def _posted(request: HttpRequest) -> QueryDict | None:
    """What was sent to be saved; looking for a receiver saves nothing and refuses nothing."""
    return sent_or_kept(request) if not _searches(request) else None


def _searches(request: HttpRequest) -> bool:
    """The button was pressed, or Enter among words for which nothing was looked for yet."""
    return "search" in request.POST or posted_text(request, "find").strip() != posted_text(request, "found_for").strip()


def _searched(request: HttpRequest) -> dict[str, Any]:
    """What was typed when somebody looked for a receiver: it stays in the form."""
    if not _searches(request):
        return {}
    names = (*drafting.FIELDS, "version")
    typed = {name: posted_text(request, name) for name in names if name in request.POST}
    return typed | {"shared_items": request.POST.getlist("shared_items")}


def _found_receivers(
    request: HttpRequest, form: LinkageForm, client: Client, service: str, parent: Linkage | None = None
) -> receivers.Found | None:
    """The agencies to choose from; a supplement is for the one that asked."""
    if "receiver" not in form.fields:
        return None
    asked = request.POST if request.method == "POST" else request.GET
    chosen = asked.get("receiver") or form["receiver"].value()
    typed = {name: text.searchable(str(value)) for name, value in asked.dict().items()}
    need = {"need_area": form["need_area"].value(), **typed}
    return receivers.find(
        need,
        client,
        request.actor,  # type: ignore[attr-defined]
        service=service,
        chosen=chosen,
        parent=parent,
    )


def _kept_draft(request: HttpRequest, key: UUID) -> Draft | None:
    """What the person was typing here before, when the form is opened anew."""
    return drafts.load(request.actor, "linkage", key) if request.method == "GET" else None  # type: ignore[attr-defined]


def _fields(kept: Draft | None) -> dict[str, Any]:
    names = set(drafting.FIELDS)
    return {name: value for name, value in kept.fields.items() if name in names and value} if kept else {}


def uuid_or_404(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotVisible from None


@page(OnRow(LINKAGE_ACCESS, "edit", rows=Linkage.objects.for_page, audit_as="linkage.edit_open"))
@require_http_methods(["GET", "POST"])
def linkage_edit(request: HttpRequest, linkage: Linkage) -> HttpResponse:
    """Change a draft, or add what the receiver asked for."""
    actor = request.actor  # type: ignore[attr-defined]
    is_supplement = linkage.status == "RETURNED"
    kept = _kept_draft(request, linkage.pk)
    initial = _initial(linkage) | _fields(kept)
    service = _service(request, initial["service"])
    form = LinkageForm(
        _posted(request),
        receivers=drafting.receivers_for(service, linkage.client.municipality_id, actor),
        is_supplement=is_supplement,
        initial=initial | _searched(request),
        offer=_offer(request, linkage.client_id, service, linkage.receiver_id),
    )

    def change() -> Linkage:
        version = form.cleaned_data.get("version")
        return drafting.edit_draft(actor=actor, linkage=linkage, data=form.values(), version=version)

    if request.method == "POST" and form.is_bound:
        changed = run_service(request, form, change, done="의뢰 내용을 저장했습니다.")
        if changed is not None:
            drafts.drop(actor, "linkage", str(linkage.pk))
            return redirect("referrals:linkage-detail", linkage.pk)
    context = {
        "linkage": linkage,
        "is_supplement": is_supplement,
        "consent_note": drafting.consent_note(linkage),
        "draft": kept,
        "found": _found_receivers(request, form, linkage.client, service),
    }
    return show(request, "referrals/linkage_form.html", context, form)


def _initial(linkage: Linkage) -> dict[str, Any]:
    names = [name for name in drafting.FIELDS if name != "receiver"]
    return {name: getattr(linkage, name) for name in names} | {
        "receiver": linkage.receiver_id,
        "version": linkage.version,
    }


@page(OnRow(DESTROY_ACCESS, "confirm_destroyed", rows=lambda: Linkage.objects.select_related("receiver")))
@require_http_methods(["GET", "POST"])
def destruction(request: HttpRequest, linkage: Linkage) -> HttpResponse:
    """Confirm that what was provided is destroyed; the page names the linkage's number and nothing else."""
    actor = request.actor  # type: ignore[attr-defined]
    form = bound(destroy_form(linkage, actor), request)

    def confirm() -> Linkage:
        return ending.confirm_destroyed(actor=actor, linkage=linkage, data=form.values())

    if request.method == "POST":
        confirmed = run_service(request, form, confirm, done="파기를 확인했습니다.")
        if confirmed is not None:
            return redirect("home")
    return show(
        request, "referrals/destruction.html", {"linkage": linkage, "is_sender": "told_by" in form.fields}, form
    )
