"""Endpoints of the plan: versions, two versions side by side, the three parts."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.acts import body_of, read_as
from core.api.endpoints import IF_MATCH, IF_MATCH_NEEDED
from core.errors import NotVisible
from core.forms import ActForm
from discharge.api.cases import CaseEndpoint, on_case
from discharge.api.shapes import plans as shapes
from discharge.models import DischargeCase, DischargePlan, PlanPart
from discharge.panels import plans as panel
from discharge.services import plans


class PlanViewSet(CaseEndpoint):
    """퇴원계획의 판."""

    policies = {
        "list": on_case("read"),
        "retrieve": on_case("read", "case.plan"),
        "compare": on_case("read", "case.plan_compare"),
    }
    lookup_value_converter = "int"
    lookup_url_kwarg = "edition"
    tag = "퇴원계획"
    queryset = DischargePlan.objects.none()
    serializer_class = shapes.PlanLineShape
    pagination_class = None

    @extend_schema(summary="계획의 판 목록", description="새로운 판부터.")
    def list(self, request: Request, case_id: Any) -> Response:
        rows = DischargePlan.objects.filter(case=self.row()).select_related("submitted_by", "approved_by")
        return Response(shapes.PlanLineShape(rows.order_by("-edition"), many=True).data)

    @extend_schema(summary="계획 한 판", responses={200: shapes.PlanShape})
    def retrieve(self, request: Request, case_id: Any, edition: int) -> Response:
        return Response(shapes.PlanShape(panel.version(self.row(), edition)).data)

    @extend_schema(summary="두 판 견주기", responses={200: shapes.ComparedShape(many=True)})
    @action(detail=True, methods=["get"], url_path="compare/<int:other>")
    def compare(self, request: Request, case_id: Any, edition: int, other: int) -> Response:
        case = self.row()
        rows = panel.compared(panel.version(case, edition), panel.version(case, other))
        for row in rows:
            row["pieces"] = [piece._asdict() for piece in row["pieces"]]
        return Response(shapes.ComparedShape(rows, many=True).data)


class PartViewSet(CaseEndpoint):
    """퇴원계획의 부분."""

    policies = {
        "retrieve": on_case("read", "case.plan_part"),
        "update": on_case("plan"),
        "sign": on_case("plan"),
        "unsign": on_case("plan"),
    }
    lookup_value_converter = "slug"
    lookup_url_kwarg = "kind"
    tag = "퇴원계획"
    queryset = PlanPart.objects.none()
    serializer_class = shapes.PartShape

    @extend_schema(
        summary="계획 부분 보기", description="doctor, nurse, social 가운데 하나. 가장 새로운 판의 부분입니다."
    )
    def retrieve(self, request: Request, case_id: Any, kind: str) -> Response:
        rows = PlanPart.objects.filter(plan__case=self.row(), kind=kind.upper())
        part = rows.select_related("edited_by", "signed_by").order_by("-plan__edition").first()
        if part is None:
            raise NotVisible
        return Response(shapes.PartShape(part).data)

    @extend_schema(
        summary="계획 부분 쓰기",
        description="서명한 부분을 고치면 그 부분의 서명만 풀립니다. 판 번호가 다르면 409와 함께 두 글을 답합니다.",
        request=shapes.PlanPartBody,
        responses={200: shapes.PartShape},
        parameters=[IF_MATCH_NEEDED],
    )
    def update(self, request: Request, case_id: Any, kind: str) -> Response:
        case, version = self.row(), self.needed_version()
        part = plans.part_to_write(actor=self.actor, case=case, kind=kind)
        data = self.read(shapes.PlanPartBody, case=case, kind=part.kind)
        sign = data.pop("sign")
        saved = plans.save_part(actor=self.actor, part=part, data=_plain(data), version=version, sign=sign)
        return self.part_as_it_stands(saved)

    @extend_schema(
        summary="계획 부분 서명", request=body_of(ActForm), responses={200: shapes.PartShape}, parameters=[IF_MATCH]
    )
    @action(detail=True, methods=["post"])
    def sign(self, request: Request, case_id: Any, kind: str) -> Response:
        return self.part_as_it_stands(plans.sign(actor=self.actor, part=self.part(kind), version=self.version()))

    @extend_schema(
        summary="계획 부분 서명 해제",
        request=body_of(ActForm),
        responses={200: shapes.PartShape},
        parameters=[IF_MATCH],
    )
    @action(detail=True, methods=["post"])
    def unsign(self, request: Request, case_id: Any, kind: str) -> Response:
        return self.part_as_it_stands(plans.unsign(actor=self.actor, part=self.part(kind), version=self.version()))

    def part(self, kind: str) -> PlanPart:
        case: DischargeCase = self.row()
        read_as(self, ActForm, row=case, actor=self.actor)
        return plans.part_to_write(actor=self.actor, case=case, kind=kind)

    def part_as_it_stands(self, part: PlanPart) -> Response:
        found = PlanPart.objects.select_related("edited_by", "signed_by").get(pk=part.pk)
        return Response(shapes.PartShape(found).data)


def _plain(data: dict[str, Any]) -> dict[str, Any]:
    """Rows that are kept as JSON carry their dates as text; rows of tables carry dates."""
    for name in ("medications", "appointments", "education"):
        if name in data:
            data[name] = [
                {key: value.isoformat() if hasattr(value, "isoformat") else value for key, value in row.items()}
                for row in data[name]
            ]
    return data


routes: tuple[tuple[str, type, str], ...] = (
    ("discharge/cases/<uuid:case_id>/plans", PlanViewSet, "discharge-plan"),
    ("discharge/cases/<uuid:case_id>/plan-parts", PartViewSet, "discharge-plan-part"),
)
