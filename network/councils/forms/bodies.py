"""Shapes of bodies and their seats."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q

from core import workdays
from core.forms import DateField, PhoneField, PortalForm, code_field, text_area
from core.widgets import InlineRadio
from network.councils.models import Council, CouncilMember
from network.models import Designation, Institution, Membership, User


def places() -> Any:
    return Institution.objects.active().order_by("name", "pk")


def accounts(seat: CouncilMember | None = None) -> Any:
    """Who may be given a seat: people with a membership that is valid today, and who holds this one."""
    may = Q(pk__in=Membership.objects.valid_on(workdays.seoul_today()).values("user_id"))
    return User.objects.filter(may | Q(pk=seat.user_id) if seat else may).order_by("name", "pk")


class CouncilForm(PortalForm):
    """A standing body."""

    name = forms.CharField(label="협의체명", max_length=60)
    meeting_type = code_field("meeting_type", "구분")
    level = forms.ChoiceField(label="수준", choices=Designation.Level.choices, initial="LOCAL")
    field = code_field("council_field", "분야")
    parent = forms.ModelChoiceField(
        Council.objects.none(),
        label="상위 협의체",
        required=False,
        empty_label="없음",
        help_text="실무반이나 분과일 때만 고릅니다.",
    )
    purpose = forms.CharField(label="목적", max_length=300, required=False, widget=text_area(2))
    term_from = DateField(meaning="event", label="임기 시작일", required=False)
    term_until = DateField(meaning="event", label="임기 종료일", required=False)
    quorum_rule = forms.ChoiceField(
        label="정족수", choices=Council.Quorum.choices, widget=InlineRadio, initial="MAJORITY"
    )
    quorum_number = forms.IntegerField(
        label="정한 인원",
        min_value=1,
        max_value=500,
        required=False,
        widget=forms.NumberInput(attrs={"class": "w-xs", "data-show-when": "quorum_rule=NUMBER"}),
    )
    meetings_per_year = forms.IntegerField(
        label="한 해 회의 횟수", min_value=0, max_value=53, initial=4, widget=forms.NumberInput(attrs={"class": "w-xs"})
    )
    is_active = forms.BooleanField(label="운영 중", required=False, initial=True)

    def __init__(self, *args: Any, parents: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = parents  # type: ignore[attr-defined]


class SeatForm(PortalForm):
    """A seat of a body and who holds it."""

    institution = forms.ModelChoiceField(Institution.objects.none(), label="기관", empty_label="고르십시오")
    position = forms.CharField(label="직위", max_length=40)
    name = forms.CharField(label="성명", max_length=50)
    role = code_field("council_role", "역할", initial="MEMBER")
    is_ex_officio = forms.BooleanField(
        label="당연직", required=False, initial=True, help_text="직위에 따라 정해진 위원입니다."
    )
    user = forms.ModelChoiceField(
        User.objects.none(),
        label="계정",
        required=False,
        empty_label="없음",
        help_text="계정이 있으면 스스로 회신하고, 없으면 코디네이터가 대신 적습니다.",
    )
    delegate_name = forms.CharField(label="지정 대리인", max_length=50, required=False)
    delegate_position = forms.CharField(label="대리인 직위", max_length=40, required=False)
    phone = PhoneField(label="연락처", required=False, help_text="운영하는 병원만 봅니다.")
    email = forms.EmailField(label="전자우편", max_length=254, required=False)
    valid_from = DateField(meaning="event", label="위촉일")
    valid_to = DateField(meaning="event", label="해촉일", required=False)
    end_reason = forms.CharField(label="해촉 사유", max_length=200, required=False)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["institution"].queryset = places()  # type: ignore[attr-defined]
        self.fields["user"].queryset = people  # type: ignore[attr-defined]
