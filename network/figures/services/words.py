"""What an office writes in the report of its figures: aims, results, problems, plans. Kept for a programme, a hospital, whose
numbers they are, and a period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from core import audit
from core.actor import Actor
from core.errors import Conflict, Invalid
from core.periods import Period
from network.figures.access import Scope, scopes
from network.figures.forms import FiguresForm
from network.figures.models import ReportWords
from network.registry.figures import Programme

FIELDS = ("goals", "results", "problems", "plans")


@dataclass(frozen=True)
class Place:
    """The report to which words belong."""

    programme: Programme
    hospital: int
    scope: Scope
    period: Period

    @property
    def query(self) -> dict[str, str]:
        return {**self.period.query, "place": self.scope.code}

    @property
    def key(self) -> dict[str, str | int | date]:
        return {
            "programme": self.programme.slug,
            "hospital_id": self.hospital,
            "scope": self.scope.code,
            "first": self.period.first,
            "last": self.period.last,
        }


def place_of(actor: Actor, programme: Programme, scope: Scope, period: Period) -> Place:
    assert actor.institution_id is not None
    return Place(programme, actor.institution_id, scope, period)


def asked(actor: Actor, programme: Programme, query: Mapping[str, Any]) -> Place:
    """The report that an address names: the year that runs where it names none. Raises Invalid for a period that is none."""
    places = scopes(actor, programme)
    named = {name: query[name] for name in query if name != "by"}
    form = FiguresForm(named, [(one.code, one.label) for one in places])
    if not form.is_valid():
        raise Invalid({name: list(map(str, texts)) for name, texts in form.errors.items()})
    scope = next(one for one in places if one.code == form.cleaned_data["place"])
    return place_of(actor, programme, scope, form.period)


def kept(place: Place) -> ReportWords | None:
    return ReportWords.objects.filter(**place.key).select_related("written_by").first()


def save(*, actor: Actor, place: Place, data: Mapping[str, str], version: int) -> ReportWords:
    """Write what the report says beside its numbers. `version`: that which was read, 0 where there was none.

    Raises Conflict with both texts for another.
    """
    with transaction.atomic():
        assert actor.user_id is not None
        nobody = {"written_by_id": actor.user_id}
        row, _ = ReportWords.objects.select_for_update().get_or_create(**place.key, defaults=nobody)
        if row.version != version:
            raise Conflict.between(row, {name: data[name] for name in FIELDS})
        changed = [name for name in FIELDS if getattr(row, name) != data[name]]
        for name in changed:
            setattr(row, name, data[name])
        row.written_by_id, row.written_at = actor.user_id, timezone.now()
        row.version += 1
        row.save()
        about = {"programme": place.programme.code, "period": place.period.words, "fields": changed}
        audit.record(actor, "figures.write_words", action="UPDATE", about=row, changes=about)
    return row
