"""Follow-ups after discharge: the template per condition, the dated rows of a case, every attempt and its answers."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone

from core.fields import CodeField
from discharge.models.cases import DischargeCase
from discharge.querysets import FollowUpQuerySet
from discharge.workflow import FollowUpStatus
from network.models import Client, Institution

PERSON = settings.AUTH_USER_MODEL


class FollowUpTemplate(models.Model):
    """When people of a condition are contacted; an empty condition is the default of the hospital."""

    hospital = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="+")
    target_group = CodeField("target_group", verbose_name="대상군", blank=True)
    steps = models.JSONField("회차", help_text='[{"step": "1W", "days": 7, "months": 0, "before": 3, "after": 3}]')
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "추적관찰 일정표"
        constraints = [models.UniqueConstraint(fields=["hospital", "target_group"], name="template_once")]

    def __str__(self) -> str:
        return self.get_target_group_display() or "기본"


class FollowUp(models.Model):
    """One planned contact. Due and overdue follow from the dates and are not stored (domain 2.0.4)."""

    case = models.ForeignKey(DischargeCase, on_delete=models.CASCADE, related_name="followups")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    step = CodeField("followup_step", verbose_name="회차")
    label = models.CharField("회차 이름", max_length=20, blank=True)
    due_on = models.DateField("예정일")
    window_from = models.DateField("창 시작")
    window_to = models.DateField("창 끝")
    action_on = models.DateField("연락할 날")
    moved_reason = models.CharField("옮긴 사유", max_length=200, blank=True)
    status = models.CharField(max_length=20, choices=FollowUpStatus.choices, default=FollowUpStatus.SCHEDULED)
    version = models.PositiveIntegerField(default=1)
    contacted_at = models.DateTimeField("실시일시", null=True, blank=True)
    timing = models.CharField("시기", max_length=6, blank=True, help_text="EARLY, IN, LATE")
    done_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    method = CodeField("followup_method", verbose_name="방법", blank=True)
    spoke_with = CodeField("spoke_with", verbose_name="응답자", blank=True)
    result = CodeField("followup_result", verbose_name="결과", blank=True)
    self_health = models.PositiveSmallIntegerField(
        "주관적 건강(0~100)", null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    pain = models.PositiveSmallIntegerField("통증(NRS)", null=True, blank=True, validators=[MaxValueValidator(10)])
    mobility = CodeField("mobility_level", verbose_name="이동", blank=True)
    adherence = CodeField("adherence", verbose_name="복약", blank=True)
    fall_since = models.PositiveSmallIntegerField("낙상", null=True, blank=True)
    ed_visit = models.BooleanField("응급실 방문", null=True, blank=True)
    ed_visit_on = models.DateField("응급실 방문일", null=True, blank=True)
    readmitted = models.BooleanField("재입원", null=True, blank=True)
    alcohol_since = CodeField("alcohol_since", verbose_name="음주", blank=True)
    new_need = models.BooleanField("추가 욕구", null=True, blank=True)
    new_need_text = models.CharField("추가 욕구 내용", max_length=300, blank=True)
    caregiver_burden = models.CharField("돌봄 부담", max_length=10, blank=True)
    note = models.TextField("상담 내용", max_length=1300, blank=True)  # and why the K-MBI was not measured
    suspended_from = models.DateField("보류 시작일", null=True, blank=True)
    suspended_to = models.DateField("보류 끝난 날", null=True, blank=True)
    entered_on = models.DateField("적은 날", null=True, blank=True)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = "추적관찰"
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(fields=["case", "due_on"], name="followup_by_case"),
            # figures of a period: whose window closed in it, who was spoken to in it
            models.Index(fields=["window_to"], name="followup_by_window"),
            models.Index(
                fields=["contacted_at"], condition=models.Q(contacted_at__isnull=False), name="followup_by_contact"
            ),
            models.Index(
                fields=["window_to", "id"], condition=models.Q(status="SCHEDULED"), name="followup_open_windows"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(window_from__lte=models.F("due_on"), due_on__lte=models.F("window_to")),
                name="followup_due_in_window",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="DONE") | models.Q(contacted_at__isnull=False), name="followup_done_has_time"
            ),
        ]

    def __str__(self) -> str:
        return self.label or self.get_step_display()

    @property
    def is_late_entry(self) -> bool:
        """The contact lay in the window and was written down after the window had closed."""
        return self.timing == "IN" and self.entered_on is not None and self.entered_on > self.window_to


class ContactAttempt(models.Model):
    """One try to reach the person, whatever came of it."""

    follow_up = models.ForeignKey(FollowUp, on_delete=models.CASCADE, related_name="attempts")
    contacted_at = models.DateTimeField("실시일시")
    method = CodeField("followup_method", verbose_name="방법")
    result = CodeField("followup_result", verbose_name="결과")
    note = models.CharField("메모", max_length=1000, blank=True)
    made_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "연락 시도"
        ordering = ["contacted_at", "pk"]

    def __str__(self) -> str:
        return self.get_result_display()


class ServiceCheck(models.Model):
    """Whether a linked service is in use, found out at a follow-up; and how content the person is with it."""

    follow_up = models.ForeignKey(FollowUp, on_delete=models.CASCADE, related_name="service_checks")
    linkage_id = models.UUIDField("연계")
    service = CodeField("linkage_service", verbose_name="연계서비스")
    use = CodeField("service_use", verbose_name="이용")
    reason = models.CharField("이용하지 않는 이유", max_length=200, blank=True)
    satisfaction = models.PositiveSmallIntegerField("만족도", null=True, blank=True)

    class Meta:
        verbose_name = "서비스 이용 확인"
        constraints = [
            models.UniqueConstraint(fields=["follow_up", "linkage_id"], name="service_check_once"),
            models.CheckConstraint(
                condition=models.Q(satisfaction__isnull=True) | models.Q(satisfaction__range=(1, 5)),
                name="satisfaction_in_range",
            ),
        ]

    def __str__(self) -> str:
        return self.get_use_display()


class Readmission(models.Model):
    """A later admission, learnt at a follow-up or from the hospital's list."""

    case = models.ForeignKey(DischargeCase, on_delete=models.CASCADE, related_name="readmissions")
    hospital_name = models.CharField("병원", max_length=60)
    admitted_on = models.DateField("입원일")
    readmission_type = CodeField("readmission_type", verbose_name="구분")
    reason = models.CharField("사유", max_length=200, blank=True)
    discharged_on = models.DateField("퇴원일", null=True, blank=True)
    recorded_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "재입원"
        ordering = ["admitted_on", "pk"]

    def __str__(self) -> str:
        return f"{self.admitted_on}"
