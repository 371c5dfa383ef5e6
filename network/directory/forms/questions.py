"""Shapes of a question about room and its answer."""

from __future__ import annotations

from typing import Any

from django import forms

from core.forms import ActForm, DateField, PortalForm, code_field, text_area
from network.directory.filters.institutions import cities
from network.directory.limits import limit
from network.directory.models import CapacityQuestion
from network.models import Municipality


class QuestionForm(PortalForm):
    """받을 수 있습니까? Nothing in it may point to a person."""

    age_band = forms.ChoiceField(label="나이대", choices=[("", "고르십시오"), *CapacityQuestion.AgeBand.choices])
    municipality: forms.Field = forms.ModelChoiceField(
        Municipality.objects.none(), label="사는 시·군", to_field_name="code", empty_label="고르십시오"
    )
    need_area = code_field("need_area", "욕구", required=False, blank="정하지 않음")
    urgency = code_field(
        "urgency",
        "긴급도",
        widget=forms.RadioSelect,
        initial="NORMAL",
        help_text=limit.words("일반 {answer_capacity}, 긴급 {answer_capacity_urgent} 안에 답합니다."),
    )
    need = forms.CharField(
        label="필요한 것",
        max_length=200,
        widget=text_area(3),
        help_text="이름, 전화번호, 생년월일, 등록번호, 자세한 주소는 적지 않습니다. 예: 주 2회 방문 목욕",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["municipality"].queryset = cities(None)  # type: ignore[attr-defined]


class AnswerForm(ActForm):
    """The answer of the agency."""

    answer = code_field("capacity_state", "답", widget=forms.RadioSelect)
    expected_on = DateField(meaning="plan", label="대기 끝 예정일", required=False, help_text="대기이면 적으십시오.")
    answer_note = forms.CharField(label="안내", max_length=200, required=False, widget=text_area(2))
    publish = forms.BooleanField(
        label="우리 기관의 수용 상태로도 알립니다",
        required=False,
        initial=True,
        help_text="자원 찾기에 이 답이 오늘 날짜로 보입니다.",
    )


class TelephoneAnswerForm(AnswerForm):
    """What the agency said over the telephone, written down by the asker."""

    told_by = forms.CharField(label="말한 사람", max_length=50, help_text="기관의 누가 말했는지 적습니다.")
    field_order = ("told_by",)
    publish = None  # type: ignore[assignment]
