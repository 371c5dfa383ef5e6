"""What came of the linkages that were sent, as the difference report counts it: each word is one query condition.

The list behind a number is filtered by the same condition, so the two cannot disagree.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from referrals.models import Reply
from referrals.workflow import LINKAGE

DELIVERED_RESULTS = ("SERVICE_STARTED", "SERVICE_DONE", "INFO_GIVEN")
_FINAL_REPLY = Reply.objects.filter(linkage=OuterRef("pk"), reply_kind="FINAL")
_DELIVERED = Exists(_FINAL_REPLY.filter(result__in=DELIVERED_RESULTS))
OUTCOMES = (
    ("requested", "요청"),
    ("accepted", "수락"),
    ("declined", "거절"),
    ("delivered", "제공"),
    ("not_done", "미제공"),
    ("extra", "계획에 없던 제공"),
    ("waiting", "진행 중"),
)


def outcome_condition(name: str) -> Q:
    """The linkages that a number of the report counts.

    requested: sent. accepted: at any time. delivered: the service ran, or a final reply says that it was given.
    not_done: it came to an end without that. extra: delivered for a need that the plan does not name. waiting: neither.
    """
    sent = Q(sent_at__isnull=False)
    return sent & _CONDITIONS[name]


_GIVEN = Q(started_on__isnull=False) | Q(_DELIVERED)
_ENDED = Q(status__in=(*LINKAGE.final, "REPLIED"))
_CONDITIONS: dict[str, Q] = {
    "requested": Q(),
    "accepted": Q(accepted_at__isnull=False),
    "declined": Q(status="DECLINED"),
    "delivered": _GIVEN,
    "not_done": _ENDED & ~_GIVEN,
    "extra": _GIVEN & Q(need_area=""),
    "waiting": ~_ENDED & ~_GIVEN,
}
