"""Twenty answers through one link at the same moment: one wins, the others find the link closed."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from django.test import Client as Browser

from referrals.models import Linkage, OneTimeLink
from referrals.services import one_time_links as onetime
from tests import cast as standing
from tests import make
from tests.rivals import together

ANSWER = "/linkages/answer/"
RIVALS = 20


@pytest.mark.django_db(transaction=True)
def test_one_of_twenty_answers_wins() -> None:
    cast = standing.current()
    linkage = make.linkage(make.case("FOLLOW_UP"), "SENT", make.institution())
    made = onetime.issue(actor=cast.social1.actor, linkage=linkage)
    browsers = [Browser(REMOTE_ADDR=f"10.0.0.{turn}") for turn in range(RIVALS)]
    for browser in browsers:
        browser.get(f"{ANSWER}?k={made.key}")
        assert browser.post(ANSWER, {"code": made.code}).status_code == 302
    sent = {"answer": "decline", "decline_reason": "CAPACITY", "position": "팀장"}

    def deed(turn: int) -> Any:
        return lambda: browsers[turn].post(ANSWER, {**sent, "name": f"가상{turn}"}).status_code

    answers = Counter(together(*(deed(turn) for turn in range(RIVALS))))
    assert answers == {200: 1, 404: RIVALS - 1}
    row = Linkage.objects.get(pk=linkage.pk)
    assert (row.status, row.version) == ("DECLINED", linkage.version + 1)
    assert row.proxy_entries.count() == 1
    assert OneTimeLink.objects.get().ended_why == "ANSWERED"


@pytest.mark.django_db(transaction=True)
def test_wrong_numbers_at_once_are_all_counted() -> None:
    cast = standing.current()
    made = onetime.issue(
        actor=cast.social1.actor, linkage=make.linkage(make.case("FOLLOW_UP"), "SENT", make.institution())
    )
    wrong = f"{(int(made.code) + 1) % 10**6:06d}"
    browsers = [Browser(REMOTE_ADDR=f"10.0.1.{turn}") for turn in range(12)]
    for browser in browsers:
        browser.get(f"{ANSWER}?k={made.key}")

    def deed(browser: Browser) -> Any:
        return lambda: browser.post(ANSWER, {"code": wrong}).status_code

    answers = Counter(together(*(deed(browser) for browser in browsers)))
    assert set(answers) <= {400, 404}
    link = OneTimeLink.objects.get()
    assert (link.wrong_tries, link.ended_why) == (5, "TRIES")
