"""Pages by key: forwards and backwards they hold every row once, in order; a token not ours is refused."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.errors import Invalid
from core.models import Duty
from core.paging import capped_count, count_parts, paginate
from tests import make
from tests.cast import Cast

ORDERS = [("due_at", "id"), ("-due_at", "-id"), ("id", "id"), ("-id", "-id"), ("number", "id")]


@pytest.fixture
def rows(cast: Cast) -> None:
    """Eleven duties, several due at the same moment."""
    now = timezone.now()
    for number in range(11):
        make.duty(due_at=now + timedelta(days=number % 3))


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("size", [1, 3, 4, 11, 50])
def test_the_pages_together_are_the_list(rows: None, order: tuple[str, str], size: int) -> None:
    whole = list(Duty.objects.order_by(*dict.fromkeys(order)))
    seen: list[Duty] = []
    page = paginate(Duty.objects.all(), order, size=size)
    assert page.previous == ""
    tokens = []
    while True:
        seen += page.rows
        if not page.next:
            break
        tokens.append(page.next)
        page = paginate(Duty.objects.all(), order, page.next, size)
    assert seen == whole
    back = list(page.rows)
    while page.previous:
        page = paginate(Duty.objects.all(), order, page.previous, size)
        back = page.rows + back
        assert page.next
    assert back == whole


def test_a_page_is_one_query_however_deep(rows: None) -> None:
    token = paginate(Duty.objects.all(), ("due_at", "id"), size=4).next
    with CaptureQueriesContext(connection) as captured:
        paginate(Duty.objects.all(), ("due_at", "id"), token, 4)
    assert len(captured) == 1
    assert "OFFSET" not in captured[0]["sql"]


def test_rows_as_dictionaries_page_alike(rows: None) -> None:
    page = paginate(Duty.objects.values("id", "due_at"), ("due_at", "id"), size=4)
    further = paginate(Duty.objects.values("id", "due_at"), ("due_at", "id"), page.next, 4)
    assert not {row["id"] for row in page.rows} & {row["id"] for row in further.rows}


def _token(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


GARBAGE = [
    "x",
    "<",
    "<x",
    "%%%",
    "가나다",
    _token([]),
    _token([1]),
    _token([1, 2, 3]),
    _token({"a": 1, "b": 2}),
    _token("ab"),
    _token([None, None]),
    _token([[1], [2]]),
    _token([{}, 1]),
    _token([True, 1]),
    _token([1.5, 1]),
    _token([10**400, 1]),
    _token(["no date", 1]),
    _token(["\x00", 1]),
    _token(["9" * 501, 1]),
    _token(["2026-02-30 00:00:00+00:00", 1]),
    _token(["2026-01-01 00:00:00+00:00", "no id"]),
    "A" * 5000,
]


@pytest.mark.parametrize("token", GARBAGE, ids=range(len(GARBAGE)))
def test_a_token_that_is_not_ours_is_refused(rows: None, token: str) -> None:
    with pytest.raises(Invalid, match="쪽 표시"):
        paginate(Duty.objects.all(), ("due_at", "id"), token)


def test_the_web_door_answers_a_strange_token_with_400(cast: Cast) -> None:
    assert cast.director1.client().get("/notices/?after=garbage").status_code == 400


def test_counting_stops_at_a_thousand(rows: None, monkeypatch: pytest.MonkeyPatch) -> None:
    assert capped_count(Duty.objects.all()) == "11건"
    monkeypatch.setattr("core.paging.COUNT_CAP", 10)
    assert capped_count(Duty.objects.all()) == "1,000건 이상"


def test_parts_are_counted_in_one_statement_and_to_the_cap(
    rows: None, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    parts = {"all": Duty.objects.all(), "none": Duty.objects.none(), "nobody's": Duty.objects.filter(pk__in=[])}
    with django_assert_num_queries(1):
        assert count_parts(parts) == {"all": 11}
    assert count_parts(parts)["none"] == 0
    assert count_parts({"none": Duty.objects.none()})["none"] == 0
    monkeypatch.setattr("core.paging.COUNT_CAP", 4)
    assert count_parts(parts)["all"] == 5
