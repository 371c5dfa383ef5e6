"""Somebody without an account who asks for a course."""

from __future__ import annotations

from django.db import models

from core.fields import EncryptedTextField
from core.models import ContactProof
from education.models.requests import EducationRequest
from network.models import Municipality


class ExternalRequester(models.Model):
    """Who asked without an account: a group, where it is, and the contact that was shown to be theirs.

    `key_hash`: keyed hash of the secret in the address of their page; `key_serial` makes another address.
    """

    request = models.OneToOneField(EducationRequest, on_delete=models.CASCADE, related_name="external_requester")
    name = models.CharField("기관·단체명", max_length=60)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+", verbose_name="시군구")
    channel = models.CharField("확인한 연락처", max_length=5, choices=ContactProof.Channel.choices)
    address = EncryptedTextField()
    address_hash = models.CharField(max_length=64)
    proved_at = models.DateTimeField("연락처 확인")
    consented_at = models.DateTimeField("개인정보 동의")
    key_serial = models.PositiveSmallIntegerField(default=1)
    key_hash = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = "계정 없는 신청인"
        indexes = [models.Index(fields=["address_hash", "proved_at"], name="external_requester_by_address")]

    def __str__(self) -> str:
        return self.name
