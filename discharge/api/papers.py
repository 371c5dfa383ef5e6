"""Endpoints: papers of a case as PDF and HWPX, by the same services as the pages."""

from __future__ import annotations

from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core import hwpx
from core.api.acts import body_of
from core.api.endpoints import HWPX, PDF, PaperEndpoint, PortalSerializer
from core.policy import OnRow, holding
from core.reports import pdf_response, print_out, type_page
from discharge.access import CASE
from discharge.filters.cases import SEES_CASES
from discharge.forms.bundles import PapersForm
from discharge.models import DischargeCase
from discharge.papers import followups
from discharge.services import bundles, papers
from discharge.workflow import PROGRAMME

PRINT = OnRow(CASE, "print", rows=DischargeCase.objects.for_page)
AS_RECORD = OpenApiParameter("as", str, enum=["record"], description="record: 등록된 답을 적은 동의서")


def _chosen() -> serializers.ListField:
    return serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=bundles.MOST)


class BundleLookBody(PortalSerializer):
    ids = _chosen()


class BundleBody(body_of(PapersForm)):  # type: ignore[misc]
    ids = _chosen()
    seen = serializers.CharField(
        required=False, max_length=64, help_text="빠지는 문서를 확인하고 받은 값. 빠지는 문서가 있으면 꼭 보냅니다."
    )


class BundleEntryShape(serializers.Serializer[bundles.Entry]):
    number = serializers.CharField(help_text="사례번호")
    kind = serializers.CharField(help_text="consent, plan, letter. 사례를 출력할 수 없으면 비어 있습니다.")
    title = serializers.CharField(help_text="문서")
    reason = serializers.CharField(help_text="빠지는 까닭. 출력할 수 있으면 비어 있습니다.")


class BundleLookShape(serializers.Serializer[bundles.Looked]):
    seen = serializers.CharField(help_text="만들 때 되돌려 보낼 값")
    entries = BundleEntryShape(many=True, help_text="사례의 차례대로")


class CasePapers(PaperEndpoint):
    """개인정보 동의서, 퇴원계획서, 추적관찰 기록지. 내려받을 때마다 출력으로 기록합니다."""

    tag = "퇴원환자 문서"
    policies = {
        **{f"paper_{name}{kind}": PRINT for name in ("consent", "plan", "followups") for kind in ("", "_hwpx")},
        **dict.fromkeys(("bundle", "bundle_look"), holding(SEES_CASES, PROGRAMME)),
    }
    queryset = DischargeCase.objects.none()
    lookup_value_converter = "uuid"

    @extend_schema(summary="개인정보 동의서 PDF", parameters=[AS_RECORD], responses=PDF)
    @action(detail=True, url_path="papers/consent")
    def paper_consent(self, request: Request, pk: str) -> HttpResponse:
        as_record = request.query_params.get("as") == "record"
        return pdf_response(*papers.print_consent(actor=self.actor, case=self.row(), as_record=as_record))

    @extend_schema(summary="개인정보 동의서 HWPX", parameters=[AS_RECORD], responses=HWPX)
    @action(detail=True, url_path="papers/consent/hwpx")
    def paper_consent_hwpx(self, request: Request, pk: str) -> HttpResponse:
        as_record = request.query_params.get("as") == "record"
        return hwpx.response(*papers.type_consent(actor=self.actor, case=self.row(), as_record=as_record))

    @extend_schema(summary="퇴원계획서 PDF", responses=PDF)
    @action(detail=True, url_path="papers/plan/<int:edition>")
    def paper_plan(self, request: Request, pk: str, edition: int) -> HttpResponse:
        return pdf_response(*papers.print_plan(actor=self.actor, case=self.row(), edition=edition))

    @extend_schema(summary="퇴원계획서 HWPX", responses=HWPX)
    @action(detail=True, url_path="papers/plan/<int:edition>/hwpx")
    def paper_plan_hwpx(self, request: Request, pk: str, edition: int) -> HttpResponse:
        return hwpx.response(*papers.type_plan(actor=self.actor, case=self.row(), edition=edition))

    @extend_schema(summary="추적관찰 기록지 PDF", responses=PDF)
    @action(detail=True, url_path="papers/followups")
    def paper_followups(self, request: Request, pk: str) -> HttpResponse:
        case = self.row()
        return pdf_response(*print_out(followups.PAPER, case, followups.context(case), self.actor))

    @extend_schema(summary="추적관찰 기록지 HWPX", responses=HWPX)
    @action(detail=True, url_path="papers/followups/hwpx")
    def paper_followups_hwpx(self, request: Request, pk: str) -> HttpResponse:
        case = self.row()
        return hwpx.response(*type_page(followups.PAPER, case, followups.context(case), self.actor))

    @extend_schema(
        summary="여러 사례의 문서 확인",
        description="고른 사례에 어떤 문서가 있고 무엇이 왜 빠지는지 답합니다.",
        request=BundleLookBody,
        responses={200: BundleLookShape},
        filters=False,
    )
    @action(detail=False, methods=["post"], url_path="papers/look", pagination_class=None)
    def bundle_look(self, request: Request) -> Response:
        looked = bundles.look(actor=self.actor, ids=self.read(BundleLookBody)["ids"])
        return Response(BundleLookShape(looked).data)

    @extend_schema(
        summary="여러 사례의 문서를 한 PDF로",
        description="문서마다 출력으로 기록합니다. 빠지는 문서가 있으면 확인하고 받은 `seen`을 함께 보냅니다.",
        request=BundleBody,
        responses=PDF,
        filters=False,
    )
    @action(detail=False, methods=["post"], url_path="papers", pagination_class=None)
    def bundle(self, request: Request) -> HttpResponse:
        body = self.read(BundleBody)
        made = bundles.print_out(actor=self.actor, **body)
        return pdf_response(*made)


routes: tuple[tuple[str, type, str], ...] = (("discharge/cases", CasePapers, "case-papers"),)
