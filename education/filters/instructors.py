"""Filters of the pool."""

from __future__ import annotations

import django_filters as filters
from django.db.models import QuerySet

from core import codes
from core.filtering import PortalFilterSet
from education.models import Instructor


class InstructorFilter(PortalFilterSet):
    """Find somebody by name or affiliation, by field, also those who teach no more."""

    q = filters.CharFilter(label="성명·소속", method="by_words")
    field = filters.ChoiceFilter(
        label="강의 분야", choices=codes.choices("education_field"), method="by_field", empty_label="모두"
    )
    state = filters.ChoiceFilter(
        label="활동", choices=[("all", "중지한 강사도")], method="by_state", empty_label="활동 중만"
    )

    class Meta:
        model = Instructor
        fields: tuple[str, ...] = ()

    @property
    def found(self) -> QuerySet[Instructor]:
        rows: QuerySet[Instructor] = self.qs
        return rows if self.shows_all else rows.filter(is_active=True)

    @property
    def shows_all(self) -> bool:
        """Also those who teach no more."""
        return self.form.is_valid() and self.form.cleaned_data.get("state") == "all"

    def by_words(self, rows: QuerySet[Instructor], name: str, value: str) -> QuerySet[Instructor]:
        """Blanks do not matter in a name."""
        word = "".join(value.split())
        return rows.filter(name__icontains=word) | rows.filter(affiliation__icontains=value.strip())

    def by_field(self, rows: QuerySet[Instructor], name: str, value: str) -> QuerySet[Instructor]:
        return rows.filter(fields__contains=[value])

    def by_state(self, rows: QuerySet[Instructor], name: str, value: str) -> QuerySet[Instructor]:
        return rows
