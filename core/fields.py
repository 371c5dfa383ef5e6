"""Model fields shared by all apps: codes of a choice list, lists of codes, encrypted text, keyed hashes."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models

from core import codes, crypto


class CodeField(models.CharField):
    """One code of a choice list. The list is named in the migration, its rows are not, so data may grow."""

    def __init__(self, code_list: str, **kwargs: Any) -> None:
        self.code_list = code_list
        kwargs.setdefault("max_length", 40)
        kwargs["choices"] = codes.choices(code_list)
        super().__init__(**kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, _args, kwargs = super().deconstruct()
        kwargs.pop("choices", None)
        return name, path, [self.code_list], kwargs


class CodesField(ArrayField):
    """Several codes of one choice list, in the order given."""

    def __init__(self, code_list: str, **kwargs: Any) -> None:
        self.code_list = code_list
        kwargs.pop("base_field", None)
        kwargs.pop("size", None)
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(models.CharField(max_length=40), **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, _args, kwargs = super().deconstruct()
        kwargs.pop("base_field", None)
        kwargs.pop("size", None)
        return name, path, [self.code_list], kwargs

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        super().validate(value, model_instance)
        unknown = [code for code in value if not codes.is_code(self.code_list, code)]
        if unknown:
            raise ValidationError(f"목록에 없는 값입니다: {', '.join(unknown)}")


class EncryptedTextField(models.TextField):
    """Text kept encrypted in the column (phone, detailed address). Not searchable; pair it with a keyed hash."""

    def get_prep_value(self, value: Any) -> Any:
        return None if value is None else crypto.encrypt(str(value))

    def from_db_value(self, value: str | None, *_: Any) -> str | None:
        return None if value is None else crypto.decrypt(value)


class EncryptedJSONField(models.TextField):
    """A JSON value kept encrypted (snapshots that carry contact data)."""

    _pyi_private_set_type: Any  # any JSON value, not text: this is how the type checker is told
    _pyi_private_get_type: Any

    def get_prep_value(self, value: Any) -> Any:
        return None if value is None else crypto.encrypt(crypto.to_json(value))

    def from_db_value(self, value: str | None, *_: Any) -> Any:
        return None if value is None else crypto.from_json(crypto.decrypt(value))

    def to_python(self, value: Any) -> Any:
        return value
