"""Shape of adding material to a course."""

from __future__ import annotations

from django import forms

from core import files
from core.forms import PortalForm


class MaterialForm(PortalForm):
    file = forms.FileField(
        label="교재 파일", help_text=f"{files.TYPES}. 20MB까지",
        error_messages={"required": "파일을 고르십시오.", "empty": "빈 파일입니다."},
    )  # fmt: skip
