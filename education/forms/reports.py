"""Shape of the report of a course."""

from __future__ import annotations

from django import forms

from core.forms import PortalForm, text_area


class ReportForm(PortalForm):
    """The words of the report; its figures come from the rows."""

    opinions = forms.CharField(label="주요 의견", max_length=2000, required=False, widget=text_area(5))
    improvement = forms.CharField(label="개선 및 향후 계획", max_length=2000, required=False, widget=text_area(5))
    last_year_mean = forms.DecimalField(
        label="전년 만족도", required=False, min_value=1, max_value=5, max_digits=3, decimal_places=2,
        help_text="비워 두면 포털의 지난해 응답으로 셈합니다.", widget=forms.NumberInput({"class": "w-s num", "step": "0.01"}),
        error_messages={"invalid": "1에서 5 사이의 수를 적으십시오."},
    )  # fmt: skip
