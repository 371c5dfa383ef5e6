"""Doors of the plan: its parts, its versions, two versions side by side."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from core import drafts
from core.errors import Conflict
from core.pages import posted_text, run_service, show, status_of
from core.policy import OnRow, PortalRequest, page
from discharge.access import CASE
from discharge.forms.plans import PART_HINTS, PART_TITLES, PartPage, topics_for
from discharge.models import DischargeCase, DischargePlan, PlanPart
from discharge.panels import plans as plan_panel
from discharge.panels import steps
from discharge.services import cases, earlier, plans
from discharge.views.cases import after, goes_on, identity, moves_on


@page(OnRow(CASE, "plan", rows=DischargeCase.objects.for_page, audit_as="case.plan_part"))
def part_edit(request: PortalRequest, case: DischargeCase, kind: str) -> HttpResponse:
    """One profession writes its part; `저장하고 서명` signs it at once. A stale version shows both texts."""
    part = plans.part_to_write(actor=request.actor, case=case, kind=kind)
    draft_key = f"{part.pk}"
    before = earlier.before(request.actor, case) if part.kind == PlanPart.Kind.DOCTOR else None
    is_taken = before is not None and request.GET.get("from") == "earlier"
    taken = before.medications if before is not None and is_taken else ()
    written = PartPage(part, request.actor, request.POST or None, medications=taken)
    if request.method == "POST":
        is_signing = posted_text(request, "then") == "sign" or goes_on(request)
        if written.is_valid():
            done = run_service(
                request,
                written.form,
                lambda: plans.save_part(
                    actor=request.actor,
                    part=part,
                    data=written.values(),
                    version=written.form.cleaned_data.get("version"),
                    sign=is_signing,
                ),
                "저장하고 서명했습니다." if is_signing else "저장했습니다.",
            )
            if done is not None:
                drafts.drop(request.actor, "plan-part", draft_key)
                moves_on(request, lambda: cases.step("submit_plan", actor=request.actor, case=case))
                return after(request, case, "plan")
        if written.form.conflict_error is not None:
            return _conflict(request, case, part, written, written.form.conflict_error)
    context = _part_context(request, case, part, written)
    context |= {"earlier": before if before is not None and before.medications else None, "is_taken": is_taken}
    response = show(request, "discharge/plan_part_edit.html", context)
    response.status_code = 400 if request.method == "POST" and not written.is_valid() else status_of(written.form)
    return response


def _part_context(request: PortalRequest, case: DischargeCase, part: PlanPart, written: PartPage) -> dict[str, Any]:
    draft = drafts.load(request.actor, "plan-part", part.pk) if request.method == "GET" else None
    if draft is not None:
        written.form.initial.update(
            {name: value for name, value in draft.fields.items() if name in written.form.fields}
        )
    plan = plan_panel.panel(case, request.actor)
    others = [item for item in plan.get("parts", []) if item["row"].kind != part.kind]
    return {
        **identity(case),
        "form": written.form,
        "row_sets": written.rows,
        "row_forms": [rows for _, _, rows in written.rows],
        "part": part,
        "title": PART_TITLES[PlanPart.Kind(part.kind)],
        "hint": PART_HINTS[PlanPart.Kind(part.kind)],
        "moves": all(item["is_signed"] for item in others) and steps.is_theirs(case, request.actor, "submit_plan"),
        "others": others,
        "needs": _latest_needs(case),
        "topics": topics_for(case) if part.kind == PlanPart.Kind.NURSE else [],
        "draft": draft,
        "draft_url": reverse("core:draft-save-object", args=["plan-part", part.pk]),
    }


def _latest_needs(case: DischargeCase) -> list[Any]:
    latest = case.assessments.order_by("-assessed_on", "-pk").first()
    return list(latest.needs.filter(level__gte=1).order_by("-level")) if latest else []


def _conflict(
    request: PortalRequest, case: DischargeCase, part: PlanPart, written: PartPage, error: Conflict
) -> HttpResponse:
    """409: both texts, one editor that starts with the stored one. The rows that were typed are kept as typed."""
    part.refresh_from_db()
    context = {
        **_part_context(request, case, part, written),
        "error": error,
        "conflict": {
            "name": "text",
            "label": PART_TITLES[PlanPart.Kind(part.kind)],
            "stored": error.stored.get("text", ""),
            "mine": error.mine.get("text", ""),
            "stored_by": error.stored.get("by", ""),
            "stored_at": part.edited_at,
            "mine_by": request.actor.name,
        },
        "stored_version": part.version,
    }
    return render(request, "discharge/plan_conflict.html", context, status=409)


@page(OnRow(CASE, "plan", rows=DischargeCase.objects.for_page))
@require_POST
def part_sign(request: PortalRequest, case: DischargeCase, kind: str) -> HttpResponse:
    """Sign (or take back) one's own part as it stands."""
    part = plans.part_to_write(actor=request.actor, case=case, kind=kind)
    if part.status == "SIGNED":
        plans.unsign(actor=request.actor, part=part)
    else:
        plans.sign(actor=request.actor, part=part)
    return redirect(f"{reverse('discharge:case-detail', args=[case.pk])}#plan")


@page(OnRow(CASE, "read", rows=DischargeCase.objects.for_page, audit_as="case.plan"))
def plan_detail(request: PortalRequest, case: DischargeCase, edition: int) -> HttpResponse:
    """One version as it stands or stood."""
    plan = plan_panel.version(case, edition)
    context = {
        **identity(case),
        "plan": plan,
        "parts": [{"row": part, "groups": plan_panel.row_groups(part)} for part in plan.ordered_parts()],
        "lists": [("목표", plan_panel.goal_lines(plan)), ("할 일", plan_panel.action_lines(plan))],
        "older": _editions(case),
    }
    return show(request, "discharge/plan_detail.html", context)


@page(OnRow(CASE, "read", rows=DischargeCase.objects.for_page, audit_as="case.plan_compare"))
def compare(request: PortalRequest, case: DischargeCase, old: int, new: int) -> HttpResponse:
    """Two versions side by side: every part, goals and actions, differences marked."""
    before, after = plan_panel.version(case, old), plan_panel.version(case, new)
    context = {**identity(case), "before": before, "after": after, "rows": plan_panel.compared(before, after)}
    return show(request, "discharge/plan_compare.html", context)


def _editions(case: DischargeCase) -> list[int]:
    return list(DischargePlan.objects.filter(case=case).order_by("-edition").values_list("edition", flat=True))
