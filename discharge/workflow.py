"""The machines of discharge care: the case, a part of its plan, a follow-up (domain 2.0.4, 2.1)."""

from __future__ import annotations

from django.db import models

from core.workflow import Unowed, define, move

PROGRAMME = "DISCHARGE"
SERIES = "D"  # of the numbers of its cases


class CaseStatus(models.TextChoices):
    SCREENED = "SCREENED", "선별"
    INELIGIBLE = "INELIGIBLE", "제외"
    CONSENT_PENDING = "CONSENT_PENDING", "동의 대기"
    CONSENT_REFUSED = "CONSENT_REFUSED", "비동의"
    ASSESSING = "ASSESSING", "평가 중"
    PLANNING = "PLANNING", "계획 수립 중"
    PLAN_REVIEW = "PLAN_REVIEW", "계획 검토"
    PLANNED = "PLANNED", "계획 확정"
    FOLLOW_UP = "FOLLOW_UP", "사후관리"
    CLOSED = "CLOSED", "종결"
    VOID = "VOID", "등록 취소"


class PartStatus(models.TextChoices):
    DRAFT = "DRAFT", "작성 중"
    SIGNED = "SIGNED", "서명 완료"


class FollowUpStatus(models.TextChoices):
    SCHEDULED = "SCHEDULED", "예정"
    DONE = "DONE", "완료"
    MISSED = "MISSED", "미실시"
    SUSPENDED = "SUSPENDED", "보류(입원 중)"
    CANCELLED = "CANCELLED", "취소"


_TEAM = "social_worker nurse"
_BEFORE_DISCHARGE = "CONSENT_PENDING ASSESSING PLANNING PLAN_REVIEW PLANNED"

DISCHARGE = define(
    "DISCHARGE",
    CaseStatus,
    [
        move("screen", "-", "SCREENED", _TEAM, "선별 등록"),
        move("exclude", "SCREENED", "INELIGIBLE", _TEAM, "제외", "ineligible_reason"),
        move("rescreen", "INELIGIBLE", "SCREENED", _TEAM, "재선별", "reason"),
        move("qualify", "SCREENED", "CONSENT_PENDING", _TEAM, "적합 판정"),
        move("consent", "CONSENT_PENDING", "ASSESSING", f"{_TEAM} system", "동의 등록"),
        move("refuse", "CONSENT_PENDING", "CONSENT_REFUSED", _TEAM, "비동의", "refused_on"),
        move("ask_again", "CONSENT_REFUSED", "CONSENT_PENDING", _TEAM, "재설명", "reason"),
        move("finish_assessment", "ASSESSING", "PLANNING", _TEAM, "평가 완료"),
        move("submit_plan", "PLANNING", "PLAN_REVIEW", _TEAM, "계획 제출"),
        move("return_plan", "PLAN_REVIEW", "PLANNING", "attending coordinator", "수정 요청", "reason"),
        move(
            "approve_plan",
            "PLAN_REVIEW",
            "PLANNED",
            "attending coordinator",
            "계획 확정",
            "explained_to explained_on",
        ),
        move("revise_plan", "PLANNED", "PLANNING", _TEAM, "계획 변경", "reason"),
        move("discharge", "PLANNED", "FOLLOW_UP", _TEAM, "퇴원 처리", "discharged_on disposition"),
        move(
            "discharge_early",
            "ASSESSING PLANNING PLAN_REVIEW",
            "FOLLOW_UP",
            _TEAM,
            "계획 전 퇴원",
            "discharged_on disposition reason",
        ),
        move("amend_plan", "FOLLOW_UP", "FOLLOW_UP", _TEAM, "계획 보완", "reason"),
        move(
            "approve_amendment",
            "FOLLOW_UP",
            "FOLLOW_UP",
            "attending coordinator",
            "계획 보완 확정",
            "explained_to explained_on",
        ),
        move("extend", "FOLLOW_UP", "FOLLOW_UP", "coordinator", "기간 연장", "reason follow_until"),
        move("close", "FOLLOW_UP", "CLOSED", "social_worker coordinator", "종결", "close_reason summary"),
        move("close_early", _BEFORE_DISCHARGE, "CLOSED", _TEAM, "조기 종결", "close_reason summary"),
        move("close_by_event", f"{_BEFORE_DISCHARGE} FOLLOW_UP", "CLOSED", "system", "자동 종결", "close_reason"),
        move("reopen", "CLOSED", "FOLLOW_UP", "coordinator", "재개", "reason"),
        *(
            move(f"restore_{state.lower()}", "CLOSED", state, "system", "사망 기록 정정")
            for state in (*_BEFORE_DISCHARGE.split(), "FOLLOW_UP")
        ),
        move("void", "SCREENED CONSENT_PENDING ASSESSING", "VOID", "coordinator", "등록 취소", "reason"),
    ],
    clocks={
        "SCREENED": "discharge.screen",
        "CONSENT_PENDING": "discharge.get_consent",
        "ASSESSING": "discharge.assess",
        "PLANNING": "discharge.write_plan",
        "PLAN_REVIEW": "discharge.approve_plan",
        "PLANNED": "discharge.record_discharge",
        "FOLLOW_UP": Unowed("추적관찰, 연계, 계획 보완이 저마다 할 일을 가진다. 관리기간이 끝나면 종결할 일이 생긴다."),
    },
    final="INELIGIBLE CONSENT_REFUSED CLOSED VOID",
    programme=PROGRAMME,
)

PLAN_PART = define(
    "PLAN_PART",
    PartStatus,
    [
        move("sign", "DRAFT", "SIGNED", "author", "서명"),
        move("unsign", "SIGNED", "DRAFT", "author system", "서명 해제(수정)"),
    ],
    clocks={
        "DRAFT": Unowed("서명할 일은 부분마다 따로 열린다(discharge.sign_part). 판이 둘일 때에도 한 부분에 하나뿐이다.")
    },
    final="SIGNED",
    programme=PROGRAMME,
)

FOLLOWUP = define(
    "FOLLOWUP",
    FollowUpStatus,
    [
        move(
            "complete",
            "SCHEDULED MISSED SUSPENDED",
            "DONE",
            "social_worker nurse mh_manager",
            "완료",
            "contacted_at method result",
        ),
        move(
            "attempt",
            "SCHEDULED",
            "SCHEDULED",
            "social_worker nurse mh_manager",
            "연락 시도 기록",
            "contacted_at method result",
        ),
        move("miss", "SCHEDULED", "MISSED", "system social_worker", "미실시"),
        move("suspend", "SCHEDULED", "SUSPENDED", "social_worker nurse system", "보류"),
        move("resume", "SUSPENDED", "SCHEDULED", "social_worker nurse system", "재개"),
        move("cancel", "SCHEDULED SUSPENDED", "CANCELLED", "social_worker system", "취소"),
        move("undo", "DONE", "SCHEDULED", "social_worker nurse", "완료 취소", "reason"),
        move("restore", "CANCELLED MISSED", "SCHEDULED", "system", "다시 예정"),
    ],
    clocks={
        "SCHEDULED": "discharge.follow_up",
        "SUSPENDED": Unowed(
            "입원한 동안에는 연락하지 않는다. 퇴원을 알게 되면 담당자가 모든 회차를 함께 재개한다. 창이 닫히면 지표에서 빠진다."
        ),
    },
    final="DONE MISSED CANCELLED",
    programme=PROGRAMME,
)
