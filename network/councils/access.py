"""Who stands how to a council, its meetings, what was agreed there and its papers (domain 0.3, 2.6).

The coordinator of the host in the programme NETWORK runs it; a member institution's staff see the bodies in which it
sits, and of a meeting nothing before it was called; a director sees the papers in whose approval line they stand. The secretary of a body
writes the minutes of its meetings.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from core import workdays
from core.access import Access
from core.actor import Actor
from network.councils.models import ActionItem, Council, CouncilMember, Meeting, Proposal
from network.councils.workflow import ACTION_ITEM, MEETING, PROGRAMME, REPORT
from network.documents.models import Approval


def _runs(actor: Actor) -> bool:
    return actor.holds("COORDINATOR") and actor.works_in(PROGRAMME)


def is_staff(actor: Actor) -> bool:
    """Answers for the institution; at a hospital that is its coordinator (domain 2.0: PARTNER_STAFF)."""
    return actor.holds("PARTNER_STAFF", "PARTNER_MANAGER") or _runs(actor)


def _seats(actor: Actor) -> QuerySet[CouncilMember]:
    """Today's seats of the actor's institution: all of them for its staff, for anybody else only their own."""
    here = CouncilMember.objects.on(workdays.seoul_today()).filter(institution_id=actor.institution_id or 0)
    return here if is_staff(actor) else here.filter(user_id=actor.user_id or 0)


def _secretary_seats(actor: Actor) -> QuerySet[CouncilMember]:
    here = CouncilMember.objects.on(workdays.seoul_today())
    return here.filter(institution_id=actor.institution_id or 0, user_id=actor.user_id or 0, role="SECRETARY")


def _host(actor: Actor) -> Q | None:
    return Q(host_id=actor.institution_id) if _runs(actor) else None


def _sits(actor: Actor) -> Q | None:
    return Q(pk__in=_seats(actor).values("council"))


def _keeps_its_minutes(actor: Actor) -> Q | None:
    """Holds the seat of its secretary (간사) today."""
    return Q(pk__in=_secretary_seats(actor).values("council"))


COUNCIL: Access[Council] = Access(
    Council,
    relations={"coordinator": _host, "secretary": _keeps_its_minutes, "member": _sits},
    acts={
        "list": ("coordinator", "secretary", "member"),
        "read": ("coordinator", "secretary", "member"),
        "edit": ("coordinator",),
        # how the minutes of its meetings begin
        "word": ("coordinator", "secretary"),
        "propose": ("member",),
    },
)


def _runs_meeting(actor: Actor) -> Q | None:
    return Q(council__host_id=actor.institution_id) if _runs(actor) else None


def _is_called(actor: Actor) -> Q | None:
    """Members know of a meeting from its notice on, also when it is put off or called off afterwards; of one that was
    entered when it was over, from its report on."""
    is_told = Q(notified_at__isnull=False) | Q(distributed_at__isnull=False)
    return Q(council__in=_seats(actor).values("council")) & is_told


def _keeps_minutes(actor: Actor) -> Q | None:
    """The secretary (간사) of the body, from the notice of a meeting on, or once it was entered as held."""
    is_told = Q(notified_at__isnull=False) | Q(held_at__isnull=False)
    return Q(council__in=_secretary_seats(actor).values("council")) & is_told


def _in_line(actor: Actor) -> Q | None:
    """Was asked to sign its report: the director, or the head of a team."""
    line = Approval.objects.filter(
        document__kind=REPORT, document__subject_id=OuterRef("pk"), person_id=actor.user_id or 0, order__gt=1
    )
    return Q(council__host_id=actor.institution_id) & Q(Exists(line))


def has_report(actor: Actor) -> QuerySet[Any]:
    """Meetings whose report is sent to this person once it is issued."""
    return Meeting.objects.filter(council__in=_seats(actor).values("council")).values("pk")


MEETING_ACCESS: Access[Meeting] = Access(
    Meeting,
    relations={"coordinator": _runs_meeting, "director": _in_line, "secretary": _keeps_minutes, "member": _is_called},
    acts={
        "list": ("coordinator", "director", "secretary", "member"),
        "read": ("coordinator", "director", "secretary", "member"),
        # what was said and decided, before the report is out
        "read_drafts": ("coordinator", "director", "secretary"),
        "manage": ("coordinator",),
        "write": ("coordinator", "secretary"),
        "answer": ("coordinator", "member"),
        "print": ("coordinator", "director", "secretary", "member"),
    },
)
MEETING.bind(MEETING_ACCESS)


def _runs_action(actor: Actor) -> Q | None:
    return Q(meeting__council__host_id=actor.institution_id) if _runs(actor) else None


def _owes_action(actor: Actor) -> Q | None:
    """The institution that took it on, or the person there who was named; from the distribution of the report on."""
    told = Q(meeting__status="DISTRIBUTED", owner_id=actor.institution_id)
    return told if is_staff(actor) else told & Q(user_id=actor.user_id)


def _hears_of_action(actor: Actor) -> Q | None:
    return Q(meeting__status="DISTRIBUTED", meeting__council__in=_seats(actor).values("council"))


ACTION: Access[ActionItem] = Access(
    ActionItem,
    relations={"coordinator": _runs_action, "owner": _owes_action, "member": _hears_of_action},
    acts={
        "list": ("coordinator", "owner", "member"),
        "read": ("coordinator", "owner", "member"),
        "act": ("coordinator", "owner"),
        "edit": ("coordinator",),
    },
)
ACTION_ITEM.bind(ACTION)


def _runs_council_of(actor: Actor) -> Q | None:
    return Q(council__host_id=actor.institution_id) if _runs(actor) else None


def _proposed(actor: Actor) -> Q | None:
    """The institution that asked sees what became of it; another one's proposals it does not see."""
    mine = Q(institution_id=actor.institution_id, council__in=_seats(actor).values("council"))
    return mine if is_staff(actor) else mine & Q(proposed_by_id=actor.user_id)


PROPOSAL: Access[Proposal] = Access(
    Proposal,
    relations={"coordinator": _runs_council_of, "proposer": _proposed},
    acts={"list": ("coordinator", "proposer"), "read": ("coordinator", "proposer"), "decide": ("coordinator",)},
)
