"""Shape of an education topic."""

from __future__ import annotations

from django import forms

from core.forms import PortalForm, code_field


class TopicForm(PortalForm):
    target_group = code_field("target_group", "대상군", required=False, blank="모든 대상군")
    topic = forms.CharField(label="교육 주제", max_length=100)
    leaflet = forms.CharField(label="안내문", max_length=100, required=False)
    order = forms.IntegerField(label="순서", min_value=0, max_value=999, initial=0)
    is_active = forms.BooleanField(label="사용", required=False, initial=True)
