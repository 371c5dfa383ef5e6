"""The rows behind figures of which no list of cases or linkages is made: follow-ups, and what was measured."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse

from core.actor import Actor
from core.dates import kdate
from core.masking import mask_name
from discharge.access import CASE, FOLLOWUP_ACCESS
from discharge.models import DischargeCase, FollowUp, InstrumentResult
from network.instruments import satisfaction
from network.registry.figures import Listing, Row

TIMINGS = {"EARLY": "기간 전", "IN": "기간 안", "LATE": "기간 뒤"}


def _of_case(row: Any, *cells: str) -> Row:
    case = row.case
    who = (case.number, mask_name(case.client.name))
    return Row([*who, *cells], reverse("discharge:case-detail", args=[case.pk]), case.client_id)


def _follow_up(row: FollowUp) -> Row:
    window = f"{kdate(row.window_from)} ~ {kdate(row.window_to)}"
    told = row.get_result_display() or "-"
    return _of_case(row, str(row), window, row.get_status_display(), told, TIMINGS.get(row.timing, "-"))


def _measured(row: InstrumentResult) -> Row:
    """Of the satisfaction survey that somebody answered, and not how: that is read on the page of the case."""
    is_survey = row.instrument == satisfaction.CODE
    points = "-" if is_survey or row.total is None else f"{row.total}점"
    return _of_case(row, "만족도" if is_survey else row.instrument_name, kdate(row.measured_on), points)


def _of_readable_cases(actor: Actor) -> Q:
    return Q(case__in=DischargeCase.objects.filter(CASE.scope(actor, "read")))


_PEOPLE = ("case__client",)
LISTINGS = (
    Listing(
        FollowUp,
        ("사례번호", "대상자", "회차", "실시 기간", "상태", "결과", "시기"),
        lambda actor: FOLLOWUP_ACCESS.scope(actor, "read"),
        _follow_up,
        ("-window_to", "-id"),
        _PEOPLE,
    ),
    Listing(
        InstrumentResult,
        ("사례번호", "대상자", "도구", "측정일", "총점"),
        _of_readable_cases,
        _measured,
        ("-measured_on", "-id"),
        _PEOPLE,
    ),
)
