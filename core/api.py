"""What every API endpoint shares: policies, errors with code, field and detail, paging by key, one-time keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from django.db.models import Model, QuerySet
from django.http import Http404
from drf_spectacular.utils import OpenApiParameter
from rest_framework import exceptions, serializers, viewsets
from rest_framework.pagination import BasePagination
from rest_framework.permissions import BasePermission
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core import audit, paging
from core.actor import Actor
from core.errors import FORM, Conflict, DomainError, Forbidden, NotVisible, Refused
from core.forms import rrn_errors
from core.policy import OnRow, Policy, SignInNeeded, record_view

IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key", str, OpenApiParameter.HEADER, description="같은 번호로 다시 보내면 한 번만 만듭니다."
)
IF_MATCH = OpenApiParameter("If-Match", str, OpenApiParameter.HEADER, description="읽은 판 번호. 다르면 409로 답합니다.")


class OrjsonRenderer(BaseRenderer):
    media_type = "application/json"
    format = "json"
    charset = None

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> bytes:
        return b"" if data is None else orjson.dumps(data, default=str, option=orjson.OPT_NON_STR_KEYS)


class PolicyPermission(BasePermission):
    """Asks the endpoint's policy for the action; an endpoint without one admits nobody."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        policy = policy_of(view)
        if policy is None:
            return False
        try:
            policy.admit(actor_of(request))
        except SignInNeeded:
            raise exceptions.NotAuthenticated from None
        return True


def policy_of(view: Any) -> Policy | None:
    policies: Mapping[str, Policy] = getattr(view, "policies", {})
    return policies.get(getattr(view, "action", None) or "") or getattr(view, "policy", None)


def actor_of(request: Any) -> Actor | None:
    """The actor that the middleware put on the Django request."""
    return getattr(getattr(request, "_request", request), "actor", None)


class Endpoint(viewsets.GenericViewSet[Any]):
    """Base of the API: rows come scoped to the actor, acts call a service.

    `policies` names a policy per action. Under `OnRow`, `row()` finds the row of the URL for that act.
    """

    policies: Mapping[str, Policy] = {}
    lookup_value_regex = "[0-9a-f-]{36}|[0-9]+"

    @property
    def actor(self) -> Actor:
        actor = actor_of(self.request)
        assert actor is not None
        return actor

    def row(self) -> Any:
        """The row that the URL names, for this action's act; the reading of a person's page is recorded."""
        policy = policy_of(self)
        assert isinstance(policy, OnRow)
        row = policy.row(self.actor, self.kwargs[self.lookup_url_kwarg or self.lookup_field])
        if policy.seen and self.request.method == "GET":
            record_view(self.actor, policy.seen, row)
        return row

    def read(self, serializer: type[serializers.Serializer[Any]] | None = None) -> dict[str, Any]:
        """The request body, checked for shape. Raises ValidationError."""
        made = (serializer or self.get_serializer_class())(data=self.request.data, context={"request": self.request})
        made.is_valid(raise_exception=True)
        return dict(made.validated_data)

    def version(self) -> int | None:
        """The version that the client read, from If-Match."""
        text = self.request.headers.get("If-Match", "").strip('"W/ ')
        if not text:
            return None
        if not text.isdigit():
            raise Refused({"If-Match": "판 번호는 숫자입니다."})
        return int(text)

    def once_key(self) -> str:
        return self.request.headers.get("Idempotency-Key", "")[:80]

    def page(self, rows: QuerySet[Any]) -> Response:
        """A page of rows through the action's serializer."""
        found = self.paginate_queryset(rows)
        return self.get_paginated_response(self.get_serializer(found, many=True).data)


class KeysetPagination(BasePagination):
    """`?after=` carries the token of the page; answers `next` and `previous` tokens."""

    page: paging.Page

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        order = getattr(view, "order", ("-created_at", "-pk"))
        self.page = paging.paginate(queryset, order, request.query_params.get("after", ""))
        return self.page.rows

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"next": self.page.next, "previous": self.page.previous, "results": data})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        token = {"type": "string", "description": "다음(앞) 쪽의 표시. 없으면 빈 글입니다."}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {"next": token, "previous": token, "results": schema},
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        return [{"name": "after", "in": "query", "required": False, "schema": {"type": "string"}}]


class PortalSerializer(serializers.Serializer[Any]):
    """Base of request bodies: refuses resident registration numbers wherever they stand, and unknown names."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            errors: dict[str, Any] = {name: [text] for name, text in rrn_errors(dict(data)).items()}
            unknown = set(data) - set(self.fields)
            errors.update({name: ["이 항목은 받지 않습니다."] for name in unknown})
            if errors:
                raise serializers.ValidationError(errors)
        return super().to_internal_value(data)


class ErrorSerializer(serializers.Serializer[Any]):
    """The body of every refusal."""

    code = serializers.CharField()
    detail = serializers.CharField()
    fields = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))  # type: ignore[assignment]


def exception_handler(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """`{"code", "detail", "fields"}` for every refusal. What is not ours to answer goes on (503, 500)."""
    if isinstance(error, DomainError):
        return Response(_domain_body(error), status=error.status)
    if isinstance(error, Http404):
        return Response(_domain_body(NotVisible()), status=404)
    if isinstance(error, exceptions.ValidationError):
        return Response({"code": "invalid", "detail": "보낸 내용을 확인하십시오.", "fields": _flat(error.detail)}, status=400)
    if isinstance(error, exceptions.NotAuthenticated | exceptions.AuthenticationFailed):
        return Response({"code": "not_signed_in", "detail": "로그인하십시오.", "fields": {}}, status=401)
    if isinstance(error, exceptions.PermissionDenied):
        return Response(_domain_body(Forbidden()), status=403)
    if isinstance(error, exceptions.APIException):
        return Response({"code": error.default_code, "detail": str(error.detail), "fields": {}}, status=error.status_code)
    return None


def _domain_body(error: DomainError) -> dict[str, Any]:
    body: dict[str, Any] = {"code": error.code, "detail": error.detail, "fields": {}}
    if isinstance(error, Refused):
        body["fields"] = error.errors
    if isinstance(error, Conflict) and (error.stored or error.mine):
        body["stored"], body["mine"] = error.stored, error.mine
    if isinstance(error, Forbidden) and error.owners:
        body["owners"] = error.owners
    return body


def _flat(detail: Any, prefix: str = "") -> dict[str, list[str]]:
    """Nested DRF errors as `needs.0.text: [...]`."""
    if isinstance(detail, Mapping):
        found: dict[str, list[str]] = {}
        for name, value in detail.items():
            key = FORM if name == "non_field_errors" else str(name)
            found.update(_flat(value, f"{prefix}.{key}" if prefix else key))
        return found
    if isinstance(detail, list) and any(isinstance(item, Mapping | list) for item in detail):
        merged: dict[str, list[str]] = {}
        for index, item in enumerate(detail):
            merged.update(_flat(item, f"{prefix}.{index}"))
        return merged
    texts = detail if isinstance(detail, list) else [detail]
    return {prefix or FORM: [str(text) for text in texts]} if texts else {}


def record_list(actor: Actor, verb: str, rows: list[Any], client_key: str = "client_id") -> None:
    """Write down whose rows a list or a search showed."""
    persons = [row[client_key] if isinstance(row, dict) else getattr(row, client_key) for row in rows]
    audit.record(actor, verb, action="SEARCH", persons=persons)


def link(row: Model, name: str = "name") -> dict[str, Any]:
    """A small reference to another row."""
    return {"id": str(row.pk), "name": str(getattr(row, name))}
