"""Shapes of meetings: the plan, the agenda, answers, attendance, the moves."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory

from core import codes
from core.forms import ActForm, DateField, DateTimeField, PortalForm, RowForm, TextsField, code_field, text_area
from core.widgets import InlineRadio
from network.councils.forms.bodies import places
from network.councils.models import Attendee, WrittenAnswer
from network.models import Institution

MOST_ITEMS, MOST_PEOPLE, MOST_GROUPS = 60, 200, 30


class MeetingForm(PortalForm):
    """Form `meeting` of the data; agenda, attendees and notes have pages of their own."""

    title = forms.CharField(
        label="회의명", max_length=100, required=False, help_text="비우면 회차와 협의체명으로 정합니다."
    )
    kind = code_field("meeting_kind", "회의 성격", widget=InlineRadio, initial="REGULAR")
    mode = code_field("meeting_mode", "방식", widget=InlineRadio, initial="FACE")
    starts_at = DateTimeField(meaning="plan", label="시작")
    ends_at = DateTimeField(meaning="plan", label="종료")
    place = forms.CharField(
        label="장소",
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"data-show-when": "mode=FACE,HYBRID"}),
    )
    link = forms.URLField(
        max_length=200,
        label="접속 주소",
        required=False,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"data-show-when": "mode=ONLINE,HYBRID"}),
    )
    answer_until = DateField(
        meaning="plan", label="회신 기한", required=False, help_text="비우면 회의 3일 전까지입니다."
    )
    next_meeting_at = DateTimeField(meaning="plan", label="차기 회의", required=False)
    plan_note = forms.CharField(label="향후 계획", max_length=1000, required=False, widget=text_area(2))
    attendee_note = forms.CharField(
        label="참석자 요약",
        max_length=2000,
        required=False,
        widget=text_area(3),
        help_text="비우면 참석자 명단에서 만듭니다. 여럿이 모이는 합동 회의에서 한 줄에 한 모둠씩 적습니다.",
    )
    extra_papers = TextsField(
        most=9,
        each=60,
        label="그 밖의 붙임",
        required=False,
        widget=text_area(2),
        help_text="참석자 명부와 회의자료 말고 더 붙이는 것을 한 줄에 하나씩 적습니다. 예: 회의 사진",
    )
    is_public = forms.BooleanField(
        label="공개", required=False, help_text="배포한 뒤 회의명, 날짜, 안건, 결정 사항을 누구나 보는 쪽에 올립니다."
    )

    def clean(self) -> dict[str, Any]:
        """An empty title is none."""
        cleaned = super().clean()
        if not cleaned.get("title"):
            cleaned.pop("title", None)
        return cleaned


class PastMeetingForm(MeetingForm):
    """A meeting that is over: nobody is asked to it any more."""

    answer_until = None  # type: ignore[assignment]
    starts_at = DateTimeField(meaning="event", label="시작")
    ends_at = DateTimeField(meaning="event", label="종료")


class AgendaRow(RowForm):
    """One item of an agenda."""

    BOOKKEEPING = (*RowForm.BOOKKEEPING, "place")  # a list sent has its order

    id = forms.IntegerField(widget=forms.HiddenInput, required=False)
    kind = code_field("agenda_kind", "구분", initial="DISCUSSION")
    title = forms.CharField(label="안건명", max_length=100)
    presenter = forms.CharField(label="발표", max_length=50, required=False)
    minutes = forms.IntegerField(
        label="시간(분)", min_value=1, max_value=600, required=False, widget=forms.NumberInput(attrs={"class": "w-xs"})
    )
    place = forms.IntegerField(
        label="순서", min_value=1, max_value=99, required=False, widget=forms.NumberInput(attrs={"class": "w-xs"})
    )
    paper = forms.CharField(label="주요 내용", max_length=5000, required=False, widget=text_area(3))


class BareForm(PortalForm):
    """A version and a one-time key around a formset."""


AgendaRows: type[BaseFormSet[Any]] = formset_factory(
    AgendaRow, extra=1, can_delete=True, max_num=MOST_ITEMS, validate_max=True
)


class AnswerForm(PortalForm):
    """참석 / 불참 / 대리."""

    MAY_LACK = frozenset({"told_by"})  # one's own answer was told by nobody

    answer = forms.ChoiceField(label="참석 여부", choices=Attendee.Answer.choices, widget=forms.RadioSelect)
    proxy_name = forms.CharField(
        label="대리인 성명",
        max_length=50,
        required=False,
        widget=forms.TextInput(attrs={"data-show-when": "answer=SENDS", "class": "w-m"}),
    )
    proxy_position = forms.CharField(
        label="대리인 직위",
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"data-show-when": "answer=SENDS", "class": "w-m"}),
    )
    opinion = forms.CharField(label="의견", max_length=1000, required=False, widget=text_area(2))
    told_by = forms.CharField(label="알린 사람", max_length=50, help_text="누가 전화나 팩스로 알렸는지 적습니다.")

    def __init__(self, *args: Any, is_own: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_own:
            del self.fields["told_by"]


class WrittenForm(PortalForm):
    """Around the rows of a written answer: who told it, where the coordinator enters it."""

    MAY_LACK = frozenset({"told_by"})

    told_by = forms.CharField(label="알린 사람", max_length=50, help_text="누가 전화나 팩스로 알렸는지 적습니다.")

    def __init__(self, *args: Any, is_own: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_own:
            del self.fields["told_by"]


class WrittenRow(RowForm):
    """What a member answers about one item."""

    item = forms.IntegerField(widget=forms.HiddenInput)
    vote = forms.ChoiceField(label="찬반", choices=WrittenAnswer.Vote.choices, required=False, widget=InlineRadio)
    opinion = forms.CharField(label="의견", max_length=1000, required=False, widget=text_area(2))


WrittenRows: type[BaseFormSet[Any]] = formset_factory(WrittenRow, extra=0, max_num=MOST_ITEMS)


class GuestForm(PortalForm):
    """Somebody without a vote."""

    institution = forms.ModelChoiceField(Institution.objects.none(), label="기관", empty_label="고르십시오")
    position = forms.CharField(label="직위", max_length=40)
    name = forms.CharField(label="성명", max_length=50)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["institution"].queryset = places()  # type: ignore[attr-defined]


class AttendanceRow(RowForm):
    """Whether one attendee came."""

    id = forms.IntegerField(widget=forms.HiddenInput)
    attendance = forms.ChoiceField(label="출석", choices=codes.choices("council_attendance"), required=False)
    proxy_name = forms.CharField(
        label="대리인 성명", max_length=50, required=False, widget=forms.TextInput(attrs={"class": "w-s"})
    )
    proxy_position = forms.CharField(
        label="대리인 직위", max_length=40, required=False, widget=forms.TextInput(attrs={"class": "w-s"})
    )
    is_remote = forms.BooleanField(label="비대면", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["attendance"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "아직"), *codes.choices("council_attendance")]


AttendanceRows: type[BaseFormSet[Any]] = formset_factory(AttendanceRow, extra=0, max_num=MOST_PEOPLE)


class GuestGroupRow(RowForm):
    """People who took part without a record each."""

    affiliation = forms.CharField(
        label="소속", max_length=100, widget=forms.TextInput(attrs={"placeholder": "예: 가상시청 등"})
    )
    number = forms.IntegerField(
        label="인원", min_value=1, max_value=9999, widget=forms.NumberInput(attrs={"class": "w-xs"})
    )
    is_about = forms.BooleanField(label="어림수(여 명)", required=False)


GuestGroupRows: type[BaseFormSet[Any]] = formset_factory(
    GuestGroupRow, extra=1, can_delete=True, max_num=MOST_GROUPS, validate_max=True
)


class ReasonForm(ActForm):
    reason = forms.CharField(label="사유", max_length=300, widget=text_area(2))


class NewDateForm(ActForm):
    starts_at = DateTimeField(meaning="plan", label="시작")
    ends_at = DateTimeField(meaning="plan", label="종료")
