"""Chainable reads of the resource directory: what fits comes first, and each line costs no further statement."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, CharField, Exists, F, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Cast, Concat, JSONObject, Lower, LPad, Replace
from django.utils import timezone

from core import codes, workdays
from core.access import ScopedQuerySet
from core.search import fold
from network.directory.limits import limit
from network.querysets import InstitutionQuerySet

MOST_WORDS = 8
# What fits counts before room does, and room before a fresh look: need, place, age, room, verification.
_NEED, _PLACE, _AGE, _ROOM = 64, 32, 16, 2
ROOM = {"AVAILABLE": 4, "ASSESS": 3, "WAITING": 2, "": 1, "FULL": 0}
_TOP = 200
_WORDS = ("institution__name", "institution__short_name", "target", "how_to_apply", "contact", "note")


def _all_of(name: str) -> Any:
    return apps.get_model("network", name)._default_manager.all()


def _through(model: str, field: str) -> Any:
    return apps.get_model(model)._meta.get_field(field).remote_field.through._default_manager.all()


def _own_areas() -> Any:
    return _through("directory.ServiceOffer", "areas").filter(serviceoffer=OuterRef("pk"))


def _areas_of_institution() -> Any:
    return _through("network.Institution", "serves").filter(institution=OuterRef("institution"))


class ServiceOfferQuerySet(ScopedQuerySet[Any]):
    def active(self) -> ServiceOfferQuerySet:
        """Given at present, by an institution in use."""
        return self.filter(is_active=True, institution__is_active=True)

    def serving(self, municipality_id: int | None) -> ServiceOfferQuerySet:
        """For somebody who lives there: the entry's own areas, else the institution's, else everywhere."""
        return self.filter(_named_or_open(municipality_id))

    def for_need(self, need: str) -> ServiceOfferQuerySet:
        """For this need, or for needs that the entry does not name."""
        return self.filter(Q(need_areas__contains=[need]) | Q(need_areas=[]))

    def for_age(self, age: int) -> ServiceOfferQuerySet:
        return self.filter(_fits(age))

    def unverified(self, today: date) -> ServiceOfferQuerySet:
        """Nobody has said for too long that it is right, or never."""
        return self.filter(Q(verified_on__isnull=True) | Q(verified_on__lt=verified_since(today)))

    def matching(self, text: str) -> ServiceOfferQuerySet:
        """Every word somewhere: name of the institution, service, need, target, contact; blanks and case do not count."""
        found = self.annotate(said=Lower(Replace(Concat(*_spaced(_WORDS)), Value(" "), Value(""))))
        for word in text.split()[:MOST_WORDS]:
            folded = fold(word)
            if folded:
                found = found.filter(_says(folded))
        return found

    def ranked(self, *, need: str = "", municipality_id: int | None = None, age: int | None = None) -> Any:
        """With `rank`: what fits first (need, place, age, then room known of late, then verification), then by name."""
        today, now = workdays.seoul_today(), timezone.now()
        points: list[Any] = [_room_points(now), _when(Q(verified_on__gte=verified_since(today)), 1)]
        if need:
            points.append(_when(Q(need_areas__contains=[need]), _NEED))
        if municipality_id is not None:
            points.append(_when(_names_place(municipality_id), _PLACE))
        if age is not None:
            points.append(_when(_fits(age) & Q(Q(age_from__isnull=False) | Q(age_to__isnull=False)), _AGE))
            points.append(_when(~_fits(age), -_AGE))
        total = reduce(lambda left, right: left + right, points)
        place = LPad(Cast(Value(_TOP) - total, CharField()), 3, Value("0"))
        return self.annotate(rank=Concat(place, Value(" "), F("institution__name"), output_field=CharField()))

    def for_list(self) -> ServiceOfferQuerySet:
        """With what a line shows of the institution, in the same statement."""
        hours = _all_of("OpeningHours").exclude(kind="LUNCH").filter(institution=OuterRef("institution"))
        phones = _all_of("Phone").filter(institution=OuterRef("institution")).order_by("order")
        own = _all_of("Municipality").filter(pk__in=_own_areas_of_line().values("municipality")).order_by("code")
        theirs = _all_of("Municipality").filter(pk__in=_institution_areas_of_line().values("municipality"))
        return self.select_related("institution__municipality").annotate(
            own_areas=ArraySubquery(own.values("name")),
            institution_areas=ArraySubquery(theirs.order_by("code").values("name")),
            first_phone=Subquery(phones.values("number")[:1]),
            institution_hours=ArraySubquery(
                hours.order_by("day", "opens_at").values(
                    json=JSONObject(day="day", kind="kind", opens="opens_at", closes="closes_at")
                )
            ),
        )


def _own_areas_of_line() -> Any:
    return _through("directory.ServiceOffer", "areas").filter(serviceoffer=OuterRef(OuterRef("pk")))


def _institution_areas_of_line() -> Any:
    return _through("network.Institution", "serves").filter(institution=OuterRef(OuterRef("institution")))


def verified_since(today: date) -> date:
    """The oldest verification that still counts."""
    return today - timedelta(days=limit("verified_days"))


def fresh_since(now: datetime) -> datetime:
    """The oldest published room that still counts as known."""
    return now - timedelta(days=limit("capacity_fresh_days"))


def _names_place(municipality_id: int) -> Q:
    """The entry, or for want of its own areas the institution, names this municipality."""
    own, theirs = _own_areas(), _areas_of_institution()
    by_institution = ~Q(Exists(own)) & Q(Exists(theirs.filter(municipality=municipality_id)))
    return Q(Exists(own.filter(municipality=municipality_id))) | by_institution


def _named_or_open(municipality_id: int | None) -> Q:
    named_nowhere = ~Q(Exists(_own_areas())) & ~Q(Exists(_areas_of_institution()))
    return named_nowhere if municipality_id is None else named_nowhere | _names_place(municipality_id)


def _fits(age: int) -> Q:
    return Q(Q(age_from__isnull=True) | Q(age_from__lte=age)) & Q(Q(age_to__isnull=True) | Q(age_to__gte=age))


def _room_points(now: datetime) -> Any:
    """Room that was told of late; what is too old counts like what was never told."""
    known = [When(capacity=code, then=Value(_ROOM * points)) for code, points in ROOM.items() if code]
    unknown = Value(_ROOM * ROOM[""])
    since = Q(capacity_at__isnull=True) | Q(capacity_at__lt=fresh_since(now))
    return Case(When(since, then=unknown), *known, default=unknown, output_field=IntegerField())


def _when(condition: Q, points: int) -> Any:
    return Case(When(condition, then=Value(points)), default=Value(0), output_field=IntegerField())


def _spaced(names: Iterable[str]) -> list[Any]:
    return [part for name in names for part in (F(name), Value("\n"))]


def _says(folded: str) -> Q:
    parts = [Q(said__contains=folded)]
    services, needs = _labelled("linkage_service", folded), _labelled("need_area", folded)
    parts += [Q(service__in=services)] if services else []
    parts += [Q(need_areas__overlap=needs)] if needs else []
    return reduce(or_, parts)


def _labelled(code_list: str, folded: str) -> list[str]:
    return [code for code, label in codes.choices(code_list) if folded in fold(label)]


class CapacityQuestionQuerySet(ScopedQuerySet[Any]):
    def open(self) -> CapacityQuestionQuerySet:
        return self.filter(answered_at__isnull=True, withdrawn_at__isnull=True)

    def overdue(self, now: datetime) -> CapacityQuestionQuerySet:
        return self.open().filter(due_at__lte=now)

    def for_list(self) -> CapacityQuestionQuerySet:
        return self.select_related("offer__institution", "asker", "municipality", "asked_by", "answered_by")


def offering(rows: InstitutionQuerySet, service: str) -> InstitutionQuerySet:
    """Of these institutions, those that give a service now."""
    return rows.filter(offers__service=service, offers__is_active=True)
