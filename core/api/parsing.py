"""Reading request bodies: bounded in size and depth, and free of signs that no text may hold."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import QueryDict
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser, MultiPartParser

from core import text

UNREADABLE = "보낸 내용을 읽지 못했습니다. 올바른 JSON으로 보내십시오."
TOO_LONG = "보낸 내용이 너무 깁니다."


class BoundedJSONParser(JSONParser):
    """JSON that the house can store: a limit on length and depth, no NUL, no half of a surrogate pair."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        body = stream.read(settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
        if len(body) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise ParseError(TOO_LONG)
        try:
            found = super().parse(io.BytesIO(body), media_type, parser_context)
        except (ParseError, RecursionError) as error:
            raise ParseError(UNREADABLE) from error
        check(found)
        return found


class PartsParser(MultiPartParser):
    """multipart/form-data as OpenAPI describes it: objects and arrays come as JSON, files as they are."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        parsed = super().parse(stream, media_type, parser_context)
        fields: QueryDict = parsed.data
        found: dict[str, Any] = {name: _json_or_text(str(fields[name])) for name in fields}
        check(found)
        return {**found, **{name: parsed.files[name] for name in parsed.files}}


def _json_or_text(sent: str) -> Any:
    if not sent.startswith(("{", "[")):
        return sent
    try:
        return json.loads(sent)
    except (ValueError, RecursionError):
        return sent


def check(value: Any) -> None:
    """Raises ParseError for what the database cannot store."""
    fault = text.fault(value)
    if fault:
        raise ParseError(fault)
