"""Filters of the list of courses, the same for the page, the spreadsheet and the API."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import django_filters as filters
from django import forms
from django.contrib.postgres.fields import ArrayField
from django.db.models import Exists, OuterRef, Q, QuerySet, TextField, Value
from django.utils import timezone

from core import codes, states, workdays
from core.filtering import DayFilter, FigureFilter, PortalFilterSet
from core.search import Bigrams, Folded, fold, query_bigrams
from education.models import EducationRequest, ExternalRequester, Session, Topic
from education.models.requests import SEARCHED
from education.querysets import ENDED, OPEN
from network.models import Institution


def views(now: datetime) -> dict[str, tuple[str, Q]]:
    """Saved views: what a name of the list stands for, the first is the default."""
    return {
        "open": ("진행 중", Q(status__in=OPEN)),
        "late": ("기한 지남", late(now)),
        "ended": ("끝남", Q(status__in=ENDED)),
        "all": ("전체", Q()),
    }


def late(now: datetime) -> Q:
    return Q(status__in=OPEN) & Q(due_at__lte=now)


class CourseFilter(PortalFilterSet):
    """Find a course by its number or name, state, field, audience, agency and days."""

    q = filters.CharFilter(label="신청번호, 과정명", method="with_words")
    status = filters.ChoiceFilter(label="상태", choices=states.choices("EDUCATION_REQUEST"), empty_label="전체")
    field = filters.ChoiceFilter(
        label="교육 분야", choices=codes.choices("education_field"), empty_label="전체", method="with_field"
    )
    audience = filters.ChoiceFilter(label="교육 대상", choices=codes.choices("education_audience"), empty_label="전체")
    requester = filters.CharFilter(label="신청기관", method="with_requester")
    since = DayFilter(label="교육일부터", method="kept")
    until = DayFilter(label="교육일까지", method="kept")
    late = filters.BooleanFilter(label="기한 지난 것만", method="only_late", widget=forms.CheckboxInput)
    figure = FigureFilter()

    class Meta:
        model = EducationRequest
        fields: tuple[str, ...] = ()

    def filter_queryset(self, queryset: QuerySet[EducationRequest]) -> QuerySet[EducationRequest]:
        """Both days of the period are asked of one and the same lesson."""
        rows = super().filter_queryset(queryset)
        since, until = (self.form.cleaned_data.get(name) for name in ("since", "until"))
        if since is None and until is None:
            return rows
        lessons = Session.objects.filter(request=OuterRef("pk"))
        if since is not None:
            lessons = lessons.filter(starts_at__gte=workdays.start_of_day(since))
        if until is not None:
            lessons = lessons.filter(starts_at__lt=workdays.end_of_day(until))
        return rows.filter(Exists(lessons))

    def kept(self, rows: QuerySet[Any], name: str, value: date) -> QuerySet[Any]:
        """Seen to in `filter_queryset`."""
        return rows

    def with_words(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Blanks count for nothing: `심폐 소생술` finds 심폐소생술. A course without a name of its own has its topic's."""
        wanted = fold(value)
        pairs = Value(query_bigrams(value), output_field=ArrayField(TextField()))
        every = EducationRequest.objects.alias(pairs=Bigrams(SEARCHED), plain=Folded(SEARCHED)).order_by()
        named = every.filter(pairs__contains=pairs, plain__contains=wanted)
        topics = Topic.objects.alias(plain=Folded("title")).filter(plain__contains=wanted).order_by()
        by_topic = EducationRequest.objects.filter(title="", topic__in=topics.values("pk")).order_by()
        return rows.filter(pk__in=named.values("pk").union(by_topic.values("pk")))

    def with_field(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows.filter(field__contains=[value])

    def with_requester(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        plain = {"plain": Folded("name"), "short": Folded("short_name")}
        named = Institution.objects.alias(**plain).filter(
            Q(plain__contains=fold(value)) | Q(short__contains=fold(value))
        )
        groups = ExternalRequester.objects.alias(plain=Folded("name")).filter(plain__contains=fold(value))
        asked = Q(requester__in=named.order_by().values("pk")) | Q(pk__in=groups.values("request"))
        return rows.filter(asked)

    def only_late(self, rows: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        return rows.filter(late(timezone.now())) if value else rows
