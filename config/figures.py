"""The figures of the home page: what is under way for the person who acts."""

from __future__ import annotations

from django.db.models import Count, Q
from django.urls import reverse

from core.actor import Actor
from core.figures import Figure
from discharge.models import DischargeCase
from referrals.models import Linkage

SEES_CASES = ("SOCIAL_WORKER", "NURSE", "PHYSICIAN", "COORDINATOR")
WAITING = ("SENT", "RECEIVED")
AT_WORK = ("ACCEPTED", "IN_SERVICE")


def cases(actor: Actor) -> list[Figure]:
    """Discharge cases with which the person works; one query."""
    if not (actor.works_in("DISCHARGE") and actor.holds(*SEES_CASES)):
        return []
    mine = DischargeCase.objects.open().for_actor(actor, "read").order_by()
    found = mine.aggregate(open=Count("pk"), followed=Count("pk", filter=Q(status="FOLLOW_UP")))
    url = reverse("discharge:case-list")
    return [
        Figure("진행 중인 사례", f"{found['open']:,}", url=url),
        Figure("사후관리 중", f"{found['followed']:,}"),
    ]


def received(actor: Actor) -> list[Figure]:
    """Linkages that others sent to the person's agency; one query."""
    if not actor.works_in("REFERRALS") or not actor.holds("PARTNER_STAFF", "PARTNER_MANAGER"):
        return []
    mine = Linkage.objects.for_actor(actor).filter(receiver_id=actor.institution_id).order_by()
    found = mine.aggregate(
        waiting=Count("pk", filter=Q(status__in=WAITING)), at_work=Count("pk", filter=Q(status__in=AT_WORK))
    )
    return [
        Figure("답할 의뢰", f"{found['waiting']:,}"),
        Figure("서비스 제공 중", f"{found['at_work']:,}"),
    ]
