"""What the database can keep of what people and programs send: text without broken signs, in few layers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

MAX_DEPTH = 20
TOO_DEEP = "보낸 내용이 너무 여러 겹입니다."
BAD_SIGN = "보낸 글에 저장할 수 없는 문자가 있습니다."
ENDLESS = "보낸 수가 너무 큽니다."


def fault(value: Any, depth: int = 0) -> str:
    """Why a value cannot be stored, as a Korean sentence; empty when it can.

    PostgreSQL keeps neither NUL nor half of a surrogate pair, and JSON can carry both. `1e999` is read as infinity.
    """
    if depth > MAX_DEPTH:
        return TOO_DEEP
    if isinstance(value, str):
        return BAD_SIGN if _is_broken(value) else ""
    if isinstance(value, float) and not math.isfinite(value):
        return ENDLESS
    if isinstance(value, Mapping):
        parts = [*value.keys(), *value.values()]
        return next(filter(None, (fault(part, depth + 1) for part in parts)), "")
    if isinstance(value, list):
        return next(filter(None, (fault(part, depth + 1) for part in value)), "")
    return ""


def _is_broken(text: str) -> bool:
    if "\x00" in text:
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False
