"""What every API endpoint shares: scoped rows, acts that call a service, one-time keys, versions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.validators import MaxLengthValidator
from django.db.models import Model, QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from core import audit, day_bounds, hwpx, text
from core.actor import Actor
from core.api.filtering import ActorFilterBackend
from core.api.permissions import actor_of, policy_of
from core.errors import Invalid
from core.forms import OUR_WORDS, rrn_errors, value_fault
from core.policy import OnRow, Policy, record_view

IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key", str, OpenApiParameter.HEADER, description="같은 번호로 다시 보내면 한 번만 만듭니다(80자까지)."
)
IF_MATCH = OpenApiParameter(
    "If-Match", str, OpenApiParameter.HEADER, description="읽은 판 번호. 다르면 409로 답합니다."
)
IF_MATCH_NEEDED = OpenApiParameter(
    "If-Match", str, OpenApiParameter.HEADER, required=True, description="읽은 판 번호. 다르면 409로 답합니다."
)
KEY_LENGTH = 80
_YEAR = re.compile(r"[0-9]{4}-")


PDF: dict[Any, Any] = {(200, "application/pdf"): OpenApiTypes.BINARY}
HWPX: dict[Any, Any] = {(200, hwpx.MEDIA_TYPE): OpenApiTypes.BINARY}


class Endpoint(viewsets.GenericViewSet[Any]):
    """Base of the API: rows come scoped to the actor, acts call a service.

    `policies` names a policy per action. Under `OnRow`, `row()` finds the row of the URL for that act: the one that
    the lookup names, or under a nested route the one that `row_kwarg` names. `tag` groups the operations in the
    documentation. `row_within`: under a nested route, name in the URL → column of the row that must hold it.
    """

    policies: Mapping[str, Policy] = {}
    lookup_value_converter = "uuid"
    row_kwarg = ""
    row_within: Mapping[str, str] = {}
    tag = ""
    filterset_class: Any = None
    filter_backends = [ActorFilterBackend]

    @property
    def actor(self) -> Actor:
        actor = actor_of(self.request)
        assert actor is not None
        return actor

    def row(self) -> Any:
        """The row that the URL names, for this action's act; the reading of a person's page is recorded."""
        policy = policy_of(self)
        assert isinstance(policy, OnRow)
        value = self.kwargs[self.row_kwarg or self.lookup_url_kwarg or self.lookup_field]
        within = {column: self.kwargs[name] for name, column in self.row_within.items()}
        row = policy.row(self.actor, value, **within)
        if policy.audit_as and self.request.method == "GET":
            record_view(self.actor, policy.audit_as, row)
        return row

    def read(
        self, serializer: type[serializers.Serializer[Any]] | None = None, *, partial: bool = False, **context: Any
    ) -> dict[str, Any]:
        """The request body, checked for shape. `context` reaches the fields (choices that depend on the row).

        Raises ValidationError.
        """
        shape = serializer or self.get_serializer_class()
        made = shape(data=self.request.data, partial=partial, context={"request": self.request, **context})
        made.is_valid(raise_exception=True)
        return dict(made.validated_data)

    def version(self) -> int | None:
        """The version that the client read, from If-Match."""
        text = self.request.headers.get("If-Match", "").strip().removeprefix("W/").strip('"')
        if not text:
            return None
        if not (text.isascii() and text.isdigit()):
            raise Invalid({"If-Match": "판 번호는 숫자입니다."})
        return int(text[:12])

    def needed_version(self) -> int:
        """The same, where writing without it could overwrite what somebody else wrote."""
        version = self.version()
        if version is None:
            raise Invalid({"If-Match": "읽은 판 번호를 If-Match에 적으십시오."})
        return version

    def idempotency_key(self) -> str:
        key = self.request.headers.get("Idempotency-Key", "")
        if len(key) > KEY_LENGTH or not key.isprintable():
            raise Invalid({"Idempotency-Key": f"번호는 {KEY_LENGTH}자까지 적으십시오."})
        return key

    def page(self, rows: QuerySet[Any]) -> Response:
        """A page of rows through the action's serializer."""
        found = self.paginate_queryset(rows)
        return self.get_paginated_response(self.get_serializer(found, many=True).data)


class PaperEndpoint(Endpoint):
    """Gives files beside data: a caller that asks for application/pdf is right; refusals still come as JSON."""

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        return super().perform_content_negotiation(request, force=True)


class PortalSerializer(serializers.Serializer[Any]):
    """Base of request bodies: text folded, resident registration numbers and unknown names refused, days bounded."""

    default_error_messages = {"invalid": "항목 이름과 값을 묶어 보내십시오."}

    def get_fields(self) -> dict[str, Any]:
        """What is too long is refused with its number of signs, as the page says it."""
        fields = super().get_fields()
        limits = [one for field in fields.values() for one in field.validators if isinstance(one, MaxLengthValidator)]
        for one in limits:
            one.message = OUR_WORDS["max_length"]
        return fields

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, Mapping):
            return super().to_internal_value(data)
        sent = text.folded(dict(data))
        errors: dict[str, Any] = {name: [words] for name, words in rrn_errors(sent).items()}
        errors.update({name: ["이 항목은 받지 않습니다."] for name in set(sent) - set(self.fields)})
        errors.update({name: [words] for name, words in self._far_days(sent).items()})
        if not errors:
            found = super().to_internal_value(sent)
            errors = {name: [fault] for name, value in found.items() if (fault := value_fault(value))}
        if errors:
            raise serializers.ValidationError(errors)
        return found

    def _far_days(self, sent: Mapping[str, Any]) -> dict[str, str]:
        """Moments in years that no zone can be told of; the framework stumbles over them."""
        named = {name: value for name, value in sent.items() if isinstance(value, str) and _YEAR.match(value)}
        moments = [name for name in named if isinstance(self.fields.get(name), serializers.DateTimeField)]
        faults = {name: day_bounds.fault(date(max(int(named[name][:4]), 1), 7, 1)) for name in moments}
        return {name: fault for name, fault in faults.items() if fault}


class ErrorSerializer(serializers.Serializer[Any]):
    """The body of every refusal."""

    code = serializers.CharField(help_text="까닭의 부호")
    detail = serializers.CharField(help_text="사람에게 보일 문장")
    fields = serializers.DictField(  # type: ignore[assignment]
        child=serializers.ListField(child=serializers.CharField()), help_text="항목마다 고칠 까닭"
    )
    owners = serializers.ListField(child=serializers.CharField(), required=False, help_text="이 일을 맡은 사람")
    stored = serializers.DictField(required=False, help_text="지금 저장된 내용")
    mine = serializers.DictField(required=False, help_text="내가 보낸 내용")
    known = serializers.ListField(
        child=serializers.DictField(child=serializers.CharField()),
        required=False,
        help_text="같은 사람일 수 있는 대상자",
    )


def record_list(actor: Actor, verb: str, rows: list[Any], client_key: str = "client_id") -> None:
    """Write down whose rows a list or a search showed."""
    persons = [row[client_key] if isinstance(row, dict) else getattr(row, client_key) for row in rows]
    audit.record(actor, verb, action="SEARCH", persons=persons)


def link(row: Model, name: str = "name") -> dict[str, Any]:
    """A small reference to another row."""
    return {"id": str(row.pk), "name": str(getattr(row, name))}
