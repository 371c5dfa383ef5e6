"""Shapes of certificates: whose it is, whether it is real."""

from __future__ import annotations

from django import forms

from core.forms import CodeTextField, PortalForm


class CheckForm(PortalForm):
    """Whether a certificate is real: its number and the name that stands on it."""

    number = CodeTextField(
        label="수료번호", max_length=30, help_text="예: 제2026-0101호", error_messages={"required": "수료번호를 적으십시오."}
    )  # fmt: skip
    name = forms.CharField(label="성명", max_length=50, error_messages={"required": "성명을 적으십시오."})


class OwnNameForm(PortalForm):
    """The second fact before a paper with the whole name is handed out."""

    name = forms.CharField(
        label="신청할 때 적은 성명", max_length=50, error_messages={"required": "성명을 적으십시오."}
    )
