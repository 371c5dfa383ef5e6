"""Form controls whose kind or class browsers and the style sheet need; their looks are in templates/django/forms."""

from __future__ import annotations

from typing import Any

from django import forms


class InlineRadio(forms.RadioSelect):
    """Two to four short answers in one line; longer ones stand as cards (plain RadioSelect)."""

    def __init__(self, attrs: dict[str, Any] | None = None, choices: Any = ()) -> None:
        super().__init__({"class": "inl", **(attrs or {})}, choices)


class DigitsInput(forms.TextInput):
    """Numbers that are names, not amounts: telephone, chart and case numbers."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "numeric", "autocomplete": "off", "class": "num w-m", **(attrs or {})})
