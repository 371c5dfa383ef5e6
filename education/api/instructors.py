"""Endpoints of the pool of instructors."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.endpoints import IDEMPOTENCY_KEY, Endpoint, PortalSerializer
from core.api.shapes import code_set, words
from core.policy import holding
from education.models import Instructor
from education.services import instructors
from education.workflow import PROGRAMME

RUNS = holding("COORDINATOR", PROGRAMME)


class InstructorShape(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField(help_text="성명")


class InstructorBody(PortalSerializer):
    name = words(50, "성명")
    affiliation = words(100, "소속", required=False)
    phone = words(20, "연락처", required=False)
    fields_taught = code_set("education_field", "강의 분야")
    fee_per_hour = serializers.IntegerField(required=False, allow_null=True, min_value=0, help_text="시간당 강사료(원)")


class InstructorEndpoint(Endpoint):
    """강사."""

    tag = "교육 신청"
    queryset = Instructor.objects.none()
    policies = {"create": RUNS}

    @extend_schema(
        summary="강사 더하기",
        request=InstructorBody,
        responses={201: InstructorShape},
        parameters=[IDEMPOTENCY_KEY],
    )
    def create(self, request: Request) -> Response:
        data = self.read(InstructorBody)
        made = instructors.add(actor=self.actor, data=data, idempotency_key=self.idempotency_key())
        return Response(InstructorShape(made).data, status=201)
