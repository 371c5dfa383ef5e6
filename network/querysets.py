"""Chainable reads of the network."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from core import crypto, search
from core.access import ScopedQuerySet
from core.identifiers import phone_blocks

# A role that may do whatever another may (domain 0.3). A fire station has ambulance crews and no other staff here: they
# answer councils, ask for education and refer for it.
INCLUDED = {"PARTNER_MANAGER": "PARTNER_STAFF", "EMS_CREW": "PARTNER_STAFF"}


class InstitutionQuerySet(QuerySet[Any]):
    def active(self) -> InstitutionQuerySet:
        return self.filter(is_active=True)

    def for_list(self) -> InstitutionQuerySet:
        """With what a line of the directory shows."""
        return self.select_related("municipality", "region").prefetch_related("phones")

    def for_page(self) -> InstitutionQuerySet:
        """With everything that the public page prints."""
        return self.for_list().prefetch_related(
            "hours", "serves", "designations__region", "designations__catchment__municipalities"
        )

    def serving(self, municipality_id: int | None) -> InstitutionQuerySet:
        """Institutions that serve this municipality, or name no area at all."""
        return self.filter(Q(serves=municipality_id) | Q(serves__isnull=True)).distinct()


class MembershipQuerySet(QuerySet[Any]):
    def valid_on(self, day: date) -> MembershipQuerySet:
        still = Q(valid_to__isnull=True) | Q(valid_to__gte=day)
        return self.filter(still, valid_from__lte=day, user__is_active=True, institution__is_active=True)

    def to_act_in(self, day: date) -> MembershipQuerySet:
        """Those that hold on the day, with what a request shows of them; the one held longest first."""
        return self.valid_on(day).select_related("institution__profile").order_by("valid_from", "pk")

    def holding(self, institution_id: int, role: str, programme: str = "") -> MembershipQuerySet:
        """Who holds the role there, or one that includes it; in a programme, where one is named."""
        wider = [name for name, part in INCLUDED.items() if part == role]
        held = Q(roles__contains=[role])
        for name in wider:
            held |= Q(roles__contains=[name])
        rows = self.filter(held, institution_id=institution_id)
        return rows.filter(programmes__contains=[programme]) if programme else rows


class PhraseQuerySet(ScopedQuerySet[Any]):
    """What people keep for the fields they write in."""


class SavedViewQuerySet(ScopedQuerySet[Any]):
    """The conditions under which people look at lists."""


class ClientQuerySet(ScopedQuerySet[Any]):
    """People who are cared for."""

    def named(self, words: str) -> ClientQuerySet:
        """Whom these words name: a birth date in any usual way of writing, or part of a name."""
        days, pairs = search.birth_candidates(words), search.query_bigrams(words)
        if days:
            return self.filter(birth_date__in=days)
        return self.filter(name_bigrams__contains=pairs) if pairs else self.filter(name__startswith=words)

    def hinted(self, words: str, institution_id: int) -> ClientQuerySet:
        """Whom somebody means who knows a part: initial consonants of the name, the name as lists mask it (하*상), a telephone
        or its last four digits, the year of birth, or the number under which this hospital knows the person. Each way
        has an index; of a whole telephone its end is looked for, so now and then one more is found."""
        ways = [Q(chart_numbers__institution=institution_id, chart_numbers__number=words)]
        initials, year = search.query_initials(words), search.birth_year(words)
        digits = search.last_digits(words, 4) or "".join(phone_blocks(words))[-4:]
        masked = search.masked_name(words)
        if masked:
            ways.append(Q(name__startswith=words[0], name__regex=masked))
        people = self
        if initials:
            people = self.alias(initials=search.Initials("name"))
            ways = [Q(initials__startswith=initials)]
        if len(digits) == 4:
            ways.append(Q(phone_end_hash=crypto.keyed_hash("phone end", digits)))
        if year is not None:
            ways.append(Q(birth_date__range=(date(year, 1, 1), date(year, 12, 31))))
            ways.append(Q(birth_year=year))
        found = [people.filter(way).values("pk") for way in ways]
        return self.filter(pk__in=found[0].union(*found[1:]) if found[1:] else found[0])


class ConsentQuerySet(ScopedQuerySet[Any]):
    def held(self, client_id: Any, day: date) -> ConsentQuerySet:
        """Consents of a person in force on a day (granted, or not required by law)."""
        still = Q(valid_until__isnull=True) | Q(valid_until__gte=day)
        return self.filter(still, client_id=client_id, status__in=["GRANTED", "NOT_REQUIRED"])
