"""Limits of education (domain 0.4)."""

from core.limits import Limits, days, people, won, working_days

limit = Limits(
    "education_limits",
    decide=working_days(5, "신청에서 심의까지"),
    supplement=working_days(3, "보완 요청에서 보완까지"),
    schedule=working_days(5, "승인에서 일정과 강사를 찾기 시작하기까지"),
    confirm=working_days(10, "그 뒤 일정과 강사를 확정하기까지"),
    reschedule=days(14, "연기한 교육의 새 일정을 정하기까지"),
    answer_booking=working_days(3, "섭외 요청에 강사가 답하기까지"),
    confirm_booking=working_days(3, "수락한 강사를 확정하기까지"),
    survey_days=days(7, "만족도 조사가 열려 있는 기간"),
    approve=working_days(3, "결과보고서의 결재까지"),
    report=days(14, "만족도 마감에서 결과보고까지"),
    close=days(7, "결과보고 뒤 저절로 종료되기까지"),
    pay=days(14, "강의에서 강사료 지급까지"),
    ahead=days(14, "희망일까지 남은 날. 모자라면 알림"),
    per_manikin=people(8, "실습용 마네킹 하나에 실습하는 사람. 넘으면 알림"),
    fee_cap=won(400_000, "시간당 강사료의 상한. 넘으면 알림"),
)
