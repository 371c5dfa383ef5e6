"""One-time links by which an agency without an account answers a linkage."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from referrals.models.linkages import Linkage

PERSON = settings.AUTH_USER_MODEL


class OneTimeLink(models.Model):
    """A link to one step of one linkage: a random key and a number of six digits, of both only the keyed hash.

    It is good for the linkage as it stood when the link was made (`linkage_version`): any move ends it. Wrong numbers
    are counted and end it; so do an answer, a new link, and the worker who takes it back.
    """

    class End(models.TextChoices):
        ANSWERED = "ANSWERED", "답함"
        TRIES = "TRIES", "다섯 번 틀림"
        REPLACED = "REPLACED", "새로 만듦"
        REVOKED = "REVOKED", "거둠"

    linkage = models.ForeignKey(Linkage, on_delete=models.CASCADE, related_name="one_time_links")
    linkage_version = models.PositiveIntegerField()
    key_hash = models.CharField(max_length=64, unique=True)
    code_hash = models.CharField(max_length=64)
    issued_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField("만든 일시", default=timezone.now)
    expires_at = models.DateTimeField("주소의 기한")
    code_expires_at = models.DateTimeField("번호의 기한")
    wrong_tries = models.PositiveSmallIntegerField("틀린 횟수", default=0)
    passed_at = models.DateTimeField("번호를 맞힌 일시", null=True, blank=True)
    ended_at = models.DateTimeField("닫힌 일시", null=True, blank=True)
    ended_why = models.CharField("닫힌 까닭", max_length=10, choices=End.choices, blank=True)

    class Meta:
        verbose_name = "한 번 쓰는 주소"
        indexes = [models.Index(fields=["linkage", "-issued_at"], name="onetime_by_linkage")]
        constraints = [
            models.UniqueConstraint(
                fields=["linkage"], condition=models.Q(ended_at__isnull=True), name="onetime_one_open"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_why="") ^ models.Q(ended_at__isnull=False), name="onetime_end_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.linkage_id} {self.issued_at:%Y-%m-%d}"
