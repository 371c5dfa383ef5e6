"""L6: page and API take the same fields, limits and choices, and no field takes more than its column holds."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.db import models
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator

from core.acts import ActForm
from core.api.acts import endpoints, operation_name
from tests.laws.registered import acts, forms_of_the_house

ACTS = acts()
NAMED = {f"{board.name}.{act.name}": act for board, act in ACTS}
# Acts whose operation is written by hand: it takes more than the form of the page, each with the reason.
BY_HAND = {
    "discharge.case.add_follow_up": "the follow-ups of a case are a list of their own",
    "discharge.case.add_member": "the team of a case is a list of its own",
    "discharge.aftercare.destroy": "a path of its own, and the answer tells what was destroyed",
    "councils.meeting.submit": "the approval line comes as a list of people",
    "education.report.submit": "the approval line comes as a list of people",
}
Schema = dict[str, Any]


class Document:
    """The OpenAPI document, and the path of every operation that is made from an act."""

    def __init__(self) -> None:
        generator = SchemaGenerator(urlconf="config.urls")
        with GENERATOR_STATS.silence():
            self.whole: Schema = generator.get_schema(request=None, public=True)
        self.paths = {
            f"{board.name}.{act.name}": path
            for path, _, _, view in generator._get_paths_and_endpoints()
            for board in getattr(view, "boards", ())
            for act in board
            if operation_name(act) == view.action
        }

    def found(self, schema: Schema) -> Schema:
        name = schema.get("$ref", "").rpartition("/")[2]
        return self.whole["components"]["schemas"][name] if name else schema

    def body(self, path: str) -> dict[str, Schema]:
        """What the operation takes, by name."""
        content = self.whole["paths"][path]["post"].get("requestBody", {}).get("content", {})
        named: dict[str, Schema] = self.found(content.get("application/json", {}).get("schema", {})).get(
            "properties", {}
        )
        return {name: self.flat(schema) for name, schema in named.items()}

    def flat(self, schema: Schema) -> Schema:
        """A schema with all its codes in one place."""
        schema = self.found(schema)
        parts = [self.flat(one) for kind in ("allOf", "oneOf", "anyOf") for one in schema.get(kind, ())]
        codes = [code for one in (schema, *parts) for code in one.get("enum", ())]
        return {**schema, "enum": [code for code in codes if code not in ("", None)]}


@pytest.fixture(scope="module")
def document() -> Document:
    return Document()


def _pattern(field: forms.DecimalField) -> str:
    """How a document says the digits of a number; its bounds it does not say."""
    assert field.max_digits is not None
    assert field.decimal_places is not None
    return rf"^-?\d{{0,{field.max_digits - field.decimal_places}}}(?:\.\d{{0,{field.decimal_places}}})?$"


def differences(form: type[ActForm], taken: dict[str, Schema]) -> list[str]:
    """Where what an operation takes and the form of its page are not the same."""
    asked = {name: field for name, field in form.base_fields.items() if name not in form.BOOKKEEPING}
    found = sorted(f"{name} stands on one side alone" for name in set(asked) ^ set(taken))
    for name in set(asked) & set(taken):
        page, other = asked[name], taken[name]
        if isinstance(page, forms.CharField) and page.max_length != other.get("maxLength"):
            found.append(f"{name}: {page.max_length} signs on the page, {other.get('maxLength')} in the API")
        bounds = (other.get("minimum"), other.get("maximum"))
        if isinstance(page, forms.DecimalField):
            if other.get("pattern") != _pattern(page):
                found.append(f"{name}: other digits")
        elif isinstance(page, forms.IntegerField) and (page.min_value, page.max_value) != bounds:
            found.append(f"{name}: other bounds")
        if isinstance(page, forms.ChoiceField) and not isinstance(page, forms.MultipleChoiceField):
            codes = {str(value) for value, _ in page.choices if value not in ("", None)}
            if codes and codes != {str(value) for value in other["enum"]}:
                found.append(f"{name}: other choices")
    return found


def test_every_act_has_an_operation_but_those_written_by_hand(document: Document) -> None:
    assert set(NAMED) - set(document.paths) == set(BY_HAND)


@pytest.mark.parametrize("name", [name for name in NAMED if name not in BY_HAND])
def test_page_and_api_take_the_same(document: Document, name: str) -> None:
    assert differences(NAMED[name].form, document.body(document.paths[name])) == []


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
    taken = {"note": {"maxLength": 300}, "count": {"minimum": 1, "maximum": 9}}
    assert differences(_Form, taken) == []
    assert differences(_Form, taken | {"note": {"maxLength": 200}}) == ["note: 300 signs on the page, 200 in the API"]
    assert differences(_Form, taken | {"count": {"minimum": 1}}) == ["count: other bounds"]
    assert differences(_Form, taken | {"more": {}}) == ["more stands on one side alone"]


def test_a_text_longer_than_its_column_is_found() -> None:
    assert too_long(_Form, {"note": 200, "other": 10}) == ["_Form.note: 300 for a column of 200"]
