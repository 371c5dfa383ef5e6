"""What happens when: every app registers its dated entries, one calendar and one feed show them (domain 2.6).

A provider reads through its app's own access, so that a calendar holds what the person may see and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core import workdays
from core.actor import Actor


@dataclass(frozen=True)
class Entry:
    """Something with a beginning and an end (aware). `uid` stays the same for ever, `sequence` grows with every change.

    `tone`: `hold` not fixed yet, `done` over, `meet` a meeting, empty: fixed. `state`: its words. `is_mine`: the person
    takes part themselves, not only their institution. `is_postponed`: it is not held then, and will be another time.
    """

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    title: str
    place: str
    url: str
    state: str
    tone: str = ""
    is_mine: bool = False
    is_cancelled: bool = False
    is_postponed: bool = False

    @property
    def summary(self) -> str:
        """The title, with what became of it where it is not held: programmes show little else."""
        return f"({self.state}) {self.title}" if self.is_cancelled or self.is_postponed else self.title

    @property
    def first_day(self) -> date:
        return workdays.seoul_date(self.starts_at)

    @property
    def last_day(self) -> date:
        """Of what ends at 24:00, the day that ends then."""
        return max(self.first_day, workdays.seoul_date(self.ends_at - timedelta(microseconds=1)))


Provider = Callable[[Actor, datetime, datetime], list[Entry]]
_KINDS: dict[str, tuple[str, Provider]] = {}


def register(kind: str, label: str, provider: Provider) -> None:
    """`provider(actor, since, until)`: what the actor may see of what is on in that time, in one statement.

    Called from an app's `ready`.
    """
    _KINDS[kind] = (label, provider)


def kinds() -> list[tuple[str, str]]:
    return [(kind, label) for kind, (label, _) in _KINDS.items()]


def entries(actor: Actor, since: datetime, until: datetime, only: Iterable[str] = ()) -> list[Entry]:
    """Everything that the actor may see of what is on between two moments, in the order of time."""
    wanted = set(only) or set(_KINDS)
    found = [entry for kind, (_, read) in _KINDS.items() if kind in wanted for entry in read(actor, since, until)]
    return sorted(found, key=lambda entry: (entry.starts_at, entry.title))
