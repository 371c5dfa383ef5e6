"""Limits of papers that need approval (domain 0.4)."""

from core.limits import Limits, working_days

limit = Limits(
    "document_limits",
    sign=working_days(1, "결재 차례가 온 뒤 결재하기까지"),
    write=working_days(3, "문서를 쓰기까지"),
)
