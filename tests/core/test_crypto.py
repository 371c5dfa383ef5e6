"""Fields at rest: readable with the key, with an older key, and with no other."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.db import connection

from core import crypto
from core.models import Draft
from network.models import Client
from referrals.models import Linkage
from tests import make
from tests.cast import Cast


@pytest.mark.parametrize("text", ["010-0000-0001", "", "한글 🙂", "0", " ", "a" * 10_000])
def test_a_text_comes_back_as_it_was(cast: Cast, text: str) -> None:
    person = make.client_(address_rest=text)
    assert Client.objects.get(pk=person.pk).address_rest == text


@pytest.mark.parametrize("value", [None, 0, False, "", [], {}, {"이름": ["김가상", 1, None]}, 1.5])
def test_a_value_comes_back_as_it_was(cast: Cast, value: Any) -> None:
    linkage = make.linkage(snapshot=value)
    found = Linkage.objects.get(pk=linkage.pk).snapshot
    assert found == value
    assert type(found) is type(value)


def test_the_column_holds_nothing_readable(cast: Cast) -> None:
    person = make.client_(phone="010-0000-0042")
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone, phone_hash FROM network_client WHERE id = %s", [person.pk])
        stored = cursor.fetchone()
    assert "0042" not in stored[0]
    assert stored[1] == crypto.keyed_hash("phone", "010-0000-0042", str(person.birth_date))


def test_the_same_text_is_never_stored_the_same(db: None) -> None:
    assert crypto.encrypt("같은 글") != crypto.encrypt("같은 글")


def test_with_a_wrong_key_it_raises_and_shows_no_ciphertext(cast: Cast, settings: Any) -> None:
    person = make.client_(phone="010-0000-0001")
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]
    crypto._cipher.cache_clear()
    with pytest.raises(crypto.WrongKey, match="암호화 키를 확인"):
        Client.objects.get(pk=person.pk)


def test_after_a_rotation_old_rows_are_read_and_new_ones_need_the_new_key(cast: Cast, settings: Any) -> None:
    old, new = settings.FIELD_KEYS[0], Fernet.generate_key().decode()
    person = make.client_(phone="010-0000-0001")
    settings.FIELD_KEYS = [new, old]
    crypto._cipher.cache_clear()
    assert Client.objects.get(pk=person.pk).phone == "010-0000-0001"
    person.save()
    settings.FIELD_KEYS = [new]
    crypto._cipher.cache_clear()
    assert Client.objects.get(pk=person.pk).phone == "010-0000-0001"


def test_hashes_of_different_purposes_and_keys_differ(settings: Any) -> None:
    one = crypto.keyed_hash("phone", "010")
    assert one == crypto.keyed_hash("phone", "010")
    assert one != crypto.keyed_hash("chart", "010")
    assert crypto.keyed_hash("a", "bc") != crypto.keyed_hash("a", "b", "c")
    settings.HASH_KEY = "another-key-another-key-another-key"
    assert one != crypto.keyed_hash("phone", "010")


def test_a_draft_of_another_key_is_a_fault_that_is_told(cast: Cast) -> None:
    with pytest.raises(crypto.WrongKey):
        Draft._meta.get_field("fields").from_db_value("no token")  # type: ignore[union-attr]
