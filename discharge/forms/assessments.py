"""Forms of the assessment: its parts, its rounds, and one form per instrument built from the items asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms

from core import codes, workdays
from core.errors import Invalid
from core.forms import DateField, PortalForm, code_field, codes_field, late_reason, shown, text_area
from core.widgets import InlineRadio
from discharge.models import DischargeCase
from discharge.services import assessment_lists
from discharge.services.assessment_parts import STATES_OF_ROUND
from network.instruments import Instrument, Item, NotAStep

NEEDED = {"required": "이 항목을 적으십시오."}
NEED_LEVELS = [("0", "없음"), ("1", "낮음"), ("2", "중간"), ("3", "높음")]


def _one_of(name: str, label: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[("", "고르십시오"), *assessment_lists.choices(name)], required=False)


def _some_of(name: str, label: str, **kwargs: Any) -> forms.MultipleChoiceField:
    widget = forms.CheckboxSelectMultiple
    return forms.MultipleChoiceField(
        label=label, choices=assessment_lists.choices(name), required=False, widget=widget, **kwargs
    )


class RoundForm(PortalForm):
    """Begin a round."""

    round = code_field("assessment_round", "차수", widget=forms.RadioSelect)
    assessed_on = DateField(meaning="event", label="평가일", initial=workdays.seoul_today)

    def __init__(self, *args: Any, case: DischargeCase, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        begun = set(case.assessments.values_list("round", flat=True)) - {"REASSESS"}
        self.fields["round"].choices = [  # type: ignore[attr-defined]
            (code, label)
            for code, label in codes.choices("assessment_round")
            if code not in begun and case.status in STATES_OF_ROUND[code]
        ]
        first = next(iter(self.fields["round"].choices), None)  # type: ignore[attr-defined]
        self.fields["round"].initial = first[0] if first else None


class MedicalForm(PortalForm):
    """의학적 평가."""

    MAY_LACK = frozenset({"med_summary"})

    med_summary = forms.CharField(
        label="의학적 상태", max_length=1000, error_messages=NEEDED, widget=text_area(6, maxlength=1000)
    )
    comorbidity = _some_of("comorbidity", "동반질환", help_text="LACE의 동반질환 점수를 채울 때 씁니다.")
    allergy = forms.CharField(label="알레르기", max_length=100, required=False)


class NursingForm(PortalForm):
    """간호 평가."""

    medication_count = forms.IntegerField(
        label="복용 약물 수", min_value=0, max_value=60, required=False, help_text="5종 이상이면 다제약물로 표시합니다."
    )
    medication_note = forms.CharField(
        label="주요 약물·주의", max_length=500, required=False, widget=text_area(3, maxlength=500)
    )
    device = _some_of("device", "삽입 기구")
    wound = forms.CharField(
        label="상처·욕창", max_length=200, required=False, help_text="욕창은 단계(1~4)를 함께 적으십시오."
    )
    diet = _one_of("diet", "식이")
    pain = forms.IntegerField(
        label="통증(NRS)", min_value=0, max_value=10, required=False, help_text="0 통증 없음 ~ 10 가장 심한 통증"
    )
    fall_history = forms.IntegerField(label="최근 1년 낙상 횟수", min_value=0, max_value=99, required=False)
    other_cognition_tool = forms.CharField(
        label="그 밖의 인지검사", max_length=30, required=False, help_text="CIST는 평가도구에서 기록합니다."
    )
    other_cognition_total = forms.IntegerField(
        label="그 밖의 인지검사 총점", min_value=0, max_value=100, required=False
    )


class SocialForm(PortalForm):
    """사회 평가."""

    MAY_LACK = frozenset({"caregiver_capacity", "wish"})

    caregiver_capacity = code_field("caregiver_capacity", "돌봄자 역량", error_messages=NEEDED, widget=InlineRadio)
    housing_type = _one_of("housing_type", "주거형태")
    housing_barrier = _some_of("housing_barrier", "주거 장애요소")
    income_note = forms.CharField(label="경제상황", max_length=300, required=False, widget=text_area(3, maxlength=300))
    services_in_use = codes_field("linkage_service", "이용 중인 서비스", required=False)
    wish = forms.CharField(
        label="환자·보호자 희망사항",
        max_length=300,
        error_messages=NEEDED,
        widget=text_area(3, maxlength=300),
        help_text="환자·보호자가 한 말 그대로 적으십시오.",
    )


class NeedsForm(PortalForm):
    """욕구와 종합: a level for each of the fifteen areas, a text from level 2 on, and the level that follows."""

    MAY_LACK = frozenset({"assessed_on"})

    assessed_on = DateField(meaning="event", label="평가일")
    not_done = forms.CharField(
        label="시행 불가 사유",
        max_length=200,
        required=False,
        help_text="대상군에 필요한 평가도구를 할 수 없을 때만 적으십시오.",
    )
    need_level = code_field("need_level", "달리 정한 수준", required=False, blank="산출된 수준 그대로")
    need_level_reason = forms.CharField(label="달리 정한 사유", max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for area, label in codes.choices("need_area"):
            self.fields[f"level_{area}"] = forms.ChoiceField(
                label=label, choices=NEED_LEVELS, required=False, widget=forms.RadioSelect
            )
            self.fields[f"text_{area}"] = forms.CharField(label=f"{label} 내용", max_length=300, required=False)

    def matrix(self) -> Iterator[dict[str, Any]]:
        """The rows of the page: area, its levels, its text."""
        for area, label in codes.choices("need_area"):
            yield {"area": area, "label": label, "level": self[f"level_{area}"], "text": self[f"text_{area}"]}

    def values(self) -> dict[str, Any]:
        found = super().values()
        data = {name: found[name] for name in ("assessed_on", "not_done", "need_level", "need_level_reason")}
        data["needs"] = [
            {"area": area, "level": int(found[f"level_{area}"]), "text": found[f"text_{area}"]}
            for area, _ in codes.choices("need_area")
            if found[f"level_{area}"] != ""
        ]
        return data

    def refuse(self, error: Invalid) -> None:
        """`needs.REHAB.text` of the service is the field `text_REHAB` of the page."""
        super().refuse(Invalid({self._field_of(name): texts for name, texts in error.errors.items()}))

    @staticmethod
    def _field_of(name: str) -> str:
        match name.split("."):
            case ["needs", area, kind]:
                return f"{kind}_{area}"
        return name


PART_FORMS: Mapping[str, type[PortalForm]] = {
    "medical": MedicalForm,
    "nursing": NursingForm,
    "social": SocialForm,
    "needs": NeedsForm,
}


def part_form(part: str, data: Any = None, *, is_done: bool = True, **kwargs: Any) -> PortalForm:
    """The form of a part. What a part cannot do without is asked when it is finished, not when it is only saved."""
    form = PART_FORMS[part](data, **kwargs)
    if not is_done:
        for field in form.fields.values():
            field.required = False
    return form


def initial_of(part: str, stored: Mapping[str, Any]) -> dict[str, Any]:
    """The stored values of a part as the form starts with them."""
    if part != "needs":
        return dict(stored)
    values = {name: value for name, value in stored.items() if name != "needs"}
    for need in stored.get("needs", ()):
        values |= {f"level_{need['area']}": str(need["level"]), f"text_{need['area']}": need["text"]}
    return values


class InstrumentForm(PortalForm):
    """One instrument: a field for each item of the version that is asked, by the key of the item."""

    measured_on = DateField(meaning="event", label="측정일", initial=workdays.seoul_today)
    is_at_discharge = forms.BooleanField(
        label="퇴원 전 측정", required=False, help_text="퇴원하기 바로 전에 잰 값입니다."
    )
    late_reason = late_reason()

    def __init__(self, *args: Any, instrument: Instrument, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instrument = instrument
        for item in instrument.items:
            self.fields[item.key] = field_of(item)
        self.optional = {item.key for item in instrument.items if not item.is_required}

    def questions(self) -> list[dict[str, Any]]:
        """The items with whether they may be left blank: the form lets every blank pass, the instrument judges."""
        return [{"field": self[item.key], "optional": item.key in self.optional} for item in self.instrument.items]

    @property
    def has_scales(self) -> bool:
        """Whether digits choose anything: some instruments ask for their total only."""
        return any(item.steps and not isinstance(item.steps[0].value, str) for item in self.instrument.items)

    def answers(self) -> dict[str, Any]:
        """What was answered, as the instrument reads it; blank is no answer.

        An item that the page showed is given even when blank, so that the instrument can say that it is missing.
        """
        return {
            item.key: self._read(item, str(self.cleaned_data.get(item.key) or "")) for item in self.instrument.items
        }

    @staticmethod
    def _read(item: Item, text: str) -> Any:
        try:
            return item.parsed(text)
        except NotAStep:
            return text  # the service refuses it in the words of the item


class CorrectionForm(InstrumentForm):
    """The same questions, with the reason why the stored answers were wrong."""

    reason = forms.CharField(label="바로잡는 사유", max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["is_at_discharge"], self.fields["late_reason"]


def field_of(item: Item) -> forms.Field:
    """Steps and yes or no as radios, a number as a number field, anything else as text."""
    if item.steps:
        options = [(_value(step.value), item.shown(step.value)) for step in item.steps]
        # not a ChoiceField: the service says which answers an item takes, and hears the flags of the others
        return forms.CharField(label=item.label, required=False, widget=forms.RadioSelect(choices=options))
    if item.kind in ("whole", "measure"):
        limits = {name: value for name, value in (("min", item.low), ("max", item.high)) if value is not None}
        number = forms.NumberInput(attrs={**limits, "step": 1 if item.kind == "whole" else "any"})
        return forms.CharField(label=item.label, required=False, widget=number, help_text=item.allowed)
    return forms.CharField(label=item.label, required=False, help_text=item.allowed)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


class SafetyForm(PortalForm):
    """Say what was done about a result that could not wait."""

    reason = forms.CharField(
        label="확인하고 한 일",
        max_length=200,
        widget=text_area(3, maxlength=200),
        help_text="누가 무엇을 했는지 적으십시오.",
    )


def differing(form: PortalForm, stored: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The fields in which what was typed differs from what is stored meanwhile, both in words.

    `fill`: id of the control into which the typed text can be put back; only where it is a text.
    """
    rows = []
    for field in form:
        if field.name in ("idempotency_key", "version"):
            continue
        mine, kept = shown(field.field, form.cleaned_data.get(field.name)), shown(field.field, stored.get(field.name))
        if mine != kept:
            fill = field.id_for_label if isinstance(field.field, forms.CharField) else ""
            rows.append({"name": field.name, "label": field.label, "mine": mine, "stored": kept, "fill": fill})
    return rows


def from_draft(form: type[PortalForm], kept: Mapping[str, Any]) -> dict[str, Any]:
    """What the draft holds, as the form starts with it; a box that was not ticked is not in the draft."""
    made = form()
    values: dict[str, Any] = {}
    for name, field in made.fields.items():
        if name in ("idempotency_key", "version"):
            continue
        value = kept.get(name, "")
        many = isinstance(field, forms.MultipleChoiceField)
        values[name] = ([value] if value else []) if many and not isinstance(value, list) else value
    return values
