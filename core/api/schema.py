"""The OpenAPI description of every endpoint: what the house answers everywhere is written once, here."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiSerializerExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers

from core.api.endpoints import ErrorSerializer

ANSWERS = {
    "400": "보낸 내용에 고칠 곳이 있습니다. `fields`에 항목마다 까닭이 있습니다.",
    "401": "로그인하지 않았습니다.",
    "403": "볼 수는 있으나 이 일은 다른 사람이 합니다. `owners`에 맡은 사람이 있습니다.",
    "404": "없거나 볼 수 없습니다.",
    "409": "상태나 판이 바뀌었습니다. 글을 고치던 때에는 `stored`와 `mine`에 두 글이 있습니다.",
}
# What stands in a path, wherever it stands.
PATH_WORDS = {
    "id": "줄의 id",
    "case_id": "사례의 id",
    "consent_id": "동의의 id",
    "member_id": "팀원·위원 줄의 id",
    "edition": "계획의 판",
    "other": "견줄 판",
    "kind": "계획의 부분(doctor 의사, nurse 간호, social 사회복지) 또는 문서의 종류(notice, agenda, signs, report)",
    "part": "평가의 부분: medical 의학, nursing 간호, social 사회, needs 욕구",
    "attendee_id": "참석자 줄의 id",
    "item_id": "안건의 id",
    "table_id": "실적표의 id",
    "file_id": "파일의 id",
    "material_id": "교재 파일의 id",
    "lesson_id": "회차의 id",
    "qualification_id": "강사 자격의 id",
    "absence_id": "강의할 수 없는 시간의 id",
    "name": "단계의 부호. 할 수 있는 단계는 한 건의 답에 있습니다.",
    "year": "연도",
    "programme": "사업. 볼 수 있는 사업은 목록에 있습니다.",
    "group": "대상군의 부호. default는 나머지 대상군입니다.",
}


class PortalSchema(AutoSchema):
    """Adds the fixed refusals to every operation and groups operations by the endpoint's `tag`."""

    def get_tags(self) -> list[str]:
        tag = getattr(self.view, "tag", "")
        return [tag] if tag else super().get_tags()

    def get_description(self) -> str:  # type: ignore[override]
        """Docstrings speak to developers of the portal; a description is declared with the operation."""
        return ""

    def _get_parameters(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = super()._get_parameters()
        for parameter in found:
            if parameter["in"] == "path":
                parameter.setdefault("description", PATH_WORDS.get(parameter["name"], ""))
        return found

    def _get_response_bodies(self, direction: Any = "response") -> Any:
        bodies = dict(super()._get_response_bodies(direction))
        for code in self._refusals():
            if code not in bodies:
                answer = OpenApiResponse(ErrorSerializer, description=ANSWERS[code])
                bodies[code] = self._get_response_for_code(answer, code, direction=direction)
        return bodies

    def _refusals(self) -> list[str]:
        """A reading may be refused for a parameter, but meets no conflict; only a path with an id can be missing."""
        codes = ["400", "401", "403"]
        if "{" in self.path:
            codes.append("404")
        if self.method not in ("GET", "HEAD", "OPTIONS"):
            codes.append("409")
        return codes


class UntypedRow(OpenApiSerializerExtension):
    """A read-only serializer that writes its row by hand: an object whose members the document cannot know."""

    target_class = "rest_framework.serializers.BaseSerializer"
    match_subclasses = True

    @classmethod
    def _matches(cls, target: Any) -> bool:
        kind = target if isinstance(target, type) else type(target)
        declared = (serializers.Serializer, serializers.ListSerializer)
        return issubclass(kind, serializers.BaseSerializer) and not issubclass(kind, declared)

    def map_serializer(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        return {"type": "object", "additionalProperties": {}}


def without_marks(result: Any, **kwargs: Any) -> Any:
    """Post-processing: choices stay where they are used, without the generator's own marks."""
    if isinstance(result, dict):
        return {name: without_marks(item) for name, item in result.items() if name != "x-spec-enum-id"}
    if isinstance(result, list):
        return [without_marks(item) for item in result]
    return result
