"""오늘 전화: what came of a call, in two answers. What takes more words is written on the whole page of the contact."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms

from core.forms import DateField, PortalForm
from core.widgets import InlineRadio
from discharge.services import contacts
from referrals.models import Linkage

REACHED, LATER, WELL, WORSE, NEED = "REACHED", "LATER", "WELL", "WORSE", "NEED"
OUTCOMES = [
    (REACHED, "통화함"), ("NO_ANSWER", "부재"), ("BUSY", "통화 중·꺼짐"), ("WRONG_NUMBER", "결번·변경"),
    ("HOSPITALIZED", "입원 중"), ("REFUSED", "거절"), (LATER, "나중에 걸기"), ("DECEASED", "사망"),
]  # fmt: skip
STATES = [(WELL, "좋음·그대로"), (WORSE, "나빠짐"), (NEED, "도움이 더 필요함")]
AGAIN = [("NEXT", "다음 근무일"), ("DAY", "다른 날")]
IN_VAIN = "NO_ANSWER,BUSY,WRONG_NUMBER"
RESULTS = {"BUSY": "NO_ANSWER", LATER: "POSTPONED", REACHED: "DONE"}  # others are results by their own name
BUSY_NOTE = "통화 중이거나 꺼져 있음"


class CallForm(PortalForm):
    """`asked`: the linked services of which a contact asks; `is_long`: this round asks more than two answers say."""

    outcome = forms.ChoiceField(label="1. 전화가 어떻게 되었습니까", choices=OUTCOMES, widget=forms.RadioSelect)
    state = forms.ChoiceField(label="2. 어떻습니까", choices=STATES, widget=forms.RadioSelect, required=False)
    need = forms.CharField(label="필요한 것", max_length=300, required=False)
    by_caregiver = forms.BooleanField(label="보호자가 대신 답함", required=False)
    in_use = forms.BooleanField(label="연계한 서비스를 이용 중", required=False, initial=True)
    again = forms.ChoiceField(label="2. 언제 다시 걸까요", choices=AGAIN, widget=InlineRadio, required=False)
    again_on = DateField(meaning="plan", label="다시 걸 날", required=False)

    def __init__(self, *args: Any, asked: Sequence[Linkage] = (), is_long: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked, self.is_long = asked, is_long
        for name in ("state", "again"):
            self.fields[name].is_asked_for = True  # type: ignore[attr-defined]  # by the first answer
        if not asked:
            del self.fields["in_use"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        outcome = cleaned.get("outcome")
        if outcome == REACHED and not cleaned.get("state"):
            self.add_error("state", "어떻게 지내는지 고르십시오.")
        if cleaned.get("state") == NEED and outcome == REACHED and not cleaned.get("need"):
            self.add_error("need", "필요한 것을 적으십시오.")
        is_on_a_day = cleaned.get("again") == "DAY" or outcome == LATER
        if outcome in (*IN_VAIN.split(","), LATER) and is_on_a_day and not cleaned.get("again_on"):
            self.add_error("again_on", "다시 걸 날을 적으십시오.")
        return cleaned

    @property
    def result(self) -> str:
        outcome = self.cleaned_data["outcome"]
        return RESULTS.get(outcome, outcome)

    @property
    def takes_more_words(self) -> bool:
        """Whether the answers are only the beginning of what has to be written."""
        cleaned = self.cleaned_data
        if cleaned["outcome"] != REACHED:
            return cleaned["outcome"] in ("HOSPITALIZED", "DECEASED")
        return self.is_long or cleaned["state"] == WORSE or bool(self.asked and not cleaned["in_use"])

    def contact(self, now: datetime) -> dict[str, Any]:
        """What the service takes."""
        cleaned = self.cleaned_data
        found = {"result": self.result, "contacted_at": now, "method": "PHONE", "note": ""}
        if cleaned["outcome"] == "BUSY":
            found["note"] = BUSY_NOTE
        if cleaned["outcome"] != REACHED:
            return found | ({"again_on": cleaned["again_on"]} if cleaned.get("again_on") else {})
        needs = cleaned["state"] == NEED
        return found | {
            "spoke_with": "CAREGIVER" if cleaned["by_caregiver"] else "SELF",
            "ed_visit": False,
            "readmitted": False,
            "new_need": needs,
            "new_need_text": cleaned["need"] if needs else "",
            "service_checks": [
                {"linkage_id": row.pk, "use": "IN_USE"} for row in self.asked if row.status in contacts.ASKED_ABOUT
            ],
        }
