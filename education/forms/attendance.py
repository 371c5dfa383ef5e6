"""Shapes of a lesson that is held: who came, test scores, the door."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from django import forms

from core import codes, workdays
from core.forms import PortalForm, SpokenNumberField, text_area
from education.models import Enrolment, Session
from education.services.attendance import Line

TIME = {"invalid": "시각을 14:05 처럼 적으십시오."}
SCORE = {"invalid": "0에서 100 사이의 수를 적으십시오."}


def _clock(label: str) -> forms.TimeField:
    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time", "class": "w-s num"})
    return forms.TimeField(label=label, required=False, error_messages=TIME, widget=widget)


class AttendanceForm(PortalForm):
    """Everybody with a seat on one page: present, late, absent, and when they came and left."""

    def __init__(self, *args: Any, session: Session, people: list[Enrolment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.session, self.people = session, [one for one in people if one.status == "CONFIRMED"]
        for one in self.people:
            known = one.presence  # type: ignore[attr-defined]
            options = [("", "고르십시오"), *codes.choices("attendance_result")]
            field = forms.ChoiceField(label=f"{one.name} 출석", choices=options, required=False)
            field.initial = known.result if known else ""
            self.fields[f"r-{one.pk}"] = field
            for prefix, label, moment in (
                ("i", "입실", known.in_at if known else None),
                ("o", "퇴실", known.out_at if known else None),
            ):
                self.fields[f"{prefix}-{one.pk}"] = _clock(f"{one.name} {label}")
                self.fields[f"{prefix}-{one.pk}"].initial = moment.astimezone(workdays.SEOUL).time() if moment else None

    def rows(self) -> Iterator[dict[str, Any]]:
        for one in self.people:
            yield {"who": one, "result": self[f"r-{one.pk}"], "came": self[f"i-{one.pk}"], "left": self[f"o-{one.pk}"]}

    def lines(self) -> list[Line]:
        """What was entered; people of whom nothing was chosen are left as they are."""
        found = []
        for one in self.people:
            result = self.cleaned_data[f"r-{one.pk}"]
            if result:
                moments = (self._moment(self.cleaned_data[f"{prefix}-{one.pk}"]) for prefix in "io")
                found.append(Line(one.pk, result, *moments))
        return found

    def _moment(self, clock: time | None) -> datetime | None:
        day = workdays.seoul_date(self.session.starts_at)
        return None if clock is None else datetime.combine(day, clock, tzinfo=workdays.SEOUL)

    def refused_fields(self, errors: dict[str, list[str]]) -> dict[str, list[str]]:
        """The service names people; the form has a field for each."""
        return {f"r-{name}" if f"r-{name}" in self.fields else name: texts for name, texts in errors.items()}


class ScoresForm(PortalForm):
    """Scores before and after, typed for each, or pasted as lines `성명 사전 사후`."""

    pasted = forms.CharField(
        label="붙여 넣기", required=False, max_length=20_000, widget=text_area(5),
        help_text="한 줄에 성명, 사전 점수, 사후 점수를 적습니다. 표에서 복사하여 붙일 수 있습니다.",
    )  # fmt: skip

    def __init__(self, *args: Any, people: list[Enrolment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people, self.read = people, dict[tuple[Any, str], Decimal]()
        for one in people:
            known = {row.kind: row.score for row in one.scores.all()}
            for kind, label in (("PRE", "사전"), ("POST", "사후")):
                widget = forms.NumberInput({"class": "w-xs num", "step": "0.1", "inputmode": "decimal"})
                field = forms.DecimalField(
                    label=f"{one.name} {label}", required=False, min_value=0, max_value=100, max_digits=4,
                    decimal_places=1, widget=widget, error_messages=SCORE,
                )  # fmt: skip
                field.initial = known.get(kind)
                self.fields[f"{kind}-{one.pk}"] = field

    def rows(self) -> Iterator[dict[str, Any]]:
        for one in self.people:
            yield {"who": one, "before": self[f"PRE-{one.pk}"], "after": self[f"POST-{one.pk}"]}

    def clean_pasted(self) -> str:
        text = str(self.cleaned_data["pasted"])
        for place, line in enumerate(text.splitlines(), start=1):
            if line.strip():
                self.read |= self._of_line(place, line.replace(",", " ").split())
        return text

    def _of_line(self, place: int, parts: list[str]) -> dict[tuple[Any, str], Decimal]:
        if len(parts) != 3:
            raise forms.ValidationError(f"{place}번째 줄: 성명, 사전 점수, 사후 점수를 적으십시오.")
        same = [one for one in self.people if "".join(one.name.split()) == parts[0]]
        if len(same) != 1:
            said = "이름이 같은 사람이 여럿입니다. 아래 표에 적으십시오." if same else "명단에 없는 이름입니다."
            raise forms.ValidationError(f"{place}번째 줄: {said}")
        try:
            before, after = (forms.DecimalField(min_value=0, max_value=100).clean(part) for part in parts[1:])
        except forms.ValidationError:
            raise forms.ValidationError(f"{place}번째 줄: {SCORE['invalid']}") from None
        return {(same[0].pk, "PRE"): before, (same[0].pk, "POST"): after}

    def scores(self) -> dict[tuple[Any, str], Decimal]:
        typed = {
            (one.pk, kind): value
            for one in self.people
            for kind in ("PRE", "POST")
            if (value := self.cleaned_data[f"{kind}-{one.pk}"]) is not None
        }
        return typed | self.read


class CheckInForm(PortalForm):
    """What somebody gives at the door."""

    name = forms.CharField(label="성명", max_length=50, error_messages={"required": "성명을 적으십시오."})
    code = SpokenNumberField(digits=4, label="신청할 때 받은 번호 4자리")
