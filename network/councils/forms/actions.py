"""Shapes of what institutions took on."""

from __future__ import annotations

from typing import Any

from django import forms

from core.forms import ActForm, DateField, PortalForm, text_area
from network.councils.forms.bodies import places
from network.models import Institution


class ActionForm(PortalForm):
    """What an institution will do by a day."""

    text = forms.CharField(label="조치 내용", max_length=200)
    owner = forms.ModelChoiceField(Institution.objects.none(), label="담당 기관", empty_label="고르십시오")
    person = forms.CharField(label="담당자", max_length=50, required=False)
    due_on = DateField(meaning="plan", label="기한")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = places()  # type: ignore[attr-defined]


class ResultForm(ActForm):
    result = forms.CharField(label="결과", max_length=1000, widget=text_area(3))
