"""The rows behind a number, within the rights of who opens them, where no list of an app shows rows of their kind."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from core import audit
from core.actor import Actor
from core.errors import Forbidden, Invalid
from core.filtering import Behind
from core.paging import Page, count_of, paginate
from network.figures.access import works
from network.registry.figures import Listing, Programme, Row, of_indicator

NO_NUMBER = "지표의 줄을 가리키는 말이 올바르지 않습니다."


@dataclass(frozen=True)
class Rows:
    """One page of them."""

    programme: Programme
    behind: Behind
    listing: Listing
    page: Page
    all: QuerySet[Any]

    @property
    def heads(self) -> list[str]:
        return list(self.listing.heads)

    @cached_property
    def rows(self) -> list[Row]:
        return [self.listing.line(one) for one in self.page.rows]

    @property
    def count(self) -> str:
        return count_of(self.page, self.all)


def rows(actor: Actor, word: str, after: str) -> Rows:
    """As `core.indicators.behind_word` names them; who reads them is recorded with the people whom they are about.

    Raises Invalid for a word that names no such rows, Forbidden for who does not work in the programme.
    """
    try:
        behind = Behind.read(word)
    except ValueError as error:
        raise Invalid({"figure": NO_NUMBER}) from error
    programme = of_indicator(behind.code)
    if programme is None or not works(actor, programme):
        raise Forbidden
    counted = behind.rows()
    listing = next((one for one in programme.listings if counted is not None and counted.model is one.model), None)
    if counted is None or listing is None:
        raise Invalid({"figure": NO_NUMBER})
    scoped = listing.model._default_manager.filter(listing.scope(actor), pk__in=counted.values("pk"))
    page = paginate(scoped.select_related(*listing.joins), listing.order, after)
    found = Rows(programme, behind, listing, page, scoped)
    people = [one.client_id for one in found.rows if one.client_id is not None]
    audit.record(actor, "figures.rows", action="SEARCH", persons=people, changes={"figure": word})
    return found
