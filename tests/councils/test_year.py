"""The year of a meeting is that of the day on which it was held, for every table and figure alike."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from core.indicators import INDICATORS
from network.councils.models import Council, Meeting
from network.councils.services import counting
from tests.cast import Cast
from tests.councils.house import SEOUL

pytestmark = pytest.mark.django_db


def _held(council: Council, ordinal: int, starts: datetime) -> Meeting:
    return Meeting.objects.create(
        council=council, meeting_type="WORKING", mode="FACE", year=2025, ordinal=ordinal, title="회의",
        starts_at=starts, ends_at=starts + timedelta(hours=1), created_by=council.created_by, status="DISTRIBUTED",
    )  # fmt: skip


def test_a_meeting_put_off_into_the_new_year_is_counted_in_the_new_year_everywhere(cast: Cast) -> None:
    """Half past midnight of New Year in Seoul, and the last minute of December: the numbers of both are of 2025."""
    council = Council.objects.create(
        host=cast.host, name="실무협의체", meeting_type="WORKING", field="ESSENTIAL_CARE",
        created_by=cast.coordinator1.user,
    )  # fmt: skip
    _held(council, 1, datetime(2025, 12, 31, 23, 59, tzinfo=SEOUL))
    put_off = _held(council, 2, datetime(2026, 1, 1, 0, 30, tzinfo=SEOUL))
    for year in (2025, 2026):
        assert INDICATORS["N01"](cast.host.pk, date(year, 1, 1), date(year, 12, 31)).numerator == 1
        assert [one.held_count for one in Council.objects.with_meetings_of(year)] == [1]
        assert Meeting.objects.held_in(year).count() == 1
    assert Meeting.objects.held_in(2026).get() == put_off
    for row in Meeting.objects.all():
        page = cast.coordinator1.client().get(f"/councils/meetings/{row.pk}/").content.decode()
        assert f"{row.starts_at.astimezone(SEOUL).year}년 1/4회" in page
    page = cast.coordinator1.client().get("/councils/years/2026/").content.decode()
    assert "1회(’26. 1. 1.)" in page


def test_a_member_of_whom_nobody_knows_is_neither_absent_nor_there(cast: Cast) -> None:
    """Of four members two came, one stayed away, one has no mark, and an observer sat by: two of three."""
    council = Council.objects.create(
        host=cast.host, name="실무협의체", meeting_type="WORKING", field="ESSENTIAL_CARE",
        created_by=cast.coordinator1.user,
    )  # fmt: skip
    meeting = _held(council, 1, datetime(2025, 6, 10, 14, tzinfo=SEOUL))
    for place, (role, mark) in enumerate(
        [("MEMBER", "ATTENDED"), ("MEMBER", "PROXY"), ("MEMBER", "ABSENT"), ("MEMBER", ""), ("OBSERVER", "OBSERVER")]
    ):
        meeting.attendees.create(
            institution=cast.host, institution_name="가상", position="팀장", name=f"위원{place}", role=role,
            attendance=mark, proxy_name="라가상" if mark == "PROXY" else "",
        )  # fmt: skip
    found = INDICATORS["N02"](cast.host.pk, date(2025, 1, 1), date(2025, 12, 31))
    assert (found.numerator, found.denominator, found.cell.text) == (2, 3, "66.7")
    assert str(counting.turnout(council, meeting.attendees.all()).rate) == "66.7"
