"""Why a list of people is taken away."""

from __future__ import annotations

from django import forms

from core.forms import PortalForm


class ExportPeopleForm(PortalForm):
    """Why a list with whole names is taken out of the portal."""

    reason = forms.CharField(
        label="내려받는 목적", max_length=200, error_messages={"required": "내려받는 목적을 적으십시오."}
    )
