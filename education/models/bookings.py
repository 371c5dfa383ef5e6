"""The lessons for which instructors are asked and booked (섭외)."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.fields import BigIntegerField
from django.utils import timezone

from education.models.instructors import Instructor
from education.models.sessions import Session
from education.querysets import BOOKED, TAKEN, BookingQuerySet
from education.workflow import BookingStatus


class InstructorBooking(models.Model):
    """One instructor for one lesson. The lesson's time is kept with it, so that the database itself refuses a second
    confirmed lesson at the same time; `services.sessions` moves both together."""

    relations: frozenset[str]  # how the actor stands to this row; set by the access mapping's `find`

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    instructor = models.ForeignKey(Instructor, on_delete=models.PROTECT, related_name="bookings")
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="bookings")
    period = DateTimeRangeField("강의 시간")
    fee = models.PositiveIntegerField("강사료(원)", null=True, blank=True)
    status = models.CharField(max_length=12, choices=BookingStatus.choices, default=BookingStatus.CANDIDATE)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    invited_at = models.DateTimeField("섭외 요청", null=True, blank=True)
    answered_at = models.DateTimeField("회신", null=True, blank=True)
    told_by = models.CharField("회신을 알린 사람", max_length=50, blank=True)
    reason = models.CharField("거절·교체·취소 사유", max_length=300, blank=True)
    done_at = models.DateTimeField("강의 완료", null=True, blank=True)
    paid_at = models.DateTimeField("지급", null=True, blank=True)
    link_hash = models.CharField(max_length=64, blank=True, help_text="계정 없는 강사가 답하는 주소의 열쇠")

    objects = BookingQuerySet.as_manager()

    class Meta:
        verbose_name = "강사 섭외"
        indexes = [
            models.Index(fields=["instructor", "status"], name="booking_by_instructor"),
            models.Index(fields=["session", "created_at"], name="booking_by_session"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "instructor"],
                condition=Q(status__in=list(BOOKED)),
                name="booking_once",
            ),
            models.UniqueConstraint(fields=["link_hash"], condition=~Q(link_hash=""), name="booking_link_once"),
            # no extension is needed for this form of "the same instructor" (a range of one number)
            ExclusionConstraint(
                name="booking_no_overlap",
                expressions=[
                    (
                        Func(
                            F("instructor_id"),
                            F("instructor_id"),
                            Value("[]"),
                            function="int8range",
                            output_field=BigIntegerField(),
                        ),
                        "&&",
                    ),
                    (F("period"), "&&"),
                ],
                condition=Q(status__in=list(TAKEN)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.instructor_id} {self.session_id}"


class LectureLetter(models.Model):
    """The letter by which an instructor was asked (강의 요청서), and its kept file."""

    booking = models.OneToOneField(InstructorBooking, on_delete=models.CASCADE, related_name="letter")
    issued_at = models.DateTimeField("시행일시")
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    paper = models.ForeignKey("core.PrintedDocument", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "강의 요청서"

    def __str__(self) -> str:
        return str(self.booking_id)
