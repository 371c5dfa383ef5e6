"""A page says what it is for, to whoever asks."""

from __future__ import annotations

import pytest
from django.urls import get_resolver

from config.help import texts
from tests.cast import Cast


def _names() -> set[str]:
    found = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    for space, (_, resolver) in get_resolver().namespace_dict.items():
        found |= {f"{space}:{name}" for name in resolver.reverse_dict if isinstance(name, str)}
    return found


def test_every_help_belongs_to_a_page_and_is_a_paragraph() -> None:
    assert set(texts()) - _names() == set()
    assert len(texts()) >= 40
    assert [page for page, text in texts().items() if not (40 <= len(text) <= 260 and text.endswith("."))] == []


@pytest.mark.django_db
def test_the_page_shows_it_folded(cast: Cast) -> None:
    page = cast.social1.client().get("/discharge/calls/").content.decode()
    assert "이 화면 도움말" in page
    assert texts()["discharge:call-list"] in page
    assert "이 화면 도움말" not in cast.social1.client().get("/account/").content.decode()
