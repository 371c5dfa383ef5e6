"""The places of an issued report that may be corrected, and a report with one of them changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from network.councils.models import ActionItem, AgendaItem, Meeting
from network.councils.services.tables import heads_of

TEXT, NUMBER, MOMENT, DAY = "text", "number", "moment", "day"


def _longest(model: type[Model], name: str) -> int:
    """Signs that a column holds: what a correction writes is stored there when it is issued."""
    return int(model._meta.get_field(name).max_length or 0)  # type: ignore[union-attr]


_LONGEST_ACTION, _LONGEST_PLACE = _longest(ActionItem, "text"), _longest(Meeting, "place")
VOTES = (("votes_for", "찬성"), ("votes_against", "반대"), ("votes_abstained", "기권"))


@dataclass(frozen=True)
class Place:
    """A place of a report: where in the facts, under which heading, in which words, what stands there now.

    `form`: how it is written: a text, a number, a moment (`2026-12-10 14:00`) or a day (`2027-01-29`). `most`: signs that
    it holds.
    """

    path: str
    group: str
    label: str
    now: str
    form: str = TEXT
    most: int = 5000

    @property
    def words(self) -> str:
        return f"{self.group} · {self.label}"


def places(said: Mapping[str, Any]) -> list[Place]:
    """What a correction may change, in the order of the report; nothing of one that says nothing."""
    if not said:
        return []
    found = [*_of_meeting(said)]
    for number, item in enumerate(said["items"]):
        found += _of_item(f"items.{number}", f"{number + 1}. {item['title']}", item)
    for number, action in enumerate(said["actions"]):
        group = f"조치사항 {number + 1}"
        found += [
            Place(f"actions.{number}.text", group, "조치 내용", action["text"], most=_LONGEST_ACTION),
            Place(f"actions.{number}.owner", group, "담당 기관", action["owner"], most=60),
            Place(f"actions.{number}.due_on", group, "기한", action["due_on"], DAY),
        ]
    return found


def _of_meeting(said: Mapping[str, Any]) -> Iterator[Place]:
    group = "회의 개요"
    yield Place("starts_at", group, "시작", said["starts_at"], MOMENT)
    yield Place("ends_at", group, "종료", said["ends_at"], MOMENT)
    yield Place("place", group, "장소", said["place"], most=_LONGEST_PLACE)
    yield Place("present", group, "참석자", said["present"])
    for number, text in enumerate(said["groups"]):
        yield Place(f"groups.{number}", group, f"참석자 명단 {number + 1}", text)


def _of_item(path: str, group: str, item: Mapping[str, Any]) -> Iterator[Place]:
    for name, label in (("paper", "주요 내용"), ("discussion", "논의 내용"), ("decision", "결정 사항")):
        yield Place(f"{path}.{name}", group, label, item[name], most=_longest(AgendaItem, name))
    if item["votes"]:
        for name, label in VOTES:
            yield Place(f"{path}.{name}", group, label, str(item[name]), NUMBER)
    for at, table in enumerate(item["tables"]):
        for row, entry in enumerate(table["rows"]):
            yield from _cells(f"{path}.tables.{at}.rows.{row}", group, entry, table)


def _cells(path: str, group: str, entry: Mapping[str, Any], table: Mapping[str, Any]) -> Iterator[Place]:
    """The figures of one row of a table, or the words in their place, by their heading. Sums are computed."""
    if entry.get("role"):
        return
    words = entry.get("words") or []
    for column, head in enumerate(heads_of(table)):
        has_number = column < len(entry["values"]) and entry["values"][column] is not None
        is_word = table["kind"] == "E" or (not has_number and column < len(words) and words[column])
        stored = words if is_word else entry["values"]
        if column < len(stored):
            now = "" if stored[column] is None else str(stored[column])
            name, form = ("words", TEXT) if is_word else ("values", NUMBER)
            yield Place(f"{path}.{name}.{column}", group, f"표 · {entry['name']} · {head}", now, form)


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
