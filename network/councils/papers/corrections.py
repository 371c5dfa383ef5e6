"""The places of an issued report that may be corrected, and a report with one of them changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any


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
