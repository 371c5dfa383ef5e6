"""Endpoints of the material of a course."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response

from core import files
from core.api.endpoints import Endpoint, PortalSerializer
from core.api.parsing import BoundedJSONParser, PartsParser
from core.errors import NotVisible
from core.models import StoredFile
from core.policy import OnRow
from education.access import REQUEST
from education.models import EducationRequest
from education.services import materials

COURSES = EducationRequest.objects.for_page


class MaterialShape(serializers.ModelSerializer[StoredFile]):
    url = serializers.SerializerMethodField(help_text="받는 주소")

    class Meta:
        model = StoredFile
        fields = ("id", "name", "kind", "size", "added_at", "url")

    def get_url(self, row: StoredFile) -> str:
        return f"/files/{row.pk}/"


class MaterialBody(PortalSerializer):
    file = serializers.FileField(help_text=f"{files.TYPES}. 20MB까지")


class MaterialEndpoint(Endpoint):
    """교재."""

    tag = "교육 수강"
    serializer_class = MaterialShape
    queryset = EducationRequest.objects.none()
    filter_backends = []
    parser_classes: list[type[BaseParser]] = [BoundedJSONParser, PartsParser]
    _teach = OnRow(REQUEST, "teach", rows=COURSES)
    policies = {
        "files": OnRow(REQUEST, "read", rows=COURSES),
        "add_file": _teach,
        "remove_file": _teach,
    }

    @extend_schema(summary="교재 목록", responses=MaterialShape(many=True))
    @action(detail=True, methods=["get"], pagination_class=None)
    def files(self, request: Request, pk: Any = None) -> Response:
        return Response(MaterialShape(materials.of_course(self.row()), many=True).data)

    @extend_schema(summary="교재 올리기", request=MaterialBody, responses={201: MaterialShape})
    @files.mapping.post
    def add_file(self, request: Request, pk: Any = None) -> Response:
        course, upload = self.row(), self.read(MaterialBody)["file"]
        row = files.add(actor=self.actor, object_kind=materials.COURSE, object_id=course.pk, upload=upload)
        return Response(MaterialShape(row).data, status=201)

    @extend_schema(summary="교재 지우기", request=None, responses={204: None})
    @action(detail=True, methods=["delete"], url_path="files/<uuid:material_id>")
    def remove_file(self, request: Request, material_id: UUID, pk: Any = None) -> Response:
        if material_id not in {row.pk for row in materials.of_course(self.row())}:
            raise NotVisible
        files.remove(actor=self.actor, pk=material_id)
        return Response(status=204)
