"""The figures of the home page: what is under way for the person who acts."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Count, DurationField, ExpressionWrapper, F, Q
from django.urls import reverse
from django.utils import timezone

from core.actor import Actor
from core.figures import Figure, counted
from core.paging import count_parts
from discharge.models import DischargeCase
from referrals.access import LINKAGE_ACCESS
from referrals.models import Linkage
from referrals.panels.linkages.difference import Median

SEES_CASES = ("SOCIAL_WORKER", "NURSE", "PHYSICIAN", "COORDINATOR")
WAITING = ("SENT", "NO_RESPONSE")
AT_WORK = ("ACCEPTED", "IN_SERVICE", "CANCEL_REQUESTED")
LATELY = 90  # days over which the median is taken


def cases(actor: Actor) -> list[Figure]:
    """Discharge cases that are the person's own, a coordinator's those of the house; one query. Each number opens the
    list that has as many rows."""
    if not (actor.works_in("DISCHARGE") and actor.holds(*SEES_CASES)):
        return []
    rows, whose = DischargeCase.objects.open().for_actor(actor), ""
    if not actor.holds("COORDINATOR"):
        rows, whose = rows.in_charge(actor), "assigned=me&"
    found = count_parts({"open": rows, "followed": rows.filter(status="FOLLOW_UP")})
    url = f"{reverse('discharge:case-list')}?{whose}state="
    return [
        counted("진행 중인 사례", found["open"], url=f"{url}OPEN"),
        counted("사후관리 중", found["followed"], url=f"{url}FOLLOW_UP"),
    ]


def received(actor: Actor) -> list[Figure]:
    """Linkages that others sent to the person's agency; one query."""
    if not actor.works_in("REFERRALS") or not actor.holds("PARTNER_STAFF", "PARTNER_MANAGER"):
        return []
    lately = Q(received_at__gte=timezone.now() - timedelta(days=LATELY))
    # what ended long ago is in no figure: an inbox of many years is not read through
    asked = lately | Q(status__in=(*WAITING, *AT_WORK))
    mine = Linkage.objects.filter(asked, LINKAGE_ACCESS.scope(actor, "inbox")).order_by()
    taken = ExpressionWrapper(F("received_at") - F("sent_at"), output_field=DurationField())
    found = mine.aggregate(
        waiting=Count("pk", filter=Q(status__in=WAITING)),
        at_work=Count("pk", filter=Q(status="IN_SERVICE")),
        owed=Count("pk", filter=Q(status__in=AT_WORK)),
        to_receive=Median(taken, filter=lately),
    )
    inbox = reverse("referrals:received-list")
    return [
        Figure("접수할 의뢰", f"{found['waiting']:,}", url=f"{inbox}?view=new"),
        Figure("서비스 제공 중", f"{found['at_work']:,}", url=f"{inbox}?status=IN_SERVICE"),
        Figure("회신할 의뢰", f"{found['owed']:,}", url=f"{inbox}?view=owed"),
        Figure("접수까지 걸린 날(중앙값)", _days(found["to_receive"]), unit="일"),
    ]


def _days(duration: timedelta | None) -> str:
    return "-" if duration is None else f"{duration / timedelta(days=1):.1f}"
