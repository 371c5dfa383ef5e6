"""Limits of discharge care (domain 0.4)."""

from core.limits import Limits, days, months, times, working_days

limit = Limits(
    "discharge_limits",
    screen=working_days(2, "후보를 선별하기까지"),
    get_consent=working_days(3, "동의를 받기까지"),
    name_nurse=working_days(1, "비어 있는 담당 간호사를 정하기까지"),
    assess=working_days(3, "평가하기까지"),
    write_plan_before=working_days(2, "퇴원예정일 전 계획을 세울 때"),
    write_plan=working_days(5, "퇴원예정일이 없을 때 계획을 세우기까지"),
    approve_plan=working_days(1, "계획을 승인하기까지"),
    record_discharge=days(1, "퇴원예정일에서 퇴원을 적기까지"),
    plan_after_discharge=days(7, "계획 전에 퇴원했을 때 계획을 세우기까지"),
    attempts=times(3, "서로 다른 날에 연락할 횟수. 그 뒤 다음을 정함"),
    extension_months=months(3, "한 번 연장하는 기간"),
    extensions=times(2, "연장할 수 있는 횟수"),
    reopen_days=days(90, "종결 뒤 재개할 수 있는 기간"),
    lost_after_missed=times(2, "이만큼 이어서 미실시이면 추적 불가 종결을 권함"),
    destroy_withdrawn=days(5, "철회한 사람의 신원을 파기하기까지"),
    decide_unreached=working_days(2, "연락이 닿지 않은 뒤 다음을 정하기까지"),
    offer_lost=working_days(5, "이어서 미실시인 뒤 종결을 정하기까지"),
    new_need=working_days(3, "새로 생긴 요구를 연계하기까지"),
    close_or_extend=working_days(5, "마지막 추적이나 기간 끝에서 종결이나 연장까지"),
    reassessed_within_days=days(30, "재평가를 연장의 근거로 보는 기간"),
    extra_window_days=days(7, "추가 추적의 앞뒤 기간. 이웃 차수가 가까우면 줄어듦"),
)
