"""Endpoints of consent under a case."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.acts import body_of, read_as
from core.api.parsing import BoundedJSONParser, PartsParser
from core.errors import Conflict, NotVisible
from core.policy import OnRow
from discharge.api import reading
from discharge.api.cases import CaseEndpoint, on_case, state_of
from discharge.api.shapes import consents as shapes
from discharge.api.shapes.cases import CaseActedShape
from discharge.forms.cases import ReasonForm
from discharge.forms.consents import CorrectForm, WithdrawForm
from discharge.models import DischargeCase
from discharge.services import consents
from discharge.workflow import PROGRAMME
from network.access import CONSENT_ACCESS
from network.models import Consent
from network.services import consents as consent_services


def _consent_rows() -> Any:
    return Consent.objects.filter(programme=PROGRAMME).select_related("receiver", "client")


class ConsentViewSet(CaseEndpoint):
    """사례의 동의."""

    policies = {
        "list": on_case("read", "case.consents"),
        "create": on_case("consent"),
        "withdraw": on_case("withdraw_consent"),
        "ask_again": on_case("consent"),
        "correct": on_case("correct"),
        # not through the case: who answers for privacy has no case, but this act
        "legal_basis": OnRow(CONSENT_ACCESS, "by_law", rows=_consent_rows),
        "evidence": on_case("read"),
    }
    lookup_url_kwarg = "consent_id"
    tag = "퇴원환자 동의"
    queryset = Consent.objects.none()
    serializer_class = shapes.ConsentShape
    pagination_class = None
    parser_classes: list[type[BaseParser]] = [BoundedJSONParser, PartsParser]

    def consent(self, case: DischargeCase) -> Consent:
        """The consent of the URL, if it is one of this case's person in this programme."""
        found: Consent | None = reading.consents_of(case).filter(pk=self.kwargs["consent_id"]).first()
        if found is None:
            raise NotVisible
        return found

    @extend_schema(summary="동의 목록", responses={200: shapes.ConsentShape(many=True)})
    def list(self, request: Request, case_id: Any) -> Response:
        return Response(shapes.ConsentShape(reading.consents_of(self.row()), many=True).data)

    @extend_schema(
        summary="동의서의 답 등록",
        description="구분마다 따로 답합니다. 필요한 세 동의가 모이면 사례가 평가로 넘어갑니다. "
        "원본 파일은 multipart/form-data로 보내고, 묶음과 줄은 JSON으로 적습니다.",
        request=shapes.PaperBody,
        responses={201: shapes.ConsentShape(many=True)},
    )
    def create(self, request: Request, case_id: Any) -> Response:
        case = self.row()
        data = self.read(shapes.PaperBody, case=case)
        answers, third_parties = data.pop("answers", {}), data.pop("third_parties", [])
        paper = {name: value for name, value in data.items() if value not in (None, "")}
        given = consents.record_answers(
            actor=self.actor, case=case, answers=answers, third_parties=third_parties, paper=paper
        )
        return Response(shapes.ConsentShape(given, many=True).data, status=201)

    @extend_schema(
        summary="동의 철회 등록",
        description="필요한 동의를 철회하면 사례가 바로 종결됩니다.",
        request=body_of(WithdrawForm),
        responses={200: CaseActedShape},
    )
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, case_id: Any, consent_id: Any) -> Response:
        case = self.row()
        consent = self.consent(case)
        data = read_as(self, WithdrawForm).values()
        done = consents.withdraw(actor=self.actor, case=case, consent=consent, **data)
        return Response(state_of(done, self.actor))

    @extend_schema(summary="다시 설명", request=body_of(ReasonForm), responses={200: shapes.ConsentShape})
    @action(detail=True, methods=["post"], url_path="ask-again")
    def ask_again(self, request: Request, case_id: Any, consent_id: Any) -> Response:
        case = self.row()
        consent = self.consent(case)
        data = read_as(self, ReasonForm, row=case, actor=self.actor).values()
        return self.consent_as_it_stands(consent_services.ask_again(actor=self.actor, consent=consent, **data))

    @extend_schema(
        summary="동의 일시 바로잡기",
        description="앞뒤 값과 사유가 기록에 남습니다. 바로잡은 일시보다 먼저 보낸 의뢰의 번호를 답합니다.",
        request=body_of(CorrectForm),
        responses={200: shapes.CorrectedShape},
    )
    @action(detail=True, methods=["post"])
    def correct(self, request: Request, case_id: Any, consent_id: Any) -> Response:
        case = self.row()
        consent = self.consent(case)
        if why := consent_services.unanswered(consent):
            raise Conflict(why)
        data = read_as(self, CorrectForm).values()
        sent = consents.correct(actor=self.actor, case=case, consent=consent, **data)
        found = Consent.objects.select_related("receiver").get(pk=consent.pk)
        return Response(shapes.CorrectedShape({"consent": found, "sent_before": sent}).data)

    @extend_schema(
        summary="법적 근거 기록",
        description="코디네이터와 개인정보 보호책임자가 합니다.",
        request=shapes.LegalBasisBody,
        responses={200: shapes.ConsentShape},
    )
    @action(detail=True, methods=["post"], url_path="legal-basis")
    def legal_basis(self, request: Request, case_id: Any, consent_id: Any) -> Response:
        self.row_kwarg = "consent_id"
        consent = self.row()
        if not DischargeCase.objects.filter(pk=case_id, client_id=consent.client_id).exists():
            raise NotVisible
        data = self.read(shapes.LegalBasisBody)
        return self.consent_as_it_stands(consent_services.record_legal_basis(actor=self.actor, consent=consent, **data))

    @extend_schema(
        summary="동의서 원본 내려받기",
        description="내려받은 일이 기록됩니다.",
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY},
    )
    @action(detail=True, methods=["get"])
    def evidence(self, request: Request, case_id: Any, consent_id: Any) -> FileResponse:
        consent = self.consent(self.row())
        if not consent.evidence:
            raise NotVisible
        consent_services.record_paper_read(self.actor, consent)
        return FileResponse(consent.evidence.open("rb"), as_attachment=True, filename="consent")

    def consent_as_it_stands(self, consent: Consent) -> Response:
        found = Consent.objects.select_related("receiver").get(pk=consent.pk)
        return Response(shapes.ConsentShape(found).data)


routes: tuple[tuple[str, type, str], ...] = (
    ("discharge/cases/<uuid:case_id>/consents", ConsentViewSet, "discharge-consent"),
)
