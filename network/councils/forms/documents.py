"""Shapes of approval and of the correction of what was issued."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django import forms

from core import codes
from core.forms import ActForm, DateField, DateTimeField, PortalForm, text_area
from core.widgets import InlineRadio
from network.councils.models import CouncilDocument
from network.councils.papers import corrections
from network.councils.papers.report import read_moment, typed_moment
from network.councils.services.approving import approvers, last_line
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

    def offer(self, people: list[User], last: Sequence[Mapping[str, str]]) -> None:
        """Who may stand in the line, and last time's line to begin with."""
        self.people = {str(person.pk): person for person in people}
        choices = [("", "없음"), *((str(person.pk), person.name) for person in people)]
        for place in range(1, len(TITLES) + 1):
            self.fields[f"person_{place}"].choices = choices  # type: ignore[attr-defined]
        for place, one in enumerate(last, start=1):
            self.fields[f"title_{place}"].initial = one["title"]
            self.fields[f"person_{place}"].initial = one["person"] if one["person"] in self.people else ""

    def line(self) -> list[dict[str, Any]]:
        """Title and person, in order, without the empty places."""
        values = self.cleaned_data
        return [
            {"title": values[f"title_{place}"] or title, "person": self.people[values[f"person_{place}"]]}
            for place, title in enumerate(TITLES, start=1)
            if values.get(f"person_{place}")
        ]


class CorrectionForm(LineFields, PortalForm):
    """Every place of an issued report as it stands, to be changed where it is wrong, and the line that approves it."""

    def __init__(self, *args: Any, document: CouncilDocument, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = corrections.places((document.content or {}).get("facts", {}))
        for place in self.places:
            self.fields[name_of(place)] = _field_of(place)
        council = document.meeting.council
        self.offer(approvers(council.host_id), last_line(council))

    def groups(self) -> list[tuple[str, list[forms.BoundField], bool]]:
        """The places under their headings, and whether one of them was refused."""
        found: dict[str, list[forms.BoundField]] = {}
        for place in self.places:
            found.setdefault(place.group, []).append(self[name_of(place)])
        return [(group, fields, any(field.errors for field in fields)) for group, fields in found.items()]

    def line_fields(self) -> list[forms.BoundField]:
        return [self[f"{name}_{place}"] for place in range(1, len(TITLES) + 1) for name in ("title", "person")]

    def changes(self) -> list[dict[str, str]]:
        typed = ((place, self.cleaned_data[name_of(place)]) for place in self.places)
        return [{"path": place.path, "text": _typed(value)} for place, value in typed if _typed(value) != place.now]


def name_of(place: corrections.Place) -> str:
    return place.path.replace(".", "-")


def _field_of(place: corrections.Place) -> forms.Field:
    if place.form == corrections.MOMENT:
        return DateTimeField(meaning="event", label=place.label, initial=read_moment(place.now))
    if place.form == corrections.DAY:
        return DateField(meaning="plan", label=place.label, initial=date.fromisoformat(place.now))
    widget = None if place.form == corrections.NUMBER else text_area(2)
    return forms.CharField(label=place.label, max_length=5000, required=False, initial=place.now, widget=widget)


def _typed(value: Any) -> str:
    """As the facts of a report keep it."""
    if isinstance(value, datetime):
        return typed_moment(value)
    return value.isoformat() if isinstance(value, date) else str(value)


class SubmitForm(LineFields, ActForm):
    """The line of the report of a meeting."""

    def shape(self) -> None:
        self.offer(approvers(self.row.council.host_id), last_line(self.row.council))

    def values(self) -> dict[str, Any]:
        return {"line": self.line()}
