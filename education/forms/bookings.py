"""Shapes of asking an instructor for a lesson, and of their answer."""

from __future__ import annotations

from typing import Any

from django import forms

from core.forms import ActForm, PortalForm
from education.models import Instructor


class BookingStepForm(ActForm):
    """A move of a booking; `reason` is asked for where an instructor does not come."""

    told_by = forms.CharField(label="회신을 알린 사람", max_length=50, required=False)
    reason = forms.CharField(label="사유", max_length=300, required=False)


class AskForm(PortalForm):
    """Whom to ask for a lesson; the page shows the pool as cards."""

    instructor = forms.ModelChoiceField(
        Instructor.objects.none(), label="강사", empty_label=None, widget=forms.RadioSelect,
        error_messages={"required": "강사를 고르십시오.", "invalid_choice": "목록에서 고르십시오."},
    )  # fmt: skip
    override_mismatch = forms.BooleanField(label="분야나 자격이 맞지 않아도 섭외함", required=False)

    def __init__(self, *args: Any, host_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["instructor"]
        field.queryset = Instructor.objects.filter(host_id=host_id).active().order_by("name", "pk")


class LinkAnswerForm(PortalForm):
    """An instructor's answer by the secret address; the name is the second thing to know."""

    name = forms.CharField(label="성명", max_length=50, error_messages={"required": "성명을 적으십시오."})
    answer = forms.ChoiceField(
        label="답", choices=[("accept", "강의하겠습니다"), ("decline", "강의할 수 없습니다")], widget=forms.RadioSelect,
        error_messages={"required": "답을 고르십시오."},
    )  # fmt: skip
    reason = forms.CharField(label="강의할 수 없는 사유", max_length=300, required=False)
