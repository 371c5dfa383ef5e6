"""Shapes of the survey pages: opening a round, its closing time, the public answer."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from core import codes
from core.actor import Actor
from core.forms import ActForm, DateTimeField, PortalForm, text_area
from core.surveys import registry
from core.surveys.models import Questionnaire
from core.surveys.services import rounds


class OpenForm(PortalForm):
    """A round that is opened by hand."""

    object_kind = forms.ChoiceField(
        label="누구에게 묻습니까", error_messages={"required": "누구에게 물을지 고르십시오."}
    )
    title = forms.CharField(
        label="제목", max_length=200, help_text="답하는 사람에게 보입니다. 예: 2026년 협력 만족도 조사",
        error_messages={"required": "제목을 적으십시오."},
    )  # fmt: skip
    asked = forms.IntegerField(
        label="대상 인원", required=False, min_value=1, max_value=100_000, help_text="응답률을 셈할 때 씁니다.",
        error_messages={"invalid": "숫자로 적으십시오."}, widget=forms.NumberInput({"class": "w-s num"}),
    )  # fmt: skip
    closes_at = DateTimeField(
        meaning="plan", label="닫는 때", error_messages={"required": "닫는 때를 적으십시오.", "invalid": "날짜와 시각을 2026. 12. 7. 14:30 처럼 적으십시오."}
    )  # fmt: skip
    last_year_mean = forms.DecimalField(
        label="지난해 평균", required=False, min_value=1, max_value=5, max_digits=3, decimal_places=2,
        help_text="포털에 지난해 조사가 없을 때 적습니다. 5점 만점입니다.", widget=forms.NumberInput({"class": "w-s num", "step": "0.01"}),
        error_messages={"invalid": "1에서 5 사이의 수를 적으십시오."},
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(kind.object_kind, kind.label) for kind in registry.opened_by(actor)]
        self.fields["object_kind"].choices = choices  # type: ignore[attr-defined]
        self.fields["closes_at"].initial = in_a_week()


def in_a_week() -> datetime:
    return timezone.localtime().replace(hour=18, minute=0, second=0, microsecond=0) + timedelta(
        days=rounds.DEFAULT_DAYS
    )


class ClosingForm(ActForm):
    closes_at = DateTimeField(
        meaning="plan", label="닫는 때", error_messages={"required": "닫는 때를 적으십시오.", "invalid": "날짜와 시각을 2026. 12. 7. 14:30 처럼 적으십시오."}
    )  # fmt: skip

    def shape(self) -> None:
        self.fields["closes_at"].initial = self.row.closes_at


class AnswerForm(PortalForm):
    """The public page. A question may be left blank, but for the one on the whole; an empty page is refused."""

    good = forms.CharField(
        label="좋았던 점", max_length=500, required=False, widget=text_area(3), help_text="사람 이름이나 연락처는 적지 마십시오."
    )  # fmt: skip
    improve = forms.CharField(label="개선할 점", max_length=500, required=False, widget=text_area(3))

    def __init__(self, *args: Any, questionnaire: Questionnaire, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        steps = codes.choices("outcome_survey_scale")
        texts = questionnaire.texts
        self.names = [f"q{place}" for place in range(len(texts))]
        for name, text in zip(self.names, texts, strict=True):
            field = forms.ChoiceField(
                label=text, choices=steps, required=name == self.names[-1], widget=forms.RadioSelect,
                error_messages={"required": "마지막 문항은 꼭 골라 주십시오."},
            )  # fmt: skip
            field.is_asked_for = True  # type: ignore[attr-defined]
            self.fields[name] = field
        self.order_fields([*self.names, "good", "improve"])

    def scores(self) -> list[int | None]:
        return [int(self.cleaned_data[name]) if self.cleaned_data.get(name) else None for name in self.names]

    def texts(self) -> dict[str, str]:
        return {name: self.cleaned_data.get(name, "") for name in ("good", "improve")}
