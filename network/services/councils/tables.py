"""Plan-against-actual tables of an agenda item: rows typed in, or computed from registered figures with their date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max

from core import audit, workdays
from core.actor import Actor
from core.errors import Conflict, NotVisible, Refused
from core.formats import Number
from core.indicators import INDICATORS, definitions
from core.tables import Entry, Table, build, from_json, read_number, to_json
from network.council_workflow import MeetingStatus
from network.models import AgendaItem, ReportTable
from network.services.councils import planning

Data = Mapping[str, Any]
FIELDS = ("kind", "title", "as_of", "year", "totals")
OPEN = (*planning.OPEN_TO_PLAN, MeetingStatus.HELD, MeetingStatus.MINUTES_DRAFT)


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

    Raises Refused for words where a number belongs, for a total over different units, for an unknown figure.
    """
    with transaction.atomic():
        meeting = planning.locked(actor, item.meeting)
        if meeting.status not in OPEN:
            raise Conflict(f"지금 상태({meeting.get_status_display()})에서는 표를 고칠 수 없습니다.")
        if table is not None and version is not None and table.version != version:
            raise Conflict
        last = item.tables.aggregate(last=Max("order"))["last"] or 0
        row = table or ReportTable(item=item, order=last + 1, version=0)
        for name in FIELDS:
            if name in data:
                setattr(row, name, data[name] if data[name] is not None or name in ("as_of", "year") else "")
        as_of = row.as_of or workdays.seoul_today()
        entries = [_entry(one, meeting.council.host_id, as_of, place) for place, one in enumerate(rows, start=1)]
        if not entries:
            raise Refused("표의 줄을 하나 이상 적으십시오.")
        row.rows = [to_json(entry) for entry in entries]
        printed(row)
        row.version += 1
        row.save()
        changes = {"table": row.pk, "rows": len(entries)}
        audit.record(actor, "meeting.save_table", action="UPDATE", about=meeting, changes=changes)
    return row


def remove(*, actor: Actor, table: ReportTable) -> None:
    """Take a table off an agenda that is still being written."""
    with transaction.atomic():
        meeting = planning.locked(actor, table.item.meeting)
        if meeting.status not in OPEN:
            raise Conflict(f"지금 상태({meeting.get_status_display()})에서는 표를 고칠 수 없습니다.")
        audit.record(actor, "meeting.remove_table", action="UPDATE", about=meeting, changes={"table": table.pk})
        table.delete()


def _entry(data: Data, host_id: int, as_of: date, place: int) -> Entry:
    source = str(data.get("source") or "")
    if source and source not in INDICATORS:
        raise Refused(f"{place}째 줄: 등록되지 않은 지표입니다.")
    try:
        plan = read_number(str(data.get("plan") or ""))
        actual: Number | None = None
        words = ""
        typed = str(data.get("actual") or "")
        if source:
            figure = INDICATORS[source](host_id, date(as_of.year, 1, 1), as_of)
            actual = figure.value
        elif data.get("note") == "ONGOING" and typed and not any(sign.isdigit() for sign in typed):
            words = typed
        else:
            actual = read_number(typed)
    except ValueError as error:
        raise Refused(f"{place}째 줄: {error}") from None
    decimals = max(_decimals(plan), _decimals(actual))
    return Entry(
        name=str(data["name"]),
        unit=str(data.get("unit") or ""),
        values=(plan, actual),
        words=("", words),
        note=str(data.get("note") or ""),
        remark=str(data.get("remark") or ""),
        source=source,
        decimals=decimals,
    )


def _decimals(value: Any) -> int:
    return 1 if value is not None and value != int(value) else 0


def printed(row: ReportTable) -> Table:
    """The table as it prints. Raises Refused for a total over different units."""
    return print_rows(
        {
            "kind": row.kind,
            "title": row.title,
            "as_of": row.as_of and str(row.as_of),
            "year": row.year,
            "totals": row.totals,
            "rows": row.rows,
        }
    )


def print_rows(facts: Data) -> Table:
    """The same from facts as a report keeps them."""
    as_of = date.fromisoformat(facts["as_of"]) if facts.get("as_of") else None
    year = facts.get("year") or (as_of.year + 1 if as_of else workdays.seoul_today().year + 1)
    try:
        return build(
            facts["kind"],
            [from_json(one) for one in facts["rows"]],
            year=year,
            as_of=as_of,
            totals=facts.get("totals") or "",
            title=facts.get("title") or "",
        )
    except ValueError as error:
        raise Refused(str(error)) from None


def facts_of(rows: Iterable[ReportTable]) -> list[dict[str, Any]]:
    """What a report keeps of tables: the typed rows, not how they print."""
    return [
        {
            "kind": row.kind,
            "title": row.title,
            "as_of": str(row.as_of) if row.as_of else None,
            "year": row.year,
            "totals": row.totals,
            "rows": row.rows,
        }
        for row in rows
    ]
