"""Mail programs and messengers ask with HEAD before somebody opens an address."""

from __future__ import annotations

import pytest
from django.test import Client as Browser

from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/education/certificates/check/", "/account/login/", "/health/"])
def test_a_public_page_answers_head_without_a_body(path: str) -> None:
    shown, asked = Browser().get(path), Browser().head(path)
    assert (asked.status_code, asked.content) == (shown.status_code, b"")
    assert asked["Content-Type"] == shown["Content-Type"]


def test_head_shows_no_more_than_get(cast: Cast) -> None:
    assert cast.social1.client().head("/discharge/cases/").status_code == 200
    assert cast.cpo1.client().head("/discharge/cases/").status_code == 403
    assert Browser().head("/discharge/cases/").status_code == 302
