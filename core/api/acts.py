"""The endpoints of acts (`core.acts`), each with a body that is derived from the form of its page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy
from functools import cache
from typing import Any, TypeVar

from django import forms
from django.db.models import Model
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core import day_bounds
from core.actor import Actor
from core.acts import Act, Acts
from core.api.endpoints import IDEMPOTENCY_KEY, IF_MATCH, ErrorSerializer, PortalSerializer
from core.errors import FORM, Invalid
from core.forms import ActForm, DaysField, RowForm, TextsField
from core.policy import OnRow

REFUSALS = dict.fromkeys((400, 403, 404, 409), ErrorSerializer)
NOT_TAKEN = "이 항목은 받지 않습니다."
Answer = Callable[[Any, Actor], Any]


# --- the body of a form ----------------------------------------------------------------------------------------------


def _words(field: forms.Field) -> str:
    return ". ".join(str(text).rstrip(".") for text in (field.label, field.help_text) if text)


def _choice(field: Any, options: dict[str, Any]) -> serializers.Field[Any, Any, Any, Any]:
    """A code of a list; a list that is only known with the row takes any text, which the form then judges."""
    known = [(value, label) for value, label in field.choices if value not in ("", None)]
    if not known:
        return serializers.CharField(max_length=100, allow_blank=not field.required, **options)
    if {value for value, _ in known} == {"True", "False"}:
        return _yes_or_no(field, options)
    may_be_none = getattr(field, "empty_value", "") is None
    return serializers.ChoiceField(known, allow_blank=not field.required, allow_null=may_be_none, **options)


def _choices(field: Any, options: dict[str, Any]) -> serializers.Field[Any, Any, Any, Any]:
    known = list(field.choices)
    child = serializers.ChoiceField(known) if known else serializers.CharField(max_length=100)
    return serializers.ListField(child=child, allow_empty=not field.required, max_length=100, **options)


def _model(field: Any, options: dict[str, Any]) -> serializers.Field[Any, Any, Any, Any]:
    """A row by its id or its code; whether it may be chosen is the form's to say, which knows the row."""
    if isinstance(field, forms.ModelMultipleChoiceField):
        return serializers.ListField(child=_key(field), allow_empty=not field.required, max_length=100, **options)
    return _key(field, allow_null=not field.required, **options)


def _key(field: Any, **options: Any) -> serializers.Field[Any, Any, Any, Any]:
    name = field.to_field_name or "pk"
    key = field.queryset.model._meta.pk if name == "pk" else field.queryset.model._meta.get_field(name)
    kind = key.get_internal_type()
    if kind in ("CharField", "SlugField"):
        options.pop("allow_null", None)
        return serializers.CharField(max_length=key.max_length, allow_blank=not field.required, **options)
    return (serializers.UUIDField if kind == "UUIDField" else serializers.IntegerField)(**options)


def _number(field: Any, options: dict[str, Any]) -> serializers.Field[Any, Any, Any, Any]:
    limits = {"min_value": field.min_value, "max_value": field.max_value, "allow_null": not field.required}
    return serializers.IntegerField(**limits, **options)


def _decimal(field: Any, options: dict[str, Any]) -> serializers.Field[Any, Any, Any, Any]:
    limits = {"min_value": field.min_value, "max_value": field.max_value, "allow_null": not field.required}
    digits = {"max_digits": field.max_digits, "decimal_places": field.decimal_places}
    return serializers.DecimalField(**digits, **limits, **options)


def _text(field: Any, options: dict[str, Any]) -> serializers.Field[Any, Any, Any, Any]:
    return serializers.CharField(max_length=field.max_length, allow_blank=not field.required, **options)


def _url(field: Any, options: dict[str, Any]) -> serializers.Field[Any, Any, Any, Any]:
    return serializers.URLField(max_length=field.max_length, allow_blank=not field.required, **options)


def _email(field: Any, options: dict[str, Any]) -> serializers.Field[Any, Any, Any, Any]:
    return serializers.EmailField(max_length=field.max_length, allow_blank=not field.required, **options)


def _bounds(field: Any) -> list[Callable[[Any], None]]:
    """The days that a field can mean, as its page bounds them."""

    def judge(value: Any) -> None:
        if fault := day_bounds.fault(value, getattr(field, "meaning", "any")):
            raise serializers.ValidationError(fault)

    return [judge]


def _day(field: Any, options: dict[str, Any]) -> serializers.Field[Any, Any, Any, Any]:
    return serializers.DateField(allow_null=not field.required, validators=_bounds(field), **options)


def _days(field: Any, options: dict[str, Any]) -> serializers.Field[Any, Any, Any, Any]:
    return serializers.ListField(child=serializers.DateField(), max_length=field.MOST, **options)


def _texts(field: Any, options: dict[str, Any]) -> serializers.Field[Any, Any, Any, Any]:
    child = serializers.CharField(max_length=field.each, allow_blank=field.keeps_blanks)
    return serializers.ListField(child=child, max_length=field.most, **options)


def _moment(field: Any, options: dict[str, Any]) -> serializers.Field[Any, Any, Any, Any]:
    return serializers.DateTimeField(allow_null=not field.required, validators=_bounds(field), **options)


def _file(field: Any, options: dict[str, Any]) -> serializers.Field[Any, Any, Any, Any]:
    return serializers.FileField(**options)


def _yes_or_no(field: Any, options: dict[str, Any]) -> serializers.Field[Any, Any, Any, Any]:
    return serializers.BooleanField(**options)


# The first that fits: subclasses stand before what they derive from.
_KINDS: tuple[tuple[type[forms.Field], Callable[[Any, dict[str, Any]], serializers.Field[Any, Any, Any, Any]]], ...] = (
    (forms.ModelChoiceField, _model),
    (forms.MultipleChoiceField, _choices),
    (forms.ChoiceField, _choice),
    (forms.DecimalField, _decimal),
    (forms.IntegerField, _number),
    (forms.BooleanField, _yes_or_no),
    (forms.DateTimeField, _moment),
    (forms.DateField, _day),
    (DaysField, _days),
    (TextsField, _texts),
    (forms.FileField, _file),
    (forms.URLField, _url),
    (forms.EmailField, _email),
    (forms.CharField, _text),
)


def _field(field: forms.Field, *, may_lack: bool) -> serializers.Field[Any, Any, Any, Any]:
    if may_lack:
        field = copy(field)
        field.required = False
    is_needed = field.required and field.initial is None
    options = {"required": is_needed, "help_text": _words(field)}
    for kind, make in _KINDS:
        if isinstance(field, kind):
            return make(field, options)
    raise TypeError(f"{type(field).__name__} has no shape in a body")


@cache
def body_of(form: type[RowForm]) -> type[PortalSerializer]:
    """The JSON body of a form: its fields with their types, limits, choices and labels.

    It checks what JSON can get wrong; the form itself then judges the values, so that page and API never differ.
    """
    may_lack: frozenset[str] = getattr(form, "MAY_LACK", frozenset())
    fields = {
        name: _field(field, may_lack=name in may_lack)
        for name, field in form.base_fields.items()
        if name not in form.BOOKKEEPING
    }
    subject = form.__module__.rsplit(".", 1)[-1].title().replace("_", "")  # NoteForm stands in several subjects
    name = "NothingBody" if form is ActForm else f"{subject}{form.__name__.removesuffix('Form')}Body"
    return type(name, (PortalSerializer,), {**fields, "__doc__": form.__doc__, "__module__": form.__module__})


F = TypeVar("F", bound=RowForm)


def read_form(body: Mapping[str, Any], make: Callable[[Mapping[str, Any]], F], *, is_partial: bool = False) -> F:
    """The form filled with a body and valid. Raises Invalid with what it has against it.

    What the body does not name is as the page offers it, and is not blamed where it `is_partial`. What this row's form
    does not ask is refused, not dropped.
    """
    empty = make({})
    offered = {name: empty.get_initial_for_field(field, name) for name, field in empty.fields.items()}
    form = make({**{name: value for name, value in offered.items() if value is not None}, **body})
    unknown = {name: NOT_TAKEN for name, value in body.items() if name not in form.fields and value not in (None, "")}
    if unknown:
        raise Invalid(unknown)
    faults = {
        name if name in form.fields else FORM: [str(text) for text in texts]
        for name, texts in form.errors.items()
        if name in body or not (is_partial and name in form.fields)
    }
    if faults:
        raise Invalid(faults)
    return form


def read_as(endpoint: Any, form: type[F], **given: Any) -> F:
    """The form of an operation that is written by hand, filled with its body and valid. Raises what `read_form` does."""
    return read_form(endpoint.read(body_of(form)), lambda data: form(data, **given))


@cache
def judged_by(form: type[RowForm], given: Callable[[Any], Any] = lambda context: {}) -> type[PortalSerializer]:
    """A body whose form judges the values where they stand, nested and in rows too.

    `given(context)`: what the form is made with.
    """
    body = body_of(form)

    def validate(self: Any, attrs: dict[str, Any]) -> dict[str, Any]:
        filled = form(dict(attrs), **given(self.context))
        if not filled.is_valid():
            raise serializers.ValidationError({name: [*map(str, texts)] for name, texts in filled.errors.items()})
        return {**attrs, **filled.values()}

    return type(body.__name__, (body,), {"validate": validate, "__doc__": form.__doc__, "__module__": form.__module__})


def read_changes(
    endpoint: Any, form: type[F], row: Model, *, stored: Mapping[str, Any] | None = None, **given: Any
) -> dict[str, Any]:
    """What the body of a PATCH names, judged by the form beside what the row says. Raises what `read_form` does.

    `stored`: what it says, where its columns do not have the names of the fields.
    """
    body = endpoint.read(body_of(form), partial=True)
    if stored is None:
        stored = {name: row.serializable_value(name) for name in form.base_fields if hasattr(row, name)}
    values = read_form(body, lambda data: form(data, initial=stored, **given), is_partial=True).values()
    return {name: value for name, value in values.items() if name in body}


# --- endpoints -------------------------------------------------------------------------------------------------------


def _operation(board: Acts, act: Act, shape: Any, answer: Answer) -> Any:
    """`POST …/<row>/<act>/`: who may (403), is it possible now (409), is the body right (400), then the service."""

    def operation(self: Any, request: Request, **_keys: Any) -> Response:
        row = self.row()
        board.demand(act, row, row.relations)
        board.demand_now(act, row, row.relations)
        body = self.read(body_of(act.form))
        form = read_form(body, lambda data: board.form(act, row, self.actor, data))
        done = board.run(
            act,
            form,
            actor=self.actor,
            row=row,
            version=self.version(),
            idempotency_key=self.idempotency_key(),
        )
        return Response(None if act.status == 204 else answer(done, self.actor), status=act.status)

    label = board.label(act.name)
    operation.__name__ = operation_name(act)
    operation.__doc__ = label
    path = act.api or act.name.replace("_", "-")
    url_path = path[1:] if path.startswith("/") else board.api_prefix + path
    # the description goes on last: `action` would put its own in the place of one that was there before
    url_name = path[1:] if path.startswith("/") else "-".join(filter(None, (board.api_word, path)))
    options = {"url_path": url_path, "url_name": url_name, "pagination_class": None, "filterset_class": None}
    acted = action(detail=True, methods=["post"], **options)(operation)
    takes = board.takes(act)
    parameters = [one for one, name in ((IF_MATCH, "version"), (IDEMPOTENCY_KEY, "idempotency_key")) if name in takes]
    return extend_schema(
        summary=label,
        request=body_of(act.form),
        responses={act.status: None if act.status == 204 else shape, **REFUSALS},
        parameters=parameters,
    )(acted)


def operation_name(act: Act) -> str:
    """The name of an act among the actions of its endpoint; it never meets one that is written by hand."""
    return f"act_{act.name}"


class OfBoards:
    """What endpoints of acts have: `boards`, all of their class line. Two with one act would replace each other's."""

    boards: tuple[Acts, ...] = ()

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        found = {board.name: board for line in cls.__mro__ for board in line.__dict__.get("boards", ())}
        cls.boards = tuple(found.values())
        names = [act.name for board in cls.boards for act in board]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"{cls.__name__}: {', '.join(found)} both have {twice}")


def endpoints(board: Acts, shape: Any, answer: Answer, *, without: tuple[str, ...] = ()) -> type[Any]:
    """A base class with one operation per act. `answer(done, actor)`: what is told of the row afterwards, as `shape`.

    `without`: acts whose body is more than the form of their page and whose endpoint is written by hand.
    """
    acts = [act for act in board if act.name not in without]
    made = {operation_name(act): _operation(board, act, shape, answer) for act in acts}
    return type(f"{board.subject.title().replace('-', '')}Acts", (OfBoards,), {"boards": (board,), **made})


def policies(board: Acts, door: OnRow | None = None) -> dict[str, OnRow]:
    """The policies of a board's operations."""
    return {operation_name(act): door or board.door for act in board}
