"""What is counted over very many rows is counted by a worker and kept: who reads the same numbers, until when, and who does not."""

from __future__ import annotations

from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone

from core import sweeps, workdays
from network.figures.models import KeptAnswer
from network.figures.services import kept
from tests import make
from tests.cast import Cast, Member

pytestmark = pytest.mark.django_db
PAGE, API = "/figures/discharge/", "/api/v1/figures/discharge/"
COUNTING = "이 기간의 실적을 세는 중입니다. 셀 것이 많아 조금 걸립니다."


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hospital where four cases are many."""
    monkeypatch.setattr(kept, "MANY", 3)


def _left(number: int) -> None:
    yesterday = workdays.seoul_today() - timedelta(days=1)
    for _ in range(number):
        make.linkage(make.case("FOLLOW_UP", discharged_on=yesterday), "ACCEPTED")


def _told(who: Member, query: str = "") -> dict[str, Any]:
    answer = who.api().get(f"{API}{query}")
    assert answer.status_code == 200, query
    found: dict[str, Any] = answer.json()
    return found


def _value(found: dict[str, Any], code: str = "D06") -> str:
    return next(str(one["text"]) for one in found["figures"] if one["code"] == code)


def _swept(name: str = "figures.want_again") -> int:
    return sweeps.SWEEPS[name](timezone.now())


def _counted(who: Member, query: str = "") -> dict[str, Any]:
    """What somebody is told once a worker has counted what they asked for."""
    who.api().get(f"{API}{query}")
    kept.count_wanted()
    return _told(who, query)


def test_few_rows_are_counted_for_whoever_asks(cast: Cast) -> None:
    _left(6)
    assert (_value(_told(cast.social1)), _told(cast.social1)["counted_at"]) == ("6", None)
    _left(1)
    assert _value(_told(cast.social1)) == "7"
    assert not KeptAnswer.objects.exists()


def test_nobody_waits_for_what_nobody_has_asked_for_yet(cast: Cast, few: None) -> None:
    """Every door says at once that it is being counted; the page asks by itself, and once it is counted all doors open."""
    _left(6)
    browser, query = cast.social1.client(), "?kind=month&year=2026&month=1"
    doors = [f"{PAGE}{name}{query}" for name in ("", "paper/", "paper.pdf", "paper.hwpx", "table.xlsx")]
    for path in doors:
        answer = browser.get(path)
        assert answer.status_code == 202, path
        page = answer.content.decode()
        assert COUNTING in page
        assert 'data-ask="/figures/discharge/?kind=month&amp;year=2026&amp;month=1&amp;place=own&amp;by=group"' in page
    refused = cast.social1.api().get(f"{API}{query}")
    assert (refused.status_code, refused.json()["code"], refused.json()["detail"]) == (202, "not_yet", COUNTING)
    assert KeptAnswer.objects.get().wanted_at is not None, "however often it is asked, it is wanted once"
    assert kept.count_wanted() == 1
    assert [browser.get(path).status_code for path in doors] == [200] * len(doors)
    assert kept.count_wanted() == 0


def test_a_worker_is_called_once_somebody_asks(
    cast: Cast, few: None, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    """Without a broker the page answers all the same, and the next sweep calls again."""
    rung: list[str] = []

    def no_broker(name: str, **options: Any) -> None:
        rung.append(name)
        raise ConnectionError("no broker")

    monkeypatch.setattr("celery.current_app.send_task", no_broker)
    _left(6)
    with django_capture_on_commit_callbacks(execute=True):
        assert cast.social1.client().get(PAGE).status_code == 202
    assert rung == [kept.COUNT_TASK]
    with django_capture_on_commit_callbacks(execute=True):
        _swept()
    assert rung == [kept.COUNT_TASK] * 2
    kept.count_wanted()
    with django_capture_on_commit_callbacks(execute=True):
        assert cast.social1.client().get(PAGE).status_code == 200
        _swept()
    assert rung == [kept.COUNT_TASK] * 2, "there is nothing to count"


def test_the_pages_that_open_first_are_counted_before_anybody_opens_them(cast: Cast, few: None) -> None:
    """Of the hospital and of its province, for the worker, the director, the monitor and the regional hospital."""
    with time_machine.travel("2026-06-15T12:00+09:00", tick=False) as clock:
        _left(6)
        assert _swept("figures.prepare") > 0
        assert _swept("figures.prepare") == 0, "it is wanted already"
        kept.count_wanted()
        clock.shift(timedelta(minutes=11))
        assert _swept() == 0, "nobody has read them: once a day is enough"
        for who in (cast.social1, cast.nurse1, cast.coordinator1, cast.director1, cast.cpo1, cast.monitor1):
            for query in ("", "?kind=half", "?kind=quarter", "?kind=month", "?year=2025"):
                assert _told(who, query)["counted_at"], query
        assert _told(cast.monitor1, "?by=group")["counted_at"]
        assert _told(cast.regional1, "?place=region")["counted_at"]
        assert _told(cast.hospital2)["counted_at"] is None, "a hospital with few cases is counted when it asks"
        assert _swept() > 0, "what somebody reads is counted again every ten minutes"


def test_many_are_counted_once_for_everybody_and_say_when(cast: Cast, few: None) -> None:
    """The nurse reads in every form what the social worker had counted; the director the same, and less of few people."""
    _left(6)
    first = _counted(cast.social1)
    _left(1)
    for who in (cast.nurse1, cast.coordinator1, cast.director1):
        assert _value(_told(who)) == "6"
    page = cast.nurse1.client().get(PAGE).content.decode()
    assert "에 센 수입니다. <a" in page
    assert "에 센 수입니다." in cast.nurse1.client().get(f"{PAGE}paper/").content.decode()
    again = _told(cast.nurse1)
    assert {**first, "notes": [], "counted_at": ""} == {**again, "notes": [], "counted_at": ""}
    assert KeptAnswer.objects.count() == 1


def test_what_is_kept_is_what_would_be_counted(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every programme and kind of period: indicators, groups, months, remarks and what is hidden."""
    _left(7)
    for query in ("", "?kind=month", "?kind=quarter"):
        for who, slug in (
            (cast.coordinator1, "discharge"),
            (cast.monitor1, "discharge"),
            (cast.director1, "education"),
            (cast.coordinator1, "referrals"),
        ):
            path = f"/api/v1/figures/{slug}/{query}"
            with monkeypatch.context() as patched:
                live = who.api().get(path).json()
                patched.setattr(kept, "is_many", lambda *asked: True)
                who.api().get(path)
                kept.count_wanted()
                stored = who.api().get(path).json()
            assert stored["counted_at"]
            assert stored["notes"] != live["notes"]
            assert {**stored, "notes": [], "counted_at": None} == {**live, "notes": []}, path


def test_who_asks_to_count_anew_goes_on_reading_and_soon_gets_the_numbers_of_now(cast: Cast, few: None) -> None:
    with time_machine.travel("2026-06-15T12:00+09:00", tick=False) as clock:
        _left(6)
        _counted(cast.social1)
        _left(1)
        assert _value(_counted(cast.social1, "?again=1")) == "6", "it was counted just now"
        clock.shift(timedelta(minutes=2))
        page = cast.social1.client().get(f"{PAGE}?again=1").content.decode()
        assert "다시 세고 있습니다." in page
        assert _value(_told(cast.nurse1)) == "6"
        clock.shift(timedelta(seconds=5))
        assert kept.count_wanted() == 1
        assert _value(_told(cast.nurse1)) == "7"
        assert "다시 세고 있습니다." not in cast.social1.client().get(PAGE).content.decode()


def test_a_late_entry_is_in_the_numbers_ten_minutes_later(cast: Cast, few: None) -> None:
    with time_machine.travel("2026-06-15T12:00+09:00", tick=False) as clock:
        _left(6)
        _counted(cast.social1)
        _left(1)
        clock.shift(timedelta(minutes=9))
        assert _swept() == 0
        assert _value(_told(cast.social1)) == "6"
        clock.shift(timedelta(minutes=2))
        assert (_swept(), kept.count_wanted()) == (1, 1)
        assert _value(_told(cast.social1)) == "7"
        clock.shift(timedelta(hours=3))
        assert _swept() == 0, "nobody has read it lately"


def test_no_answer_outlives_its_day_and_the_new_day_is_counted_before_anybody_asks(cast: Cast, few: None) -> None:
    with time_machine.travel("2026-06-15T12:00+09:00", tick=False) as clock:
        _left(6)
        _counted(cast.social1)
        _left(1)
        clock.shift(timedelta(hours=12, minutes=1))
        assert (_swept(), kept.count_wanted()) == (1, 1)
        assert KeptAnswer.objects.get().counted_at == timezone.now()
        _left(1)
        assert _value(_told(cast.social1)) == "7"
        clock.shift(timedelta(days=1))
        assert cast.social1.api().get(API).status_code == 202, "yesterday's answers are not read"
        assert (_swept(), kept.count_wanted()) == (1, 2)
        assert _value(_told(cast.social1)) == "8"
        assert KeptAnswer.objects.count() == 1, "what was asked on both days is counted once"
        clock.shift(timedelta(days=5))
        _swept()
        assert not KeptAnswer.objects.exists(), "what nobody reads is forgotten"


@pytest.mark.django_db(transaction=True)
def test_one_worker_counts_at_a_time(cast: Cast, few: None) -> None:
    """While another counts, a second one leaves what is wanted to the first."""
    _left(6)
    cast.social1.api().get(API)
    found: list[int] = []

    def other() -> None:
        try:
            found.append(kept.count_wanted())
        finally:
            connection.close()

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [kept.ONE_AT_A_TIME])
        second = Thread(target=other)
        second.start()
        second.join()
    assert found == [0]
    assert kept.count_wanted() == 1
