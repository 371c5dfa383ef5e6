"""What was said and decided about an item."""

from __future__ import annotations

from typing import Any

from django import forms

from core.forms import PortalForm, text_area
from core.widgets import InlineRadio
from network.councils.models import AgendaItem

VOTES = ("votes_for", "votes_against", "votes_abstained")
COUNTED = ("way", *VOTES)


class NotesForm(PortalForm):
    """What was said and decided about an item."""

    discussion = forms.CharField(
        label="논의 내용",
        max_length=5000,
        widget=text_area(8),
        help_text="한 줄에 한 말씩, 기관을 괄호에 적습니다. 예: (가상소방서) …",
    )
    decision = forms.CharField(
        label="결정 사항",
        max_length=1000,
        required=False,
        widget=text_area(3),
        help_text="비우면 '결정 없음'으로 찍힙니다.",
    )
    way = forms.ChoiceField(
        label="결정 방법",
        choices=[("", "정하지 않음"), *AgendaItem.Way.choices],
        required=False,
        widget=InlineRadio,
    )
    votes_for = forms.IntegerField(label="찬성", min_value=0, max_value=500, required=False)
    votes_against = forms.IntegerField(label="반대", min_value=0, max_value=500, required=False)
    votes_abstained = forms.IntegerField(label="기권", min_value=0, max_value=500, required=False)

    is_confirmed = forms.BooleanField(
        label="표결과 다른 결정 확인",
        required=False,
        help_text="찬성이 과반수가 아닌데도 결정 사항이 맞을 때만 표시합니다.",
    )

    MAY_LACK = frozenset(COUNTED)

    def __init__(self, *args: Any, is_counted: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_counted:
            for name in COUNTED:
                del self.fields[name]
            return
        for name in VOTES:
            self.fields[name].widget.attrs |= {"class": "w-xs", "data-show-when": "way=VOTE"}
        self.fields["is_confirmed"].widget.attrs |= {"data-show-when": "way=VOTE"}
