"""만족도 조사 결과: what a round that is over says, as a paper. Few answers are not broken down here either."""

from __future__ import annotations

from typing import Any

from core import codes, dates
from core.blocks import Block, chapter, line, table
from core.reports import Paper
from core.surveys.models import SurveyRound
from core.surveys.services.results import SMALL, TOO_FEW, ItemResult, Results, of_round

RESULTS = Paper("survey_results", "만족도 조사 결과", "paper_blocks.html")
ASKING = " 만족도 조사"  # how a round is often called; the paper's own title says it
FEW = f"응답이 {SMALL}명 미만인 문항은 세부 결과를 공개하지 않음"
MEAN = "응답마다 낸 평균을 다시 평균한 값으로, 문항 평균의 평균과 다를 수 있음"
VALID = "유효 응답: 문항의 절반 이상에 답한 응답"


def context(row: SurveyRound) -> dict[str, Any]:
    """Heading and blocks of the paper."""
    return {
        "heading": _title(row),
        "subtitle": "",
        "blocks": blocks_of(row, of_round(row)),
    }


def _title(row: SurveyRound) -> str:
    """`2026년 상반기 협력 만족도 조사 결과`: with its year, unless the round is called by it."""
    name = row.title.removesuffix(ASKING)
    year = f"{dates.seoul_date(row.opens_at).year}년"
    return f"{name if year in name else f'{year} {name}'} {RESULTS.title}"


def blocks_of(row: SurveyRound, found: Results) -> list[Block]:
    blocks = [chapter("Ⅰ. 조사 개요"), *_overview(row, found)]
    if found.mean is None:
        too_few = f"응답 {SMALL}명 미만으로 세부 결과 미공개"
        why = too_few if found.hidden == TOO_FEW else found.hidden or "유효 응답 없음"
        return [*blocks, chapter("Ⅱ. 조사 결과"), line(1, "○", why)]
    return [
        *blocks,
        chapter("Ⅱ. 전체 만족도"),
        *_whole(found),
        chapter("Ⅲ. 문항별 결과"),
        _items(found.items),
        *([line(1, "※", FEW, note=True)] if any(one.mean is None for one in found.items) else []),
        chapter("Ⅳ. 좋았던 점"),
        *_said(found.good),
        chapter("Ⅴ. 개선할 점"),
        *_said(found.improve),
    ]


def _overview(row: SurveyRound, found: Results) -> list[Block]:
    first, last = dates.paper_date(row.opens_at), dates.paper_date(dates.last_day(row.closes_at))
    asked = f"{found.answered}명 / 대상 {found.asked}명({found.rate}%)" if found.asked else f"{found.answered}명"
    return [
        line(1, "□", f"{first}~{last}", "조사 기간"),
        line(1, "□", f"{row.questionnaire.title} {row.questionnaire.version}판", "설문지"),
        line(1, "□", f"{asked}, 유효 응답 {found.valid}명", "응답"),
        line(1, "※", VALID, note=True),
    ]


def _whole(found: Results) -> list[Block]:
    change = f"(지난해 {found.last_year}점, 증감 {found.change})" if found.change else ""
    return [
        line(1, "□", f"5점 만점에 {found.mean}점{change}", "평균"),
        line(1, "□", f"100점 만점에 {found.hundred}점({found.hundred_way})", "환산 점수"),
        line(1, "※", MEAN, note=True),
    ]


def _items(items: list[ItemResult]) -> Block:
    """Each question with its mean and how many chose each step of the scale."""
    steps = [label for _, label in codes.choices("outcome_survey_scale")]
    rows = [
        [one.text, str(one.count), str(one.mean if one.mean is not None else "-"), *_counts(one, len(steps))]
        for one in items
    ]
    numbers = [*range(1, len(steps) + 3)]
    return table(("문항", "응답", "평균", *steps), rows, left=[0], numbers=numbers, caption="(단위 : 명, 점)")


def _counts(one: ItemResult, steps: int) -> list[str]:
    return [str(bar.count) for bar in one.bars] or ["-"] * steps


def _said(texts: list[str]) -> list[Block]:
    """Every answer in its own paragraph, as it was written."""
    return [line(1, "○", " ".join(text.split())) for text in texts] or [line(1, "○", "의견 없음")]
