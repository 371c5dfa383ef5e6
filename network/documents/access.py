"""Who stands how to a paper that needs approval (domain 0.3, 2.6).

The coordinator of the office that issues it runs it; whoever stands in its approval line reads it and signs it when the
turn has come, whatever else they may see; those whom its app names have got it once it is issued. A line that is kept
for the next time is the office's.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from core.access import Access
from core.actor import Actor
from network.documents.models import Approval, Document, SavedLine
from network.documents.registry import KINDS
from network.documents.workflow import DOCUMENT


def _office(actor: Actor) -> Q | None:
    if not actor.holds("COORDINATOR"):
        return None
    return Q(host_id=actor.institution_id, programme__in=sorted(actor.programmes))


def _drafted(actor: Actor) -> Q | None:
    here = _office(actor)
    return None if here is None else here & Q(created_by_id=actor.user_id)


def _is_next(actor: Actor) -> Q | None:
    """First of the line who has not signed yet."""
    if actor.user_id is None:
        return None
    earlier = Approval.objects.filter(
        document=OuterRef("document"), order__lt=OuterRef("order"), signed_at__isnull=True
    )
    turn = Approval.objects.filter(~Exists(earlier), person_id=actor.user_id, signed_at__isnull=True)
    return Q(host_id=actor.institution_id, pk__in=turn.values("document"))


def _stands_in_line(actor: Actor) -> Q | None:
    if actor.user_id is None:
        return None
    line = Approval.objects.filter(person_id=actor.user_id, order__gt=1)
    return Q(host_id=actor.institution_id, pk__in=line.values("document"))


def _received(actor: Actor) -> Q | None:
    """They keep what was sent to them, also after it was corrected or withdrawn."""
    found: Q | None = None
    for kind in KINDS.values():
        subjects = kind.received(actor)
        if subjects is not None:
            mine = Q(kind=kind.code, issued_at__isnull=False, subject_id__in=subjects)
            found = mine if found is None else found | mine
    return found


DOCUMENT_ACCESS: Access[Document] = Access(
    Document,
    relations={
        "coordinator": _office,
        "drafter": _drafted,
        "next_approver": _is_next,
        "signer": _stands_in_line,
        "receiver": _received,
    },
    acts={
        "list": ("coordinator", "signer", "receiver"),
        "read": ("coordinator", "signer"),
        "print": ("coordinator", "signer", "receiver"),
        "sign": ("next_approver",),
        "edit": ("coordinator",),
    },
)
DOCUMENT.bind(DOCUMENT_ACCESS)

LINE_ACCESS: Access[SavedLine] = Access(
    SavedLine,
    relations={"coordinator": _office},
    acts={"list": ("coordinator",), "read": ("coordinator",), "edit": ("coordinator",)},
)
