"""The report of a course as blocks (domain 4.9), and where a correction of it differs. Nothing here asks the database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from core import outlines
from core.blocks import Block, attached, chapter, line, table
from core.reports import Paper

REPORT = Paper("education_report", "교육 결과보고서", "documents/papers/report.html", is_issued=True)


def report_blocks(said: Mapping[str, Any]) -> list[Block]:
    """The report in the order of domain 4.9."""
    return [
        chapter("Ⅰ. 개요"),
        *_overview(said),
        chapter("Ⅱ. 운영 결과"),
        *_turnout(said),
        chapter("Ⅲ. 만족도"),
        *_satisfaction(said),
        chapter("Ⅳ. 교육 효과"),
        _effect(said["tests"]),
        chapter("Ⅴ. 주요 의견"),
        *_written(said["opinions"]),
        chapter("Ⅵ. 예산 집행"),
        *_written(f"{said['cost']}천원" if said["cost"] else ""),
        chapter("Ⅶ. 개선 및 향후 계획"),
        *_written(said["improvement"]),
        attached(["출석부", "교재"]),
    ]


def _overview(said: Mapping[str, Any]) -> list[Block]:
    first, *others = said["when"] or ["-"]
    return [
        line(1, "□", said["course"], "과정"),
        line(1, "□", first, "일시"),
        *(line(2, "○", more) for more in others),
        line(1, "□", said["where"], "장소"),
        line(1, "□", said["audience"], "대상"),
        line(1, "□", ", ".join(said["teachers"]) or "-", "강사"),
        line(1, "□", said["length"], "시간"),
    ]


def _turnout(said: Mapping[str, Any]) -> list[Block]:
    names = ("applied", "seated", "present", "completed")
    counts = [[*(str(said[name]) for name in names), said["completion"] or "-"]]
    heads = ("신청", "확정", "참석", "수료", "수료율(%)")
    found = [table(heads, counts, numbers=[*range(5)], caption="(단위 : 명, %)")]
    groups = (("기관", said["places"]), ("직종", said["jobs"])) if said["places"] else ()
    rows = [[kind, name, str(count)] for kind, each in groups for name, count in each]
    title = "기관별·직종별 참석"
    parts = table(("구분", "기관·직종", "참석"), rows, left=[1], numbers=[2], title=title, caption="(단위 : 명)")
    return [*found, *([parts] if rows else [])]


def _satisfaction(said: Mapping[str, Any]) -> list[Block]:
    survey = said["survey"]
    reason = [line(1, "○", f"응답이 없는 사유: {said['no_answer_reason']}")] if said["no_answer_reason"] else []
    if not survey:
        return [line(1, "○", "조사하지 않음"), *reason]
    rate = f"({survey['rate']}%)" if survey["rate"] else ""
    answered = line(1, "○", f"응답 {survey['answered']}/{survey['asked'] or '-'}{rate}")
    if survey["hidden"]:
        return [answered, line(1, "○", survey["hidden"]), *reason]
    change = f"(전년 대비 {survey['change']})" if survey["change"] else ""
    hundred = f"100점 환산 {survey['hundred']}점({survey['hundred_way']})"
    rows = [[text, str(count), mean or "-"] for text, count, mean in survey["items"]]
    items = table(("문항", "응답", "평균"), rows, left=[0], numbers=[1, 2], caption="(단위 : 명, 점)")
    return [answered, line(1, "○", f"전체 {survey['mean']}점{change}, {hundred}"), items, *reason]


def _effect(tests: Mapping[str, Any]) -> Block:
    if not tests:
        return line(1, "○", "평가하지 않음")
    cells = [[str(tests[name]) for name in ("people", "before", "after", "gain")]]
    heads = ("평가 인원", "사전 평균", "사후 평균", "차이")
    return table(heads, cells, numbers=[*range(4)], caption="(단위 : 명, 점)")


def _written(text: str) -> list[Block]:
    return outlines.read(text, 1) or [line(1, "○", "기재 없음")]


_COUNTS = (("applied", "신청"), ("seated", "확정"), ("present", "참석"), ("completed", "수료"))
_WORDS = (
    ("course", "과정"),
    ("where", "장소"),
    ("length", "시간"),
    ("completion", "수료율"),
    ("opinions", "주요 의견"),
    ("improvement", "개선 및 향후 계획"),
    ("no_answer_reason", "응답이 없는 사유"),
    ("cost", "예산 집행(천원)"),
)


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[list[str]]:
    """What a corrected report says otherwise: what, before, after."""
    was, says = dict(_places(old)), dict(_places(new))
    return [
        [name, was.get(name, ""), says.get(name, "")] for name in {**was, **says} if was.get(name) != says.get(name)
    ]


def _places(said: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "일시", ", ".join(said["when"])
    yield "강사", ", ".join(said["teachers"])
    for name, label in _COUNTS:
        yield label, f"{said[name]}명"
    for name, label in _WORDS:
        yield label, str(said[name])
    survey = said["survey"] or {}
    yield "만족도", f"{survey['mean']}점" if survey.get("mean") else ""
    yield "만족도 응답", f"{survey['answered']}명" if survey else ""
    for name, label in (("before", "사전 평균"), ("after", "사후 평균")):
        yield label, str((said["tests"] or {}).get(name, ""))
