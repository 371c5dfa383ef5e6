"""How fast the portal is against the floor of the same machine in the same run; writes `docs/performance.md`."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from config.bench import crowd
from core import reports
from discharge.models import DischargeCase
from discharge.services import papers

ROUNDS = 40
PLAIN_PAGE = "<html lang=ko><title>바닥</title><p>글 한 줄</p></html>"
REPORT = Path(settings.BASE_DIR) / "docs" / "performance.md"


@dataclass(frozen=True)
class Line:
    """One row of the table: milliseconds, and how many statements the request made."""

    what: str
    cases: int
    p50: float
    p95: float
    floor: float
    statements: int

    def __str__(self) -> str:
        ratio = self.p50 / self.floor if self.floor else 0
        return (
            f"| {self.what} | {self.cases:,} | {self.p50:.1f} | {self.p95:.1f} | {self.floor:.1f} | {ratio:.1f}배 "
            f"| {self.statements or '-'} |"
        )


def measure(deed: Callable[[], Any], rounds: int = ROUNDS) -> tuple[float, float]:
    """Median and 95th percentile in milliseconds, after three warm-up calls."""
    for _ in range(3):
        deed()
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        deed()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times), sorted(times)[int(len(times) * 0.95) - 1]


def statements_of(deed: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as seen:
        deed()
    words = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")
    return sum(1 for query in seen.captured_queries if not query["sql"].startswith(words))


class Command(BaseCommand):
    help = "목록·상세·찾기·등록·계획서의 빠르기를 같은 기계의 바닥값과 견줍니다. 비어 있는 데이터베이스에서만 돕니다."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("sizes", nargs="*", type=int, default=[10_000, 100_000])

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0)
        call_command("load_reference", verbosity=0)
        place = crowd.found()
        lines: list[Line] = []
        for size in options["sizes"]:
            crowd.grow(place, size)
            lines += self._lines(place, size)
        text = _report(lines)
        self.stdout.write(text)
        REPORT.write_text(text, encoding="utf-8")

    def _lines(self, place: crowd.Place, size: int) -> list[Line]:
        browser = Browser()
        browser.force_login(place.social, backend="allauth.account.auth_backends.AuthenticationBackend")
        settings.SECOND_FACTOR_REQUIRED = (
            False  # the bench signs in by itself; the middleware is in the path all the same
        )
        case = DischargeCase.objects.filter(social_worker=place.social).latest("created_at")
        pages = {
            "API 사례 목록": ("/api/v1/discharge/cases/?state=", _raw_list),
            "사례 목록 화면": ("/discharge/cases/?state=", _raw_list),
            "사례 화면": (f"/discharge/cases/{case.pk}/", lambda: _raw_detail(case.pk)),
            "이름 찾기(두 글자)": ("/discharge/cases/?state=&q=민호", _raw_search),
        }
        found = []
        for what, (path, floor) in pages.items():
            deed = _get(browser, path)
            p50, p95 = measure(deed)
            found.append(Line(what, size, p50, p95, measure(floor)[0], statements_of(deed)))
        make = crowd.registering(place)
        p50, p95 = measure(make)
        found.append(Line("선별 등록", size, p50, p95, measure(crowd.raw_insert(place))[0], statements_of(make)))
        paper = measure(lambda: papers.print_consent(actor=place.actor, case=case, as_record=False), rounds=5)
        bare = measure(lambda: reports.render_pdf(PLAIN_PAGE), rounds=5)[0]
        found.append(Line("동의서 PDF 두 쪽(바닥: 글 한 쪽)", size, *paper, bare, 0))
        return found


def _get(browser: Browser, path: str) -> Callable[[], None]:
    def deed() -> None:
        response = browser.get(path)
        if response.status_code != 200:
            raise RuntimeError(f"{path}: {response.status_code}")

    return deed


def _rows(sql: str, *values: Any) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return orjson.dumps(cursor.fetchall(), default=str)


def _raw_list() -> bytes:
    return _rows(
        "SELECT c.id, c.number, c.status, c.ward, p.name, p.birth_date FROM discharge_dischargecase c"
        " JOIN network_client p ON p.id = c.client_id ORDER BY c.next_due_at, c.id LIMIT 51"
    )


def _raw_detail(pk: Any) -> bytes:
    return _rows(
        "SELECT * FROM discharge_dischargecase c JOIN network_client p ON p.id = c.client_id WHERE c.id = %s", pk
    )


def _raw_search() -> bytes:
    return _rows(
        "SELECT c.id, c.number, p.name FROM discharge_dischargecase c JOIN network_client p ON p.id = c.client_id"
        " WHERE p.name_bigrams @> ARRAY['민호']::varchar[] ORDER BY c.next_due_at, c.id LIMIT 51"
    )


def _report(lines: list[Line]) -> str:
    head = (
        "# 빠르기\n\n"
        f"`./ieum bench`가 {timezone.localdate():%Y. %-m. %-d.}에 적었다. 바닥은 같은 기계에서 같은 때에 잰 맨 SQL(JSON으로 묶음)이다.\n"
        "기계마다 밀리초는 다르므로 배수와 건수에 따른 변화를 본다. 문장 수에 BEGIN·COMMIT·SAVEPOINT는 넣지 않았다.\n\n"
        "| 무엇 | 사례 수 | p50 (ms) | p95 (ms) | 바닥 (ms) | 배수 | SQL 문장 |\n|---|---:|---:|---:|---:|---:|---:|\n"
    )
    return head + "\n".join(str(line) for line in lines) + "\n"
