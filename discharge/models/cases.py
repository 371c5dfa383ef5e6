"""The discharge case and the people who care for it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from core.fields import CodeField, CodesField
from discharge.querysets import CaseQuerySet
from discharge.workflow import CaseStatus
from network.models import Client, Institution

PERSON = settings.AUTH_USER_MODEL


class DischargeCase(models.Model):
    """One stay in hospital of one person, from screening to closing. A new discharge is a new case (`previous_case`).

    Care team: `social_worker`, `nurse` in charge, `attending`, and further `TeamMember` rows. Days are Seoul dates.
    """

    relations: frozenset[str]  # how the actor stands to this row; set by the access mapping's `find`

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField("사례번호", max_length=20, unique=True)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="discharge_cases", verbose_name="대상자")
    hospital = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", verbose_name="병원")
    previous_case = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="next_cases"
    )
    status = models.CharField(max_length=20, choices=CaseStatus.choices, default=CaseStatus.SCREENED)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    # team
    social_worker = models.ForeignKey(
        PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="담당 사회복지사"
    )
    nurse = models.ForeignKey(
        PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="담당 간호사"
    )
    attending = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", verbose_name="담당의")
    # screening
    admitted_on = models.DateField("입원일")
    admit_route = CodeField("admit_route", verbose_name="입원경로")
    ward = models.CharField("병동", max_length=20)
    department = models.CharField("진료과", max_length=30)
    diagnosis = models.CharField("주진단명", max_length=100)
    kcd_code = models.CharField("KCD 코드", max_length=8, blank=True)
    operation = models.CharField("수술·시술명", max_length=100, blank=True)
    operated_on = models.DateField("수술·시술일", null=True, blank=True)
    target_group = CodeField("target_group", verbose_name="대상군")
    risk_items = CodesField("risk_item", verbose_name="위험요인", blank=False)
    referred_by = CodeField("referred_by", verbose_name="의뢰 경로", blank=True)
    rule_hits = ArrayField(models.CharField(max_length=60), default=list, blank=True, verbose_name="걸린 선별 규칙")
    expected_discharge_on = models.DateField("퇴원예정일", null=True, blank=True)
    recheck_on = models.DateField("재확인일", null=True, blank=True)
    ineligible_reason = CodeField("ineligible_reason", verbose_name="제외 사유", blank=True)
    ineligible_text = models.CharField("제외 상세", max_length=200, blank=True)
    refusal_decided_on = models.DateField(
        "제외·비동의·등록 취소일", null=True, blank=True, help_text="식별정보의 보관 기한을 세는 날"
    )
    # consent
    consented_on = models.DateField("동의일", null=True, blank=True)
    refused_on = models.DateField("비동의일", null=True, blank=True)
    refused_explained_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    refused_reason = models.CharField("비동의 사유", max_length=200, blank=True)
    leaflet_given = models.BooleanField("안내문 제공", null=True, blank=True)
    # discharge and aftercare
    discharged_on = models.DateField("퇴원일", null=True, blank=True)
    disposition = CodeField("discharge_disposition", verbose_name="퇴원 후 거처", blank=True)
    plan_after_discharge = models.BooleanField("계획 전 퇴원", default=False)
    early_reason = models.CharField("계획 전 퇴원 사유", max_length=200, blank=True)
    follow_until = models.DateField("관리기간 종료일", null=True, blank=True)
    extensions = models.PositiveSmallIntegerField("연장 횟수", default=0)
    unlinked_reason = CodeField("unlinked_reason", verbose_name="연계 없는 사유", blank=True)
    unlinked_text = models.CharField("연계 없는 상세", max_length=200, blank=True)
    # closing
    closed_on = models.DateField("종결일", null=True, blank=True)
    # the state that an event closed: to it a case goes back whose event turns out not to be true
    closed_from = models.CharField("자동 종결 전 상태", max_length=20, choices=CaseStatus.choices, blank=True)
    close_reason = CodeField("close_reason", verbose_name="종결 사유", blank=True)
    close_text = models.CharField("종결 상세", max_length=200, blank=True)
    summary = models.TextField("종결 요약", max_length=1000, blank=True)
    handed_to = models.ForeignKey(Institution, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    satisfaction_offered_at = models.DateTimeField("만족도 조사 안내", null=True, blank=True)
    anonymised_at = models.DateTimeField("파기일시", null=True, blank=True)
    # what the list shows of a case's next owed act, kept in the same transaction as the duties
    next_due_at = models.DateTimeField("다음 기한", default=timezone.now)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = "퇴원환자 사례"
        indexes = [
            # the list is read by what is due first; each filter goes on in that order
            models.Index(fields=["hospital", "next_due_at", "id"], name="case_by_due"),
            models.Index(fields=["hospital", "status", "next_due_at", "id"], name="case_by_state"),
            models.Index(fields=["hospital", "ward", "next_due_at", "id"], name="case_by_ward"),
            models.Index(fields=["hospital", "target_group", "next_due_at", "id"], name="case_by_group"),
            models.Index(fields=["hospital", "social_worker", "next_due_at", "id"], name="case_by_worker"),
            models.Index(fields=["hospital", "nurse", "next_due_at", "id"], name="case_by_nurse"),
            models.Index(fields=["hospital", "attending", "next_due_at", "id"], name="case_by_attending"),
            models.Index(fields=["hospital", "-created_at", "-id"], name="case_by_hospital"),
            models.Index(fields=["hospital", "discharged_on"], name="case_by_discharge"),
            models.Index(fields=["hospital", "closed_on"], name="case_by_close"),
            models.Index(fields=["client"], name="case_by_client"),
            models.Index(
                fields=["refusal_decided_on"],
                condition=models.Q(refusal_decided_on__isnull=False, anonymised_at__isnull=True),
                name="case_identity_to_destroy",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["client", "hospital", "admitted_on"],
                condition=~models.Q(status="VOID"),
                name="case_once_per_admission",
            ),
            models.CheckConstraint(
                condition=models.Q(discharged_on__isnull=True) | models.Q(discharged_on__gte=models.F("admitted_on")),
                name="case_discharge_after_admission",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="CLOSED") | ~models.Q(close_reason=""), name="case_closed_has_reason"
            ),
            models.CheckConstraint(
                condition=~models.Q(status="INELIGIBLE") | ~models.Q(ineligible_reason=""),
                name="case_ineligible_has_reason",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="FOLLOW_UP") | models.Q(discharged_on__isnull=False),
                name="case_follow_up_has_discharge",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class TeamMember(models.Model):
    """A further member of the care team, added by one in charge or by the coordinator."""

    case = models.ForeignKey(DischargeCase, on_delete=models.CASCADE, related_name="team")
    user = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    role = CodeField("user_role", verbose_name="역할")
    added_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "담당 팀원"
        constraints = [
            models.UniqueConstraint(
                fields=["case", "user"], condition=models.Q(removed_at__isnull=True), name="team_member_once"
            )
        ]
        indexes = [models.Index(fields=["user", "case"], name="team_by_user")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.user_id}"
