"""Shapes of approval and of the correction of what was issued."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory

from core import codes
from core.forms import PortalForm, RowForm, text_area
from core.widgets import InlineRadio
from network.models import User


class CommentForm(PortalForm):
    reason = forms.CharField(label="의견", max_length=500, widget=text_area(3))


class SignForm(PortalForm):
    """결재, or 전결 and 대결, after which nobody signs."""

    mark = forms.ChoiceField(
        label="결재 방법",
        choices=[pair for pair in codes.choices("approval_mark") if pair[0] in ("NORMAL", "DELEGATED", "ACTING")],
        widget=InlineRadio,
        initial="NORMAL",
    )
    comment = forms.CharField(label="의견", max_length=500, required=False, widget=text_area(2))


TITLES = ("팀장", "실장", "원장")


class LineForm(PortalForm):
    """The approval line after the drafter: up to three people with their titles."""

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "없음"), *((str(person.pk), person.name) for person in people)]
        self.people = {str(person.pk): person for person in people}
        for place, title in enumerate(TITLES, start=1):
            self.fields[f"title_{place}"] = forms.CharField(
                label=f"결재란 {place}의 직위", max_length=10, initial=title, required=False
            )
            self.fields[f"person_{place}"] = forms.ChoiceField(
                label=f"결재란 {place}의 결재자", choices=choices, required=False
            )

    def line(self) -> list[dict[str, Any]]:
        """Title and person, in order, without the empty places."""
        values = self.cleaned_data
        return [
            {"title": values[f"title_{place}"] or title, "person": self.people[values[f"person_{place}"]]}
            for place, title in enumerate(TITLES, start=1)
            if values.get(f"person_{place}")
        ]


DOCUMENT_FORMS: dict[str, type[PortalForm]] = {"approve": SignForm, "return": CommentForm}


class ChangeRow(RowForm):
    """One place of an issued report and what should stand there."""

    path = forms.ChoiceField(label="고칠 곳")
    text = forms.CharField(label="고친 내용", max_length=5000, required=False, widget=text_area(2))

    def __init__(self, *args: Any, places: list[tuple[str, str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["path"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "고르십시오"), *((path, f"{label}: {now[:40]}") for path, label, now in places)]


ChangeRows: type[BaseFormSet[Any]] = formset_factory(ChangeRow, extra=1, can_delete=True, max_num=30, validate_max=True)
