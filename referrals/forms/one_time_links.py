"""Shapes of the pages behind a one-time link: the number, and the answer to the step that is owed."""

from __future__ import annotations

import copy
from typing import Any

from django import forms

from core.actor import SYSTEM
from core.forms import LateEntry, PortalForm, SpokenNumberField
from core.workflow import REQUIRED
from referrals.acts.linkages import LINKAGE_ACTS
from referrals.models import Linkage
from referrals.services.one_time_links import ANSWERS, CODE_DIGITS

_LEFT_OUT = ("idempotency_key", "version", "replied_by", *LateEntry.ASIDE)
_WORDS = {
    "accept": "수락합니다. 담당자와 서비스 예정일을 적습니다.",
    "decline": "거절합니다. 사유를 고릅니다.",
    "ask_more": "더 알아야 합니다. 병원이 보완하여 다시 보냅니다.",
    "start_service": "서비스를 시작했습니다.",
    "reply": "결과를 회신합니다.",
    "stop": "서비스를 중단합니다. 사유를 고릅니다.",
    "resume": "서비스를 다시 시작합니다.",
    "confirm_cancel": "취소를 확인합니다.",
    "already_done": "이미 제공했습니다. 결과를 적습니다.",
}


class CodeForm(PortalForm):
    """The number of six digits that the hospital told over the telephone."""

    code = SpokenNumberField(
        digits=CODE_DIGITS,
        label="전화로 들은 번호 6자리",
        help_text="병원 담당자가 전화로 알려 드린 번호입니다.",
    )


class AnswerForm(PortalForm):
    """The answers that the state allows, each with what it asks for; who answers writes name and position."""

    answer = forms.ChoiceField(label="답", widget=forms.RadioSelect)
    name = forms.CharField(label="답하는 사람의 이름", max_length=20, widget=forms.TextInput({"autocomplete": "name"}))
    position = forms.CharField(label="직위", max_length=20, help_text="예: 팀장, 사회복지사")

    def __init__(self, *args: Any, linkage: Linkage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = {choice: _fields_of(choice, linkage) for choice in ANSWERS[linkage.status]}
        self.fields["answer"].choices = [(choice, _WORDS[choice]) for choice in self.asked]  # type: ignore[attr-defined]
        if len(self.asked) == 1:
            self.fields["answer"].initial = next(iter(self.asked))
        for choice, fields in self.asked.items():
            for name, field in fields.items():
                self.fields.setdefault(name, _waiting(field))
                _show_for(self.fields[name], choice)
        self.order_fields(["answer", *[name for fields in self.asked.values() for name in fields], "name", "position"])

    def clean(self) -> dict[str, Any]:
        """What the chosen answer asks for is asked for; what belongs to another answer is not looked at."""
        cleaned = super().clean()
        for name, field in self.asked.get(str(cleaned.get("answer")), {}).items():
            if field.required and cleaned.get(name) in (None, "", []) and name not in self.errors:
                self.add_error(name, REQUIRED)
        return cleaned

    def step_values(self) -> dict[str, Any]:
        """What goes with the chosen answer."""
        names = self.asked[self.cleaned_data["answer"]]
        return {name: value for name, value in self.values().items() if name in names}


def _fields_of(choice: str, linkage: Linkage) -> dict[str, forms.Field]:
    shape = LINKAGE_ACTS.form(LINKAGE_ACTS.named(choice), linkage, SYSTEM)
    return {name: field for name, field in shape.fields.items() if name not in _LEFT_OUT}


def _waiting(field: forms.Field) -> forms.Field:
    """Asked for only when its answer is chosen; the words (선택) stay with what is never asked for."""
    made = copy.deepcopy(field)
    made.is_asked_for = made.required  # type: ignore[attr-defined]
    made.required = False
    return made


def _show_for(field: forms.Field, choice: str) -> None:
    known = field.widget.attrs.get("data-show-when", "answer=")
    field.widget.attrs["data-show-when"] = f"{known}{'' if known.endswith('=') else ','}{choice}"
