"""Shapes of the pages of a request: form `education_request`, its moves, lessons."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from core.actor import Actor
from core.forms import ActForm, PhoneField, PortalForm, code_field, codes_field, text_area
from core.widgets import InlineRadio
from education.forms.fields import YES_NO, moment_field, whole_field
from education.models import EducationRequest, Topic
from education.models.requests import FACILITIES
from network.models import Institution
from network.services.responsibility import host_of


class WishForm(PortalForm):
    """What an agency asks for."""

    SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
        ("누가 신청합니까", ("group", "contact_name", "contact_phone", "contact_email")),
        ("어떤 교육입니까", ("title", "topic", "field", "field_text", "content_wish", "mandatory", "previous")),
        ("누가 배웁니까", ("audience", "expected_count", "capacity", "access_need", "needs_certificate")),
        ("언제 어디에서 합니까", ("method", "wish_1", "wish_2", "wish_3", "duration_min", "place", "facilities")),
        ("수료 기준", ("attendance_share", "pass_mark", "asks_birth_date")),
        ("예산", ("cost",)),
        ("개인정보", ("consent",)),
    )

    topic = forms.ModelChoiceField(Topic.objects.none(), label="교육 주제", required=False, empty_label="정하지 않음")
    contact_name = forms.CharField(label="담당자", max_length=50, error_messages={"required": "담당자를 적으십시오."})
    contact_phone = PhoneField(
        label="연락처", error_messages={"required": "연락처를 적으십시오."}
    )  # fmt: skip
    contact_email = forms.EmailField(
        label="전자우편", max_length=254, required=False, error_messages={"invalid": "전자우편 주소를 확인하십시오."}
    )  # fmt: skip
    field = codes_field("education_field", "교육 분야", error_messages={"required": "교육 분야를 고르십시오."})
    field_text = forms.CharField(label="그 밖의 교육 분야", max_length=100, required=False)
    method = code_field("education_method", "교육 방법", error_messages={"required": "교육 방법을 고르십시오."})
    audience = code_field("education_audience", "교육 대상", error_messages={"required": "교육 대상을 고르십시오."})
    expected_count = whole_field("예상 인원", 1, 500)
    wish_1 = moment_field("희망 일시(1순위)", True, help_text="14일 뒤부터 적으면 강사를 구하기 쉽습니다.")
    wish_2 = moment_field("희망 일시(2순위)")
    wish_3 = moment_field("희망 일시(3순위)")
    duration_min = whole_field("교육 시간(분)", 30, 480)
    place = forms.CharField(label="장소", max_length=100, required=False, help_text="방문교육과 집합교육이면 적습니다.")
    facilities = forms.MultipleChoiceField(
        label="장소 여건", choices=[(one, one) for one in FACILITIES], required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    access_need = forms.CharField(label="접근성 요구", max_length=200, required=False)
    content_wish = forms.CharField(
        label="희망 내용", max_length=1000, widget=text_area(4), error_messages={"required": "희망 내용을 적으십시오."}
    )  # fmt: skip
    needs_certificate = forms.TypedChoiceField(
        label="수료증 필요", choices=YES_NO, coerce=lambda value: value == "True", widget=InlineRadio,
        error_messages={"required": "수료증이 필요한지 고르십시오."},
    )  # fmt: skip
    mandatory = forms.ChoiceField(
        label="법정 의무교육", choices=[("", "고르십시오"), *EducationRequest.Mandatory.choices], required=False
    )
    previous = forms.CharField(label="이전 교육 경험", max_length=200, required=False)

    def __init__(self, *args: Any, topics: QuerySet[Topic], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].queryset = topics  # type: ignore[attr-defined]

    def sections(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields under their headings, in the order in which they are asked."""
        return [
            (title, [self[name] for name in names if name in self.fields])
            for title, names in self.SECTIONS
            if any(name in self.fields for name in names)
        ]


class TermsForm(PortalForm):
    """What the hospital decides of a course: what is printed on certificates, and what it costs."""

    asks_birth_date = forms.BooleanField(
        label="수강생의 생년월일을 받음", required=False, help_text="수료증에 생년월일을 적어야 할 때만 받습니다."
    )
    cost = whole_field("소요 예산(원)", 0, 1_000_000_000, required=False)


class CourseForm(TermsForm, WishForm):
    """A course that the hospital holds by itself: the same, with its name, seats and rule."""

    wish_1 = moment_field("예정 일시")
    title = forms.CharField(label="과정명", max_length=100, error_messages={"required": "과정명을 적으십시오."})
    capacity = whole_field("정원", 1, 1000)
    attendance_share = whole_field("출석 기준(%)", 1, 100, initial=80)
    pass_mark = forms.DecimalField(
        label="합격 점수", required=False, min_value=0, max_value=100, max_digits=4, decimal_places=1,
        help_text="평가가 없으면 비워 둡니다.", error_messages={"invalid": "0에서 100 사이의 수를 적으십시오."},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["title", "capacity", "attendance_share", "pass_mark", "asks_birth_date", "cost"])


def topics_for(actor: Actor) -> QuerySet[Topic]:
    """What the hospital in charge offers: the actor's own hospital, or the one responsible for their area."""
    assert actor.institution_id is not None
    place = Institution.objects.select_related("municipality").get(pk=actor.institution_id)
    host = None if actor.holds("COORDINATOR") else host_of(place)
    return topics_of(host or place)


def topics_of(host: Institution) -> QuerySet[Topic]:
    """What a hospital offers."""
    return Topic.objects.offered().filter(host=host).order_by("title")


def initial_of_topic(offered: QuerySet[Topic], pk: str) -> dict[str, Any]:
    """What the catalogue knows of the topic from which somebody came here."""
    row = offered.filter(pk=int(pk)).first() if pk.isascii() and pk.isdigit() and len(pk) < 10 else None
    if row is None:
        return {}
    first = {"audience": row.audiences[0], "method": row.methods[0]} if row.audiences and row.methods else {}
    return {"topic": row.pk, "field": [row.field], "duration_min": row.minutes, **first}


# --- moves -----------------------------------------------------------------------------------------------------------


class NoteForm(ActForm):
    note = forms.CharField(
        label="보완할 내용", max_length=500, widget=text_area(4), error_messages={"required": "보완할 내용을 적으십시오."}
    )  # fmt: skip


class ApproveForm(TermsForm, ActForm):
    MAY_LACK = frozenset({"title", "capacity"})

    title = forms.CharField(label="과정명", max_length=100, error_messages={"required": "과정명을 적으십시오."})
    capacity = whole_field("정원", 1, 1000)
    attendance_share = whole_field("출석 기준(%)", 1, 100, initial=80)
    pass_mark = forms.DecimalField(
        label="합격 점수", required=False, min_value=0, max_value=100, max_digits=4, decimal_places=1,
        help_text="평가가 없으면 비워 둡니다.", error_messages={"invalid": "0에서 100 사이의 수를 적으십시오."},
    )  # fmt: skip

    def shape(self) -> None:
        row = self.row
        offered = {"title": row.course, "capacity": row.expected_count, "cost": row.cost}
        for name, value in {**offered, "asks_birth_date": row.asks_birth_date}.items():
            self.fields[name].initial = value


class RejectForm(ActForm):
    reject_reason = code_field(
        "education_reject_reason", "반려 사유", error_messages={"required": "반려 사유를 고르십시오."}
    )
    reason_text = forms.CharField(label="상세 사유", max_length=300, required=False)


class CancelForm(ActForm):
    cancel_reason = code_field(
        "education_cancel_reason", "취소 사유", error_messages={"required": "취소 사유를 고르십시오."}
    )
    reason_text = forms.CharField(label="상세 사유", max_length=300, required=False)


class ReasonForm(ActForm):
    reason = forms.CharField(label="사유", max_length=300, error_messages={"required": "사유를 적으십시오."})


# --- dates and instructors -------------------------------------------------------------------------------------------


class SessionForm(PortalForm):
    starts_at = moment_field("시작", True)
    ends_at = moment_field("종료", True)
    place_or_link = forms.CharField(
        label="장소·링크", max_length=200, error_messages={"required": "장소나 링크를 적으십시오."}
    )  # fmt: skip


class AgreeForm(ActForm):
    """The agency agrees itself; the coordinator writes down who told them so over the telephone."""

    told_by = forms.CharField(
        label="동의한다고 알린 사람", max_length=50, required=False, help_text="신청기관이 직접 동의하면 비워 둡니다."
    )
