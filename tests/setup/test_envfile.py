"""The secrets of a clone are made once, stay as they are, and are for their owner's eyes only."""

import base64

from cryptography.fernet import Fernet
from launcher.envfile import complete_env, new_secrets, read_env


def test_the_first_start_writes_every_secret_for_the_owner_alone(tmp_path):
    path = tmp_path / "var" / "env"
    known = complete_env(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert set(known) == {"DEMO", "SECRET_KEY", "FIELD_KEYS", "HASH_KEY", "AUDIT_KEY"}
    assert read_env(path) == known


def test_the_second_start_changes_nothing(tmp_path):
    path = tmp_path / "env"
    complete_env(path)
    before = path.read_bytes()
    complete_env(path)
    assert path.read_bytes() == before


def test_what_stands_in_the_file_is_kept_and_only_the_missing_is_added(tmp_path):
    path = tmp_path / "env"
    path.write_text("# 직접 적음\nDEMO=0\nHASH_KEY=mine=with=signs", encoding="utf-8")
    known = complete_env(path)
    assert (known["DEMO"], known["HASH_KEY"]) == ("0", "mine=with=signs")
    assert path.read_text(encoding="utf-8").startswith("# 직접 적음\nDEMO=0\nHASH_KEY=mine=with=signs\nSECRET_KEY=")
    assert path.stat().st_mode & 0o777 == 0o600


def test_no_two_secrets_are_alike_and_the_field_key_is_a_cipher_key():
    one, two = new_secrets(), new_secrets()
    assert len({*one.values(), *two.values()}) == 8
    assert all(len(value) >= 32 for value in one.values())
    assert len(base64.urlsafe_b64decode(one["FIELD_KEYS"])) == 32
    assert Fernet(one["FIELD_KEYS"]).decrypt(Fernet(one["FIELD_KEYS"]).encrypt("홍길동".encode())) == "홍길동".encode()
