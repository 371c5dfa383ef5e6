"""An agency's request, which becomes a course and ends in a report (교육 신청)."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Value
from django.db.models.functions import Coalesce, Concat
from django.utils import timezone

from core import codes
from core.fields import CodeField, CodesField, EncryptedTextField
from core.search import Bigrams
from education.models.catalogue import Topic
from education.querysets import RequestQuerySet
from education.workflow import RequestStatus
from network.models import Institution

PERSON = settings.AUTH_USER_MODEL
# What is due at no time stands behind everything that is.
BY_DUE = Coalesce("due_at", Value(datetime(9999, 1, 1, tzinfo=UTC)))
SEARCHED = Concat("number", Value(" "), "title", output_field=models.TextField())
FACILITIES = ("빔프로젝터", "음향", "실습공간", "주차", "없음")


class EducationRequest(models.Model):
    """One course from the wish to the closed report (form `education_request`).

    `requester` is empty for a course that the host opens by itself, and while somebody without an account asks
    (`from_outside`: their row is an `ExternalRequester`). `date_agreed_at`: the requester agreed to the
    dates of the sessions; a change of them asks anew. `paused_at`: the review waits for a supplement since then,
    `paused_days`: working days it has waited before. `pass_mark` empty: no test decides.
    """

    class Mandatory(models.TextChoices):
        YES = "YES", "해당"
        NO = "NO", "비해당"
        UNKNOWN = "UNKNOWN", "모름"

    relations: frozenset[str]  # how the actor stands to this row; set by the access mapping's `find`

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField("신청번호", max_length=20, unique=True)
    host = models.ForeignKey(
        Institution, on_delete=models.PROTECT, related_name="hosted_education", verbose_name="주관 병원"
    )
    requester = models.ForeignKey(
        Institution,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="requested_education",
        verbose_name="신청기관",
    )
    from_outside = models.BooleanField("계정 없이 신청", default=False)
    topic = models.ForeignKey(
        Topic, on_delete=models.PROTECT, null=True, blank=True, related_name="requests", verbose_name="교육 주제"
    )
    contact_name = models.CharField("담당자", max_length=50, blank=True)
    contact_phone = EncryptedTextField("연락처", blank=True, default="")
    contact_email = models.EmailField("전자우편", blank=True)
    field = CodesField("education_field", verbose_name="교육 분야", blank=False)
    field_text = models.CharField("그 밖의 교육 분야", max_length=100, blank=True)
    method = CodeField("education_method", verbose_name="교육 방법")
    audience = CodeField("education_audience", verbose_name="교육 대상")
    expected_count = models.PositiveSmallIntegerField("예상 인원")
    wish_1 = models.DateTimeField("희망 일시(1순위)", null=True, blank=True)
    wish_2 = models.DateTimeField("희망 일시(2순위)", null=True, blank=True)
    wish_3 = models.DateTimeField("희망 일시(3순위)", null=True, blank=True)
    place = models.CharField("장소", max_length=100, blank=True)
    facilities = ArrayField(models.CharField(max_length=20), default=list, blank=True, verbose_name="장소 여건")
    access_need = models.CharField("접근성 요구", max_length=200, blank=True)
    duration_min = models.PositiveSmallIntegerField("교육 시간(분)")
    content_wish = models.TextField("희망 내용", max_length=1000, blank=True)
    needs_certificate = models.BooleanField("수료증 필요", default=False)
    mandatory = models.CharField("법정 의무교육 여부", max_length=10, choices=Mandatory.choices, blank=True)
    previous = models.CharField("이전 교육 경험", max_length=200, blank=True)

    title = models.CharField("과정명", max_length=100, blank=True)
    capacity = models.PositiveSmallIntegerField("정원", null=True, blank=True)
    attendance_share = models.PositiveSmallIntegerField("출석 기준(%)", default=80)
    pass_mark = models.DecimalField("합격 점수", max_digits=4, decimal_places=1, null=True, blank=True)
    asks_birth_date = models.BooleanField("수강생 생년월일 받음", default=False)
    cost = models.PositiveIntegerField("소요 예산(원)", null=True, blank=True)
    date_agreed_at = models.DateTimeField("일정 합의", null=True, blank=True)
    date_agreed_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    date_told_by = models.CharField("합의를 알린 사람", max_length=50, blank=True)

    join_serial = models.PositiveSmallIntegerField(default=0, help_text="공개 신청 주소를 연 횟수")
    join_hash = models.CharField(max_length=64, blank=True, help_text="공개 신청 주소의 열쇠. 닫으면 비어 있음")

    status = models.CharField(max_length=30, choices=RequestStatus.choices, default=RequestStatus.DRAFT)
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField("신청일시", null=True, blank=True)
    decided_at = models.DateTimeField("결정일시", null=True, blank=True)
    decided_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField("확정일시", null=True, blank=True)
    delivered_at = models.DateTimeField("교육 실시", null=True, blank=True)
    surveyed_at = models.DateTimeField("만족도 마감", null=True, blank=True)
    reported_at = models.DateTimeField("결과보고", null=True, blank=True)
    closed_at = models.DateTimeField("종료일시", null=True, blank=True)
    due_at = models.DateTimeField("지금 상태의 기한", null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    paused_days = models.PositiveSmallIntegerField(default=0)
    note = models.TextField("보완할 내용", max_length=500, blank=True)
    reject_reason = CodeField("education_reject_reason", verbose_name="반려 사유", blank=True)
    cancel_reason = CodeField("education_cancel_reason", verbose_name="취소 사유", blank=True)
    reason_text = models.CharField("상세 사유", max_length=300, blank=True)

    objects = RequestQuerySet.as_manager()

    class Meta:
        verbose_name = "교육 신청"
        indexes = [
            models.Index(fields=["host", "-created_at", "-id"], name="education_by_host"),
            models.Index(fields=["host", "status", "-created_at", "-id"], name="education_by_host_state"),
            models.Index(fields=["requester", "-created_at", "-id"], name="education_by_requester"),
            models.Index(fields=["due_at"], condition=models.Q(due_at__isnull=False), name="education_by_due"),
            models.Index("host", BY_DUE, "id", name="education_by_host_due"),
            models.Index("requester", BY_DUE, "id", name="education_by_agency_due"),
            models.Index(fields=["host", "audience", "-created_at", "-id"], name="education_by_audience"),
            GinIndex(fields=["field"], name="education_by_field"),
            GinIndex(Bigrams(SEARCHED), name="education_by_words"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["join_hash"], condition=~models.Q(join_hash=""), name="education_join_key_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(status="REJECTED") | ~models.Q(reject_reason=""),
                name="education_rejected_has_reason",
            ),
            models.CheckConstraint(
                condition=~models.Q(status__in=["CANCELLED_BY_REQUESTER", "CANCELLED_BY_HOST"])
                | ~models.Q(cancel_reason=""),
                name="education_cancelled_has_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(attendance_share__lte=100), name="education_share_is_a_percentage"
            ),
            models.CheckConstraint(
                condition=models.Q(requester__isnull=False)
                | models.Q(from_outside=True)
                | ~models.Q(status__in=["DRAFT", "SUBMITTED", "REVIEWING", "SUPPLEMENT", "REJECTED"]),
                name="education_request_has_requester",
            ),
            models.CheckConstraint(
                condition=models.Q(created_by__isnull=False) | models.Q(from_outside=True),
                name="education_request_has_author",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def course(self) -> str:
        """The name of the course: its own, that of the topic, else its field."""
        return self.title or (self.topic.title if self.topic else codes.labels("education_field", self.field))

    @property
    def asker(self) -> str:
        """Who asked: an agency, or a group without an account; empty for a course of the host's own."""
        if self.requester:
            return self.requester.name
        return self.external_requester.name if self.from_outside else ""

    @property
    def is_asked_for(self) -> bool:
        """Whether somebody asked for it and agrees to its dates."""
        return self.requester_id is not None or self.from_outside
