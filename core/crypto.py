"""Field encryption and keyed hashes. Keys live outside the database; the first key encrypts, all decrypt."""

from __future__ import annotations

import hashlib
import hmac
import json
from functools import cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class WrongKey(Exception):
    """A stored value cannot be read with any configured key; never answered with the ciphertext."""


@cache
def _cipher() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.FIELD_KEYS])


def encrypt(text: str) -> str:
    return _cipher().encrypt(text.encode()).decode()


def decrypt(token: str) -> str:
    try:
        return _cipher().decrypt(token.encode()).decode()
    except InvalidToken as error:
        raise WrongKey("저장된 값을 열 수 없습니다. 암호화 키를 확인하십시오.") from error


def keyed_hash(purpose: str, *parts: str) -> str:
    """HMAC-SHA256 for exact search and duplicate checks; `purpose` keeps hashes of different columns apart."""
    message = "\x1f".join((purpose, *parts)).encode()
    return hmac.new(settings.HASH_KEY.encode(), message, hashlib.sha256).hexdigest()


def audit_mac(message: str) -> str:
    """HMAC-SHA256 with the key of the audit trail, which is kept apart from the others."""
    return hmac.new(settings.AUDIT_KEY.encode(), message.encode(), hashlib.sha256).hexdigest()


def to_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)


def from_json(text: str) -> Any:
    return json.loads(text)
