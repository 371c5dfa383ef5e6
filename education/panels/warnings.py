"""What is said of a request without standing in its way: little time, many people (domain 2.3, 0.4)."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from core import workdays
from education.limits import limit
from education.models import EducationRequest

BEFORE_DELIVERY = ("DRAFT", "SUBMITTED", "REVIEWING", "SUPPLEMENT", "APPROVED", "SCHEDULING")


def of_request(course: EducationRequest) -> list[str]:
    """Sentences for both sides while dates and numbers can still be changed."""
    if course.status not in BEFORE_DELIVERY:
        return []
    return [text for text in (_soon(course), _practice(course), _crowd(course)) if text]


def _soon(course: EducationRequest) -> str:
    days, asked = limit("ahead"), workdays.seoul_date(course.submitted_at or timezone.now())
    if course.wish_1 is None or workdays.seoul_date(course.wish_1) >= asked + timedelta(days=days):
        return ""
    return f"첫 희망 일시가 신청한 날부터 {days}일 안입니다. 강사를 구하지 못할 수 있습니다."


def _practice(course: EducationRequest) -> str:
    """How many manikins are needed where people practise."""
    most = (course.topic.per_manikin if course.topic else None) or (
        limit("per_manikin") if "EMERGENCY" in course.field else 0
    )
    if not most or course.expected_count <= most:
        return ""
    needed = -(-course.expected_count // most)
    return (
        f"실습 기구 하나에 {most}명까지 실습합니다. {course.expected_count}명이면 실습 기구가 {needed}대 있어야 합니다."
    )


def _crowd(course: EducationRequest) -> str:
    most = course.topic.most_people if course.topic else None
    return f"이 주제에 알맞은 인원은 {most}명까지입니다." if most and course.expected_count > most else ""
