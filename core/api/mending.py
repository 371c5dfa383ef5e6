"""Bodies that confirm an import: the lines put right, and those left out."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from core.api.endpoints import PortalSerializer
from core.imports.files import MAX_CELL, MAX_ROWS
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


def mends_of(body: dict[str, Any]) -> Mends:
    """What was decided about wrong lines, from a body that was read."""
    texts = {one["line"]: dict(one.get("values") or {}) for one in body.get("mended") or []}
    return Mends(texts, frozenset(body.get("left_out") or []))
