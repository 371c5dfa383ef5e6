"""The words with which the minutes of a body begin."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.acts import REFUSALS, judged_by
from core.api.endpoints import IF_MATCH, Endpoint, PortalSerializer
from core.policy import OnRow
from network.councils.access import COUNCIL
from network.councils.forms.minutes_templates import MOST_KINDS, MinutesTemplateRow
from network.councils.models import Council
from network.councils.services import minutes_templates


class MinutesTemplateShape(serializers.Serializer[Any]):
    kind = serializers.CharField(help_text="안건 구분의 부호")
    discussion = serializers.CharField(allow_blank=True, help_text="논의 내용")
    decision = serializers.CharField(allow_blank=True, help_text="결정 사항")


class MinutesTemplatesBody(PortalSerializer):
    rows = serializers.ListField(
        child=judged_by(MinutesTemplateRow)(), max_length=MOST_KINDS, help_text="고칠 구분마다 서식"
    )


_WORD = OnRow(COUNCIL, "word")
_DONE = {200: MinutesTemplateShape(many=True), **REFUSALS}


class MinutesTemplateEndpoint(Endpoint):
    """협의체의 회의록 서식."""

    tag = "협의체"
    serializer_class = MinutesTemplateShape
    queryset = Council.objects.none()
    filter_backends = []
    pagination_class = None
    policies = {"templates": _WORD, "save_templates": _WORD}

    @extend_schema(summary="회의록 서식", responses=_DONE)
    @action(detail=True, methods=["get"], url_path="minutes-templates")
    def templates(self, request: Request, pk: Any = None) -> Response:
        return Response(minutes_templates.stored(self.row()))

    @extend_schema(summary="회의록 서식 고치기", request=MinutesTemplatesBody, responses=_DONE, parameters=[IF_MATCH])
    @templates.mapping.put
    def save_templates(self, request: Request, pk: Any = None) -> Response:
        row, data = self.row(), self.read(MinutesTemplatesBody)
        done = minutes_templates.save(actor=self.actor, council=row, rows=data["rows"], version=self.version())
        return Response(minutes_templates.stored(done))
