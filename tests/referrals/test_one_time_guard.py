"""One-time links: what is kept of them, how guessing is slowed down, and who reads afterwards what was seen and done."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.utils import timezone

from core import sweeps
from referrals.models import Linkage
from tests.referrals.conftest import SENT_ON, World
from tests.referrals.one_time import ANSWER, accept, issue, opened

# --- what is kept and what is counted --------------------------------------------------------------------------------


def test_key_and_number_are_in_no_table_no_log_and_no_trail(
    world: World, sent: Linkage, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    made = issue(world, sent)
    browser = opened(made)
    browser.get(ANSWER)
    browser.post(ANSWER, accept())
    Browser().get(f"{ANSWER}?k={made.key}")
    texts = [record.getMessage() for record in caplog.records if not record.name.startswith("django.db")]
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table != "network_browsersession":  # holds the id of the link, and is looked at below
                cursor.execute(f'SELECT t::text FROM "{table}" t')
                texts += [row[0] for row in cursor.fetchall()]
    assert len(texts) > 100
    whole = "\n".join(texts)
    assert made.key not in whole
    assert re.search(rf"(?<![0-9a-f.]){made.code}(?![0-9a-f])", whole) is None
    assert made.key not in str(dict(browser.session))


def test_guessing_is_slowed_down_by_address_and_counted_in_the_database(
    world: World, sent: Linkage, settings: Any
) -> None:
    made = issue(world, sent)
    guesser = Browser(REMOTE_ADDR="203.0.113.7")
    answers = [guesser.get(f"{ANSWER}?k=guess{turn}").status_code for turn in range(32)]
    assert answers == [404] * 30 + [429] * 2
    assert guesser.get(f"{ANSWER}?k={made.key}", headers={"X-Forwarded-For": "198.51.100.1"}).status_code == 429
    assert Browser(REMOTE_ADDR="203.0.113.8").get(f"{ANSWER}?k={made.key}").status_code == 302
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(bucket, ' ') FROM core_throttlecount")
        assert "203.0.113" not in cursor.fetchone()[0]


def test_everybody_together_is_slowed_down_too(world: World, sent: Linkage, monkeypatch: pytest.MonkeyPatch) -> None:
    from referrals.views import one_time_links as doors

    monkeypatch.setattr(doors.DOOR.limit, "of_all", 3)
    answers = [Browser(REMOTE_ADDR=f"203.0.113.{turn}").get(f"{ANSWER}?k=x").status_code for turn in range(5)]
    assert answers == [404, 404, 404, 429, 429]


def test_old_counts_are_forgotten(world: World, clock: Any) -> None:
    from core.models import ThrottleCount

    Browser().get(f"{ANSWER}?k=x")
    clock.move_to(SENT_ON + timedelta(days=2))
    sweeps.run_all()
    assert not ThrottleCount.objects.exists()
    assert timezone.now() > SENT_ON


# --- who reads afterwards what was seen and done ---------------------------------------------------------------------


def test_the_officer_of_the_sender_reads_what_an_agency_without_accounts_read_and_did(
    world: World, sent: Linkage
) -> None:
    """The agency has no officer here: the house that gave the address answers for it."""
    browser = opened(issue(world, sent))
    browser.get(ANSWER)
    browser.post(ANSWER, accept())
    mark = str(sent.client_id)[:8]
    page = world.cast.cpo1.client().get("/audit/").text
    rows = [row for row in re.findall(r"<tr role=\"row\">(.*?)</tr>", page) if "한 번 쓰는 주소" in row]
    assert {action for row in rows for action in ("조회", "수정") if f">{action}<" in row} == {"조회", "수정"}
    assert all(f"한 번 쓰는 주소({world.welfare.name})" in row and mark in row for row in rows)


def test_an_address_goes_out_with_who_asks_by_when_and_whom_to_call(world: World, sent: Linkage) -> None:
    """Not with the number that opens it, nobody's name, and no service, which could tell of an illness."""
    page = world.cast.social1.client().post(f"/linkages/{sent.pk}/one-time-link/").text
    text = re.search(r'<textarea[^>]*id="made-message"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    assert text is not None
    code = re.search(r"<b>(\d{3} \d{3})</b>", page)
    assert code is not None
    said = text[1]
    for part in (world.cast.host.name, world.welfare.name, sent.number, "답할 기한", "/linkages/answer/?k=", "문의"):
        assert part in said
    for part in (sent.client.name, code[1], code[1].replace(" ", ""), "도시락", "식사"):
        assert part not in said
    assert page.count("body=%5B%EC%9D%B4%EC%9D%8C%5D") == 2
