"""What a member institution asks a council to discuss."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from network.councils.models.bodies import Council
from network.councils.querysets import ProposalQuerySet
from network.models.institutions import Institution

PERSON = settings.AUTH_USER_MODEL


class Proposal(models.Model):
    """What a member institution wants discussed. The coordinator takes it onto an agenda, answers it, or says why not."""

    class Kind(models.TextChoices):
        PROBLEM = "PROBLEM", "문제 제기"
        COOPERATION = "COOPERATION", "협조요청"
        DIFFICULTY = "DIFFICULTY", "애로사항"

    class Outcome(models.TextChoices):
        WAITING = "WAITING", "검토 중"
        TAKEN = "TAKEN", "안건 채택"
        ANSWERED = "ANSWERED", "답변"
        NOT_TAKEN = "NOT_TAKEN", "채택하지 않음"

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="proposals")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", verbose_name="제안 기관")
    kind = models.CharField("구분", max_length=15, choices=Kind.choices)
    title = models.CharField("제목", max_length=100)
    text = models.TextField("내용", max_length=2000)
    figures = models.TextField("근거 수치", max_length=1000, blank=True)
    request = models.TextField("요청 사항", max_length=1000, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.WAITING)
    answer = models.TextField("답변", max_length=1000, blank=True)
    meeting = models.ForeignKey(
        "councils.Meeting",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="proposals",
        verbose_name="회의",
    )
    proposed_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = "안건 제안"
        indexes = [models.Index(fields=["council", "-proposed_at", "-id"], name="proposal_by_council")]

    def __str__(self) -> str:
        return self.title
