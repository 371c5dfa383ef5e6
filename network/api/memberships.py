"""Who I am, and in which membership I act."""

from __future__ import annotations

from typing import Any

from drf_spectacular.helpers import forced_singular_serializer
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.endpoints import Endpoint, PortalSerializer
from core.policy import SignedIn
from network.models import Membership
from network.services import memberships
from network.sign_in.middleware import SESSION_KEY


class MembershipSerializer(serializers.ModelSerializer[Membership]):
    institution = serializers.CharField(source="institution.code", help_text="기관 부호")
    institution_name = serializers.CharField(source="institution.name")
    is_current = serializers.SerializerMethodField()

    class Meta:
        model = Membership
        fields = (
            "id",
            "institution",
            "institution_name",
            "roles",
            "programmes",
            "valid_from",
            "valid_to",
            "is_current",
        )

    def get_is_current(self, row: Membership) -> bool:
        return bool(row.pk == self.context["acting"].pk)


class MeSerializer(serializers.Serializer[Any]):
    username = serializers.CharField()
    name = serializers.CharField()
    memberships = MembershipSerializer(many=True)


class SwitchSerializer(PortalSerializer):
    membership = serializers.IntegerField(help_text="내 소속 가운데 하나의 id")


class MeEndpoint(Endpoint):
    """The signed-in person. Rights come from the current membership alone."""

    tag = "나"
    policies = {"list": SignedIn(), "switch": SignedIn()}
    serializer_class = MeSerializer
    pagination_class = None
    filter_backends = []

    @extend_schema(summary="나와 내 소속", responses=forced_singular_serializer(MeSerializer))
    def list(self, request: Request) -> Response:
        return self._me(request._request.membership)  # type: ignore[attr-defined]

    @extend_schema(summary="소속 바꾸기", request=SwitchSerializer, responses=forced_singular_serializer(MeSerializer))
    @action(detail=False, methods=["post"], serializer_class=SwitchSerializer)
    def switch(self, request: Request) -> Response:
        """Act in another of my memberships from the next request on."""
        row = memberships.switch(
            actor=self.actor,
            memberships=request._request.memberships,  # type: ignore[attr-defined]
            chosen=str(self.read()["membership"]),
        )
        request._request.session[SESSION_KEY] = row.pk
        return self._me(row)

    def _me(self, acting: Membership) -> Response:
        user, found = self.request.user, self.request._request.memberships  # type: ignore[attr-defined]
        body = {"username": user.get_username(), "name": self.actor.name, "memberships": found}
        return Response(MeSerializer(body, context={"acting": acting}).data)
