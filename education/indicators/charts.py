"""What the figures of education have drawn: how far requests of organisations, who are no people, came, and why not."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from core.indicators import Hospitals
from education.indicators.definitions import within
from education.models import EducationRequest
from education.querysets import HELD, WANTED
from network.registry.charts import Chart, Counts, by_code, stages


def _path(hospitals: Hospitals, first: date, last: date) -> Counts:
    """Requests of agencies and of groups without an account; a course of the hospital's own is asked for by nobody."""
    asked = Q(requester__isnull=False) | Q(from_outside=True)
    rows = EducationRequest.objects.filter(asked, within("submitted_at", first, last), host_id__in=hospitals)
    found = stages(rows, approved=Q(status__in=WANTED), held=Q(status__in=HELD))
    return [(name, [number]) for name, number in zip(("신청", "승인", "실시"), found, strict=True)]


def _rejected(hospitals: Hospitals, first: date, last: date) -> Counts:
    rows = EducationRequest.objects.filter(within("decided_at", first, last), host_id__in=hospitals, status="REJECTED")
    return by_code(rows, "reject_reason", "education_reject_reason")


CHARTS = (
    Chart(
        "path",
        "신청에서 실시까지",
        ("신청",),
        _path,
        "기간에 낸 신청이 기준일까지 이른 단계를 셈",
        ("심사 중·반려·취소", "아직 실시하지 않음"),
        day="신청일",
        stands=(("승인", "E10"), ("실시", "E10")),
        is_about_people=False,
    ),
    Chart("rejected", "반려 사유", ("반려",), _rejected, "기간에 반려한 신청을 셈", is_about_people=False),
)
