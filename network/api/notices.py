"""The bell: what I was told."""

from __future__ import annotations

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core import messages
from core.api.endpoints import Endpoint
from core.models import Message
from core.policy import SignedIn


class NoticeSerializer(serializers.ModelSerializer[Message]):
    text = serializers.SerializerMethodField()

    class Meta:
        model = Message
        fields = ("id", "text", "url", "sent_at", "read_at")

    def get_text(self, row: Message) -> str:
        return messages.text_of(row)[1]


class NoticeEndpoint(Endpoint):
    """One's own notices, newest first."""

    tag = "알림"
    policies = {"list": SignedIn(), "read_all": SignedIn()}
    serializer_class = NoticeSerializer
    queryset = Message.objects.none()
    filter_backends = []
    order = ("-id", "-id")

    @extend_schema(summary="내 알림", description="새로운 것부터.")
    def list(self, request: Request) -> Response:
        return self.page(Message.objects.inbox(self.actor))

    @extend_schema(summary="알림 모두 읽음", request=None, responses={204: None})
    @action(detail=False, methods=["post"], url_path="read")
    def read_all(self, request: Request) -> Response:
        """Mark everything as read."""
        Message.objects.inbox(self.actor).unread().update(read_at=timezone.now())
        return Response(status=204)
