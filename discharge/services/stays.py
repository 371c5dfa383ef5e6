"""In hospital again: every round of a case waits until the person is home, whoever tells of it (domain 2.0.4).

It is told at a contact, by a new case or a new line of the admission list here, or pressed by the care team. A window
that closes meanwhile leaves the figures.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse

from core import messages
from core.actor import SYSTEM, Actor
from discharge.models import Admission, DischargeCase, FollowUp, Readmission
from discharge.workflow import FOLLOWUP, CaseStatus, FollowUpStatus
from network.models import ChartNumber, Client

HELD = "다시 입원하여 추적관찰을 보류했습니다."
HOME = "집에 돌아와 추적관찰을 재개했습니다."
STILL_IN_HOSPITAL = ("ACUTE_HOSPITAL",)  # where a discharge leads from one ward to the next


def hold(case: DischargeCase, since: date, actor: Actor) -> int:
    """Suspend every round that waits, and tell the team. Returns how many. Call with the case locked."""
    _excuse(case, since, None)
    rows = list(case.followups.filter(status=FollowUpStatus.SCHEDULED))
    for row in rows:
        FOLLOWUP.fire(row, "suspend", actor=SYSTEM, data={"from_on": since})
    tell_team(case, HELD, actor, f"in-hospital-{since}")
    return len(rows)


def resume(case: DischargeCase, home_on: date, actor: Actor) -> int:
    """The person is home: every round that waited is due again, and the stay has its end. Returns how many."""
    case.readmissions.filter(discharged_on__isnull=True, admitted_on__lte=home_on).update(discharged_on=home_on)
    case.followups.filter(status=FollowUpStatus.MISSED, suspended_from__isnull=False, suspended_to__isnull=True).update(
        suspended_to=home_on
    )
    rows = list(case.followups.filter(status=FollowUpStatus.SUSPENDED).exclude(suspended_from__gt=home_on))
    for row in rows:
        FOLLOWUP.fire(row, "resume", actor=SYSTEM, data={"home_on": home_on})
    tell_team(case, HOME, actor, f"home-{home_on}")
    return len(rows)


def end_known(case: DischargeCase, stay: Readmission) -> None:
    """A stay that is over already: the windows that closed within it leave the figures."""
    _excuse(case, stay.admitted_on, stay.discharged_on)


def _excuse(case: DischargeCase, since: date, until: date | None) -> None:
    """Missed rows whose whole window lay in hospital: nobody could have called (D09)."""
    rows = case.followups.filter(status=FollowUpStatus.MISSED, suspended_from__isnull=True, window_from__gte=since)
    if until is not None:
        rows = rows.filter(window_to__lt=until)
    rows.update(suspended_from=since, suspended_to=until)


def tell_team(case: DischargeCase, text: str, actor: Actor, event: str) -> None:
    """Those in charge and the further members, but for who does it."""
    people = {case.social_worker_id, case.nurse_id, case.attending_id}
    people |= set(case.team.filter(removed_at__isnull=True).values_list("user_id", flat=True))
    others = sorted(one for one in people if one is not None and one != actor.user_id)
    url = f"{reverse('discharge:case-detail', args=[case.pk])}#follow"
    messages.notify(f"case:{case.pk}:{event}", others, text=text, number=case.number, url=url)


# --- news from this hospital -----------------------------------------------------------------------------------------


def _followed(client: Client, hospital_id: int, on: date) -> Any:
    """The cases of a person that were left before a day and are followed, locked."""
    rows = DischargeCase.objects.select_for_update(of=("self",)).filter(
        client=client, hospital_id=hospital_id, status=CaseStatus.FOLLOW_UP, discharged_on__lte=on
    )
    return rows.order_by("pk")


def admitted(client: Client, hospital_id: int, on: date, actor: Actor, but: Any = None) -> None:
    """The person lies here again: their earlier cases wait. `but`: the case of this very stay."""
    over = FollowUp.objects.filter(suspended_from=on, suspended_to__isnull=False)  # somebody said that it ended
    for case in _followed(client, hospital_id, on).exclude(pk=but).exclude(pk__in=over.values("case_id")):
        hold(case, on, actor)


def left(client: Client, hospital_id: int, on: date, actor: Actor, but: Any = None) -> None:
    """The person went home from here: what waited since then goes on."""
    waiting = FollowUp.objects.filter(status=FollowUpStatus.SUSPENDED, suspended_from__lte=on)
    for case in _followed(client, hospital_id, on).filter(pk__in=waiting.values("case_id")).exclude(pk=but):
        resume(case, on, actor)


def read_list(admissions: Iterable[Admission], actor: Actor) -> None:
    """Lines of the admission list about people who are followed here: known by chart number and birth date."""
    rows = {row.chart_no: row for row in sorted(admissions, key=lambda row: row.admitted_on)}  # the newest stay counts
    if not rows:
        return
    hospital_id = next(iter(rows.values())).hospital_id
    known = ChartNumber.objects.filter(institution_id=hospital_id, number__in=list(rows)).filter(
        client__discharge_cases__status=CaseStatus.FOLLOW_UP, client__discharge_cases__hospital_id=hospital_id
    )
    for number in known.select_related("client").distinct():
        row = rows[number.number]
        if number.client.birth_date != row.birth_date:
            continue
        if row.discharged_on is None:
            admitted(number.client, hospital_id, row.admitted_on, actor, but=row.case_id)
        else:
            left(number.client, hospital_id, row.discharged_on, actor, but=row.case_id)
