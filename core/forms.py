"""Base of every form: folds text, refuses resident registration numbers and days that none can mean, carries the once-key."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.http import QueryDict

from core import codes, day_bounds, late_entry, text
from core.actor import Actor
from core.dates import clock, kdate
from core.errors import FORM, Conflict, Invalid
from core.identifiers import PHONE_MESSAGE, RRN_REFUSED, contains_rrn, display_phone, normalise_phone
from core.widgets import DigitsInput


def rrn_errors(values: dict[str, Any], prefix: str = "") -> dict[str, str]:
    """The fields whose text or number holds a resident registration number; looks into lists and nested rows."""
    found: dict[str, str] = {}
    for name, value in values.items():
        if contains_rrn(name):
            found[FORM] = RRN_REFUSED
        elif isinstance(value, File) and contains_rrn(value.name or ""):
            found[f"{prefix}{name}"] = f"파일 이름: {RRN_REFUSED}"
        elif isinstance(value, str | int) and contains_rrn(str(value)):
            found[f"{prefix}{name}"] = RRN_REFUSED
        elif isinstance(value, dict):
            found.update(rrn_errors(value, f"{prefix}{name}."))
        elif isinstance(value, list):
            found.update(rrn_errors({str(index): item for index, item in enumerate(value)}, f"{prefix}{name}."))
    return found


MOST = 2**31 - 1  # what a column of whole numbers holds
TOO_LARGE = "너무 큰 수입니다. 다시 확인하십시오."


def value_fault(value: Any, bounded: bool = False) -> str:
    """Why a value that was read cannot be meant or kept; empty when it can. `bounded`: its days are bounded already."""
    if isinstance(value, list):
        return next(filter(None, (value_fault(one, bounded) for one in value)), "")
    if isinstance(value, date):
        return "" if bounded else day_bounds.fault(value)
    return TOO_LARGE if type(value) is int and abs(value) > MOST else ""


def folded_data(data: Any) -> Any:
    """What was posted, folded; once for all the forms that read the same body."""
    if not isinstance(data, QueryDict):
        return {name: text.folded(value) for name, value in data.items()}
    if getattr(data, "is_folded", False):
        return data
    known = getattr(data, "folded", None)
    if known is None:
        known = data.copy()
        for name, values in known.lists():
            known.setlist(name, text.folded(values))
        known.is_folded = True  # type: ignore[attr-defined]
        data.folded = known  # type: ignore[attr-defined]
    return known


# Said instead of the framework's sentences, unless a field says something of its own.
OUR_WORDS = {
    "required": "꼭 적어야 합니다.",
    "max_length": "%(limit_value)d자까지 적으십시오. 지금 %(show_value)d자입니다.",
    "min_value": "%(limit_value)s 이상으로 적으십시오.",
    "max_value": "%(limit_value)s 이하로 적으십시오.",
}
CHOOSE, NUMBER, LISTED = "고르십시오.", "숫자로 적으십시오.", "목록에서 고르십시오."
FILE_WORDS = {
    "invalid": "파일을 다시 고르십시오.",
    "contradiction": "새 파일을 올리거나 지우거나, 하나만 고르십시오.",
}
ADDRESS = "https://로 시작하는 주소를 적으십시오."


def _say_it_our_way(field: forms.Field) -> None:
    stock: dict[str, Any] = {}
    for kind in reversed(type(field).__mro__):
        if kind.__module__.startswith("django."):
            stock.update(getattr(kind, "default_error_messages", {}))
    ours = dict(OUR_WORDS)
    if isinstance(field, forms.ChoiceField | forms.ModelChoiceField):
        ours |= {"required": CHOOSE, "invalid_choice": LISTED, "invalid_list": LISTED}
    if isinstance(field, forms.IntegerField):
        ours["invalid"] = NUMBER
    if isinstance(field, forms.FileField):
        ours |= FILE_WORDS
    if isinstance(field, forms.URLField):
        ours["invalid"] = ADDRESS
    for code, words in ours.items():
        if field.error_messages.get(code) is stock.get(code):
            field.error_messages[code] = words


class RowForm(forms.Form):
    """One row of a formset, or the base of a whole form: folds what was typed, refuses what cannot be kept or meant.

    Passwords stay as they were typed.
    """

    required_css_class = "required"
    BOOKKEEPING: tuple[str, ...] = ("idempotency_key", "version", "DELETE")
    HAS_PHRASES = True  # not where one goes from field to field by key, in a meeting that runs
    ASIDE: tuple[str, ...] = ()  # fields that are seldom needed: shown folded, under the others

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            _say_it_our_way(field)
            if self.HAS_PHRASES and isinstance(
                field.widget, forms.Textarea
            ):  # one's own phrases are kept by form and field
                field.widget.attrs.setdefault("data-phrases", f"{type(self).__name__}.{name}")
        if self.is_bound and not any(isinstance(one.widget, forms.PasswordInput) for one in self.fields.values()):
            self.data = folded_data(self.data)

    def _clean_fields(self) -> None:
        """As the framework does it, between what cannot be kept and what cannot be meant."""
        for name, bound in self._bound_items():  # type: ignore[attr-defined]
            try:
                self.cleaned_data[name] = self.clean_bound(bound)
                if hasattr(self, f"clean_{name}"):
                    self.cleaned_data[name] = getattr(self, f"clean_{name}")()
            except ValidationError as error:
                self.add_error(name, error)

    def clean_bound(self, bound: Any) -> Any:
        """What a field makes of what was sent. Raises ValidationError for what cannot be kept or meant."""
        if fault := text.fault(bound.data):
            raise ValidationError(fault)
        value = bound.field._clean_bound_field(bound)
        if fault := value_fault(value, hasattr(bound.field, "meaning")):
            raise ValidationError(fault)
        return value

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name, words in rrn_errors(
            {key: value for key, value in cleaned.items() if key != "idempotency_key"}
        ).items():
            self.add_error(name.split(".")[0], words)
        return cleaned

    def values(self) -> dict[str, Any]:
        """What the person entered, without the form's own bookkeeping."""
        return {name: value for name, value in self.cleaned_data.items() if name not in self.BOOKKEEPING}


class PortalForm(RowForm):
    """A form of the house. Rules that need the actor, another row or the state belong to the service."""

    conflict_error: Conflict | None = None
    refusal: Invalid | None = None

    idempotency_key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=80)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["idempotency_key"].initial = uuid.uuid4().hex

    def refuse(self, error: Invalid) -> None:
        """Put a service's refusal on the fields it names; what belongs to no field goes above the form."""
        self.refusal = error
        for name, texts in error.errors.items():
            self.add_error(name if name in self.fields else None, list(texts))

    def conflict(self, error: Conflict) -> None:
        """Show both texts where there are two: what is saved next is meant to replace the version stored now."""
        self.conflict_error = error
        self.add_error(None, error.detail)
        if error.version is not None:
            self.data = self.data.copy()  # type: ignore[attr-defined]
            self.data[self.add_prefix("version")] = error.version  # type: ignore[index]

    @property
    def is_aside_open(self) -> bool:
        """Whether something stands in the fields that are folded."""
        return any(self[name].errors or self[name].data for name in self.ASIDE if name in self.fields)

    def conflict_rows(self) -> list[dict[str, str]]:
        """What was stored meanwhile and what was typed, for the fields in which they differ, in the form's words."""
        error = self.conflict_error
        if error is None:
            return []
        rows = []
        for name, field in self.fields.items():
            stored, mine = (shown(field, texts.get(name, "")) for texts in (error.stored, error.mine))
            if stored != mine:
                rows.append({"label": str(field.label), "stored": stored, "mine": mine})
        return rows


class ActForm(PortalForm):
    """What an act asks for (`core.acts`): the one shape of its page and of its body in the API.

    `row`: what it is done to; `actor`: who does it; `for_other`: entered on behalf of another relation. `MAY_LACK`: fields that `shape` leaves out for some rows.
    """

    MAY_LACK: frozenset[str] = frozenset()

    def __init__(self, *args: Any, row: Any, actor: Actor, for_other: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row, self.actor, self.for_other = row, actor, for_other
        self.fields["version"].initial = getattr(row, "version", None)
        self.shape()

    def shape(self) -> None:
        """Fit the fields to this row: choices, what is offered, what is left out."""


def shown(field: forms.Field, value: Any) -> str:
    """A value of a form in words, the label instead of a code."""
    if value in (None, "", []):
        return ""
    labels = {str(code): str(label) for code, label in getattr(field, "choices", ())}
    values = value if isinstance(value, list | tuple) else [value]
    return ", ".join(labels.get(str(one), in_words(one)) for one in values)


def in_words(value: Any) -> str:
    """A day as people write it, a tick as yes or no, anything else as it is."""
    if isinstance(value, bool):
        return "예" if value else "아니요"
    return kdate(value) if isinstance(value, date) else str(value)


def code_field(code_list: str, label: str, **kwargs: Any) -> forms.ChoiceField:
    """One code of a list: a drop-down, or one button for each with a radio widget, where nothing is no answer."""
    blank = kwargs.pop("blank", "고르십시오")
    options = codes.choices(code_list)
    widget = kwargs.get("widget", forms.Select)
    if not issubclass(widget if isinstance(widget, type) else type(widget), forms.RadioSelect):
        options = [("", blank), *options]
    return forms.ChoiceField(label=label, choices=options, **kwargs)


def codes_field(code_list: str, label: str, **kwargs: Any) -> forms.MultipleChoiceField:
    """Several codes of a list as check boxes."""
    kwargs.setdefault("widget", forms.CheckboxSelectMultiple)
    return forms.MultipleChoiceField(label=label, choices=codes.choices(code_list), **kwargs)


class CodeTextField(forms.CharField):
    """A number or a code that is a text (등록번호): leading zeros stay, digits and letters of full width become plain."""

    def to_python(self, value: Any) -> str | None:
        return super().to_python(text.fold_code(value) if isinstance(value, str) else value)


class SpokenNumberField(CodeTextField):
    """A number of so many digits that somebody was told: read as it was shown or heard, with blanks and dashes."""

    def __init__(self, *, digits: int, **kwargs: Any) -> None:
        self.digits = digits
        kwargs.setdefault("widget", DigitsInput(attrs={"autocomplete": "one-time-code"}))
        super().__init__(max_length=4 * digits, **kwargs)

    def clean(self, value: Any) -> str:
        """The digits alone. Raises ValidationError for another number of them, or for anything else."""
        found = re.sub(r"[\s\-.·]", "", super().clean(value))
        if found and not re.fullmatch(rf"[0-9]{{{self.digits}}}", found):
            raise ValidationError(f"숫자 {self.digits}자리로 적으십시오.")
        return found


class ClockField(CodeTextField):
    """A time of day in any usual way of writing, kept as `10:30`; empty for none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=20, **kwargs)

    def clean(self, value: Any) -> str:
        """Raises ValidationError in words for what is no time of day."""
        typed = super().clean(value)
        try:
            return clock(typed) if typed else ""
        except ValueError as error:
            raise ValidationError(str(error)) from error


class PhoneField(CodeTextField):
    """A telephone number in any usual way of writing (+82, dashes, blanks, full width): stored as its digits, shown as it is spoken."""

    default_error_messages = {"max_length": PHONE_MESSAGE}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", DigitsInput)
        super().__init__(max_length=30, **kwargs)

    def clean(self, value: Any) -> str:
        """The digits; empty for none. Raises ValidationError in words for what is no number, or several."""
        typed = super().clean(value)
        try:
            return normalise_phone(typed) if typed else ""
        except ValueError as error:
            raise ValidationError(str(error)) from error

    def prepare_value(self, value: Any) -> Any:
        return display_phone(value) if isinstance(value, str) else value


class DateField(forms.DateField):
    """A date; the browser's own picker where there is one, and Korean ways of typing it.

    `meaning`: what kind of day it is (`core.day_bounds.MEANINGS`), which bounds it.
    """

    input_formats = ("%Y-%m-%d", "%Y. %m. %d.", "%Y.%m.%d", "%Y%m%d", "%Y. %m. %d")
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})

    def __init__(self, *, meaning: str = "any", **kwargs: Any) -> None:
        self.meaning = meaning
        kwargs.setdefault("input_formats", self.input_formats)
        kwargs.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        kwargs.setdefault("error_messages", {"invalid": "날짜를 2026. 12. 7. 처럼 적으십시오."})
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        return _day_of(super().to_python, value, self.meaning)


class DateTimeField(forms.DateTimeField):
    """A moment in Seoul time; `meaning` as in `DateField`."""

    def __init__(self, *, meaning: str = "any", **kwargs: Any) -> None:
        self.meaning = meaning
        kwargs.setdefault("input_formats", ("%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y. %m. %d. %H:%M"))
        kwargs.setdefault("widget", forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}))
        kwargs.setdefault("error_messages", {"invalid": "날짜와 시각을 2026. 12. 7. 14:30 처럼 적으십시오."})
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        return _day_of(super().to_python, value, self.meaning)


class DaysField(forms.Field):
    """Some days in one line, parted by commas; a list in the API."""

    MOST = 6

    def to_python(self, value: Any) -> list[date]:
        typed = value.split(",") if isinstance(value, str) else value or []
        days = [DateField().clean(one) for one in typed if str(one).strip()]
        if len(days) > self.MOST:
            raise ValidationError(f"날짜는 {self.MOST}개까지 적으십시오.")
        return days


class TextsField(forms.Field):
    """Several short texts in one box, parted by a sign (a line each, unless said otherwise); a list in the API.

    `most`: how many; `each`: signs of one. `keeps_blanks`: an empty one between two others has a meaning.
    """

    def __init__(
        self, *, most: int, each: int, parted_by: str = "\n", keeps_blanks: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.most, self.each, self.parted_by, self.keeps_blanks = most, each, parted_by, keeps_blanks

    def prepare_value(self, value: Any) -> Any:
        between = self.parted_by if self.parted_by.isspace() else f" {self.parted_by} "
        return between.join(value) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> list[str]:
        typed = self.parts(value) if isinstance(value, str) else value or []
        texts = [str(one).strip() for one in typed]
        texts = texts if self.keeps_blanks else [one for one in texts if one]
        if len(texts) > self.most or any(len(one) > self.each for one in texts):
            raise ValidationError(f"{self.most}개까지, 하나에 {self.each}자까지 적으십시오.")
        return texts

    def parts(self, typed: str) -> list[str]:
        return typed.split(self.parted_by) if typed.strip() else []


_SHAPED = re.compile(r"(?:\d{4})\D{1,2}\d{1,2}\D{1,2}\d{1,2}(?:\D.*)?|\d{8}")


def _day_of(read: Callable[[Any], Any], value: Any, meaning: str) -> Any:
    """What was typed as a day, within its bounds. A well written day that no calendar has is called by its name."""
    typed = text.fold_code(value).strip() if isinstance(value, str) else value
    try:
        found = read(typed)
    except ValidationError as error:
        if isinstance(typed, str) and _SHAPED.fullmatch(typed) and not _is_day(typed):
            raise ValidationError(day_bounds.NO_SUCH_DAY) from error
        raise
    fault = day_bounds.fault(found, meaning) if found is not None else ""
    if fault:
        raise ValidationError(fault)
    return found


def _is_day(typed: str) -> bool:
    digits = re.findall(r"\d+", typed)
    year, month, day = (digits[0][:4], digits[0][4:6], digits[0][6:]) if len(digits[0]) == 8 else digits[:3]
    try:
        date(int(year), int(month), int(day))
    except ValueError:
        return False
    return True


def late_reason() -> forms.CharField:
    """Asked where something lies far back (`core.late_entry`)."""
    return forms.CharField(label=late_entry.LABEL, max_length=200, required=False, help_text=late_entry.HELP)


class LateEntry(forms.Form):
    """When something happened, where that is not now. A true fact is often entered late."""

    ASIDE: tuple[str, ...] = ("happened_at", "late_reason")

    happened_at = DateTimeField(
        meaning="event",
        label="있었던 일시",
        required=False,
        help_text="지난 일을 이제 적을 때 적습니다. 비워 두면 지금입니다.",
    )
    late_reason = late_reason()


def text_area(rows: int = 4, **attrs: Any) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, **attrs})


__all__ = [
    "FORM",
    "ActForm",
    "ClockField",
    "CodeTextField",
    "DateField",
    "DateTimeField",
    "DaysField",
    "LateEntry",
    "PortalForm",
    "RowForm",
    "code_field",
    "codes_field",
    "late_reason",
    "rrn_errors",
    "text_area",
]
