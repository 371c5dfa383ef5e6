"""The machines of councils: a meeting, what was agreed to be done (domain 2.6)."""

from __future__ import annotations

from django.db import models

from core.workflow import Unowed, define, move

PROGRAMME = "NETWORK"
REPORT = "council_report"  # the kind of its paper that needs approval


class MeetingStatus(models.TextChoices):
    PLANNED = "PLANNED", "계획"
    NOTIFIED = "NOTIFIED", "개최 알림 발송"
    HELD = "HELD", "개최"
    MINUTES_DRAFT = "MINUTES_DRAFT", "결과보고 작성"
    IN_APPROVAL = "IN_APPROVAL", "결재 중"
    APPROVED = "APPROVED", "결재 완료"
    DISTRIBUTED = "DISTRIBUTED", "배포"
    POSTPONED = "POSTPONED", "연기"
    CANCELLED = "CANCELLED", "취소"


class ActionStatus(models.TextChoices):
    OPEN = "OPEN", "미착수"
    DOING = "DOING", "추진 중"
    DONE = "DONE", "완료"
    DELAYED = "DELAYED", "지연"
    DROPPED = "DROPPED", "중단"


MEETING = define(
    "MEETING",
    MeetingStatus,
    [
        move("notify", "PLANNED", "NOTIFIED", "coordinator", "개최 알림"),
        move("enter", "- PLANNED", "HELD", "coordinator", "지난 회의 등록"),
        move("hold", "NOTIFIED", "HELD", "coordinator", "개최"),
        move("draft", "HELD", "MINUTES_DRAFT", "coordinator", "결과보고 작성"),
        move("submit", "MINUTES_DRAFT", "IN_APPROVAL", "coordinator", "결재 상신"),
        move("return", "IN_APPROVAL", "MINUTES_DRAFT", "director", "반려", "reason"),
        move("pull_back", "IN_APPROVAL", "MINUTES_DRAFT", "coordinator", "회수"),
        move("approve", "IN_APPROVAL", "APPROVED", "director", "결재"),
        move("distribute", "APPROVED", "DISTRIBUTED", "coordinator", "배포"),
        move("postpone", "PLANNED NOTIFIED", "POSTPONED", "coordinator", "연기", "reason"),
        move("renotify", "POSTPONED", "NOTIFIED", "coordinator", "재알림", "starts_at ends_at"),
        move("cancel", "PLANNED NOTIFIED POSTPONED", "CANCELLED", "coordinator", "취소", "reason"),
    ],
    clocks={
        "PLANNED": "councils.notify",
        "NOTIFIED": "councils.hold",
        "HELD": "councils.report",
        "MINUTES_DRAFT": "councils.report",
        "IN_APPROVAL": Unowed("결재할 일은 결재선에 있는 다음 사람이 문서에 가진다."),
        "APPROVED": Unowed("시행하고 배포할 일은 결재가 끝난 문서가 가진다."),
        "POSTPONED": "councils.set_date",
    },
    final="DISTRIBUTED CANCELLED",
    programme=PROGRAMME,
)

ACTION_ITEM = define(
    "ACTION_ITEM",
    ActionStatus,
    [
        move("start", "OPEN DELAYED", "DOING", "owner", "착수"),
        move("finish", "OPEN DOING DELAYED", "DONE", "owner coordinator", "완료", "result"),
        move("late", "OPEN DOING", "DELAYED", "system", "지연"),
        move("drop", "OPEN DOING DELAYED", "DROPPED", "coordinator", "중단", "reason"),
    ],
    clocks={"OPEN": "councils.do_action", "DOING": "councils.do_action", "DELAYED": "councils.late_action"},
    final="DONE DROPPED",
    programme=PROGRAMME,
)
