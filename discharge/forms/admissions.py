"""Forms of the admission list: a patient, a ward referral, leaving out, a file, a selection rule."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from core.actor import Actor
from core.forms import CodeTextField, DateField, PhoneField, PortalForm, code_field, codes_field, text_area
from core.imports.files import MAX_BYTES
from core.widgets import InlineRadio
from discharge.forms.cases import suggest_places
from network.models import Municipality


class PatientForm(PortalForm):
    """Who it is and which stay: what tells one row of the list from another."""

    chart_no = CodeTextField(label="등록번호", max_length=20, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    name = forms.CharField(label="성명", max_length=50, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    birth_date = DateField(meaning="birth", label="생년월일")
    sex = code_field("sex", "성별", widget=InlineRadio())
    admitted_on = DateField(meaning="event", label="입원일")
    ward = forms.CharField(label="병동", max_length=20)
    diagnosis = forms.CharField(label="주진단명", max_length=100)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        suggest_places(self, actor, self.initial, self.data)


class AdmissionForm(PatientForm):
    """A row of the list as typed by hand."""

    kcd_code = CodeTextField(label="KCD 코드", max_length=8, required=False, help_text="예: S72.0")
    department = forms.CharField(label="진료과", max_length=30, required=False)
    attending_name = forms.CharField(label="담당의", max_length=50, required=False)
    admit_route = code_field("admit_route", "입원경로", required=False)
    phone = PhoneField(label="연락처", required=False, help_text="예: 010-0000-0000")
    municipality_code = forms.ChoiceField(label="시·군·구", required=False)
    insurance_type = code_field("insurance_type", "보험유형", required=False)
    household_type = code_field("household_type", "가구형태", required=False)
    risk_items = codes_field("risk_item", "위험요인", required=False)
    admissions_6m = forms.IntegerField(
        label="최근 6개월 입원(회)",
        min_value=0,
        max_value=999,
        required=False,
        help_text="이번 입원을 뺀 횟수입니다. 모르면 비웁니다.",
    )
    ed_visits_6m = forms.IntegerField(label="최근 6개월 응급실 방문(회)", min_value=0, max_value=999, required=False)
    expected_discharge_on = DateField(meaning="plan", label="퇴원예정일", required=False)
    discharged_on = DateField(meaning="event", label="퇴원일", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = Municipality.objects.filter(city__isnull=True).order_by("name").values_list("code", "name")
        field = self.fields["municipality_code"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "고르십시오"), *places]


class WardReferralForm(PatientForm):
    """병동 의뢰: a ward asks for somebody."""

    ward_note = forms.CharField(
        label="의뢰 내용",
        max_length=300,
        widget=text_area(3),
        help_text="퇴원 뒤 걱정되는 점을 적습니다. 예: 혼자 살며 계단 이용이 어려움",
    )


class DismissForm(PortalForm):
    """Why a candidate is left out."""

    reason = code_field("ineligible_reason", "제외 사유", widget=forms.RadioSelect)
    text = forms.CharField(label="상세 사유", max_length=200, required=False, help_text="'기타'를 고르면 꼭 적습니다.")


class ImportForm(PortalForm):
    """The file of an admission list."""

    file = forms.FileField(
        label="입원 명단 파일",
        help_text=".xlsx 또는 .csv, 5MB, 5,000줄까지. 주민등록번호가 든 줄은 받지 않습니다.",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.tsv,.txt"}),
        error_messages={"required": "파일을 고르십시오.", "empty": "빈 파일입니다."},
    )

    def content(self) -> bytes:
        """The bytes, no more than what is read anyway."""
        upload: UploadedFile = self.cleaned_data["file"]
        return upload.read(MAX_BYTES + 1)


class RuleForm(PortalForm):
    """A selection rule: all conditions that are filled in have to hold."""

    label = forms.CharField(label="규칙 이름", max_length=60)
    target_group = code_field("target_group", "대상군")
    min_age = forms.IntegerField(label="최소 나이(입원일 기준)", min_value=0, max_value=120, required=False)
    kcd_prefixes = CodeTextField(
        label="KCD 코드 앞부분", max_length=200, required=False, help_text="쉼표로 나눕니다. 예: S72, S32"
    )
    diagnosis_words = forms.CharField(
        label="진단명에 든 말",
        max_length=200,
        required=False,
        help_text="쉼표로 나눕니다. 코드나 말 가운데 하나만 맞아도 됩니다.",
    )
    risk_items = codes_field("risk_item", "위험요인(하나라도)", required=False)
    household_types = codes_field("household_type", "가구형태(하나라도)", required=False)
    min_admissions_6m = forms.IntegerField(label="최근 6개월 입원(회 이상)", min_value=1, max_value=99, required=False)
    min_ed_visits_6m = forms.IntegerField(
        label="최근 6개월 응급실 방문(회 이상)", min_value=1, max_value=99, required=False
    )
    order = forms.IntegerField(label="순서", min_value=0, max_value=999, initial=100)
    is_active = forms.BooleanField(label="이 규칙을 씁니다", required=False, initial=True)
