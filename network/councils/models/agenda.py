"""What is on the agenda of a meeting, what was said and decided about it, in every edition."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Value
from django.db.models.functions import Concat
from django.utils import timezone

from core.fields import CodeField
from core.search import Bigrams
from network.councils.models.meetings import Attendee, Meeting
from network.councils.models.proposals import Proposal

PERSON = settings.AUTH_USER_MODEL
# What a search over agendas reads: an index holds the pairs of letters of just this.
SEARCHED = Concat(
    "title", Value(" "), "paper", Value(" "), "discussion", Value(" "), "decision", output_field=models.TextField()
)


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
    corrected_at = models.DateTimeField("정정일시", null=True, blank=True)

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
        """What was said stands there; a decision need not have been reached."""
        return bool(self.discussion)


class WrittenAnswer(models.Model):
    """What a member answered about one item of a written meeting: a vote, an opinion, or both."""

    class Vote(models.TextChoices):
        FOR = "FOR", "찬성"
        AGAINST = "AGAINST", "반대"
        ABSTAINED = "ABSTAINED", "기권"

    attendee = models.ForeignKey(Attendee, on_delete=models.CASCADE, related_name="written")
    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="written", verbose_name="안건")
    vote = models.CharField("찬반", max_length=10, choices=Vote.choices, blank=True)
    opinion = models.TextField("의견", max_length=1000, blank=True)

    class Meta:
        verbose_name = "서면 회신"
        constraints = [models.UniqueConstraint(fields=["attendee", "item"], name="writtenanswer_once")]

    def __str__(self) -> str:
        return f"{self.get_vote_display()} {self.opinion}".strip()


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
