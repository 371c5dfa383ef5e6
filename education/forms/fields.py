"""Fields that several forms of education share."""

from __future__ import annotations

from typing import Any

from django import forms

from core.forms import DateTimeField
from core.particles import with_particle

YES_NO = [("True", "예"), ("False", "아니요")]
MOMENT = "날짜와 시각을 2026. 12. 7. 14:30 처럼 적으십시오."


def moment_field(label: str, required: bool = False, **kwargs: Any) -> DateTimeField:
    messages = {"required": f"{with_particle(label, '을/를')} 적으십시오.", "invalid": MOMENT}
    return DateTimeField(meaning="plan", label=label, required=required, error_messages=messages, **kwargs)


def whole_field(label: str, least: int, most: int, required: bool = True, **kwargs: Any) -> forms.IntegerField:
    messages = {
        "required": f"{with_particle(label, '을/를')} 적으십시오.",
        "invalid": "숫자로 적으십시오.",
        "min_value": f"{least}에서 {most} 사이로 적으십시오.",
        "max_value": f"{least}에서 {most} 사이로 적으십시오.",
    }
    widget = forms.NumberInput({"class": "w-s num"})
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        required=required,
        error_messages=messages,
        widget=widget,
        **kwargs,
    )
