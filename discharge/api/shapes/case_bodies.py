"""What requests about a case carry: registration, the stay, moves, the team. Shapes only; rules stand in services."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from core.api.acts import judged_by
from core.api.permissions import actor_of
from core.api.shapes import code, words
from discharge.forms.cases import PersonForm, StayForm


def by_actor(context: Mapping[str, Any]) -> dict[str, Any]:
    return {"actor": actor_of(context["request"])}


class PersonBody(judged_by(PersonForm)):  # type: ignore[misc]
    """대상자 기본정보."""

    chart_no = None


class ScreeningBody(judged_by(StayForm, by_actor)):  # type: ignore[misc]
    """선별 등록: a known person or the data of a new one, the stay, the decision."""

    client = serializers.UUIDField(required=False, help_text="이미 등록된 대상자")
    client_data = PersonBody(required=False, help_text="새 대상자")
    chart_no = words(20, "등록번호", required=False)
    is_new_person = serializers.BooleanField(required=False, help_text="비슷한 대상자가 있어도 다른 사람입니다.")
    admission = serializers.UUIDField(required=False, help_text="선별 명단의 줄")
    referral = serializers.UUIDField(
        required=False, help_text="기관 대상자 의뢰. 적으면 받은 인적사항을 이어받아 `client_data`가 없어도 됩니다."
    )
    result = code("screen_result", "선별 결과")
    ineligible_reason = code("ineligible_reason", "제외 사유", required=False)
    ineligible_text = words(200, "제외 상세", required=False)
    recheck_on = serializers.DateField(required=False, allow_null=True, help_text="재확인일")
    is_second_stay = serializers.BooleanField(
        required=False, help_text="퇴원하지 않은 사례가 있어도 새 사례로 등록합니다."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        given = {"client", "client_data"} & set(attrs)
        if len(given) != 1 and not (not given and "referral" in attrs):
            raise serializers.ValidationError({"client": "이미 등록된 대상자와 새 대상자 가운데 하나만 보내십시오."})
        return dict(super().validate(attrs))
