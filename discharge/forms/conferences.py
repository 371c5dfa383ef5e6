"""Forms of the case conference."""

from __future__ import annotations

from typing import Any

from django import forms

from core.forms import DateField, PortalForm, RowForm, late_reason, text_area
from discharge.models import CaseConference, DischargeCase
from discharge.services import conferences
from network.models import Institution


class ConferenceForm(PortalForm):
    """사례회의 기록."""

    held_on = DateField(meaning="event", label="회의일")
    place = forms.CharField(label="장소", max_length=100)
    is_integrated = forms.BooleanField(label="통합사례회의", required=False)
    situation = forms.CharField(label="현재 상황", max_length=1000, widget=text_area(4))
    needs = forms.CharField(label="욕구", max_length=500, required=False, widget=text_area(2))
    decision = forms.ChoiceField(label="결정", choices=CaseConference.Decision.choices, widget=forms.RadioSelect)
    decision_text = forms.CharField(label="결정 내용", max_length=500, widget=text_area(3))
    extend_until = DateField(meaning="plan", label="연장 종료일", required=False)
    next_on = DateField(meaning="plan", label="다음 회의일", required=False)
    late_reason = late_reason()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["extend_until"].widget.attrs["data-show-when"] = "decision=EXTEND"


def institutions(case: DischargeCase, on: Any) -> Any:
    """Who may be named: our own hospital, and those that the person's consent names."""
    return Institution.objects.filter(pk__in=conferences.may_attend(case, on)).order_by("name")


class _PlaceRow(RowForm):
    institution = forms.ModelChoiceField(Institution.objects.none(), label="기관", empty_label="고르십시오")

    def __init__(self, *args: Any, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["institution"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = places


class AttendeeForm(_PlaceRow):
    role = forms.CharField(label="직위·역할", max_length=30)
    name = forms.CharField(label="성명", max_length=50)


class ActionForm(_PlaceRow):
    action = forms.CharField(label="할 일", max_length=200)
    from_on = DateField(meaning="plan", label="부터", required=False)
    until_on = DateField(meaning="plan", label="까지", required=False)


class ConferencePage:
    """The record with its attendees and what each takes on."""

    ROWS = (("attendees", AttendeeForm, 1), ("actions", ActionForm, 0))

    def __init__(self, case: DischargeCase, on: Any, data: Any = None, record: CaseConference | None = None) -> None:
        initial: dict[str, Any] = {"held_on": on}
        if record is not None:
            initial = {name: getattr(record, name) for name in (*conferences.FIELDS, "version")}
        self.form = ConferenceForm(data, initial=initial)
        places = institutions(case, on)
        self.rows = {
            name: forms.formset_factory(form, extra=0 if record else extra, can_delete=True, max_num=20)(
                data,
                prefix=name,
                initial=_stored(record, name, form),
                form_kwargs={"places": places},
            )
            for name, form, extra in self.ROWS
        }

    @property
    def forms(self) -> list[Any]:
        return [self.form, *(form for rows in self.rows.values() for form in rows.forms)]

    def is_valid(self) -> bool:
        return all([self.form.is_valid(), *(rows.is_valid() for rows in self.rows.values())])

    def record(self) -> dict[str, Any]:
        """What the service takes."""
        found = self.form.values()
        for name, rows in self.rows.items():
            kept = [row for row in rows.forms if row.cleaned_data and not row.cleaned_data.get("DELETE")]
            found[name] = [row.values() for row in kept]
        return found


def _stored(record: CaseConference | None, name: str, form: type[RowForm]) -> list[dict[str, Any]]:
    return list(getattr(record, name).values(*form.base_fields)) if record else []
