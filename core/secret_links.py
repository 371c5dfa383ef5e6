"""Secret addresses: whoever knows the key behind the question mark is let in, without signing in.

A key is drawn by lot and told once, and only its keyed hash is kept; or it is drawn by lot and kept as it is, where the
poster that bears it is shown again; or it is worked out of a row with the portal's secret, which lies outside the
database, and kept nowhere. An address is taken back by ending its row, by emptying its column, or by another serial
among the parts that its key is worked out of. How often a public door may be tried is part of its policy
(`core.policy.Public`).
"""

from __future__ import annotations

import base64
import hmac
import secrets
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

import segno
from django.conf import settings
from django.db.models import Model, QuerySet
from django.urls import reverse

from core import crypto

M = TypeVar("M", bound=Model)
BYTES = 16  # 128 bits
LONGEST = 64  # signs of a key


@dataclass(frozen=True)
class SecretLink:
    """The secret addresses of one route.

    `purpose` keeps their keys and hashes apart from all others. `column`: where a key is looked up; it holds the keyed
    hash, or the key itself where it `is_kept`.
    """

    purpose: str
    route: str
    column: str = "key_hash"
    is_kept: bool = False

    def path(self, key: str) -> str:
        """The key stands behind the question mark, because that part of an address is in no log of ours."""
        return f"{reverse(self.route)}?k={key}"

    def url(self, key: str) -> str:
        return f"{settings.BASE_URL}{self.path(key)}"

    def stored(self, key: str) -> str:
        """What the column holds of a key."""
        return key if self.is_kept else crypto.keyed_hash(f"{self.purpose} key", key)

    def find(self, rows: QuerySet[M], key: str) -> M | None:
        """The row of a key. None for one that was never made, or whose address was taken back."""
        if not key or len(key) > LONGEST:
            return None
        return rows.filter(**{self.column: self.stored(key)}).first()

    def derived(self, *parts: object) -> str:
        """A key of 256 bits that only who holds the portal's secret can work out."""
        return crypto.keyed_hash(f"{self.purpose} link", *map(str, parts))

    def carrying(self, pk: UUID) -> str:
        """A derived key that carries the id of its row before 128 bits: 43 signs, short enough for a text message."""
        mark = bytes.fromhex(self.derived(pk.hex))[:BYTES]
        return base64.urlsafe_b64encode(pk.bytes + mark).decode().rstrip("=")

    def carried(self, key: str) -> UUID | None:
        """The id in a key that was made by `carrying`."""
        try:
            raw = base64.urlsafe_b64decode(f"{key}=".encode("ascii"))
        except ValueError:
            return None
        pk = UUID(bytes=raw[:16]) if len(raw) == 16 + BYTES else None
        return pk if pk is not None and same(self.carrying(pk), key) else None


def random_key(size: int = BYTES) -> str:
    """A key of so many bytes, drawn by lot."""
    return secrets.token_urlsafe(size)


def random_digits(count: int) -> str:
    return f"{secrets.randbelow(10**count):0{count}d}"


def derived_digits(count: int, purpose: str, *parts: str) -> str:
    """Digits that only who holds the portal's secret can work out."""
    return f"{int(crypto.keyed_hash(purpose, *parts)[:15], 16) % 10**count:0{count}d}"


def same(known: str, typed: str) -> bool:
    """Compared in a time that tells nothing of where they differ."""
    return hmac.compare_digest(known.encode(), typed.encode())


def qr(url: str) -> str:
    """The QR of an address as an image that needs no file; nothing for no address."""
    if not url:
        return ""
    return segno.make(url, error="m", micro=False).svg_data_uri(scale=8, border=4, dark="#000", light="#fff")


def qr_path(url: str) -> tuple[int, str]:
    """The QR of an address for a paper, which reads no image: its side in squares, and the dark ones as a path."""
    code = segno.make(url, error="m", micro=False)
    dark = [(row, place) for row, line in enumerate(code.matrix) for place, is_dark in enumerate(line) if is_dark]
    return int(code.symbol_size(border=0)[0]), "".join(f"M{place} {row}h1v1h-1z" for row, place in dark)
