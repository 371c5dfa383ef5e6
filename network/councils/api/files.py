"""Files of a meeting and of its items."""

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
from core.errors import Invalid, NotVisible
from core.models import StoredFile
from core.policy import OnRow
from network.councils.access import MEETING_ACCESS
from network.councils.api.requests import REFUSALS
from network.councils.models import AgendaItem, Meeting
from network.councils.services import files as files_service


class StoredFileShape(serializers.ModelSerializer[StoredFile]):
    url = serializers.SerializerMethodField(help_text="받는 주소")
    item = serializers.SerializerMethodField(help_text="안건의 id. 회의 전체에 붙인 파일은 빈 값")

    class Meta:
        model = StoredFile
        fields = ("id", "name", "kind", "size", "added_at", "item", "url")

    def get_url(self, row: StoredFile) -> str:
        return f"/files/{row.pk}/"

    def get_item(self, row: StoredFile) -> int | None:
        return int(row.object_id) if row.object_kind == files_service.ITEM else None


class FileBody(PortalSerializer):
    file = serializers.FileField(help_text=f"{files.TYPES}. 20MB까지")
    item = serializers.IntegerField(required=False, help_text="안건의 id. 없으면 회의 전체에 붙입니다.")


class FileEndpoint(Endpoint):
    """회의 자료."""

    tag = "협의체 회의"
    serializer_class = StoredFileShape
    queryset = Meeting.objects.none()
    filter_backends = []
    parser_classes: list[type[BaseParser]] = [BoundedJSONParser, PartsParser]
    _manage = OnRow(MEETING_ACCESS, "manage", rows=Meeting.objects.for_page)
    policies = {
        "files": OnRow(MEETING_ACCESS, "read", rows=Meeting.objects.for_page),
        "add_file": _manage,
        "remove_file": _manage,
    }

    @extend_schema(summary="회의의 파일", responses={200: StoredFileShape(many=True), **REFUSALS})
    @action(detail=True, methods=["get"], url_path="files")
    def files(self, request: Request, pk: Any = None) -> Response:
        return Response(StoredFileShape(self._files_of(self.row()), many=True).data)

    @extend_schema(summary="파일 올리기", request=FileBody, responses={201: StoredFileShape, **REFUSALS})
    @files.mapping.post
    def add_file(self, request: Request, pk: Any = None) -> Response:
        meeting, data = self.row(), self.read(FileBody)
        kind, object_id = files_service.MEETING, str(meeting.pk)
        if data.get("item"):
            if not AgendaItem.objects.filter(meeting=meeting, pk=data["item"]).exists():
                raise Invalid({"item": "이 회의의 안건이 아닙니다."})
            kind, object_id = files_service.ITEM, str(data["item"])
        row = files.add(actor=self.actor, object_kind=kind, object_id=object_id, upload=data["file"])
        return Response(StoredFileShape(row).data, status=201)

    @extend_schema(summary="파일 지우기", request=None, responses={204: None, **REFUSALS})
    @action(detail=True, methods=["delete"], url_path="files/<uuid:file_id>")
    def remove_file(self, request: Request, file_id: UUID, pk: Any = None) -> Response:
        if file_id not in {row.pk for row in self._files_of(self.row())}:
            raise NotVisible
        files.remove(actor=self.actor, pk=file_id)
        return Response(status=204)

    def _files_of(self, meeting: Meeting) -> list[StoredFile]:
        own, by_item = files_service.all_of(meeting, list(meeting.items.all()))
        return [*own, *(row for rows in by_item.values() for row in rows)]
