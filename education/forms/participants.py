"""The file of a list of people, and why a list is taken away."""

from __future__ import annotations

from django import forms

from core.forms import PortalForm


class PeopleFileForm(PortalForm):
    file = forms.FileField(
        label="수강생 명단 파일",
        help_text=".xlsx 또는 .csv, 5MB, 500명까지. 주민등록번호가 든 줄은 받지 않습니다.",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.tsv,.txt"}),
        error_messages={"required": "파일을 고르십시오.", "empty": "빈 파일입니다."},
    )


class ExportPeopleForm(PortalForm):
    """Why a list with whole names is taken out of the portal."""

    reason = forms.CharField(
        label="내려받는 목적", max_length=200, error_messages={"required": "내려받는 목적을 입력하세요."}
    )
