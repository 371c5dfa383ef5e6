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
    def is_short(self) -> bool:
        """Fewer were there than a decision needs, whoever of those without a mark came."""
        return self.present + self.unmarked < self.quorum

    @property
    def short_words(self) -> str:
        """`의결정족수 미달(참석 1명, 정족수 3명)`; empty where enough were there or nobody knows."""
        return f"의결정족수 미달(참석 {self.present}명, 정족수 {self.quorum}명)" if self.is_short else ""

    @property
    def rate(self) -> Decimal | None:
        """Per cent who came themselves or sent somebody, of the members of whom it is known."""
        return percent(self.present, self.members - self.unmarked)


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
