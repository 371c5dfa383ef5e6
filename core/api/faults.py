"""Every refusal of the API: `{"code", "detail", "fields"}`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response

from core.api.parsing import TOO_LONG
from core.api.permissions import actor_of
from core.errors import FORM, Conflict, DomainError, Forbidden, Invalid, NotVisible
from core.policy import record_denied


def exception_handler(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """`{"code", "detail", "fields"}` for every refusal. What is not ours to answer goes on (503, 500)."""
    if isinstance(error, Forbidden):
        request = context["request"]
        record_denied(actor_of(request), error, f"{request.method} {request.path}")
    if isinstance(error, DomainError):
        return Response(_domain_body(error), status=error.status)
    if isinstance(error, Http404):
        return Response(_domain_body(NotVisible()), status=404)
    if isinstance(error, exceptions.ValidationError):
        return Response(
            {"code": "invalid", "detail": "보낸 내용을 확인하십시오.", "fields": _flat(error.detail)}, status=400
        )
    if isinstance(error, exceptions.NotAuthenticated | exceptions.AuthenticationFailed):
        return Response({"code": "not_signed_in", "detail": "로그인하십시오.", "fields": {}}, status=401)
    if isinstance(error, exceptions.PermissionDenied):
        return Response(_domain_body(Forbidden()), status=403)
    if isinstance(error, RequestDataTooBig):
        return Response({"code": "invalid", "detail": TOO_LONG, "fields": {}}, status=400)
    if isinstance(error, exceptions.ParseError):
        return Response({"code": "invalid", "detail": _korean(error), "fields": {}}, status=400)
    if isinstance(error, exceptions.APIException):
        return Response(
            {"code": error.default_code, "detail": str(error.detail), "fields": {}}, status=error.status_code
        )
    return None


def _korean(error: exceptions.ParseError) -> str:
    """The parser's own words are for programmers; ours are said as they are."""
    text = str(error.detail)
    return text if any("가" <= char <= "힣" for char in text) else "보낸 내용을 읽지 못했습니다."


def _domain_body(error: DomainError) -> dict[str, Any]:
    body: dict[str, Any] = {"code": error.code, "detail": error.detail, "fields": {}, **error.extra}
    if isinstance(error, Invalid):
        body["fields"] = error.errors
    if isinstance(error, Conflict) and (error.stored or error.mine):
        body["stored"], body["mine"] = error.stored, error.mine
    if isinstance(error, Forbidden) and error.owners:
        body["owners"] = error.owners
    return body


def _flat(detail: Any, prefix: str = "") -> dict[str, list[str]]:
    """Nested DRF errors as `needs.0.text: [...]`; what concerns a nested body as a whole stands under its own name."""
    if isinstance(detail, Mapping):
        found: dict[str, list[str]] = {}
        for name, value in detail.items():
            parts = [prefix, "" if name == "non_field_errors" else str(name)]
            found.update(_flat(value, ".".join(part for part in parts if part)))
        return found
    if isinstance(detail, list) and any(isinstance(item, Mapping | list) for item in detail):
        merged: dict[str, list[str]] = {}
        for index, item in enumerate(detail):
            merged.update(_flat(item, f"{prefix}.{index}"))
        return merged
    texts = detail if isinstance(detail, list) else [detail]
    return {prefix or FORM: [str(text) for text in texts]} if texts else {}
