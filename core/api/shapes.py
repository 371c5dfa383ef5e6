"""Fields that bodies of the API share: codes with their labels, people, texts with a limit."""

from __future__ import annotations

from typing import Any

from django.db import models
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core import codes


def code(code_list: str, label: str = "", **kwargs: Any) -> serializers.ChoiceField:
    """One code of a list, in a request."""
    if kwargs.get("required") is False:
        kwargs.setdefault("allow_blank", True)
    return serializers.ChoiceField(codes.choices(code_list), help_text=label, **kwargs)


def code_set(code_list: str, label: str = "", **kwargs: Any) -> serializers.ListField:
    """Several codes of a list, in a request."""
    return serializers.ListField(
        child=serializers.ChoiceField(codes.choices(code_list)), help_text=label, max_length=100, **kwargs
    )


def words(limit: int, label: str = "", *, required: bool = True, **kwargs: Any) -> serializers.CharField:
    """A text with a limit; one that is not required may be empty."""
    return serializers.CharField(
        max_length=limit, help_text=label, required=required, allow_blank=not required, **kwargs
    )


_CODED = {
    "type": "object",
    "required": ["code", "label"],
    "properties": {"code": {"type": "string"}, "label": {"type": "string"}},
}


@extend_schema_field(_CODED)
class Coded(serializers.Field[Any, Any, Any, Any]):
    """A stored code with its Korean label, in an answer. `choices`: a list of the domain, or the states of a machine."""

    def __init__(self, choices: str | type[models.TextChoices], **kwargs: Any) -> None:
        super().__init__(read_only=True, **kwargs)
        pairs = codes.choices(choices) if isinstance(choices, str) else choices.choices
        self.labels = {str(value): str(label) for value, label in pairs}

    def to_representation(self, value: Any) -> dict[str, str]:
        return {"code": str(value), "label": self.labels.get(str(value), str(value))}


@extend_schema_field({"type": "array", "items": _CODED})
class CodedList(Coded):
    def to_representation(self, value: Any) -> Any:
        return [super(CodedList, self).to_representation(item) for item in value]


class RowShape(serializers.ModelSerializer[Any]):
    """Columns of a row as they are stored, in an answer: codes stay codes, whatever their list comes to hold."""

    def build_standard_field(self, field_name: str, model_field: Any) -> Any:
        field_class, kwargs = super().build_standard_field(field_name, model_field)
        kept = {name: value for name, value in kwargs.items() if name in ("help_text", "label", "allow_null", "child")}
        if issubclass(field_class, serializers.ChoiceField):
            field_class = serializers.CharField
        return field_class, {**kept, "read_only": True, "help_text": str(model_field.verbose_name)}


class OutcomeShape(serializers.Serializer[Any]):
    """What became of one row of a bulk act."""

    label = serializers.CharField()  # type: ignore[assignment]
    done = serializers.BooleanField(help_text="했는지")
    reason = serializers.CharField(allow_blank=True, help_text="하지 못한 까닭")


class NamedShape(serializers.Serializer[Any]):
    """A person or an institution by id and name."""

    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()


class ActionShape(serializers.Serializer[Any]):
    """A move that the asker may make now, or the rule that stands against it."""

    name = serializers.CharField(help_text="일의 부호")
    label = serializers.CharField(help_text="버튼의 말")  # type: ignore[assignment]
    blocked = serializers.CharField(allow_blank=True, help_text="지금 할 수 없는 까닭. 비어 있으면 할 수 있습니다.")


def named(label: str = "", **kwargs: Any) -> NamedShape:
    return NamedShape(read_only=True, allow_null=True, help_text=label, **kwargs)
