"""The report of a meeting (domain 4.3): `facts` gathers what it says as plain values, which an approved document keeps; `report_blocks`
lays them out. Nothing here asks the database: rows are passed in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from core import codes, dates, outlines
from core.blocks import Block, attached, chapter, heading, line, of_tables
from core.formats import percent
from core.models import StoredFile
from core.reports import Paper
from network.councils.models import ActionItem, AgendaItem, Attendee, GuestGroup, Meeting
from network.councils.models.meetings import people_words
from network.councils.papers.blocks import actions_table, agenda_lines
from network.councils.services import counting, minutes
from network.councils.services.groups import order_of, words_of
from network.councils.services.tables import facts_of, print_rows

REPORT = Paper("council_report", "회의 결과 보고", "documents/papers/report.html", is_issued=True)
LETTERS = "가나다라마바사아자차카타파하거너더러머버서어저처커터퍼허"
NO_DECISION = "결정 없음"
ACTION_STATES = {"OPEN": "미착수", "DOING": "추진 중", "DONE": "완료", "DELAYED": "지연", "DROPPED": "중단"}


def facts(
    meeting: Meeting,
    people: Sequence[Attendee],
    items: Sequence[AgendaItem],
    earlier: Sequence[ActionItem],
    next_at: datetime | None = None,
    files: Sequence[StoredFile] = (),
    guests: Sequence[GuestGroup] = (),
) -> dict[str, Any]:
    """What the report of a meeting says, as values that JSON keeps."""
    actions = [(place, action) for place, item in enumerate(items, start=1) for action in item.actions.all()]
    return {
        "title": meeting.title,
        "mode": meeting.mode,
        "starts_at": typed_moment(meeting.starts_at),
        "ends_at": typed_moment(meeting.ends_at),
        "place": meeting.place,
        "when": _when(meeting.mode, meeting.starts_at, meeting.ends_at),
        "where": where_words(meeting.mode, meeting.place),
        "present": present_words(meeting, people, guests),
        "groups": group_lines(meeting, people, guests),
        "short": counting.turnout(meeting.council, people).short_words,
        "items": [_item_facts(item) for item in items],
        "actions": [
            _action_facts(action) | {"item": str(place)}
            for place, action in sorted(actions, key=lambda one: (one[1].due_on, one[1].text))
        ],
        "earlier": [_action_facts(action) | {"state": _state_on(action, meeting)} for action in earlier],
        "plans": _plans(meeting, next_at),
        "attached": [
            *_list_of_people(meeting, people),
            "회의자료",
            *meeting.extra_papers,
            *(file.name.rpartition(".")[0] for file in files),
        ],
    }


def _list_of_people(meeting: Meeting, people: Sequence[Attendee]) -> list[str]:
    """What tells who took part: the answers of a written meeting; nothing where nobody knows any more."""
    if meeting.is_by_answers:
        return ["서면 회의 회신서"]
    return ["참석자 명부"] if any(row.attendance for row in people) or meeting.notified_at else []


def derived(said: Mapping[str, Any]) -> dict[str, Any]:
    """The facts with all that follows from those that can be corrected: when, where, the words of a vote, of a day."""
    starts, ends = read_moment(said["starts_at"]), read_moment(said["ends_at"])
    return {
        **said,
        "when": _when(said["mode"], starts, ends),
        "where": where_words(said["mode"], said["place"]),
        "items": [
            item | {"votes": minutes.votes_in_words(item["way"], *(item[name] for name in minutes.VOTES))}
            for item in said["items"]
        ],
        "actions": [one | {"due": dates.paper_day(date.fromisoformat(one["due_on"]))} for one in said["actions"]],
    }


MOMENT = "%Y-%m-%d %H:%M"


def typed_moment(moment: datetime) -> str:
    """`2026-12-10 14:00` in Seoul: a moment as the facts keep it."""
    return timezone.localtime(moment).strftime(MOMENT)


def read_moment(text: str) -> datetime:
    """Raises ValueError for what is no moment."""
    return timezone.make_aware(datetime.strptime(text, MOMENT))


def _when(mode: str, starts_at: datetime, ends_at: datetime) -> str:
    if mode == "WRITTEN":
        first, last = dates.paper_date(starts_at), dates.paper_date(ends_at)
        return first if first == last else f"{first}~{last}"
    return dates.paper_span(starts_at, ends_at)


def where_words(mode: str, place: str) -> str:
    if mode == "FACE":
        return place or "확인되지 않음"
    word = codes.label("meeting_mode", mode)
    return f"{place}({word})" if place else word


def present_words(meeting: Meeting, people: Sequence[Attendee], guests: Sequence[GuestGroup] = ()) -> str:
    """`14명 / 위원 18명(참석률 77.8%, 대리참석 1명 포함)`; of a written meeting the answers (domain 4.3)."""
    note = outlines.lines(meeting.attendee_note)
    if note and not note[0].startswith("("):
        return note[0]
    count = counting.turnout(meeting.council, people)
    if meeting.mode == "WRITTEN":
        rate = percent(count.present, count.members)
        return f"회신 {count.present}명 / 위원 {count.members}명(회신율 {rate}%)"
    others = people_words(sum(one.number for one in guests), is_about=any(one.is_about for one in guests))
    if count.unmarked == count.members:  # nobody knows any more which members came
        return others if guests else "확인되지 않음"
    proxies = f", 대리참석 {count.proxies}명 포함" if count.proxies else ""
    known = f"확인된 {count.members - count.unmarked}명의 " if count.unmarked else ""
    unknown = f", 확인되지 않음 {count.unmarked}명" if count.unmarked else ""
    found = f"{count.present}명 / 위원 {count.members}명({known}참석률 {count.rate}%{proxies}{unknown})"
    return f"{found}, 그 밖의 참석자 {others}" if guests else found


def group_lines(meeting: Meeting, people: Sequence[Attendee], guests: Sequence[GuestGroup] = ()) -> list[str]:
    """`(보건소) 가상시 보건소 건강증진팀장 가가상 등 3명`: chair, host, regional hospital, support group, then by kind,
    then those without a record each."""
    note = outlines.lines(meeting.attendee_note)
    if note:
        return note if note[0].startswith("(") else note[1:]
    chair = next((row for row in people if row.role == "CHAIR" and row.came), None)
    leads = "위원장" if meeting.is_by_answers else "주재"
    found = [f"({leads}) {_who(chair, short=True)}"] if chair else []
    groups: dict[str, list[Attendee]] = {}
    for row in sorted(people, key=lambda one: (order_of(one.institution.kind), one.institution_name, one.name)):
        if row.came and row is not chair and row.has_vote:
            groups.setdefault(words_of(row.institution.kind), []).append(row)
    found += [f"({word}) {_first_of(rows)}" for word, rows in groups.items()]
    away = "미회신" if meeting.is_by_answers else "불참"
    for word, marks in (("배석", ("OBSERVER", "ATTENDED")), (away, ("ABSENT", "EXCUSED"))):
        rows = [row for row in people if row.attendance in marks and row.has_vote == (word == away)]
        found += [f"({word}) {_first_of(rows)}"] if rows else []
    return [*found, *(f"(그 밖) {one}" if found else str(one) for one in guests)]


def _first_of(rows: Sequence[Attendee]) -> str:
    more = f" 등 {len(rows)}명" if len(rows) > 1 else ""
    return _who(rows[0]) + more


def _who(row: Attendee, *, short: bool = False) -> str:
    place = [] if short else [row.institution_name]
    if row.attendance == "PROXY":
        return " ".join([*place, row.proxy_position, f"{row.proxy_name}(대리)"]).replace("  ", " ")
    return " ".join(part for part in [*place, row.position, row.name] if part)


def _item_facts(item: AgendaItem) -> dict[str, Any]:
    return {
        "pk": item.pk,
        "kind": item.kind,
        "is_standing": item.is_standing,
        "title": item.title,
        "paper": item.paper,
        "tables": facts_of(item.tables.all()),
        "discussion": item.discussion,
        "way": item.way,
        **{name: getattr(item, name) for name in minutes.VOTES},
        "votes": minutes.vote_words(item),
        "decision": item.decision,
        "presenter": item.presenter,
        "minutes": item.minutes,
    }


def _action_facts(action: ActionItem) -> dict[str, Any]:
    owner = f"{action.owner.name} {action.person}".strip()
    due = {"due_on": action.due_on.isoformat(), "due": dates.paper_day(action.due_on)}
    return {"pk": str(action.pk), "text": action.text, "owner": owner, **due, "remark": ""}


def _state_on(action: ActionItem, meeting: Meeting) -> str:
    """As the meeting finds it: what was due before and is not done is late, whatever its owner reported."""
    is_late = action.status in ("OPEN", "DOING") and action.due_on < dates.seoul_date(meeting.starts_at)
    return ACTION_STATES["DELAYED" if is_late else action.status]


def _plans(meeting: Meeting, next_at: datetime | None) -> list[str]:
    moment = meeting.next_meeting_at or next_at
    first = [f"차기 회의: {dates.paper_date(moment)} {dates.seoul_time(moment)} 예정"] if moment else []
    return [*first, *outlines.lines(meeting.plan_note)]


def report_blocks(said: Mapping[str, Any]) -> list[Block]:
    """The whole report in the order of domain 4.3."""
    found = [*_overview(said), chapter("Ⅱ. 안건별 논의 결과")]
    items = said["items"]
    for place, item in enumerate(items, start=1):
        number = f"{place}. " if len(items) > 1 else ""
        found += [heading(f"{number}{outlines.bare(item['title'])}"), *_item_blocks(item, said.get("short", ""))]
    found.append(chapter("Ⅲ. 결정 사항 및 조치 계획"))
    found.append(actions_table(said["actions"], "비고", "remark") if said["actions"] else line(2, "○", "조치사항 없음"))
    found.append(chapter("Ⅳ. 이전 회의 조치사항 이행 현황"))
    found.append(actions_table(said["earlier"], "상태", "state") if said["earlier"] else line(2, "○", "해당 없음"))
    found.append(chapter("Ⅴ. 향후 계획"))
    found += outlines.read("\n".join(said["plans"]) or "차기 회의 일정은 따로 알림", 2)
    return [*found, attached(said["attached"])]


def _overview(said: Mapping[str, Any]) -> list[Block]:
    found = [
        chapter("Ⅰ. 회의 개요"),
        line(1, "□", said["when"], "일시"),
        line(1, "□", said["where"], "장소"),
        line(1, "□", said["present"], "참석자"),
        *([line(2, "※", said["short"])] if said.get("short") else []),
        *outlines.read("\n".join(said["groups"]), 2),
        line(1, "□", f"{len(said['items'])}건", "안건"),
    ]
    return [*found, *agenda_lines(said["items"])]


def _item_blocks(item: Mapping[str, Any], short: str) -> list[Block]:
    """가. 주요 내용 (where there is any), 나. 논의 내용, 다. 결정 사항; `short`: that too few were there to decide."""
    tables = of_tables(print_rows(one) for one in item["tables"])
    decided = outlines.bare(item["decision"]) if item["votes"] else item["decision"]
    decision = " → ".join(filter(None, [item["votes"], decided or NO_DECISION]))
    if short and decided and (item["kind"] == "DECISION" or item["way"]):
        decision = f"{decision}\n※ {short}"
    parts: list[tuple[str, list[Block]]] = [
        ("주요 내용", [*outlines.read(item["paper"]), *tables]),
        ("논의 내용", outlines.read(item["discussion"])),
        ("결정 사항", outlines.read(decision)),
    ]
    found: list[Block] = []
    letters = iter(LETTERS)
    for title, rows in parts:
        if rows:
            found += [line(2, f"{next(letters)}.", title, leads=True), *rows]
    return found
