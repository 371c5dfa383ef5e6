"""The parts of pages, each once with made-up content: for who builds a page. Only on the development server."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_GET

from core.forms import DateField, LateEntry, PortalForm, code_field, codes_field, text_area
from core.paging import Page
from core.policy import Public, page

ONLY_HERE = Public("개발 서버에만 있는 화면이며 업무 자료를 보이지 않습니다.", unlimited="밖에서 닿지 않습니다.")
STATES = (
    (
        "LINKAGE",
        ("DRAFT", "SENT", "RECEIVED", "ACCEPTED", "IN_SERVICE", "REPLIED", "COMPLETED", "DECLINED", "NO_RESPONSE"),
    ),
    ("DISCHARGE", ("SCREENED", "CONSENT_PENDING", "ASSESSING", "FOLLOW_UP", "CLOSED")),
    ("MEETING", ("PLANNED", "NOTIFIED", "IN_APPROVAL", "DISTRIBUTED", "CANCELLED")),
)


class SampleForm(LateEntry, PortalForm):
    """Every kind of question."""

    name = forms.CharField(label="짧은 글", max_length=50, help_text="도움말은 한 문장입니다.")
    text = forms.CharField(label="긴 글", max_length=500, widget=text_area(3), required=False)
    day = DateField(meaning="event", label="날짜")
    urgency = code_field("urgency", "하나 고르기(카드)", widget=forms.RadioSelect)
    service = code_field("linkage_service", "하나 고르기(목록)")
    items = codes_field("shared_item", "여럿 고르기")
    agreed = forms.BooleanField(label="확인했습니다", required=False)


def _actions() -> list[dict[str, Any]]:
    return [
        {"name": "main", "label": "다음 할 일", "url": "#", "style": "primary"},
        {"name": "other", "label": "다른 일", "url": "#"},
        {"name": "danger", "label": "취소", "url": "#", "style": "danger"},
        {
            "name": "shut",
            "label": "막힌 일",
            "url": "#",
            "blocked_reason": "동의가 없습니다. 동의를 먼저 등록하십시오.",
        },
    ]


def _samples() -> list[tuple[str, str, dict[str, Any]]]:
    """Name of the part, what it is for, its context."""
    now = timezone.now()
    steps = [
        {"label": "작성", "done": True, "note": "12. 1."},
        {"label": "접수", "now": True, "note": "12. 4.까지"},
        {"label": "완료"},
    ]
    turn = {"mine": True, "text": "의뢰 내용을 읽고 접수하십시오.", "detail": "기한이 지나면 알립니다.", "due_at": now}
    entries = [
        {"text": "의뢰를 보냈습니다.", "by": "한가상", "at": now, "icon": "send"},
        {"text": "접수했습니다.", "by": "남가상", "at": now - timedelta(hours=3), "icon": "inbox", "note": "대행 입력"},
    ]
    views = [
        {"label": "진행 중", "url": "#", "count": 12, "current": True},
        {"label": "전체", "url": "#", "count": 1200},
    ]
    chips = [{"label": "기관", "value": "가상시 보건소", "remove_query": "?"}]
    approvals = [{"title": "담당", "name": "한가상", "date": now}, {"title": "팀장", "name": "남가상", "mark": "전결"}]
    bad = SampleForm({"name": "", "day": "2026-02-30"})
    return [
        ("_steps", "진행 단계", {"steps": steps}),
        ("_next_box", "누구의 차례인지", {"next": turn, "actions": _actions()[:2]}),
        ("_actions", "할 수 있는 일. 막힌 일은 까닭과 함께 남깁니다", {"actions": _actions()}),
        ("_note", "남는 알림", {"text": "동의 기간이 30일 남았습니다.", "kind": "warn"}),
        ("_empty", "비어 있을 때", {"title": "의뢰가 없습니다", "text": "새 의뢰를 쓰면 여기에 보입니다."}),
        ("_timeline", "경과", {"entries": entries}),
        ("_views", "저장한 보기", {"views": views}),
        ("_chips", "걸린 조건", {"chips": chips, "clear_query": "?", "summary": "기한순 · 38건"}),
        ("_pager", "쪽 이동", {"page": Page([], "", "next"), "count": "38건"}),
        ("_approval", "결재란", {"approvals": approvals}),
        ("_errsum", "오류 요약", {"form": bad, "verb": "저장"}),
        ("_fields", "질문. 드물게 적는 것은 접어 둡니다", {"form": SampleForm()}),
        ("_fields", "오류가 있는 질문", {"form": bad}),
        ("_savebar", "저장 막대", {"cancel_url": "#", "second_label": "저장만 하기"}),
    ]


@page(ONLY_HERE)
@require_GET
def parts(request: HttpRequest) -> HttpResponse:
    """`/parts/`: every part with its file, so that nobody builds a second one."""
    samples = [
        {"file": f"parts/{name}.html", "words": words, "html": render_to_string(f"parts/{name}.html", context, request)}
        for name, words, context in _samples()
    ]
    return render(request, "gallery.html", {"samples": samples, "states": STATES, "now": timezone.now()})
