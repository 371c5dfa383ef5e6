"""What waits for a person on every page: what they owe, and how much they were told and have not read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from core.actor import Actor
from core.querysets import worst_ids

MOST_DUTIES, MOST_NOTICES = 200, 100

# Written out, since every page of everybody asks it: the planner takes less time over it than Django over composing it.
_WAITING = """
    SELECT kind, object_id, due_at FROM core_duty WHERE id IN ({worst})
    UNION ALL
    (SELECT '', '', not_before FROM core_message
     WHERE recipient_id = %s AND channel = 'IN_APP' AND state = 'SENT' AND read_at IS NULL LIMIT %s)
"""


@dataclass(frozen=True)
class Owed:
    """One open duty of the person: its kind, the row it is about, when it is due."""

    kind: str
    about: str
    due_at: datetime


def waiting(actor: Actor) -> tuple[list[Owed], int]:
    """What the person owes, and how many notices they have not read; counted to a cap, in one statement."""
    worst, values = worst_ids(actor, MOST_DUTIES)
    with connection.cursor() as cursor:
        cursor.execute(_WAITING.format(worst=worst), [*values, actor.user_id, MOST_NOTICES])
        rows = cursor.fetchall()
    owed = [Owed(*row) for row in rows if row[0]]
    return owed[:MOST_DUTIES], len(rows) - len(owed)
