"""The ledger of what was provided to whom."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from core.fields import CodesField
from network.models import Client, Consent, Institution
from referrals.models.agency_referrals import AgencyReferral
from referrals.models.linkages import Linkage
from referrals.querysets.linkages import ProvisionQuerySet

PERSON = settings.AUTH_USER_MODEL


class Provision(models.Model):
    """The ledger of provision to third parties (domain 4.12): written with every sending, changed by notices only.

    What went out with a linkage, or with an agency's referral and the hospital's replies to it.
    """

    linkage = models.ForeignKey(Linkage, on_delete=models.PROTECT, null=True, blank=True, related_name="provisions")
    agency_referral = models.ForeignKey(
        AgencyReferral, on_delete=models.PROTECT, null=True, blank=True, related_name="provisions"
    )
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    case_number = models.CharField("사례번호", max_length=20)
    sender = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", verbose_name="제공받는 자")
    receiver_name = models.CharField("제공 당시 기관명", max_length=60)
    purpose = models.CharField("목적", max_length=200)
    items = CodesField("shared_item", verbose_name="항목")
    basis = models.TextField("근거")
    consents = models.ManyToManyField(Consent, related_name="+")
    way = models.CharField("방법", max_length=20, default="포털")
    provided_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    provided_at = models.DateTimeField("일시")
    withdrawn_at = models.DateTimeField("동의 철회", null=True, blank=True)
    withdrawal_told_at = models.DateTimeField("철회·파기 통보", null=True, blank=True)
    destroyed_at = models.DateTimeField("파기 확인", null=True, blank=True)

    objects = ProvisionQuerySet.as_manager()

    class Meta:
        verbose_name = "제3자 제공 대장"
        indexes = [models.Index(fields=["sender", "-provided_at", "-id"], name="provision_in_order")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(linkage__isnull=True) ^ models.Q(agency_referral__isnull=True),
                name="provision_of_one_request",
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_number} → {self.receiver_name}"

    @property
    def request_number(self) -> str:
        """The number of the linkage or the referral with which it went out."""
        request = self.linkage or self.agency_referral
        return request.number if request is not None else ""
