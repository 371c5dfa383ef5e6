"""Shapes of an agency's referral, of the hospital's reply, and of what each move asks for."""

from __future__ import annotations

from typing import Any

from django import forms

from core import codes
from core.forms import (
    ActForm,
    DateField,
    DateTimeField,
    LateEntry,
    PhoneField,
    PortalForm,
    code_field,
    codes_field,
    late_reason,
    text_area,
)
from core.scans import checked_scan
from core.widgets import InlineRadio
from network.actors import colleagues
from network.models import Institution, Municipality, User
from referrals.forms.linkages import this_minute
from referrals.limits import limit
from referrals.models import AgencyReferral
from referrals.services.agency_referrals import drafting
from referrals.services.agency_referrals.moves import WORKERS

PERSON_FIELDS = (
    "name",
    "birth_date",
    "sex",
    "phone",
    "phone_owner",
    "municipality",
    "address_town",
    "address_rest",
    "insurance_type",
    "household_type",
    "caregiver_name",
    "caregiver_relation",
    "caregiver_phone",
    "contact_limit",
)


class PersonPart(PortalForm):
    """Who is referred, as the agency knows them."""

    name = forms.CharField(label="성명", max_length=50, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    birth_date = DateField(meaning="birth", label="생년월일")
    sex = code_field("sex", "성별", widget=InlineRadio())
    phone = PhoneField(label="연락처", required=False, help_text="예: 010-0000-0000")
    phone_owner = code_field("relationship", "연락처 소유자", required=False, blank="본인")
    municipality = forms.ModelChoiceField(
        Municipality.objects.filter(city__isnull=True).order_by("name"), label="시·군·구", empty_label="고르십시오"
    )
    address_town = forms.CharField(label="읍·면·동", max_length=30, required=False)
    address_rest = forms.CharField(label="상세주소", max_length=100, required=False)
    insurance_type = code_field("insurance_type", "보험유형", required=False, blank="모름")
    household_type = code_field("household_type", "가구형태", required=False, blank="모름")
    caregiver_name = forms.CharField(label="보호자 성명", max_length=50, required=False)
    caregiver_relation = code_field("relationship", "보호자와의 관계", required=False)
    caregiver_phone = PhoneField(label="보호자 연락처", required=False)
    contact_limit = forms.CharField(
        label="연락 제한", max_length=100, required=False, help_text="예: 18시 이후 전화, 음성 메모 남기지 않기"
    )
    known_client = forms.ChoiceField(label="같은 사람", required=False, widget=forms.RadioSelect, choices=[])

    NEW = "new"

    def person(self) -> dict[str, Any]:
        """The values of the person's record."""
        return {name: self.cleaned_data[name] for name in PERSON_FIELDS if name in self.cleaned_data}

    def offer_known(self, known: list[dict[str, str]]) -> None:
        """Show people who may be the same one; the choice is asked for only then."""
        rows = [(row["id"], " · ".join(filter(None, (row["name"], row["birth"], row["phone"])))) for row in known]
        field = self.fields["known_client"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*rows, (self.NEW, "다른 사람입니다")]


class ReferralPart(PortalForm):
    """What is asked for the person, and the consent on which it rests. `is_sent`: whom was asked stays."""

    receiver = forms.ModelChoiceField(Institution.objects.none(), label="수신 병원", empty_label="고르십시오")
    reason = codes_field("agency_referral_reason", "의뢰 사유")
    urgency = code_field(
        "urgency",
        "긴급도",
        widget=forms.RadioSelect,
        initial="NORMAL",
        help_text=limit.words(
            "병원은 일반 {receive}, 긴급 {receive_urgent} 안에 접수합니다. 응급은 119로 바로 연락합니다."
        ),
    )
    situation = forms.CharField(label="현재 상황", max_length=1000, widget=text_area(5))
    health_problem = forms.CharField(
        label="건강 문제",
        max_length=500,
        widget=text_area(3),
        required=False,
        help_text="동의한 항목에 진단명이 있을 때만 보낼 수 있습니다.",
    )
    services_in_use = codes_field(
        "linkage_service",
        "이용 서비스",
        required=False,
        help_text="동의한 항목에 사회·경제가 있을 때만 보낼 수 있습니다.",
    )
    request = forms.CharField(label="요청 사항", max_length=500, widget=text_area(3))
    preferred_reply = DateField(meaning="plan", label="희망 회신일", required=False)
    risk_to_worker = forms.CharField(
        label="방문 시 유의",
        max_length=200,
        required=False,
        help_text="방문하는 사람의 안전에 필요한 것만 적습니다. 의뢰서에는 찍히지 않습니다.",
    )
    shared_items = codes_field(
        "shared_item",
        "동의한 항목",
        help_text="대상자가 병원에 알려도 된다고 동의한 항목만 고르십시오. 병원의 회신도 이 항목 안에서만 합니다.",
    )
    consent_by_agency = forms.ChoiceField(
        label="동의 확보", choices=AgencyReferral.ConsentWay.choices, widget=forms.RadioSelect, required=False
    )
    consent_on = DateField(meaning="event", label="동의일", required=False)
    consent_file = forms.FileField(
        label="동의서", required=False, help_text="서면 동의이면 올립니다. PDF, JPG, PNG 10MB까지"
    )
    legal_basis = code_field("legal_basis", "법적 근거", required=False)
    basis_note = forms.CharField(
        label="근거 조문·사유", max_length=200, required=False, help_text="급박한 이익이나 그 밖의 법률이면 적으십시오."
    )

    def __init__(self, *args: Any, is_sent: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_sent:
            del self.fields["receiver"]
        else:
            self.fields["receiver"].queryset = drafting.hospitals()  # type: ignore[attr-defined]
        basis = self.fields["legal_basis"]
        assert isinstance(basis, forms.ChoiceField)
        basis.choices = [choice for choice in codes.choices("legal_basis") if choice[0] != "CONSENT"]
        basis.choices = [("", "고르십시오"), *basis.choices]
        for name in ("consent_by_agency", "consent_on", "consent_file", "legal_basis"):
            self.fields[name].is_asked_for = True  # type: ignore[attr-defined]  # by the submission, if not by the draft
        for name, way in (("consent_on", "WRITTEN,ORAL"), ("consent_file", "WRITTEN")):
            self.fields[name].widget.attrs["data-show-when"] = f"consent_by_agency={way}"
        for name in ("legal_basis", "basis_note"):
            self.fields[name].widget.attrs["data-show-when"] = "consent_by_agency=LEGAL"

    def clean_consent_file(self) -> Any:
        """By content, not by name: what is neither PDF, JPEG nor PNG is refused."""
        upload = self.cleaned_data.get("consent_file")
        if not upload or not hasattr(upload, "content_type"):
            return upload
        try:
            return checked_scan(upload)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error

    def referral(self) -> dict[str, Any]:
        """The values of the referral; a file that was not chosen anew stays."""
        found = {name: self.cleaned_data[name] for name in drafting.FIELDS if name in self.cleaned_data}
        if not found.get("consent_file"):
            found.pop("consent_file", None)
        return found


class AgencyReferralForm(ReferralPart, PersonPart):
    """Form `agency_referral` of the data. What is half written is kept as the person's draft until the form is full."""


# --- moves -----------------------------------------------------------------------------------------------------------


class MoreForm(ActForm):
    note = forms.CharField(label="보완할 내용", max_length=500, widget=text_area(3))


class AskBackForm(ActForm):
    note = forms.CharField(label="추가로 물을 내용", max_length=500, widget=text_area(3))


class TakeOnForm(ActForm):
    programme = forms.ChoiceField(label="맡을 사업", choices=AgencyReferral.Programme.choices, widget=forms.RadioSelect)


class TurnDownForm(ActForm):
    decline_reason = code_field("linkage_decline_reason", "거절 사유", widget=forms.RadioSelect)
    reason_text = forms.CharField(
        label="상세 사유", max_length=300, widget=text_area(2), required=False, help_text="기타를 골랐으면 적으십시오."
    )
    other_agency = forms.CharField(
        label="안내할 다른 기관",
        max_length=100,
        help_text="의뢰기관에 회신으로 알립니다. 없으면 '없음'이라고 적으십시오.",
    )


class CallOffForm(ActForm):
    cancel_reason = code_field("linkage_cancel_reason", "취소 사유", widget=forms.RadioSelect)
    reason_text = forms.CharField(
        label="상세 사유", max_length=300, widget=text_area(2), required=False, help_text="기타를 골랐으면 적으십시오."
    )


class WorkerField(forms.ModelChoiceField):
    """A colleague by name."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class WorkerForm(ActForm):
    """Who gets it: those who may take what it was accepted for."""

    worker = WorkerField(User.objects.none(), label="담당자", empty_label="고르십시오")

    def shape(self) -> None:
        roles, programme = WORKERS.get(self.row.programme, ((), ""))
        found = {person.pk for role in roles for person in colleagues(self.row.receiver_id, role, programme)}
        rows = User.objects.filter(pk__in=found).order_by("name", "pk")
        self.fields["worker"].queryset = rows  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        return {"worker": self.cleaned_data["worker"].pk}


class FirstContactForm(LateEntry, ActForm):
    """The first contact with the person, which may have been made before it is entered."""

    ASIDE = ()

    happened_at = DateTimeField(meaning="event", label="첫 연락일시", required=False, help_text="비워 두면 지금입니다.")


class AgreedItems(forms.MultipleChoiceField):
    """Items of a consent: only the agreed ones are offered, another one is refused by the service that knows why."""

    def valid_value(self, value: Any) -> bool:
        return codes.is_code("shared_item", str(value))


class AnswerForm(ActForm):
    """Form `reply` of the data: a result, what was agreed, what the agency is asked to do."""

    result = code_field("reply_result", "결과")
    items = AgreedItems(
        label="회신에 담은 항목",
        choices=codes.choices("shared_item"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="대상자가 동의한 항목만 보입니다. 담은 것만 고르십시오.",
    )
    started_on = DateField(meaning="event", label="서비스 시작(예정)일", required=False)
    frequency = forms.CharField(label="제공 주기", max_length=50, required=False, help_text="예: 주 1회")
    content = forms.CharField(label="내용", max_length=1000, widget=text_area(4))
    next_plan = forms.CharField(
        label="합의한 내용·향후 계획", max_length=500, widget=text_area(2), help_text="없으면 '없음'이라고 적으십시오."
    )
    ask_back = forms.CharField(
        label="의뢰기관에 부탁할 일", max_length=500, widget=text_area(2), help_text="없으면 '없음'이라고 적으십시오."
    )

    def shape(self) -> None:
        items: Any = self.fields["items"]
        items.choices = [one for one in codes.choices("shared_item") if one[0] in self.row.shared_items]
        started = {"data-show-when": "result=SERVICE_STARTED,SERVICE_DONE,PLANNED"}
        self.fields["started_on"].widget.attrs |= started
        self.fields["started_on"].is_asked_for = True  # type: ignore[attr-defined]


class WithdrawnForm(ActForm):
    withdrawn_told_by = forms.CharField(label="철회를 알린 사람", max_length=50, help_text="예: 본인, 딸")
    withdrawn_at = DateTimeField(meaning="event", label="철회일시")


class PassOnForm(AnswerForm):
    """What a second agency answered, as it goes to the first one: its whole answer and from whom it came."""

    content = forms.CharField(label="내용", max_length=1200, widget=text_area(4))


class NotPassedForm(PortalForm):
    reason = forms.CharField(label="알리지 않는 사유", max_length=200, help_text="예: 동의한 항목에 담긴 내용이 없음")


class AgencyDestroyForm(PortalForm):
    """Confirmation that what was provided is no longer used and was destroyed."""

    happened_at = DateTimeField(meaning="event", label="파기일시", initial=this_minute)
    late_reason = late_reason()
