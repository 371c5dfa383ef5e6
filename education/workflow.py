"""The machines of education: a request that becomes a course, an instructor's booking, a sign-up (domain 2.3)."""

from __future__ import annotations

from django.db import models

from core.workflow import Unowed, define, move

PROGRAMME = "EDUCATION"
REPORT = "education_report"  # the kind of its paper that needs approval


class RequestStatus(models.TextChoices):
    DRAFT = "DRAFT", "작성 중"
    SUBMITTED = "SUBMITTED", "신청"
    REVIEWING = "REVIEWING", "검토 중"
    SUPPLEMENT = "SUPPLEMENT", "보완 요청"
    APPROVED = "APPROVED", "승인"
    REJECTED = "REJECTED", "반려"
    SCHEDULING = "SCHEDULING", "일정 조율·강사섭외"
    CONFIRMED = "CONFIRMED", "확정"
    POSTPONED = "POSTPONED", "연기"
    DELIVERED = "DELIVERED", "교육 실시"
    SURVEYED = "SURVEYED", "만족도 조사 완료"
    REPORTED = "REPORTED", "결과보고 완료"
    CLOSED = "CLOSED", "종료"
    CANCELLED_BY_REQUESTER = "CANCELLED_BY_REQUESTER", "신청기관 취소"
    CANCELLED_BY_HOST = "CANCELLED_BY_HOST", "주관기관 취소"


_BEFORE_DELIVERY = "APPROVED SCHEDULING CONFIRMED POSTPONED"

EDUCATION_REQUEST = define(
    "EDUCATION_REQUEST",
    RequestStatus,
    [
        move("submit", "DRAFT", "SUBMITTED", "sender", "신청", side="sender"),
        move("open_course", "-", "APPROVED", "coordinator", "자체 교육 개설", side="receiver"),
        move("take", "SUBMITTED", "REVIEWING", "coordinator", "검토 시작", side="receiver"),
        move("ask_more", "REVIEWING", "SUPPLEMENT", "coordinator", "보완 요청", "note", side="receiver"),
        move("resubmit", "SUPPLEMENT", "REVIEWING", "sender", "보완 제출", side="sender"),
        move("approve", "REVIEWING", "APPROVED", "coordinator", "승인", side="receiver"),
        move("reject", "REVIEWING", "REJECTED", "coordinator", "반려", "reject_reason", side="receiver"),
        move("schedule", "APPROVED", "SCHEDULING", "coordinator", "일정 조율", side="receiver"),
        move("confirm", "SCHEDULING", "CONFIRMED", "coordinator", "확정", side="receiver"),
        move("postpone", "SCHEDULING CONFIRMED", "POSTPONED", "coordinator sender", "연기", "reason", side="either"),
        move("reschedule", "POSTPONED", "SCHEDULING", "coordinator", "재조율", side="receiver"),
        move("deliver", "CONFIRMED", "DELIVERED", "coordinator instructor", "교육 실시", side="receiver"),
        move("close_survey", "DELIVERED", "SURVEYED", "coordinator system", "만족도 마감", side="receiver"),
        move("report", "SURVEYED", "REPORTED", "coordinator", "결과보고", side="receiver"),
        move("close", "REPORTED", "CLOSED", "coordinator system", "종료", side="receiver"),
        move(
            "cancel",
            f"DRAFT SUBMITTED REVIEWING SUPPLEMENT {_BEFORE_DELIVERY}",
            "CANCELLED_BY_REQUESTER",
            "sender",
            "신청 취소",
            "cancel_reason",
            side="sender",
        ),
        move(
            "cancel_host",
            _BEFORE_DELIVERY,
            "CANCELLED_BY_HOST",
            "coordinator",
            "주관기관 취소",
            "cancel_reason",
            side="receiver",
        ),
    ],
    clocks={
        "DRAFT": Unowed("아직 아무에게도 가지 않았다. 쓴 기관이 신청하거나 취소한다."),
        "SUBMITTED": "education.decide",
        "REVIEWING": "education.decide",
        "SUPPLEMENT": "education.supplement",
        "APPROVED": "education.schedule",
        "SCHEDULING": "education.confirm",
        "CONFIRMED": "education.deliver",
        "POSTPONED": "education.reschedule",
        "DELIVERED": "education.close_survey",
        "SURVEYED": "education.report",
        "REPORTED": "education.close",
    },
    final="REJECTED CLOSED CANCELLED_BY_REQUESTER CANCELLED_BY_HOST",
    programme=PROGRAMME,
)


class BookingStatus(models.TextChoices):
    CANDIDATE = "CANDIDATE", "후보"
    INVITED = "INVITED", "섭외 요청"
    ACCEPTED = "ACCEPTED", "수락"
    DECLINED = "DECLINED", "거절"
    CONFIRMED = "CONFIRMED", "확정"
    REPLACED = "REPLACED", "교체"
    DONE = "DONE", "강의 완료"
    PAID = "PAID", "강사료 지급"
    CANCELLED = "CANCELLED", "취소"


INSTRUCTOR_BOOKING = define(
    "INSTRUCTOR_BOOKING",
    BookingStatus,
    [
        move("invite", "CANDIDATE", "INVITED", "coordinator", "섭외 요청"),
        move("accept", "INVITED", "ACCEPTED", "instructor coordinator", "수락"),
        move("decline", "INVITED", "DECLINED", "instructor coordinator", "거절", "reason"),
        move("confirm", "ACCEPTED", "CONFIRMED", "coordinator", "확정"),
        move("replace", "ACCEPTED CONFIRMED", "REPLACED", "coordinator", "교체", "reason"),
        move(
            "cancel",
            "CANDIDATE INVITED ACCEPTED CONFIRMED",
            "CANCELLED",
            "coordinator system",
            "섭외 취소",
            "reason",
        ),
        move("done", "CONFIRMED", "DONE", "coordinator", "강의 완료"),
        move("pay", "DONE", "PAID", "coordinator", "지급 처리"),
    ],
    clocks={
        "CANDIDATE": Unowed("후보로 적었을 뿐이다. 강사를 구할 일은 교육의 일정 조율이 가진다."),
        "INVITED": "education.answer_booking",
        "ACCEPTED": "education.confirm_booking",
        "CONFIRMED": Unowed("강의일까지 할 일이 없다. 강의를 마친 일은 교육 실시가 가진다."),
        "DONE": "education.pay",
    },
    final="DECLINED REPLACED PAID CANCELLED",
    programme=PROGRAMME,
)


class EnrolmentStatus(models.TextChoices):
    APPLIED = "APPLIED", "신청"
    WAITLISTED = "WAITLISTED", "대기"
    CONFIRMED = "CONFIRMED", "확정"
    CANCELLED = "CANCELLED", "취소"
    NO_SHOW = "NO_SHOW", "불참"
    COMPLETED = "COMPLETED", "수료"
    NOT_COMPLETED = "NOT_COMPLETED", "미수료"


ENROLMENT = define(
    "ENROLMENT",
    EnrolmentStatus,
    [
        move("confirm", "APPLIED", "CONFIRMED", "coordinator system", "확정"),
        move("wait", "APPLIED", "WAITLISTED", "system", "대기"),
        move("promote", "WAITLISTED", "CONFIRMED", "coordinator system", "대기 승격"),
        move("cancel", "APPLIED WAITLISTED CONFIRMED", "CANCELLED", "sender coordinator system", "취소"),
        move("restore", "CANCELLED", "APPLIED", "sender coordinator", "취소 되돌리기"),
        move("no_show", "CONFIRMED", "NO_SHOW", "coordinator", "불참"),
        move("complete", "CONFIRMED", "COMPLETED", "coordinator system", "수료"),
        move("fail", "CONFIRMED", "NOT_COMPLETED", "coordinator system", "미수료"),
        move("correct", "COMPLETED NOT_COMPLETED NO_SHOW", "CONFIRMED", "coordinator", "정정", "reason"),
    ],
    clocks={
        "APPLIED": Unowed("받는 즉시 확정하거나 대기로 옮긴다."),
        "WAITLISTED": Unowed("자리가 나면 순서대로 저절로 확정된다."),
        "CONFIRMED": Unowed("출석과 수료를 적을 일은 교육 실시가 가진다."),
    },
    final="CANCELLED NO_SHOW COMPLETED NOT_COMPLETED",
    programme=PROGRAMME,
)
