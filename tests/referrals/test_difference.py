"""Requested against delivered: every number counts what the list behind it shows."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

from openpyxl import load_workbook

from referrals.models import Linkage
from tests.queries import count_queries
from tests.referrals.conftest import World, at


def _counts(page: Any) -> dict[tuple[str, str], dict[str, int]]:
    return {
        (row["agency"], row["service"]): {one["label"]: one["value"] for one in row["counts"]}
        for row in page.context["rows"]
    }


def _some(world: World, clock: Any) -> None:
    """Two on the day of the story, the others as if they had been sent a day before."""
    later = [world.at_state("COMPLETED"), world.in_service(need_area=""), world.at_state("CANCELLED")]
    later.append(world.in_service(world.welfare, service="MEAL"))
    Linkage.objects.filter(pk__in=[row.pk for row in later]).update(sent_at=at(10, 19, 14))
    world.sent()
    world.at_state("DECLINED")
    world.draft()


def test_the_report_counts_by_agency_and_service(world: World, clock: Any) -> None:
    _some(world, clock)
    found = _counts(world.cast.coordinator1.client().get("/linkages/report/"))
    assert found[("가상시 보건소", "HOME_HEALTH")] == {
        "요청": 5,
        "수락": 2,
        "거절": 1,
        "제공": 2,
        "미제공": 2,
        "계획에 없던 제공": 1,
        "진행 중": 1,
    }
    assert found[("가상노인복지관", "MEAL")]["제공"] == 1


def test_every_number_opens_the_list_that_it_counts(world: World, clock: Any) -> None:
    _some(world, clock)
    worker = world.cast.social1.client()
    page = worker.get("/linkages/report/?since=2026-10-01&until=2026-10-31")
    for row in page.context["rows"]:
        for one in row["counts"]:
            shown = set(re.findall(r"L-\d{4}-\d{5}", worker.get(one["url"]).content.decode()))
            assert len(shown) == one["value"], (row["agency"], one["label"])


def test_the_period_is_that_of_the_sending(world: World, clock: Any) -> None:
    _some(world, clock)
    page = world.cast.social1.client().get("/linkages/report/?since=2026-10-20")
    assert _counts(page)[("가상시 보건소", "HOME_HEALTH")]["요청"] == 2


def test_nobody_counts_what_is_not_theirs_to_follow(world: World, clock: Any) -> None:
    _some(world, clock)
    assert world.cast.social2.client().get("/linkages/report/").context["rows"] == []
    assert world.cast.regional1.client().get("/linkages/report/").context["rows"] == []
    assert world.cast.health1.client().get("/linkages/report/").status_code == 403


def test_the_table_as_a_spreadsheet_and_through_the_api(world: World, clock: Any) -> None:
    _some(world, clock)
    answer = world.cast.social1.client().get("/linkages/report/export/")
    sheet = load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    assert [cell.value for cell in sheet[3]][:5] == ["가상시 보건소", "방문건강관리(보건소)", 5, 2, 1]
    rows = world.cast.social1.api().get("/api/v1/linkages/difference/").json()
    assert [(row["agency"], row["requested"], row["extra"]) for row in rows] == [
        ("가상노인복지관", 1, 0),
        ("가상시 보건소", 5, 1),
    ]


def test_the_report_costs_one_statement(world: World, clock: Any) -> None:
    _some(world, clock)
    worker = world.cast.social1.client()
    worker.get("/linkages/report/")
    with count_queries("difference report"):
        worker.get("/linkages/report/")
