"""Filter of the people of one course."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from core import states
from core.filtering import PortalFilterSet
from core.search import Folded, Initials, birth_year, fold, last_digits, query_initials
from education.models import Enrolment


class PeopleFilter(PortalFilterSet):
    """Find somebody among those who signed up. All rows belong to one course, so words are looked for in each."""

    q = filters.CharFilter(label="성명, 초성, 소속, 태어난 해, 출석 확인 번호", method="with_words")
    status = filters.ChoiceFilter(label="상태", choices=states.choices("ENROLMENT"), empty_label="전체")

    class Meta:
        model = Enrolment
        fields: list[str] = []

    def with_words(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        place = Folded(Coalesce("institution__name", "affiliation"))
        people = rows.alias(plain=Folded("name"), place=place, initials=Initials("name"))
        if initials := query_initials(value):
            return people.filter(initials__startswith=initials)
        wanted, year = fold(value), birth_year(value)
        ways = Q(plain__contains=wanted) | Q(place__contains=wanted) | Q(door_code=last_digits(value, 4))
        return people.filter(ways | Q(birth_date__year=year) if year else ways)
