"""Doors of the plan: its parts, its versions, two versions side by side."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from core import diff, drafts
from core.errors import Conflict, Forbidden, NotVisible
from core.pages import attempt, show, status_of
from core.policy import OnRow, page
from discharge.access import CASE, PART
from discharge.forms.plans import PART_HINTS, PART_TITLES, PartPage, topics_for
from discharge.models import DischargeCase, DischargePlan, PlanPart
from discharge.panels import plans as plan_panel
from discharge.services import planning
from discharge.views.cases import identity
from network.models import Institution


def _rows() -> Any:
    return DischargeCase.objects.for_page()


def _open_part(request: HttpRequest, case: DischargeCase, kind: str) -> PlanPart:
    """The part of the version being written. NotVisible when there is none; Forbidden for another profession."""
    plan = planning.open_plan(case)
    code = kind.upper()
    if plan is None or code not in PlanPart.Kind.values:
        raise NotVisible
    part = PlanPart.objects.select_related("plan__case__client", "edited_by").get(plan=plan, kind=code)
    if not PART.allows("edit", PART.relations_of(request.actor, part)):
        raise Forbidden(f"'{part.get_kind_display()}' 부분은 그 직종의 담당자가 씁니다.", owners=CASE.owners(case))
    return part


@page(OnRow(CASE, "plan", rows=_rows, seen="case.plan_part"))
def part_edit(request: HttpRequest, case: DischargeCase, kind: str) -> HttpResponse:
    """One profession writes its part; `저장하고 서명` signs it at once. A stale version shows both texts."""
    part = _open_part(request, case, kind)
    draft_key = f"{part.pk}"
    written = PartPage(part, request.actor, request.POST or None)
    if request.method == "POST":
        is_signing = request.POST.get("then") == "sign"
        if written.is_valid():
            done = attempt(
                request,
                written.form,
                lambda: planning.save_part(
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
                return redirect(f"{reverse('discharge:case-detail', args=[case.pk])}#plan")
        if written.form.conflict_error is not None:
            return _conflict(request, case, part, written, written.form.conflict_error)
    context = _part_context(request, case, part, written)
    response = show(request, "discharge/plan_part_edit.html", context)
    response.status_code = 400 if request.method == "POST" and not written.is_valid() else status_of(written.form)
    return response


def _part_context(request: HttpRequest, case: DischargeCase, part: PlanPart, written: PartPage) -> dict[str, Any]:
    draft = drafts.load(request.actor, "plan-part", part.pk) if request.method == "GET" else None
    if draft is not None:
        written.form.initial.update(
            {name: value for name, value in draft.fields.items() if name in written.form.fields}
        )
    plan = plan_panel.panel(case, request.actor)
    return {
        **identity(case),
        "form": written.form,
        "row_sets": written.rows,
        "row_forms": [rows for _, _, rows in written.rows],
        "part": part,
        "title": PART_TITLES[PlanPart.Kind(part.kind)],
        "hint": PART_HINTS[PlanPart.Kind(part.kind)],
        "others": [item for item in plan.get("parts", []) if item["row"].kind != part.kind],
        "needs": _needs(case),
        "topics": topics_for(case) if part.kind == PlanPart.Kind.NURSE else [],
        "draft": draft,
        "draft_url": reverse("core:draft-save-object", args=["plan-part", part.pk]),
    }


def _needs(case: DischargeCase) -> list[Any]:
    latest = case.assessments.order_by("-assessed_on", "-pk").first()
    return list(latest.needs.filter(level__gte=1).order_by("-level")) if latest else []


def _conflict(
    request: HttpRequest, case: DischargeCase, part: PlanPart, written: PartPage, error: Conflict
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


@page(OnRow(CASE, "plan", rows=_rows))
@require_POST
def part_sign(request: HttpRequest, case: DischargeCase, kind: str) -> HttpResponse:
    """Sign (or take back) one's own part as it stands."""
    part = _open_part(request, case, kind)
    if part.status == "SIGNED":
        planning.unsign(actor=request.actor, part=part)
    else:
        planning.sign(actor=request.actor, part=part)
    return redirect(f"{reverse('discharge:case-detail', args=[case.pk])}#plan")


@page(OnRow(CASE, "read", rows=_rows, seen="case.plan"))
def plan_detail(request: HttpRequest, case: DischargeCase, edition: int) -> HttpResponse:
    """One version as it stands or stood."""
    plan = _plan(case, edition)
    context = {**identity(case), "plan": plan, "parts": _ordered(plan), "older": _editions(case)}
    return show(request, "discharge/plan_detail.html", context)


@page(OnRow(CASE, "read", rows=_rows, seen="case.plan_compare"))
def compare(request: HttpRequest, case: DischargeCase, old: int, new: int) -> HttpResponse:
    """Two versions side by side: every part, goals and actions, differences marked."""
    before, after = _plan(case, old), _plan(case, new)
    rows = []
    for left, right in zip(_ordered(before), _ordered(after), strict=True):
        rows.append(_side_by_side(left.get_kind_display(), _text(left), _text(right)))
    rows.append(_side_by_side("목표", _goals(before), _goals(after)))
    rows.append(_side_by_side("할 일", _actions(before), _actions(after)))
    context = {**identity(case), "before": before, "after": after, "rows": rows}
    return show(request, "discharge/plan_compare.html", context)


def _side_by_side(title: str, left: str, right: str) -> dict[str, Any]:
    pieces = diff.word_diff(left, right)
    return {"title": title, "left": left, "right": right, "pieces": pieces, "same": left == right}


def _text(part: PlanPart) -> str:
    """The words of a part and its rows as lines."""
    lines = [part.text]
    for rows in part.rows.values():
        if isinstance(rows, str):
            lines.append(rows)
        else:
            lines += [" · ".join(str(value) for value in row.values() if value) for row in rows]
    return "\n".join(line for line in lines if line)


def _goals(plan: DischargePlan) -> str:
    return "\n".join(f"{goal.text} ({goal.due_on}까지)" for goal in plan.goals.all())


def _actions(plan: DischargePlan) -> str:
    lines = []
    for action in plan.actions.all():
        partner: Institution | None = action.partner
        parts = (action.get_need_area_display(), action.action, partner.name if partner else "", action.frequency)
        lines.append(" · ".join(part for part in parts if part))
    return "\n".join(lines)


def _plan(case: DischargeCase, edition: int) -> DischargePlan:
    rows = DischargePlan.objects.filter(case=case, edition=edition)
    found = (
        rows.select_related("approved_by", "submitted_by")
        .prefetch_related("parts__signed_by", "goals", "actions__partner")
        .first()
    )
    if found is None:
        raise NotVisible
    return found


def _ordered(plan: DischargePlan) -> list[PlanPart]:
    order = list(PlanPart.Kind.values)
    return sorted(plan.parts.all(), key=lambda part: order.index(part.kind))


def _editions(case: DischargeCase) -> list[int]:
    return list(DischargePlan.objects.filter(case=case).order_by("-edition").values_list("edition", flat=True))
