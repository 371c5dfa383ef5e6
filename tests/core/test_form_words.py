"""What a form has against what was typed is said in the house's words, not in the framework's."""

from __future__ import annotations

import pytest
from django import forms

from core.forms import PhoneField, PortalForm, RowForm, SpokenNumberField, text_area
from tests.laws import registered


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


class _Told(PortalForm):
    code = SpokenNumberField(digits=6, label="번호")
    note = forms.CharField(label="메모", max_length=10, required=False, widget=text_area(2))


@pytest.mark.parametrize("typed", ["484587", "484 587", " 484-587 ", "４８４　５８７", "4 8 4 5 8 7"])
def test_a_number_is_taken_as_it_was_shown_or_heard(typed: str) -> None:
    form = _Told({"code": typed})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["code"] == "484587"


@pytest.mark.parametrize("typed", ["48458", "484 5877", "484a87", ""])
def test_another_number_is_refused_in_words(typed: str) -> None:
    assert "code" in _Told({"code": typed}).errors


def test_what_is_too_long_is_said_and_never_cut_by_the_browser() -> None:
    page = str(_Told())
    assert "maxlength" not in page
    assert 'data-most="10"' in page
    assert _Told({"code": "484587", "note": "가" * 12}).errors["note"] == ["10자까지 적으십시오. 지금 12자입니다."]


def test_no_radio_button_stands_for_no_answer() -> None:
    offering = [
        f"{form.__qualname__}.{name}"
        for form in registered.all_forms()
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field.widget, forms.RadioSelect) and ("", "고르십시오") in list(getattr(field, "choices", ()))
    ]
    assert offering == []


def test_every_form_speaks_in_one_voice() -> None:
    """적으십시오, 고르십시오; never 입력하세요, whoever wrote the sentence."""
    said = {
        f"{form.__qualname__}.{name}": text
        for form in registered.forms_of_the_house()
        for name, field in registered.bare(form, {}).fields.items()
        for text in map(str, [field.help_text, *field.error_messages.values()])
        if "세요" in text
    }
    assert said == {}


class _Called(PortalForm):
    phone = PhoneField(label="연락처")


@pytest.mark.parametrize(
    "typed",
    [
        "01012345678",
        "010-1234-5678",
        "010 1234 5678",
        "+82 10-1234-5678",
        "+82 (0)10-1234-5678",
        "０１０－１２３４－５６７８",
    ],
)
def test_a_telephone_is_read_alike_in_whatever_way_it_is_written(typed: str) -> None:
    form = _Called({"phone": typed})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["phone"] == "01012345678"
    assert 'value="010-1234-5678"' in str(_Called(initial={"phone": "01012345678"}))


def test_what_is_no_telephone_is_refused_in_words() -> None:
    said = _Called({"phone": "010-12"}).errors["phone"]
    assert said == ["전화번호를 확인하십시오. 지역번호나 010을 포함하여 숫자 9~11자리로 입력하십시오."]
    assert _Called({"phone": "02-123-4567, 02-123-4568"}).errors["phone"]


def test_every_telephone_of_every_form_is_read_that_way() -> None:
    found = {
        f"{shape.__name__}.{name}": field
        for shape in registered.forms_of_the_house()
        for name, field in shape.base_fields.items()
        if name.endswith("phone") and isinstance(field, forms.CharField)
    }
    assert len(found) >= 9
    assert [name for name, field in found.items() if not isinstance(field, PhoneField)] == []
