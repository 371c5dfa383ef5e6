"""One endpoint per move, made from the table: POST `/linkages/<id>/<move>/`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.endpoints import IF_MATCH, ErrorSerializer
from referrals.api.shapes.linkages import STEP_BODIES, LinkageSerializer
from referrals.services.linkages import steps
from referrals.workflow import LINKAGE

REFUSALS = dict.fromkeys((400, 403, 404, 409), ErrorSerializer)


def move(name: str) -> Callable[..., Response]:
    """The endpoint of a move; `interim_reply` moves nothing but is entered the same way."""

    def endpoint(self: Any, request: Request, pk: Any = None) -> Response:
        row = self.row()
        steps.demand(row, name, row.relations)
        done = steps.step(
            name, actor=self.actor, linkage=row, data=self.read(STEP_BODIES[name]), version=self.version()
        )
        return self.one(done)

    label = "중간 회신" if name == steps.INTERIM else LINKAGE.named(name)[0].label
    endpoint.__name__ = name
    endpoint.__doc__ = label
    # the description goes on last: `action` would put its own in the place of one that was there before
    acted = action(detail=True, methods=["post"], url_path=name.replace("_", "-"))(endpoint)
    made: Callable[..., Response] = extend_schema(
        summary=label,
        request=STEP_BODIES[name],
        responses={200: LinkageSerializer, **REFUSALS},
        parameters=[IF_MATCH],
    )(acted)
    return made


class Moves:
    """Every move that a person makes; the system's have no door."""

    send = move("send")
    resend = move("resend")
    confirm = move("confirm")
    ask_back = move("ask_back")
    request_cancel = move("request_cancel")
    take_back = move("take_back")
    cancel = move("cancel")
    receive = move("receive")
    receive_late = move("receive_late")
    ask_more = move("ask_more")
    accept = move("accept")
    decline = move("decline")
    start_service = move("start_service")
    reply = move("reply")
    interim_reply = move("interim_reply")
    stop = move("stop")
    hold = move("hold")
    resume = move("resume")
    confirm_cancel = move("confirm_cancel")
    already_done = move("already_done")
