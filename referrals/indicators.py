"""The figures of referrals that agencies send to a hospital, R12 and R13 (domain 3.1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from core import workdays
from core.indicators import Counting, Hospitals, Key, Measured, by_month, register, shared, working_days
from network.models import Institution
from network.registry.charts import Chart, Counts, by_code, stages
from network.registry.figures import Programme, parted
from referrals.models import AgencyReferral, AgencyReply
from referrals.querysets.outcomes import DELIVERED_RESULTS

OPENS = "referrals:agency-received-list?view=all"
BY = {"hospital": "receiver_id", "agency": "sender_id"}


@register("R12", opens=OPENS)
def replied(hospitals: Hospitals, first: date, last: date) -> Counting:
    """Answered within the limit among those whose limit has passed, by the day of the limit; a refusal is an answer.

    Left out: what the agency took back, and what waits for the agency's supplement, whose clock stands still.
    """
    rows = AgencyReferral.objects.filter(receiver_id__in=hospitals, reply_due_on__range=(first, last))
    rows = rows.filter(reply_due_on__lt=workdays.seoul_today())
    rows = rows.exclude(status__in=("CANCELLED", "WITHDRAWN", "SUPPLEMENT"))
    in_time = Q(replied_at__date__lte=F("reply_due_on"))
    in_time |= Q(status="DECLINED", closed_at__date__lte=F("reply_due_on"))
    return shared(rows, in_time, BY | by_month("reply_due_on"))


@register("R13", opens=OPENS, is_about_people=True)
def received(hospitals: Hospitals, first: date, last: date) -> Measured:
    """Mean business days from submission to receipt, by the day of receipt."""
    rows = AgencyReferral.objects.filter(_span("received_at", first, last), receiver_id__in=hospitals)
    return working_days(rows.filter(submitted_at__isnull=False), "submitted_at", "received_at", BY)


def _path(hospitals: Hospitals, first: date, last: date) -> Counts:
    rows = AgencyReferral.objects.filter(_span("submitted_at", first, last), receiver_id__in=hospitals)
    accepted = ("ACCEPTED", "ASSIGNED", "IN_PROGRESS", "REPLIED", "CLOSED", "CANCEL_REQUESTED")
    found = stages(
        rows,
        received=Q(received_at__isnull=False),
        accepted=Q(status__in=accepted),
        replied=Q(replied_at__isnull=False),
    )
    return [(name, [number]) for name, number in zip(("제출", "접수", "수락", "결과 회신"), found, strict=True)]


def _declined(hospitals: Hospitals, first: date, last: date) -> Counts:
    rows = AgencyReferral.objects.filter(_span("submitted_at", first, last), receiver_id__in=hospitals)
    return by_code(rows.filter(status="DECLINED"), "decline_reason", "linkage_decline_reason")


def _delivered(hospitals: Hospitals, first: date, last: date) -> Counts:
    """By the kind of agency; delivered as the report of the linkages counts it: a final reply says that it was given."""
    rows = AgencyReferral.objects.filter(_span("submitted_at", first, last), receiver_id__in=hospitals)
    given = AgencyReply.objects.filter(referral=OuterRef("pk"), reply_kind="FINAL", result__in=DELIVERED_RESULTS)
    asked = {"accepted": Q(accepted_at__isnull=False), "delivered": Q(Exists(given))}
    return by_code(rows, "sender__kind", "org_type", **asked)


def _agencies(keys: Iterable[Key]) -> Mapping[Key, str]:
    return dict(Institution.objects.filter(pk__in=list(keys)).order_by("name").values_list("pk", "name"))


def _of_hospitals(hospitals: Hospitals) -> QuerySet[AgencyReferral]:
    return AgencyReferral.objects.filter(receiver_id__in=hospitals)


def _span(column: str, first: date, last: date) -> Q:
    return Q(**{f"{column}__gte": workdays.start_of_day(first), f"{column}__lt": workdays.end_of_day(last)})


CHARTS = (
    Chart(
        "path",
        "의뢰 경로",
        ("의뢰",),
        _path,
        "기간에 제출된 의뢰가 기준일까지 이른 단계를 셈",
        ("접수 전", "거절·보완·취소", "아직 회신하지 않음"),
        day="제출일",
        stands=(("접수", "R13"),),
    ),
    Chart("delivered", "요청과 제공", ("요청", "수락", "제공"), _delivered, "기간에 제출된 의뢰를 기관의 종류마다 셈"),
    Chart("declined", "거절 사유", ("거절",), _declined, "기간에 제출된 의뢰 가운데 거절한 것을 셈"),
)
FIGURES = Programme(
    slug="referrals",
    code="REFERRALS",
    label="기관 대상자 의뢰",
    app="referrals",
    workers=frozenset({"SOCIAL_WORKER", "NURSE", "MH_MANAGER"}),
    groupings=(parted("agency", "의뢰기관", ("R12", "R13"), _agencies),),
    trend="R12",
    charts=CHARTS,
    weighs=_of_hospitals,
)
