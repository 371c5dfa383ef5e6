"""Plan-against-actual tables of an agenda item: rows typed in, or computed from registered figures with their date."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max

from core import audit, workdays
from core.actor import Actor
from core.errors import Conflict, Invalid, NotVisible
from core.formats import Number
from core.indicators import INDICATORS, definitions
from core.table_kinds import figures
from core.tables import Entry, Table, build, from_json, to_json
from core.typed_rows import read_row
from network.councils.access import MEETING_ACCESS
from network.councils.models import AgendaItem, Meeting, ReportTable
from network.councils.services import planning
from network.councils.workflow import MeetingStatus

Data = Mapping[str, Any]
FIELDS = ("kind", "title", "as_of", "year", "columns")
MOST_COLUMNS = 12
OPEN = (*planning.OPEN_TO_PLAN, MeetingStatus.HELD, MeetingStatus.MINUTES_DRAFT)
WITH_SOURCES = ("A", "B", "C", "M", "D")  # tables with a column for what was done
TO_MEND = "고칠 칸"


@dataclass
class Read:
    """Typed rows as entries. `faults`: what is wrong with a cell, by the place of its row and its own."""

    entries: list[Entry]
    faults: dict[tuple[int, int], str]


def sources() -> list[tuple[str, str]]:
    """Figures that apps have registered: code and name, in the order of the data."""
    return [(code, f"{code} {row.name}") for code, row in definitions().items() if code in INDICATORS]


def table_of(item: AgendaItem, pk: int) -> ReportTable:
    """A table of this item. Raises NotVisible."""
    row = item.tables.filter(pk=pk).first()
    if row is None:
        raise NotVisible
    row.item = item
    return row


def closed(meeting: Meeting) -> str:
    """Why the tables of a meeting cannot be changed now; empty when they can."""
    return "" if meeting.status in OPEN else f"지금 상태({meeting.get_status_display()})에서는 표를 고칠 수 없습니다."


def save(
    *,
    actor: Actor,
    item: AgendaItem,
    data: Data,
    rows: Sequence[Data],
    table: ReportTable | None = None,
    version: int | None = None,
) -> ReportTable:
    """Store a table. A row with a `source` takes its figure from the indicator, from 1 January to the day `as_of`.

    Raises Invalid, by the cell (`rows.2.cells.1`) for what is no number, else for a sum over different units and for
    an unknown figure.
    """
    with transaction.atomic():
        meeting = MEETING_ACCESS.lock_for(actor, "manage", item.meeting_id)
        if reason := closed(meeting):
            raise Conflict(reason)
        if table is not None:
            table = item.tables.select_for_update().filter(pk=table.pk).first()
            if table is None:  # taken off the agenda meanwhile
                raise NotVisible
            if version is not None and table.version != version:
                raise Conflict
        last = item.tables.aggregate(last=Max("order"))["last"] or 0
        row = filled(table or ReportTable(item=item, order=last + 1, version=0), data)
        if not rows:
            raise Invalid("표의 줄을 하나 이상 적으십시오.")
        found = read(row, rows, meeting.council.host_id)
        if found.faults:
            raise Invalid(_said(row, found.faults))
        row.rows = [to_json(entry) for entry in found.entries]
        printed(row)
        row.version += 1
        row.save()
        changes = {"table": row.pk, "rows": len(found.entries)}
        audit.record(actor, "meeting.save_table", action="UPDATE", about=meeting, changes=changes)
    return row


def remove(*, actor: Actor, table: ReportTable) -> None:
    """Take a table off an agenda that is still being written."""
    with transaction.atomic():
        meeting = MEETING_ACCESS.lock_for(actor, "manage", table.item.meeting_id)
        if reason := closed(meeting):
            raise Conflict(reason)
        audit.record(actor, "meeting.remove_table", action="UPDATE", about=meeting, changes={"table": table.pk})
        table.delete()


def take_over(item: AgendaItem, before: Sequence[Data], after: Sequence[Data]) -> bool:
    """Store what a correction changed in the tables of an item, which stand in the order of the facts; whether any."""
    changed = False
    for row, old, new in zip(item.tables.all(), before, after, strict=False):
        if new["rows"] != old["rows"]:
            row.rows, row.version, changed = new["rows"], row.version + 1, True
            row.save(update_fields=["rows", "version"])
    return changed


# --- what was typed --------------------------------------------------------------------------------------------------


def filled(row: ReportTable, data: Data) -> ReportTable:
    """The table with what was typed around its rows, not stored. Raises Invalid for headings that cannot be."""
    for name in FIELDS:
        if name in data:
            empty = None if name in ("as_of", "year") else [] if name == "columns" else ""
            setattr(row, name, empty if data[name] is None else data[name])
    row.columns = _columns(row)
    return row


def _columns(row: ReportTable) -> list[str]:
    """The headings of D and E. Those of D are five years up to the plan unless others are named."""
    named = [str(one).strip() for one in row.columns or [] if str(one).strip()]
    if row.kind not in ("D", "E"):
        return []
    named = named or [*heads_of(facts_of([row])[0] | {"columns": []})]
    if not named:
        raise Invalid({"columns": "칸의 이름을 하나 이상 적으십시오."})
    if len(named) > MOST_COLUMNS or any(len(one) > 30 for one in named):
        raise Invalid({"columns": f"칸은 {MOST_COLUMNS}개까지, 이름은 30자까지 적으십시오."})
    return named


def read(row: ReportTable, rows: Sequence[Data], host_id: int) -> Read:
    """The typed rows of a table as entries, computed figures filled in. Raises Invalid for an unknown figure."""
    heads = heads_of(facts_of([row])[0])
    found = Read([], {})
    for place, typed in enumerate(rows):
        cells = typed.get("cells") or []
        if len(cells) > len(heads):
            raise Invalid(f"{place + 1}째 줄: 칸이 {len(heads)}개인데 {len(cells)}개를 적었습니다.")
        entry, faults = read_row(row.kind, typed, len(heads))
        source = str(typed.get("source") or "")
        if source and (source not in INDICATORS or row.kind not in WITH_SOURCES or entry.role):
            raise Invalid(f"{place + 1}째 줄: 등록되지 않은 지표이거나 실적을 가져올 수 없는 줄입니다.")
        entry = _computed(row, entry, source, heads, host_id) if source else entry
        found.entries.append(entry)
        found.faults |= {(place, column): words for column, words in faults.items()}
    return found


def _computed(row: ReportTable, entry: Entry, source: str, heads: Sequence[str], host_id: int) -> Entry:
    """The entry with the figures of an indicator up to the day of the table: the actual one, of a year, of months."""
    as_of = row.as_of or workdays.seoul_today()

    def figure(first: date, last: date) -> Number | None:
        return INDICATORS[source](host_id, first, last).value

    if row.kind == "M":
        ends = [date(as_of.year, month, monthrange(as_of.year, month)[1]) for month in range(1, as_of.month + 1)]
        found = {end.month: figure(end.replace(day=1), min(end, as_of)) for end in ends}
    else:
        found = {_actual_place(row.kind, heads, as_of.year): figure(date(as_of.year, 1, 1), as_of)}
    return replace(
        entry,
        source=source,
        values=tuple(found.get(place, entry.value(place)) for place in range(len(heads))),
        words=tuple("" if place in found else entry.word(place) for place in range(len(heads))),
    )


def _actual_place(kind: str, heads: Sequence[str], year: int) -> int:
    """Where a computed figure stands: in D under its year; a table without that year has no place for it."""
    if kind != "D":
        return 1
    place = next((at for at, head in enumerate(heads) if head.strip().startswith(str(year))), None)
    if place is None:
        raise Invalid({"columns": f"출처에서 가져온 {year}년 실적을 넣을 칸이 없습니다."})
    return place


def _said(row: ReportTable, faults: Mapping[tuple[int, int], str]) -> dict[str, str]:
    """What is wrong by the cell, each with words for its place."""
    heads = heads_of(facts_of([row])[0])
    return {
        f"rows.{at}.cells.{place}": f"{at + 1}째 줄 {heads[place]}: {words}" for (at, place), words in faults.items()
    }


# --- printing --------------------------------------------------------------------------------------------------------


def printed(row: ReportTable) -> Table:
    """The table as it prints. Raises Invalid for a sum over different units."""
    return print_rows(facts_of([row])[0])


def proof(row: ReportTable, found: Read) -> Table:
    """How typed rows will print; a cell that is wrong says so and nothing is computed from it."""
    for at, place in found.faults:
        entry = found.entries[at]
        cells = range(max(place + 1, len(entry.values)))
        found.entries[at] = replace(
            entry,
            values=tuple(None if one == place else entry.value(one) for one in cells),
            words=tuple(TO_MEND if one == place else entry.word(one) for one in cells),
        )
    row.rows = [to_json(entry) for entry in found.entries]
    return printed(row)


def print_rows(facts: Data) -> Table:
    """The same from facts as a report keeps them."""
    as_of = date.fromisoformat(facts["as_of"]) if facts.get("as_of") else None
    try:
        return build(
            facts["kind"],
            [from_json(one) for one in facts["rows"]],
            year=_year(facts),
            as_of=as_of,
            title=facts.get("title") or "",
            columns=facts.get("columns") or (),
        )
    except ValueError as error:
        raise Invalid(str(error)) from None


def heads_of(facts: Data) -> tuple[str, ...]:
    """The typed columns of a table, from facts as a report keeps them."""
    return figures(facts["kind"], _year(facts), facts.get("columns") or ())


def _year(facts: Data) -> int:
    """Of the plan: the year after the day of the table unless another is named."""
    as_of = date.fromisoformat(facts["as_of"]) if facts.get("as_of") else workdays.seoul_today()
    return facts.get("year") or as_of.year + 1


def facts_of(rows: Iterable[ReportTable]) -> list[dict[str, Any]]:
    """What a report keeps of tables: the typed rows, not how they print."""
    return [
        {
            "kind": row.kind,
            "title": row.title,
            "as_of": str(row.as_of) if row.as_of else None,
            "year": row.year,
            "columns": row.columns,
            "rows": row.rows,
        }
        for row in rows
    ]
