"""Limits of the resource directory."""

from core.limits import Limits, days, working_days

limit = Limits(
    "resource_limits",
    verified_days=days(180, "제공 서비스를 다시 확인하기까지"),
    verify=working_days(5, "확인할 서비스를 살펴보기까지"),
    capacity_fresh_days=days(14, "알린 수용 상태를 믿는 기간"),
    answer_capacity=working_days(3, "수용 문의에 답하기까지"),
    answer_capacity_urgent=working_days(1, "긴급한 수용 문의에 답하기까지"),
    call_capacity=working_days(1, "답이 없거나 계정이 없는 기관에 전화하기까지"),
)
