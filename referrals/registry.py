"""Where upper apps register the programmes that send linkages (discharge care, mental health)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from core.actor import Actor
from core.duties import Owner
from core.errors import NotVisible

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from network.models import Client, Institution
    from referrals.models import AgencyReferral, Linkage

CaseIds = Callable[[Actor], "QuerySet[Any] | None"]


class Case(Protocol):
    """What a linkage needs of the case it belongs to."""

    pk: UUID
    number: str
    client: Client
    client_id: UUID


def _always(case: Any) -> str | None:
    return None


@dataclass(frozen=True)
class Wanted:
    """A row of a case's plan for which an agency is to be asked, with what the plan says of it; the rest is empty.

    `key`: by which its programme knows it.
    """

    key: str
    need_area: str
    service: str
    receiver: Institution | None
    reason: str
    request: str
    wished_start: date | None

    def values(self) -> dict[str, Any]:
        """What the form of its request begins with."""
        names = ("need_area", "service", "reason", "request", "wished_start")
        return {name: getattr(self, name) for name in names} | {"receiver": self.receiver and self.receiver.pk}


def _nothing_wanted(case: Any) -> list[Wanted]:
    return []


@dataclass(frozen=True)
class Programme:
    """A programme that sends linkages.

    `relations`: sender relation → ids (subquery) of the cases to which an actor stands that way.
    `find_case(actor, id)`: the case in which the actor may write linkages; raises NotVisible or Forbidden.
    `may_draft(case)` and `may_send(linkage)`: a Korean reason when the case does not allow it now, else None.
    `snapshot(linkage)`: shared item → text of what the programme knows beyond the person's record, asked once at
    sending. `case_url(linkage)`: the page of its case. `team(linkage)`: who owes the sender's acts.
    `wanted(case)`: the rows of its plan that still wait for a request.
    """

    code: str
    label: str
    relations: Mapping[str, CaseIds]
    find_case: Callable[[Actor, UUID], Case]
    may_send: Callable[[Linkage], str | None]
    snapshot: Callable[[Linkage], Mapping[str, str]]
    case_url: Callable[[Linkage], str]
    team: Callable[[Linkage], Owner]
    may_draft: Callable[[Any], str | None] = _always
    wanted: Callable[[Any], list[Wanted]] = _nothing_wanted


PROGRAMMES: dict[str, Programme] = {}


def register(programme: Programme) -> None:
    """Enter a programme; called from the upper app's `ready`."""
    PROGRAMMES[programme.code] = programme


def programme(code: str) -> Programme:
    """Raises NotVisible for a programme that does not exist here."""
    if code not in PROGRAMMES:
        raise NotVisible
    return PROGRAMMES[code]


@dataclass(frozen=True)
class Opener:
    """A programme that opens a case of its own from an agency's referral, once the hospital accepted it for that.

    `code`: of `AgencyReferral.Programme`. `label`: the words of the button. `new_url(referral)`: the form that takes
    the person over. `case_url(id)`: the page of the case.
    """

    code: str
    label: str
    new_url: Callable[[AgencyReferral], str]
    case_url: Callable[[UUID], str]


OPENERS: dict[str, Opener] = {}


def register_opener(opener: Opener) -> None:
    """Enter a programme that opens cases from referrals; called from the upper app's `ready`."""
    OPENERS[opener.code] = opener
