"""Forms of ending and extending a case, and of taking it up again."""

from __future__ import annotations

from typing import Any

from django import forms

from core import codes, workdays
from core.forms import ActForm, DateField, DaysField, PortalForm, code_field, late_reason, text_area
from core.widgets import InlineRadio
from discharge.forms.followups import demand
from discharge.models import DischargeCase, PlanGoal
from discharge.services import aftercare, closing, deaths
from network.instruments import satisfaction
from network.models import Institution


class CloseForm(PortalForm):
    """종결. What a reason asks for is shown with it; rules belong to the service."""

    close_reason = code_field("close_reason", "종결 사유", widget=forms.RadioSelect)
    close_text = forms.CharField(label="상세 사유", max_length=200, required=False)
    handed_to = forms.ModelChoiceField(
        Institution.objects.none(), label="이관 기관", required=False, empty_label="고르십시오"
    )
    death_on = DateField(meaning="event", label="사망일", required=False)
    closed_on = DateField(meaning="event", label="종결일")
    unlinked_reason = code_field("unlinked_reason", "연계 없는 사유", required=False)
    unlinked_text = forms.CharField(label="연계 없는 상세", max_length=200, required=False)
    summary = forms.CharField(
        label="종결 요약", max_length=1000, widget=text_area(5), help_text="지낸 경과, 남은 문제, 대상자에게 안내한 것"
    )
    late_reason = late_reason()

    def __init__(self, *args: Any, case: DischargeCase, is_early: bool = False, **kwargs: Any) -> None:
        kwargs["initial"] = {"closed_on": workdays.seoul_today(), "version": case.version} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        place = self.fields["handed_to"]
        assert isinstance(place, forms.ModelChoiceField)
        place.queryset = Institution.objects.active().exclude(pk=case.hospital_id).order_by("name")
        for name, reasons in (("close_text", "OTHER"), ("handed_to", "HANDED_OVER"), ("death_on", "DECEASED")):
            self.fields[name].widget.attrs["data-show-when"] = f"close_reason={reasons}"
        self.goals = [] if is_early else closing.goals_of(case)
        for goal in self.goals:
            self.fields[f"goal_{goal.pk}"] = forms.ChoiceField(
                label=goal.text, choices=PlanGoal.Result.choices, widget=InlineRadio(), required=False
            )
            demand(self, f"goal_{goal.pk}", self._is_judged())
        self.questions = {} if is_early else dict(satisfaction.QUESTIONS)
        for name, label in self.questions.items():
            self.fields[f"sat_{name}"] = forms.TypedChoiceField(
                label=label,
                choices=codes.choices("outcome_survey_scale"),
                coerce=int,
                empty_value=None,
                required=False,
                widget=InlineRadio(),
            )
        if is_early:
            self._only_early_reasons()
        if is_early or closing.was_ever_linked(case):
            del self.fields["unlinked_reason"], self.fields["unlinked_text"]
        reason = self.data.get("close_reason")
        for name, wanted in (("close_text", "OTHER"), ("handed_to", "HANDED_OVER"), ("death_on", "DECEASED")):
            demand(self, name, reason == wanted)
        demand(self, "unlinked_reason", bool(reason) and reason != "DECEASED")

    def _is_judged(self) -> bool:
        reason = self.data.get("close_reason")
        return bool(reason) and reason not in closing.CANNOT_JUDGE

    def _only_early_reasons(self) -> None:
        field = self.fields["close_reason"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [row for row in codes.choices("close_reason") if row[0] in closing.EARLY_REASONS]

    def goal_fields(self) -> list[forms.BoundField]:
        return [self[f"goal_{goal.pk}"] for goal in self.goals]

    def satisfaction_fields(self) -> list[forms.BoundField]:
        return [self[f"sat_{name}"] for name in self.questions]

    def ending(self) -> dict[str, Any]:
        """What the service takes."""
        found = {name: value for name, value in self.values().items() if not name.startswith(("goal_", "sat_"))}
        goals = {str(goal.pk): self.cleaned_data.get(f"goal_{goal.pk}") or "" for goal in self.goals}
        answers = {name: self.cleaned_data.get(f"sat_{name}") for name in self.questions}
        return {**found, "goals": goals, "satisfaction": answers}


class ExtendForm(ActForm):
    """기간 연장."""

    follow_until = DateField(meaning="plan", label="새 종료일")
    extra_on = DaysField(
        label="추가 회차 날짜",
        required=False,
        help_text="비워 두면 끝나기 2주 전에 한 번 연락합니다. 여럿이면 쉼표로 나눕니다. 예: 2027-06-07, 2027-07-26",
    )
    reason = forms.CharField(label="연장하는 사유", max_length=200, widget=text_area(3))

    def shape(self) -> None:
        self.fields["follow_until"].initial = aftercare.default_extension(self.row)


class ReopenForm(ActForm):
    reason = forms.CharField(label="재개하는 사유", max_length=200, widget=text_area(3))


class DeathForm(ActForm):
    death_on = DateField(meaning="event", label="사망일")
    source = forms.CharField(label="알게 된 경로", max_length=200, help_text="예: 딸이 전화로 알림")


class CorrectDeathForm(ActForm):
    """사망 기록 고치기."""

    fault = forms.ChoiceField(label="무엇이 잘못되었습니까", choices=deaths.FAULTS, widget=forms.RadioSelect)
    death_on = DateField(meaning="event", label="확인한 사망일", required=False, help_text="날짜만 다르면 꼭 적습니다.")
    told_by = forms.CharField(label="누구에게 확인했습니까", max_length=100, help_text="예: 가상요양원 담당자와 통화")
    reason = forms.CharField(label="사유", max_length=200, widget=text_area(3))


class CorrectDischargeForm(ActForm):
    """퇴원일 바로잡기."""

    discharged_on = DateField(meaning="event", label="바른 퇴원일")
    reason = forms.CharField(label="바로잡는 사유", max_length=200, widget=text_area(2))

    def shape(self) -> None:
        self.fields["discharged_on"].initial = self.row.discharged_on
