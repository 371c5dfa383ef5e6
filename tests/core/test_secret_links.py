"""Keys of secret addresses: what is kept of them, what opens, and what a guess meets."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from core import secret_links
from core.models import ThrottleCount
from core.secret_links import SecretLink
from tests.architecture.sources import name_of, python_files

HASHED = SecretLink("trial", "surveys:survey-answer", "bucket")
OTHER = SecretLink("another", "surveys:survey-answer", "bucket")
KEPT = SecretLink("trial", "surveys:survey-answer", "bucket", is_kept=True)
MAKERS = {"core/secret_links.py", "core/crypto.py"}


def _row(bucket: str) -> ThrottleCount:
    return ThrottleCount.objects.create(bucket=bucket, began_at="2026-11-30T00:00:00Z", count=1)


@pytest.mark.django_db
def test_a_hashed_key_is_found_by_its_hash_and_the_hash_opens_nothing() -> None:
    key, rows = secret_links.random_key(), ThrottleCount.objects.all()
    row = _row(HASHED.stored(key))
    assert key not in row.bucket
    assert HASHED.find(rows, key) == row
    assert HASHED.find(rows, row.bucket) is None, "whoever reads the table cannot knock with it"
    assert OTHER.find(rows, key) is None, "a key of another kind of address"


@pytest.mark.django_db
def test_a_kept_key_opens_until_its_column_is_emptied() -> None:
    key, rows = secret_links.random_key(), ThrottleCount.objects.all()
    row = _row(KEPT.stored(key))
    assert KEPT.find(rows, key) == row
    ThrottleCount.objects.update(bucket="")
    assert KEPT.find(rows, key) is None
    assert KEPT.find(rows, "") is None, "no key is not the key of what is closed"


def test_a_derived_key_hangs_on_every_part_and_on_the_secret(settings: Any) -> None:
    key = HASHED.derived(7, 1)
    assert key == HASHED.derived("7", 1)
    assert len({key, HASHED.derived(7, 2), HASHED.derived(71, ""), OTHER.derived(7, 1), HASHED.stored("7")}) == 5
    settings.HASH_KEY = "another-key-another-key-another-key"
    assert key != HASHED.derived(7, 1)


def test_a_key_that_carries_its_row_gives_it_back_and_a_changed_one_gives_nothing() -> None:
    pk = uuid4()
    key = HASHED.carrying(pk)
    assert HASHED.carried(key) == pk
    changed = key[:-1] + ("A" if key[-1] != "A" else "E")
    for wrong in ("", key + "=", f"{key[:20]} {key[20:]}", changed, OTHER.carrying(pk), "가" * 43):
        assert HASHED.carried(wrong) is None, wrong


def test_keys_are_as_long_as_they_are_said_to_be() -> None:
    assert {len(secret_links.random_key()), len(secret_links.random_key(20))} == {22, 27}  # 128 and 160 bits
    assert len({secret_links.random_key() for _ in range(100)}) == 100
    assert len(HASHED.derived(1)) == 64
    assert all(len(secret_links.random_digits(4)) == 4 for _ in range(100))
    assert {len(secret_links.derived_digits(6, "trial", str(one))) for one in range(100)} == {6}


def test_an_address_has_its_key_behind_the_question_mark_and_a_picture(settings: Any) -> None:
    assert HASHED.url("KEY") == f"{settings.BASE_URL}/survey/?k=KEY"
    assert secret_links.qr(HASHED.url("KEY")).startswith("data:image/svg+xml")
    assert secret_links.qr("") == ""


def test_nobody_else_makes_keys_compares_them_or_draws_their_pictures() -> None:
    words = ("import secrets", "import hmac", "import segno", "compare_digest", "token_urlsafe")
    makers = {name_of(path) for path in python_files() if any(word in path.read_text("utf-8") for word in words)}
    assert makers == MAKERS
