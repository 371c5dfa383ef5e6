"""상용구 for a field."""

from __future__ import annotations

from django import forms

from core.forms import ActForm, PortalForm, text_area
from network.models.phrases import FIELD

ABOUT_NOBODY = "이름, 병명처럼 사람을 알 수 있는 것은 적지 마십시오. 다른 건에서도 씁니다."


class PhraseForm(PortalForm):
    """A new one; where it belongs is said by the field at which it was made."""

    field = forms.RegexField(FIELD, label="쓰는 곳의 부호", max_length=121, widget=forms.HiddenInput)
    field_label = forms.CharField(label="쓰는 곳", max_length=60, widget=forms.HiddenInput)
    name = forms.CharField(label="이름", max_length=40)
    text = forms.CharField(label="글", max_length=2000, widget=text_area(5), help_text=ABOUT_NOBODY)


class ChangePhraseForm(ActForm):
    name = forms.CharField(label="이름", max_length=40)
    text = forms.CharField(label="글", max_length=2000, widget=text_area(5), help_text=ABOUT_NOBODY)

    def shape(self) -> None:
        for name in ("name", "text"):
            self.fields[name].initial = getattr(self.row, name)
