"""Doors of the network: the directory, one's own account, the choice of membership, the audit trail."""

from __future__ import annotations

from typing import Any

from allauth.account.views import LoginView
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import codes, pages, paging, sheets, workdays
from core.errors import NotVisible
from core.policy import Public, SignedIn, holding, page
from network import directory
from network.filters import InstitutionFilter
from network.forms import AccountForm, AuditFilterForm, DownloadForm
from network.middleware import SESSION_KEY
from network.models import Institution
from network.services import accounts, memberships, trail

DIRECTORY = Public("기관의 공개된 연락처와 시간이며 개인정보가 없습니다.")


class SignIn(LoginView):
    """allauth's sign-in page, which also says why the last session ended."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(ended=self.request.session.pop("ended", ""), **kwargs)


@page(SignedIn())
@require_POST
def membership_switch(request: HttpRequest) -> HttpResponse:
    """Act in another of my memberships from now on, and begin at 내 업무."""
    row = memberships.switch(
        actor=request.actor,  # type: ignore[attr-defined]
        memberships=request.memberships,  # type: ignore[attr-defined]
        chosen=request.POST.get("membership", ""),
    )
    request.session[SESSION_KEY] = row.pk
    role = codes.labels("user_role", row.roles)
    flash.success(request, f"{row.institution.short_name} {role} 업무로 바꾸었습니다.")
    return redirect("home")


@page(DIRECTORY)
@require_GET
def institution_list(request: HttpRequest) -> HttpResponse:
    """Who is where, gives what, and how to reach them."""
    chosen = InstitutionFilter(request.GET, Institution.objects.active().for_list(), request=request)
    rows = chosen.qs
    found = paging.paginate(rows, ("name", "pk"), request.GET.get("after", ""))
    context = {"page": found, "filter_form": chosen.form, "count": paging.capped_count(rows)}
    return render(request, "network/institution_list.html", context)


@page(DIRECTORY)
@require_GET
def institution_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One institution, laid out like the last page of the hospital's leaflet."""
    row = Institution.objects.active().for_page().filter(code=code).first()
    if row is None:
        raise NotVisible
    context = {
        "institution": row,
        "numbers": directory.number_groups(row),
        "hours": directory.hour_groups(row),
        "designations": directory.designation_lines(row),
        "address": directory.address_line(row),
    }
    return render(request, "network/institution_detail.html", context)


@page(Public("처리방침은 누구나 볼 수 있어야 합니다(개인정보 보호법 제30조)."))
@require_GET
def privacy(request: HttpRequest) -> HttpResponse:
    """개인정보 처리방침."""
    return render(request, "network/privacy.html")


@page(SignedIn())
@require_http_methods(["GET", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """My switches, my ways of signing in, my memberships, my last sign-ins."""
    actor, user = request.actor, request.user  # type: ignore[attr-defined]
    initial = {name: getattr(user, name) for name in accounts.SETTINGS}
    form = AccountForm(request.POST or None, initial=initial)
    if request.method == "POST":
        done = pages.run_service(
            request,
            form,
            lambda: accounts.change_settings(actor=actor, data=form.values()),
            done="내 계정을 저장했습니다.",
        )
        if done is not None:
            return redirect("network:account")
    context = {
        "has_second_factor": is_mfa_enabled(user),
        "memberships": request.memberships,  # type: ignore[attr-defined]
        "acting": request.membership,  # type: ignore[attr-defined]
        "sign_ins": accounts.last_sign_ins(actor),
    }
    return pages.show(request, "network/account.html", context, form)


@page(holding("CPO"))
@require_GET
def audit_list(request: HttpRequest) -> HttpResponse:
    """Who looked at whom at my institution."""
    form = AuditFilterForm(request.GET)
    context: dict[str, Any] = {"filter_form": form, "download_form": DownloadForm(), "query": request.GET.urlencode()}
    if form.is_valid():
        actor = request.actor  # type: ignore[attr-defined]
        context["page"] = trail.page(actor=actor, wanted=form.cleaned_data, after=request.GET.get("after", ""))
    return render(request, "network/audit_list.html", context, status=200 if form.is_valid() else 400)


@page(holding("CPO"))
@require_http_methods(["GET", "POST"])
def audit_download(request: HttpRequest) -> HttpResponse:
    """The same entries as a spreadsheet, for a coded reason."""
    wanted, form = AuditFilterForm(request.GET), DownloadForm(request.POST or None)
    if request.method == "POST" and wanted.is_valid() and form.is_valid():
        content = trail.download(
            actor=request.actor,  # type: ignore[attr-defined]
            wanted=wanted.cleaned_data,
            reason=form.cleaned_data["reason"],
            note=form.cleaned_data["note"],
        )
        return sheets.response(content, f"열람기록-{workdays.seoul_today():%Y%m%d}")
    context = {"query": request.GET.urlencode()}
    return pages.show(request, "network/audit_download.html", context, form)
