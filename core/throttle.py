"""How often something may be tried in a while: counted in the database, for every process at once.

The limit of a public door is declared with its policy (`core.policy.Public`) and asked before its view runs. What is
counted by something that is typed (a telephone that gets a number, the name at a lesson) is counted by the service that
reads it. One statement counts and tells. What is counted is named by a bucket; an address is kept as a keyed hash only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.http import HttpRequest
from django.utils import timezone

from core import crypto
from core.models import ThrottleCount

KEPT = timedelta(days=1)


@dataclass(frozen=True)
class Limit:
    """At most `most` in one window of `seconds`."""

    most: int
    seconds: int


def every_request(request: HttpRequest) -> bool:
    return True


def posted(request: HttpRequest) -> bool:
    return request.method == "POST"


def brings_key(request: HttpRequest) -> bool:
    """The request knocks with a key; afterwards the session holds what it opened."""
    return bool(request.GET.get("k"))


@dataclass(eq=False)
class DoorLimit:
    """How often a public door may be tried, by page and API together: from one address, and by everybody.

    A hospital or a whole class stands behind one address. `name`: of the counters; doors that share a limit share them.
    `is_try`: which requests count.
    """

    name: str
    of_address: int
    of_all: int
    is_try: Callable[[HttpRequest], bool] = every_request
    seconds: int = 900

    def is_over(self, request: HttpRequest) -> bool:
        """Counts the request, when it is a try; both counters, so that neither hides the other."""
        if not self.is_try(request):
            return False
        address = bucket(self.name, request.META.get("REMOTE_ADDR"))
        return is_too_often(
            (address, Limit(self.of_address, self.seconds)), (f"{self.name}:all", Limit(self.of_all, self.seconds))
        )


def bucket(purpose: str, address: str | None) -> str:
    """The bucket of an address, without the address."""
    return f"{purpose}:{crypto.keyed_hash('throttle', purpose, address or '')[:32]}"


def is_too_often(*counters: tuple[str, Limit]) -> bool:
    """Count one more in every bucket; whether one of them is now over its limit in the window that runs.

    The buckets from the narrowest to the widest: all who count lock them in the same order.
    """
    values = ", ".join(["(%s, %s, 1)"] * len(counters))
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO core_throttlecount (bucket, began_at, count) VALUES {values}
            ON CONFLICT (bucket, began_at) DO UPDATE SET count = core_throttlecount.count + 1 RETURNING bucket, count
            """,
            [part for name, limit in counters for part in (name, _window(limit))],
        )
        counted = dict(cursor.fetchall())
    return any(counted[name] > limit.most for name, limit in counters)


def _window(limit: Limit) -> datetime:
    now = int(timezone.now().timestamp())
    return datetime.fromtimestamp(now - now % limit.seconds, tz=timezone.get_current_timezone())


def forget(now: datetime) -> int:
    """Windows that are long over say nothing any more."""
    return ThrottleCount.objects.filter(began_at__lt=now - KEPT).delete()[0]
