"""Filters of the lists of councils; page and API share them."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet

from core import codes
from core.actor import Actor
from core.filtering import PortalFilterSet
from core.states import choices
from network.councils.models import ActionItem, AgendaItem, Council, Meeting
from network.councils.services import search
from network.models import Institution


class CouncilFilter(PortalFilterSet):
    """Find a body by name, field and kind."""

    q = filters.CharFilter(label="협의체명", field_name="name", lookup_expr="contains")
    field = filters.ChoiceFilter(label="분야", choices=codes.choices("council_field"), empty_label="모두")
    meeting_type = filters.ChoiceFilter(label="구분", choices=codes.choices("meeting_type"), empty_label="모두")

    class Meta:
        model = Council
        fields: tuple[str, ...] = ()


class MeetingFilter(PortalFilterSet):
    """Find a meeting by name, state, year and body."""

    q = filters.CharFilter(label="회의명", field_name="title", lookup_expr="contains")
    status = filters.ChoiceFilter(label="상태", choices=choices("MEETING"), empty_label="모두")
    year = filters.NumberFilter(label="연도")
    council = filters.UUIDFilter(label="협의체", field_name="council_id")

    class Meta:
        model = Meeting
        fields: tuple[str, ...] = ()


class ActionFilter(PortalFilterSet):
    """Find what was agreed to be done, by its words, state and whose it is."""

    q = filters.CharFilter(label="조치 내용", field_name="text", lookup_expr="contains")
    status = filters.ChoiceFilter(label="상태", choices=choices("ACTION_ITEM"), empty_label="모두")
    council = filters.UUIDFilter(label="협의체", field_name="meeting__council_id")

    class Meta:
        model = ActionItem
        fields: tuple[str, ...] = ()


class DecisionFilter(PortalFilterSet):
    """Find a decision by its words, those of its item, and what was said."""

    q = filters.CharFilter(label="안건, 결정 사항", method="by_words")
    kind = filters.ChoiceFilter(label="구분", choices=codes.choices("agenda_kind"), empty_label="모두")
    year = filters.NumberFilter(label="연도", field_name="meeting__year")

    class Meta:
        model = AgendaItem
        fields: tuple[str, ...] = ()

    def by_words(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Every word must stand in the title, the paper, the notes or the decision."""
        for word in value.split():
            rows = rows.filter(
                Q(title__contains=word)
                | Q(decision__contains=word)
                | Q(discussion__contains=word)
                | Q(paper__contains=word)
            )
        return rows


class SearchFilter(PortalFilterSet):
    """Find items by words in the agenda, the notes and the decision; `actor` decides what is searched."""

    q = filters.CharFilter(
        label="찾을 말", method="by_words", help_text="두 글자 이상. 여러 낱말은 모두 있는 것을 찾습니다."
    )
    council = filters.ModelChoiceFilter(
        label="협의체", field_name="meeting__council", queryset=Council.objects.none(), empty_label="모두"
    )
    kind = filters.ChoiceFilter(label="구분", choices=codes.choices("agenda_kind"), empty_label="모두")
    year = filters.NumberFilter(label="연도", field_name="meeting__year")

    wants_actor = True

    class Meta:
        model = AgendaItem
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.filters["council"].queryset = Council.objects.for_actor(self.actor).order_by("name")

    def by_words(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        words = search.words_of(value)
        return search.find(rows, self.actor, words) if words else rows.none()


class PublicFilter(PortalFilterSet):
    """Find a public meeting by its name, its hospital and its year."""

    q = filters.CharFilter(label="회의명", field_name="title", lookup_expr="contains")
    host = filters.ModelChoiceFilter(
        label="운영 기관",
        field_name="council__host",
        queryset=Institution.objects.filter(hosted_councils__meetings__is_public=True).distinct().order_by("name"),
        empty_label="모두",
    )
    year = filters.NumberFilter(label="연도")

    class Meta:
        model = Meeting
        fields: tuple[str, ...] = ()
