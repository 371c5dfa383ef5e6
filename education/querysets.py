"""Chainable reads of education, and the sets of states that they and the rules ask for, each by its name."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django.db.models import Count, DurationField, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from core import workdays
from core.access import ScopedQuerySet

# A request and the course that it becomes.
CANCELLED = ("CANCELLED_BY_REQUESTER", "CANCELLED_BY_HOST")
ENDED = ("REJECTED", "CLOSED", *CANCELLED)
ASKED = ("DRAFT", "SUBMITTED", "REVIEWING", "SUPPLEMENT")
ARRANGED = ("APPROVED", "SCHEDULING", "CONFIRMED", "POSTPONED")
REPORTED = ("REPORTED", "CLOSED")
SURVEYED = ("SURVEYED", *REPORTED)
HELD = ("DELIVERED", *SURVEYED)
OPEN = (*ASKED, *ARRANGED, "DELIVERED", "SURVEYED", "REPORTED")
# It takes place: people sign up, come, complete.
UNDER_WAY = ("CONFIRMED", *HELD)
# Approved, and not given up by who asked for it (E10).
WANTED = (*ARRANGED, *HELD, "CANCELLED_BY_HOST")

# Sign-ups that hold a seat, or held one when the course began (E05).
SEATED = ("CONFIRMED", "COMPLETED", "NOT_COMPLETED", "NO_SHOW")
# Whose sign-up was not taken back.
SIGNED_UP = ("APPLIED", "WAITLISTED", *SEATED)
# Who is told of the course before it is held.
EXPECTED = ("WAITLISTED", "CONFIRMED")

# Who was at a lesson, by what was entered for them.
PRESENT, LATE, LEFT_EARLY = "PRESENT", "LATE", "LEFT_EARLY"
WAS_THERE = (PRESENT, LATE, LEFT_EARLY)

# Bookings by what the instructor has said and done.
TAUGHT = ("DONE", "PAID")
# They keep the instructor's time.
TAKEN = ("CONFIRMED", *TAUGHT)
PROMISED = ("ACCEPTED", *TAKEN)
INVITED = ("INVITED", *PROMISED)
# Neither declined nor replaced nor cancelled: the lesson and the instructor still have to do with each other.
BOOKED = ("CANDIDATE", *INVITED)
# Before the lesson is taught.
COMING = ("INVITED", "ACCEPTED", "CONFIRMED")

# What is due at no time stands behind everything that is.
BY_DUE = Coalesce("due_at", Value(datetime(9999, 1, 1, tzinfo=UTC)))


class TopicQuerySet(ScopedQuerySet[Any]):
    def offered(self) -> TopicQuerySet:
        return self.filter(is_active=True)


class RequestQuerySet(ScopedQuerySet[Any]):
    def open(self) -> RequestQuerySet:
        return self.filter(status__in=OPEN)

    def held(self) -> RequestQuerySet:
        return self.filter(status__in=HELD)

    def for_list(self) -> RequestQuerySet:
        """With the names, the first day that a line of a list shows, and what it is sorted by."""
        first = self._lessons().filter(request=OuterRef("pk")).order_by("starts_at").values("starts_at")[:1]
        rows = self.select_related("requester", "external_requester", "host", "topic")
        return rows.annotate(begins_at=Subquery(first), owed_at=BY_DUE)

    def _lessons(self) -> QuerySet[Any]:
        """Every lesson there is, for a subquery; the relation leads to their model."""
        return self.model._meta.get_field("sessions").related_model._default_manager.all()

    def for_page(self) -> RequestQuerySet:
        return self.select_related("requester", "external_requester", "host", "topic", "created_by", "decided_by")


class BookingQuerySet(ScopedQuerySet[Any]):
    def for_page(self) -> BookingQuerySet:
        return self.select_related("instructor", "session__request__host", "session__request__requester")

    def promised(self, instructor: Any) -> BookingQuerySet:
        """The lessons that somebody has said to teach and has not taught yet."""
        return self.filter(instructor=instructor, status__in=("ACCEPTED", "CONFIRMED"))

    def overlapping(self, starts_at: datetime, ends_at: datetime) -> BookingQuerySet:
        return self.filter(session__starts_at__lt=ends_at, session__ends_at__gt=starts_at)


class EnrolmentQuerySet(ScopedQuerySet[Any]):
    def seated(self) -> EnrolmentQuerySet:
        return self.filter(status__in=SEATED)

    def signed_up(self) -> EnrolmentQuerySet:
        return self.filter(status__in=SIGNED_UP)

    def in_line(self) -> EnrolmentQuerySet:
        """Who waits for a seat, first come first."""
        return self.filter(status="WAITLISTED").order_by("applied_at", "pk")


class InstructorQuerySet(ScopedQuerySet[Any]):
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
