"""Referrals of a person by an agency to the hospital, the replies to them, and what is still owed to the agency."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from core.fields import CodeField, CodesField, EncryptedJSONField
from network.models import Client, Institution
from referrals.models.linkages import Linkage, Reply
from referrals.querysets.agency_referrals import AgencyReferralQuerySet
from referrals.workflow import AgencyReferralStatus

PERSON = settings.AUTH_USER_MODEL


class AgencyReferral(models.Model):
    """One person whom an agency refers to the hospital (domain 2.2.4).

    The agency's own words stand in the columns; what the hospital may see is `snapshot`, frozen with every sending.
    `case_kind`/`case_id` name the case of an upper app that the hospital opened from it, `host_client` its record of
    the person. `withdrawn_at`: consent was withdrawn, in whatever state; the hospital sees nothing from then on.
    """

    class ConsentWay(models.TextChoices):
        WRITTEN = "WRITTEN", "서면"
        ORAL = "ORAL", "구두"
        LEGAL = "LEGAL", "법적 근거"

    class Programme(models.TextChoices):
        DISCHARGE = "DISCHARGE", "퇴원환자 연계"
        MENTAL_HEALTH = "MENTAL_HEALTH", "정신건강"
        OUTPATIENT = "OUTPATIENT", "외래 진료"
        OTHER = "OTHER", "그 밖의 지원"

    relations: frozenset[str]  # how the actor stands to this row; set by the access mapping's `find`

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField("의뢰번호", max_length=20, unique=True)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="agency_referrals")
    sender = models.ForeignKey(
        Institution, on_delete=models.PROTECT, related_name="sent_agency_referrals", verbose_name="의뢰기관"
    )
    receiver = models.ForeignKey(
        Institution, on_delete=models.PROTECT, related_name="received_agency_referrals", verbose_name="수신 병원"
    )
    reason = CodesField("agency_referral_reason", verbose_name="의뢰 사유", blank=False)
    urgency = CodeField("urgency", verbose_name="긴급도", default="NORMAL")
    situation = models.TextField("현재 상황", max_length=1000)
    health_problem = models.TextField("건강 문제", max_length=500, blank=True)
    services_in_use = CodesField("linkage_service", verbose_name="이용 서비스")
    request = models.TextField("요청 사항", max_length=500)
    preferred_reply = models.DateField("희망 회신일", null=True, blank=True)
    risk_to_worker = models.CharField("방문 시 유의", max_length=200, blank=True)
    shared_items = CodesField("shared_item", verbose_name="동의한 항목", blank=False)
    consent_by_agency = models.CharField("의뢰기관 동의 확보", max_length=10, choices=ConsentWay.choices, blank=True)
    consent_on = models.DateField("동의일", null=True, blank=True)
    consent_file = models.FileField("동의서", upload_to="consents/%Y/%m/", blank=True)
    legal_basis = CodeField("legal_basis", verbose_name="법적 근거", blank=True)
    basis_note = models.CharField("근거 조문·사유", max_length=200, blank=True)
    snapshot: Any = EncryptedJSONField("보낸 내용", null=True, blank=True)
    sent_line = models.CharField("가린 성명", max_length=80, blank=True, help_text="보낸 때의 가린 성명과 생년")
    status = models.CharField(max_length=20, choices=AgencyReferralStatus.choices, default=AgencyReferralStatus.DRAFT)
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    submitted_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    submitted_at = models.DateTimeField("제출일시", null=True, blank=True)
    resubmitted_at = models.DateTimeField("보완 제출일시", null=True, blank=True)
    received_at = models.DateTimeField("접수일시", null=True, blank=True)
    accepted_at = models.DateTimeField("수락일시", null=True, blank=True)
    programme = models.CharField("사업", max_length=20, choices=Programme.choices, blank=True)
    worker = models.ForeignKey(
        PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="담당자"
    )
    worker_role = CodeField("user_role", verbose_name="담당자 역할", blank=True)
    worker_programme = models.CharField(max_length=20, blank=True, help_text="담당자가 이 일을 하는 사업")
    assigned_at = models.DateTimeField("배정일시", null=True, blank=True)
    started_at = models.DateTimeField("첫 연락일시", null=True, blank=True)
    replied_at = models.DateTimeField("회신일시", null=True, blank=True)
    closed_at = models.DateTimeField("종료일시", null=True, blank=True)
    reply_due_on = models.DateField("회신 기한", null=True, blank=True)
    due_at = models.DateTimeField("지금 상태의 기한", null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True, help_text="보완을 기다리기 시작한 때")
    note = models.TextField("보완·추가 문의 내용", max_length=500, blank=True)
    decline_reason = CodeField("linkage_decline_reason", verbose_name="거절 사유", blank=True)
    other_agency = models.CharField("안내할 다른 기관", max_length=100, blank=True)
    cancel_reason = CodeField("linkage_cancel_reason", verbose_name="취소 사유", blank=True)
    reason_text = models.CharField("상세 사유", max_length=300, blank=True)
    withdrawn_at = models.DateTimeField("철회일시", null=True, blank=True)
    withdrawn_told_by = models.CharField("철회를 알린 사람", max_length=50, blank=True)
    destroyed_at = models.DateTimeField("파기 확인", null=True, blank=True)
    case_kind = models.CharField(max_length=40, blank=True)
    case_id = models.UUIDField(null=True, blank=True)
    case_number = models.CharField("연 사례", max_length=20, blank=True)
    host_client = models.ForeignKey(
        Client, on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text="병원이 가진 같은 사람"
    )
    owes_result = models.BooleanField("알릴 결과 있음", default=False)

    objects = AgencyReferralQuerySet.as_manager()

    class Meta:
        verbose_name = "기관 대상자 의뢰"
        indexes = [
            models.Index(fields=["sender", "-created_at", "-id"], name="agency_outbox"),
            models.Index(fields=["sender", "status", "-created_at", "-id"], name="agency_outbox_by_state"),
            models.Index(fields=["receiver", "-created_at", "-id"], name="agency_inbox"),
            models.Index(fields=["receiver", "status", "-created_at", "-id"], name="agency_inbox_by_state"),
            models.Index(fields=["worker", "-created_at", "-id"], name="agency_by_worker"),
            models.Index(fields=["client"], name="agency_by_client"),
            models.Index(
                fields=["host_client"], condition=models.Q(host_client__isnull=False), name="agency_by_host_client"
            ),
            models.Index(fields=["case_id"], condition=models.Q(case_id__isnull=False), name="agency_by_case"),
            models.Index(fields=["due_at"], condition=models.Q(due_at__isnull=False), name="agency_by_due"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=["DRAFT", "CANCELLED"]) | models.Q(submitted_at__isnull=False),
                name="agency_sent_has_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="DECLINED") | ~models.Q(decline_reason=""),
                name="agency_declined_has_reason",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="WITHDRAWN") | models.Q(withdrawn_at__isnull=False),
                name="agency_withdrawn_has_time",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class AgencyReply(models.Model):
    """What the hospital answered, and which consented items it carries (domain 2.0.3, form `reply`).

    An interim one moves no state: what a second agency answered is passed on that way (`linkage`).
    """

    referral = models.ForeignKey(AgencyReferral, on_delete=models.CASCADE, related_name="replies")
    linkage = models.ForeignKey(Linkage, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reply_kind = CodeField("reply_kind", verbose_name="구분")
    result = CodeField("reply_result", verbose_name="결과")
    items = CodesField("shared_item", verbose_name="회신에 담은 항목")
    started_on = models.DateField("서비스 시작일", null=True, blank=True)
    frequency = models.CharField("제공 주기", max_length=50, blank=True)
    content = models.TextField("내용", max_length=1200)
    next_plan = models.TextField("향후 계획", max_length=500, blank=True)
    ask_back = models.TextField("요청 사항", max_length=500, blank=True)
    replied_by = models.CharField("작성자", max_length=50)
    entered_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    replied_at = models.DateTimeField("일시")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "의뢰기관 회신"
        indexes = [models.Index(fields=["referral", "-replied_at"], name="agency_reply_in_order")]

    def __str__(self) -> str:
        return self.get_result_display()


class OwedResult(models.Model):
    """What a second agency answered about a person whom a first one had referred: owed to the first one as well.

    Ends in a reply that passed it on, or with a reason why nothing of it may go.
    """

    referral = models.ForeignKey(AgencyReferral, on_delete=models.CASCADE, related_name="owed_results")
    linkage_reply = models.ForeignKey(Reply, on_delete=models.CASCADE, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    passed_in = models.ForeignKey(AgencyReply, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    dropped_at = models.DateTimeField("알리지 않기로 한 때", null=True, blank=True)
    dropped_reason = models.CharField("알리지 않는 사유", max_length=200, blank=True)

    class Meta:
        verbose_name = "의뢰기관에 알릴 결과"
        constraints = [
            models.UniqueConstraint(fields=["referral", "linkage_reply"], name="owed_result_once"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
