"""The joint meeting of 18 April 2019 in a real browser: entered when it was long over, up to its report."""

from __future__ import annotations

from typing import Any

import pytest

from network.councils.models import Meeting
from tests import cast as standing
from tests.browser.test_running_story import SAID
from tests.councils.house import house, report_of
from tests.councils.test_unusual import JOINT, JOINT_AGENDA
from tests.discharge.pdfs import text_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _save(seat: Any, name: str) -> None:
    seat.page.locator("main form").get_by_role("button", name=name, exact=True).last.click()
    seat.arrive()


def _enter(runs: Any, council_id: Any) -> Meeting:
    """What it was, and its agenda."""
    runs.go(f"/councils/{council_id}/meetings/past/")
    page = runs.page
    runs.choose("kind", str(JOINT["kind"]))
    for name in ("title", "place"):
        page.fill(f"[name={name}]", str(JOINT[name]))
    page.fill("[name=starts_at]", "2019-04-18T14:00")
    page.fill("[name=ends_at]", "2019-04-18T16:30")
    page.locator(".savebar button[type=submit]").first.click()
    runs.arrive()
    for place, (kind, title) in enumerate(JOINT_AGENDA):
        if not page.locator(f"[name=items-{place}-title]").count():
            page.locator("[data-row-add]").first.click()
        page.select_option(f"[name=items-{place}-kind]", kind)
        page.fill(f"[name=items-{place}-title]", title)
    _save(runs, "저장")
    return Meeting.objects.get(year=2019)


def test_the_joint_meeting_of_2019_is_entered_and_reported(sit: Any) -> None:
    cast = standing.current()
    runs, director = sit(cast.coordinator1), sit(cast.director1)
    meeting = _enter(runs, house(cast).council.pk)
    assert meeting.status == "HELD"
    url = f"/councils/meetings/{meeting.pk}/"
    runs.go(f"{url}attendance/")
    runs.page.fill("[name=groups-0-affiliation]", "가상시청 등")
    runs.page.fill("[name=groups-0-number]", "80")
    runs.page.check("[name=groups-0-is_about]")
    _save(runs, "출석 저장")

    runs.go(f"{url}run/")
    for place in range(len(JOINT_AGENDA)):
        runs.page.fill("[name=discussion]", SAID)
        if place + 1 < len(JOINT_AGENDA):
            runs.page.keyboard.press("Alt+ArrowDown")
            runs.arrive()
    _save(runs, "회의 마치기")
    runs.page.fill("[name=title_1]", "원장")
    runs.page.locator("[name=person_1]").select_option(str(cast.director1.user.pk))
    _save(runs, "결재 상신")
    director.go(f"/documents/{report_of(meeting).pk}/")
    _save(director, "결재")
    runs.go(f"{url}act/distribute/")
    _save(runs, "배포")
    assert Meeting.objects.get(pk=meeting.pk).status == "DISTRIBUTED"
    answer = runs.page.request.get(f"{runs.base}{url}papers/report.pdf")
    said = " ".join(text_of(answer.body()).split())
    assert "’19. 4. 18.(목) 14:00~16:30" in said
    assert "가상시청 등 80여 명" in said
    assert said.count("결정 없음") == len(JOINT_AGENDA)
