"""The papers of a meeting as blocks of text and tables: one making for the page, the PDF and the HWPX (domain 4.1-4.4).

`facts` gathers what a report says as plain values, which an approved document keeps; `blocks` lays facts out. Nothing
here asks the database: rows are passed in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from core import codes, dates
from core.formats import percent
from core.models import StoredFile
from core.reports import Paper
from core.tables import Table
from network.council_groups import order_of, words_of
from network.models import ActionItem, AgendaItem, Meeting, Participant
from network.services.councils import counting, notes
from network.services.councils.tables import facts_of, print_rows

NOTICE = Paper("council_notice", "회의 개최 알림", "network/councils/papers/notice.html")
AGENDA = Paper("council_agenda", "회의자료", "network/councils/papers/blocks.html")
SIGN_SHEET = Paper("council_signs", "참석자 명부", "network/councils/papers/signs.html")
REPORT = Paper("council_report", "회의 결과 보고", "network/councils/papers/report.html")
YEAR = Paper("council_year", "협의체 운영 현황", "network/councils/papers/blocks.html")

CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
LETTERS = "가나다라마바사아자차카타파하거너더러머버서어저처커터퍼허"
SHORT_KINDS = {"DECISION": "의결"}
ACTION_STATES = {"OPEN": "미착수", "DOING": "추진 중", "DONE": "완료", "DELAYED": "지연", "DROPPED": "중단"}
Block = dict[str, Any]
GAP = "\u00a0\u00a0"  # two half-width blanks, one full letter


# --- blocks ----------------------------------------------------------------------------------------------------------


def chapter(text: str) -> Block:
    return {"kind": "chapter", "text": text}


def heading(text: str) -> Block:
    return {"kind": "heading", "text": text}


def line(level: int, sign: str, text: str, label: str = "") -> Block:
    return {"kind": "line", "level": level, "sign": sign, "text": text, "label": label}


def table(columns: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[str], **more: Any) -> Block:
    """A table of words; `widths`: a class per column (`no`, `20`, `26`, `34`, `42` or empty); `numbers`: columns at the right."""
    found = {"kind": "table", "columns": list(columns), "rows": [list(row) for row in rows], "widths": list(widths)}
    return found | {"caption": "", "title": "", "numbers": [], "left": [], "totals": []} | more


def of_table(found: Table) -> Block:
    """A plan-against-actual table."""
    numbers = [place for place in range(len(found.columns)) if place not in found.text_columns]
    totals = [place for place, row in enumerate(found.lines) if row.is_total]
    widths = ["42", *["" for _ in found.columns[1:]]]
    return table(
        found.columns,
        found.rows,
        widths,
        caption=found.caption,
        title=found.title,
        numbers=numbers,
        left=[0],
        totals=totals,
    )


def attached(titles: Sequence[str]) -> Block:
    """붙임, the last line with 끝. (one attachment: no number)."""
    lines = [f"{title} 1부." for title in titles]
    if len(lines) > 1:
        lines = [f"{place}. {text}" for place, text in enumerate(lines, start=1)]
    lines[-1] += f"{GAP}끝."
    return {"kind": "attached", "lines": lines}


def circled(order: int) -> str:
    return CIRCLED[order - 1] if order <= len(CIRCLED) else f"({order})"


def kind_word(kind: str) -> str:
    """`(보고)`; an item of no kind has none."""
    return "" if kind == "OTHER" else f"({SHORT_KINDS.get(kind) or codes.label('agenda_kind', kind)}) "


def _lines(text: str) -> list[str]:
    return [one.strip().removeprefix("○").strip() for one in text.splitlines() if one.strip()]


# --- facts of a report -----------------------------------------------------------------------------------------------


def facts(
    meeting: Meeting,
    people: Sequence[Participant],
    items: Sequence[AgendaItem],
    earlier: Sequence[ActionItem],
    next_at: datetime | None = None,
    files: Sequence[StoredFile] = (),
) -> dict[str, Any]:
    """What the report of a meeting says, as values that JSON keeps."""
    actions = [action for item in items for action in item.actions.all()]
    return {
        "title": meeting.title,
        "when": _when(meeting),
        "where": _where(meeting),
        "present": present_words(meeting, people),
        "groups": group_lines(meeting, people),
        "items": [_item_facts(item) for item in items],
        "actions": [_action_facts(action) for action in sorted(actions, key=lambda one: (one.due_on, one.text))],
        "earlier": [_action_facts(action) | {"state": ACTION_STATES[action.status]} for action in earlier],
        "plans": _plans(meeting, next_at),
        "attached": [
            "참석자 명부",
            "회의자료",
            *meeting.extra_papers,
            *(file.name.rpartition(".")[0] for file in files),
        ],
    }


def _when(meeting: Meeting) -> str:
    if meeting.mode == "WRITTEN":
        first, last = dates.paper_date(meeting.starts_at), dates.paper_date(meeting.ends_at)
        return first if first == last else f"{first} ~ {last}"
    return dates.paper_span(meeting.starts_at, meeting.ends_at)


def _where(meeting: Meeting) -> str:
    if meeting.mode == "FACE":
        return meeting.place
    word = codes.label("meeting_mode", meeting.mode)
    return f"{meeting.place}({word})" if meeting.place else word


def present_words(meeting: Meeting, people: Sequence[Participant]) -> str:
    """`14명 / 위원 18명(참석률 77.8%, 대리참석 1명 포함)`; of a written meeting the answers (domain 4.3)."""
    note = _lines(meeting.attendee_note)
    if note and not note[0].startswith("("):
        return note[0]
    count = counting.turnout(meeting.council, people)
    if meeting.mode == "WRITTEN":
        rate = percent(count.present, count.members)
        return f"회신 {count.present}명 / 위원 {count.members}명(회신율 {rate}%)"
    proxies = f", 대리참석 {count.proxies}명 포함" if count.proxies else ""
    return f"{count.present}명 / 위원 {count.members}명(참석률 {count.rate}%{proxies})"


def group_lines(meeting: Meeting, people: Sequence[Participant]) -> list[str]:
    """`(보건소) 가상시 보건소 건강증진팀장 가가상 등 3명`: chair, host, regional hospital, support group, then by kind."""
    note = _lines(meeting.attendee_note)
    if note:
        return note if note[0].startswith("(") else note[1:]
    chair = next((row for row in people if row.role == "CHAIR" and row.came), None)
    found = [f"(주재) {_who(chair, short=True)}"] if chair else []
    groups: dict[str, list[Participant]] = {}
    for row in sorted(people, key=lambda one: (order_of(one.institution.kind), one.institution_name, one.name)):
        if row.came and row is not chair and row.has_vote:
            groups.setdefault(words_of(row.institution.kind), []).append(row)
    found += [f"({word}) {_first_of(rows)}" for word, rows in groups.items()]
    for word, marks in (("배석", ("OBSERVER", "ATTENDED")), ("불참", ("ABSENT", "EXCUSED"))):
        rows = [row for row in people if row.attendance in marks and row.has_vote == (word == "불참")]
        found += [f"({word}) {_first_of(rows)}"] if rows else []
    return found


def _first_of(rows: Sequence[Participant]) -> str:
    more = f" 등 {len(rows)}명" if len(rows) > 1 else ""
    return _who(rows[0]) + more


def _who(row: Participant, *, short: bool = False) -> str:
    place = [] if short else [row.institution_name]
    if row.attendance == "PROXY":
        return " ".join([*place, row.proxy_position, f"{row.proxy_name}(대리)"]).replace("  ", " ")
    return " ".join(part for part in [*place, row.position, row.name] if part)


def _item_facts(item: AgendaItem) -> dict[str, Any]:
    return {
        "kind": item.kind,
        "title": item.title,
        "paper": item.paper,
        "tables": facts_of(item.tables.all()),
        "discussion": item.discussion,
        "votes": notes.vote_words(item),
        "decision": item.decision,
        "presenter": item.presenter,
        "minutes": item.minutes,
    }


def _action_facts(action: ActionItem) -> dict[str, Any]:
    owner = f"{action.owner.name} {action.person}".strip()
    return {"text": action.text, "owner": owner, "due": dates.paper_day(action.due_on), "remark": ""}


def _plans(meeting: Meeting, next_at: datetime | None) -> list[str]:
    moment = meeting.next_meeting_at or next_at
    first = [f"차기 회의: {dates.paper_date(moment)} {dates.seoul_time(moment)} 예정"] if moment else []
    return [*first, *_lines(meeting.plan_note)]


# --- the report ------------------------------------------------------------------------------------------------------


def report_blocks(said: Mapping[str, Any]) -> list[Block]:
    """The whole report in the order of domain 4.3."""
    found = [*_overview(said), chapter("Ⅱ. 안건별 논의 결과")]
    items = said["items"]
    for place, item in enumerate(items, start=1):
        number = f"{place}. " if len(items) > 1 else ""
        found += [heading(f"{number}{item['title']}"), *_item_blocks(item)]
    found.append(chapter("Ⅲ. 결정 사항 및 조치 계획"))
    found.append(_actions(said["actions"], "비고", "remark") if said["actions"] else line(2, "○", "조치사항 없음"))
    found.append(chapter("Ⅳ. 이전 회의 조치사항 이행 현황"))
    found.append(_actions(said["earlier"], "상태", "state") if said["earlier"] else line(2, "○", "해당 없음"))
    found.append(chapter("Ⅴ. 향후 계획"))
    found += [line(2, "○", text) for text in said["plans"]] or [line(2, "○", "차기 회의 일정은 따로 알림")]
    return [*found, attached(said["attached"])]


def _overview(said: Mapping[str, Any]) -> list[Block]:
    found = [
        chapter("Ⅰ. 회의 개요"),
        line(1, "□", said["when"], "일시"),
        line(1, "□", said["where"], "장소"),
        line(1, "□", said["present"], "참석자"),
        *(line(2, "○", text) for text in said["groups"]),
        line(1, "□", f"{len(said['items'])}건", "안건"),
    ]
    return [*found, *_agenda_lines(said["items"])]


def _agenda_lines(items: Sequence[Mapping[str, Any]]) -> list[Block]:
    return [
        line(2, circled(place), f"{kind_word(item['kind'])}{item['title']}")
        for place, item in enumerate(items, start=1)
    ]


def _item_blocks(item: Mapping[str, Any]) -> list[Block]:
    """가. 주요 내용 (where there is any), 나. 논의 내용, 다. 결정 사항."""
    tables = [of_table(print_rows(one)) for one in item["tables"]]
    decision = " → ".join(part for part in (item["votes"], item["decision"]) if part)
    parts: list[tuple[str, list[Block]]] = [
        ("주요 내용", [*_points(item["paper"]), *tables]),
        ("논의 내용", _points(item["discussion"])),
        ("결정 사항", _points(decision)),
    ]
    found: list[Block] = []
    letters = iter(LETTERS)
    for title, rows in parts:
        if rows:
            found += [line(2, f"{next(letters)}.", title), *rows]
    return found


def _points(text: str) -> list[Block]:
    return [line(3, "○", one) for one in _lines(text)]


def _actions(rows: Sequence[Mapping[str, Any]], last: str, name: str) -> Block:
    columns = ("연번", "조치 내용", "담당 기관" if last == "비고" else "담당", "기한", last)
    cells = [(str(place), row["text"], row["owner"], row["due"], row[name]) for place, row in enumerate(rows, start=1)]
    return table(columns, cells, ("no", "", "42", "26", "20"), left=[1])


# --- the other papers ------------------------------------------------------------------------------------------------


def agenda_blocks(said: Mapping[str, Any]) -> list[Block]:
    """회의자료: when and where, the agenda, then the paper of each item; what is open of earlier meetings at the end."""
    found = [
        line(1, "□", said["when"], "일시"),
        line(1, "□", said["where"], "장소"),
        line(1, "□", f"{len(said['items'])}건", "안건"),
        *_agenda_lines(said["items"]),
    ]
    for place, item in enumerate(said["items"], start=1):
        facts_line = " · ".join(
            part
            for part in (f"발표 {item['presenter']}" if item["presenter"] else "", _minutes(item["minutes"]))
            if part
        )
        found += [heading(f"{place}. {kind_word(item['kind'])}{item['title']}")]
        found += [line(2, "○", facts_line)] if facts_line else []
        found += _points(item["paper"])
        found += [of_table(print_rows(one)) for one in item["tables"]]
    if said["earlier"]:
        found += [chapter("이전 회의 조치사항"), _actions(said["earlier"], "상태", "state")]
    return found


def _minutes(minutes: int | None) -> str:
    return f"{minutes}분" if minutes else ""


def year_blocks(rows: Sequence[tuple[str, Sequence[Meeting]]]) -> list[Block]:
    """협의체명 | 운영횟수 및 일자 | 주요 내용 (domain 3.2): dates after the first drop the year."""
    cells = [(name, _dates_of(meetings), "\n".join(_contents(meetings)) or "-") for name, meetings in rows]
    return [table(("협의체명", "운영횟수 및 일자", "주요 내용"), cells, ("42", "42", ""), left=[2])]


def _dates_of(meetings: Sequence[Meeting]) -> str:
    if not meetings:
        return "-"
    first, *others = [one.starts_at for one in meetings]
    days = [dates.paper_day(first), *(dates.month_and_day(moment) for moment in others)]
    return f"{len(meetings)}회({', '.join(days)})"


def _contents(meetings: Sequence[Meeting]) -> list[str]:
    return [f"- {item.title}" for one in meetings for item in one.items.all() if not item.is_standing]


SHEET_ROWS = 15


def sign_sheets(people: Sequence[Participant]) -> list[list[dict[str, str]]]:
    """Everybody asked, in order, then empty rows for guests, fifteen on a sheet (domain 4.4)."""
    rows = [_sign_row(str(place), row) for place, row in enumerate(people, start=1)]
    least = len(rows) + 3
    full = -(-least // SHEET_ROWS) * SHEET_ROWS
    empty = dict.fromkeys(("number", "place", "title", "name", "remark"), "")
    rows += [dict(empty) for _ in range(full - len(rows))]
    return [rows[start : start + SHEET_ROWS] for start in range(0, full, SHEET_ROWS)]


def _sign_row(number: str, row: Participant) -> dict[str, str]:
    sends = row.attendance == "PROXY" or (not row.attendance and row.answer == "SENDS")
    remarks = [
        f"대리({row.name})" if sends else "",
        "비대면" if row.is_remote else "",
        "배석" if not row.has_vote else "",
    ]
    return {
        "number": number,
        "place": row.institution_name,
        "title": row.proxy_position if sends else row.position,
        "name": row.proxy_name if sends else row.name,
        "remark": ", ".join(part for part in remarks if part),
    }


def head_of(name: str, kind: str) -> str:
    """To whom an official letter goes: `가상시 보건소장`, `가상시장`."""
    return f"{name.removesuffix('청')}장" if kind == "LOCAL_GOV" and name.endswith("청") else f"{name}장"


def with_object(text: str) -> str:
    """`협의체를`, `워크숍을`: the particle follows the last letter's final consonant."""
    last = ord(text[-1]) - 0xAC00
    is_open = not (0 <= last < 11172) or last % 28 == 0
    return f"{text}{'를' if is_open else '을'}"


def notice_facts(meeting: Meeting, people: Sequence[Participant], items: Sequence[AgendaItem]) -> dict[str, Any]:
    """The lines of 개최 알림 (domain 4.2)."""
    start, end = meeting.starts_at, meeting.ends_at
    receivers = dict.fromkeys(
        head_of(row.institution_name, row.institution.kind)
        for row in people
        if row.institution_id != meeting.council.host_id
    )
    voters = sum(row.has_vote for row in people)
    online = "접속 주소 별도 안내" if meeting.mode in ("ONLINE", "HYBRID") else ""
    return {
        "title": meeting.title,
        "object": with_object(meeting.title),
        "when": f"{dates.kdate(start)} {dates.seoul_time(start)}~{dates.seoul_time(end)}",
        "where": f"{_where(meeting)}{'  ※ ' + online if online else ''}",
        "who": f"협의체 위원 {voters}명",
        "items": [f"({codes.label('agenda_kind', item.kind)}) {item.title}" for item in items],
        "until": dates.kdate(meeting.answer_until) if meeting.answer_until else "",
        "receivers": list(receivers),
    }


# --- corrections -----------------------------------------------------------------------------------------------------


def paths(said: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """What a correction may change: path, words for it, what stands there now."""
    found: list[tuple[str, str, str]] = [
        (name, label, str(said[name])) for name, label in (("when", "일시"), ("where", "장소"), ("present", "참석자"))
    ]
    for place, item in enumerate(said["items"]):
        for name, label in (("paper", "주요 내용"), ("discussion", "논의 내용"), ("decision", "결정 사항")):
            found.append((f"items.{place}.{name}", f"{item['title']} · {label}", str(item[name])))
        for at, facts_of_table in enumerate(item["tables"]):
            for row, entry in enumerate(facts_of_table["rows"]):
                found += _cells(f"items.{place}.tables.{at}.rows.{row}", entry, facts_of_table)
    for place, action in enumerate(said["actions"]):
        for name, label in (("text", "조치 내용"), ("owner", "담당 기관"), ("due", "기한")):
            found.append((f"actions.{place}.{name}", f"조치 {place + 1} · {label}", str(action[name])))
    return found


def _cells(path: str, entry: Mapping[str, Any], table: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """The cells of one row of a table: plan and actual, or those of D and E by their heading."""
    found = []
    heads = table.get("columns") or ("계획", "실적")
    words = entry.get("words") or []
    for column, head in enumerate(heads):
        name = f"표 · {entry['name']} · {head}"
        is_word = table["kind"] == "E" or (table["kind"] == "D" and column < len(words) and words[column])
        stored = words if is_word else entry["values"]
        if column < len(stored):
            now = stored[column]
            found.append((f"{path}.{'words' if is_word else 'values'}.{column}", name, "" if now is None else str(now)))
    return found


def replaced(said: Mapping[str, Any], path: str, value: Any, copy: Callable[[Any], Any]) -> dict[str, Any]:
    """The facts with one value changed, the old ones untouched."""
    found: dict[str, Any] = copy(said)
    *way, last = path.split(".")
    at: Any = found
    for step in way:
        at = at[int(step)] if isinstance(at, list) else at[step]
    if isinstance(at, list):
        at[int(last)] = value
    else:
        at[last] = value
    return found
