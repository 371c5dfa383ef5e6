"""Doors of the selection rules."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from core import codes
from core.errors import NotVisible
from core.pages import run_service, show
from core.policy import PortalRequest, holding, page
from discharge.forms import admissions as forms
from discharge.models import SelectionRule
from discharge.services import selection_rules
from discharge.views.admissions import SEES_LIST
from discharge.workflow import PROGRAMME


@page(holding(SEES_LIST, PROGRAMME))
@require_GET
def rule_list(request: PortalRequest) -> HttpResponse:
    """Every rule of the hospital with its conditions in words."""
    rules = SelectionRule.objects.filter(hospital_id=request.actor.institution_id)
    rows = [{"rule": rule, "words": in_words(rule)} for rule in rules]
    may_edit = request.actor.holds("COORDINATOR")
    context = {
        "rows": rows,
        "may_edit": may_edit,
        "may_add_defaults": may_edit and selection_rules.lacks_defaults(rule.label for rule in rules),
    }
    return show(request, "discharge/rule_list.html", context)


def in_words(rule: SelectionRule) -> str:
    """`65세 이상 · 진단 S72, S32 또는 '골절'`"""
    diagnosis = [rule.kcd_prefixes] if rule.kcd_prefixes else []
    diagnosis += [f"'{word}'" for word in selection_rules.split_words(rule.diagnosis_words)]
    parts = [
        f"{rule.min_age}세 이상" if rule.min_age is not None else "",
        f"진단 {' 또는 '.join(diagnosis)}" if diagnosis else "",
        f"위험요인 {codes.labels('risk_item', rule.risk_items)}" if rule.risk_items else "",
        f"가구형태 {codes.labels('household_type', rule.household_types)}" if rule.household_types else "",
        f"최근 6개월 입원 {rule.min_admissions_6m}회 이상" if rule.min_admissions_6m is not None else "",
        f"최근 6개월 응급실 {rule.min_ed_visits_6m}회 이상" if rule.min_ed_visits_6m is not None else "",
    ]
    return " · ".join(part for part in parts if part)


@page(holding("COORDINATOR", PROGRAMME))
@require_POST
def rule_defaults(request: PortalRequest) -> HttpResponse:
    """The rules of the programme that are not there yet."""
    made = selection_rules.add_defaults(actor=request.actor)
    messages.success(request, f"기본 규칙 {len(made)}개를 더하고 명단을 다시 살폈습니다.")
    return redirect("discharge:rule-list")


@page(holding("COORDINATOR", PROGRAMME))
def rule_new(request: PortalRequest) -> HttpResponse:
    return _edit(request, None)


@page(holding("COORDINATOR", PROGRAMME))
def rule_edit(request: PortalRequest, rule_id: int) -> HttpResponse:
    rule = SelectionRule.objects.filter(pk=rule_id, hospital_id=request.actor.institution_id).first()
    if rule is None:
        raise NotVisible
    return _edit(request, rule)


def _edit(request: PortalRequest, rule: SelectionRule | None) -> HttpResponse:
    """The form; 미리 보기 tells how many of today's patients the conditions would hit, and saves nothing."""
    names = (*selection_rules.FIELDS, "version")
    initial = {name: getattr(rule, name) for name in names} if rule else {}
    form = forms.RuleForm(request.POST or None, initial=initial)
    seen: tuple[int, int] | None = None
    if request.method == "POST" and "preview" in request.POST:
        hospital_id = request.actor.institution_id
        assert hospital_id is not None
        seen = run_service(request, form, lambda: selection_rules.preview(hospital_id, form.values()))
    elif request.method == "POST":
        saved = run_service(
            request,
            form,
            lambda: selection_rules.save_rule(
                actor=request.actor, data=form.values(), rule=rule, version=form.cleaned_data.get("version")
            ),
            "규칙을 저장했습니다. 명단을 다시 살폈습니다.",
        )
        if saved is not None:
            return redirect("discharge:rule-list")
    return show(request, "discharge/rule_form.html", {"rule": rule, "preview": seen}, form)
