"""Which papers of the chosen cases are printed at once."""

from __future__ import annotations

from django import forms

from core.forms import PortalForm
from discharge.services.bundles import LABELS


class PapersForm(PortalForm):
    kinds = forms.MultipleChoiceField(
        label="문서",
        choices=list(LABELS.items()),
        initial=list(LABELS),
        widget=forms.CheckboxSelectMultiple,
        help_text="사례의 차례대로, 한 사례 안에서는 동의서, 계획서, 의뢰서의 차례로 놓습니다.",
    )
