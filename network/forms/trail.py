"""Which entries of the trail are shown, and why they leave as a file."""

from __future__ import annotations

from typing import Any

from django import forms

from core.forms import CodeTextField, DateField, PortalForm, RowForm, code_field


class AuditFilterForm(RowForm):
    """Which entries of the trail to show."""

    number = CodeTextField(label="사례번호", required=False, max_length=20)
    account = forms.CharField(label="아이디", required=False, max_length=150)
    action = code_field("access_action", "행위", required=False, blank="모두")
    since = DateField(meaning="event", label="시작일", required=False)
    until = DateField(meaning="event", label="종료일", required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", "종료일은 시작일 이후 날짜로 적으십시오.")
        return cleaned


class DownloadForm(PortalForm):
    """Why a list leaves the screen as a file."""

    reason = code_field("download_reason", "내려받는 까닭")
    note = forms.CharField(label="사유", required=False, max_length=200, help_text="기타를 고르면 적으십시오.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("reason") == "OTHER" and not cleaned.get("note"):
            self.add_error("note", "기타를 골랐으면 사유를 적으십시오.")
        return cleaned
