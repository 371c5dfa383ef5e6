"""What the tests of discharge care share: cases on their way through the assessment."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from core import codes, workdays
from discharge.models import Assessment, DischargeCase
from discharge.services import assessment_parts, assessments
from tests import make
from tests.cast import Cast

KMBI_46 = dict(
    zip(
        ["hygiene", "bathing", "feeding", "toilet", "stairs", "dressing", "bowel", "bladder", "ambulation", "transfer"],
        (3, 1, 8, 5, 2, 5, 8, 8, 3, 3),
        strict=True,
    )
)
AUDITK_24 = {f"q{index}": value for index, value in enumerate((4, 3, 4, 3, 2, 1, 2, 1, 0, 4), start=1)}


def rated(**levels: int) -> list[dict[str, Any]]:
    """All fifteen areas: 없음 but for those named."""
    return [
        {"area": area, "level": levels.get(area, 0), "text": "내용" if levels.get(area, 0) >= 2 else ""}
        for area, _ in codes.choices("need_area")
    ]


@pytest.fixture
def case(cast: Cast) -> DischargeCase:
    """A case whose consent is given: the assessment is owed."""
    return make.case("ASSESSING")


@pytest.fixture
def initial(case: DischargeCase, cast: Cast) -> Assessment:
    """The first round, begun and empty."""
    today = workdays.seoul_today()
    return assessments.begin_round(actor=cast.social1.actor, case=case, round="INITIAL", assessed_on=today)


WriteParts = Callable[..., Assessment]


@pytest.fixture
def write_parts(cast: Cast) -> WriteParts:
    """Every profession writes its part; `but` names parts that are left out."""

    def write(row: Assessment, *but: str, **levels: int) -> Assessment:
        parts: dict[str, tuple[Any, dict[str, Any]]] = {
            "medical": (cast.doctor1, {"med_summary": "수술 후 안정"}),
            "nursing": (cast.nurse1, {"medication_count": 6}),
            "social": (cast.social1, {"caregiver_capacity": "PARTLY", "wish": "집으로 돌아가고 싶습니다."}),
            "needs": (cast.social1, {"needs": rated(**(levels or {"REHAB": 2}))}),
        }
        for part, (who, data) in parts.items():
            if part not in but:
                assessment_parts.save_part(
                    actor=who.actor, assessment=row, part=part, data=data, version=None, finish=True
                )
        return row

    return write
