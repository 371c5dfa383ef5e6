"""The consent machine (domain 2.0.1)."""

from __future__ import annotations

from django.db import models

from core.workflow import Unowed, define, move


class ConsentStatus(models.TextChoices):
    PENDING = "PENDING", "대기"
    GRANTED = "GRANTED", "동의"
    REFUSED = "REFUSED", "비동의"
    WITHDRAWN = "WITHDRAWN", "철회"
    EXPIRED = "EXPIRED", "기간 만료"
    NOT_REQUIRED = "NOT_REQUIRED", "동의 불필요"


CONSENT = define(
    "CONSENT",
    ConsentStatus,
    [
        move("grant", "PENDING", "GRANTED", "social_worker nurse mh_manager", "동의 등록", "signer method answered_at"),
        move("refuse", "PENDING", "REFUSED", "social_worker nurse mh_manager", "비동의 등록", "answered_at"),
        move("ask_again", "REFUSED", "PENDING", "social_worker nurse mh_manager", "재설명", "reason"),
        move(
            "withdraw",
            "GRANTED",
            "WITHDRAWN",
            "social_worker nurse mh_manager coordinator cpo",
            "동의 철회",
            "withdrawn_at withdrawn_how",
        ),
        move("expire", "GRANTED", "EXPIRED", "system", "기간 만료"),
        move("by_law", "PENDING", "NOT_REQUIRED", "coordinator cpo", "법적 근거 기록", "legal_basis"),
    ],
    clocks={
        "PENDING": Unowed("동의를 받을 기한은 그 동의를 기다리는 사례가 가진다."),
        "GRANTED": Unowed("유효한 동의에는 할 일이 없다. 기간이 끝나면 담당자에게 할 일이 생긴다."),
        "REFUSED": Unowed("비동의는 그 자체로 끝난 답이다. 본인이 원할 때만 다시 설명한다."),
    },
    final="WITHDRAWN EXPIRED NOT_REQUIRED",
)
