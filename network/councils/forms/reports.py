"""Shapes of the report's approval line and of its correction."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms

from core.forms import ActForm, DateField, DateTimeField, PortalForm, text_area
from network.councils.models import Meeting
from network.councils.papers import corrections
from network.councils.papers.report import read_moment, typed_moment
from network.councils.services.reports import last_line
from network.councils.workflow import PROGRAMME
from network.documents.forms import CorrectionLine, LineFields
from network.documents.models import Document
from network.documents.registry import subject_of
from network.documents.services.lines import approvers, saved


def _offer(form: LineFields, meeting: Meeting) -> None:
    host = meeting.council.host_id
    form.offer(approvers(host, PROGRAMME), last_line(meeting), saved(host, PROGRAMME))


class CorrectionForm(CorrectionLine, PortalForm):
    """Every place of an issued report as it stands, to be changed where it is wrong, and the line that approves it."""

    def __init__(self, *args: Any, document: Document, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = corrections.places((document.content or {}).get("facts", {}))
        for place in self.places:
            self.fields[name_of(place)] = _field_of(place)
        _offer(self, subject_of(document))
        self.order_fields(["reason", *map(name_of, self.places)])

    def groups(self) -> list[tuple[str, list[forms.BoundField], bool]]:
        """The places under their headings, and whether one of them was refused."""
        found: dict[str, list[forms.BoundField]] = {}
        for place in self.places:
            found.setdefault(place.group, []).append(self[name_of(place)])
        return [(group, fields, any(field.errors for field in fields)) for group, fields in found.items()]

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
    return forms.CharField(label=place.label, max_length=place.most, required=False, initial=place.now, widget=widget)


def _typed(value: Any) -> str:
    """As the facts of a report keep it."""
    if isinstance(value, datetime):
        return typed_moment(value)
    return value.isoformat() if isinstance(value, date) else str(value)


class SubmitForm(LineFields, ActForm):
    """The line of the report of a meeting."""

    def shape(self) -> None:
        _offer(self, self.row)

    def values(self) -> dict[str, Any]:
        return {"line": self.line(), "save_as": self.save_as_name()}
