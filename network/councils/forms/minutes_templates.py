"""The words with which the notes of a kind of item begin."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory

from core.forms import RowForm, text_area

MOST_KINDS = 20


class MinutesTemplateRow(RowForm):
    """The words of one kind."""

    kind = forms.CharField(max_length=40, widget=forms.HiddenInput)
    discussion = forms.CharField(
        label="논의 내용", max_length=2000, required=False, widget=text_area(5), help_text="소제목과 자주 쓰는 문장"
    )
    decision = forms.CharField(label="결정 사항", max_length=1000, required=False, widget=text_area(2))


MinutesTemplateRows: type[BaseFormSet[Any]] = formset_factory(MinutesTemplateRow, extra=0, max_num=MOST_KINDS)
