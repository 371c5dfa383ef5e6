"""Endpoints of one-time links. Answering through one has no endpoint: whoever holds a link has no account."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from referrals.services import one_time_links as onetime


class IssuedShape(serializers.Serializer[Any]):
    """Told once: of both only a keyed hash is kept."""

    url = serializers.CharField(help_text="한 번 쓰는 주소")
    code = serializers.CharField(help_text="전화로 알릴 번호")
    expires_at = serializers.DateTimeField(help_text="주소의 기한")
    code_expires_at = serializers.DateTimeField(help_text="번호의 기한")


class OneTimeActs:
    """Making a link for the step that an agency without an account owes, and taking it back."""

    @extend_schema(summary="한 번 쓰는 주소 만들기", request=None, responses={201: IssuedShape})
    @action(detail=True, methods=["post"], url_path="one-time-link")
    def link_issue(self: Any, request: Request, pk: Any = None) -> Response:
        made = onetime.issue(actor=self.actor, linkage=self.row())
        body = {
            "url": onetime.url_of(made.key),
            "code": made.code,
            "expires_at": made.link.expires_at,
            "code_expires_at": made.link.code_expires_at,
        }
        return Response(IssuedShape(body).data, status=201)

    @extend_schema(summary="한 번 쓰는 주소 거두기", request=None, responses={204: None})
    @action(detail=True, methods=["post"], url_path="one-time-link/revoke")
    def link_revoke(self: Any, request: Request, pk: Any = None) -> Response:
        onetime.revoke(actor=self.actor, linkage=self.row())
        return Response(status=204)
