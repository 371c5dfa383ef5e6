"""Doors of the case: list, page, registration, moves, team."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from core import audit, sheets, states, workdays
from core.actor import Actor
from core.api.endpoints import record_list
from core.duties import KINDS
from core.errors import DomainError, Invalid, NotVisible
from core.filtering import Hidden, hidden
from core.masking import mask_name
from core.models import Duty
from core.pages import posted_text, run_service, show
from core.paging import count_of, paginate
from core.policy import OnRow, PortalRequest, holding, page
from discharge.access import CASE
from discharge.acts.cases import CASE_ACTS
from discharge.filters.cases import OPEN, ORDERS, SEES_CASES, USUAL_ORDER, CaseFilter
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
from discharge.panels import steps as step_panel
from discharge.querysets import CaseQuerySet
from discharge.services import agency_referrals, cases, linkages, stand_ins
from discharge.workflow import DISCHARGE, PROGRAMME

SEEN = OnRow(CASE, "read", rows=DischargeCase.objects.for_page, audit_as="case.read")


# --- list ------------------------------------------------------------------------------------------------------------


def _order_of(request: PortalRequest) -> str:
    """The order that the address asks for; what is due first where it names none that we have."""
    asked = request.GET.get("o", "")
    return asked if asked in ORDERS else USUAL_ORDER


@page(holding(SEES_CASES, PROGRAMME))
def case_list(request: PortalRequest) -> HttpResponse:
    """The cases that the actor may know of: header lines only, masked, by what is due first."""
    actor = request.actor
    query = request.GET.copy()
    query.setdefault("state", OPEN)
    order = _order_of(request)
    profile = getattr(request.membership.institution, "profile", None)
    wards = profile.wards if profile else []
    rows = linkages.with_silence(cases.with_chart_number(DischargeCase.objects.for_list()).for_actor(actor))
    found = CaseFilter(query, rows, actor=actor, wards=wards)
    shown = paginate(found.qs, ORDERS[order], request.GET.get("after", ""))
    record_list(actor, "case.list", shown.rows)
    context = {
        "page": shown,
        "rows": _list_lines(shown.rows, actor),
        "filter": found,
        "views": _views(request),
        "chips": _chips(request, found),
        "count": count_of(shown, found.qs),
        "hidden": _hidden(request, rows, wards) if query["state"] == OPEN else None,
        "order": order,
        "keep": [("o", order)] if order != USUAL_ORDER else [],
        "can_register": actor.holds("SOCIAL_WORKER", "NURSE"),
        "can_hand_over": actor.holds("COORDINATOR"),
        "is_search": bool(request.GET.get("q")),
        "bulk_actions": [{"label": "문서 한꺼번에 출력", "url": reverse("discharge:case-papers")}],
    }
    return show(request, "discharge/case_list.html", context)


EXPORT_HEADS = ("대상자", "생년·성별", "사례번호", "병동", "대상군", "상태", "다음 차례", "기한", "담당")


@page(holding(SEES_CASES, PROGRAMME))
@require_GET
def case_export(request: PortalRequest) -> HttpResponse:
    """The list as a spreadsheet: the same filter, the same lines, masked as they are there."""
    actor = request.actor
    query = request.GET.copy()
    query.setdefault("state", OPEN)
    order = ORDERS[_order_of(request)]
    found = CaseFilter(
        query,
        linkages.with_silence(cases.with_chart_number(DischargeCase.objects.for_list()).for_actor(actor)),
        actor=actor,
    )
    part = sheets.taken(found.qs.order_by(*order))
    audit.record(actor, "case.list_export", action="DOWNLOAD", persons=[row.client_id for row in part.rows])
    lines = map(_export_cells, _list_lines(part.rows, actor))
    content = sheets.workbook("퇴원환자 연계", EXPORT_HEADS, lines, part.note)
    return sheets.response(content, f"퇴원환자연계-{workdays.seoul_today():%Y%m%d}")


def _export_cells(line: dict[str, Any]) -> list[Any]:
    state = states.label("DISCHARGE", line["status"])
    shown = (line["name"], line["about"], line["number"], line["ward"], line["group"], state, line["next"])
    return [*shown, line["due_at"], line["worker"]]


def _hidden(request: PortalRequest, rows: CaseQuerySet, wards: list[str]) -> Hidden:
    """Cases that have ended: out of the list unless they are asked for."""
    query = request.GET.copy()
    query["state"] = ""
    return hidden(request, "진행 중", CaseFilter(query, rows.ended(), actor=request.actor, wards=wards), state="")


def _list_lines(rows: list[DischargeCase], actor: Actor) -> list[dict[str, Any]]:
    """Rows as the table prints them: formatted once here, not in the template."""
    now = timezone.now()
    first = case_panel.owed_first(case.pk for case in rows)
    return [_list_line(case, actor, first.get(str(case.pk)), now) for case in rows]


def _list_line(case: DischargeCase, actor: Actor, duty: Duty | None, now: Any) -> dict[str, Any]:
    kind = KINDS.get(duty.kind) if duty else None
    return {
        "id": case.pk,
        "url": reverse("discharge:case-detail", args=[case.pk]),
        "number": case.number,
        "name": case_panel.listed_name(case, actor),
        "about": case_panel.told_apart(case.client, case.chart_no),  # type: ignore[attr-defined]
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
    for name in ("q", "state", "ward", "group", "assigned", "overdue", "figure"):
        value = request.GET.get(name, "")
        if not value:
            continue
        field = found.form.fields[name]
        label = dict(getattr(field, "choices", [])).get(value, "예" if name == "overdue" else value)
        label = found.form.cleaned_data.get(name, label) if name == "figure" and found.form.is_valid() else label
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
        "others": case_panel.others(case, actor),
        "next": case_panel.next_step(case, duties, actor),
        "duties": duties,
        "actions": case_panel.actions(case, actor),
        "plan": plan,
        "consent": consent,
        "assessment": assessment,
        "links": link_panel.panel(case, actor, found_needs=needs, planned=plan.get("actions", [])),
        "followups": followup_panel.panel(case, actor, duties),
        "conferences": conference_panel.panel(case, actor),
        "log": log_panel.panel(case),
        "stand_ins": stand_ins.words(case),
        "team": list(case.team.filter(removed_at__isnull=True).select_related("user")),
        "can_assign": CASE.allows("assign", case.relations),
        "can_edit": CASE.allows("edit", case.relations) and case.status not in DISCHARGE.final,
        "can_change_team": CASE.allows("team", case.relations),
    }


def identity(case: DischargeCase) -> dict[str, Any]:
    """The identity bar: in full, because whoever opens this page has a working relation."""
    return {"case": case, "client": case.client, "case_url": reverse("discharge:case-detail", args=[case.pk])}


@page(OnRow(CASE, "read", rows=DischargeCase.objects.for_page))
@require_GET
def case_step(request: PortalRequest, case: DischargeCase, step: str) -> HttpResponse:
    """Sends on to the form of this step, or to where it is done; it shows nothing itself."""
    if step not in step_panel.STEPS:
        raise NotVisible
    return redirect(step_panel.step_address(case, request.actor, step))


@page(OnRow(CASE, "read", rows=DischargeCase.objects.for_page))
@require_GET
def case_onward(request: PortalRequest, case: DischargeCase) -> HttpResponse:
    """Sends on to what the actor owes next about this case, or to its page."""
    return redirect(step_panel.own_step(case, request.actor))


def goes_on(request: PortalRequest) -> bool:
    """Whether `저장하고 다음 할 일` was pressed: what was typed is done, and the next form of one's own is wanted."""
    return bool(posted_text(request, "onward"))


def moves_on(request: PortalRequest, move: Callable[[], Any]) -> None:
    """What was done was the last that a move waited for, and the button said so: make it. What stands in its way is said."""
    if posted_text(request, "onward") != "move":
        return
    try:
        move()
    except DomainError as error:
        flash.warning(request, error.detail)


def after(request: PortalRequest, case: DischargeCase, anchor: str = "") -> HttpResponse:
    """Where one is after something was done in a case; who left it by that does not see it any more."""
    home = CASE_ACTS.landed(case, request.actor)
    if home != case_panel.page_of(case):
        return redirect(home)
    return (
        redirect("discharge:case-onward", case.pk) if goes_on(request) else redirect(case_panel.page_of(case, anchor))
    )


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
            return redirect(CASE_ACTS.landed(done, request.actor))  # who named another in charge may have left it
    return show(request, "discharge/case_edit.html", identity(case), form)


def _correct(request: PortalRequest, case: DischargeCase, form: forms.StayForm) -> DischargeCase:
    version = form.cleaned_data.get("version")
    return cases.update_screening(actor=request.actor, case=case, data=form.stay(), version=version)


# --- team ------------------------------------------------------------------------------------------------------------


@page(OnRow(CASE, "team", rows=DischargeCase.objects.for_page))
@require_POST
def team_remove(request: PortalRequest, case: DischargeCase, member_id: int) -> HttpResponse:
    cases.remove_member(actor=request.actor, case=case, member_id=member_id)
    flash.success(request, "담당 팀에서 뺐습니다.")
    return redirect(CASE_ACTS.landed(case, request.actor))  # who left it may not see the case any more


@page(holding("COORDINATOR", PROGRAMME))
def hand_over(request: PortalRequest) -> HttpResponse:
    """All open cases of a colleague who is away, with their duties; who stands in for whom now."""
    form = forms.HandOverForm(request.POST or None, actor=request.actor)
    found = None
    if request.method == "POST":
        found = run_service(request, form, lambda: _with(stand_ins.to_hand_over, request.actor, form))
        if found and posted_text(request, "seen") == _mark(found):
            done = run_service(request, form, lambda: _with(stand_ins.hand_over_all, request.actor, form))
            if done is not None:
                return _handed_over(request, done)
    context = {
        "stand_ins": stand_ins.current(request.actor),
        "is_asked": found is not None,
        "cases": [_handed_line(case) for case in found or ()],
        "seen": _mark(found or ()),
    }
    return show(request, "discharge/hand_over.html", context, form)


def _with(service: Callable[..., Any], actor: Actor, form: forms.HandOverForm) -> Any:
    values = form.values()
    absent = values.pop("absent")
    return service(actor=actor, absent_id=absent.pk, **values)


def _mark(found: Iterable[DischargeCase]) -> str:
    """Which cases were shown: what came since is shown before it goes along."""
    return ",".join(sorted(case.number for case in found))


def _handed_line(case: DischargeCase) -> str:
    return f"{case.number} · {mask_name(case.client.name)} · {case.get_status_display()}"


def _handed_over(request: PortalRequest, done: list[stand_ins.HandOver]) -> HttpResponse:
    """Back to the list; cases that stayed are named with their reason."""
    moved = sum(1 for item in done if not item.reason)
    flash.success(request, f"사례 {moved}건을 넘겼습니다.")
    for item in done:
        if item.reason:
            flash.warning(request, f"{item.case.number}: {item.reason}")
    return redirect("discharge:case-list")


def _ask_to_give_back(request: PortalRequest, absent: Any) -> HttpResponse:
    """Which cases go back, before they do."""
    rows = stand_ins.to_give_back(request.actor, absent.pk)
    home = reverse("discharge:case-hand-over")
    context = {
        "crumbs": [("사례 넘기기·대직", home)],
        "title": f"{absent.name}의 사례 {len(rows)}건을 지금 돌려주시겠습니까?",
        "reads": [(row.deputy.name, _handed_line(row.case)) for row in rows],
        "happens": ["남은 할 일도 함께 돌아갑니다."],
        "verb": "지금 돌려주기",
        "style": "primary",
        "action_url": reverse("discharge:case-give-back"),
        "back_url": home,
    }
    form = forms.SureGiveBackForm(initial={"absent": absent.pk, "is_sure": True}, actor=request.actor)
    return show(request, "parts/act.html", context, form)


@page(holding("COORDINATOR", PROGRAMME))
@require_POST
def give_back(request: PortalRequest) -> HttpResponse:
    """Somebody is back before the day that was said."""
    form = forms.SureGiveBackForm(request.POST, actor=request.actor)
    if not form.is_valid():
        raise Invalid("돌아온 사람을 고르십시오.")
    if not form.cleaned_data["is_sure"]:
        return _ask_to_give_back(request, form.cleaned_data["absent"])
    back = stand_ins.give_back(actor=request.actor, absent_id=form.cleaned_data["absent"].pk)
    flash.success(request, f"사례 {back}건을 돌려주었습니다.")
    return redirect("discharge:case-hand-over")
