"""Adding a file to a meeting or an item."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from core import files
from core.forms import PortalForm
from network.councils.models import AgendaItem, Meeting
from network.councils.services import files as files_service


class FileForm(PortalForm):
    """One file, and what it belongs to."""

    about = forms.ChoiceField(label="어디에 붙입니까")
    file = forms.FileField(label="파일", help_text=f"{files.TYPES}. 20MB까지")

    def __init__(self, *args: Any, items: Sequence[AgendaItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["about"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "회의 전체"), *((str(item.pk), f"{item.order}. {item.title}") for item in items)]
        field.required = False

    def target(self, meeting: Meeting) -> tuple[str, str]:
        """Kind and id of the row."""
        chosen = str(self.cleaned_data["about"])
        return (files_service.ITEM, chosen) if chosen else (files_service.MEETING, str(meeting.pk))
