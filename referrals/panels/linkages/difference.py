"""Requested against delivered, by agency and service: one aggregated statement over the linkages that were sent.

Rows are passed in already scoped. Every number opens the list of the linkages that it counts (`referrals.outcomes`).
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import Aggregate, Count, DurationField, ExpressionWrapper, F, QuerySet
from django.urls import reverse

from core import codes
from referrals.models import Linkage
from referrals.querysets.outcomes import OUTCOMES, outcome_condition

DAY = 86_400
COUNTED = tuple(name for name, _ in OUTCOMES)
HEADINGS = ("기관", "서비스", *(label for _, label in OUTCOMES), "수락까지(중앙값, 일)", "회신까지(중앙값, 일)")
HEADINGS_OF_RECEIVER = ("보낸 곳", *HEADINGS[1:])


class Median(Aggregate):
    """The middle value; PostgreSQL's ordered-set aggregate."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


@dataclass(frozen=True)
class Row:
    """The counts of one agency and service; `total` for the line below them."""

    agency_id: int | None
    agency: str
    service: str
    service_label: str
    requested: int
    accepted: int
    declined: int
    delivered: int
    not_done: int
    extra: int
    waiting: int
    days_to_accept: Decimal | None
    days_to_reply: Decimal | None

    @property
    def counts(self) -> list[int]:
        """In the order of the headings."""
        return [getattr(self, name) for name in COUNTED]

    def cells(self) -> tuple[Any, ...]:
        """The line for a spreadsheet."""
        return (
            self.agency,
            self.service_label,
            *self.counts,
            _number(self.days_to_accept),
            _number(self.days_to_reply),
        )


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def rows(linkages: QuerySet[Linkage], other: str = "receiver") -> list[Row]:
    """One row for every agency and service to which something was sent, in the order of their names; one statement.

    `other`: the side that is told apart, the receiver for who sends, the sender for who receives.
    """
    found = (
        linkages.filter(sent_at__isnull=False)
        .order_by()
        .values("service", agency_id=F(f"{other}_id"), agency=F(f"{other}__name"))
        .annotate(
            **{name: Count("pk", filter=outcome_condition(name)) for name in COUNTED},
            to_accept=Median(_since_sent("accepted_at")),
            to_reply=Median(_since_sent("replied_at")),
        )
    )
    order = {code: index for index, (code, _) in enumerate(codes.choices("linkage_service"))}
    made = [_row_of(dict(values)) for values in found]
    return sorted(made, key=lambda row: (row.agency, row.agency_id or 0, order[row.service]))


def _since_sent(name: str) -> ExpressionWrapper:
    return ExpressionWrapper(F(name) - F("sent_at"), output_field=DurationField())


def _row_of(values: dict[str, Any]) -> Row:
    return Row(
        agency_id=values["agency_id"],
        agency=values["agency"],
        service=values["service"],
        service_label=codes.label("linkage_service", values["service"]),
        days_to_accept=_days(values["to_accept"]),
        days_to_reply=_days(values["to_reply"]),
        **{name: values[name] for name in COUNTED},
    )


def _days(duration: Any) -> Decimal | None:
    """Days with one decimal; None where nothing was answered."""
    if duration is None:
        return None
    return (Decimal(duration.total_seconds()) / DAY).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def total(found: list[Row]) -> dict[str, int]:
    """The sum of every count; medians do not add up."""
    return {name: sum(getattr(row, name) for row in found) for name in COUNTED}


def lines(found: list[Row], since: date | None, until: date | None) -> list[dict[str, Any]]:
    """Rows for the page: every number with the list that it opens."""
    plain = {field.name for field in fields(Row)} - set(COUNTED)
    return [
        {name: getattr(row, name) for name in plain}
        | {
            "counts": [
                {"label": label, "value": getattr(row, name), "url": _list_of(row, name, since, until)}
                for name, label in OUTCOMES
            ]
        }
        for row in found
    ]


def _list_of(row: Row, outcome: str, since: date | None, until: date | None) -> str:
    query = {"view": "all", "receiver": row.agency_id, "service": row.service, "outcome": outcome}
    period = {name: str(day) for name, day in (("since", since), ("until", until)) if day}
    return f"{reverse('referrals:linkage-list')}?{urlencode(query | period)}"
