"""Doors of the case: list, page, registration, moves, team."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from core import workdays
from core.api.endpoints import record_list
from core.duties import KINDS
from core.errors import NotVisible
from core.forms import PortalForm
from core.masking import mask_birth, mask_name
from core.models import Duty
from core.pages import run_service, show
from core.paging import count_of, paginate
from core.policy import OnRow, PortalRequest, holding, page
from discharge.access import CASE
from discharge.filters.cases import OPEN, CaseFilter
from discharge.forms import cases as forms
from discharge.models import DischargeCase
from discharge.panels import assessments as assessment_panel
from discharge.panels import cases as case_panel
from discharge.panels import conferences as conference_panel
from discharge.panels import consents as consent_panel
from discharge.panels import followups as followup_panel
from discharge.panels import linkages as link_panel
from discharge.panels import log as log_panel
from discharge.panels import plans as plan_panel
from discharge.services import agency_referrals, cases, consents, plans
from discharge.workflow import DISCHARGE, PROGRAMME

SEES_CASES = "SOCIAL_WORKER NURSE PHYSICIAN COORDINATOR"
MOVE = OnRow(CASE, "read", rows=DischargeCase.objects.for_page, audit_as="case.move")
SEEN = OnRow(CASE, "read", rows=DischargeCase.objects.for_page, audit_as="case.read")
ORDERS = {"due": ("next_due_at", "pk"), "new": ("-created_at", "-pk"), "no": ("-number", "-pk")}


# --- list ------------------------------------------------------------------------------------------------------------


@page(holding(SEES_CASES, PROGRAMME))
def case_list(request: PortalRequest) -> HttpResponse:
    """The cases that the actor may know of: header lines only, masked, by what is due first."""
    actor = request.actor
    query = request.GET.copy()
    query.setdefault("state", OPEN)
    order = request.GET.get("o", "due")
    profile = getattr(request.membership.institution, "profile", None)
    wards = profile.wards if profile else []
    rows = DischargeCase.objects.for_list().with_silence().for_actor(actor)
    found = CaseFilter(query, rows, actor=actor, wards=wards)
    shown = paginate(found.qs, ORDERS.get(order, ORDERS["due"]), request.GET.get("after", ""))
    record_list(actor, "case.list", shown.rows)
    context = {
        "page": shown,
        "rows": _lines(shown.rows),
        "filter": found,
        "views": _views(request),
        "chips": _chips(request, found),
        "count": count_of(shown, found.qs),
        "order": order,
        "can_register": actor.holds("SOCIAL_WORKER", "NURSE"),
        "is_search": bool(request.GET.get("q")),
    }
    return show(request, "discharge/case_list.html", context)


def _lines(rows: list[DischargeCase]) -> list[dict[str, Any]]:
    """Rows as the table prints them: formatted once here, not in the template."""
    now = timezone.now()
    first = case_panel.owed_first(case.pk for case in rows)
    return [_line(case, first.get(str(case.pk)), now) for case in rows]


def _line(case: DischargeCase, duty: Duty | None, now: Any) -> dict[str, Any]:
    kind = KINDS.get(duty.kind) if duty else None
    client = case.client
    return {
        "id": case.pk,
        "url": reverse("discharge:case-detail", args=[case.pk]),
        "number": case.number,
        "name": mask_name(client.name),
        "about": f"{mask_birth(client.birth_date) if client.birth_date else ''} {client.get_sex_display()}".strip(),
        "ward": case.ward if case.discharged_on is None else "퇴원",
        "group": case.get_target_group_display(),
        "status": case.status,
        "tone": "bad" if case.is_silent else None,  # type: ignore[attr-defined]
        "next": kind.label if kind else "",
        "next_who": duty.person.name if duty and duty.person else "",
        "due_at": timezone.localtime(duty.due_at - timedelta(seconds=1)) if duty else None,
        "is_late": bool(duty and duty.due_at <= now),
        "worker": case.social_worker.name if case.social_worker else "-",
    }


def _views(request: PortalRequest) -> list[dict[str, Any]]:
    """Saved views: names for query strings."""
    today = workdays.seoul_today()
    week = today + timedelta(days=7)
    base = reverse("discharge:case-list")
    saved = [
        ("진행 중", ""),
        ("내 사례", "assigned=me"),
        ("지남", "assigned=me&overdue=on"),
        ("이번 주 퇴원", f"state=PLANNED&leaves_from={today}&leaves_to={week}"),
        ("사후관리", "state=FOLLOW_UP"),
        ("전체", "state="),
    ]
    here = request.META.get("QUERY_STRING", "")
    return [
        {"label": label, "url": f"{base}?{query}" if query else base, "current": here == query}
        for label, query in saved
    ]


def _chips(request: PortalRequest, found: CaseFilter) -> list[dict[str, str]]:
    chips = []
    for name in ("q", "state", "ward", "group", "assigned", "overdue"):
        value = request.GET.get(name, "")
        if not value:
            continue
        field = found.form.fields[name]
        label = dict(getattr(field, "choices", [])).get(value, "예" if name == "overdue" else value)
        rest = request.GET.copy()
        rest.pop(name)
        rest.pop("after", None)
        chips.append({"label": str(field.label), "value": str(label), "remove_query": f"?{rest.urlencode()}"})
    return chips


# --- page ------------------------------------------------------------------------------------------------------------


@page(SEEN)
def case_detail(request: PortalRequest, case: DischargeCase) -> HttpResponse:
    """The whole case for a working relation; opening it is recorded."""
    return show(request, "discharge/case_detail.html", page_context(request, case))


def page_context(request: PortalRequest, case: DischargeCase) -> dict[str, Any]:
    """Everything the case page shows. A section costs at most one query for each table it reads."""
    actor = request.actor
    duties = case_panel.owed(case)
    plan = plan_panel.panel(case, actor)
    consent = consent_panel.panel(case, actor)
    assessment = assessment_panel.panel(case, actor, duties)
    current = assessment["current"]
    needs = current.needs.all() if current else []
    return {
        **identity(case),
        "steps": case_panel.steps(case, plan.get("plans", [])),
        "origin": agency_referrals.origin(case, actor),
        "next": case_panel.next_step(case, duties, actor),
        "duties": duties,
        "actions": case_panel.actions(case, actor),
        "plan": plan,
        "consent": consent,
        "assessment": assessment,
        "links": link_panel.panel(case, actor, found_needs=needs, planned=plan.get("actions", [])),
        "followups": followup_panel.panel(case, actor),
        "conferences": conference_panel.panel(case, actor),
        "log": log_panel.panel(case),
        "team": list(case.team.filter(removed_at__isnull=True).select_related("user")),
        "can_assign": CASE.allows("assign", case.relations),
        "can_edit": CASE.allows("edit", case.relations) and case.status not in DISCHARGE.final,
        "can_change_team": CASE.allows("team", case.relations),
    }


def identity(case: DischargeCase) -> dict[str, Any]:
    """The identity bar: in full, because whoever opens this page has a working relation."""
    return {"case": case, "client": case.client, "case_url": reverse("discharge:case-detail", args=[case.pk])}


@page(SEEN)
def case_log(request: PortalRequest, case: DischargeCase) -> HttpResponse:
    """The whole log."""
    context = {**identity(case), "log": log_panel.panel(case, limit=None)}
    return show(request, "discharge/case_log.html", context)


# --- registration ----------------------------------------------------------------------------------------------------


@page(OnRow(CASE, "edit", rows=DischargeCase.objects.for_page, audit_as="case.edit_screening"))
def case_edit(request: PortalRequest, case: DischargeCase) -> HttpResponse:
    """Correct the stay."""
    initial = {name: getattr(case, name) for name in cases.SCREENING_FIELDS} | {"version": case.version}
    form = forms.StayForm(request.POST or None, initial=initial, actor=request.actor)
    if request.method == "POST":
        done = run_service(request, form, lambda: _correct(request, case, form), "선별 내용을 고쳤습니다.")
        if done is not None:
            return redirect("discharge:case-detail", case.pk)
    return show(request, "discharge/case_edit.html", identity(case), form)


def _correct(request: PortalRequest, case: DischargeCase, form: forms.StayForm) -> DischargeCase:
    version = form.cleaned_data.get("version")
    return cases.update_screening(actor=request.actor, case=case, data=form.stay(), version=version)


# --- moves -----------------------------------------------------------------------------------------------------------

Deed = Callable[[Any, DischargeCase, Mapping[str, Any], int | None], DischargeCase]


@dataclass(frozen=True)
class Move:
    """The short form of a move: what it asks, what it does at once, what it says afterwards."""

    form: type[PortalForm]
    deed: Deed
    question: str
    done: str
    happens: tuple[str, ...] = ()
    style: str = "primary"


MOVES: dict[str, Move] = {
    "qualify": Move(
        forms.EmptyForm,
        lambda actor, case, data, version: cases.qualify(actor=actor, case=case, version=version),
        "이 대상자를 적합으로 판정하시겠습니까?",
        "적합으로 판정했습니다. 이제 동의를 받으십시오.",
    ),
    "exclude": Move(
        forms.ExcludeForm,
        lambda actor, case, data, version: cases.exclude(
            actor=actor,
            case=case,
            ineligible_reason=data["ineligible_reason"],
            text=data["ineligible_text"],
            version=version,
        ),
        "이 대상자를 제외하시겠습니까?",
        "제외했습니다.",
        ("사례가 끝나고 사유가 통계에 남습니다.", "이름 등은 보유기간이 지나면 파기합니다."),
    ),
    "rescreen": Move(
        forms.ReasonForm,
        lambda actor, case, data, version: cases.rescreen(
            actor=actor, case=case, reason=data["reason"], version=version
        ),
        "다시 선별하시겠습니까?",
        "다시 선별합니다.",
    ),
    "void": Move(
        forms.ReasonForm,
        lambda actor, case, data, version: cases.void(actor=actor, case=case, reason=data["reason"], version=version),
        "이 등록을 취소하시겠습니까?",
        "등록을 취소했습니다.",
        ("잘못 등록한 사례로 보고 어떤 통계에도 넣지 않습니다.",),
        "danger solid",
    ),
    "refuse": Move(
        forms.RefuseForm,
        lambda actor, case, data, version: consents.refuse(
            actor=actor,
            case=case,
            refused_on=data["refused_on"],
            leaflet_given=data["leaflet_given"],
            reason=data["refused_reason"],
            version=version,
        ),
        "비동의를 등록하시겠습니까?",
        "비동의를 등록했습니다.",
        ("진료에는 아무 영향이 없습니다.", "날짜, 설명한 사람, 사유만 남습니다."),
    ),
    "ask_again": Move(
        forms.ReasonForm,
        lambda actor, case, data, version: consents.ask_again(
            actor=actor, case=case, reason=data["reason"], version=version
        ),
        "다시 설명하고 동의를 받으시겠습니까?",
        "동의 대기로 돌아갔습니다.",
    ),
    "submit_plan": Move(
        forms.EmptyForm,
        lambda actor, case, data, version: plans.submit(actor=actor, case=case, version=version),
        "계획을 제출하시겠습니까?",
        "계획을 제출했습니다. 담당의가 확정합니다.",
        ("담당의나 코디네이터에게 확정을 요청합니다.", "검토하는 동안에는 고칠 수 없습니다."),
    ),
    "return_plan": Move(
        forms.ReasonForm,
        lambda actor, case, data, version: plans.return_for_changes(
            actor=actor, case=case, comment=data["reason"], version=version
        ),
        "계획 수정을 요청하시겠습니까?",
        "수정을 요청했습니다.",
    ),
    "approve_plan": Move(
        forms.ApproveForm,
        lambda actor, case, data, version: plans.approve(
            actor=actor,
            case=case,
            explained_to=data["explained_to"],
            explained_on=data["explained_on"],
            version=version,
        ),
        "이 계획을 확정하시겠습니까?",
        "계획을 확정했습니다.",
        ("이 판은 더 고칠 수 없습니다.", "작성해 둔 연계 의뢰를 보낼 수 있습니다."),
    ),
    "revise_plan": Move(
        forms.ReasonForm,
        lambda actor, case, data, version: plans.revise(actor=actor, case=case, reason=data["reason"], version=version),
        "계획을 바꾸시겠습니까?",
        "새 판을 만들었습니다.",
        ("새 판이 생기고 고치지 않은 부분의 서명은 그대로 남습니다.", "확정된 판도 그대로 남습니다."),
    ),
    "finish_assessment": Move(
        forms.EmptyForm,
        lambda actor, case, data, version: DISCHARGE.fire(case, "finish_assessment", actor=actor, version=version),
        "평가를 마치시겠습니까?",
        "평가를 마쳤습니다. 이제 계획을 씁니다.",
        ("의사, 간호사, 사회복지사에게 계획을 쓸 차례를 알립니다.",),
    ),
}
MOVES["approve_amendment"] = replace(
    MOVES["approve_plan"],
    deed=lambda actor, case, data, version: plans.approve_amendment(
        actor=actor,
        case=case,
        explained_to=data["explained_to"],
        explained_on=data["explained_on"],
        version=version,
    ),
)
MOVES["amend_plan"] = replace(
    MOVES["revise_plan"],
    deed=lambda actor, case, data, version: plans.amend(actor=actor, case=case, reason=data["reason"], version=version),
)


@page(MOVE)
def case_move(request: PortalRequest, case: DischargeCase, name: str) -> HttpResponse:
    """A move with a short form: a page of its own, so that it works without a script."""
    move = MOVES.get(name)
    if move is None:
        raise NotVisible
    label = DISCHARGE.demand(case, name, case.relations)[0].label
    typed = request.POST if request.method == "POST" else None  # a move may ask for nothing, so it may come empty
    form = move.form(typed, initial={"version": case.version, **_today(move.form)})
    if request.method == "POST":
        done = run_service(
            request,
            form,
            lambda: move.deed(request.actor, case, form.cleaned_data, form.cleaned_data.get("version")),
            move.done,
        )
        if done is not None:
            return redirect("discharge:case-detail", case.pk)
    context = {**identity(case), "move": move, "verb": label, "action_url": request.path}
    return show(request, "discharge/case_move.html", context, form)


def _today(form: type[PortalForm]) -> dict[str, Any]:
    return {name: workdays.seoul_today() for name in ("refused_on", "explained_on") if name in form.base_fields}


# --- team ------------------------------------------------------------------------------------------------------------


@page(OnRow(CASE, "assign", rows=DischargeCase.objects.for_page, audit_as="case.assign"))
def case_assign(request: PortalRequest, case: DischargeCase) -> HttpResponse:
    """The coordinator names who is in charge."""
    form = forms.AssignForm(request.POST or None, actor=request.actor, case=case)
    if request.method == "POST":
        done = run_service(
            request,
            form,
            lambda: cases.assign(actor=request.actor, case=case, people=form.values()),
            "담당을 바꾸었습니다. 남은 할 일도 함께 옮겼습니다.",
        )
        if done is not None:
            return redirect("discharge:case-detail", case.pk)
    context = {**identity(case), "heading": "담당 바꾸기", "verb": "담당 바꾸기"}
    return show(request, "discharge/case_form.html", context, form)


@page(OnRow(CASE, "team", rows=DischargeCase.objects.for_page, audit_as="case.team"))
def team_add(request: PortalRequest, case: DischargeCase) -> HttpResponse:
    """A further member of the care team."""
    form = forms.MemberForm(request.POST or None, actor=request.actor)
    if request.method == "POST":
        done = run_service(request, form, lambda: cases.add_member(actor=request.actor, case=case, **form.values()))
        if done is not None:
            flash.success(request, f"{done.user.name} 님을 담당 팀에 더했습니다.")
            return redirect("discharge:case-detail", case.pk)
    context = {**identity(case), "heading": "담당 팀원 더하기", "verb": "팀원 더하기"}
    return show(request, "discharge/case_form.html", context, form)


@page(OnRow(CASE, "team", rows=DischargeCase.objects.for_page))
@require_POST
def team_remove(request: PortalRequest, case: DischargeCase, member_id: int) -> HttpResponse:
    cases.remove_member(actor=request.actor, case=case, member_id=member_id)
    flash.success(request, "담당 팀에서 뺐습니다.")
    return redirect("discharge:case-detail", case.pk)


@page(holding("COORDINATOR", PROGRAMME))
def hand_over(request: PortalRequest) -> HttpResponse:
    """All open cases of a colleague who is away, with their duties."""
    form = forms.HandOverForm(request.POST or None, actor=request.actor)
    if request.method == "POST":
        done = run_service(
            request,
            form,
            lambda: cases.hand_over_all(
                actor=request.actor,
                absent_id=form.cleaned_data["absent"].pk,
                successor=form.cleaned_data["successor"],
                role=form.cleaned_data["role"],
            ),
        )
        if done is not None:
            return _handed_over(request, done)
    return show(request, "discharge/hand_over.html", {}, form)


def _handed_over(request: PortalRequest, done: list[cases.HandOver]) -> HttpResponse:
    """Back to the list; cases that stayed are named with their reason."""
    moved = sum(1 for item in done if not item.reason)
    flash.success(request, f"사례 {moved}건을 넘겼습니다.")
    for item in done:
        if item.reason:
            flash.warning(request, f"{item.case.number}: {item.reason}")
    return redirect("discharge:case-list")
