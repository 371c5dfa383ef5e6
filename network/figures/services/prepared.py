"""The pages of figures that open first are counted before anybody opens them, wherever counting takes long."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from core import workdays
from core.periods import KINDS, Period
from network.figures.access import every
from network.figures.models import KeptAnswer
from network.figures.services import kept
from network.figures.services.reports import asks, groupings_of
from network.registry.figures import programmes


def prepare(now: datetime) -> int:
    """Want of today what nobody has asked for yet; returns how many. A sweep."""
    asked = {kept.key_of(one): one for one in _pages()}
    known = set(KeptAnswer.objects.filter(key__in=list(asked)).values_list("key", flat=True))
    lacking = {key: one for key, one in asked.items() if key not in known}
    if lacking:
        # as if it was looked at some time ago: it is not counted again every ten minutes until somebody opens it
        kept.want(lacking, now, read_at=now - kept.READ_LATELY)
        kept.ring()
    return len(lacking)


def _pages() -> Iterator[kept.Asked]:
    """Of every programme, and of every hospital and province of which somebody reads it: the year that runs by every
    grouping, its half, quarter and month, and the year before, parted as the programme says first."""
    today = workdays.seoul_today()
    for programme in programmes():
        for scope in every(programme) if programme.weighs else ():
            if not kept.is_many(programme.slug, scope.hospitals):
                continue
            groupings = groupings_of(programme, scope)
            first = groupings[0] if groupings else None
            for kind, (_, months, _) in KINDS.items():
                if months:
                    period = Period.of(kind, today.year, (today.month - 1) // months + 1)
                    yield asks(programme, scope, period, first)
            yield asks(programme, scope, Period.of("year", today.year - 1), first)
            for grouping in groupings[1:]:
                yield asks(programme, scope, Period.of("year", today.year), grouping)
