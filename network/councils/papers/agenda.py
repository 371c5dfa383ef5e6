"""회의자료: when and where, the agenda as one table, then what there is to read of each item (domain 4.2)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from core import outlines
from core.blocks import Block, chapter, line, of_tables, table
from core.reports import Paper
from network.councils.papers.blocks import actions_table, kind_word
from network.councils.services.tables import print_rows

APART, TOLD = "별도 자료", "회의에서 설명"
AGENDA = Paper("council_agenda", "회의자료", "paper_blocks.html")


def agenda_blocks(said: Mapping[str, Any], host: str = "", apart: Collection[Any] = ()) -> list[Block]:
    """What is open of earlier meetings stands under the item that checks it, at the end where there is none. Where any
    item has something to read, each has its place: whoever looks for one finds it, or where else to look.

    `host`: the office that holds the meeting; `apart`: keys of the items whose material is a file of its own.
    """
    items = said["items"]
    found = [
        line(1, "□", said["when"], "일시"),
        line(1, "□", said["where"], "장소"),
        *([line(1, "□", host, "주관")] if host else []),
        line(1, "□", f"{len(items)}건", "안건", leads=True),
        *([_agenda(items)] if items else []),
    ]
    earlier = [actions_table(said["earlier"], "상태", "state")] if said["earlier"] else []
    bodies = list[tuple[str, list[Block]]]()
    for place, item in enumerate(items, start=1):
        body = [*outlines.read(item["paper"], 2), *of_tables(print_rows(one) for one in item["tables"])]
        if item.get("is_standing"):
            body, earlier = body + earlier, []
        title = f"안건 {place}. {kind_word(item['kind'])}{outlines.bare(item['title'])}"
        bodies.append((title, body or ([line(2, "○", APART)] if str(item["pk"]) in apart else [])))
    if any(body for _, body in bodies):
        for title, body in bodies:
            found += [chapter(title), *(body or [line(2, "○", TOLD)])]
    return [*found, *([chapter("참고. 이전 회의 조치사항"), *earlier] if earlier else [])]


def _agenda(items: Sequence[Mapping[str, Any]]) -> Block:
    """연번 | 구분 | 안건, and who presents and how long where that is known."""
    rows = [
        [str(place), kind_word(item["kind"]).strip(" ()") or "-", outlines.bare(item["title"])]
        for place, item in enumerate(items, start=1)
    ]
    heads = ["연번", "구분", "안건"]
    for head, words in (
        ("발표", [item["presenter"] for item in items]),
        ("시간", [_minutes(item["minutes"]) for item in items]),
    ):
        if any(words):
            heads.append(head)
            rows = [[*row, word or "-"] for row, word in zip(rows, words, strict=True)]
    return table(heads, rows, left=[2])


def _minutes(minutes: int | None) -> str:
    return f"{minutes}분" if minutes else ""
