"""Shapes of signing up: by the agency, at the door, by the public address."""

from __future__ import annotations

from typing import Any

from django import forms

from core.forms import ActForm, CodeTextField, DateField, PhoneField, PortalForm, code_field
from core.widgets import DigitsInput
from education.models import EducationRequest

_WHY_A_NUMBER = "적으면 번호를 확인하고 바뀐 일정을 알려 드립니다. 적지 않으면 두 번 신청한 것을 알아보지 못하니 한 번만 신청하십시오."


class ParticipantForm(PortalForm):
    """Form `participant`: somebody who signs up."""

    name = forms.CharField(label="성명", max_length=50, error_messages={"required": "성명을 적으십시오."})
    affiliation = forms.CharField(
        label="소속", max_length=100, required=False, help_text="비워 두면 교육을 신청한 기관입니다.",
        error_messages={"required": "소속을 적으십시오."},
    )  # fmt: skip
    birth_date = DateField(meaning="birth", label="생년월일", required=False)
    phone = PhoneField(label="연락처", required=False)
    job = code_field("education_audience", "직종", required=False)
    consent = forms.BooleanField(
        label="개인정보 수집·이용에 동의함", help_text="수집 목적: 교육 운영과 수료증 발급. 보유 기간: 5년.",
        error_messages={"required": "동의한 사람만 등록합니다."},
    )  # fmt: skip


class WalkInForm(ParticipantForm, ActForm):
    """Somebody who came without signing up; whoever asked for the course, they say where they are from."""

    affiliation = forms.CharField(label="소속", max_length=100, error_messages={"required": "소속을 적으십시오."})


class JoinForm(ParticipantForm):
    """Somebody signs up by the public address. A number is asked for once one was sent to the telephone (`proof`)."""

    proof = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    code = CodeTextField(
        label="문자로 받은 확인 번호", max_length=10, required=False, widget=DigitsInput,
        help_text="위 휴대전화로 보낸 번호 6자리를 10분 안에 적으십시오.",
    )  # fmt: skip

    def __init__(self, *args: Any, course: EducationRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        place, phone = self.fields["affiliation"], self.fields["phone"]
        place.label, place.help_text, place.required = "소속이나 사는 곳", "예: 가상요양원, 가상읍 가상1리", True
        phone.label, phone.help_text = "휴대전화", _WHY_A_NUMBER
        if course.asks_birth_date:
            self.fields["birth_date"].required = True
        else:
            del self.fields["birth_date"]
        self.fields["code"].is_asked_for = True  # type: ignore[attr-defined]
        if not self.data.get("proof"):
            del self.fields["code"]
        self.order_fields(["name", "affiliation", "birth_date", "job", "phone", "code", "consent"])

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in super().values().items() if name not in ("proof", "code")}
