"""Endpoints of the pool of instructors."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.acts import body_of, endpoints, policies, read_as
from core.api.endpoints import IDEMPOTENCY_KEY, Endpoint
from core.policy import holding
from education.acts.instructors import INSTRUCTOR_ACTS
from education.forms.instructors import InstructorForm
from education.models import Instructor
from education.services import instructors
from education.workflow import PROGRAMME

RUNS = holding("COORDINATOR", PROGRAMME)


class InstructorShape(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField(help_text="성명")


_Acts: Any = endpoints(
    INSTRUCTOR_ACTS, InstructorShape, lambda done, actor: InstructorShape(getattr(done, "instructor", done)).data
)


class InstructorEndpoint(_Acts, Endpoint):
    """강사."""

    tag = "교육 신청"
    queryset = Instructor.objects.none()
    lookup_value_converter = "int"
    policies = {"create": RUNS, **policies(INSTRUCTOR_ACTS)}

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
