"""The linkage machine (domain 2.0.3)."""

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
    former={"past_receiver": "receiver"},
)
