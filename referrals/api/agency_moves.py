"""One endpoint per move of an agency's referral: POST `/agency-referrals/<id>/<move>/`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.endpoints import IF_MATCH
from referrals.api.moves import REFUSALS
from referrals.api.shapes.agency_referrals import AGENCY_STEP_BODIES, AgencyReferralSerializer, answer
from referrals.panels.agency_referrals import label_of
from referrals.services.agency_referrals import steps


def move(name: str) -> Callable[..., Response]:
    """The endpoint of a move, or of the change of the worker."""

    def endpoint(self: Any, request: Request, pk: Any = None) -> Response:
        row = self.row()
        steps.demand(row, name, row.relations)
        data = self.read(AGENCY_STEP_BODIES[name])
        done = steps.step(name, actor=self.actor, referral=row, data=data, version=self.version())
        return Response(answer(done, self.actor))

    label = label_of(name)
    endpoint.__name__ = name
    endpoint.__doc__ = label
    acted = action(detail=True, methods=["post"], url_path=name.replace("_", "-"))(endpoint)
    made: Callable[..., Response] = extend_schema(
        summary=label,
        request=AGENCY_STEP_BODIES[name],
        responses={200: AgencyReferralSerializer, **REFUSALS},
        parameters=[IF_MATCH],
    )(acted)
    return made


class AgencyMoves:
    """Every move that a person makes; the system's have no door."""

    submit = move("submit")
    resubmit = move("resubmit")
    cancel = move("cancel")
    request_cancel = move("request_cancel")
    ask_back = move("ask_back")
    confirm = move("confirm")
    receive = move("receive")
    ask_more = move("ask_more")
    accept = move("accept")
    decline = move("decline")
    assign = move("assign")
    reassign = move("reassign")
    start = move("start")
    reply = move("reply")
    already_done = move("already_done")
    confirm_cancel = move("confirm_cancel")
    withdraw = move("withdraw")
