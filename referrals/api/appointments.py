"""Appointments of a linkage: `/linkages/<id>/appointments/`, and what came of each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.acts import REFUSALS, body_of, read_form
from core.api.endpoints import IDEMPOTENCY_KEY, PortalSerializer
from referrals.api.shapes.linkages import ProxyBody
from referrals.forms.linkages import APPOINTMENT_FORMS, appointment_form
from referrals.models import Appointment, Linkage
from referrals.services import appointments as service


class AppointmentSerializer(serializers.ModelSerializer[Appointment]):
    class Meta:
        model = Appointment
        fields = ("id", "planned_at", "way", "place", "outcome", "happened_at", "note", "moved_from", "created_at")


def _told(name: str) -> type[PortalSerializer]:
    """The body of an act: what its form asks, and how the news came where the sender enters it."""
    proxy = ProxyBody(required=False, help_text="보낸 기관이 대신 적을 때: 받은 방법, 말한 사람, 들은 일시")
    words = "".join(word.title() for word in name.split("_"))
    return type(f"Appointment{words}Body", (body_of(APPOINTMENT_FORMS[name]),), {"proxy": proxy})


_BODIES = {name: _told(name) for name in APPOINTMENT_FORMS}


def _read(endpoint: Any, name: str, row: Linkage, one: Appointment | None = None) -> tuple[dict[str, Any], Any]:
    """What the form of an act takes, and how the news came. Raises Conflict before it looks at the body."""
    service.demand_now(row, name, one)
    body = endpoint.read(_BODIES[name])
    proxy = body.pop("proxy", None)
    form = read_form(body, lambda data: appointment_form(name, row, one, endpoint.actor, is_proxy=False, data=data))
    return form.values(), proxy


def _operation(name: str) -> Callable[..., Response]:
    """The endpoint of one act on an appointment; the same service as the page's."""

    def endpoint(self: Any, request: Request, pk: Any = None, appointment_id: int = 0) -> Response:
        row = self.row()
        one = service.find(row, appointment_id)
        data, proxy = _read(self, name, row, one)
        done = service.act(name, actor=self.actor, linkage=row, appointment=one, data=data, proxy=proxy)
        return Response(AppointmentSerializer(done).data)

    endpoint.__name__ = f"appointment_{name}"
    endpoint.__doc__ = service.LABELS[name]
    path = f"appointments/<int:appointment_id>/{name.replace('_', '-')}"
    acted = action(detail=True, methods=["post"], url_path=path, filterset_class=None)(endpoint)
    made: Callable[..., Response] = extend_schema(
        summary=service.LABELS[name],
        request=_BODIES[name],
        responses={200: AppointmentSerializer, **REFUSALS},
        parameters=[OpenApiParameter("appointment_id", int, OpenApiParameter.PATH, description="일정의 번호")],
    )(acted)
    return made


APPOINTMENT_ACTS = (
    "plan_appointment",
    "appointment_move",
    "appointment_visit",
    "appointment_no_show",
    "appointment_call_off",
)


class Appointments:
    """What the endpoint of linkages has about appointments."""

    @extend_schema(
        summary="방문·상담 일정", responses={200: AppointmentSerializer(many=True), **REFUSALS}, filters=False
    )
    @action(detail=True, methods=["get"], pagination_class=None, filterset_class=None)
    def appointments(self: Any, request: Request, pk: Any = None) -> Response:
        return Response(AppointmentSerializer(self.row().appointments.order_by("-planned_at", "-pk"), many=True).data)

    @extend_schema(
        summary="일정 잡기",
        request=_BODIES["plan"],
        responses={201: AppointmentSerializer, **REFUSALS},
        parameters=[IDEMPOTENCY_KEY],
    )
    @appointments.mapping.post
    def plan_appointment(self: Any, request: Request, pk: Any = None) -> Response:
        row = self.row()
        data, proxy = _read(self, "plan", row)
        key = self.idempotency_key()
        made = service.plan(actor=self.actor, linkage=row, data=data, proxy=proxy, idempotency_key=key)
        return Response(AppointmentSerializer(made).data, status=201)

    appointment_move = _operation("move")
    appointment_visit = _operation("visit")
    appointment_no_show = _operation("no_show")
    appointment_call_off = _operation("call_off")
