"""Doors of giving a whole list of members their seats."""

from __future__ import annotations

from typing import Any

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from core.imports import pages
from core.policy import OnRow, PortalRequest, page
from network.councils.access import COUNCIL
from network.councils.models import Council
from network.councils.services import members
from network.councils.services.members import MembersLook

EDIT = OnRow(COUNCIL, "edit")


@page(EDIT)
@require_http_methods(["GET", "POST"])
def member_import(request: PortalRequest, council: Council) -> HttpResponse:
    return pages.answer(PAGE, request, council)


@page(EDIT)
@require_GET
def member_template(request: PortalRequest, council: Council) -> HttpResponse:
    return pages.form_to_fill(PAGE, council)


def _done(request: PortalRequest, council: Council, count: int) -> HttpResponse:
    flash.success(request, f"위원 {count}명을 등록했습니다.")
    return redirect("councils:council-detail", council.pk)


def _preview(look: MembersLook) -> list[dict[str, Any]]:
    return [look.seats[line.number] for line in look.rows]


PAGE = pages.ListPage(
    members.LIST, "councils/members_import.html", "council", "등록", people=_preview, done=_done, file="members.xlsx"
)
