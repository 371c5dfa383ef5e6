"""What requests about a case carry: registration, the stay, moves, the team. Shapes only; rules stand in services."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from core.actor import Actor
from core.api.acts import body_of
from core.api.permissions import actor_of
from core.api.shapes import code, words
from core.workdays import seoul_today
from discharge.forms.cases import PersonForm, StayForm
from discharge.workflow import PROGRAMME
from network.models import HospitalProfile, Membership, Municipality, User


class ColleagueField(serializers.PrimaryKeyRelatedField[User]):
    """Somebody who holds one of the roles in this programme at the asker's own hospital."""

    default_error_messages = {"does_not_exist": "우리 병원에서 이 역할을 맡은 사람을 고르십시오."}

    def __init__(self, *roles: str, **kwargs: Any) -> None:
        self.roles = roles
        super().__init__(queryset=User.objects.all(), **kwargs)

    def get_queryset(self) -> Any:
        actor = actor_of(self.context["request"])
        if actor is None or actor.institution_id is None:
            return User.objects.none()
        members = Membership.objects.filter(
            institution_id=actor.institution_id, roles__overlap=self.roles, programmes__contains=[PROGRAMME]
        )
        return User.objects.filter(pk__in=members.valid_on(seoul_today()).values("user_id"))


class PersonBody(body_of(PersonForm)):  # type: ignore[misc]
    """대상자 기본정보."""

    chart_no = None
    municipality = serializers.PrimaryKeyRelatedField(
        queryset=Municipality.objects.filter(city__isnull=True), help_text="시·군·구"
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not attrs.get("phone") and not attrs.pop("no_phone", False):
            raise serializers.ValidationError({"phone": "연락처를 적거나 '연락처 없음'에 표시하십시오."})
        attrs.pop("no_phone", None)
        return attrs


class StayBody(body_of(StayForm)):  # type: ignore[misc]
    """The stay in hospital as screening records it."""

    attending = ColleagueField("PHYSICIAN", help_text="담당의")
    social_worker = ColleagueField("SOCIAL_WORKER", required=False, allow_null=True, help_text="담당 사회복지사")
    nurse = ColleagueField("NURSE", required=False, allow_null=True, help_text="담당 간호사")

    def validate_ward(self, value: str) -> str:
        return _listed(value, "wards", self.context)

    def validate_department(self, value: str) -> str:
        return _listed(value, "departments", self.context)


def _listed(value: str, name: str, context: Mapping[str, Any]) -> str:
    """A name of the hospital's own list, where it keeps one."""
    actor: Actor | None = actor_of(context["request"])
    assert actor is not None
    assert actor.institution_id is not None
    profile = HospitalProfile.objects.filter(institution_id=actor.institution_id).only(name).first()
    if profile is not None and getattr(profile, name) and value not in getattr(profile, name):
        raise serializers.ValidationError("병원의 목록에 있는 이름을 적으십시오.")
    return value


class ScreeningBody(StayBody):
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

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        given = {"client", "client_data"} & set(attrs)
        if len(given) != 1 and not (not given and "referral" in attrs):
            raise serializers.ValidationError({"client": "이미 등록된 대상자와 새 대상자 가운데 하나만 보내십시오."})
        return attrs
