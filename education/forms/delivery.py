"""Shapes of the moves of a course that is held."""

from __future__ import annotations

from django import forms

from core.forms import ActForm


class CloseSurveyForm(ActForm):
    """A survey that nobody answered is closed with its reason."""

    reason = forms.CharField(
        label="응답이 없는 사유", max_length=200, required=False, help_text="응답이 하나도 없을 때 적으십시오."
    )
