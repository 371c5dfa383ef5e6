"""What the figures of discharge care have drawn: the path from screening to linkage, reasons, requested against delivered."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from core import workdays
from core.indicators import Hospitals
from discharge.models import DischargeCase, DischargePlan
from discharge.workflow import PROGRAMME
from network.registry.charts import Chart, Counts, by_code, stages
from referrals.models import Linkage
from referrals.querysets.outcomes import outcome_condition

STAGES = ("선별", "적합", "동의 물음", "동의", "계획 확정", "연계 수락")


def _span(column: str, first: date, last: date) -> Q:
    return Q(**{f"{column}__gte": workdays.start_of_day(first), f"{column}__lt": workdays.end_of_day(last)})


def _path(hospitals: Hospitals, first: date, last: date) -> Counts:
    """How far the cases screened in the period have come by now."""
    rows = DischargeCase.objects.counted().filter(_span("created_at", first, last), hospital_id__in=hospitals)
    approved = DischargePlan.objects.filter(case=OuterRef("pk"), approved_at__isnull=False)
    accepted = Linkage.objects.filter(about_id=OuterRef("pk"), accepted_at__isnull=False)
    found = stages(
        rows,
        eligible=~Q(status__in=("SCREENED", "INELIGIBLE")),
        asked=Q(consented_on__isnull=False) | Q(refused_on__isnull=False),
        consented=Q(consented_on__isnull=False),
        planned=Q(Exists(approved)),
        linked=Q(Exists(accepted)),
    )
    return [(name, [number]) for name, number in zip(STAGES, found, strict=True)]


def _sent(hospitals: Hospitals, first: date, last: date) -> QuerySet[Linkage]:
    rows = Linkage.objects.filter(sender_id__in=hospitals, programme=PROGRAMME)
    return rows.filter(_span("sent_at", first, last))


def _declined(hospitals: Hospitals, first: date, last: date) -> Counts:
    rows = _sent(hospitals, first, last).filter(status="DECLINED")
    return by_code(rows, "decline_reason", "linkage_decline_reason")


def _unlinked(hospitals: Hospitals, first: date, last: date) -> Counts:
    rows = DischargeCase.objects.filter(hospital_id__in=hospitals, status="CLOSED", closed_on__range=(first, last))
    return by_code(rows, "unlinked_reason", "unlinked_reason")


def _delivered(hospitals: Hospitals, first: date, last: date) -> Counts:
    """By service; delivered as the report of requested and delivered counts it."""
    given = {"accepted": Q(accepted_at__isnull=False), "delivered": outcome_condition("delivered")}
    return by_code(_sent(hospitals, first, last), "service", "linkage_service", **given)


CHARTS = (
    Chart(
        "path",
        "퇴원 경로",
        ("사례",),
        _path,
        "기간에 선별한 사례가 기준일까지 이른 단계를 셈",
        ("제외·판정 전", "아직 묻지 않음", "비동의", "계획 확정 전", "수락된 연계 없음"),
        day="선별일",
        stands=(
            ("선별", "D01"),
            ("적합", "D02"),
            ("동의 물음", "D03"),
            ("동의", "D03"),
            ("계획 확정", "D04"),
            ("연계 수락", "D05"),
        ),
        holds=(("선별", "D02"),),
    ),
    Chart("delivered", "요청과 제공", ("요청", "수락", "제공"), _delivered, "기간에 보낸 의뢰를 서비스마다 셈"),
    Chart("declined", "거절 사유", ("거절",), _declined, "기간에 보낸 의뢰 가운데 거절된 것을 셈"),
    Chart("unlinked", "연계 없는 사유", ("사례",), _unlinked, "기간에 종결한 사례 가운데 연계가 없던 것을 셈"),
)
