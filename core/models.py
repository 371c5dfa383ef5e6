"""What the kernel keeps: duties, messages, the audit trail, drafts, numbers, printed documents, holidays."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils import timezone

from core.fields import CodeField, EncryptedJSONField, EncryptedTextField
from core.querysets import DutyQuerySet, MessageQuerySet

PERSON = settings.AUTH_USER_MODEL
INSTITUTION = settings.INSTITUTION_MODEL


class Duty(models.Model):
    """Who owes what by when. Owned by one person, or by everybody who holds a role at an institution.

    `number` and `about` are the line shown on the home page (case number; masked name and matter), written when
    the duty opens so that the home page is one query. `about` never holds a full name.
    """

    kind = models.CharField(max_length=60)
    object_kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=40)
    programme = models.CharField(max_length=20)
    institution = models.ForeignKey(INSTITUTION, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=40)
    # indexed below, among what is open: an index of its own would offer every duty of a role to its readers
    person = models.ForeignKey(
        PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    number = models.CharField(max_length=20)
    about = models.CharField(max_length=200)
    url = models.CharField(max_length=200)
    root_kind = models.CharField(max_length=40, blank=True, default="", help_text="이 일이 속한 사례의 종류")
    root_id = models.CharField(max_length=40, blank=True, default="")
    is_urgent = models.BooleanField(default=False)
    is_clock = models.BooleanField(default=False, help_text="한 상태에 머무는 동안의 기한")
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    escalates_to = models.CharField(max_length=40, blank=True)
    escalate_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField(max_length=20, blank=True, help_text="DONE, DROPPED, MOVED")

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = "할 일"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "object_kind", "object_id"],
                condition=models.Q(done_at__isnull=True),
                name="duty_open_once",
            )
        ]
        indexes = [
            models.Index(
                fields=["institution", "due_at", "id"],
                condition=models.Q(done_at__isnull=True),
                name="duty_open_by_place",
            ),
            models.Index(
                fields=["person", "due_at", "id"], condition=models.Q(done_at__isnull=True), name="duty_open_by_person"
            ),
            models.Index(
                fields=["institution", "role", "due_at"],
                condition=models.Q(done_at__isnull=True, person__isnull=True),
                name="duty_open_by_role",
            ),
            models.Index(
                fields=["institution", "escalates_to", "due_at"],
                condition=models.Q(done_at__isnull=True, escalated_at__isnull=False),
                name="duty_open_escalated",
            ),
            models.Index(
                fields=["escalate_at"],
                condition=models.Q(done_at__isnull=True, escalated_at__isnull=True),
                name="duty_to_escalate",
            ),
            models.Index(fields=["object_kind", "object_id", "done_at"], name="duty_by_object"),
            models.Index(
                fields=["root_id", "due_at", "id"], condition=models.Q(done_at__isnull=True), name="duty_open_by_root"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class Message(models.Model):
    """The transactional outbox. One row per recipient and channel; the key makes a second plan impossible.

    planned → claimed (leased by one worker) → sending → sent | failed | unknown. Texts are neutral: a link and a
    case number, never a name, a hospital type or a diagnosis.
    """

    class State(models.TextChoices):
        PLANNED = "PLANNED", "예정"
        CLAIMED = "CLAIMED", "처리 중"
        SENDING = "SENDING", "보내는 중"
        SENT = "SENT", "보냄"
        FAILED = "FAILED", "실패"
        UNKNOWN = "UNKNOWN", "결과 모름"
        DROPPED = "DROPPED", "보내지 않음"

    class Channel(models.TextChoices):
        IN_APP = "IN_APP", "알림"
        EMAIL = "EMAIL", "전자우편"
        SMS = "SMS", "문자"

    key = models.CharField(max_length=200, unique=True)
    reference = models.UUIDField(default=uuid.uuid4, unique=True, help_text="업체에 넘기는 우리 쪽 번호")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    template = models.CharField(max_length=60)
    values = models.JSONField(default=dict)
    url = models.CharField(max_length=200, blank=True)
    recipient = models.ForeignKey(PERSON, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    address = EncryptedTextField(null=True, blank=True, help_text="계정이 없는 곳으로 보낼 때의 주소나 번호")
    duty = models.ForeignKey(Duty, on_delete=models.CASCADE, null=True, blank=True, related_name="messages")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    not_before = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    fault = models.CharField(max_length=200, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = "알림"
        indexes = [
            models.Index(
                fields=["not_before", "id"],
                condition=models.Q(state__in=["PLANNED", "CLAIMED"]),
                name="message_to_send",
            ),
            models.Index(
                fields=["recipient", "-sent_at", "-id"],
                condition=models.Q(channel="IN_APP", state="SENT"),
                name="message_inbox",
            ),
            models.Index(
                fields=["recipient"],
                condition=models.Q(channel="IN_APP", state="SENT", read_at__isnull=True),
                name="message_unread",
            ),
            models.Index(
                fields=["lease_until"],
                condition=models.Q(state__in=["SENDING", "UNKNOWN"]),
                name="message_to_ask_about",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class AuditSeal(models.Model):
    """One link of the hash chain over a batch of audit entries."""

    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField(unique=True)
    count = models.PositiveIntegerField()
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    class Meta:
        verbose_name = "접속기록 봉인"

    def __str__(self) -> str:
        return f"{self.first_id}-{self.last_id}"


class AuditEntry(models.Model):
    """Who did what to whose data, when, from where, why. Append-only by database trigger."""

    at = models.DateTimeField(default=timezone.now)
    action = CodeField("access_action")
    verb = models.CharField(max_length=80)
    user = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    institution = models.ForeignKey(INSTITUTION, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    roles = ArrayField(models.CharField(max_length=40), default=list)
    address = models.GenericIPAddressField(null=True, blank=True)
    request_id = models.CharField(max_length=32, blank=True)
    object_kind = models.CharField(max_length=40, blank=True)
    object_id = models.CharField(max_length=40, blank=True)
    persons = ArrayField(models.UUIDField(), default=list)
    changes = models.JSONField(default=dict)
    reason = models.CharField(max_length=500, blank=True)
    mac = models.CharField(max_length=64)

    class Meta:
        verbose_name = "접속기록"
        indexes = [
            GinIndex(fields=["persons"], name="audit_by_person", fastupdate=False),
            models.Index(fields=["object_kind", "object_id", "-id"], name="audit_by_object"),
            models.Index(fields=["user", "-id"], name="audit_by_user"),
            models.Index(fields=["institution", "-id"], name="audit_by_institution"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb}"


class Draft(models.Model):
    """What a person is typing in a form. Never a version, never shown to others, gone on submit or after 7 days."""

    person = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    form = models.CharField(max_length=60)
    object_id = models.CharField(max_length=40, blank=True)
    fields = EncryptedJSONField(default=dict)
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name = "임시저장"
        constraints = [models.UniqueConstraint(fields=["person", "form", "object_id"], name="draft_once")]

    def __str__(self) -> str:
        return f"{self.form} {self.object_id}"


class ImportDraft(models.Model):
    """The rows of a list as read and shown, kept until the person confirms them or a day has passed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    institution = models.ForeignKey(INSTITUTION, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    content = EncryptedJSONField()
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        verbose_name = "읽은 파일"

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class IdempotencyKey(models.Model):
    """A form's one-time key or an API client's Idempotency-Key, and what it made."""

    person = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    route = models.CharField(max_length=80)
    key = models.CharField(max_length=80)
    body = models.CharField(max_length=64, help_text="보낸 내용의 해시")
    object_id = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "중복 방지 키"
        constraints = [models.UniqueConstraint(fields=["person", "route", "key"], name="once_per_key")]

    def __str__(self) -> str:
        return f"{self.route} {self.key}"


class Counter(models.Model):
    """The last number given in a series and year (`D`, 2026). Numbers are never reused; gaps are allowed."""

    series = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "번호"
        constraints = [models.UniqueConstraint(fields=["series", "year"], name="counter_once")]

    def __str__(self) -> str:
        return f"{self.series}-{self.year}: {self.last}"


class PaperNumber(models.Model):
    """The number of a paper: drawn once, when it is issued, for what the paper is about and in whatever form."""

    kind = models.CharField(max_length=40)
    object_kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=40)
    edition = models.CharField(max_length=80, blank=True)
    number = models.CharField(max_length=60, unique=True)

    class Meta:
        verbose_name = "문서번호"
        constraints = [
            models.UniqueConstraint(
                fields=["object_kind", "object_id", "kind", "edition"], name="number_once_per_paper"
            )
        ]

    def __str__(self) -> str:
        return self.number


class PrintedDocument(models.Model):
    """A print of a paper: the paper's number if it has one, who printed it and when, and the hash of the file. What was
    issued is kept as PDF and, where it is typed as well, as HWPX."""

    number = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=60)
    kind = models.CharField(max_length=40)
    object_kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=40)
    printed_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    printed_at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to="documents/%Y/%m/", blank=True, help_text="확정본만 보관")
    typed = models.FileField(upload_to="documents/%Y/%m/", blank=True, help_text="확정본의 HWPX")
    typed_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = "출력 문서"
        indexes = [models.Index(fields=["object_kind", "object_id", "-id"], name="printed_by_object")]

    def __str__(self) -> str:
        return f"{self.title} {self.number}".strip()


class StoredFile(models.Model):
    """A file that somebody added to a row (`core.files`). Taken away it stays as a line; its bytes are gone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    object_kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=40)
    name = models.CharField("파일 이름", max_length=120)
    kind = models.CharField(max_length=5, help_text="내용으로 본 종류: pdf, jpg, hwpx 등")
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to="files/%Y/%m/", blank=True)
    added_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "올린 파일"
        indexes = [
            models.Index(
                fields=["object_kind", "object_id", "added_at"],
                condition=models.Q(removed_at__isnull=True),
                name="file_by_object",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Holiday(models.Model):
    """A day that the operator adds to or takes out of the Korean holiday calendar."""

    day = models.DateField(unique=True)
    name = models.CharField(max_length=50)
    is_working = models.BooleanField(default=False, help_text="쉬는 날을 근무일로 바꿀 때")

    class Meta:
        verbose_name = "휴일 조정"

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class Heartbeat(models.Model):
    """When a periodic job last finished; the health page reads it."""

    job = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = "작업 상태"

    def __str__(self) -> str:
        return self.job


class ThrottleCount(models.Model):
    """How many tries fell into one window of time, by bucket (an address as a keyed hash, or everybody)."""

    bucket = models.CharField(max_length=80)
    began_at = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "시도 횟수"
        constraints = [models.UniqueConstraint(fields=["bucket", "began_at"], name="throttle_once_per_window")]
        indexes = [models.Index(fields=["began_at"], name="throttle_by_age")]

    def __str__(self) -> str:
        return self.bucket


class ContactProof(models.Model):
    """Somebody without an account shows that a telephone or a mailbox is theirs (`core.contacts`).

    The number that is sent is kept nowhere: it is worked out of this row and the portal's secret.
    """

    class Channel(models.TextChoices):
        SMS = "SMS", "휴대전화 문자"
        EMAIL = "EMAIL", "전자우편"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    purpose = models.CharField(max_length=40)
    channel = models.CharField(max_length=5, choices=Channel.choices)
    address = EncryptedTextField()
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    wrong_tries = models.PositiveSmallIntegerField(default=0)
    passed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "연락처 확인"

    def __str__(self) -> str:
        return f"{self.purpose} {self.pk}"
