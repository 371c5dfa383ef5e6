"""Who reads the figures of a programme, of which hospitals, and who may open the rows behind them (domain 0.3).

The worker and the coordinator of a programme read their hospital's and open rows; the director and the privacy officer
read the numbers of every programme of their hospital; a monitor, and the coordinator of the regional hospital for the
others, read those of their province. Whose rows they may see is asked again by every list that a number opens.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from core import workdays
from core.actor import Actor
from core.errors import Forbidden, NotVisible
from network.models import Designation, Institution, Membership
from network.registry.figures import Programme, named, programmes

OWN, REGION = "own", "region"


@dataclass(frozen=True)
class Scope:
    """Hospitals that are counted together. `parts`: their names where they may be told apart."""

    code: str
    label: str
    hospitals: tuple[int, ...]
    opens_rows: bool = False
    parts: tuple[tuple[int, str], ...] = ()


def works(actor: Actor, programme: Programme) -> bool:
    return actor.works_in(programme.code) and actor.holds("COORDINATOR", *programme.workers)


def may_read(actor: Actor, programme: Programme) -> bool:
    is_monitor = actor.holds("MONITOR") and actor.works_in(programme.code)
    return works(actor, programme) or is_monitor or actor.holds("DIRECTOR", "CPO")


def writes(actor: Actor, programme: Programme) -> bool:
    """Whether the words of the report are the actor's to write: the coordinator of the programme."""
    return actor.works_in(programme.code) and actor.holds("COORDINATOR")


def find_to_write(actor: Actor, slug: str) -> Programme:
    """As `find`, for whoever writes. Raises Forbidden for readers too."""
    programme = find(actor, slug)
    if not writes(actor, programme):
        raise Forbidden
    return programme


def readable(actor: Actor) -> list[Programme]:
    return [one for one in programmes() if may_read(actor, one)]


def offered(actor: Actor) -> list[Programme]:
    """The programmes whose figures the actor reads. Raises Forbidden where there is none."""
    found = readable(actor)
    if not found:
        raise Forbidden
    return found


def find(actor: Actor, slug: str) -> Programme:
    """The programme of an address. Raises NotVisible for one that nobody registered, Forbidden for others' figures."""
    programme = named(slug)
    if programme is None:
        raise NotVisible
    if not may_read(actor, programme):
        raise Forbidden
    return programme


def scopes(actor: Actor, programme: Programme) -> list[Scope]:
    """What the actor may count, the usual one first; one statement, or two for who sees the province."""
    assert actor.institution_id is not None
    place = Institution.objects.select_related("region").get(pk=actor.institution_id)
    own = _own(place, opens_rows=works(actor, programme))
    if actor.holds("MONITOR"):
        return [_province(place)]
    if works(actor, programme) and actor.holds("COORDINATOR") and _is_regional(place):
        return [own, _province(place)]
    return [own]


def every(programme: Programme) -> list[Scope]:
    """Whatever somebody may count: each hospital where a role reads the figures, each province that is read as a whole."""
    held = Membership.objects.valid_on(workdays.seoul_today())
    readers = held.filter(roles__overlap=["DIRECTOR", "CPO", "COORDINATOR", *programme.workers]).values("institution")
    places = list(Institution.objects.select_related("region").filter(pk__in=readers).order_by("pk"))
    watchers = held.filter(roles__contains=["MONITOR"]).values("institution")
    above = [*Institution.objects.select_related("region").filter(pk__in=watchers), *filter(_is_regional, places)]
    provinces = {one.region_id: one for one in above}
    return [*map(_own, places), *map(_province, provinces.values())]


def _is_regional(place: Institution) -> bool:
    return place.kind == "REGIONAL_RESPONSIBLE"


def _own(place: Institution, *, opens_rows: bool = False) -> Scope:
    return Scope(OWN, place.short_name or place.name, (place.pk,), opens_rows)


def _province(place: Institution) -> Scope:
    """The responsible hospitals of a province, those that are no longer among them."""
    today = workdays.seoul_today()
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=today)
    designated = Designation.objects.filter(begun, region_id=place.region_id).values("institution")
    rows = Institution.objects.filter(pk__in=designated).order_by("name").values_list("pk", "short_name", "name")
    parts = tuple((pk, short or name) for pk, short, name in rows)
    return Scope(REGION, f"{place.region.name} 전체", tuple(pk for pk, _ in parts), parts=parts)
