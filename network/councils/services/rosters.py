"""Who sits in a body on a day, and the order of names on its papers."""

from __future__ import annotations

from datetime import date

from core import duties
from core.actor import Actor
from network.councils.models import Attendee, Council, CouncilMember, Meeting
from network.councils.querysets import COMING
from network.councils.services.groups import order_of

_ROLES = ("CHAIR", "VICE_CHAIR", "SECRETARY", "MEMBER", "OBSERVER")


def roster(council: Council, day: date) -> list[CouncilMember]:
    """Who sat in the body on a day, in the order of papers."""
    rows = CouncilMember.objects.filter(council=council).on(day).select_related("institution", "user")
    return sorted(rows, key=rank)


def rank(row: CouncilMember | Attendee) -> tuple[int, int, str, int, str]:
    """The order of names (domain 4.3): chair, host, regional hospital, support group, `org_type`, alphabet; of one
    institution by role. Who has no vote comes last. An attendee stands under the name that the institution had then."""
    leads = 0 if row.role == "CHAIR" else 1 if row.has_vote else 2
    place = row.institution_name if isinstance(row, Attendee) else row.institution.name
    return (leads, order_of(row.institution.kind), place, _ROLES.index(row.role), row.name)


def hand_on(council: Council, actor: Actor) -> None:
    """Who takes a seat over takes the invitations of the one before, and the answers given for it: at meetings to come
    nobody is asked whose seat is another's by then."""
    coming = Meeting.objects.filter(council=council, status__in=COMING, notified_at__isnull=False)
    for meeting in coming.select_for_update(of=("self",)):
        seats = roster(council, meeting.first_day)
        asked = list(meeting.attendees.filter(member__isnull=False).select_related("member", "institution"))
        known = {row.member_id for row in asked}
        held = {seat.pk for seat in seats}
        left = [row for row in asked if row.member_id not in held and not row.attendance]
        for seat in seats:
            before = None if seat.pk in known else _before(seat, left)
            if before is not None:
                left.remove(before)
                before.meeting = meeting
                _pass_on(before, seat, actor)


def _before(seat: CouncilMember, left: list[Attendee]) -> Attendee | None:
    """Whose seat it was: the same position of the institution, else the only one that it lost."""
    here = [row for row in left if row.institution_id == seat.institution_id]
    same = [row for row in here if row.position == seat.position]
    return same[0] if same else here[0] if len(here) == 1 else None


def _pass_on(row: Attendee, seat: CouncilMember, actor: Actor) -> None:
    owed = row.answer == "" and row.meeting.status == "NOTIFIED" and seat.user is not None and seat.has_vote
    duties.settle(row, "councils.answer", actor=actor, outcome="DROPPED")
    row.member, row.user = seat, seat.user
    row.position, row.name, row.role = seat.position, seat.name, seat.role
    row.save(update_fields=["member", "user", "position", "name", "role"])
    if owed:
        duties.open_duty("councils.answer", row, actor=actor)
