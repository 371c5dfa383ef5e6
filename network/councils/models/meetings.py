"""A meeting of a council, and who was invited and came."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from core import dates
from core.fields import CodeField
from network.councils.models.bodies import Council, CouncilMember
from network.councils.querysets import OBSERVER, AttendeeQuerySet, MeetingQuerySet
from network.councils.workflow import MeetingStatus
from network.models.institutions import Institution

PERSON = settings.AUTH_USER_MODEL


class Meeting(models.Model):
    """One meeting. `year` and `ordinal` make its name: 2026년 제4차. Dates of steps are kept for the papers."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="meetings", verbose_name="협의체")
    meeting_type = CodeField("meeting_type", verbose_name="구분")
    kind = CodeField("meeting_kind", verbose_name="회의 성격", default="REGULAR")
    mode = CodeField("meeting_mode", verbose_name="방식")
    year = models.PositiveSmallIntegerField("연도")
    ordinal = models.PositiveSmallIntegerField("회차")
    title = models.CharField("회의명", max_length=100)
    starts_at = models.DateTimeField("시작")
    ends_at = models.DateTimeField("종료")
    place = models.CharField("장소", max_length=100, blank=True)
    link = models.URLField("접속 주소", blank=True)
    answer_until = models.DateField("회신 기한", null=True, blank=True)
    status = models.CharField(max_length=20, choices=MeetingStatus.choices, default=MeetingStatus.PLANNED)
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    notified_at = models.DateTimeField("개최 알림일", null=True, blank=True)
    notice_paper = models.ForeignKey(
        "core.PrintedDocument", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    notice_words = models.JSONField(null=True, blank=True, help_text="개최 알림을 보낼 때의 글. 그 뒤에 바뀌지 않음")
    held_at = models.DateTimeField("개최일시", null=True, blank=True)
    distributed_at = models.DateTimeField("배포일시", null=True, blank=True)
    withdrawn_at = models.DateTimeField("시행 취소일시", null=True, blank=True)
    reason = models.CharField("연기·취소 사유", max_length=300, blank=True)
    next_meeting_at = models.DateTimeField("차기 회의", null=True, blank=True)
    plan_note = models.TextField("향후 계획", max_length=1000, blank=True)
    attendee_note = models.TextField(
        "참석자 요약", max_length=2000, blank=True, help_text="비우면 명단에서 만든다. 여럿이 모이는 합동 회의에 쓴다."
    )
    extra_papers = ArrayField(models.CharField(max_length=60), default=list, blank=True, verbose_name="그 밖의 붙임")
    is_public = models.BooleanField("공개", default=False)
    sign_in_key = models.CharField(max_length=40, blank=True, help_text="출석 확인 주소의 비밀값. 비면 닫혀 있음")

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = "회의"
        indexes = [
            models.Index(fields=["council", "-starts_at", "-id"], name="meeting_by_council"),
            models.Index(fields=["-starts_at", "-id"], name="meeting_by_time"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["council", "year", "ordinal"], name="meeting_ordinal_once"),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="meeting_times_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def number(self) -> str:
        """`2026년 제4차`: what people call it over the telephone."""
        return f"{self.year}년 제{self.ordinal}차"

    @property
    def when(self) -> str:
        """`2026. 12. 10.(목) 14:00~16:00`; over several days both ends with their day, a written one by its days."""
        if self.mode != "WRITTEN":
            return dates.letter_span(self.starts_at, self.ends_at)
        first, last = dates.kdate(self.starts_at), dates.kdate(self.ends_at)
        return first if first == last else f"{first}~{last}"

    @property
    def is_by_answers(self) -> bool:
        """A written meeting that was called: who answers takes part, and nobody comes anywhere."""
        return self.mode == "WRITTEN" and self.notified_at is not None

    @property
    def was_entered(self) -> bool:
        """Held, and nobody was called to it by the portal: there is no notice of it."""
        return self.held_at is not None and self.notified_at is None

    @property
    def is_unnoticed(self) -> bool:
        """Over by now, and planned here without a notice: whether it took place nobody has said yet."""
        return self.status == MeetingStatus.PLANNED and self.ends_at <= timezone.now()

    @property
    def first_day(self) -> date:
        return dates.seoul_date(self.starts_at)

    @property
    def last_day(self) -> date:
        """A meeting that ends at midnight ends on the day before."""
        return dates.last_day(self.ends_at)


class GuestGroup(models.Model):
    """People who took part without a record each: whose they are and how many. `is_about`: 80여 명, nobody counted."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="guest_groups")
    order = models.PositiveSmallIntegerField("순서")
    affiliation = models.CharField("소속", max_length=100)
    number = models.PositiveSmallIntegerField("인원")
    is_about = models.BooleanField("어림수", default=False)

    class Meta:
        verbose_name = "그 밖의 참석자"
        ordering = ["order"]
        constraints = [models.CheckConstraint(condition=models.Q(number__gte=1), name="guestgroup_has_people")]

    def __str__(self) -> str:
        return f"{self.affiliation} {people_words(self.number, is_about=self.is_about)}"


def people_words(number: int, *, is_about: bool) -> str:
    """`80여 명`, `14명`"""
    return f"{number}여 명" if is_about else f"{number}명"


class Attendee(models.Model):
    """Somebody asked to a meeting, with the words of that day (old papers keep old names), their answer, and whether
    they came. `member` is empty for a guest (배석). `told_by`: whose telephone answer the coordinator entered."""

    shown_written: Sequence[Any] = ()  # answers of a written meeting, for whoever may read them

    class Answer(models.TextChoices):
        COMES = "COMES", "참석"
        DECLINES = "DECLINES", "불참"
        SENDS = "SENDS", "대리"

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendees")
    member = models.ForeignKey(
        CouncilMember, on_delete=models.PROTECT, null=True, blank=True, related_name="participations"
    )
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", verbose_name="소속 기관")
    institution_name = models.CharField(max_length=60)
    position = models.CharField("직위", max_length=40)
    name = models.CharField("성명", max_length=50)
    user = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    role = CodeField("council_role", verbose_name="역할", default="MEMBER")
    answer = models.CharField("회신", max_length=10, choices=Answer.choices, blank=True)
    proxy_name = models.CharField("대리인 성명", max_length=50, blank=True)
    proxy_position = models.CharField("대리인 직위", max_length=40, blank=True)
    opinion = models.TextField("의견", max_length=1000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    told_by = models.CharField("알린 사람", max_length=50, blank=True)
    attendance = CodeField("council_attendance", verbose_name="참석 결과", blank=True)
    is_remote = models.BooleanField("비대면", default=False)
    signed_in_at = models.DateTimeField("출석 확인", null=True, blank=True)

    objects = AttendeeQuerySet.as_manager()

    class Meta:
        verbose_name = "참석자"
        indexes = [models.Index(fields=["user", "meeting"], name="attendee_by_user")]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "member"], name="attendee_once"),
            models.CheckConstraint(
                condition=~models.Q(attendance="PROXY") | ~models.Q(proxy_name=""), name="attendee_proxy_has_name"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.institution_name} {self.position} {self.name}"

    @property
    def has_vote(self) -> bool:
        return self.role != OBSERVER

    @property
    def came(self) -> bool:
        return self.attendance in ("ATTENDED", "PROXY")
