"""The members of a body as a list: who has a seat already is told or asked about, the others get theirs together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from core import audit, workdays
from core.actor import Actor
from core.dates import plain
from core.imports import Line, Mends, Reading
from core.imports.lists import ListImport, Look
from core.models import ImportDraft
from core.text import without_blanks
from network.councils.access import COUNCIL
from network.councils.exports.members import MEMBERS, is_ex_officio, role_of
from network.councils.models import Council, CouncilMember
from network.councils.services import bodies
from network.models import Institution

UNKNOWN = "이음에 없는 기관입니다. 등록된 기관명이나 짧은 이름으로 적으십시오."
SEVERAL = "이 이름의 기관이 여럿입니다. 기관명을 끝까지 적으십시오."
SEATED = "이미 이 협의체의 위원입니다: {}"
KNOWN = "이미 위원입니다: {}. 같은 사람이면 이 줄을 빼십시오."
REPEATED = "{}번째 줄과 기관·성명이 같습니다. 같은 사람이면 이 줄을 빼십시오."


@dataclass
class MembersLook(Look):
    """`seats`: what would be stored for each line, in the order of the file."""

    seats: dict[int, dict[str, Any]]


def _look(council: Council, draft: ImportDraft, reading: Reading, meant: Collection[int]) -> MembersLook:
    """Institutions that nobody knows and members who have a seat already are told; namesakes are asked about."""
    named, several = _institutions()
    known = _known(council)
    lines: dict[tuple[int, str], int] = {}
    seats: dict[int, dict[str, Any]] = {}
    for line in list(reading.rows):
        name = _bare(line.values["institution"])
        place = named.get(name)
        if place is None or name in several:
            MEMBERS.refuse(reading, line, "institution", SEVERAL if name in several else UNKNOWN)
            continue
        person = (place.pk, without_blanks(line.values["name"]))
        held = known.get(person, [])
        first = lines.setdefault(person, line.number)
        if same := [one for one in held if _bare(one.position) == _bare(line.values["position"])]:
            MEMBERS.refuse(reading, line, "name", SEATED.format(_told(same[0])))
        elif held and line.number not in meant:
            MEMBERS.ask(reading, line, "name", KNOWN.format(_told(held[0])))
        elif first != line.number and line.number not in meant:
            MEMBERS.ask(reading, line, "name", REPEATED.format(first))
        else:
            seats[line.number] = _seat_of(line, place)
    return MembersLook(draft, reading, MEMBERS.faults_of(reading), seats)


def _institutions() -> tuple[dict[str, Institution], set[str]]:
    """Institutions by every name that they go by, and the names of more than one; a full name goes before a short one."""
    rows: QuerySet[Institution] = Institution.objects.active()
    full = [(_bare(row.name), row) for row in rows]
    taken = {name for name, _ in full}
    short = [(_bare(row.short_name), row) for row in rows if _bare(row.short_name) not in taken]
    times = Counter(name for name, _ in (*full, *short))
    return dict((*full, *short)), {name for name, count in times.items() if count > 1}


def _bare(name: str) -> str:
    return without_blanks(name).casefold()


def _known(council: Council) -> dict[tuple[int, str], list[CouncilMember]]:
    """Who has a seat, or is to have one, by institution and name."""
    known: dict[tuple[int, str], list[CouncilMember]] = {}
    seats = CouncilMember.objects.filter(council=council).exclude(valid_to__lt=workdays.seoul_today())
    for seat in seats.select_related("institution").order_by("valid_from", "pk"):
        known.setdefault((seat.institution_id, without_blanks(seat.name)), []).append(seat)
    return known


def _told(seat: CouncilMember) -> str:
    return f"{seat.institution.name}·{seat.position}·{seat.name} (위촉일 {plain(seat.valid_from)})"


def _seat_of(line: Line, place: Institution) -> dict[str, Any]:
    values = line.values
    return {
        "institution": place,
        "position": values["position"],
        "name": values["name"],
        "role": role_of(values),
        "is_ex_officio": is_ex_officio(values),
        "phone": values.get("phone", ""),
        "email": values.get("email", ""),
        "valid_from": values.get("valid_from") or workdays.seoul_today(),
    }


def _take(actor: Actor, council: Council, found: MembersLook, mends: Mends) -> int:
    row = COUNCIL.lock_for(actor, "edit", council.pk)
    for line in found.rows:
        bodies.add_member(actor=actor, council=row, data=found.seats[line.number])
    audit.record(actor, "council.import_members", action="CREATE", about=row, changes={"count": found.count})
    return found.count


LIST: ListImport[Council, MembersLook] = ListImport(
    kind="members",
    route="councils.members",
    most=200,
    taken="이미 등록한 명단입니다.",
    nobody="등록할 위원이 없습니다.",
    sheet=lambda council: MEMBERS,
    look=_look,
    take=_take,
)
