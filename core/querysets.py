"""Reads of the kernel's own tables."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.expressions import RawSQL

from core.actor import Actor

_WORST = """
    (SELECT id FROM core_duty
     WHERE done_at IS NULL AND institution_id = %s AND programme = ANY(%s) AND person_id = %s
     ORDER BY due_at, is_urgent DESC, id LIMIT %s)
    UNION
    SELECT owed.id FROM unnest(%s::varchar[]) AS held(role) CROSS JOIN LATERAL (
        SELECT id FROM core_duty
        WHERE done_at IS NULL AND institution_id = %s AND programme = ANY(%s) AND person_id IS NULL
            AND core_duty.role = held.role
        ORDER BY due_at, is_urgent DESC, id LIMIT %s) AS owed
    UNION
    SELECT owed.id FROM unnest(%s::varchar[]) AS held(role) CROSS JOIN LATERAL (
        SELECT id FROM core_duty
        WHERE done_at IS NULL AND institution_id = %s AND programme = ANY(%s) AND escalated_at IS NOT NULL
            AND escalates_to = held.role
        ORDER BY due_at, is_urgent DESC, id LIMIT %s) AS owed
"""


def worst_ids(actor: Actor, limit: int) -> tuple[str, list[Any]]:
    """Statement and values: ids of what the actor owes, every index read in its order and no further than `limit`."""
    where = [actor.institution_id or 0, ["", *sorted(actor.programmes)]]
    roles = sorted(actor.roles)
    return _WORST, [*where, actor.user_id, limit, roles, *where, limit, roles, *where, limit]


class DutyQuerySet(QuerySet[Any]):
    """`open()`, whose turn it is, and worst first."""

    def open(self) -> DutyQuerySet:
        return self.filter(done_at__isnull=True)

    def for_actor(self, actor: Actor) -> DutyQuerySet:
        """What this person owes: named personally, owed by a role they hold, or escalated to a role they hold.

        A duty of no programme concerns every holder of its role (a privacy officer works in none). Open ones only.
        Three reads of an index each rather than an OR, for which PostgreSQL would read what everybody owes.
        """
        here = self.model._default_manager.filter(
            done_at__isnull=True, institution_id=actor.institution_id or 0, programme__in=["", *actor.programmes]
        ).values("pk")
        named = here.filter(person_id=actor.user_id)
        by_role = here.filter(person__isnull=True, role__in=actor.roles)
        escalated = here.filter(escalated_at__isnull=False, escalates_to__in=actor.roles)
        return self.filter(pk__in=named.union(by_role, escalated))

    def worst_of(self, actor: Actor, limit: int) -> DutyQuerySet:
        """Of `for_actor`, at least the `limit` that are worst: each index is read no further than that.

        So the first page of somebody who owes thousands costs what it costs somebody who owes ten.
        """
        return self.filter(pk__in=RawSQL(*worst_ids(actor, limit)))

    def for_team(self, actor: Actor) -> DutyQuerySet:
        """Everything owed at the actor's institution in the actor's programmes (a coordinator's wider view)."""
        return self.filter(institution_id=actor.institution_id, programme__in=actor.programmes)

    def overdue(self, now: datetime) -> DutyQuerySet:
        return self.filter(due_at__lte=now)

    def worst_first(self) -> DutyQuerySet:
        return self.order_by("due_at", "-is_urgent", "id")

    def about(self, object_kind: str, object_id: object) -> DutyQuerySet:
        return self.filter(object_kind=object_kind, object_id=str(object_id))


class MessageQuerySet(QuerySet[Any]):
    """The outbox as workers see it, and the inbox as a person sees it."""

    def not_sent(self) -> MessageQuerySet:
        """Failed for good, or of unknown outcome: somebody was perhaps not told."""
        return self.filter(state__in=("FAILED", "UNKNOWN"))

    def inbox(self, actor: Actor) -> MessageQuerySet:
        """What a person was told, newest first by the moment of telling: reminders are planned long before."""
        shown = self.filter(recipient_id=actor.user_id, channel="IN_APP", state="SENT")
        return shown.order_by(F("sent_at").desc(), F("id").desc())

    def unread(self) -> MessageQuerySet:
        return self.filter(read_at__isnull=True)
