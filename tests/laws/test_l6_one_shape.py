"""L6: page and API take the same fields, limits and choices, and no field takes more than its column holds."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.db import models

from core.acts import Act, ActForm, Acts
from core.api.acts import body_of, endpoints
from core.api.endpoints import PortalSerializer
from tests.laws.registered import acts, forms_of_the_house

ACTS = acts()


def _limits(field: Any) -> tuple[Any, ...]:
    return tuple(getattr(field, name, None) for name in ("max_length", "min_value", "max_value"))


def differences(form: type[ActForm], body: type[PortalSerializer]) -> list[str]:
    """Where a body and the form of its page take something else."""
    asked = {name: field for name, field in form.base_fields.items() if name not in form.BOOKKEEPING}
    taken = body().fields
    found = sorted(f"{name} stands on one side alone" for name in set(asked) ^ set(taken))
    for name in set(asked) & set(taken):
        page, other = asked[name], taken[name]
        if isinstance(page, forms.CharField) and page.max_length != getattr(other, "max_length", None):
            found.append(
                f"{name}: {page.max_length} signs on the page, {getattr(other, 'max_length', None)} in the API"
            )
        if isinstance(page, forms.IntegerField) and _limits(page)[1:] != _limits(other)[1:]:
            found.append(f"{name}: other bounds")
        if isinstance(page, forms.ChoiceField) and not isinstance(page, forms.MultipleChoiceField):
            codes = {str(value) for value, _ in page.choices if value not in ("", None)}
            if codes and codes != {str(value) for value in getattr(other, "choices", {})}:
                found.append(f"{name}: other choices")
    return found


@pytest.mark.parametrize(("board", "act"), ACTS, ids=[f"{board.name}.{act.name}" for board, act in ACTS])
def test_page_and_api_take_the_same(board: Acts, act: Act) -> None:
    assert differences(act.form, body_of(act.form)) == []


def columns_of(model: type[models.Model]) -> dict[str, int]:
    """The texts of a model that have a limit, with their limit in signs."""
    texts = [field for field in model._meta.get_fields() if isinstance(field, models.CharField)]
    return {field.name: field.max_length for field in texts if field.max_length}


def too_long(form: type[Any], columns: dict[str, int]) -> list[str]:
    """Fields of a form that take more signs than the column of the same name holds."""
    return [
        f"{form.__name__}.{name}: {field.max_length} for a column of {columns[name]}"
        for name, field in form.base_fields.items()
        if name in columns and isinstance(field, forms.CharField) and (field.max_length or 10**9) > columns[name]
    ]


def test_no_field_of_an_act_takes_more_than_its_column_holds() -> None:
    assert len(ACTS) >= 50
    assert [line for board, act in ACTS for line in too_long(act.form, columns_of(board.door.access.model))] == []


def test_every_text_that_is_typed_has_a_limit() -> None:
    """A text without one reaches the database as long as it comes."""
    shapes = forms_of_the_house()
    open_ended = [
        f"{form.__module__}.{form.__name__}.{name}"
        for form in shapes
        for name, field in form.base_fields.items()
        if type(field) in (forms.CharField, forms.EmailField, forms.URLField)
        and field.max_length is None
        and not field.widget.is_hidden
    ]
    assert len(shapes) >= 100
    assert open_ended == []


def test_no_mail_address_is_longer_than_its_column() -> None:
    """A field of the framework takes 320 signs, a column of it 254."""
    taken = [
        (form.__name__, name, field.max_length)
        for form in forms_of_the_house()
        for name, field in form.base_fields.items()
        if isinstance(field, forms.EmailField)
    ]
    assert len(taken) >= 2
    assert [one for one in taken if one[2] > 254] == []


def _operations_of(*names: str) -> Any:
    boards = {board.name: board for board, _ in ACTS}
    return type("Both", tuple(endpoints(boards[name], None, lambda done, actor: None) for name in names), {})


def test_an_endpoint_has_all_boards_of_its_class_line() -> None:
    both = type("Below", (_operations_of("education.report", "education.session"),), {})
    assert [board.name for board in both.boards] == ["education.report", "education.session"]


def test_two_boards_with_one_act_on_one_endpoint_are_refused() -> None:
    with pytest.raises(ValueError, match="both have"):
        _operations_of("education.request", "education.report")


class _Form(ActForm):
    note = forms.CharField(label="메모", max_length=300)
    count = forms.IntegerField(label="수", min_value=1, max_value=9)


def test_another_limit_on_one_side_is_found() -> None:
    class Body(body_of(_Form)):  # type: ignore[misc]
        note = body_of(_Form)().fields["note"].__class__(max_length=200)

    assert differences(_Form, body_of(_Form)) == []
    assert differences(_Form, Body) == ["note: 300 signs on the page, 200 in the API"]


def test_a_text_longer_than_its_column_is_found() -> None:
    assert too_long(_Form, {"note": 200, "other": 10}) == ["_Form.note: 300 for a column of 200"]
