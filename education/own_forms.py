"""Shapes of the pages of those who take part without an account."""

from __future__ import annotations

from typing import Any

from django import forms

from core import files
from core.forms import PortalForm
from core.widgets import DigitsInput
from education.models import EducationRequest
from education.running_forms import ParticipantForm


class OwnNameForm(PortalForm):
    """The second fact before a paper with the whole name is handed out."""

    name = forms.CharField(
        label="신청할 때 적은 성명", max_length=50, error_messages={"required": "성명을 입력하세요."}
    )


class JoinForm(ParticipantForm):
    """Somebody signs up by the public address. A number is asked for once one was sent to the telephone (`proof`)."""

    proof = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    code = forms.CharField(
        label="문자로 받은 확인 번호", max_length=10, required=False, widget=DigitsInput,
        help_text="위 휴대전화로 보낸 번호 6자리를 10분 안에 적으십시오.",
    )  # fmt: skip

    def __init__(self, *args: Any, course: EducationRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        place, phone = self.fields["affiliation"], self.fields["phone"]
        place.label, place.help_text, place.required = "소속이나 사는 곳", "예: 가상요양원, 가상읍 가상1리", True
        phone.label, phone.help_text = "휴대전화", "적으면 바뀐 일정을 알려 드립니다. 번호를 확인합니다."
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


class ExportPeopleForm(PortalForm):
    """Why a list with whole names is taken out of the portal."""

    reason = forms.CharField(
        label="내려받는 목적", max_length=200, error_messages={"required": "내려받는 목적을 입력하세요."}
    )


class MaterialForm(PortalForm):
    file = forms.FileField(
        label="교재 파일", help_text=f"{files.TYPES}. 20MB까지",
        error_messages={"required": "파일을 고르십시오.", "empty": "빈 파일입니다."},
    )  # fmt: skip
