"""Meetings of a council: who was invited and came, what was on the agenda, what was said, decided and is to be done."""

from __future__ import annotations

import uuid
from datetime import date

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Value
from django.db.models.functions import Concat
from django.utils import timezone

from core.fields import CodeField
from core.search import Bigrams
from network.council_querysets import ActionItemQuerySet, DocumentQuerySet, MeetingQuerySet
from network.council_workflow import ActionStatus, DocumentStatus, MeetingStatus
from network.models.councils import Council, CouncilMember, Proposal
from network.models.institutions import Institution

PERSON = settings.AUTH_USER_MODEL
# What a search over agendas reads: an index holds the pairs of letters of just this.
SEARCHED = Concat(
    "title", Value(" "), "paper", Value(" "), "discussion", Value(" "), "decision", output_field=models.TextField()
)


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
    held_at = models.DateTimeField("개최일시", null=True, blank=True)
    distributed_at = models.DateTimeField("배포일시", null=True, blank=True)
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


class Participant(models.Model):
    """Somebody asked to a meeting, with the words of that day (old papers keep old names), their answer, and whether
    they came. `member` is empty for a guest (배석). `told_by`: whose telephone answer the coordinator entered."""

    class Answer(models.TextChoices):
        COMES = "COMES", "참석"
        DECLINES = "DECLINES", "불참"
        SENDS = "SENDS", "대리"

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="participants")
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

    class Meta:
        verbose_name = "참석자"
        indexes = [models.Index(fields=["user", "meeting"], name="participant_by_user")]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "member"], name="participant_once"),
            models.CheckConstraint(
                condition=~models.Q(attendance="PROXY") | ~models.Q(proxy_name=""), name="participant_proxy_has_name"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.institution_name} {self.position} {self.name}"

    @property
    def has_vote(self) -> bool:
        return self.role != "OBSERVER"

    @property
    def came(self) -> bool:
        return self.attendance in ("ATTENDED", "PROXY")


class AgendaItem(models.Model):
    """A row of the agenda with its notes and decision. `is_standing`: the check of what earlier meetings agreed, which
    comes onto the agenda by itself. `version` counts the notes; each is kept as an `AgendaNote`."""

    class Way(models.TextChoices):
        CONSENSUS = "CONSENSUS", "합의"
        VOTE = "VOTE", "표결"

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="items")
    order = models.PositiveSmallIntegerField("순서")
    kind = CodeField("agenda_kind", verbose_name="구분")
    title = models.CharField("안건명", max_length=100)
    presenter = models.CharField("발표", max_length=50, blank=True)
    minutes = models.PositiveSmallIntegerField("시간(분)", null=True, blank=True)
    paper = models.TextField("주요 내용", max_length=5000, blank=True)
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, null=True, blank=True, related_name="items")
    is_standing = models.BooleanField(default=False)
    discussion = models.TextField("논의 내용", max_length=5000, blank=True)
    decision = models.TextField("결정 사항", max_length=1000, blank=True)
    way = models.CharField("결정 방법", max_length=10, choices=Way.choices, blank=True)
    votes_for = models.PositiveSmallIntegerField("찬성", null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField("반대", null=True, blank=True)
    votes_abstained = models.PositiveSmallIntegerField("기권", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    noted_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    noted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "안건"
        ordering = ["order"]
        indexes = [GinIndex(Bigrams(SEARCHED), name="agendaitem_by_words")]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "order"], name="agendaitem_order_once", deferrable=models.Deferrable.DEFERRED
            ),
            models.UniqueConstraint(
                fields=["meeting"], condition=models.Q(is_standing=True), name="agendaitem_one_standing"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_done(self) -> bool:
        return bool(self.discussion and self.decision)


class ReportTable(models.Model):
    """A plan-against-actual table of an item (domain 3.2), as rows of numbers and words; how it prints is computed.

    `rows`: name, unit, plan, actual, note, remark, and where a figure came from an indicator its code.
    """

    class Kind(models.TextChoices):
        NEXT_YEAR = "A", "다음 해 계획과 올해 실적"
        SAME_PERIOD = "B", "같은 기간의 계획과 실적"
        BUDGET = "C", "예산"
        YEARLY = "D", "연도별 지표"
        GRADES = "E", "등급"

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="tables")
    order = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField("표 종류", max_length=1, choices=Kind.choices)
    title = models.CharField("표 제목", max_length=60, blank=True)
    as_of = models.DateField("기준일", null=True, blank=True)
    year = models.PositiveSmallIntegerField("연도", null=True, blank=True)
    totals = models.CharField("합계", max_length=5, blank=True, help_text="FIRST, LAST 또는 없음")
    columns = ArrayField(
        models.CharField(max_length=30),
        default=list,
        blank=True,
        verbose_name="칸",
        help_text="연도별 지표와 등급의 머리",
    )
    rows = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "실적표"
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.title or self.get_kind_display()


class AgendaNote(models.Model):
    """One saved version of an item's notes: what stood then and who wrote it."""

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="notes")
    version = models.PositiveIntegerField()
    discussion = models.TextField(blank=True)
    decision = models.TextField(blank=True)
    votes = models.CharField(max_length=60, blank=True)
    written_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "회의 기록의 판"
        constraints = [models.UniqueConstraint(fields=["item", "version"], name="agendanote_once")]

    def __str__(self) -> str:
        return f"{self.item_id}-{self.version}"


class ActionItem(models.Model):
    """What a meeting agreed that somebody does by a day (조치사항). It opens when the report is distributed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="actions")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="actions", verbose_name="안건")
    text = models.CharField("조치 내용", max_length=200)
    owner = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", verbose_name="담당 기관")
    person = models.CharField("담당자", max_length=50, blank=True)
    user = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField("기한")
    status = models.CharField(max_length=10, choices=ActionStatus.choices, default=ActionStatus.OPEN)
    result = models.TextField("결과", max_length=1000, blank=True)
    reason = models.CharField("중단 사유", max_length=300, blank=True)
    done_on = models.DateField("완료일", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)

    objects = ActionItemQuerySet.as_manager()

    class Meta:
        verbose_name = "조치사항"
        indexes = [
            models.Index(fields=["due_on", "id"], name="actionitem_by_due"),
            models.Index(fields=["owner", "due_on"], name="actionitem_by_owner"),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_over(self) -> bool:
        return self.status in (ActionStatus.DONE, ActionStatus.DROPPED)

    def last_day(self) -> date:
        return self.due_on


class CouncilDocument(models.Model):
    """The report of a meeting as a paper that needs approval. Once approved its content is frozen, with a hash; a
    correction is a new edition that names the one it corrects."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="documents")
    edition = models.PositiveSmallIntegerField(default=1)
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrected_by", verbose_name="정정 대상"
    )
    correction_note = models.CharField("정정 내용", max_length=500, blank=True)
    status = models.CharField(max_length=15, choices=DocumentStatus.choices, default=DocumentStatus.DRAFT)
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    number = models.CharField("문서번호", max_length=60, blank=True)
    approved_at = models.DateTimeField("결재일시", null=True, blank=True)
    issued_at = models.DateTimeField("시행일시", null=True, blank=True)
    return_note = models.CharField("반려 의견", max_length=500, blank=True)
    content = models.JSONField(null=True, blank=True, help_text="결재한 때의 내용")
    digest = models.CharField(max_length=64, blank=True)
    paper = models.ForeignKey("core.PrintedDocument", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "결재 문서"
        constraints = [models.UniqueConstraint(fields=["meeting", "edition"], name="councildocument_edition_once")]

    def __str__(self) -> str:
        return self.number or f"{self.meeting_id}-{self.edition}"


class Approval(models.Model):
    """A person of the approval line, in order, the drafter first; `mark` says how they signed."""

    document = models.ForeignKey(CouncilDocument, on_delete=models.CASCADE, related_name="approvals")
    order = models.PositiveSmallIntegerField()
    title = models.CharField("직위", max_length=10)
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", verbose_name="결재자")
    mark = CodeField("approval_mark", blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    comment = models.CharField("의견", max_length=500, blank=True)

    class Meta:
        verbose_name = "결재"
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["document", "order"], name="approval_order_once")]

    def __str__(self) -> str:
        return self.title


class CalendarFeed(models.Model):
    """A secret address of a calendar: of the person's own entries, or of all that their membership may see. Only a keyed
    hash of it is kept; it can be taken back."""

    class Scope(models.TextChoices):
        MINE = "MINE", "내 일정"
        PLACE = "PLACE", "우리 기관 일정"

    user = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    membership = models.ForeignKey("network.Membership", on_delete=models.CASCADE, related_name="+")
    scope = models.CharField(max_length=5, choices=Scope.choices, default=Scope.MINE)
    key_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "일정 주소"
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "scope"],
                condition=models.Q(revoked_at__isnull=True),
                name="calendarfeed_one_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.membership_id}"
