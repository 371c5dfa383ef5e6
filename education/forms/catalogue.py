"""Shape of a topic of the catalogue."""

from __future__ import annotations

from django import forms

from core.forms import PortalForm, code_field, codes_field, text_area
from education.forms.fields import whole_field


class TopicForm(PortalForm):
    """A topic of the catalogue."""

    title = forms.CharField(label="주제명", max_length=100, error_messages={"required": "주제명을 적으십시오."})
    field = code_field("education_field", "교육 분야", error_messages={"required": "교육 분야를 고르십시오."})
    audiences = codes_field("education_audience", "교육 대상", error_messages={"required": "교육 대상을 고르십시오."})
    methods = codes_field("education_method", "교육 방법", error_messages={"required": "교육 방법을 고르십시오."})
    minutes = whole_field("교육 시간(분)", 30, 480)
    most_people = whole_field("알맞은 인원", 1, 1000, required=False)
    per_manikin = whole_field("실습 기구 하나에 인원", 1, 100, required=False, help_text="실습이 없으면 비워 둡니다.")
    qualification = forms.CharField(
        label="강사 자격", max_length=60, required=False, help_text="이 자격이 교육일에 유효한 강사를 먼저 보입니다."
    )  # fmt: skip
    summary = forms.CharField(label="내용", max_length=1000, required=False, widget=text_area(4))
    material = forms.CharField(label="교재·준비물", max_length=200, required=False)
    has_test = forms.BooleanField(label="사전·사후 평가를 함", required=False)
    is_active = forms.BooleanField(label="신청을 받음", required=False, initial=True)
