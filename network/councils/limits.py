"""Limits of councils (domain 0.4)."""

from core.limits import Limits, days, working_days

limit = Limits(
    "council_limits",
    notice=days(7, "개최 통보에서 회의까지"),
    report=days(14, "회의에서 결과보고까지"),
    answer=days(3, "참석 여부의 답에서 회의까지"),
    new_date=days(14, "연기한 회의의 새 날짜를 정하기까지"),
    proposal=working_days(5, "안건 제안을 검토하기까지"),
    chase=working_days(3, "답이 없는 위원에게 연락하기까지"),
)
