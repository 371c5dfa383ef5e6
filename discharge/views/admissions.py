"""Doors of the admission list: whom the programme is for."""

from __future__ import annotations

from typing import Any

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from core import audit, drafts, workdays
from core.actor import Actor
from core.errors import DomainError, Invalid
from core.filtering import Hidden, hidden
from core.masking import age_on, mask_birth, mask_chart_no, mask_name
from core.pages import run_service, show
from core.paging import count_of, paginate
from core.policy import OnRow, PortalRequest, holding, page
from discharge.access import ADMISSION
from discharge.filters.admissions import ALL, CANDIDATES, VIEWS, AdmissionFilter, in_view
from discharge.forms import admissions as forms
from discharge.models import Admission
from discharge.services import admissions
from discharge.workflow import PROGRAMME

SEES_LIST = "SOCIAL_WORKER NURSE COORDINATOR"
SCREENS = "SOCIAL_WORKER NURSE"
REFERS = "SOCIAL_WORKER NURSE PHYSICIAN COORDINATOR"
ORDER = ("-admitted_on", "-pk")
DRAFT = "admission"


@page(holding(SEES_LIST, PROGRAMME))
@require_GET
def admission_list(request: PortalRequest) -> HttpResponse:
    """The list, masked: candidates first, each with the rules that hit."""
    actor = request.actor
    query = request.GET.copy()
    view = str(query.get("view"))
    if view not in dict(VIEWS):
        query["view"] = view = CANDIDATES
    found = AdmissionFilter(query, Admission.objects.for_actor(actor), actor=actor)
    shown = paginate(found.qs.select_related("case"), ORDER, request.GET.get("after", ""))
    record_list(actor, shown.rows)
    decides = actor.holds(*admissions.SCREENERS)
    context = {
        "page": shown,
        "rows": [line(row, decides) for row in shown.rows],
        "filter": found,
        "view": view,
        "views": _views(view),
        "chips": _chips(request, found),
        "count": count_of(shown, found.qs),
        "hidden": _hidden(request, view),
        "decides": decides,
        "bulk_actions": [{"label": "제외", "url": reverse("discharge:admission-dismiss-many")}],
    }
    return show(request, "discharge/admission_list.html", context)


def _hidden(request: PortalRequest, view: str) -> Hidden | None:
    if view == ALL:
        return None
    query, rows = request.GET.copy(), Admission.objects.for_actor(request.actor)
    query["view"] = ALL
    outside = AdmissionFilter(query, rows.exclude(pk__in=in_view(rows, view).values("pk")), actor=request.actor)
    return hidden(request, dict(VIEWS)[view], outside, view=ALL)


def record_list(actor: Actor, rows: list[Admission]) -> None:
    """Write down which rows were shown; the people are no clients, so their rows are named instead."""
    audit.record(actor, "admission.list", action="SEARCH", changes={"admissions": [str(row.pk) for row in rows]})


def line(row: Admission, decides: bool) -> dict[str, Any]:
    """A row as the table prints it, masked and formatted once."""
    today = workdays.seoul_today()
    is_open = not row.is_decided
    restorable = row.dismissed_at is not None and workdays.seoul_date(row.dismissed_at) == today
    about = (mask_birth(row.birth_date), f"{age_on(row.birth_date, today)}세", row.get_sex_display())
    return {
        "id": row.pk,
        "name": mask_name(row.name),
        "about": " ".join(about),
        "chart_no": mask_chart_no(row.chart_no),
        "ward": row.ward if row.discharged_on is None else "퇴원",
        "diagnosis": row.diagnosis,
        "kcd_code": row.kcd_code,
        "admitted_on": row.admitted_on,
        "expected_discharge_on": row.expected_discharge_on,
        "discharged_on": row.discharged_on,
        "hits": row.rule_hits,
        "case": row.case,
        "dismissed": row.get_dismissed_reason_display() if row.dismissed_at else "",
        "dismissed_text": row.dismissed_text,
        "may_decide": decides and is_open,
        "may_restore": decides and restorable,
    }


def _views(current: str) -> list[dict[str, Any]]:
    base = reverse("discharge:admission-list")
    return [{"label": label, "url": f"{base}?view={name}", "current": name == current} for name, label in VIEWS]


def _chips(request: PortalRequest, found: AdmissionFilter) -> list[dict[str, str]]:
    chips = []
    for name in ("q", "ward", "rule", "leaves_from", "leaves_to"):
        value = request.GET.get(name, "")
        if value:
            field = found.form.fields[name]
            rest = request.GET.copy()
            rest.pop(name)
            rest.pop("after", None)
            label = dict(getattr(field, "choices", [])).get(value, value)
            chips.append({"label": str(field.label), "value": str(label), "remove_query": f"?{rest.urlencode()}"})
    return chips


@page(holding(SCREENS, PROGRAMME))
def admission_new(request: PortalRequest) -> HttpResponse:
    """A patient typed by hand."""
    actor = request.actor
    draft = drafts.load(actor, DRAFT) if request.method == "GET" else None
    form = forms.AdmissionForm(request.POST or None, initial=draft.fields if draft else None, actor=actor)
    if request.method == "POST":
        made = run_service(
            request,
            form,
            lambda: admissions.add_admission(
                actor=actor, data=form.values(), idempotency_key=form.cleaned_data.get("idempotency_key") or ""
            ),
            "입원 명단에 넣었습니다.",
        )
        if made is not None:
            drafts.drop(actor, DRAFT)
            return redirect(_list_url("candidates" if made.is_candidate else "all"))
    return show(request, "discharge/admission_form.html", {"draft": draft, "heading": "입원 환자 추가"}, form)


@page(OnRow(ADMISSION, "edit", audit_as="admission.edit"))
def admission_edit(request: PortalRequest, admission: Admission) -> HttpResponse:
    """Correct a row. Opening it shows the person in full and is recorded."""
    actor = request.actor
    draft = drafts.load(actor, DRAFT, admission.pk) if request.method == "GET" else None
    stored = {name: getattr(admission, name) for name in admissions.FIELDS} | {"version": admission.version}
    initial = {**stored, **(draft.fields if draft else {})}
    form = forms.AdmissionForm(request.POST or None, initial=initial, actor=actor)
    if request.method == "POST":
        done = run_service(
            request,
            form,
            lambda: admissions.update_admission(
                actor=actor, admission=admission, data=form.values(), version=form.cleaned_data.get("version")
            ),
            "고쳤습니다.",
        )
        if done is not None:
            drafts.drop(actor, DRAFT, admission.pk)
            return redirect(_list_url("candidates" if done.is_candidate else "all"))
    context = {"draft": draft, "heading": "입원 환자 고치기", "admission": admission}
    return show(request, "discharge/admission_form.html", context, form)


@page(holding(REFERS, PROGRAMME))
def admission_refer(request: PortalRequest) -> HttpResponse:
    """병동 의뢰: a ward asks for somebody, whether or not a rule hits."""
    actor = request.actor
    initial = _referral_initial(request)
    form = forms.WardReferralForm(request.POST or None, initial=initial, actor=actor)
    if request.method == "POST":
        done = run_service(
            request,
            form,
            lambda: admissions.refer_from_ward(
                actor=actor, data=form.values(), idempotency_key=form.cleaned_data.get("idempotency_key") or ""
            ),
            "병동 의뢰를 올렸습니다. 사업 담당자의 명단에 나타납니다.",
        )
        if done is not None:
            sees = actor.holds(*SEES_LIST.split())
            return redirect(_list_url("referred") if sees else reverse("home"))
    return show(request, "discharge/admission_refer.html", {}, form)


def _referral_initial(request: PortalRequest) -> dict[str, Any]:
    """Filled from a row of the list, for somebody who may see that row."""
    pk = request.GET.get("admission")
    if not pk:
        return {}
    row = ADMISSION.find(request.actor, "read", pk=pk)
    audit.record(request.actor, "admission.refer_form", action="VIEW", about=row)
    names = ("chart_no", "name", "birth_date", "sex", "admitted_on", "ward", "diagnosis", "ward_note")
    return {name: getattr(row, name) for name in names}


@page(OnRow(ADMISSION, "decide"))
def admission_dismiss(request: PortalRequest, admission: Admission) -> HttpResponse:
    """Leave one candidate out; can be taken back the same day."""
    form = forms.DismissForm(request.POST or None)
    if request.method == "POST":
        done = run_service(
            request, form, lambda: admissions.dismiss(actor=request.actor, admission=admission, **_why(form))
        )
        if done is not None:
            undo = reverse("discharge:admission-restore", args=[done.pk])
            flash.success(request, "제외했습니다.", extra_tags=f"undo:{undo}")
            return redirect(_list_url("candidates"))
    context = {
        "lead": f"{mask_name(admission.name)} 님 · {admission.ward}",
        "action_url": reverse("discharge:admission-dismiss", args=[admission.pk]),
        "back_url": _list_url("candidates"),
    }
    return show(request, "discharge/admission_dismiss.html", context, form)


@page(OnRow(ADMISSION, "decide"))
@require_POST
def admission_restore(request: PortalRequest, admission: Admission) -> HttpResponse:
    """Take a dismissal back."""
    try:
        admissions.restore(actor=request.actor, admission=admission)
    except DomainError as error:
        flash.warning(request, error.detail)
        return redirect(_list_url("dismissed"))
    flash.success(request, "되돌렸습니다.")
    return redirect(_list_url("candidates"))


@page(holding(SCREENS, PROGRAMME))
@require_POST
def admission_dismiss_many(request: PortalRequest) -> HttpResponse:
    """Leave several out: first the reason is asked, then every row gets its own result."""
    ids = request.POST.getlist("ids")
    try:
        admissions.check_number(ids)
    except Invalid as error:
        flash.warning(request, error.detail)
        return redirect(_list_url("candidates"))
    is_answer = "reason" in request.POST or "text" in request.POST
    form = forms.DismissForm(request.POST if is_answer else None)
    if is_answer:
        results = run_service(
            request, form, lambda: admissions.dismiss_many(actor=request.actor, ids=ids, **_why(form))
        )
        if results is not None:
            return show(request, "discharge/admission_dismissed.html", {"results": results})
    context = {
        "ids": ids,
        "lead": f"고른 환자 {len(ids)}명",
        "action_url": reverse("discharge:admission-dismiss-many"),
        "back_url": _list_url("candidates"),
    }
    return show(request, "discharge/admission_dismiss.html", context, form)


def _why(form: forms.DismissForm) -> dict[str, str]:
    return {"reason": form.cleaned_data["reason"], "text": form.cleaned_data.get("text") or ""}


def _list_url(view: str) -> str:
    return f"{reverse('discharge:admission-list')}?view={view}"
