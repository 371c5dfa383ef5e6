"""Forms of the tables of a report: types A to E, typed rows and computed ones (domain 3.2)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory

from core.forms import DateField, PortalForm, RowForm, TextsField, code_field
from core.widgets import InlineRadio
from network.councils.forms.meetings import MOST_ITEMS
from network.councils.models import ReportTable
from network.councils.services import tables


class CellsField(TextsField):
    """Several cells in one line, as `가 | 나` or pasted from a spreadsheet; a list of texts."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(most=10, each=60, parted_by="|", keeps_blanks=True, **kwargs)

    def parts(self, typed: str) -> list[str]:
        return super().parts(typed.replace("\t", "|"))


class TableForm(PortalForm):
    """A plan-against-actual table around its rows."""

    kind = forms.ChoiceField(
        label="표 종류",
        choices=ReportTable.Kind.choices,
        widget=InlineRadio,
        initial="B",
    )
    title = forms.CharField(label="표 제목", max_length=60, required=False)
    as_of = DateField(meaning="event", label="기준일", required=False)
    year = forms.IntegerField(
        label="계획 연도",
        min_value=2000,
        max_value=2100,
        required=False,
        widget=forms.NumberInput(attrs={"class": "w-xs", "data-show-when": "kind=A,D"}),
    )
    columns = CellsField(
        label="칸의 이름",
        required=False,
        widget=forms.TextInput(attrs={"data-show-when": "kind=D,E"}),
        help_text="세로줄(|)로 나눕니다. 예: 2024 | 2025 | 2026 | 2027 (계획). 연도별 지표는 비우면 다섯 해로 합니다.",
    )
    totals = forms.ChoiceField(
        label="합계", choices=[("", "없음"), ("FIRST", "첫 줄"), ("LAST", "끝 줄")], required=False, widget=InlineRadio
    )


def _figure() -> forms.TextInput:
    return forms.TextInput(attrs={"class": "w-s num", "data-show-when": "kind=A,B,C"})


class TableRow(RowForm):
    """A row: typed figures, or one that the portal computes."""

    group = forms.CharField(
        label="분야", max_length=30, required=False, widget=forms.TextInput(attrs={"data-show-when": "kind=D"})
    )
    name = forms.CharField(label="구분", max_length=60)
    unit = code_field("unit", "단위", required=False, blank="없음")
    plan = forms.CharField(label="계획·예산", max_length=20, required=False, widget=_figure())
    source = forms.ChoiceField(
        label="실적 출처", required=False, widget=forms.Select(attrs={"data-show-when": "kind=A,B,C,D"})
    )
    actual = forms.CharField(label="실적·집행", max_length=20, required=False, widget=_figure())
    note = code_field("plan_note", "상태", required=False, blank="없음")
    remark = forms.CharField(
        label="비고", max_length=40, required=False, widget=forms.TextInput(attrs={"data-show-when": "kind=A,B,C"})
    )
    cells = CellsField(
        label="칸",
        required=False,
        widget=forms.TextInput(attrs={"data-show-when": "kind=D,E"}),
        help_text="칸의 이름과 같은 차례로 세로줄(|)로 나눕니다. 없던 해는 비웁니다. 예: 410 | 455 | | 520",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["source"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "직접 적음"), *tables.sources()]


TableRows: type[BaseFormSet[Any]] = formset_factory(
    TableRow, extra=1, can_delete=True, max_num=MOST_ITEMS, validate_max=True
)
