"""Reminders with a real worker, beat, queue, mail server and vendor: nothing lost, nothing doubled."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import redis
from django.test import Client as Browser
from django.utils import timezone

from core import duties, messages
from core.models import AuditEntry, AuditSeal, Heartbeat, Message
from tests import make
from tests.cast import BACKEND, current
from tests.stack.carriers import Letters, Vendor, mail_server, vendor
from tests.stack.crew import Crew, queue_url, until

pytestmark = [pytest.mark.stack, pytest.mark.django_db(transaction=True)]


class Stage:
    """What a test of the whole stack has at hand."""

    def __init__(self, crew: Crew, letters: Letters, vendor: Vendor, queue: redis.Redis) -> None:
        self.crew, self.letters, self.vendor, self.queue = crew, letters, vendor, queue


@pytest.fixture
def stage(transactional_db: None, tmp_path: Path) -> Iterator[Stage]:
    queue = redis.Redis.from_url(queue_url())
    queue.flushdb()
    with mail_server() as (letters, mail_port), vendor() as (taker, port):
        carriers = {"EMAIL_URL": f"smtp://127.0.0.1:{mail_port}", "SMS_URL": f"http://127.0.0.1:{port}/texts"}
        crew = Crew(tmp_path, QUIET_FROM="0", QUIET_UNTIL="0", **carriers)  # at any hour, whenever this runs
        try:
            yield Stage(crew, letters, taker, queue)
        finally:
            crew.end()
            for log in tmp_path.glob("*.log"):  # shown with a test that fails
                print(log.name, log.read_text(encoding="utf-8", errors="replace")[-3000:])
            queue.flushdb()
            queue.close()


def texts(count: int, start: int = 0) -> list[str]:
    """Planned text messages; their references."""
    for number in range(start, start + count):
        messages.plan(
            f"stack:{number}",
            channel="SMS",
            template="notice",
            values={"text": "회신이 도착했습니다.", "number": "L-2026-00001"},
            address=f"010-0000-{number:04d}",
        )
    keys = [f"stack:{number}" for number in range(start, start + count)]
    return [str(reference) for reference in Message.objects.filter(key__in=keys).values_list("reference", flat=True)]


def states() -> dict[str, int]:
    found: dict[str, int] = {}
    for state in Message.objects.filter(channel="SMS").values_list("state", flat=True):
        found[state] = found.get(state, 0) + 1
    return found


def test_a_duty_reaches_its_person_by_bell_and_mail_and_the_trail_is_sealed(stage: Stage) -> None:
    cast = current()
    stage.crew.worker()
    stage.crew.beat()
    case = make.case()
    duties.open_duty("discharge.screen", case, actor=cast.nurse1.actor)
    browser = Browser()
    browser.force_login(cast.director1.user, backend=BACKEND)  # signing in leaves an entry in the trail
    until(lambda: stage.letters.count() == 1, "the mail")
    address, content = stage.letters.taken[0]
    assert address == cast.social1.user.email
    assert case.client.name not in content
    until(lambda: Message.objects.inbox(cast.social1.actor).count() == 1, "the bell")
    until(AuditSeal.objects.exists, "the seal")
    assert AuditEntry.objects.count() >= AuditSeal.objects.get().count
    until(lambda: Heartbeat.objects.count() == 3, "the heartbeats")
    assert browser.get("/health/").json()["stalled"] == []


def test_a_killed_worker_and_an_emptied_queue_lose_nothing_and_double_nothing(stage: Stage) -> None:
    stage.vendor.holds.set()
    worker = stage.crew.worker()
    stage.crew.beat()
    references = texts(6)
    assert stage.vendor.holding.wait(timeout=90), "no text reached the vendor"
    # one is in the vendor's hands and unanswered, five are claimed and wait for their turn
    stage.crew.kill(worker)
    assert states() == {"SENDING": 1, "CLAIMED": 5}
    stage.vendor.holds.clear()
    stage.vendor.release.set()

    stage.queue.flushdb()
    past = timezone.now() - timedelta(seconds=1)
    Message.objects.filter(state__in=("SENDING", "CLAIMED")).update(lease_until=past)  # five minutes later
    stage.crew.worker()
    until(lambda: states() == {"SENT": 6}, f"all sent after the kill: {states()}")

    stage.queue.flushdb()  # while both run
    references += texts(4, start=6)
    until(lambda: states() == {"SENT": 10}, "all sent after the flush")
    assert stage.vendor.taken == dict.fromkeys(references, 1)
    assert sum(stage.vendor.asked.values()) == 1, "only the one in doubt was asked about"


def test_a_vendor_in_doubt_is_asked_and_not_told_twice(stage: Stage) -> None:
    """The line breaks after the vendor took the text: our side cannot know, the vendor can."""
    (reference,) = texts(1)
    Message.objects.update(state="UNKNOWN", attempts=1, lease_until=timezone.now() - timedelta(seconds=1))
    stage.vendor.taken[reference] = 1
    stage.crew.worker()
    stage.crew.beat()
    until(lambda: states() == {"SENT": 1}, "the answer of the vendor")
    assert stage.vendor.taken == {reference: 1}
