"""Secret addresses of calendars."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

PERSON = settings.AUTH_USER_MODEL


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
