"""Shapes of the resource directory: an entry, its room."""

from __future__ import annotations

from typing import Any

from django import forms

from core.forms import ActForm, DateField, PhoneField, PortalForm, code_field, codes_field, text_area
from network.directory.filters.institutions import cities
from network.directory.models import ServiceOffer
from network.models import Institution, Municipality


class DutyPhoneForm(PortalForm):
    """Where an institution wishes to be told by text of what came and of what is late."""

    phone = PhoneField(
        label="업무 휴대전화",
        required=False,
        help_text="새 의뢰가 오거나 답할 기한이 지나면 이 번호로 문자를 보냅니다. 대상자의 정보는 적지 않습니다. 비우면 보내지 않습니다.",
    )


class OfferForm(PortalForm):
    """What an entry says; the fields of `resource_survey` that concern one service."""

    target = forms.CharField(label="이용 대상·기준", max_length=500, widget=text_area(3))
    age_from = forms.IntegerField(label="나이(부터)", required=False, min_value=0, max_value=120)
    age_to = forms.IntegerField(
        label="나이(까지)", required=False, min_value=0, max_value=120, help_text="제한이 없으면 비워 둡니다."
    )
    need_areas = codes_field("need_area", "관련 욕구", required=False, help_text="병원이 욕구로 찾을 때 먼저 보입니다.")
    areas: forms.Field = forms.ModelMultipleChoiceField(
        Municipality.objects.none(),
        to_field_name="code",
        label="제공 지역",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="고르지 않으면 기관의 담당 지역 전체입니다.",
    )
    cost = forms.CharField(label="비용", max_length=100, required=False, help_text="예: 무료, 본인부담 15%")
    how_to_apply = forms.CharField(label="신청 방법", max_length=300, widget=text_area(2))
    hours = forms.CharField(
        label="이용 시간", max_length=100, required=False, help_text="비워 두면 기관의 업무시간이 보입니다."
    )
    contact = forms.CharField(label="담당 부서", max_length=60, required=False)
    phone = PhoneField(
        label="담당 부서 전화",
        required=False,
        help_text="사무실 번호만 적습니다. 비워 두면 기관의 대표번호가 보입니다.",
    )
    note = forms.CharField(label="안내", max_length=200, required=False)
    is_active = forms.BooleanField(
        label="지금 제공합니다", required=False, initial=True, help_text="끄면 찾기와 의뢰에서 빠집니다."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["areas"].queryset = cities(None)  # type: ignore[attr-defined]


class NewOfferForm(OfferForm):
    """The same for a service that the institution did not list before."""

    institution = forms.ModelChoiceField(
        Institution.objects.none(), to_field_name="code", label="기관", empty_label="고르십시오"
    )
    service = code_field("linkage_service", "연계서비스")
    field_order = ("institution", "service")

    def __init__(self, *args: Any, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["institution"].queryset = places  # type: ignore[attr-defined]


class RoomForm(ActForm):
    """Whether there is room now; it begins with what was told last."""

    capacity = code_field("capacity_state", "지금 받을 수 있습니까", widget=forms.RadioSelect)
    expected_on = DateField(
        meaning="plan",
        label="대기 끝 예정일",
        required=False,
        help_text="대기일 때, 언제쯤 받을 수 있는지 적습니다.",
    )
    capacity_note = forms.CharField(
        label="안내", max_length=200, required=False, help_text="예: 주 2회까지 가능. 사람 이야기는 적지 않습니다."
    )

    def shape(self) -> None:
        for name in () if self.is_bound else ("capacity", "expected_on", "capacity_note"):
            self.fields[name].initial = getattr(self.row, name)


def initial_of(offer: ServiceOffer) -> dict[str, Any]:
    """An entry as its form shows it."""
    names = [name for name in OfferForm.base_fields if name not in ("areas", "idempotency_key")]
    return {**{name: getattr(offer, name) for name in names}, "areas": [area.code for area in offer.areas.all()]}
