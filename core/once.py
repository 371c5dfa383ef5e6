"""A create that is asked for twice (double click, retried request) happens once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.core.files.base import File
from django.db import IntegrityError, models, transaction

from core import crypto
from core.actor import Actor
from core.errors import Conflict
from core.models import IdempotencyKey

M = TypeVar("M", bound=models.Model)


def once(
    actor: Actor, route: str, key: str, body: Mapping[str, Any], model: type[M], make: Callable[[], M]
) -> tuple[M, bool]:
    """`make()` at most once per person, route and key; returns the row and whether it was made just now.

    The key row and the new row commit together, so a request that died half-way leaves neither. A second caller
    waits on the unique index and then gets the first one's row. Raises Conflict when the key comes with a
    different body. An empty key means: no protection asked for.
    """
    if not key:
        return make(), True
    assert actor.user_id is not None
    digest = hashlib.sha256(crypto.to_json(_plain(body)).encode()).hexdigest()
    try:
        with transaction.atomic():
            entry = IdempotencyKey.objects.create(person_id=actor.user_id, route=route, key=key, body=digest)
            row = make()
            entry.object_id = str(row.pk)
            entry.save(update_fields=["object_id"])
            return row, True
    except IntegrityError:
        first = IdempotencyKey.objects.filter(person_id=actor.user_id, route=route, key=key).first()
        if first is None:
            raise
        if first.body != digest:
            raise Conflict("같은 요청 번호로 다른 내용이 왔습니다.") from None
        made = model._default_manager.filter(pk=first.object_id).first()
        if made is None:
            raise Conflict("이미 처리했고 그 뒤에 지워진 요청입니다.") from None
        return made, False


def _plain(value: Any) -> Any:
    """What was sent, so that the same content gives the same digest: rows by their keys, files by name and size."""
    if isinstance(value, models.Model):
        return str(value.pk)
    if isinstance(value, File):
        return [value.name, value.size]
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple | models.QuerySet):
        return [_plain(one) for one in value]
    return sorted(map(str, value)) if isinstance(value, set | frozenset) else value
