"""What is done with a one-time link: the team makes one, somebody at the agency opens it and answers."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client as Browser

from referrals.models import Linkage
from referrals.services import one_time_links as onetime
from tests.referrals.conftest import World

ANSWER = "/linkages/answer/"
_CHANGING = re.compile(r'nonce="[^"]*"')


def issue(world: World, linkage: Linkage) -> onetime.Issued:
    return onetime.issue(actor=world.worker, linkage=linkage)


def opened(made: onetime.Issued, address: str = "127.0.0.1", code: str = "") -> Browser:
    """Somebody at the agency who opened the link and gave the number."""
    browser = Browser(REMOTE_ADDR=address)
    assert browser.get(f"{ANSWER}?k={made.key}").status_code == 302
    assert browser.post(ANSWER, {"code": code or made.code}).status_code == 302
    return browser


def accept(**changes: Any) -> dict[str, Any]:
    signed = {"name": "배가상", "position": "팀장"}
    return {"answer": "accept", "responsible": "배가상", "planned_start_on": "2026-10-26", **signed, **changes}


def body(response: Any) -> str:
    return _CHANGING.sub("", response.content.decode())
