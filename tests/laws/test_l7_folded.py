"""L7: every text that names a person, a number, a code is folded before it is compared, hashed, stored or searched."""

from __future__ import annotations

import inspect
import unicodedata
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from rest_framework import serializers

from core import drafts, imports, search, text
from core.actor import Actor
from core.api.endpoints import PortalSerializer
from core.forms import CodeTextField, RowForm
from core.imports import cells
from core.text import folded
from tests.cast import Cast
from tests.laws import registered

PLAIN = "가나 1"
TYPED = (
    "\ufeff"
    + unicodedata.normalize("NFD", "가")
    + "\u200b"
    + unicodedata.normalize("NFD", "나")
    + "\u3164\u00a01\u00ad\x07"
)
# Shapes that are no form of the house by themselves, each with the reason.
PARTS = {"ToldPart": "mixed into a form of the house when somebody enters what the receiver said"}
LEAST_FIELDS, LEAST_BODY_FIELDS, LEAST_FILTERS, LEAST_LOOKED_FOR = 250, 250, 20, 20


def texts_of(shape: type[RowForm]) -> list[str]:
    return [name for name, field in shape.base_fields.items() if isinstance(field, forms.CharField)]


def unfolded_in(shape: type[RowForm]) -> Iterator[str]:
    """The text fields of a form that come out other than folded."""
    names = texts_of(shape)
    data = QueryDict(mutable=True)
    data.update(dict.fromkeys(names, TYPED))
    form = registered.bare(shape, data)
    for name in names:
        bound = form[name]
        if text.fold(str(bound.data)) != bound.data:
            yield f"{shape.__qualname__}.{name}"
            continue
        try:
            found = bound.field._clean_bound_field(bound)  # type: ignore[attr-defined]
        except ValidationError:
            continue  # refused in words
        if folded(found) != found:
            yield f"{shape.__qualname__}.{name}"


def body_texts(shape: type[PortalSerializer]) -> list[str]:
    fields = shape().fields
    return [
        name
        for name, field in fields.items()
        if isinstance(_text(field), serializers.CharField) and not field.read_only
    ]


def _text(field: Any) -> Any:
    return field.child if isinstance(field, serializers.ListField) else field


def unfolded_in_body(shape: type[PortalSerializer], actor: Actor) -> Iterator[str]:
    for name in body_texts(shape):
        is_list = isinstance(shape().fields[name], serializers.ListField)
        made = shape(
            data={name: [TYPED] if is_list else TYPED},
            partial=True,
            context={"request": SimpleNamespace(actor=actor), "kind": "DOCTOR"},
        )
        try:
            found = made.run_validation(made.initial_data).get(name)
        except serializers.ValidationError:
            continue
        if folded(found) != found:
            yield f"{shape.__qualname__}.{name}"


def test_the_texts_of_every_form_are_folded() -> None:
    shapes = registered.forms_of_the_house()
    assert [one for shape in shapes for one in unfolded_in(shape)] == []
    assert sum(len(texts_of(shape)) for shape in shapes) >= LEAST_FIELDS


def test_the_texts_of_every_body_are_folded(cast: Cast) -> None:
    shapes = registered.bodies()
    assert [one for shape in shapes for one in unfolded_in_body(shape, cast.social1.actor)] == []
    assert sum(len(body_texts(shape)) for shape in shapes) >= LEAST_BODY_FIELDS


def test_no_form_body_or_filter_stands_outside() -> None:
    """Parts that are mixed into a form of the house are held by that form."""
    inside = registered.forms_of_the_house()
    outside = [
        one for one in registered.all_forms()
        if not issubclass(one, RowForm) and not any(issubclass(form, one) for form in inside)
    ]  # fmt: skip
    outside = [
        one for one in outside if not one.__module__.startswith("network.sign_in.second_factor")
    ]  # codes of a library
    assert {one.__qualname__ for one in outside} == set(PARTS)
    assert set(registered.all_filters()) <= set(registered.filters())
    assert len(registered.filters()) >= LEAST_FILTERS - 5
    named = [one for one in registered.all_serializers() if one.__name__.endswith("Body")]
    assert [one.__qualname__ for one in named if not issubclass(one, PortalSerializer)] == []
    assert len(named) >= 100


def test_what_is_looked_for_is_folded(cast: Cast) -> None:
    looked_for = 0
    for shape in registered.filters():
        names = [name for name, one in shape.base_filters.items() if issubclass(one.field_class, forms.CharField)]
        given = {"actor": cast.social1.actor} if "actor" in inspect.signature(shape).parameters else {}
        form = shape(dict.fromkeys(names, TYPED), shape._meta.model._default_manager.none(), **given).form
        form.full_clean()
        read = [form.cleaned_data[name] for name in names if name in form.cleaned_data]  # others are refused in words
        assert set(read) <= {PLAIN}, shape
        looked_for += len(read)
    assert looked_for >= LEAST_LOOKED_FOR
    assert search.fold(TYPED) == search.fold(PLAIN)


def test_drafts_and_cells_are_folded(cast: Cast) -> None:
    kept = drafts.save(cast.social1.actor, "law", "", {"name": TYPED})
    assert kept.fields == {"name": PLAIN}
    sheet = imports.Sheet("명단", (imports.Column("name", "성명", cells.text(50), True),))
    header = unicodedata.normalize("NFD", "성명") + "\u200b"
    reading = sheet.read("a.csv", f"{header}\n{TYPED}\n".encode())
    assert [line.values for line in reading.rows] == [{"name": PLAIN}]


def test_numbers_and_codes_are_plain_as_well() -> None:
    field = CodeTextField()
    assert field.clean("\u200b００－１２Ａ") == "00-12A"
    assert text.fold_code("제２０２６–０１０１호～") == "제2026-0101호~"
    assert text.fold("１２") == "１２", "a text keeps how it was written"


def test_a_form_that_does_not_fold_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.forms.folded_data", lambda data: data)
    assert len([one for shape in registered.forms_of_the_house() for one in unfolded_in(shape)]) >= LEAST_FIELDS


def test_a_body_that_does_not_fold_is_caught(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.text.folded", lambda value, depth=0: value)
    assert [one for shape in registered.bodies() for one in unfolded_in_body(shape, cast.social1.actor)]


def test_passwords_are_left_as_they_were_typed() -> None:
    class Login(RowForm):
        password = forms.CharField(widget=forms.PasswordInput, strip=False)

    form = Login({"password": TYPED.rstrip("\x07")})
    assert form.is_valid()
    assert form.cleaned_data["password"] == TYPED.rstrip("\x07")
