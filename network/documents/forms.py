"""Shapes of approval: the line, the signature, sending back, withdrawing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from core import codes
from core.forms import ActForm, text_area
from core.widgets import InlineRadio
from network.documents.models import SavedLine
from network.models import User


class CommentForm(ActForm):
    comment = forms.CharField(label="의견", max_length=500, widget=text_area(3))


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
OWN = "계정에 직위가 있는 사람은 그 직위로 적힙니다."
BY_HAND = "아래에서 고릅니다"


def _title(place: int) -> forms.CharField:
    return forms.CharField(
        label=f"결재란 {place}의 직위", max_length=10, initial=TITLES[place - 1], required=False, help_text=OWN
    )


def _person(place: int) -> forms.ChoiceField:
    return forms.ChoiceField(label=f"결재란 {place}의 결재자", required=False)


class LineFields(forms.Form):
    """The approval line after the drafter: one that the office keeps, or up to three people with their titles."""

    saved_line = forms.ChoiceField(
        label="저장한 결재선", required=False, help_text="고르면 아래 칸 대신 그 결재선으로 올립니다."
    )
    title_1, person_1 = _title(1), _person(1)
    title_2, person_2 = _title(2), _person(2)
    title_3, person_3 = _title(3), _person(3)
    save_as = forms.CharField(
        label="이 결재선을 저장할 이름",
        max_length=40,
        required=False,
        help_text="적으면 다음에 이름으로 고를 수 있습니다. 같은 이름이 있으면 바꿉니다.",
    )

    people: dict[str, User]
    kept: dict[str, SavedLine]

    def offer(self, people: Sequence[User], last: Sequence[Mapping[str, str]], kept: Sequence[SavedLine] = ()) -> None:
        """Who may stand in the line, last time's line to begin with, and those that the office keeps."""
        self.people = {str(person.pk): person for person in people}
        self.kept = {str(line.pk): line for line in kept}
        self.fields["saved_line"].choices = [  # type: ignore[attr-defined]
            ("", BY_HAND),
            *((key, f"{line.name} ({_in_words(line)})") for key, line in self.kept.items()),
        ]
        if not kept:
            del self.fields["saved_line"]
        choices = [("", "없음"), *((str(person.pk), _with_post(person)) for person in people)]
        for place in range(1, len(TITLES) + 1):
            self.fields[f"person_{place}"].choices = choices  # type: ignore[attr-defined]
        for place, one in enumerate(last, start=1):
            self.fields[f"title_{place}"].initial = one["title"]
            self.fields[f"person_{place}"].initial = one["person"] if one["person"] in self.people else ""

    def line(self) -> list[dict[str, Any]]:
        """Title and person, in order, without the empty places."""
        values = self.cleaned_data
        if chosen := self.kept.get(values.get("saved_line") or ""):
            return [{"title": step.title, "person": step.person} for step in chosen.steps.all()]
        return [
            {"title": values[f"title_{place}"] or title, "person": self.people[values[f"person_{place}"]]}
            for place, title in enumerate(TITLES, start=1)
            if values.get(f"person_{place}")
        ]

    def save_as_name(self) -> str:
        return str(self.cleaned_data.get("save_as") or "")

    def line_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in LineFields.base_fields if name in self.fields]


class CorrectionLine(LineFields):
    """Why an issued paper is corrected, and the line that approves it."""

    reason = forms.CharField(
        label="정정 사유", max_length=300, widget=text_area(2), help_text="정정 문서의 머리에 인쇄합니다."
    )


def _with_post(person: User) -> str:
    return f"{person.name} ({person.position})" if person.position else person.name


def _in_words(line: SavedLine) -> str:
    return " → ".join(f"{step.title} {step.person.name}" for step in line.steps.all())
