"""Shapes of proposals and what becomes of them."""

from __future__ import annotations

from django import forms

from core.forms import ActForm, PortalForm, text_area
from core.widgets import InlineRadio
from network.councils.models import Meeting, Proposal
from network.councils.services.proposals import possible_meetings


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


class DecideForm(ActForm):
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

    def shape(self) -> None:
        self.fields["meeting"].queryset = possible_meetings(self.row)  # type: ignore[attr-defined]
