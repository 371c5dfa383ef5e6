"""How often something may be tried in a while: counted in the database, for every process at once.

One statement counts and tells. What is counted is named by a bucket; an address is kept as a keyed hash only.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from core import crypto
from core.models import ThrottleCount

KEPT = timedelta(days=1)


@dataclass(frozen=True)
class Limit:
    """At most `most` in one window of `seconds`."""

    most: int
    seconds: int


def bucket(purpose: str, address: str | None) -> str:
    """The bucket of an address, without the address."""
    return f"{purpose}:{crypto.keyed_hash('throttle', purpose, address or '')[:32]}"


def count(name: str, limit: Limit) -> int:
    """Count one more; returns how many there are in the window that runs now."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO core_throttlecount (bucket, began_at, count) VALUES (%s, %s, 1)
            ON CONFLICT (bucket, began_at) DO UPDATE SET count = core_throttlecount.count + 1 RETURNING count
            """,
            [name, _window(limit)],
        )
        return int(cursor.fetchone()[0])


def _window(limit: Limit) -> datetime:
    now = int(timezone.now().timestamp())
    return datetime.fromtimestamp(now - now % limit.seconds, tz=timezone.get_current_timezone())


def forget(now: datetime) -> int:
    """Windows that are long over say nothing any more."""
    return ThrottleCount.objects.filter(began_at__lt=now - KEPT).delete()[0]
