"""Endpoints: case conferences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.endpoints import IDEMPOTENCY_KEY, IF_MATCH, PortalSerializer
from core.api.shapes import RowShape
from core.errors import Invalid, NotVisible
from core.policy import OnRow
from discharge.access import CASE
from discharge.api.assessments import CASE_ID, PK, CaseRows
from discharge.models import AgencyAction, CaseConference, ConferenceParticipant, DischargeCase
from discharge.services import conferences
from network.models import Institution


def _rows() -> Any:
    return DischargeCase.objects.for_page()


READ = OnRow(CASE, "read", rows=_rows, audit_as="case.conferences")
CONFER = OnRow(CASE, "confer", rows=_rows)


class ParticipantBody(PortalSerializer):
    """`institution`: its code."""

    institution = serializers.SlugField(help_text="기관의 부호")
    role = serializers.CharField(max_length=30, help_text="직위·역할")
    name = serializers.CharField(max_length=50, help_text="성명")


class AgencyActionBody(PortalSerializer):
    institution = serializers.SlugField(help_text="기관의 부호")
    action = serializers.CharField(max_length=200, help_text="할 일")
    from_on = serializers.DateField(required=False, allow_null=True, help_text="부터")
    until_on = serializers.DateField(required=False, allow_null=True, help_text="까지")


class ConferenceBody(PortalSerializer):
    held_on = serializers.DateField(help_text="회의일")
    place = serializers.CharField(max_length=100, help_text="장소")
    is_integrated = serializers.BooleanField(default=False, help_text="통합사례회의")
    situation = serializers.CharField(max_length=1000, help_text="현재 상황")
    needs = serializers.CharField(max_length=500, allow_blank=True, default="", help_text="욕구")
    decision = serializers.ChoiceField(CaseConference.Decision.choices, help_text="결정")
    decision_text = serializers.CharField(max_length=500, help_text="결정 내용")
    extend_until = serializers.DateField(required=False, allow_null=True, help_text="연장 종료일")
    next_on = serializers.DateField(required=False, allow_null=True, help_text="다음 회의일")
    participants = ParticipantBody(many=True, help_text="참석자")
    actions = AgencyActionBody(many=True, required=False, help_text="기관별 할 일")
    late_reason = serializers.CharField(max_length=200, allow_blank=True, default="", help_text="늦게 적는 사유")


class ParticipantShape(RowShape):
    institution = serializers.CharField(source="institution.code", help_text="기관의 부호")

    class Meta:
        model = ConferenceParticipant
        fields = ("institution", "role", "name")


class AgencyActionShape(RowShape):
    institution = serializers.CharField(source="institution.code", help_text="기관의 부호")

    class Meta:
        model = AgencyAction
        fields = ("institution", "action", "from_on", "until_on")


class ConferenceView(RowShape):
    participants = ParticipantShape(many=True, help_text="참석자")
    actions = AgencyActionShape(many=True, help_text="기관별 할 일")

    class Meta:
        model = CaseConference
        fields = ("id", *conferences.FIELDS, "version", "participants", "actions")


def _of(case: DischargeCase) -> Any:
    return case.conferences.prefetch_related("participants__institution", "actions__institution")


class ConferenceEndpoint(CaseRows):
    """사례회의 of a case."""

    tag = "사례회의"
    serializer_class = ConferenceView
    policies = {"list": READ, "create": CONFER, "update": CONFER}

    @extend_schema(summary="사례회의 목록", parameters=[CASE_ID], responses=ConferenceView(many=True))
    def list(self, request: Request, case_id: str) -> Response:
        return Response(ConferenceView(_of(self.case()), many=True).data)

    @extend_schema(
        summary="사례회의 등록",
        parameters=[CASE_ID, IDEMPOTENCY_KEY],
        request=ConferenceBody,
        responses={201: ConferenceView},
    )
    def create(self, request: Request, case_id: str) -> Response:
        case = self.case()
        row = conferences.record(
            actor=self.actor, case=case, data=self._record(), idempotency_key=self.idempotency_key()
        )
        return Response(ConferenceView(_of(case).get(pk=row.pk)).data, status=201)

    @extend_schema(summary="사례회의 고치기", parameters=[CASE_ID, PK, IF_MATCH], request=ConferenceBody)
    def update(self, request: Request, case_id: str, id: int) -> Response:
        case = self.case()
        row = CaseConference.objects.filter(case=case, pk=id).first()
        if row is None:
            raise NotVisible
        conferences.edit(actor=self.actor, conference=row, data=self._record(), version=self.version())
        return Response(ConferenceView(_of(case).get(pk=row.pk)).data)

    def _record(self) -> dict[str, Any]:
        body = self.read(ConferenceBody)
        rows = {name: body.get(name) or [] for name in ("participants", "actions")}
        places = _places(row["institution"] for found in rows.values() for row in found)
        named = {name: [{**row, "institution": places[row["institution"]]} for row in rows[name]] for name in rows}
        return {**body, **named}


def _places(wanted: Iterable[str]) -> Mapping[str, Institution]:
    asked = set(wanted)
    found = {place.code: place for place in Institution.objects.filter(code__in=asked)}
    if asked - set(found):
        raise Invalid({"institution": "목록에 없는 기관이 있습니다."})
    return found


routes: tuple[tuple[str, type, str], ...] = (
    ("discharge/cases/<uuid:case_id>/conferences", ConferenceEndpoint, "discharge-conference"),
)
