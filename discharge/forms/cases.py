"""Forms of screening, deciding and the team. Shapes only; the rules stand in the services."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any

from django import forms

from core import codes, workdays
from core.actor import Actor
from core.forms import ActForm, CodeTextField, DateField, PhoneField, PortalForm, code_field, codes_field, text_area
from core.masking import UNKNOWN_NAME
from discharge.workflow import PROGRAMME
from network.models import HospitalProfile, Membership, Municipality, User

ROLES = [(code, codes.label("user_role", code)) for code in ("SOCIAL_WORKER", "NURSE")]
LIVELIHOOD = ("생계급여", "의료급여", "주거급여", "교육급여", "차상위", "해당 없음")
UNKNOWNS = ("is_unidentified", "no_birth", "no_phone", "no_address")
PERSON_FIELDS = (
    "name",
    "birth_date",
    "birth_year",
    "sex",
    "phone",
    "municipality",
    "address_town",
    "address_rest",
    "insurance_type",
    "household_type",
    "livelihood",
    "ltc_grade",
    "caregiver_name",
    "caregiver_relation",
    "caregiver_phone",
    "contact_limit",
)


class PersonField(forms.ModelChoiceField):
    """A colleague by name: who holds one of the roles in this programme at the actor's hospital.

    `has_left`: also who held it once, whose cases somebody else takes over.
    """

    default_error_messages = {"invalid_choice": "우리 병원에서 이 역할을 맡은 사람을 고르십시오."}

    def __init__(self, *roles: str, has_left: bool = False, **kwargs: Any) -> None:
        self.roles, self.has_left = roles, has_left
        super().__init__(User.objects.none(), empty_label="고르십시오", **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)

    def offer(self, hospital_id: int) -> None:
        """Let it choose among the people of a hospital."""
        rows = reduce(or_, (Membership.objects.holding(hospital_id, role, PROGRAMME) for role in self.roles))
        held = rows if self.has_left else rows.valid_on(workdays.seoul_today())
        self.queryset = User.objects.filter(pk__in=held.values("user_id")).order_by("name", "pk")


def offer_people(form: forms.Form, actor: Actor) -> None:
    """Let the form's fields for people choose among those of the actor's hospital."""
    assert actor.institution_id is not None
    for field in form.fields.values():
        if isinstance(field, PersonField):
            field.offer(actor.institution_id)


# What is asked for, what may stand in its place, and what is said where neither does.
_OR_SAID = (
    ("name", ("is_unidentified",), "성명을 적거나 '신원미상'에 표시하십시오."),
    ("birth_date", ("birth_year", "no_birth"), "생년월일이나 출생연도를 적거나 '생년월일 모름'에 표시하십시오."),
    ("phone", ("no_phone",), "연락처를 적거나 '연락처 없음'에 표시하십시오."),
    ("municipality", ("no_address",), "시·군·구를 고르거나 '주소 없음·모름'에 표시하십시오."),
)


NAMED_AND_UNKNOWN = "성명을 적으려면 '신원미상' 표시를 지우고, 누구인지 모르면 성명을 비우십시오."


class PersonForm(PortalForm):
    """대상자 기본정보 (domain 2.0.2)."""

    ASKED = ("name", "birth_date", "municipality")  # unless it is said that nobody knows

    name = forms.CharField(
        label="성명", max_length=50, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    is_unidentified = forms.BooleanField(label="신원미상", required=False)
    birth_date = DateField(meaning="birth", label="생년월일", required=False)
    birth_year = forms.IntegerField(
        label="출생연도", required=False, min_value=1900, max_value=2100, help_text="날짜를 모르고 연도만 알 때"
    )
    no_birth = forms.BooleanField(label="생년월일 모름", required=False)
    sex = code_field("sex", "성별", widget=forms.RadioSelect)
    chart_no = CodeTextField(label="등록번호", max_length=20, required=False)
    phone = PhoneField(label="연락처", required=False, help_text="예: 010-0000-0000")
    no_phone = forms.BooleanField(label="연락처 없음", required=False)
    municipality = forms.ModelChoiceField(
        Municipality.objects.none(), label="시·군·구", empty_label="고르십시오", required=False
    )
    no_address = forms.BooleanField(label="주소 없음·모름", required=False)
    address_town = forms.CharField(label="읍·면·동", max_length=30, required=False)
    address_rest = forms.CharField(label="상세주소", max_length=100, required=False)
    insurance_type = code_field("insurance_type", "보험유형")
    household_type = code_field("household_type", "가구형태")
    livelihood = forms.MultipleChoiceField(
        label="수급 구분",
        required=False,
        choices=[(name, name) for name in LIVELIHOOD],
        widget=forms.CheckboxSelectMultiple,
    )
    ltc_grade = code_field("ltc_grade", "장기요양등급", required=False)
    caregiver_name = forms.CharField(label="보호자 성명", max_length=50, required=False)
    caregiver_relation = code_field("relationship", "보호자와의 관계", required=False)
    caregiver_phone = PhoneField(label="보호자 연락처", required=False)
    contact_limit = forms.CharField(
        label="연락 제한",
        max_length=100,
        required=False,
        help_text="예: 18시 이후 전화, 음성 메모 남기지 않기. 전화 화면에 늘 보입니다.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = self.fields["municipality"]
        assert isinstance(places, forms.ModelChoiceField)
        places.queryset = Municipality.objects.filter(city__isnull=True)
        for name in self.ASKED:
            self.fields[name].is_asked_for = True  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("is_unidentified"):
            if cleaned.get("name") not in (None, "", UNKNOWN_NAME):
                self.add_error("name", NAMED_AND_UNKNOWN)
            cleaned["name"] = UNKNOWN_NAME
        for name, others, words in _OR_SAID:
            if not any(cleaned.get(one) for one in (name, *others)) and name not in self.errors:
                self.add_error(name, words)
        return cleaned

    def person(self) -> dict[str, Any]:
        """The values of the person's record."""
        return {name: self.cleaned_data[name] for name in PERSON_FIELDS if name in self.cleaned_data}


class TeamForm(PortalForm):
    """Who is in charge of a new case."""

    attending = PersonField("PHYSICIAN", label="담당의")
    social_worker = PersonField("SOCIAL_WORKER", label="담당 사회복지사", required=False)
    nurse = PersonField("NURSE", label="담당 간호사", required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_people(self, actor)


class TeamOfListForm(TeamForm):
    """The same for a candidate: the list may name the attending physician."""

    attending = PersonField("PHYSICIAN", label="담당의", required=False)


class StayForm(TeamForm):
    """The stay in hospital and the result of screening (domain 2.1, form `discharge_screen`)."""

    admitted_on = DateField(meaning="event", label="입원일")
    admit_route = code_field("admit_route", "입원경로", widget=forms.RadioSelect)
    ward = forms.CharField(label="병동", max_length=20)
    department = forms.CharField(label="진료과", max_length=30)
    diagnosis = forms.CharField(label="주진단명", max_length=100)
    kcd_code = CodeTextField(label="KCD 코드", max_length=8, required=False, help_text="예: S72.0")
    operation = forms.CharField(label="수술·시술명", max_length=100, required=False)
    operated_on = DateField(meaning="event", label="수술·시술일", required=False)
    expected_discharge_on = DateField(meaning="plan", label="퇴원예정일", required=False)
    target_group = code_field("target_group", "대상군")
    risk_items = codes_field("risk_item", "위험요인", help_text="없으면 '해당 없음'을 고르십시오.")
    referred_by = code_field("referred_by", "의뢰 경로", required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.order_fields([name for name in self.fields if name not in TeamForm.base_fields])  # people come last
        suggest_places(self, actor, self.initial)

    def stay(self) -> dict[str, Any]:
        skipped = {
            "idempotency_key",
            "version",
            *PERSON_FIELDS,
            *UNKNOWNS,
            "chart_no",
            "known_client",
            "is_new_person",
        }
        return {name: value for name, value in self.cleaned_data.items() if name not in skipped}


def suggest_places(form: forms.Form, actor: Actor, *given_by: Any) -> None:
    """Ward and department as drop-downs of the hospital's own lists; without a list they are typed.

    `given_by`: where values stand that stay choosable although the lists do not have them, as an import brought them.
    """
    profile = HospitalProfile.objects.filter(institution=actor.institution_id).first()
    lists = {"ward": profile.wards, "department": profile.departments} if profile is not None else {}
    for name, known in lists.items():
        if name in form.fields and known:
            old = form.fields[name]
            given = [str(source.get(name)) for source in given_by if source.get(name)]
            choices = [("", "고르십시오"), *((one, one) for one in dict.fromkeys((*known, *given)))]
            form.fields[name] = forms.ChoiceField(label=old.label, choices=choices, required=old.required)


class ScreeningForm(PersonForm, StayForm):
    """선별 등록: person, stay and decision on one page."""

    result = code_field("screen_result", "선별 결과", widget=forms.RadioSelect)
    ineligible_reason = code_field("ineligible_reason", "제외 사유", required=False)
    ineligible_text = forms.CharField(label="제외 상세", max_length=200, required=False)
    is_second_stay = forms.BooleanField(label="퇴원하지 않은 사례가 있어도 새 사례로 등록", required=False)
    recheck_on = DateField(meaning="plan", label="재확인일", required=False)
    known_client = forms.ChoiceField(label="같은 사람", required=False, widget=forms.RadioSelect, choices=[])

    NEW = "new"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        result = cleaned.get("result")
        if result == "EXCLUDED" and not cleaned.get("ineligible_reason"):
            self.add_error("ineligible_reason", "제외 사유를 고르십시오.")
        if result == "EXCLUDED" and cleaned.get("ineligible_reason") == "OTHER" and not cleaned.get("ineligible_text"):
            self.add_error("ineligible_text", "기타 사유를 적으십시오.")
        if result == "RECHECK" and not cleaned.get("recheck_on"):
            self.add_error("recheck_on", "재확인일을 적으십시오.")
        return cleaned

    def name_attending(self, name: str) -> None:
        """The physician whom the list names and who cannot be chosen, so that the name is not lost."""
        if name:
            self.fields["attending"].help_text = f"명단의 담당의: {name}. 사업의 의사 가운데 고르십시오."

    def offer_known(self, known: list[dict[str, str]]) -> None:
        """Show people who may be the same one; the choice is asked for only then."""
        rows = [(row["id"], " · ".join(filter(None, (row["name"], row["birth"], row["phone"])))) for row in known]
        field = self.fields["known_client"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*rows, (self.NEW, "다른 사람입니다")]


class CorrectPersonForm(PersonForm, ActForm):
    """대상자 정보 고치기: what was not known, or was written down wrong."""

    def shape(self) -> None:
        client = self.row.client
        known = {name: getattr(client, name) for name in PERSON_FIELDS}
        known |= {"is_unidentified": client.name == UNKNOWN_NAME, "no_birth": not client.born}
        known |= {"no_phone": not client.phone, "no_address": client.municipality_id is None}
        numbers = client.chart_numbers.filter(institution=self.row.hospital_id).values_list("number", flat=True)
        known["chart_no"] = numbers.first() or ""
        if known["is_unidentified"]:
            known["name"] = ""
        self.initial.update(known)


class ReasonForm(ActForm):
    """A move that needs words."""

    reason = forms.CharField(label="사유", max_length=200, widget=text_area(3))


class ExcludeForm(ActForm):
    ineligible_reason = code_field("ineligible_reason", "제외 사유", widget=forms.RadioSelect)
    ineligible_text = forms.CharField(
        label="상세 사유", max_length=200, required=False, help_text="'기타'를 고르면 꼭 적습니다."
    )


class RefuseForm(ActForm):
    refused_on = DateField(meaning="event", label="비동의일")
    leaflet_given = forms.BooleanField(label="안내문을 드렸습니다", required=False)
    refused_reason = forms.CharField(label="비동의 사유", max_length=200, required=False)

    def shape(self) -> None:
        self.fields["refused_on"].initial = workdays.seoul_today()


class ApproveForm(ActForm):
    explained_to = code_field("explained_to", "설명 대상", widget=forms.RadioSelect)
    explained_on = DateField(meaning="event", label="설명일")

    def shape(self) -> None:
        self.fields["explained_on"].initial = workdays.seoul_today()


class AssignForm(ActForm):
    """Who is in charge; an empty field leaves it as it is."""

    social_worker = PersonField("SOCIAL_WORKER", label="담당 사회복지사", required=False)
    nurse = PersonField("NURSE", label="담당 간호사", required=False)
    attending = PersonField("PHYSICIAN", label="담당의", required=False)

    def shape(self) -> None:
        offer_people(self, self.actor)
        for name in ("social_worker", "nurse", "attending"):
            field = self.fields[name]
            assert isinstance(field, PersonField)
            assert field.queryset is not None
            held = field.queryset.filter(pk=getattr(self.row, f"{name}_id")).first()  # who left is offered no more
            field.initial = held.pk if held else None


class HandOverForm(PortalForm):
    """All open cases of a colleague who is away, for a time or for good."""

    role = forms.ChoiceField(label="역할", choices=ROLES)
    absent = PersonField("SOCIAL_WORKER", "NURSE", has_left=True, label="자리를 비우는 사람")
    successor = PersonField("SOCIAL_WORKER", "NURSE", label="넘겨받는 사람")
    back_on = DateField(
        meaning="plan",
        label="돌아오는 날",
        required=False,
        help_text="대직이면 적으십시오. 그날 아침 사례와 할 일이 저절로 돌아갑니다. 비우면 아주 넘깁니다.",
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_people(self, actor)


class GiveBackForm(PortalForm):
    """Who is back earlier."""

    absent = PersonField("SOCIAL_WORKER", "NURSE", has_left=True, label="돌아온 사람")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_people(self, actor)


class SureGiveBackForm(GiveBackForm):
    """The page asks once more; who is back is said in its question."""

    is_sure = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["absent"].widget = forms.HiddenInput()


class MemberForm(ActForm):
    role = forms.ChoiceField(label="역할", choices=ROLES)
    person = PersonField("SOCIAL_WORKER", "NURSE", label="더할 사람")

    def shape(self) -> None:
        offer_people(self, self.actor)
