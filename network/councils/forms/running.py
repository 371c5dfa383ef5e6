"""What is typed about an item while the meeting is held: its notes, and one action that follows from them."""

from __future__ import annotations

from typing import Any

from django import forms

from core.forms import DateField
from network.councils.forms.bodies import places
from network.councils.forms.minutes import VOTES, NotesForm
from network.councils.services import minutes
from network.councils.services.running import PREFIX
from network.models import Institution

ACTION = ("text", "owner", "due_on")


class RunForm(NotesForm):
    """The notes of an item, which may wait, and an action in one line. `may_act`: whether actions are this person's to add."""

    HAS_PHRASES = False
    MAY_LACK = NotesForm.MAY_LACK | {f"{PREFIX}{name}" for name in ACTION}

    act_text = forms.CharField(label="무엇을", max_length=200, required=False)
    act_owner = forms.ModelChoiceField(
        Institution.objects.none(), label="누가", required=False, empty_label="고르십시오"
    )
    act_due_on = DateField(meaning="plan", label="언제까지", required=False)

    def __init__(self, *args: Any, may_act: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["discussion"].required = False
        self.fields["decision"].widget.attrs["rows"] = 2
        asked = ("discussion", *VOTES, *(f"{PREFIX}{one}" for one in ACTION))
        for name in (one for one in asked if one in self.fields):
            self.fields[name].is_asked_for = True  # type: ignore[attr-defined]  # once something was begun
        if may_act:
            self.fields["act_owner"].queryset = places()  # type: ignore[attr-defined]
        else:
            for name in ACTION:
                del self.fields[f"{PREFIX}{name}"]

    def clean(self) -> dict[str, Any]:
        """Notes that were begun say what was discussed; an action that was begun says all three."""
        cleaned = super().clean()
        if self.is_noted and not cleaned.get("discussion") and "discussion" not in self.errors:
            self.add_error("discussion", self.fields["discussion"].error_messages["required"])
        names = [f"{PREFIX}{name}" for name in ACTION if f"{PREFIX}{name}" in self.fields]
        if any(self[name].data for name in names):
            for name in names:
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, self.fields[name].error_messages["required"])
        return cleaned

    @property
    def is_noted(self) -> bool:
        """Whether the notes differ from what is stored."""
        return bool(set(self.changed_data) & set(minutes.FIELDS))

    def notes(self) -> dict[str, Any]:
        """What was typed about the item; empty where nothing was."""
        if not self.is_noted:
            return {}
        return {name: value for name, value in self.values().items() if not name.startswith(PREFIX)}

    def action(self) -> dict[str, Any]:
        """The action that was typed; empty where none was."""
        found = {name: self.cleaned_data.get(f"{PREFIX}{name}") for name in ACTION}
        return found if found["text"] else {}
