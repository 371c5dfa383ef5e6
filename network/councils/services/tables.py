"""Plan-against-actual tables of an agenda item: rows typed in, or computed from registered figures with their date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max

from core import audit, workdays
from core.actor import Actor
from core.errors import Conflict, Invalid, NotVisible
from core.formats import Number
from core.indicators import INDICATORS, definitions
from core.tables import Entry, Table, build, from_json, read_number, to_json
from network.councils.access import MEETING_ACCESS
from network.councils.models import AgendaItem, ReportTable
from network.councils.services import planning
from network.councils.workflow import MeetingStatus

Data = Mapping[str, Any]
FIELDS = ("kind", "title", "as_of", "year", "totals", "columns")
MOST_COLUMNS = 10
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

    Raises Invalid for words where a number belongs, for a total over different units, for an unknown figure.
    """
    with transaction.atomic():
        meeting = MEETING_ACCESS.lock_for(actor, "manage", item.meeting_id)
        if meeting.status not in OPEN:
            raise Conflict(f"지금 상태({meeting.get_status_display()})에서는 표를 고칠 수 없습니다.")
        if table is not None and version is not None and table.version != version:
            raise Conflict
        last = item.tables.aggregate(last=Max("order"))["last"] or 0
        row = table or ReportTable(item=item, order=last + 1, version=0)
        for name in FIELDS:
            if name in data:
                empty = None if name in ("as_of", "year") else [] if name == "columns" else ""
                setattr(row, name, empty if data[name] is None else data[name])
        row.columns = _columns(row)
        as_of = row.as_of or workdays.seoul_today()
        read = _entry if row.kind in ("A", "B", "C") else _wide(row.kind, row.columns)
        entries = [read(one, meeting.council.host_id, as_of, place) for place, one in enumerate(rows, start=1)]
        if not entries:
            raise Invalid("표의 줄을 하나 이상 적으십시오.")
        row.rows = [to_json(entry) for entry in entries]
        printed(row)
        row.version += 1
        row.save()
        changes = {"table": row.pk, "rows": len(entries)}
        audit.record(actor, "meeting.save_table", action="UPDATE", about=meeting, changes=changes)
    return row


def _columns(row: ReportTable) -> list[str]:
    """The headings of D and E. Those of D are five years up to the plan unless others are named."""
    named = [str(one).strip() for one in row.columns or [] if str(one).strip()]
    if row.kind == "D":
        plan = row.year or (row.as_of or workdays.seoul_today()).year + 1
        named = named or [*(str(plan - back) for back in range(4, 0, -1)), f"{plan} (계획)"]
    elif row.kind != "E":
        return []
    if not named:
        raise Invalid({"columns": "칸의 이름을 하나 이상 적으십시오."})
    if len(named) > MOST_COLUMNS or any(len(one) > 30 for one in named):
        raise Invalid({"columns": f"칸은 {MOST_COLUMNS}개까지, 이름은 30자까지 적으십시오."})
    return named


def _wide(kind: str, columns: Sequence[str]) -> Any:
    """Reads a row of D (numbers by year, or words in their place) or of E (words)."""

    def read(data: Data, host_id: int, as_of: date, place: int) -> Entry:
        cells = [str(one).strip() for one in data.get("cells") or []]
        if len(cells) > len(columns):
            raise Invalid(f"{place}째 줄: 칸이 {len(columns)}개인데 {len(cells)}개를 적었습니다.")
        source = str(data.get("source") or "") if kind == "D" else ""
        if source and source not in INDICATORS:
            raise Invalid(f"{place}째 줄: 등록되지 않은 지표입니다.")
        values: list[Number | None] = []
        words: list[str] = []
        for cell in [*cells, *[""] * (len(columns) - len(cells))]:
            value, word = _cell(cell, is_word=kind == "E")
            values.append(value)
            words.append(word)
        if source:
            _fill(values, words, columns, as_of, INDICATORS[source](host_id, date(as_of.year, 1, 1), as_of).value)
        return Entry(
            name=str(data["name"]),
            unit=str(data.get("unit") or ""),
            values=tuple(values) if kind == "D" else (),
            words=tuple(words),
            source=source,
            decimals=max(map(_decimals, values)),
            group=str(data.get("group") or ""),
        )

    return read


def _cell(text: str, *, is_word: bool) -> tuple[Number | None, str]:
    """A number, or the words that stand in its place; nothing and `-` are missing."""
    if is_word:
        return None, text or "-"
    try:
        return read_number(text), ""
    except ValueError:
        return None, text


def _fill(
    values: list[Number | None], words: list[str], columns: Sequence[str], as_of: date, value: Number | None
) -> None:
    """Put a computed figure under its year; a table without that year has no place for it."""
    places = [place for place, head in enumerate(columns) if head.strip().startswith(str(as_of.year))]
    if not places:
        raise Invalid({"columns": f"출처에서 가져온 {as_of.year}년 실적을 넣을 칸이 없습니다."})
    values[places[0]], words[places[0]] = value, ""


def remove(*, actor: Actor, table: ReportTable) -> None:
    """Take a table off an agenda that is still being written."""
    with transaction.atomic():
        meeting = MEETING_ACCESS.lock_for(actor, "manage", table.item.meeting_id)
        if meeting.status not in OPEN:
            raise Conflict(f"지금 상태({meeting.get_status_display()})에서는 표를 고칠 수 없습니다.")
        audit.record(actor, "meeting.remove_table", action="UPDATE", about=meeting, changes={"table": table.pk})
        table.delete()


def _entry(data: Data, host_id: int, as_of: date, place: int) -> Entry:
    source = str(data.get("source") or "")
    if source and source not in INDICATORS:
        raise Invalid(f"{place}째 줄: 등록되지 않은 지표입니다.")
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
        raise Invalid(f"{place}째 줄: {error}") from None
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
    """The table as it prints. Raises Invalid for a total over different units."""
    return print_rows(
        {
            "kind": row.kind,
            "title": row.title,
            "as_of": row.as_of and str(row.as_of),
            "year": row.year,
            "totals": row.totals,
            "columns": row.columns,
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
            columns=facts.get("columns") or (),
        )
    except ValueError as error:
        raise Invalid(str(error)) from None


def facts_of(rows: Iterable[ReportTable]) -> list[dict[str, Any]]:
    """What a report keeps of tables: the typed rows, not how they print."""
    return [
        {
            "kind": row.kind,
            "title": row.title,
            "as_of": str(row.as_of) if row.as_of else None,
            "year": row.year,
            "totals": row.totals,
            "columns": row.columns,
            "rows": row.rows,
        }
        for row in rows
    ]
