"""Short ways to knock at the API of a case."""

from __future__ import annotations

import re
from typing import Any

from discharge.models import DischargeCase
from tests.cast import Member
from tests.discharge.screening_data import API

HANGUL = re.compile("[가-힣]")


def case_url(case: DischargeCase, tail: str = "") -> str:
    return f"{API}{case.pk}/{tail}"


def post(who: Member, url: str, data: Any = None, **headers: str) -> Any:
    return who.api().post(url, data if data is not None else {}, format="json", headers=headers)


def refusal_of(answer: Any, status: int = 400) -> dict[str, Any]:
    """The body of a refusal, after looking at its shape."""
    assert answer.status_code == status, answer.content.decode()[:300]
    found: dict[str, Any] = answer.json()
    assert {"code", "detail", "fields"} <= set(found)
    assert HANGUL.search(found["detail"])
    assert all(isinstance(texts, list) for texts in found["fields"].values())
    return found
