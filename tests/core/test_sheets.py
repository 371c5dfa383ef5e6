"""A file that does not hold every row says so, and so does the page before it."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from core import audit, sheets
from referrals.models import Linkage, Provision
from tests import make, make_education
from tests.cast import Cast

pytestmark = pytest.mark.django_db
CUT = "앞의 3줄만 담았습니다. 조건을 좁혀 나누어 내려받으십시오."
WARNING = "파일 하나에는 3줄까지 담습니다."


def _courses(cast: Cast, number: int) -> None:
    for back in range(number):
        make_education.request("DELIVERED", submitted_at=timezone.now() - timedelta(days=back))


def _received(cast: Cast, number: int) -> None:
    for _ in range(number):
        make.linkage()


def _provided(cast: Cast, number: int) -> None:
    for _ in range(number):
        row: Linkage = make.linkage()
        Provision.objects.create(
            linkage=row, client=row.client, case_number="D-2026-00001", sender=row.sender, receiver=row.receiver,
            receiver_name="가상보건소", purpose="방문", items=["NAME"], basis="동의", provided_by=cast.social1.user,
            provided_at=timezone.now(),
        )  # fmt: skip


def _looked_at(cast: Cast, number: int) -> None:
    for _ in range(number):
        audit.record(cast.social1.actor, "case.read", action="VIEW")


# What fills a list, who takes it out, the page before the file, the address of the file, what is sent to it.
FILES: dict[str, tuple[Callable[[Cast, int], None], str, str, str, dict[str, str]]] = {
    "courses": (_courses, "coordinator1", "/education/requests/?view=all", "/education/requests/list.xlsx?view=all", {}),
    "received": (
        _received, "health1", "/linkages/received/export/?view=all", "/linkages/received/export/?view=all",
        {"reason": "주간 회의"},
    ),
    "provisions": (_provided, "cpo1", "/linkages/provisions/export/", "/linkages/provisions/export/", {"reason": "점검"}),
    "trail": (
        _looked_at, "cpo1", "/audit/download/?account=social1", "/audit/download/?account=social1", {"reason": "AUDIT"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_ends_early_says_so_at_its_foot_and_on_the_page(
    cast: Cast, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "MOST", 3)
    monkeypatch.setattr("education.views.requests.COUNT_CAP", 3)
    fill, who, page, path, sent = FILES[name]
    browser = getattr(cast, who).client()

    def lines() -> list[tuple[Any, ...]]:
        answer = browser.post(path, sent) if sent else browser.get(path)
        return list(load_workbook(io.BytesIO(answer.content)).active.values)[1:]

    fill(cast, 3)
    assert len(lines()) == 3
    assert WARNING not in browser.get(page).content.decode(), "all of them fit"
    fill(cast, 1)
    assert WARNING in browser.get(page).content.decode()
    found = lines()
    assert (len(found), found[-1][0]) == (5, CUT)
    assert not any(found[-2]), "the note stands apart"
