"""개인정보 처리방침."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from core.policy import NOTHING_SECRET, Public, page


@page(Public("처리방침은 누구나 볼 수 있어야 합니다(개인정보 보호법 제30조).", unlimited=NOTHING_SECRET))
@require_GET
def privacy(request: HttpRequest) -> HttpResponse:
    """개인정보 처리방침."""
    return render(request, "network/privacy.html")
