"""Shapes of the pages of the pool: a person, a qualification, a time away."""

from __future__ import annotations

from typing import Any

from django import forms

from core import workdays
from core.forms import ActForm, CodeTextField, DateField, PhoneField, PortalForm, codes_field
from education.forms.fields import moment_field, whole_field
from education.models import Instructor
from education.workflow import PROGRAMME
from network.models import Membership, User


def accounts() -> Any:
    """People who hold the role of an instructor somewhere today."""
    held = Membership.objects.valid_on(workdays.seoul_today()).filter(
        roles__contains=["INSTRUCTOR"], programmes__contains=[PROGRAMME]
    )
    return User.objects.filter(pk__in=held.values("user")).order_by("name", "pk")


class InstructorForm(PortalForm):
    """Somebody in the hospital's pool. `user`: their account; without one they answer by a secret address."""

    name = forms.CharField(label="성명", max_length=50, error_messages={"required": "성명을 적으십시오."})
    affiliation = forms.CharField(label="소속", max_length=100, required=False)
    user = forms.ModelChoiceField(
        User.objects.none(), label="계정", required=False, empty_label="계정 없음",
        help_text="계정이 있으면 강사가 직접 답하고 출석을 적습니다.", error_messages={"invalid_choice": "목록에서 고르십시오."},
    )  # fmt: skip
    phone = PhoneField(label="연락처", required=False)
    email = forms.EmailField(
        label="전자우편", max_length=254, required=False, error_messages={"invalid": "전자우편 주소를 확인하십시오."}
    )
    fields_taught = codes_field("education_field", "강의 분야", error_messages={"required": "강의 분야를 고르십시오."})
    fee_per_hour = whole_field("시간당 강사료(원)", 0, 10_000_000, required=False)
    note = forms.CharField(label="메모", max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["user"]
        field.queryset = accounts()
        field.label_from_instance = lambda user: f"{user.name} ({user.username})"


def initial_of(row: Instructor) -> dict[str, Any]:
    """What the form shows of a stored person."""
    names = ("name", "affiliation", "phone", "email", "fee_per_hour", "note", "version")
    return {**{name: getattr(row, name) for name in names}, "user": row.user_id, "fields_taught": row.fields}


class QualificationForm(ActForm):
    kind = forms.CharField(label="자격", max_length=60, error_messages={"required": "자격을 적으십시오."})
    number = CodeTextField(label="자격번호", max_length=60, required=False)
    expires_on = DateField(meaning="plan", label="만료일", required=False, help_text="만료되지 않으면 비워 둡니다.")


class AbsenceForm(ActForm):
    starts_at = moment_field("시작", True)
    ends_at = moment_field("종료", True)
    note = forms.CharField(label="사유", max_length=100, required=False)
