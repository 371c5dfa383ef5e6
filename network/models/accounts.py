"""Accounts and memberships. One person has one account; rights come from the membership in which they act."""

from __future__ import annotations

from datetime import date
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from core.fields import CodesField
from network.models.institutions import Institution
from network.querysets import MembershipQuerySet


class User(AbstractUser):
    """A person with an account."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField("성명", max_length=50)
    phone = models.CharField("업무 전화", max_length=20, blank=True)
    position = models.CharField("직위", max_length=10, blank=True)
    wants_email = models.BooleanField("전자우편 알림", default=True)
    uses_keys = models.BooleanField("단축키 사용", default=True)
    high_contrast = models.BooleanField("고대비 화면", default=False)

    REQUIRED_FIELDS = ["name", "email"]

    class Meta:
        verbose_name = "계정"

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


class Membership(models.Model):
    """Roles, programmes and marks that a person holds at an institution for a time, granted by somebody for a reason."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="memberships")
    roles = CodesField("user_role", blank=False, verbose_name="역할")
    programmes = ArrayField(models.CharField(max_length=20), default=list, blank=True, verbose_name="사업")
    marks = ArrayField(models.CharField(max_length=20), default=list, blank=True, verbose_name="업무 표시")
    valid_from = models.DateField("시작일")
    valid_to = models.DateField("종료일", null=True, blank=True)
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField("부여 사유", max_length=200, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "소속"
        indexes = [
            models.Index(fields=["user", "valid_from"], name="membership_by_user"),
            GinIndex(fields=["roles"], name="membership_by_role"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from")),
                name="membership_dates_in_order",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.institution}"

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class BrowserSession(AbstractBaseSession):
    """A browser in which somebody is signed in, or has opened a public door.

    `user`: whom the signed content names, once more, so that session and person are read in one statement.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="sessions")

    class Meta:
        verbose_name = "세션"

    @classmethod
    def get_session_store_class(cls) -> Any:
        return import_module(settings.SESSION_ENGINE).SessionStore
