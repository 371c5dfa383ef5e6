"""Chainable reads of education."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import Count, DurationField, F, Max, Min, OuterRef, Q, QuerySet, Subquery, Sum

from core import workdays
from core.access import ScopedQuerySet

if TYPE_CHECKING:
    from education.models import EducationRequest, Enrolment, Instructor, InstructorBooking, Topic  # noqa: F401

FINAL = ("REJECTED", "CLOSED", "CANCELLED_BY_REQUESTER", "CANCELLED_BY_HOST")
HELD = ("DELIVERED", "SURVEYED", "REPORTED", "CLOSED")
CANCELLED = ("CANCELLED_BY_REQUESTER", "CANCELLED_BY_HOST")
# Sign-ups that hold a seat, or held one when the course began (E05).
SEATED = ("CONFIRMED", "COMPLETED", "NOT_COMPLETED", "NO_SHOW")

# Who was at a lesson, by what was entered for them.
PRESENT, LATE, LEFT_EARLY = "PRESENT", "LATE", "LEFT_EARLY"
WAS_THERE = (PRESENT, LATE, LEFT_EARLY)

# Bookings that keep an instructor's time.
TAKEN = ("CONFIRMED", "DONE", "PAID")


class TopicQuerySet(QuerySet["Topic"]):
    def offered(self) -> TopicQuerySet:
        return self.filter(is_active=True)


class RequestQuerySet(ScopedQuerySet["EducationRequest"]):
    def open(self) -> RequestQuerySet:
        return self.exclude(status__in=FINAL)

    def held(self) -> RequestQuerySet:
        return self.filter(status__in=HELD)

    def for_list(self) -> RequestQuerySet:
        """With the names, the first day that a line of a list shows, and what it is sorted by."""
        from education.models import Session
        from education.models.requests import BY_DUE

        first = Session.objects.filter(request=OuterRef("pk")).order_by("starts_at").values("starts_at")[:1]
        rows = self.select_related("requester", "external_requester", "host", "topic")
        return rows.annotate(begins_at=Subquery(first), owed_at=BY_DUE)

    def for_page(self) -> RequestQuerySet:
        return self.select_related("requester", "external_requester", "host", "topic", "created_by", "decided_by")

    def with_span(self) -> RequestQuerySet:
        return self.annotate(begins_at=Min("sessions__starts_at"), ends_at=Max("sessions__ends_at"))


class BookingQuerySet(ScopedQuerySet["InstructorBooking"]):
    def for_page(self) -> BookingQuerySet:
        return self.select_related("instructor", "session__request__host", "session__request__requester")

    def overlapping(self, starts_at: datetime, ends_at: datetime) -> BookingQuerySet:
        return self.filter(session__starts_at__lt=ends_at, session__ends_at__gt=starts_at)


class EnrolmentQuerySet(ScopedQuerySet["Enrolment"]):
    def seated(self) -> EnrolmentQuerySet:
        return self.filter(status__in=SEATED)

    def in_line(self) -> EnrolmentQuerySet:
        """Who waits for a seat, first come first."""
        return self.filter(status="WAITLISTED").order_by("applied_at", "pk")


class InstructorQuerySet(ScopedQuerySet["Instructor"]):
    def active(self) -> InstructorQuerySet:
        return self.filter(is_active=True)

    def with_load(self, first: date, last: date) -> InstructorQuerySet:
        """Of the days from `first` to `last`: lessons taught or promised, their `taught` time and their `fees` in won."""
        promised = Q(
            bookings__status__in=TAKEN,
            bookings__session__starts_at__gte=workdays.start_of_day(first),
            bookings__session__starts_at__lt=workdays.end_of_day(last),
        )
        length = F("bookings__session__ends_at") - F("bookings__session__starts_at")
        return self.annotate(
            lessons=Count("bookings", filter=promised),
            taught=Sum(length, filter=promised, output_field=DurationField()),
            fees=Sum("bookings__fee", filter=promised),
        )
