"""Limits of linkages and of agencies' referrals (domain 0.4)."""

from core.limits import Limits, days, hours, minutes, working_days

limit = Limits(
    "linkage_limits",
    receive=working_days(3, "발송에서 접수까지"),
    receive_urgent=working_days(1, "긴급 의뢰의 발송에서 접수까지"),
    decide=working_days(3, "접수에서 수락이나 거절까지"),
    supplement=working_days(3, "보완 요청에서 보완까지"),
    first_contact=days(7, "수락에서 첫 연락까지"),
    final_reply=days(14, "수락에서 최종 회신까지. 보류하는 동안은 세지 않음"),
    answer_question=working_days(3, "회신에 대한 질문에 답하기까지"),
    confirm_reply=days(14, "회신을 적은 뒤 저절로 확인되기까지"),
    answer_cancel=working_days(3, "취소 요청에 답이 없어 취소되기까지"),
    chase=working_days(1, "답이 없는 수신 기관에 연락하기까지"),
    find_other=working_days(3, "거절 뒤 다른 자원을 찾기까지"),
    tell=working_days(1, "방문 중지나 그 정정을 계정 없는 기관에 알리기까지"),
    next_link=working_days(1, "한 번 쓰는 주소로 답한 기관에 다음 주소를 보내기까지"),
    destroy=working_days(3, "동의 철회 뒤 이용을 멈추고 파기하기까지"),
    plan_ahead_days=days(180, "예약을 미리 잡을 수 있는 기간"),
    hold_days=days(90, "보류할 수 있는 기간"),
    link_days=days(7, "한 번 쓰는 주소가 열려 있는 기간"),
    link_code_hours=hours(72, "전화로 알린 번호가 유효한 시간"),
    link_page_minutes=minutes(60, "번호를 적은 뒤 다시 묻기까지"),
    assign=working_days(1, "대상자 의뢰의 수락에서 담당자 지정까지"),
    supplement_wait=days(14, "보완이 없어 거절할 수 있기까지"),
    pass_on=working_days(3, "다른 기관의 답을 처음 기관에 전하기까지"),
    details_kept_days=days(90, "끝난 뒤 수신 기관이 내용을 볼 수 있는 기간"),
)
