"""Who was there, whether enough were, and the share that came (indicator N02)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from core.formats import percent
from network.councils.models import Attendee, Council


@dataclass(frozen=True)
class Turnout:
    """Counts of one meeting. Observers have no vote and are not counted; an excused member counts as absent."""

    members: int
    attended: int
    proxies: int
    absent: int
    unmarked: int
    quorum: int

    @property
    def present(self) -> int:
        return self.attended + self.proxies

    @property
    def has_quorum(self) -> bool:
        return self.present >= self.quorum

    @property
    def rate(self) -> Decimal | None:
        """Per cent of the members who came themselves or sent somebody."""
        return percent(self.present, self.members)


def turnout(council: Council, attendees: Iterable[Attendee]) -> Turnout:
    voters = [row for row in attendees if row.has_vote]
    marks = [row.attendance for row in voters]
    return Turnout(
        members=len(voters),
        attended=marks.count("ATTENDED"),
        proxies=marks.count("PROXY"),
        absent=marks.count("ABSENT") + marks.count("EXCUSED"),
        unmarked=marks.count(""),
        quorum=council.quorum_of(len(voters)),
    )


@dataclass(frozen=True)
class Answers:
    """How many were asked and what they said."""

    asked: int
    comes: int
    sends: int
    declines: int

    @property
    def answered(self) -> int:
        return self.comes + self.sends + self.declines


def answers(attendees: Iterable[Attendee]) -> Answers:
    given = [row.answer for row in attendees if row.has_vote]
    return Answers(len(given), given.count("COMES"), given.count("SENDS"), given.count("DECLINES"))
