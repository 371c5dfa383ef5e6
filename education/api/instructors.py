"""Endpoints of the pool of instructors."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.acts import body_of, read_as
from core.api.endpoints import IDEMPOTENCY_KEY, Endpoint
from core.policy import holding
from education.forms.instructors import InstructorForm
from education.models import Instructor
from education.services import instructors
from education.workflow import PROGRAMME

RUNS = holding("COORDINATOR", PROGRAMME)


class InstructorShape(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField(help_text="성명")


class InstructorEndpoint(Endpoint):
    """강사."""

    tag = "교육 신청"
    queryset = Instructor.objects.none()
    policies = {"create": RUNS}

    @extend_schema(
        summary="강사 더하기",
        request=body_of(InstructorForm),
        responses={201: InstructorShape},
        parameters=[IDEMPOTENCY_KEY],
    )
    def create(self, request: Request) -> Response:
        data = read_as(self, InstructorForm).values()
        made = instructors.add(actor=self.actor, data=data, idempotency_key=self.idempotency_key())
        return Response(InstructorShape(made).data, status=201)
