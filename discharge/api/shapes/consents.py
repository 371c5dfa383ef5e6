"""Bodies and answers about consent under a case."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from core.api.endpoints import PortalSerializer
from core.api.shapes import Coded, CodedList, code, code_set, named, words
from core.scans import checked_scan
from discharge.services.consents import NEEDED, NO_THIRD_PARTY, OPTIONAL, third_parties
from network.models import Consent, Institution
from network.workflow import ConsentStatus


class ConsentShape(serializers.Serializer[Any]):
    id = serializers.UUIDField(source="pk")
    consent_type = Coded("consent_type")
    receiver = named("제공받는 기관")
    items = CodedList("shared_item")
    status = Coded(ConsentStatus)
    answered_at = serializers.DateTimeField(allow_null=True)
    signer = Coded("consent_signer")
    signer_name = serializers.CharField(allow_blank=True)
    method = Coded("consent_method")
    refusal_reason = serializers.CharField(allow_blank=True)
    valid_until = serializers.DateField(allow_null=True)
    withdrawn_at = serializers.DateTimeField(allow_null=True)
    withdrawn_how = serializers.CharField(allow_blank=True)
    legal_basis = Coded("legal_basis")
    has_evidence = serializers.SerializerMethodField(help_text="원본이 올라와 있는지")
    version = serializers.IntegerField()

    def get_has_evidence(self, consent: Consent) -> bool:
        return bool(consent.evidence)


class CorrectedShape(serializers.Serializer[Any]):
    """A consent whose moment was put right."""

    consent = ConsentShape()
    sent_before = serializers.ListField(
        child=serializers.CharField(), help_text="바로잡은 일시보다 먼저 보낸 의뢰의 번호"
    )


class AnswersBody(PortalSerializer):
    """Block → granted. A block that is left out keeps waiting."""

    COLLECT = serializers.BooleanField(required=False)
    SENSITIVE = serializers.BooleanField(required=False)
    PROGRAM = serializers.BooleanField(required=False)
    CONTACT = serializers.BooleanField(required=False)
    STATISTICS = serializers.BooleanField(required=False)


assert set(AnswersBody().fields) == {*NEEDED, *OPTIONAL}


class ReceiverField(serializers.PrimaryKeyRelatedField[Institution]):
    """One of those to whom the hospital may pass on: the same choice as on the page."""

    default_error_messages = {"does_not_exist": NO_THIRD_PARTY}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"queryset": Institution.objects.all(), **kwargs})

    def get_queryset(self) -> Any:
        return third_parties(self.context["case"])


class ThirdPartyBody(PortalSerializer):
    """One receiver: which items, until when, and the answer."""

    receiver = ReceiverField(help_text="제공받는 기관")
    items = code_set("shared_item", "제공 항목", required=False, default=list)
    is_granted = serializers.BooleanField(help_text="동의했는지")
    valid_until = serializers.DateField(required=False, allow_null=True, help_text="동의 유효기간")


class PaperBody(PortalSerializer):
    """One consent paper: every block with its own answer, receivers as rows, who signed it and how."""

    answers = AnswersBody(required=False)
    third_parties = ThirdPartyBody(many=True, required=False)
    answered_at = serializers.DateTimeField(help_text="동의(비동의) 일시")
    signer = code("consent_signer", "동의자")
    signer_name = words(50, "동의자 성명", required=False)
    signer_relation = code("relationship", "본인과의 관계", required=False)
    reason_not_self = words(100, "본인이 동의하지 못한 사유", required=False)
    method = code("consent_method", "방법")
    method_note = words(100, "전화 동의 확인", required=False)
    evidence = serializers.FileField(required=False, help_text="원본(스캔·서명). pdf, jpg, png 10MB까지")
    paper_kept = serializers.BooleanField(required=False, help_text="종이 원본을 사업실에 보관했습니다")

    def validate_third_parties(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        if len(rows) > 20:
            raise serializers.ValidationError("한 번에 20곳까지 적으십시오.")
        return rows

    def validate_evidence(self, upload: Any) -> Any:
        try:
            return checked_scan(upload)
        except ValueError as error:
            raise serializers.ValidationError(str(error)) from error


class LegalBasisBody(PortalSerializer):
    legal_basis = code("legal_basis", "법적 근거")
    reason = words(200, "사유")
