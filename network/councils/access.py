"""Who stands how to a council, its meetings, what was agreed there and its papers (domain 0.3, 2.6).

The coordinator of the host in the programme NETWORK runs it; a member institution's staff see the bodies in which it
sits, and of a meeting nothing before it was called; a director sees the papers in whose approval line they stand.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from core import workdays
from core.access import Access
from core.actor import Actor
from network.councils.models import ActionItem, Approval, Council, CouncilDocument, CouncilMember, Meeting, Proposal
from network.councils.workflow import ACTION_ITEM, DOCUMENT, MEETING, PROGRAMME


def _runs(actor: Actor) -> bool:
    return actor.holds("COORDINATOR") and actor.works_in(PROGRAMME)


def is_staff(actor: Actor) -> bool:
    """Answers for the institution; at a hospital that is its coordinator (domain 2.0: PARTNER_STAFF)."""
    return actor.holds("PARTNER_STAFF", "PARTNER_MANAGER") or _runs(actor)


def _seats(actor: Actor) -> QuerySet[CouncilMember]:
    """Today's seats of the actor's institution: all of them for its staff, for anybody else only their own."""
    here = CouncilMember.objects.on(workdays.seoul_today()).filter(institution_id=actor.institution_id or 0)
    return here if is_staff(actor) else here.filter(user_id=actor.user_id or 0)


def _host(actor: Actor) -> Q | None:
    return Q(host_id=actor.institution_id) if _runs(actor) else None


def _sits(actor: Actor) -> Q | None:
    return Q(pk__in=_seats(actor).values("council"))


COUNCIL: Access[Council] = Access(
    Council,
    relations={"coordinator": _host, "member": _sits},
    acts={
        "list": ("coordinator", "member"),
        "read": ("coordinator", "member"),
        "edit": ("coordinator",),
        "propose": ("member",),
    },
)


def _runs_meeting(actor: Actor) -> Q | None:
    return Q(council__host_id=actor.institution_id) if _runs(actor) else None


def _is_called(actor: Actor) -> Q | None:
    """Members know of a meeting from its notice on, also when it is put off or called off afterwards."""
    return Q(council__in=_seats(actor).values("council"), notified_at__isnull=False)


def _in_line(actor: Actor) -> Q | None:
    if not actor.holds("DIRECTOR"):
        return None
    line = Approval.objects.filter(document__meeting=OuterRef("pk"), person_id=actor.user_id)
    return Q(council__host_id=actor.institution_id) & Q(Exists(line))


MEETING_ACCESS: Access[Meeting] = Access(
    Meeting,
    relations={"coordinator": _runs_meeting, "director": _in_line, "member": _is_called},
    acts={
        "list": ("coordinator", "director", "member"),
        "read": ("coordinator", "director", "member"),
        # what was said and decided, before the report is out
        "read_drafts": ("coordinator", "director"),
        "manage": ("coordinator",),
        "answer": ("coordinator", "member"),
        "print": ("coordinator", "director", "member"),
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


def _runs_document(actor: Actor) -> Q | None:
    return Q(meeting__council__host_id=actor.institution_id) if _runs(actor) else None


def _drafted(actor: Actor) -> Q | None:
    here = _runs_document(actor)
    return None if here is None else here & Q(created_by_id=actor.user_id)


def _is_next(actor: Actor) -> Q | None:
    """First of the line who has not signed yet."""
    if not actor.holds("DIRECTOR"):
        return None
    earlier = Approval.objects.filter(
        document=OuterRef("document"), order__lt=OuterRef("order"), signed_at__isnull=True
    )
    turn = Approval.objects.filter(~Exists(earlier), person_id=actor.user_id, signed_at__isnull=True)
    return Q(meeting__council__host_id=actor.institution_id, pk__in=turn.values("document"))


def _stands_in_line(actor: Actor) -> Q | None:
    if not actor.holds("DIRECTOR"):
        return None
    line = Approval.objects.filter(person_id=actor.user_id)
    return Q(meeting__council__host_id=actor.institution_id, pk__in=line.values("document"))


def _got_document(actor: Actor) -> Q | None:
    """Members keep what was sent to them, also after it was corrected or withdrawn."""
    return Q(meeting__council__in=_seats(actor).values("council"), issued_at__isnull=False)


DOCUMENT_ACCESS: Access[CouncilDocument] = Access(
    CouncilDocument,
    relations={
        "coordinator": _runs_document,
        "drafter": _drafted,
        "next_approver": _is_next,
        "director": _stands_in_line,
        "member": _got_document,
    },
    acts={
        "list": ("coordinator", "director", "member"),
        "read": ("coordinator", "director"),
        "print": ("coordinator", "director", "member"),
        "sign": ("next_approver",),
        "edit": ("coordinator",),
    },
)
DOCUMENT.bind(DOCUMENT_ACCESS)
