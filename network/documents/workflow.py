"""The machine of a paper that needs approval, whatever it is about (domain 2.6)."""

from __future__ import annotations

from django.db import models

from core.workflow import define, move


class DocumentStatus(models.TextChoices):
    DRAFT = "DRAFT", "작성 중"
    IN_APPROVAL = "IN_APPROVAL", "결재 중"
    RETURNED = "RETURNED", "반려"
    APPROVED = "APPROVED", "결재 완료"
    ISSUED = "ISSUED", "시행"
    SUPERSEDED = "SUPERSEDED", "정정"
    WITHDRAWN = "WITHDRAWN", "시행 취소"


DOCUMENT = define(
    "DOCUMENT",
    DocumentStatus,
    [
        move("submit", "DRAFT RETURNED", "IN_APPROVAL", "drafter", "상신"),
        move("return", "IN_APPROVAL", "RETURNED", "next_approver", "반려", "reason"),
        move("approve", "IN_APPROVAL", "APPROVED", "next_approver", "결재"),
        move("pull_back", "IN_APPROVAL", "DRAFT", "drafter", "회수"),
        move("issue", "APPROVED", "ISSUED", "coordinator", "시행"),
        move("correct", "ISSUED", "SUPERSEDED", "coordinator", "정정"),
        move("withdraw", "ISSUED", "WITHDRAWN", "coordinator", "시행 취소", "reason"),
    ],
    clocks={
        "DRAFT": "documents.write",
        "IN_APPROVAL": "documents.approve",
        "RETURNED": "documents.write",
        "APPROVED": "documents.issue",
    },
    final="ISSUED SUPERSEDED WITHDRAWN",
)
