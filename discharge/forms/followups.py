"""Forms of aftercare: the discharge, the call, moving and adding rows, the site's schedules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone

from core import codes
from core.forms import ActForm, DateField, DateTimeField, PortalForm, RowForm, code_field, late_reason, text_area
from core.widgets import InlineRadio
from discharge.forms.assessments import field_of
from discharge.models import DischargeCase, FollowUp
from discharge.services import aftercare, contacts
from network import instruments
from referrals.models import Linkage

YES_NO = [("yes", "예"), ("no", "아니요")]
BURDEN = [("", "묻지 않음"), ("NONE", "없음"), ("SOME", "조금"), ("MUCH", "많음")]
REACHED = ",".join(contacts.REACHED)
KMBI = "kmbi."


def yes_no(label: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=YES_NO, required=False, widget=InlineRadio())


def demand(form: forms.Form, name: str, when: bool) -> None:
    """Ask for a field where the answers given so far make it needed.

    On a fresh page nothing is answered yet and nothing is checked: the question then shows without (선택), because
    it appears only where it is needed. What the service would say stands for the field's own message.
    """
    if name in form.fields:
        field = form.fields[name]
        field.required = when or not form.is_bound
        field.error_messages["required"] = MISSING.get(name, "이 항목을 적으십시오.")


MISSING = {
    "spoke_with": contacts.WHO_ANSWERED,
    "ed_visit_on": "응급실에 간 날짜를 적으십시오.",
    "deceased_on": "사망일을 적으십시오.",
    "new_need_text": "추가로 필요한 것을 적으십시오.",
    **contacts.ASKED,
}


class DischargeForm(PortalForm):
    """퇴원 처리; before the plan is approved it asks why."""

    MAY_LACK = frozenset({"reason"})

    discharged_on = DateField(meaning="event", label="퇴원일")
    disposition = code_field("discharge_disposition", "퇴원 후 거처", widget=forms.RadioSelect)
    reason = forms.CharField(label="계획 전에 퇴원한 사유", max_length=200, widget=text_area(2))
    late_reason = late_reason()

    def __init__(self, *args: Any, is_early: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["disposition"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [choice for choice in codes.choices("discharge_disposition") if choice[0] != "DEATH"]
        if not is_early:
            del self.fields["reason"]


class ContactForm(PortalForm):
    """추적관찰: what is asked on the telephone, in the order of a call. Rules belong to the service."""

    result = code_field("followup_result", "결과", widget=forms.RadioSelect)
    contacted_at = DateTimeField(meaning="event", label="실시일시")
    method = code_field("followup_method", "방법", widget=InlineRadio())
    is_for_this = forms.BooleanField(
        label="이 회차로 적기",
        required=False,
        help_text="연락한 날이 다른 회차의 기간에 들거나 이 회차의 기간보다 앞서도 이 회차로 셉니다.",
    )
    spoke_with = code_field("spoke_with", "누가 답했습니까", widget=InlineRadio(), required=False)
    again_on = DateField(meaning="plan", label="다시 연락할 날", required=False)
    deceased_on = DateField(meaning="event", label="사망일", required=False)
    self_health = forms.IntegerField(
        label="주관적 건강", required=False, min_value=0, max_value=100, help_text="0(가장 나쁨)부터 100(가장 좋음)"
    )
    pain = forms.IntegerField(label="통증(NRS)", required=False, min_value=0, max_value=10, help_text="0부터 10")
    fall_since = forms.IntegerField(
        label="낙상 횟수", required=False, min_value=0, max_value=99, help_text="지난 연락 뒤. 없으면 0"
    )
    mobility = code_field("mobility_level", "이동", required=False, blank="묻지 않음")
    adherence = code_field("adherence", "복약", required=False, blank="묻지 않음")
    caregiver_burden = forms.ChoiceField(label="돌봄 부담", choices=BURDEN, required=False)
    alcohol_since = code_field("alcohol_since", "음주", widget=InlineRadio(), required=False)
    ed_visit = yes_no("지난 연락 뒤 응급실에 갔습니까")
    ed_visit_on = DateField(meaning="event", label="응급실에 간 날", required=False)
    readmitted = yes_no("지난 연락 뒤 다시 입원했습니까")
    new_need = yes_no("새로 필요한 것이 있습니까")
    new_need_text = forms.CharField(label="필요한 것", max_length=300, required=False, widget=text_area(2))
    kmbi_not_done = forms.CharField(label="K-MBI를 재지 못한 사유", max_length=200, required=False)
    note = forms.CharField(label="상담 내용", max_length=1000, required=False, widget=text_area(4))
    late_reason = late_reason()

    def __init__(self, *args: Any, case: DischargeCase, row: FollowUp, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not contacts.asks_alcohol(case):
            del self.fields["alcohol_since"]
        self.items = instruments.get("KMBI").items if contacts.asks_kmbi(case, row) else ()
        for item in self.items:
            self.fields[f"{KMBI}{item.key}"] = field_of(item)
        if not self.items:
            del self.fields["kmbi_not_done"]
        self._demand_what_was_reached()

    def _demand_what_was_reached(self) -> None:
        result = self.data.get("result")
        is_done = result == "DONE"
        demand(self, "spoke_with", result in contacts.REACHED)
        demand(self, "deceased_on", result == "DECEASED")
        for name in ("ed_visit", "readmitted", "new_need", "alcohol_since"):
            demand(self, name, is_done)
        is_reached = result in contacts.REACHED
        demand(self, "ed_visit_on", is_reached and self.data.get("ed_visit") == "yes")
        demand(self, "new_need_text", is_reached and self.data.get("new_need") == "yes")

    def questions(self) -> list[forms.BoundField]:
        """The items of the K-MBI, where this row asks for it."""
        return [self[f"{KMBI}{item.key}"] for item in self.items]

    def contact(self) -> dict[str, Any]:
        """What the service takes: yes and no as booleans, empty as not asked."""
        found = {name: value for name, value in self.values().items() if not name.startswith(KMBI)}
        for name in ("ed_visit", "readmitted", "new_need"):
            found[name] = {"yes": True, "no": False}.get(str(found[name]))
        answers = {item.key: self.cleaned_data.get(f"{KMBI}{item.key}") for item in self.items}
        if any(value not in (None, "") for value in answers.values()):
            found["kmbi"] = {item.key: item.parsed(str(answers[item.key] or "")) for item in self.items}
        return found


class StayForm(RowForm):
    """A later stay in hospital."""

    hospital_name = forms.CharField(label="병원", max_length=60)
    admitted_on = DateField(meaning="event", label="입원일")
    readmission_type = code_field("readmission_type", "구분")
    reason = forms.CharField(label="사유", max_length=200, required=False)
    discharged_on = DateField(meaning="event", label="퇴원일", required=False)


Stays = forms.formset_factory(StayForm, extra=1, can_delete=True, max_num=5)


class CheckForm(RowForm):
    """Whether one linked service is in use, and how content the person is."""

    use = forms.ChoiceField(label="이용", choices=codes.choices("service_use"), required=False, widget=InlineRadio())
    reason = forms.CharField(label="이용하지 않는 이유", max_length=200, required=False)
    satisfaction = forms.TypedChoiceField(
        label="만족도",
        choices=[("", "묻지 않음"), *((number, f"{number}점") for number in (5, 4, 3, 2, 1))],
        coerce=int,
        empty_value=None,
        required=False,
    )

    def __init__(self, *args: Any, linkage: Linkage, **kwargs: Any) -> None:
        super().__init__(*args, prefix=f"check-{linkage.number}", **kwargs)
        self.linkage = linkage
        self.fields["use"].required = not self.is_bound and linkage.status in contacts.ASKED_ABOUT
        self.fields["reason"].is_asked_for = True  # type: ignore[attr-defined]
        self.fields["reason"].widget.attrs["data-show-when"] = f"{self.prefix}-use=NOT_USED,STOPPED"

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if found.get("use") == "NOT_USED" and not found.get("reason") and "reason" not in self.errors:
            self.add_error("reason", contacts.NO_REASON)
        return found

    def row(self) -> dict[str, Any]:
        return {"linkage_id": self.linkage.pk, **self.values()}


class ContactPage:
    """The call screen: its form, the stays in hospital, one check for each linked service."""

    def __init__(
        self, case: DischargeCase, row: FollowUp, data: Any = None, draft: Mapping[str, Any] | None = None
    ) -> None:
        typed = dict(draft or {})
        initial = {"contacted_at": timezone.localtime(), "method": "PHONE", "version": row.version} | typed
        self.form = ContactForm(data, initial=initial, case=case, row=row)
        self.stays = Stays(data, prefix="readmissions", initial=_rows_of(typed, "readmissions"))
        self.checks = [
            CheckForm(data, initial=_fields_of(typed, f"check-{linkage.number}"), linkage=linkage)
            for linkage in contacts.asked_linkages(case)
        ]

    @property
    def forms(self) -> list[Any]:
        """Everything with errors, for the summary."""
        return [self.form, *self.checks, *self.stays.forms]

    def is_valid(self) -> bool:
        with_stays = self.form.data.get("readmitted") == "yes" or self.form.data.get("result") == "HOSPITALIZED"
        parts = [self.form.is_valid(), *(check.is_valid() for check in self.checks)]
        return all(parts) and (not with_stays or self.stays.is_valid())

    def contact(self) -> dict[str, Any]:
        found = self.form.contact()
        with_stays = found.get("readmitted") or found.get("result") == "HOSPITALIZED"
        return {
            **found,
            "service_checks": [check.row() for check in self.checks],
            "readmissions": self._stays() if with_stays else [],
        }

    def _stays(self) -> list[dict[str, Any]]:
        rows = [row for row in self.stays.forms if row.cleaned_data and not row.cleaned_data.get("DELETE")]
        return [row.values() for row in rows if row.has_changed()]


def _fields_of(typed: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    start = f"{prefix}-"
    return {name.removeprefix(start): value for name, value in typed.items() if name.startswith(start)}


def _rows_of(typed: Mapping[str, Any], prefix: str) -> list[dict[str, Any]]:
    """The rows of a formset as a draft keeps them: `readmissions-0-hospital_name`."""
    rows: dict[str, dict[str, Any]] = {}
    for name, value in _fields_of(typed, prefix).items():
        number, _, field = name.partition("-")
        if number.isdigit() and field and value:
            rows.setdefault(number, {})[field] = value
    return [rows[number] for number in sorted(rows, key=int)]


# --- short forms ------------------------------------------------------------------------------------------------------


class MoveForm(ActForm):
    due_on = DateField(meaning="plan", label="새 예정일", help_text="기간 안에서 한 번만 옮길 수 있습니다.")
    reason = forms.CharField(label="사유", max_length=200)

    def shape(self) -> None:
        self.fields["due_on"].initial = self.row.due_on


class SuspendForm(ActForm):
    from_on = DateField(meaning="event", label="입원한 날", required=False, help_text="비워 두면 오늘입니다.")
    reason = forms.CharField(label="사유", max_length=200, required=False, widget=text_area(2))


class ResumeForm(ActForm):
    home_on = DateField(meaning="event", label="집에 돌아온 날", required=False, help_text="비워 두면 오늘입니다.")
    due_on = DateField(
        meaning="plan", label="이 회차의 새 예정일", required=False, help_text="그대로 두면 예정일을 옮기지 않습니다."
    )
    reason = forms.CharField(label="옮기는 사유", max_length=200, required=False)


class ExtraForm(ActForm):
    due_on = DateField(meaning="plan", label="예정일")
    label = forms.CharField(label="회차 이름", max_length=20, required=False, help_text="예: 상처 확인")
    reason = forms.CharField(label="추가하는 사유", max_length=200, widget=text_area(2))


class CorrectContactForm(ActForm):
    """연락 바로잡기: the moment and the outcome of a contact that reached somebody."""

    contacted_at = DateTimeField(meaning="event", label="바른 실시일시")
    result = forms.ChoiceField(
        label="바른 결과",
        choices=[row for row in codes.choices("followup_result") if row[0] in contacts.REACHED],
        widget=InlineRadio(),
    )
    reason = forms.CharField(label="바로잡는 사유", max_length=200, widget=text_area(2))

    def shape(self) -> None:
        moment = self.row.contacted_at
        self.fields["contacted_at"].initial = timezone.localtime(moment) if moment else None
        self.fields["result"].initial = self.row.result


class UndoForm(ActForm):
    """완료 취소: the contact reached nobody after all."""

    result = forms.ChoiceField(
        label="바른 결과",
        choices=[row for row in codes.choices("followup_result") if row[0] in aftercare.IN_VAIN],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label="취소하는 사유", max_length=200, widget=text_area(2))


class NoteForm(ActForm):
    """An act that may carry a word of explanation."""

    reason = forms.CharField(label="사유", max_length=200, required=False, widget=text_area(2))


# --- the site's schedules ---------------------------------------------------------------------------------------------


class StepForm(RowForm):
    """One step: so many months and days after the discharge, with days before and after."""

    step = forms.ChoiceField(
        label="회차", choices=[choice for choice in codes.choices("followup_step") if choice[0] != "EXTRA"]
    )
    months = forms.IntegerField(label="개월 뒤", min_value=0, max_value=24, required=False)
    days = forms.IntegerField(label="일 뒤", min_value=0, max_value=180, required=False)
    before = forms.IntegerField(label="앞으로(일)", min_value=0, max_value=30)
    after = forms.IntegerField(label="뒤로(일)", min_value=0, max_value=30)


Steps = forms.formset_factory(StepForm, extra=0, can_delete=True, max_num=6)


class TemplateForm(PortalForm):
    """Which condition the schedule is for is in the address; the form carries the version."""
