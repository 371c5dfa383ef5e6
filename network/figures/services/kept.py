"""What takes long to count is counted by a worker, for everybody at once, and nobody waits for it.

Where a programme weighs no more than MANY rows at the hospitals that are asked for, figures are counted for whoever asks, at
that moment. Over more than that the answers are kept for the day: every reader, the paper, the spreadsheet and the API
say the same numbers, and when they were counted. The pages that open first are wanted before anybody opens them
(`services.prepared`); who asks for a period that nobody has asked for is told that it is being counted. A sweep wants
anew what is older than AGE and was read lately: a late entry into a month long past is in it ten minutes later, or at
once for who asks to count anew. What is counted can depend on the day (a limit that has passed), so that no answer
outlives its day.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any

from celery import current_app
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from core import dates, sweeps, workdays
from core.indicators import Figure, Key, Question, answers
from network.figures.models import KeptAnswer
from network.registry.charts import Counts
from network.registry.figures import named

MANY = 5_000
AGE = timedelta(minutes=10)
SOON = timedelta(minutes=1)  # what was counted just now is not counted anew
READ_LATELY = timedelta(hours=2)
FORGOTTEN = timedelta(days=4)
COUNT_TASK = "network.figures.tasks.count_wanted"
ONE_AT_A_TIME = 0x466967  # the number of the lock that a counting worker holds
Parts = Mapping[str, Sequence[Question]]


@dataclass(frozen=True)
class Asked:
    """Everything that a page asks: its questions by name, and the charts of a programme."""

    parts: Parts
    slug: str
    hospitals: tuple[int, ...]
    first: date
    last: date


@dataclass(frozen=True)
class Answered:
    """`counted_at`: when, where it was not for this reader; `is_wanted`: it is being counted anew."""

    parts: dict[str, list[dict[Key, Figure]]]
    charts: dict[str, Counts]
    counted_at: datetime | None = None
    is_wanted: bool = False


def meaning(counted_at: datetime) -> str:
    minutes = AGE // timedelta(minutes=1)
    return f"{dates.kdatetime(counted_at)}에 센 수입니다. 셀 것이 많아 {minutes}분마다 다시 셉니다."


def is_many(slug: str, hospitals: Sequence[int]) -> bool:
    """Whether figures of these hospitals take longer than somebody should wait."""
    programme = named(slug)
    if programme is None or programme.weighs is None:
        return False
    return programme.weighs(hospitals).order_by()[MANY : MANY + 1].exists()


def answered(asked: Asked, *, is_anew: bool = False) -> Answered | None:
    """The answers by the names of what was asked; None while they are being counted for the first time this day."""
    if not is_many(asked.slug, asked.hospitals):
        return _count(asked)
    now, key = timezone.now(), key_of(asked)
    row = KeptAnswer.objects.filter(key=key).first()
    is_new = row is None or (is_anew and row.may_be_wanted(before=now - SOON))
    if is_new:
        want({key: asked}, now, read_at=now)
    if is_new or row is None or row.counted_at is None:
        ring()
    if row is None or row.counted_at is None or row.answers is None:
        return None
    if row.read_at < now - READ_LATELY / 2:
        KeptAnswer.objects.filter(key=key).update(read_at=now)
    return _read(row.answers, row.counted_at, is_wanted=is_new or row.wanted_at is not None)


# --- by a worker -----------------------------------------------------------------------------------------------------


def want(asked: Mapping[str, Asked], now: datetime, *, read_at: datetime) -> None:
    """Have a worker count what is asked, by its keys. `read_at`: as if it was looked at then."""
    rows = [KeptAnswer(key=key, asked=_plain(one), wanted_at=now, read_at=read_at) for key, one in asked.items()]
    KeptAnswer.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["key"], update_fields=["wanted_at", "read_at"]
    )


def ring() -> None:
    """Ask a worker to come; should the bell be lost, the next sweep rings again."""

    def send() -> None:
        current_app.send_task(COUNT_TASK, retry=False)

    transaction.on_commit(send, robust=True)


def want_again(now: datetime) -> int:
    """Want anew what is read and no longer fresh, and for the new day what was; forget what nobody has read for days. A
    sweep."""
    KeptAnswer.objects.filter(read_at__lt=now - FORGOTTEN).delete()
    is_read = Q(counted_at__lt=now - AGE, read_at__gte=now - READ_LATELY)
    is_over = Q(counted_at__lt=workdays.start_of_day(workdays.seoul_today()))
    old = KeptAnswer.objects.filter(is_read | is_over, wanted_at__isnull=True).update(wanted_at=now)
    if _wanted().exists():
        ring()
    return old


def count_wanted() -> int:
    """Count whatever is wanted, what was asked for last first. Returns how many; 0 where another worker is at it."""
    done, tried = 0, set[str]()
    while row := _wanted().exclude(pk__in=tried).order_by("-read_at", "key").first():
        tried.add(row.pk)
        done += sweeps.each("figures.count_wanted", [row], _count_kept)
    return done


def _wanted() -> QuerySet[KeptAnswer]:
    return KeptAnswer.objects.filter(wanted_at__isnull=False)


@transaction.atomic
def _count_kept(row: KeptAnswer) -> KeptAnswer | None:
    """One worker counts at a time, so that the others go on sending and sweeping. What was asked on another day is asked
    of this one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        if not cursor.fetchone()[0]:
            return None
    asked, began = _asked(row.asked), timezone.now()
    key = key_of(asked)
    if key != row.key:
        row.delete()
        if KeptAnswer.objects.filter(key=key).exists():  # it counts, or will be, by itself
            return row
    _keep(key, asked, _count(asked), began, read_at=row.read_at)
    return row


def _count(asked: Asked) -> Answered:
    found = iter(answers([one for parts in asked.parts.values() for one in parts]))
    parts = {name: [next(found) for _ in parts] for name, parts in asked.parts.items()}
    programme = named(asked.slug)
    charts = programme.charts if programme else ()
    return Answered(parts, {one.code: one.count(asked.hospitals, asked.first, asked.last) for one in charts})


def _keep(key: str, asked: Asked, found: Answered, began: datetime, read_at: datetime) -> None:
    """What was wanted while it was counted is still wanted."""
    kept = {"answers": _written(found), "counted_at": began}
    if not KeptAnswer.objects.filter(key=key).update(**kept):
        KeptAnswer.objects.create(key=key, asked=_plain(asked), read_at=read_at, **kept)
    KeptAnswer.objects.filter(key=key, wanted_at__lte=F("counted_at")).update(wanted_at=None)


# --- as JSON ---------------------------------------------------------------------------------------------------------


def _plain(asked: Asked) -> dict[str, Any]:
    parts = {name: [_dated(asdict(one)) for one in parts] for name, parts in asked.parts.items()}
    return _dated({**vars(asked), "parts": parts})


def _dated(values: Mapping[str, Any]) -> dict[str, Any]:
    return {**values, "first": str(values["first"]), "last": str(values["last"])}


def _read_days(kept: Mapping[str, Any]) -> dict[str, Any]:
    days = {name: date.fromisoformat(kept[name]) for name in ("first", "last")}
    return {**kept, "hospitals": tuple(kept["hospitals"]), **days}


def _asked(kept: Mapping[str, Any]) -> Asked:
    parts = {name: [Question(**_read_days(one)) for one in parts] for name, parts in kept["parts"].items()}
    return Asked(**{**_read_days(kept), "parts": parts})


def key_of(asked: Asked) -> str:
    words = json.dumps([str(workdays.seoul_today()), _plain(asked)], sort_keys=True)
    return sha256(words.encode()).hexdigest()


def _written(found: Answered) -> dict[str, Any]:
    parts = {
        name: [[[key, _figure(one)] for key, one in each.items()] for each in parts]
        for name, parts in found.parts.items()
    }
    return {"parts": parts, "charts": found.charts}


def _figure(one: Figure) -> dict[str, Any]:
    value = None if one.value is None else str(one.value)
    return {
        "code": one.code, "numerator": one.numerator, "denominator": one.denominator, "value": value,
        "is_preliminary": one.is_preliminary, "notes": dict(one.notes),
    }  # fmt: skip


def _read(kept: Mapping[str, Any], counted_at: datetime, *, is_wanted: bool) -> Answered:
    parts = {name: [{key: _from(one) for key, one in each} for each in parts] for name, parts in kept["parts"].items()}
    charts = {code: [(name, numbers) for name, numbers in rows] for code, rows in kept["charts"].items()}
    return Answered(parts, charts, counted_at, is_wanted)


def _from(kept: Mapping[str, Any]) -> Figure:
    value = None if kept["value"] is None else Decimal(kept["value"])
    return Figure(**{**kept, "value": value})
