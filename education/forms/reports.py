"""Shapes of the report of a course, of its approval line and of its correction."""

from __future__ import annotations

from typing import Any

from django import forms

from core.forms import ActForm, PortalForm, text_area
from education.models import EducationRequest
from education.services.reports import last_line
from education.workflow import PROGRAMME
from network.documents.forms import CorrectionLine, LineFields
from network.documents.models import Document
from network.documents.registry import subject_of
from network.documents.services.lines import approvers, saved


class ReportForm(PortalForm):
    """The words of the report; its figures come from the rows."""

    opinions = forms.CharField(label="주요 의견", max_length=2000, required=False, widget=text_area(5))
    improvement = forms.CharField(label="개선 및 향후 계획", max_length=2000, required=False, widget=text_area(5))
    last_year_mean = forms.DecimalField(
        label="전년 만족도", required=False, min_value=1, max_value=5, max_digits=3, decimal_places=2,
        help_text="비워 두면 포털의 지난해 응답으로 셈합니다.", widget=forms.NumberInput({"class": "w-s num", "step": "0.01"}),
        error_messages={"invalid": "1에서 5 사이의 수를 적으십시오."},
    )  # fmt: skip


def _offer(form: LineFields, course: EducationRequest) -> None:
    form.offer(approvers(course.host_id, PROGRAMME), last_line(course), saved(course.host_id, PROGRAMME))


class ReportLineForm(LineFields, ActForm):
    """The line of the report of a course."""

    def shape(self) -> None:
        _offer(self, self.row)

    def values(self) -> dict[str, Any]:
        return {"line": self.line(), "save_as": self.save_as_name()}


class ReportCorrectionForm(CorrectionLine, ReportForm):
    """The words of an issued report as they stand, and the line that approves what they are changed to."""

    def __init__(self, *args: Any, document: Document, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, subject_of(document))
        self.order_fields(["reason", *ReportForm.base_fields])

    def word_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ReportForm.base_fields if not self.fields[name].widget.is_hidden]

    def words(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("opinions", "improvement", "last_year_mean")}
