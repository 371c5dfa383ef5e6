"""What a form has against what was typed is said in the house's words, not in the framework's."""

from __future__ import annotations

from django import forms

from core.forms import RowForm


class _Row(RowForm):
    name = forms.CharField(max_length=3)
    kind = forms.ChoiceField(choices=[("a", "가")])
    count = forms.IntegerField(min_value=1, max_value=9)
    place = forms.CharField(error_messages={"required": "장소를 적으십시오."})


def _said(**typed: str) -> dict[str, list[str]]:
    return {name: [str(text) for text in texts] for name, texts in _Row(typed).errors.items()}


def test_what_is_missing_is_asked_for() -> None:
    assert _said() == {
        "name": ["꼭 적어야 합니다."],
        "kind": ["고르십시오."],
        "count": ["꼭 적어야 합니다."],
        "place": ["장소를 적으십시오."],
    }


def test_what_does_not_fit_is_said_with_its_measure() -> None:
    said = _said(name="다섯 글자", kind="a", count="10", place="강당")
    assert said == {"name": ["3자까지 적으십시오. 지금 5자입니다."], "count": ["9 이하로 적으십시오."]}
    assert _said(name="가", kind="a", count="열", place="강당") == {"count": ["숫자로 적으십시오."]}
