"""Signing in at the door."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from core.forms import PortalForm
from network.councils.models import Attendee


class SignInForm(PortalForm):
    """At the door: which seat, and who came for it."""

    seat = forms.ChoiceField(label="누구의 출석입니까", widget=forms.RadioSelect)
    proxy_name = forms.CharField(
        label="대리인 성명", max_length=50, required=False, help_text="위원 본인이 오지 않았을 때만 적습니다."
    )

    def __init__(self, *args: Any, seats: Sequence[Attendee], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        waiting = [row for row in seats if row.signed_in_at is None]
        field = self.fields["seat"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(row.pk, f"{row.name} ({row.institution_name} {row.position})") for row in waiting]
        if len(waiting) == 1:
            field.initial = waiting[0].pk
            self.fields["proxy_name"].initial = waiting[0].proxy_name if waiting[0].answer == "SENDS" else ""
