"""What a linkage takes along of the case: the results of instruments in words that an agency reads."""

from __future__ import annotations

from core import workdays
from core.dates import kdate
from discharge.models import Assessment, DischargeCase
from discharge.services import linkages, measurements
from tests import make
from tests.cast import Cast
from tests.discharge.conftest import KMBI_46


def test_a_result_goes_along_by_its_korean_name_with_its_meaning_and_day(
    cast: Cast, case: DischargeCase, initial: Assessment
) -> None:
    today = workdays.seoul_today()
    measurements.record_instrument(
        actor=cast.nurse1.actor,
        case=case,
        instrument="KMBI",
        answers=KMBI_46,
        measured_on=today,
        assessment=initial,
    )
    told = linkages.snapshot(make.linkage(case, "DRAFT"))
    assert told["FUNCTION"] == f"K-MBI 46점(심한 의존, {kdate(today)})"
