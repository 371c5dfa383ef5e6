"""Filters of the questions about room; page and API share them."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import QuerySet

from core.filtering import NumberFilter, PortalFilterSet
from network.directory.models import CapacityQuestion


class QuestionFilter(PortalFilterSet):
    """Questions about room: of one state, of one number."""

    number = NumberFilter(label="문의번호")
    state = filters.ChoiceFilter(
        label="상태", choices=[("open", "답 기다림"), ("answered", "답함")], method="in_state", empty_label="전체"
    )

    class Meta:
        model = CapacityQuestion
        fields: tuple[str, ...] = ()

    def in_state(self, rows: Any, name: str, value: str) -> QuerySet[CapacityQuestion]:
        found: QuerySet[CapacityQuestion] = rows.open() if value == "open" else rows.filter(answered_at__isnull=False)
        return found
