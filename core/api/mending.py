"""Imports over the API: what is wrong with a file, the lines put right and left out, and both phases of a list of people."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.response import Response

from core.api.endpoints import Endpoint, PortalSerializer
from core.imports import lists
from core.imports.files import MAX_BYTES, MAX_CELL, MAX_ROWS
from core.imports.mending import Mends


class MendBody(PortalSerializer):
    line = serializers.IntegerField(min_value=1, help_text="파일의 줄")
    values = serializers.DictField(
        child=serializers.CharField(max_length=MAX_CELL, allow_blank=True),
        required=False,
        help_text="고칠 칸의 부호와 새 글. 비우면 숨긴 줄을 그대로 넣습니다.",
    )


class ConfirmImportBody(PortalSerializer):
    mended = MendBody(many=True, required=False, help_text="고친 줄")
    left_out = serializers.ListField(
        child=serializers.IntegerField(min_value=1), required=False, max_length=MAX_ROWS, help_text="뺄 줄"
    )


class ListFileBody(PortalSerializer):
    file = serializers.FileField(help_text="명단. xlsx나 csv, 5MB까지")


class ListConfirmBody(ConfirmImportBody):
    draft = serializers.UUIDField(help_text="살핀 파일")
    meant = serializers.ListField(
        child=serializers.IntegerField(min_value=1),
        required=False,
        max_length=MAX_ROWS,
        help_text="물은 줄 가운데 그대로 넣을 줄",
    )
    agreed_on = serializers.DateField(required=False, help_text="question에 답하는 날짜")


class ListDoneShape(serializers.Serializer[Any]):
    count = serializers.IntegerField(help_text="넣은 사람")


class ImportFaultShape(serializers.Serializer[Any]):
    line = serializers.IntegerField(help_text="파일의 줄")
    column = serializers.CharField(help_text="칸 이름")
    text = serializers.CharField(help_text="고칠 내용")
    keys = serializers.ListField(child=serializers.CharField(), help_text="고칠 칸의 부호")
    value = serializers.CharField(allow_blank=True, help_text="그 칸에 적힌 글. 주민등록번호는 답하지 않습니다.")


class ListFaultShape(ImportFaultShape):
    who = serializers.CharField(allow_blank=True, help_text="줄에 적힌 사람: 성명과 기관")
    asks = serializers.BooleanField(help_text="틀린 줄이 아니라 묻는 줄. 빼거나 meant에 넣습니다.")


class ListLookShape(serializers.Serializer[Any]):
    """What the file would do; nobody is taken yet."""

    draft = serializers.UUIDField(source="draft.pk", help_text="확정할 때 보냅니다.")
    faults = ListFaultShape(many=True)
    question = serializers.CharField(
        source="reading.question", allow_blank=True, help_text="명단 전체에 대해 묻는 말. 비어 있으면 없습니다."
    )
    unread_sheets = serializers.ListField(
        child=serializers.CharField(), source="reading.unread_sheets", help_text="읽지 않은 시트"
    )
    hidden_lines = serializers.ListField(
        child=serializers.IntegerField(), source="reading.hidden", help_text="필터로 숨긴 줄"
    )
    total_lines = serializers.ListField(
        child=serializers.IntegerField(), source="reading.totals", help_text="합계로 보아 뺀 줄"
    )


def look_at_list(
    endpoint: Endpoint, listing: lists.ListImport[Any, Any], shape: type[serializers.Serializer[Any]]
) -> Response:
    """The first phase, for the row of the address."""
    row, upload = endpoint.row(), endpoint.read(ListFileBody)["file"]
    content = upload.read(MAX_BYTES + 1)
    found = lists.read(listing, actor=endpoint.actor, row=row, file_name=str(upload.name), content=content)
    return Response(shape(found).data)


def confirm_list(endpoint: Endpoint, listing: lists.ListImport[Any, Any]) -> Response:
    """The second phase."""
    row, data = endpoint.row(), endpoint.read(ListConfirmBody)
    count = lists.confirm(listing, actor=endpoint.actor, row=row, draft_id=data["draft"], mends=mends_of(data))
    return Response({"count": count})


def mends_of(body: dict[str, Any]) -> Mends:
    """What was decided about wrong lines, from a body that was read."""
    texts = {one["line"]: dict(one.get("values") or {}) for one in body.get("mended") or []}
    left_out, meant = (frozenset(body.get(name) or []) for name in ("left_out", "meant"))
    return Mends(texts, left_out, meant, body.get("agreed_on"))
