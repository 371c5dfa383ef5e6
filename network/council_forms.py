"""Shapes of the forms of councils: bodies, seats, meetings, agenda, answers, attendance, notes, actions, approval."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory

from core import codes, files
from core.forms import DateField, DateTimeField, PortalForm, RowForm, code_field, text_area
from core.widgets import InlineRadio
from network import council_files
from network.models import (
    AgendaItem,
    Council,
    Designation,
    Institution,
    Meeting,
    Participant,
    Proposal,
    User,
)

MOST_ITEMS, MOST_PEOPLE = 60, 200


def places() -> Any:
    return Institution.objects.active().order_by("name", "pk")


def accounts() -> Any:
    return User.objects.filter(is_active=True).order_by("name", "pk")


class CouncilForm(PortalForm):
    """A standing body."""

    name = forms.CharField(label="협의체명", max_length=60)
    meeting_type = code_field("meeting_type", "구분")
    level = forms.ChoiceField(label="수준", choices=Designation.Level.choices, initial="LOCAL")
    field = code_field("council_field", "분야")
    parent = forms.ModelChoiceField(
        Council.objects.none(),
        label="상위 협의체",
        required=False,
        empty_label="없음",
        help_text="실무반이나 분과일 때만 고릅니다.",
    )
    purpose = forms.CharField(label="목적", max_length=300, required=False, widget=text_area(2))
    term_from = DateField(label="임기 시작일", required=False)
    term_until = DateField(label="임기 종료일", required=False)
    quorum_rule = forms.ChoiceField(
        label="정족수", choices=Council.Quorum.choices, widget=InlineRadio, initial="MAJORITY"
    )
    quorum_number = forms.IntegerField(
        label="정한 인원",
        min_value=1,
        max_value=500,
        required=False,
        widget=forms.NumberInput(attrs={"class": "w-xs", "data-show-when": "quorum_rule=NUMBER"}),
    )
    meetings_per_year = forms.IntegerField(
        label="한 해 회의 횟수", min_value=0, max_value=53, initial=4, widget=forms.NumberInput(attrs={"class": "w-xs"})
    )
    is_active = forms.BooleanField(label="운영 중", required=False, initial=True)

    def __init__(self, *args: Any, parents: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = parents  # type: ignore[attr-defined]


class SeatForm(PortalForm):
    """A seat of a body and who holds it."""

    institution = forms.ModelChoiceField(Institution.objects.none(), label="기관", empty_label="고르십시오")
    position = forms.CharField(label="직위", max_length=40)
    name = forms.CharField(label="성명", max_length=50)
    role = code_field("council_role", "역할", initial="MEMBER")
    is_ex_officio = forms.BooleanField(
        label="당연직", required=False, initial=True, help_text="직위에 따라 정해진 위원입니다."
    )
    user = forms.ModelChoiceField(
        User.objects.none(),
        label="계정",
        required=False,
        empty_label="없음",
        help_text="계정이 있으면 스스로 회신하고, 없으면 코디네이터가 대신 적습니다.",
    )
    delegate_name = forms.CharField(label="지정 대리인", max_length=50, required=False)
    delegate_position = forms.CharField(label="대리인 직위", max_length=40, required=False)
    valid_from = DateField(label="위촉일")
    valid_to = DateField(label="해촉일", required=False)
    end_reason = forms.CharField(label="해촉 사유", max_length=200, required=False)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["institution"].queryset = places()  # type: ignore[attr-defined]
        self.fields["user"].queryset = people  # type: ignore[attr-defined]


class MeetingForm(PortalForm):
    """Form `meeting` of the data; agenda, participants and notes have pages of their own."""

    title = forms.CharField(
        label="회의명", max_length=100, required=False, help_text="비우면 회차와 협의체명으로 정합니다."
    )
    kind = code_field("meeting_kind", "회의 성격", widget=InlineRadio, initial="REGULAR")
    mode = code_field("meeting_mode", "방식", widget=InlineRadio, initial="FACE")
    starts_at = DateTimeField(label="시작")
    ends_at = DateTimeField(label="종료")
    place = forms.CharField(
        label="장소",
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"data-show-when": "mode=FACE,HYBRID"}),
    )
    link = forms.URLField(
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
    extra_papers = forms.CharField(
        label="그 밖의 붙임",
        max_length=600,
        required=False,
        widget=text_area(2),
        help_text="참석자 명부와 회의자료 말고 더 붙이는 것을 한 줄에 하나씩 적습니다. 예: 회의 사진",
    )
    is_public = forms.BooleanField(
        label="공개", required=False, help_text="배포한 뒤 회의명, 날짜, 안건, 결정 사항을 누구나 보는 쪽에 올립니다."
    )

    def clean_extra_papers(self) -> list[str]:
        """One title a line."""
        lines = [line.strip() for line in self.cleaned_data["extra_papers"].splitlines() if line.strip()]
        if len(lines) > 9 or any(len(line) > 60 for line in lines):
            raise forms.ValidationError("아홉 줄까지, 한 줄에 60자까지 적으십시오.")
        return lines

    def clean(self) -> dict[str, Any]:
        """An empty title is none."""
        cleaned = super().clean()
        if not cleaned.get("title"):
            cleaned.pop("title", None)
        return cleaned


class AgendaRow(RowForm):
    """One item of an agenda."""

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

    answer = forms.ChoiceField(label="참석 여부", choices=Participant.Answer.choices, widget=forms.RadioSelect)
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


class GuestForm(PortalForm):
    """Somebody without a vote."""

    institution = forms.ModelChoiceField(Institution.objects.none(), label="기관", empty_label="고르십시오")
    position = forms.CharField(label="직위", max_length=40)
    name = forms.CharField(label="성명", max_length=50)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["institution"].queryset = places()  # type: ignore[attr-defined]


class AttendanceRow(RowForm):
    """Whether one participant came."""

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


class NotesForm(PortalForm):
    """What was said and decided about an item."""

    discussion = forms.CharField(
        label="논의 내용",
        max_length=5000,
        widget=text_area(8),
        help_text="한 줄에 한 말씩, 기관을 괄호에 적습니다. 예: (가상소방서) …",
    )
    decision = forms.CharField(label="결정 사항", max_length=1000, required=False, widget=text_area(3))
    way = forms.ChoiceField(
        label="결정 방법",
        choices=[("", "정하지 않음"), *AgendaItem.Way.choices],
        required=False,
        widget=InlineRadio,
    )
    votes_for = forms.IntegerField(label="찬성", min_value=0, max_value=500, required=False)
    votes_against = forms.IntegerField(label="반대", min_value=0, max_value=500, required=False)
    votes_abstained = forms.IntegerField(label="기권", min_value=0, max_value=500, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("votes_for", "votes_against", "votes_abstained"):
            self.fields[name].widget.attrs |= {"class": "w-xs", "data-show-when": "way=VOTE"}


class ActionForm(PortalForm):
    """What an institution will do by a day."""

    text = forms.CharField(label="조치 내용", max_length=200)
    owner = forms.ModelChoiceField(Institution.objects.none(), label="담당 기관", empty_label="고르십시오")
    person = forms.CharField(label="담당자", max_length=50, required=False)
    due_on = DateField(meaning="plan", label="기한")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = places()  # type: ignore[attr-defined]


class ProposalForm(PortalForm):
    """What a member institution asks to be discussed."""

    kind = forms.ChoiceField(label="구분", choices=Proposal.Kind.choices, widget=InlineRadio)
    title = forms.CharField(label="제목", max_length=100)
    text = forms.CharField(label="내용", max_length=2000, widget=text_area(5))
    figures = forms.CharField(
        label="근거 수치",
        max_length=1000,
        required=False,
        widget=text_area(2),
        help_text="건수와 기간을 적습니다. 예: 2026년 상반기 22시 이후 거절 38건",
    )
    request = forms.CharField(label="요청 사항", max_length=1000, required=False, widget=text_area(2))


class DecideForm(PortalForm):
    """What becomes of a proposal."""

    outcome = forms.ChoiceField(
        label="검토 결과",
        choices=[pair for pair in Proposal.Outcome.choices if pair[0] != Proposal.Outcome.WAITING],
        widget=forms.RadioSelect,
    )
    meeting = forms.ModelChoiceField(
        Meeting.objects.none(),
        label="다룰 회의",
        required=False,
        empty_label="고르십시오",
        widget=forms.Select(attrs={"data-show-when": "outcome=TAKEN"}),
    )
    answer = forms.CharField(label="답변·사유", max_length=1000, required=False, widget=text_area(3))

    def __init__(self, *args: Any, meetings: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["meeting"].queryset = meetings  # type: ignore[attr-defined]


class ReasonForm(PortalForm):
    reason = forms.CharField(label="사유", max_length=300, widget=text_area(2))


class CommentForm(PortalForm):
    reason = forms.CharField(label="의견", max_length=500, widget=text_area(3))


class NewDateForm(PortalForm):
    starts_at = DateTimeField(label="시작")
    ends_at = DateTimeField(label="종료")


class ResultForm(PortalForm):
    result = forms.CharField(label="결과", max_length=1000, widget=text_area(3))


class SignForm(PortalForm):
    """결재, or 전결 and 대결, after which nobody signs."""

    mark = forms.ChoiceField(
        label="결재 방법",
        choices=[pair for pair in codes.choices("approval_mark") if pair[0] in ("NORMAL", "DELEGATED", "ACTING")],
        widget=InlineRadio,
        initial="NORMAL",
    )
    comment = forms.CharField(label="의견", max_length=500, required=False, widget=text_area(2))


TITLES = ("팀장", "실장", "원장")


class LineForm(PortalForm):
    """The approval line after the drafter: up to three people with their titles."""

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "없음"), *((str(person.pk), person.name) for person in people)]
        self.people = {str(person.pk): person for person in people}
        for place, title in enumerate(TITLES, start=1):
            self.fields[f"title_{place}"] = forms.CharField(
                label=f"결재란 {place}의 직위", max_length=10, initial=title, required=False
            )
            self.fields[f"person_{place}"] = forms.ChoiceField(
                label=f"결재란 {place}의 결재자", choices=choices, required=False
            )

    def line(self) -> list[dict[str, Any]]:
        """Title and person, in order, without the empty places."""
        values = self.cleaned_data
        return [
            {"title": values[f"title_{place}"] or title, "person": self.people[values[f"person_{place}"]]}
            for place, title in enumerate(TITLES, start=1)
            if values.get(f"person_{place}")
        ]


MEETING_FORMS: dict[str, type[PortalForm]] = {
    "notify": BareForm,
    "hold": BareForm,
    "draft": BareForm,
    "distribute": BareForm,
    "postpone": ReasonForm,
    "cancel": ReasonForm,
    "renotify": NewDateForm,
    "submit": LineForm,
}
DOCUMENT_FORMS: dict[str, type[PortalForm]] = {"approve": SignForm, "return": CommentForm}
ACTION_FORMS: dict[str, type[PortalForm]] = {"start": BareForm, "finish": ResultForm, "drop": ReasonForm}


class ChangeRow(RowForm):
    """One place of an issued report and what should stand there."""

    path = forms.ChoiceField(label="고칠 곳")
    text = forms.CharField(label="고친 내용", max_length=5000, required=False, widget=text_area(2))

    def __init__(self, *args: Any, places: list[tuple[str, str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["path"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "고르십시오"), *((path, f"{label}: {now[:40]}") for path, label, now in places)]


ChangeRows: type[BaseFormSet[Any]] = formset_factory(ChangeRow, extra=1, can_delete=True, max_num=30, validate_max=True)


class SignInForm(PortalForm):
    """At the door: which seat, and who came for it."""

    seat = forms.ChoiceField(label="누구의 출석입니까", widget=forms.RadioSelect)
    proxy_name = forms.CharField(
        label="대리인 성명", max_length=50, required=False, help_text="위원 본인이 오지 않았을 때만 적습니다."
    )

    def __init__(self, *args: Any, seats: Sequence[Participant], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        waiting = [row for row in seats if row.signed_in_at is None]
        field = self.fields["seat"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(row.pk, f"{row.name} ({row.institution_name} {row.position})") for row in waiting]
        if len(waiting) == 1:
            field.initial = waiting[0].pk
            self.fields["proxy_name"].initial = waiting[0].proxy_name if waiting[0].answer == "SENDS" else ""


class FileForm(PortalForm):
    """One file, and what it belongs to."""

    about = forms.ChoiceField(label="어디에 붙입니까")
    file = forms.FileField(label="파일", help_text=f"{files.TYPES}. 20MB까지")

    def __init__(self, *args: Any, items: Sequence[AgendaItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["about"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "회의 전체"), *((str(item.pk), f"{item.order}. {item.title}") for item in items)]
        field.required = False

    def target(self, meeting: Meeting) -> tuple[str, str]:
        """Kind and id of the row."""
        chosen = str(self.cleaned_data["about"])
        return (council_files.ITEM, chosen) if chosen else (council_files.MEETING, str(meeting.pk))
