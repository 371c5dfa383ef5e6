"""A list of people that is taken over for one row (a course, a body): looked at first, then all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import Model

from core.actor import Actor
from core.errors import Conflict, Invalid
from core.imports.kept import find, keep
from core.imports.mending import Mends, errors_of, name_of
from core.imports.readings import Fault, Line, Reading
from core.imports.sheets import Sheet
from core.models import IdempotencyKey, ImportDraft
from core.once import once
from core.workdays import seoul_today

NO_MENDS = Mends()
NOT_YET = "오늘까지의 날짜를 적으십시오."


@dataclass
class Look:
    """What taking over a reading would do, or what is wrong with it."""

    draft: ImportDraft
    reading: Reading
    faults: list[Fault]

    @property
    def rows(self) -> list[Line]:
        return self.reading.rows

    @property
    def count(self) -> int:
        return len(self.rows)

    @property
    def wrong_lines(self) -> int:
        return len({fault.line for fault in self.faults})


Row = TypeVar("Row", bound=Model)
Found = TypeVar("Found", bound=Look)


@dataclass(frozen=True)
class ListImport(Generic[Row, Found]):
    """What a list is. `kind`: of the readings that are kept; `route`: of the key by which it is taken once; `most`: the
    largest that is taken at once; `taken`, `nobody`: refusals of one that was taken before, and of an empty one.

    `look` sets aside what reads well and cannot be taken, or is to be asked about: given the row, the draft, the reading
    and the lines of which it was said that they are meant. `take` stores everybody, and what that was to the audit.
    """

    kind: str
    route: str
    most: int
    taken: str
    nobody: str
    sheet: Callable[[Row], Sheet]
    look: Callable[[Row, ImportDraft, Reading, Collection[int]], Found]
    take: Callable[[Actor, Row, Found, Mends], int]

    def kind_for(self, row: Row) -> str:
        return f"{self.kind}:{row.pk.hex}"


def read(listing: ListImport[Row, Found], *, actor: Actor, row: Row, file_name: str, content: bytes) -> Found:
    """First phase: read and check the file; nobody is taken. Raises Invalid when it cannot be used as a whole."""
    reading = listing.sheet(row).read(file_name, content)
    if len(reading.rows) + len(reading.wrong) > listing.most:
        raise Invalid({"file": f"한 번에 {listing.most}명까지 받습니다. 파일을 나누십시오."})
    return listing.look(row, keep(actor, listing.kind_for(row), file_name, reading), reading, ())


def look(listing: ListImport[Row, Found], *, actor: Actor, row: Row, draft_id: UUID) -> Found:
    """The actor's own reading once more. Raises NotVisible."""
    draft, reading = find(actor, listing.kind_for(row), draft_id, listing.sheet(row))
    return listing.look(row, draft, reading, ())


def demand_untaken(listing: ListImport[Any, Any], actor: Actor, draft_id: UUID) -> None:
    """Raises Conflict when this reading was confirmed already."""
    if IdempotencyKey.objects.filter(person_id=actor.user_id, route=listing.route, key=str(draft_id)).exists():
        raise Conflict(listing.taken)


def confirm(listing: ListImport[Row, Found], *, actor: Actor, row: Row, draft_id: UUID, mends: Mends = NO_MENDS) -> int:
    """Second phase: everybody of the list in its order, in one transaction. Returns how many.

    Raises Invalid while a line is wrong that was neither put right nor left out, or a question is open: half a list is
    worse than none. Pressing twice takes it once.
    """
    done: list[int] = []

    def make() -> Row:
        found = _mended(listing, row, look(listing, actor=actor, row=row, draft_id=draft_id), mends)
        with transaction.atomic():
            done.append(listing.take(actor, row, found, mends))
            found.draft.delete()
        return row

    _, is_new = once(actor, listing.route, str(draft_id), mends.as_json(), type(row), make)
    if not is_new:
        raise Conflict(listing.taken)
    return done[0]


def _mended(listing: ListImport[Row, Found], row: Row, found: Found, mends: Mends) -> Found:
    """The reading with what was decided. Raises Invalid for what is wrong still."""
    sheet, known = listing.sheet(row), {fault.line for fault in found.faults}
    if mends != NO_MENDS:
        sheet.mend(found.reading, {**{line: {} for line in mends.meant}, **mends.texts}, mends.left_out)
        found = listing.look(row, found.draft, found.reading, mends.meant)
    still = [fault for fault in found.faults if fault.line in {*mends.texts, *mends.meant}]
    errors = errors_of(still) | _unanswered(sheet, found.reading, mends)
    for fault in (one for one in found.faults if one.line not in known):
        errors |= _met_by_a_mend(fault, mends)
    if errors:
        raise Invalid(errors)
    if found.faults:
        raise Invalid(f"고쳐야 할 줄이 {found.wrong_lines}줄 있습니다. 줄마다 고치거나 빼십시오.")
    if not found.rows:
        raise Invalid(listing.nobody)
    return found


def _met_by_a_mend(fault: Fault, mends: Mends) -> dict[str, str]:
    """A line that read well and does not beside one that was put right (the same person twice): said where that was typed."""
    typed = [(name_of(line, key), key in fault.keys) for line, texts in mends.texts.items() for key in texts]
    named = [name for name, is_meant in typed if is_meant] or [name for name, _ in typed]
    return dict.fromkeys(named, f"{fault.line}번째 줄과 맞지 않습니다. {fault.text}")


def _unanswered(sheet: Sheet, reading: Reading, mends: Mends) -> dict[str, str]:
    """What is wrong with the answer to the question of the list."""
    header = next((column.header for column in sheet.columns if column.question == reading.question), "")
    if reading.question and mends.agreed_on is None:
        return {
            "agreed_on": f"날짜를 적으십시오. 그렇지 않은 사람이 있으면 파일에 '{header}' 열을 더해 다시 올리십시오."
        }
    is_early = mends.agreed_on is None or mends.agreed_on <= seoul_today()
    return {} if is_early else {"agreed_on": NOT_YET}
