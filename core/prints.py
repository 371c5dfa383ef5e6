"""What the foot of a paper says of the print itself: who printed it when, what for, and which print it is (domain 4.1)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from core import dates
from core.models import PrintedDocument

PRINTED = "출력"  # what somebody did with a paper that its foot tells of


def is_named(context: Mapping[str, Any]) -> bool:
    """A copy with personal data says which print it is; what left the house says it of nobody."""
    return bool(context.get("personal")) and not context.get("is_issued")


def draw_serial() -> int:
    """The number of the next print: that of its row, by which the print is found again."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [PrintedDocument._meta.db_table])
        return int(cursor.fetchone()[0])


def words(
    context: Mapping[str, Any],
    *,
    by: str,
    act: str = PRINTED,
    serial: int | None = None,
    final_since: datetime | None = None,
) -> list[str]:
    """What the foot of every sheet says beside the number: of a working copy who printed it when and what for, with
    personal data also which print it is; of a kept paper since when it holds; of a letter that left the house
    nothing."""
    now = timezone.localtime()
    if context.get("is_issued"):
        return []
    if final_since is not None:
        return [f"{dates.plain(final_since)} 시행"]
    said = [context.get("purpose", "")]
    if context.get("personal"):
        said = ["개인정보 포함", *said, f"출력번호 {serial}" if serial else ""]
    who = f"{by} · {dates.kdate(now)} {dates.seoul_time(now)} {act}"
    return [*filter(None, [" · ".join(filter(None, said))]), who]
