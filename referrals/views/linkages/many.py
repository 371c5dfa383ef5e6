"""The same act on several linkages of a list: every row gets its own answer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from core.actor import Actor
from core.errors import NotVisible
from core.pages import run_service, show
from core.policy import holding, page
from referrals.access import PARTNER_ROLES
from referrals.forms.linkages import ChaseManyForm
from referrals.services.linkages import many

WORKERS = "SOCIAL_WORKER NURSE MH_MANAGER COORDINATOR PARTNER_STAFF PARTNER_MANAGER"
_SENDERS = ("SOCIAL_WORKER", "NURSE", "MH_MANAGER")
_OF_SIDE = {"sender": ("confirm", "chase"), "receiver": ("receive",)}


def actions_of(actor: Actor, side: str) -> list[dict[str, str]]:
    """The acts of the bar under a list, for those who may do any of them."""
    roles = _SENDERS if side == "sender" else PARTNER_ROLES
    if not actor.holds(*roles):
        return []
    return [
        {"label": many.LABELS[name], "url": reverse("referrals:linkage-many", args=[name])} for name in _OF_SIDE[side]
    ]


@page(holding(WORKERS))
@require_POST
def act_on_many(request: HttpRequest, name: str) -> HttpResponse:
    """Receive, confirm or chase the chosen rows. What they have in common is asked first where there is any."""
    if name not in many.DEEDS:
        raise NotVisible
    back = reverse("referrals:received-list") if name == "receive" else reverse("referrals:linkage-list")
    ids = _ids(request.POST.getlist("ids"))
    if not ids:
        flash.warning(request, "의뢰를 먼저 고르십시오.")
        return redirect(back)
    if name == "chase" and "note" not in request.POST:
        return _ask(request, ChaseManyForm(), ids, back)
    form = ChaseManyForm(request.POST)
    if name != "chase":
        form.fields.clear()
    actor = request.actor  # type: ignore[attr-defined]
    results = run_service(request, form, lambda: many.act_on(actor=actor, name=name, ids=ids, data=form.values()))
    if results is None:
        return _ask(request, form, ids, back)
    done = sum(1 for row in results if row.done)
    context = {
        "title": f"{many.LABELS[name]} 결과",
        "lead": f"{len(results)}건 가운데 {done}건을 바꾸었습니다.",
        "results": [_outcome_line(row) for row in results],
        "back": back,
        "back_label": "받은 의뢰로" if name == "receive" else "보낸 의뢰로",
    }
    return show(request, "referrals/many_result.html", context)


def _ask(request: HttpRequest, form: ChaseManyForm, ids: list[UUID], back: str) -> HttpResponse:
    context = {"ids": ids, "back": back, "title": "여러 기관에 연락한 내용", "lead": f"고른 의뢰 {len(ids)}건"}
    return show(request, "referrals/many_chase.html", context, form)


def _ids(texts: list[str]) -> list[UUID]:
    """What was ticked; a value that is no id is nobody's."""
    found = []
    for text in texts[: many.MOST + 1]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def _outcome_line(row: many.Outcome) -> dict[str, Any]:
    retry = "" if row.done or not row.number else reverse("referrals:linkage-detail", args=[row.id])
    return {"label": row.number or "-", "ref": "", "done": row.done, "reason": row.reason, "retry_url": retry}
