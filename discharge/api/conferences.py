"""Endpoints: case conferences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.acts import body_of, judged_by
from core.api.endpoints import IDEMPOTENCY_KEY, IF_MATCH
from core.api.shapes import RowShape
from core.errors import Invalid, NotVisible
from core.policy import OnRow
from discharge.access import CASE
from discharge.api.assessments import CaseRows
from discharge.forms import conferences as forms
from discharge.models import AgencyAction, CaseConference, ConferenceAttendee, DischargeCase
from discharge.services import conferences
from network.models import Institution

READ = OnRow(CASE, "read", rows=DischargeCase.objects.for_page, audit_as="case.conferences")
CONFER = OnRow(CASE, "confer", rows=DischargeCase.objects.for_page)


class AttendeeBody(body_of(forms.AttendeeForm)):  # type: ignore[misc]
    institution = serializers.SlugField(help_text="기관의 부호")


class AgencyActionBody(body_of(forms.ActionForm)):  # type: ignore[misc]
    institution = serializers.SlugField(help_text="기관의 부호")


class ConferenceBody(judged_by(forms.ConferenceForm)):  # type: ignore[misc]
    attendees = AttendeeBody(many=True, help_text="참석자")
    actions = AgencyActionBody(many=True, required=False, help_text="기관별 할 일")


class AttendeeShape(RowShape):
    institution = serializers.CharField(source="institution.code", help_text="기관의 부호")

    class Meta:
        model = ConferenceAttendee
        fields = ("institution", "role", "name")


class AgencyActionShape(RowShape):
    institution = serializers.CharField(source="institution.code", help_text="기관의 부호")

    class Meta:
        model = AgencyAction
        fields = ("institution", "action", "from_on", "until_on")


class ConferenceView(RowShape):
    attendees = AttendeeShape(many=True, help_text="참석자")
    actions = AgencyActionShape(many=True, help_text="기관별 할 일")

    class Meta:
        model = CaseConference
        fields = ("id", *conferences.FIELDS, "version", "attendees", "actions")


def _conferences_of(case: DischargeCase) -> Any:
    return case.conferences.prefetch_related("attendees__institution", "actions__institution")


class ConferenceEndpoint(CaseRows):
    """사례회의 of a case."""

    tag = "사례회의"
    serializer_class = ConferenceView
    policies = {"list": READ, "create": CONFER, "update": CONFER}

    @extend_schema(summary="사례회의 목록", responses=ConferenceView(many=True))
    def list(self, request: Request, case_id: str) -> Response:
        return Response(ConferenceView(_conferences_of(self.case()), many=True).data)

    @extend_schema(
        summary="사례회의 등록",
        parameters=[IDEMPOTENCY_KEY],
        request=ConferenceBody,
        responses={201: ConferenceView},
    )
    def create(self, request: Request, case_id: str) -> Response:
        case = self.case()
        row = conferences.record(
            actor=self.actor, case=case, data=self._record_as_typed(), idempotency_key=self.idempotency_key()
        )
        return Response(ConferenceView(_conferences_of(case).get(pk=row.pk)).data, status=201)

    @extend_schema(summary="사례회의 고치기", parameters=[IF_MATCH], request=ConferenceBody)
    def update(self, request: Request, case_id: str, id: int) -> Response:
        case = self.case()
        row = CaseConference.objects.filter(case=case, pk=id).first()
        if row is None:
            raise NotVisible
        conferences.edit(actor=self.actor, conference=row, data=self._record_as_typed(), version=self.version())
        return Response(ConferenceView(_conferences_of(case).get(pk=row.pk)).data)

    def _record_as_typed(self) -> dict[str, Any]:
        body = self.read(ConferenceBody)
        rows = {name: body.get(name) or [] for name in ("attendees", "actions")}
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
