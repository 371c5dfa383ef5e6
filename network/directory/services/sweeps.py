"""What time brings about in the resource directory: entries nobody looked through, questions nobody answered."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.urls import reverse

from core import duties, messages, recipients, sweeps, workdays
from core.actor import SYSTEM
from core.models import Duty
from network.directory.duties import ANSWER, CALL, VERIFY
from network.directory.models import CapacityQuestion, ServiceOffer


def watch_unverified(now: datetime) -> int:
    """An entry that nobody has looked through for too long becomes a duty of its keeper."""
    old = ServiceOffer.objects.active().unverified(workdays.seoul_date(now)).order_by("pk")
    rows = old.filter(~duties.is_owed(ServiceOffer, VERIFY)).select_related("institution__municipality")
    return sweeps.each_still("directory.watch_unverified", rows, partial(duties.open_duty, VERIFY, actor=SYSTEM))


def watch_unanswered(now: datetime) -> int:
    """A question past its limit: the asker calls, and the agency is reminded on every working day until it answers."""
    late = CapacityQuestion.objects.overdue(now).for_list().order_by("due_at", "pk")
    unasked = late.filter(~duties.is_owed(CapacityQuestion, CALL))
    asked = sweeps.each_still("directory.watch_unanswered", unasked, partial(duties.open_duty, CALL, actor=SYSTEM))
    _remind(list(late[: sweeps.AT_ONCE]), now)
    return asked


def _remind(rows: list[CapacityQuestion], now: datetime) -> None:
    """Once a working day and person; the key of the notice says so."""
    day = workdays.seoul_date(now)
    if not workdays.calendar().is_working_day(day):
        return
    owed = Duty.objects.open().filter(kind=ANSWER, object_id__in=[str(row.pk) for row in rows])
    owners = {duty.object_id: duty for duty in owed}
    text = "받을 수 있는지 묻는 문의의 답할 기한이 지났습니다."
    for row in rows:
        duty = owners.get(str(row.pk))
        if duty is not None:
            found = recipients.owners(duty.institution_id, duty.role, duty.person_id, duty.programme)
            url = reverse("directory:question-detail", args=[row.pk])
            key = f"capacity:{row.pk}:late:{day:%Y%m%d}"
            messages.notify(key, [one.id for one in found], text=text, number=row.number, url=url)
