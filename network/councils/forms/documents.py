"""Shapes of approval and of the correction of what was issued."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory

from core import codes
from core.forms import ActForm, PortalForm, RowForm, text_area
from core.widgets import InlineRadio
from network.councils.services.approving import approvers
from network.models import User


class CommentForm(ActForm):
    reason = forms.CharField(label="의견", max_length=500, widget=text_area(3))


class WithdrawForm(ActForm):
    reason = forms.CharField(label="시행을 취소하는 사유", max_length=300, widget=text_area(2))


class SignForm(ActForm):
    """결재, or 전결 and 대결, after which nobody signs."""

    mark = forms.ChoiceField(
        label="결재 방법",
        choices=[pair for pair in codes.choices("approval_mark") if pair[0] in ("NORMAL", "DELEGATED", "ACTING")],
        widget=InlineRadio,
        initial="NORMAL",
    )
    comment = forms.CharField(label="의견", max_length=500, required=False, widget=text_area(2))


TITLES = ("팀장", "실장", "원장")


def _title(place: int) -> forms.CharField:
    return forms.CharField(label=f"결재란 {place}의 직위", max_length=10, initial=TITLES[place - 1], required=False)


def _person(place: int) -> forms.ChoiceField:
    return forms.ChoiceField(label=f"결재란 {place}의 결재자", required=False)


class LineFields(forms.Form):
    """The approval line after the drafter: up to three people with their titles."""

    title_1, person_1 = _title(1), _person(1)
    title_2, person_2 = _title(2), _person(2)
    title_3, person_3 = _title(3), _person(3)

    people: dict[str, User]

    def offer(self, people: list[User]) -> None:
        """Who may stand in the line."""
        self.people = {str(person.pk): person for person in people}
        choices = [("", "없음"), *((str(person.pk), person.name) for person in people)]
        for place in range(1, len(TITLES) + 1):
            self.fields[f"person_{place}"].choices = choices  # type: ignore[attr-defined]

    def line(self) -> list[dict[str, Any]]:
        """Title and person, in order, without the empty places."""
        values = self.cleaned_data
        return [
            {"title": values[f"title_{place}"] or title, "person": self.people[values[f"person_{place}"]]}
            for place, title in enumerate(TITLES, start=1)
            if values.get(f"person_{place}")
        ]


class LineForm(LineFields, PortalForm):
    """The line of a correction, beside the changes."""

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(people)


class SubmitForm(LineFields, ActForm):
    """The line of the report of a meeting."""

    def shape(self) -> None:
        self.offer(approvers(self.row.council.host_id))

    def values(self) -> dict[str, Any]:
        return {"line": self.line()}


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
