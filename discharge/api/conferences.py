"""Endpoints: case conferences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.endpoints import IDEMPOTENCY_KEY, IF_MATCH, PortalSerializer
from core.errors import NotVisible, Refused
from core.policy import OnRow
from discharge.access import CASE
from discharge.api.assessments import CASE_ID, PK, CaseRows
from discharge.models import CaseConference, DischargeCase
from discharge.services import conferring
from network.models import Institution


def _rows() -> Any:
    return DischargeCase.objects.for_page()


READ = OnRow(CASE, "read", rows=_rows, seen="case.conferences")
CONFER = OnRow(CASE, "confer", rows=_rows)


class ParticipantBody(PortalSerializer):
    """`institution`: its code."""

    institution = serializers.SlugField()
    role = serializers.CharField(max_length=30)
    name = serializers.CharField(max_length=50)


class AgencyActionBody(PortalSerializer):
    institution = serializers.SlugField()
    action = serializers.CharField(max_length=200)
    from_on = serializers.DateField(required=False, allow_null=True)
    until_on = serializers.DateField(required=False, allow_null=True)


class ConferenceBody(PortalSerializer):
    held_on = serializers.DateField()
    place = serializers.CharField(max_length=100)
    is_integrated = serializers.BooleanField(default=False)
    situation = serializers.CharField(max_length=1000)
    needs = serializers.CharField(max_length=500, allow_blank=True, default="")
    decision = serializers.ChoiceField(CaseConference.Decision.choices)
    decision_text = serializers.CharField(max_length=500)
    extend_until = serializers.DateField(required=False, allow_null=True)
    next_on = serializers.DateField(required=False, allow_null=True)
    participants = ParticipantBody(many=True)
    actions = AgencyActionBody(many=True, required=False)
    late_reason = serializers.CharField(max_length=200, allow_blank=True, default="")


class ConferenceView(serializers.Serializer[Any]):
    def to_representation(self, instance: CaseConference) -> dict[str, Any]:
        return {
            "id": instance.pk,
            **{name: getattr(instance, name) for name in (*conferring.FIELDS, "version")},
            "participants": [
                {"institution": one.institution.code, "role": one.role, "name": one.name}
                for one in instance.participants.all()
            ],
            "actions": [
                {
                    "institution": one.institution.code,
                    "action": one.action,
                    "from_on": one.from_on,
                    "until_on": one.until_on,
                }
                for one in instance.actions.all()
            ],
        }


def _of(case: DischargeCase) -> Any:
    return case.conferences.prefetch_related("participants__institution", "actions__institution")


class ConferenceEndpoint(CaseRows):
    """사례회의 of a case."""

    serializer_class = ConferenceView
    policies = {"list": READ, "create": CONFER, "update": CONFER}

    @extend_schema(parameters=[CASE_ID], responses=ConferenceView(many=True))
    def list(self, request: Request, case_id: str) -> Response:
        return Response(ConferenceView(_of(self.case()), many=True).data)

    @extend_schema(parameters=[CASE_ID, IDEMPOTENCY_KEY], request=ConferenceBody)
    def create(self, request: Request, case_id: str) -> Response:
        case = self.case()
        row = conferring.record(actor=self.actor, case=case, data=self._record(), once_key=self.once_key())
        return Response(ConferenceView(_of(case).get(pk=row.pk)).data, status=201)

    @extend_schema(parameters=[CASE_ID, PK, IF_MATCH], request=ConferenceBody)
    def update(self, request: Request, case_id: str, id: int) -> Response:
        case = self.case()
        row = CaseConference.objects.filter(case=case, pk=id).first()
        if row is None:
            raise NotVisible
        conferring.edit(actor=self.actor, conference=row, data=self._record(), version=self.version())
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
        raise Refused({"institution": "목록에 없는 기관이 있습니다."})
    return found


routes: tuple[tuple[str, type, str], ...] = (
    ("discharge/cases/<uuid:case_id>/conferences", ConferenceEndpoint, "discharge-conference"),
)
