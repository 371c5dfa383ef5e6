"""What the members of a body are told of a meeting."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from core import codes, messages, recipients, workdays
from core.actor import Actor
from network.councils.duties import staff_of
from network.councils.models import Attendee, Meeting
from network.models import Membership
from network.querysets import INCLUDED


def members(row: Meeting, text: str, actor: Actor, event: str = "") -> None:
    """A notice to every member institution: the named account, else its staff. `event` tells apart what happens within
    one version of the meeting."""
    found: set[int] = set()
    for one in row.attendees.select_related("institution"):
        owner = staff_of(one.institution, one.user_id)
        rows = recipients.owners(owner.institution_id, owner.role, owner.person_id, owner.programme)
        found |= {person.id for person in rows}
    url = reverse("councils:meeting-detail", args=[row.pk])
    others = sorted(found - {actor.user_id or 0})
    messages.notify(f"meeting:{row.pk}:{row.version}{event}", others, text=text, number=row.number, url=url)


def unreached(people: Iterable[Attendee]) -> list[Attendee]:
    """Members whom nothing that is sent here can reach, since nobody signs in for them; one query."""
    rows = list(people)
    places = {row.institution_id for row in rows}
    found = Membership.objects.filter(institution__in=places).valid_on(workdays.seoul_today())
    held = [(pk, role) for pk, roles in found.values_list("institution", "roles") for role in roles]
    reached = {(pk, one) for pk, role in held for one in (role, INCLUDED.get(role, role))}
    return [row for row in rows if (row.institution_id, staff_of(row.institution, row.user_id).role) not in reached]


_TOLD = (("title", "회의명"), ("mode", "방식"), ("place", "장소"), ("link", "접속 주소"))


def told(meeting: Meeting) -> dict[str, str]:
    """What a notice tells that may change without a new one."""
    return {name: getattr(meeting, name) for name, _ in _TOLD}


def changed_since(meeting: Meeting) -> list[str]:
    """What members were told otherwise, before and after: `장소: 대회의실 → 소회의실`. An address of access is not named."""
    before = (meeting.notice_words or {}).get("told")
    if before is None:
        return []
    return [
        _change(name, label, before[name], now)
        for name, label in _TOLD
        if before[name] != (now := getattr(meeting, name))
    ]


def _change(name: str, label: str, before: str, now: str) -> str:
    if name == "link":
        return f"{label} 바뀜"
    if name == "mode":
        before, now = (codes.label("meeting_mode", one) for one in (before, now))
    return f"{label}: {before or '없음'} → {now or '없음'}"
