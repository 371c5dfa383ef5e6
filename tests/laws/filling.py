"""What somebody sends who fills in a form: a value for what is asked, and what the page offers for the rest."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from core.acts import ActForm
from core.forms import DateField, DateTimeField


def _of_choice(field: Any) -> Any:
    codes = [value for value, _ in field.choices if value not in ("", None)]
    return codes[:1] if isinstance(field, forms.MultipleChoiceField) else (codes or [""])[0]


def sample(field: forms.Field) -> Any:
    """A value that a person could have meant; a rule of the service may still have something against it."""
    if isinstance(field, forms.ModelChoiceField):
        first = field.queryset.first()  # type: ignore[union-attr]
        return first.pk if first else ""
    if isinstance(field, forms.ChoiceField | forms.MultipleChoiceField):
        return _of_choice(field)
    if isinstance(field, DateTimeField):
        return timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    if isinstance(field, DateField):
        return str(timezone.localdate() + timedelta(days=1 if field.meaning == "plan" else 0))
    if isinstance(field, forms.IntegerField | forms.DecimalField):
        return field.min_value or 1
    return "on" if isinstance(field, forms.BooleanField) else "가상의 글"


def filled(form: ActForm) -> dict[str, Any]:
    """What is sent when somebody fills in what is asked and leaves the rest as it is offered."""
    data: dict[str, Any] = {}
    for name, field in form.fields.items():
        offered = form.get_initial_for_field(field, name)
        data[name] = offered if offered not in (None, "") else sample(field) if field.required else ""
    return {name: value for name, value in data.items() if value not in (None, "", [])}
