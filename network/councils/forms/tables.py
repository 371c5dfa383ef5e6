"""Forms of the tables of a report: the table, its rows, and a block of cells to paste (domain 3.2)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core import signing
from django.forms import BaseFormSet, formset_factory

from core import pasted
from core.forms import DateField, PortalForm, RowForm, TextsField, code_field
from core.tables import DEEPEST, ROLES
from network.councils.forms.meetings import MOST_ITEMS
from network.councils.models import ReportTable
from network.councils.services import tables

TAB = "\u2409"  # stands for a tab while the text of a form is folded, which would make it a blank
MOST_SIGNS = 20_000
SALT = "councils.tables"


class CellsInput(forms.TextInput):
    """Several inputs of one name, side by side; the grid draws them."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return data.getlist(name) if hasattr(data, "getlist") else data.get(name)


class CellsField(TextsField):
    """The cells of a row, blank ones among them; a list of texts."""

    widget = CellsInput

    def __init__(self, most: int, **kwargs: Any) -> None:
        super().__init__(most=most, each=60, keeps_blanks=True, required=False, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return value

    def parts(self, typed: str) -> list[str]:
        return [typed]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return any(str(one).strip() for one in data or ())


class HeadsField(TextsField):
    """The headings of columns in one line, as `2025 | 2026`; a list of texts."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(most=tables.MOST_COLUMNS, each=30, parted_by="|", required=False, **kwargs)


class TableForm(PortalForm):
    """A plan-against-actual table around its rows."""

    kind = forms.ChoiceField(label="표 종류", choices=ReportTable.Kind.choices, initial="B")
    title = forms.CharField(label="표 제목", max_length=60, required=False)
    as_of = DateField(meaning="event", label="기준일", required=False)
    year = forms.IntegerField(
        label="계획 연도",
        min_value=2000,
        max_value=2100,
        required=False,
        widget=forms.NumberInput(attrs={"class": "w-xs", "data-show-when": "kind=A,Y,D"}),
    )
    columns = HeadsField(
        label="칸의 이름",
        widget=forms.TextInput(attrs={"data-show-when": "kind=D,E"}),
        help_text="세로줄(|)로 나눕니다. 예: 2024 | 2025 | 2026 | 2027 (계획). 연도별 지표는 비우면 다섯 해로 합니다.",
    )


class TableRow(RowForm):
    """A row: typed figures, or one that the portal computes."""

    group = forms.CharField(label="분야", max_length=30, required=False)
    name = forms.CharField(label="구분", max_length=60)
    level = forms.IntegerField(label="들여쓰기", min_value=0, max_value=DEEPEST, required=False, initial=0)
    role = forms.ChoiceField(label="줄 종류", choices=[("", "보통"), *ROLES.items()], required=False)
    unit = code_field("unit", "단위", required=False, blank="없음")
    cells = CellsField(
        13,
        label="칸",
        help_text="표의 칸과 같은 차례로 적습니다(계획, 실적 / 예산액, 집행액 / 연도 / 계획과 열두 달). 없던 해는 비웁니다",
    )
    source = forms.ChoiceField(label="실적 출처", required=False)
    note = code_field("plan_note", "상태", required=False, blank="없음")
    remark = forms.CharField(label="비고", max_length=40, required=False)
    stated = CellsField(
        15,
        label="출처에 적힌 증감과 비율",
        help_text="계산하는 칸의 차례로 적습니다. 계산한 값과 다르면 ※로 표시합니다",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["source"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "직접 적음"), *tables.sources()]


class _Rows(BaseFormSet):
    """Rows of which any may stay blank, stored ones too: blank rows are not kept."""

    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        blank = {"empty_permitted": True, "use_required_attribute": False}
        return super()._construct_form(i, **kwargs, **blank)  # type: ignore[misc]

    def typed(self) -> list[dict[str, Any]]:
        """Every row as it was typed, read or not, without those that are ticked for deletion; a blank one is empty."""
        kept = [form for form in self.forms if not form["DELETE"].value()]
        return [
            {name: form[name].value() for name in form.fields if name != "DELETE"} if form.has_changed() else {}
            for form in kept
        ]


TableRows: Any = formset_factory(
    TableRow, formset=_Rows, extra=0, can_delete=True, max_num=MOST_ITEMS, validate_max=True
)


def rows_with(typed: Sequence[dict[str, Any]], blank: int = 1) -> _Rows:
    """The rows as they stand, with blank ones under them."""
    found: _Rows = TableRows(initial=list(typed), prefix="rows")
    found.extra = max(min(blank, MOST_ITEMS - len(typed)), 0)
    return found


class PasteForm(RowForm):
    """A block of cells, and where it is put: no row for a whole table. `before`: the rows as they stood, signed."""

    block = forms.CharField(
        label="붙일 칸",
        max_length=MOST_SIGNS,
        strip=False,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "class": "low", "spellcheck": "false"}),
        help_text="한글이나 엑셀에서 머리줄까지 함께 복사해 붙이고 읽기를 누릅니다. 지금 줄들 아래에 더합니다.",
    )
    at = forms.IntegerField(min_value=0, max_value=MOST_ITEMS, required=False, widget=forms.HiddenInput)
    column = forms.IntegerField(min_value=0, max_value=30, required=False, widget=forms.HiddenInput)
    before = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        if data is not None and "\t" in str(data.get("block", "")):
            data = data.copy()
            data["block"] = data["block"].replace("\t", TAB)
        super().__init__(data, **kwargs)

    def clean_block(self) -> list[list[str]]:
        """The cells, each of which is judged by itself: two numbers side by side are no number of a resident."""
        return pasted.split(str(self.cleaned_data["block"]).replace(TAB, "\t"))

    def earlier(self) -> list[dict[str, Any]] | None:
        """The rows before the last paste; None when nothing of ours says so."""
        try:
            found = signing.loads(self.cleaned_data.get("before") or "", salt=SALT)
        except signing.BadSignature:
            return None
        return found if isinstance(found, list) else None


def signed(rows: Sequence[dict[str, Any]]) -> str:
    """Rows as a page carries them, to go back to."""
    return signing.dumps(list(rows), salt=SALT, compress=True)
