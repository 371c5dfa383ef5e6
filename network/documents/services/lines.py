"""Approval lines: who may stand in one, last time's, and those that an office keeps under a name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from core import audit, workdays
from core.actor import Actor
from core.errors import Invalid
from network.documents.access import LINE_ACCESS
from network.documents.models import Document, SavedLine, SavedStep
from network.models import Membership, User

Line = Sequence[Mapping[str, Any]]
MOST = 4  # the drafter and three more (domain 2.6)
NOT_AN_APPROVER = "우리 기관의 결재권자를 고르십시오."
# Who works in the house: an outside instructor, a crew or an agency signs no paper of it.
APPROVING = (
    *("DIRECTOR", "COORDINATOR", "SOCIAL_WORKER", "NURSE", "PHYSICIAN", "ED_STAFF"),
    *("INFECTION_EXPERT", "MH_MANAGER"),
)


def approvers(host_id: int, programme: str) -> list[User]:
    """Who may stand in an approval line of this office: heads of a team as well as the director."""
    here = Membership.objects.filter(institution_id=host_id, roles__overlap=APPROVING, programmes__contains=[programme])
    held = here.valid_on(workdays.seoul_today())
    return list(User.objects.filter(pk__in=held.values("user_id")).order_by("name", "pk"))


def check(host_id: int, programme: str, line: Line, drafter_id: int | None) -> None:
    """Raises Invalid for an empty line, a person twice, the drafter, or somebody who may not approve here."""
    if not 1 <= len(line) < MOST:
        raise Invalid({"line": f"결재자를 1명부터 {MOST - 1}명까지 정하십시오."})
    people = [one["person"].pk for one in line]
    if len(set(people)) != len(people):
        raise Invalid({"line": "같은 사람이 결재선에 두 번 있습니다."})
    if drafter_id in people:
        raise Invalid({"line": "기안자는 담당으로 이미 결재선에 있습니다."})
    if set(people) - {person.pk for person in approvers(host_id, programme)}:
        raise Invalid({"line": NOT_AN_APPROVER})


def last_line(kind: str, subjects: QuerySet[Any]) -> list[dict[str, Any]]:
    """Title and person of those who were last asked to sign such a paper, in order, without the drafter.

    `subjects`: rows whose papers count as the same.
    """
    found = Document.objects.filter(kind=kind, subject_id__in=subjects.values("pk"), approvals__order__gt=1)
    document = found.order_by("-created_at").first()
    rows = document.approvals.filter(order__gt=1) if document is not None else ()
    return [{"title": row.title, "person": str(row.person_id)} for row in rows]


def saved(host_id: int, programme: str) -> list[SavedLine]:
    rows = SavedLine.objects.filter(host_id=host_id, programme=programme).prefetch_related("steps__person")
    return list(rows.order_by("name"))


def keep(*, actor: Actor, host_id: int, programme: str, name: str, line: Line) -> SavedLine:
    """Keep a line under a name; the name taken again means the new people. Call inside the act's transaction."""
    assert actor.user_id is not None
    row, is_new = SavedLine.objects.get_or_create(
        host_id=host_id, programme=programme, name=name, defaults={"created_by_id": actor.user_id}
    )
    row.steps.all().delete()
    SavedStep.objects.bulk_create(
        [
            SavedStep(line=row, order=place, title=one["title"], person=one["person"])
            for place, one in enumerate(line, 1)
        ]
    )
    audit.record(actor, "savedline.keep", action="CREATE" if is_new else "UPDATE", about=row)
    return row


def remove(*, actor: Actor, line: SavedLine) -> None:
    """Papers that went this way keep their line."""
    with transaction.atomic():
        row = LINE_ACCESS.lock_for(actor, "edit", line.pk)
        audit.record(actor, "savedline.remove", action="DELETE", about=row, changes={"name": row.name})
        row.delete()
