"""Filters of lists: the words and days that are looked for pass the same boundary as what is stored."""

from __future__ import annotations

from typing import Any

import django_filters

from core.forms import DateField, RowForm


class DayFilter(django_filters.DateFilter):
    """A day, typed in any of the ways of the house."""

    field_class = DateField


class PortalFilterSet(django_filters.FilterSet):
    """Base of every FilterSet: its form folds what was typed and refuses what cannot be."""

    def get_form_class(self) -> Any:
        shape = super().get_form_class()
        return type(shape.__name__, (RowForm, shape), {})
