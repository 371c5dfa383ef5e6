"""The machines of this app: the linkage (domain 2.0.3) and the referral of an agency (2.2.4)."""

from __future__ import annotations

from django.db import models

from core.workflow import Unowed, define, move


class LinkageStatus(models.TextChoices):
    DRAFT = "DRAFT", "작성 중"
    SENT = "SENT", "의뢰 발송"
    RECEIVED = "RECEIVED", "접수"
    ACCEPTED = "ACCEPTED", "수락"
    IN_SERVICE = "IN_SERVICE", "서비스 제공 중"
    REPLIED = "REPLIED", "결과 회신"
    COMPLETED = "COMPLETED", "완료"
    DECLINED = "DECLINED", "거절"
    RETURNED = "RETURNED", "보완 요청"
    CANCELLED = "CANCELLED", "취소"
    NO_RESPONSE = "NO_RESPONSE", "무응답"
    STOPPED = "STOPPED", "중단"
    ON_HOLD = "ON_HOLD", "보류"
    CANCEL_REQUESTED = "CANCEL_REQUESTED", "취소 요청"
    WITHDRAWN = "WITHDRAWN", "동의 철회"


_SENDER = "social_worker nurse mh_manager"

LINKAGE = define(
    "LINKAGE",
    LinkageStatus,
    [
        move("send", "DRAFT", "SENT", _SENDER, "발송", side="sender"),
        move("receive", "SENT", "RECEIVED", "receiver", "접수", side="receiver"),
        move("ask_more", "SENT RECEIVED", "RETURNED", "receiver", "보완 요청", "note", side="receiver"),
        move("resend", "RETURNED", "SENT", _SENDER, "보완 후 재발송", side="sender"),
        move("accept", "RECEIVED", "ACCEPTED", "receiver", "수락", "responsible planned_start_on", side="receiver"),
        move("decline", "SENT RECEIVED", "DECLINED", "receiver", "거절", "decline_reason", side="receiver"),
        move("time_out", "SENT", "NO_RESPONSE", "system", "기한 경과"),
        move("receive_late", "NO_RESPONSE", "RECEIVED", "receiver", "지연 접수", side="receiver"),
        move("start_service", "ACCEPTED", "IN_SERVICE", "receiver", "서비스 시작", "started_on", side="receiver"),
        move("reply", "ACCEPTED IN_SERVICE", "REPLIED", "receiver", "결과 회신", "result content", side="receiver"),
        move("confirm", "REPLIED", "COMPLETED", f"{_SENDER} system", "회신 확인", side="sender"),
        move("ask_back", "REPLIED", "IN_SERVICE", _SENDER, "재확인 요청", "note", side="sender"),
        move(
            "stop", "ACCEPTED IN_SERVICE ON_HOLD", "STOPPED", "receiver system", "중단", "stop_reason", side="receiver"
        ),
        move("hold", "ACCEPTED IN_SERVICE", "ON_HOLD", "receiver", "보류", "note hold_until", side="receiver"),
        move("resume", "ON_HOLD", "IN_SERVICE", "receiver", "재개", side="receiver"),
        move(
            "request_cancel",
            "ACCEPTED IN_SERVICE ON_HOLD",
            "CANCEL_REQUESTED",
            _SENDER,
            "취소 요청",
            "cancel_reason",
            side="sender",
        ),
        move("confirm_cancel", "CANCEL_REQUESTED", "CANCELLED", "receiver system", "취소 확인", side="receiver"),
        move(
            "already_done",
            "CANCEL_REQUESTED",
            "REPLIED",
            "receiver",
            "제공 완료 회신",
            "result content",
            side="receiver",
        ),
        move("take_back", "CANCEL_REQUESTED", "IN_SERVICE", _SENDER, "취소 요청 철회", side="sender"),
        move(
            "withdraw",
            "SENT RECEIVED RETURNED NO_RESPONSE ACCEPTED IN_SERVICE ON_HOLD CANCEL_REQUESTED REPLIED",
            "WITHDRAWN",
            "system",
            "동의 철회",
        ),
        move(
            "cancel",
            "DRAFT SENT RECEIVED RETURNED NO_RESPONSE",
            "CANCELLED",
            f"{_SENDER} system",
            "취소",
            "cancel_reason",
            side="sender",
        ),
    ],
    clocks={
        "DRAFT": Unowed("아직 아무에게도 가지 않았다. 계획이 확정되면 담당자가 보내거나 지운다."),
        "SENT": "referrals.receive",
        "RECEIVED": "referrals.decide",
        "RETURNED": "referrals.supplement",
        "NO_RESPONSE": "referrals.chase",
        "ACCEPTED": "referrals.first_contact",
        "IN_SERVICE": "referrals.reply",
        "REPLIED": "referrals.confirm_reply",
        "ON_HOLD": "referrals.end_hold",
        "CANCEL_REQUESTED": "referrals.answer_cancel",
    },
    final="COMPLETED DECLINED CANCELLED STOPPED WITHDRAWN",
    discloses="send resend reply already_done",
    former={"past_receiver": "receiver"},
)


class AgencyReferralStatus(models.TextChoices):
    DRAFT = "DRAFT", "작성 중"
    SUBMITTED = "SUBMITTED", "의뢰 제출"
    RECEIVED = "RECEIVED", "접수"
    SUPPLEMENT = "SUPPLEMENT", "보완 요청"
    ACCEPTED = "ACCEPTED", "수락"
    ASSIGNED = "ASSIGNED", "담당 배정"
    IN_PROGRESS = "IN_PROGRESS", "진행 중"
    REPLIED = "REPLIED", "결과 회신"
    CLOSED = "CLOSED", "종결"
    DECLINED = "DECLINED", "거절"
    CANCELLED = "CANCELLED", "취소"
    CANCEL_REQUESTED = "CANCEL_REQUESTED", "취소 요청"
    WITHDRAWN = "WITHDRAWN", "동의 철회"


_WORKERS = "social_worker nurse mh_manager"
_REPLY = "result content next_plan ask_back"

AGENCY_REFERRAL = define(
    "AGENCY_REFERRAL",
    AgencyReferralStatus,
    [
        move("submit", "DRAFT", "SUBMITTED", "sender", "제출", side="sender"),
        move("receive", "SUBMITTED", "RECEIVED", "coordinator", "접수", side="receiver"),
        move("ask_more", "SUBMITTED RECEIVED", "SUPPLEMENT", "coordinator", "보완 요청", "note", side="receiver"),
        move("resubmit", "SUPPLEMENT", "SUBMITTED", "sender", "보완 제출", side="sender"),
        move("accept", "RECEIVED", "ACCEPTED", "coordinator", "수락", "programme", side="receiver"),
        move(
            "decline",
            "RECEIVED SUPPLEMENT",
            "DECLINED",
            "coordinator",
            "거절",
            "decline_reason other_agency",
            side="receiver",
        ),
        move("assign", "ACCEPTED", "ASSIGNED", "coordinator", "담당 배정", "worker", side="receiver"),
        move("start", "ASSIGNED", "IN_PROGRESS", _WORKERS, "착수", side="receiver"),
        move("reply", "IN_PROGRESS ASSIGNED", "REPLIED", _WORKERS, "결과 회신", _REPLY, side="receiver"),
        move("ask_back", "REPLIED", "IN_PROGRESS", "sender", "추가 문의", "note", side="sender"),
        move("confirm", "REPLIED", "CLOSED", "sender system", "회신 확인", side="sender"),
        move(
            "cancel",
            "DRAFT SUBMITTED SUPPLEMENT RECEIVED",
            "CANCELLED",
            "sender",
            "취소",
            "cancel_reason",
            side="sender",
        ),
        move(
            "request_cancel",
            "ACCEPTED ASSIGNED IN_PROGRESS",
            "CANCEL_REQUESTED",
            "sender",
            "취소 요청",
            "cancel_reason",
            side="sender",
        ),
        move("confirm_cancel", "CANCEL_REQUESTED", "CANCELLED", "coordinator system", "취소 확인", side="receiver"),
        move("already_done", "CANCEL_REQUESTED", "REPLIED", _WORKERS, "제공 완료 회신", _REPLY, side="receiver"),
        move(
            "withdraw",
            "SUBMITTED RECEIVED SUPPLEMENT ACCEPTED ASSIGNED IN_PROGRESS CANCEL_REQUESTED REPLIED",
            "WITHDRAWN",
            "sender coordinator system",
            "동의 철회",
            "withdrawn_told_by withdrawn_at",
            side="either",
        ),
    ],
    clocks={
        "DRAFT": Unowed("아직 아무에게도 가지 않았다. 쓴 기관이 제출하거나 취소한다."),
        "SUBMITTED": "referrals.agency_receive",
        "RECEIVED": "referrals.agency_decide",
        "SUPPLEMENT": "referrals.agency_supplement",
        "ACCEPTED": "referrals.agency_assign",
        "ASSIGNED": "referrals.agency_start",
        "IN_PROGRESS": "referrals.agency_reply",
        "REPLIED": "referrals.agency_confirm",
        "CANCEL_REQUESTED": "referrals.agency_answer_cancel",
    },
    final="CLOSED DECLINED CANCELLED WITHDRAWN",
    discloses="submit resubmit reply already_done",
)
