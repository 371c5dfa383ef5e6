"""Forms of the three parts of a plan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from core import codes
from core.actor import Actor
from core.forms import ClockField, DateField, PortalForm, RowForm, code_field, text_area
from core.identifiers import display_phone
from discharge.models import DischargeCase, EducationTopic, PlanAction, PlanPart
from discharge.services.plans import needs_without_line
from network.models import Client, Institution

Kind = PlanPart.Kind
PART_TITLES = {Kind.DOCTOR: "치료·퇴원계획", Kind.NURSE: "생활·의료 관리", Kind.SOCIAL: "심리·사회·경제"}
PART_HINTS = {
    Kind.DOCTOR: "치료 경과, 퇴원 뒤 약과 외래, 곧바로 병원에 와야 하는 증상을 적습니다. 직원 기록 말고는 모두 환자에게 드리는 퇴원계획서에 나갑니다.",
    Kind.NURSE: "집에서의 생활, 상처·기구·식이·운동, 낙상 예방을 적습니다. 내용과 교육 주제·안내문이 환자에게 드리는 퇴원계획서에 나갑니다.",
    Kind.SOCIAL: "마음, 가족, 살림에서 환자가 할 일과 도울 사람을 적습니다. 내용, 퇴원 예정지, 응급 시 연락처, 목표와 기한, 서비스가 환자에게 드리는 퇴원계획서에 나갑니다.",
}
UNDERSTANDING = [("", "고르십시오"), ("상", "상"), ("중", "중"), ("하", "하(다시 교육)")]


class PartForm(PortalForm):
    """The words of a part. What signing asks for may still be missing while the part is written."""

    SIGNED_WITH: tuple[str, ...] = ("text",)

    text = forms.CharField(
        label="내용",
        max_length=1000,
        required=False,
        widget=text_area(8),
        help_text="환자가 읽는 글입니다. 퇴원계획서에 그대로 나갑니다.",
    )
    staff_note = forms.CharField(
        label="직원 기록",
        max_length=1000,
        required=False,
        widget=text_area(3),
        help_text="퇴원계획서에 나가지 않습니다. 교육하고 상담한 일처럼 직원이 볼 것을 적습니다.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.SIGNED_WITH:
            self.fields[name].is_asked_for = True  # type: ignore[attr-defined]
        self.order_fields([name for name in self.fields if name != "staff_note"])  # last of all


class DoctorForm(PartForm):
    warning_signs = forms.CharField(
        label="바로 병원에 와야 하는 증상", max_length=500, required=False, widget=text_area(3)
    )


class NurseForm(PartForm):
    """The nurse's words; education comes as rows."""


class SocialForm(PartForm):
    SIGNED_WITH = ("text", "disposition_planned", "emergency_contact")

    disposition_planned = code_field("discharge_disposition", "퇴원 예정지", required=False)
    emergency_contact = forms.CharField(
        label="응급 시 연락처",
        max_length=100,
        required=False,
        help_text="예: 딸 010-0000-0000, 의정부병원 응급실 031-828-5119",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["disposition_planned"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [pair for pair in codes.choices("discharge_disposition") if pair[0] != "DEATH"]


class MedicationForm(RowForm):
    name = forms.CharField(label="약", max_length=60)
    when = forms.CharField(label="먹는 때", max_length=60, required=False)
    caution = forms.CharField(label="주의할 점", max_length=100, required=False)


class AppointmentForm(RowForm):
    department = forms.CharField(label="진료과", max_length=30)
    on = DateField(meaning="plan", label="날짜")
    at = ClockField(label="시각", required=False, help_text="예: 10:30")


class EducationForm(RowForm):
    """One-to-one education: topic and leaflet from the hospital's list, to whom, when, understood or again."""

    topic = forms.CharField(label="교육 주제", max_length=100)
    leaflet = forms.CharField(label="안내문", max_length=100, required=False)
    taught_to = code_field("explained_to", "받은 사람")
    taught_by = forms.CharField(label="교육한 사람", max_length=50)
    taught_on = DateField(meaning="event", label="교육일")
    understanding = forms.ChoiceField(label="이해도", choices=UNDERSTANDING)


class GoalForm(RowForm):
    text = forms.CharField(label="목표", max_length=100, help_text="환자가 바라는 것을 환자의 말로 적습니다.")
    measure = forms.CharField(label="확인 방법", max_length=100, required=False)
    due_on = DateField(meaning="plan", label="기한")


class ActionForm(RowForm):
    need_area = code_field("need_area", "욕구")
    who = forms.ChoiceField(label="맡는 곳", choices=PlanAction.Who.choices)
    action = forms.CharField(label="할 일", max_length=200, required=False)
    service = code_field("linkage_service", "연계서비스", required=False)
    partner = forms.ModelChoiceField(
        Institution.objects.none(), label="유관기관", required=False, empty_label="고르십시오"
    )
    responsible = forms.CharField(label="담당자", max_length=50, required=False)
    start_on = DateField(meaning="plan", label="시작일", required=False)
    frequency = forms.CharField(label="주기", max_length=50, required=False, help_text="예: 주 1회")
    end_on = DateField(meaning="plan", label="종료일", required=False)
    unlinked_reason = code_field("unlinked_reason", "해당 없음·연계하지 않은 사유", required=False)

    def __init__(self, *args: Any, case: DischargeCase, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["partner"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Institution.objects.active().serving(case.client.municipality_id).order_by("name")


def _formset_of(form: type[RowForm], minimum: int = 0) -> Any:
    return forms.formset_factory(form, extra=minimum, can_delete=True, max_num=30)


Medications, Appointments, Education = (
    _formset_of(MedicationForm),
    _formset_of(AppointmentForm),
    _formset_of(EducationForm),
)
Goals, Actions = _formset_of(GoalForm), _formset_of(ActionForm)
ROW_SETS: dict[str, tuple[tuple[str, str, Any], ...]] = {
    Kind.DOCTOR: (("medications", "약", Medications), ("appointments", "외래 예약", Appointments)),
    Kind.NURSE: (("education", "1:1 교육", Education),),
    Kind.SOCIAL: (("goals", "목표", Goals), ("actions", "욕구별 할 일", Actions)),
}
PART_FORMS: dict[str, type[PartForm]] = {Kind.DOCTOR: DoctorForm, Kind.NURSE: NurseForm, Kind.SOCIAL: SocialForm}


def _caregiver(person: Client) -> str:
    """Whom to call in an emergency, as the person's record knows it."""
    if not person.caregiver_phone:
        return ""
    who = person.get_caregiver_relation_display() if person.caregiver_relation else person.caregiver_name
    return f"{who} {display_phone(person.caregiver_phone)}".strip()


class PartPage:
    """The form of a part with its rows, bound or filled from what is stored."""

    def __init__(
        self, part: PlanPart, actor: Actor, data: Any = None, *, medications: Sequence[dict[str, Any]] = ()
    ) -> None:
        """`medications`: rows of the case before that are to be confirmed, behind those of the part."""
        self.part, self.actor, self.case = part, actor, part.plan.case
        self.medications = medications
        is_social = part.kind == Kind.SOCIAL
        self.offered = [need.area for need in needs_without_line(self.case, part.plan)] if is_social else []
        self.form = PART_FORMS[part.kind](data, initial=self._initial())
        self.rows = [
            (name, title, rows(data, prefix=name, initial=self._row_initial(name), form_kwargs=self._row_kwargs(name)))
            for name, title, rows in ROW_SETS[part.kind]
        ]

    def _initial(self) -> dict[str, Any]:
        plan = self.part.plan
        return {
            "text": self.part.text,
            "version": self.part.version,
            "staff_note": self.part.rows.get("staff_note") or "",
            "warning_signs": self.part.rows.get("warning_signs") or "",
            "disposition_planned": plan.disposition_planned,
            "emergency_contact": plan.emergency_contact or _caregiver(self.case.client),
        }

    def _row_initial(self, name: str) -> list[dict[str, Any]]:
        if self.form.is_bound:  # a row that came in is not dropped for being the same as one that is stored
            return []
        plan = self.part.plan
        if name == "goals":
            return [dict(row) for row in plan.goals.values("text", "measure", "due_on")]
        if name == "actions":
            return [*plan.actions.values(*ActionForm.base_fields), *({"need_area": area} for area in self.offered)]
        stored = list(self.part.rows.get(name) or [])
        known = {row["name"] for row in stored if name == "medications"}
        offered = self.medications if name == "medications" else ()
        return stored + [row for row in offered if row["name"] not in known]

    def _row_kwargs(self, name: str) -> dict[str, Any]:
        return {"case": self.case} if name == "actions" else {}

    def is_valid(self) -> bool:
        return all([self.form.is_valid(), *(rows.is_valid() for _, _, rows in self.rows)])

    def values(self) -> dict[str, Any]:
        """What the service takes: the words, and the rows without empty and deleted ones."""
        found = self.form.values()
        for name, _, rows in self.rows:
            found[name] = [
                _plain(form.values(), keep_dates=name in ("goals", "actions"))
                for form in rows.forms
                if form.cleaned_data and not form.cleaned_data.get("DELETE") and not self._is_only_offered(form)
            ]
        return found

    def _is_only_offered(self, row: RowForm) -> bool:
        """A need of the assessment that was offered and not written about yet: it is offered again."""
        said = {name for name, value in row.cleaned_data.items() if value not in (None, "", False)}
        is_bare = said <= {"need_area", "who"} and row.cleaned_data.get("who") != PlanAction.Who.NONE
        return is_bare and row.cleaned_data.get("need_area") in self.offered


def _plain(values: dict[str, Any], *, keep_dates: bool) -> dict[str, Any]:
    """Rows kept as JSON carry dates as ISO text; rows of tables carry them as dates."""
    if keep_dates:
        return values
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in values.items()}


def topics_for(case: DischargeCase) -> list[EducationTopic]:
    """The hospital's list for this condition, and what is taught to everybody."""
    rows = EducationTopic.objects.filter(hospital=case.hospital_id, is_active=True)
    return list(rows.filter(target_group__in=("", case.target_group)))
