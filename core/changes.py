"""What an entry of the trail says was changed, before and after, in the words that people read on the pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from django.apps import apps
from django.db import models

from core import dates
from core.models import AuditEntry

NOTHING = "없음"
# Read in a line: dates, choices, numbers, short texts. Long texts and people are not told here.
_TOLD = (models.DateField, models.BooleanField, models.IntegerField, models.DecimalField, models.CharField)
Words = Mapping[str, Mapping[str, str]]


class Change(NamedTuple):
    """One field, and what it held: `사망일 2026. 12. 2.(수) → 없음`."""

    label: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.label} {self.before} → {self.after}"


def changes_of(entry: AuditEntry, kind: str = "", words: Words | None = None) -> list[Change]:
    """The fields of an entry of which both values are kept, in the order of the model. A move is told by its own sentence: no `status` here.

    `kind`: the model whose fields they are, where it is not the one that the entry is about. `words`: what the codes
    of a field are called whose model does not know it.
    """
    kind = kind or entry.object_kind
    if not kind:
        return []
    pairs, known = dict(_pairs(entry.changes)), words or {}
    found = []
    for field in apps.get_model(kind)._meta.concrete_fields:
        before, after = pairs.get(field.name, (None, None))
        if isinstance(field, _TOLD) and before != after:
            said = known.get(field.name, {})
            found.append(Change(str(field.verbose_name), _said(field, before, said), _said(field, after, said)))
    return found


def _pairs(changes: Mapping[str, Any]) -> Iterator[tuple[str, tuple[Any, Any]]]:
    """`name: [before, after]`; of what stands under `before`, what the entry says beside it, else it is empty since."""
    for name, value in changes.items():
        if name != "status" and isinstance(value, list) and len(value) == 2:
            yield name, (value[0], value[1])
    emptied = changes.get("before")
    for name, value in emptied.items() if isinstance(emptied, dict) else ():
        yield name, (value, changes.get(name))


def _said(field: models.Field[Any, Any], value: Any, words: Mapping[str, str]) -> str:
    if value in (None, "", "None"):
        return NOTHING
    if isinstance(field, models.BooleanField):
        return "예" if value else "아니요"
    if isinstance(field, models.DateTimeField):
        moment = field.to_python(value)
        return f"{dates.kdate(moment)} {dates.seoul_time(moment)}"
    if isinstance(field, models.DateField):
        return dates.kdate(field.to_python(value))
    choices = {str(code): str(label) for code, label in field.flatchoices}
    return words.get(str(value)) or choices.get(str(value)) or str(value)
