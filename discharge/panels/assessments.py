"""통합평가: the rounds, the needs, the instruments with their course, and what is still missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from core import codes
from core.actor import Actor
from core.audit import kind_of
from core.models import Duty
from discharge.access import CASE
from discharge.models import Assessment, DischargeCase, InstrumentResult, Need
from discharge.services import assessment_parts, assessments, measurements
from discharge.services.measurements import SAFETY, required_instruments
from discharge.workflow import CaseStatus
from network import instruments
from network.instruments import DISCLAIMER, Instrument

MANY_MEDICATIONS = 5  # 다제약물 from this number on
WIDTH, HEIGHT, MARGIN = 120, 32, 4


def panel(case: DischargeCase, actor: Actor, owed: Iterable[Duty] | None = None) -> dict[str, Any]:
    """Newest round first. Three queries: rounds, needs, results; one more where the page has not read what is owed."""
    rounds = list(rounds_of(case))
    results = list(results_of(case))
    current = rounds[0] if rounds else None
    is_open = current is not None and current.finished_at is None
    relations: frozenset[str] = getattr(case, "relations", frozenset())
    may_assess = CASE.allows("assess", relations) and case.status in assessment_parts.STATES_OF_ROUND["INITIAL"]
    return {
        "current": current,
        "rounds": rounds,
        "is_open": is_open,
        "parts": part_rows(current, relations) if current else [],
        "needs": need_groups(current.needs.all()) if current else [],
        "lacking": assessments.missing(current, assessments.measured_in(current, results))
        if current and is_open
        else [],
        "instruments": instrument_rows(case, results),
        "offered": measurements.offered() if may_assess else (),
        "may_assess": may_assess,
        "may_begin": may_assess and not is_open and bool(beginnable(case, rounds)),
        "finish_url_name": "case-act" if case.status == CaseStatus.ASSESSING else "assessment-finish",
        "safety": _safety(case) if owed is None else next((duty for duty in owed if duty.kind == SAFETY), None),
        "may_confirm": CASE.allows("confirm_safety", relations),
        "disclaimer": DISCLAIMER,
    }


def _safety(case: DischargeCase) -> Duty | None:
    return Duty.objects.open().about(kind_of(case), case.pk).filter(kind=SAFETY).first()


def rounds_of(case: DischargeCase) -> Any:
    """Every round with who wrote its parts and its needs, newest first."""
    people = ("medical_by", "nursing_by", "social_by", "needs_by")
    rows = Assessment.objects.filter(case=case).select_related(*people, "case").prefetch_related("needs")
    return rows.order_by("-assessed_on", "-pk")


def results_of(case: DischargeCase) -> Any:
    """Results that stand (not the corrected ones), in the order of measuring."""
    rows = InstrumentResult.objects.of_care().filter(case=case, replaced_at__isnull=True).select_related("measured_by")
    return rows.order_by("measured_on", "pk")


def beginnable(case: DischargeCase, rounds: Iterable[Assessment]) -> list[str]:
    """Rounds that may be begun in this state of the case."""
    begun = {row.round for row in rounds} - {"REASSESS"}
    states = assessment_parts.STATES_OF_ROUND
    return [code for code, allowed in states.items() if code not in begun and case.status in allowed]


def part_rows(row: Assessment, relations: frozenset[str]) -> list[dict[str, Any]]:
    """The parts: who wrote them and when, and whether the reader writes them."""
    return [
        {
            "name": part.name,
            "label": part.label,
            "done_at": getattr(row, f"{part.name}_at"),
            "by": getattr(row, f"{part.name}_by"),
            "owner": part.author_label,
            "is_asked": part.name != "medical" or row.case.discharged_on is None,
            "mine": row.finished_at is None and assessment_parts.may_write(relations, part.name),
        }
        for part in assessment_parts.PARTS.values()
    ]


def need_groups(needs: Iterable[Need]) -> list[dict[str, Any]]:
    """Needs from 높음 down to 낮음; 없음 is left out."""
    order = [area for area, _ in codes.choices("need_area")]
    found = sorted(needs, key=lambda need: order.index(need.area))
    labels = dict(codes.choices("need_level"))
    groups = [(level, [need for need in found if need.level == level]) for level in (3, 2, 1)]
    return [{"level": level, "label": labels[str(level)], "needs": rows} for level, rows in groups if rows]


@dataclass(frozen=True)
class InstrumentRow:
    """One instrument of a case: its last result and the way there."""

    instrument: Instrument
    last: InstrumentResult | None
    values: tuple[int, ...]
    is_required: bool

    @property
    def course(self) -> str:
        """`46 → 52 → 78`; empty for a single result."""
        return " → ".join(str(value) for value in self.values) if len(self.values) > 1 else ""

    @property
    def points(self) -> str:
        """Points of the small line, scaled to the range of the instrument."""
        return line_points(self.values, self.instrument.minimum or 0, self.instrument.maximum)

    @property
    def last_point(self) -> tuple[str, str]:
        x, _, y = self.points.rpartition(" ")[2].partition(",")
        return x, y


def instrument_rows(case: DischargeCase, results: Sequence[InstrumentResult]) -> list[InstrumentRow]:
    """Instruments with a result, and those that the target group asks for, in the order of the house."""
    required = required_instruments(case.target_group)
    by_code: dict[str, list[InstrumentResult]] = {code: [] for code in required}
    for result in results:
        by_code.setdefault(result.instrument, []).append(result)
    rows = []
    for code, found in by_code.items():
        values = tuple(result.total for result in found if result.total is not None)
        last = found[-1] if found else None
        rows.append(InstrumentRow(instruments.get(code), last, values, code in required))
    return rows


def line_points(values: Sequence[int], low: int, high: int | None) -> str:
    """`4,20 60,18 116,9`: from left to right in the order of measuring, high values above."""
    if len(values) < 2:
        return ""
    top = high if high is not None else max(values)
    span = max(top - low, 1)
    step = (WIDTH - 2 * MARGIN) / (len(values) - 1)
    inner = HEIGHT - 2 * MARGIN
    return " ".join(
        f"{MARGIN + index * step:.0f},{MARGIN + inner * (1 - (value - low) / span):.0f}"
        for index, value in enumerate(values)
    )
