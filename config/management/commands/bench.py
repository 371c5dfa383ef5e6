"""How fast the portal is against the floor of the same machine in the same run; writes `docs/performance.md`."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from config.bench import crowd, floor
from core import messages, reports, workdays
from core.models import Message
from core.paging import token_of
from discharge.models import DischargeCase
from discharge.services import papers
from network.councils.models import Meeting
from network.councils.papers import report as shapes
from network.councils.services import reports as council_reports
from network.documents.services import papers as documents
from network.figures.models import KeptAnswer
from network.figures.services import kept, prepared
from network.models import User

SIZES = [10_000, 50_000, 100_000]
ROUNDS = 20
PAPER_ROUNDS = 3
BATCH = 500
CASES = "/discharge/cases/"
REPORT = Path(settings.BASE_DIR) / "docs" / "performance.md"
Deed = Callable[[], Any]


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
        return (
            f"| {self.what} | {self.cases:,} | {self.p50:.1f} | {self.p95:.1f} | {self.floor:.1f} "
            f"| {self.p50 / self.floor:.1f}배 | {self.statements} |"
        )


def measure(*deeds: Deed, rounds: int = ROUNDS) -> list[list[float]]:
    """Milliseconds of each deed, in turn round by round: a machine that slows down does so under all of them."""
    times: list[list[float]] = [[] for _ in deeds]
    for round_number in range(rounds + 2):
        for deed, found in zip(deeds, times, strict=True):
            began = time.perf_counter()
            deed()
            if round_number >= 2:  # the first two warm up
                found.append((time.perf_counter() - began) * 1000)
    return times


def p95(times: list[float]) -> float:
    return sorted(times)[max(int(len(times) * 0.95) - 1, 0)]


def statements_of(deed: Deed) -> int:
    """The fewer of two calls: a session writes down now and then that it is in use."""
    return min(_statements(deed), _statements(deed))


def _statements(deed: Deed) -> int:
    with CaptureQueriesContext(connection) as seen:
        deed()
    words = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")
    return sum(1 for query in seen.captured_queries if not query["sql"].startswith(words))


class Command(BaseCommand):
    help = "목록·상세·찾기·등록·계획서의 빠르기를 같은 기계의 바닥값과 견줍니다. 비어 있는 데이터베이스에서만 돕니다."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("sizes", nargs="*", type=int, default=SIZES)

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0)
        call_command("load_reference", verbosity=0)
        # the bench signs in by itself; the middleware is in the path all the same
        settings.SECOND_FACTOR_REQUIRED = False
        place = crowd.found()
        lines: list[Line] = []
        for size in sorted(options["sizes"]):
            crowd.grow(place, size)
            lines += _measurements(place, size)
        lines.append(_long_report(min(options["sizes"])))
        text = _report(lines)
        self.stdout.write(text)
        REPORT.write_text(text, encoding="utf-8")
        demand_same_statements(lines)


def demand_same_statements(lines: list[Line]) -> None:
    """What is measured at several sizes costs as many statements at each. Raises CommandError."""
    counts: dict[str, dict[int, int]] = {}
    for line in lines:
        counts.setdefault(line.what, {})[line.cases] = line.statements
    grown = [
        f"{what}: " + ", ".join(f"{size:,}건 {count}개" for size, count in found.items())
        for what, found in counts.items()
        if len(set(found.values())) > 1
    ]
    if grown:
        raise CommandError("사례 수에 따라 SQL 문장 수가 달라졌습니다. " + " / ".join(grown))


# --- what is measured ------------------------------------------------------------------------------------------------


def _measurements(place: crowd.Place, size: int) -> list[Line]:
    found = [_measured(what, size, deed, low) for what, deed, low in _reads(place)]
    found.append(_measured("선별 등록", size, crowd.registering(place), floor.insert))
    found += _figures(place, size)
    found += _papers(place, size)
    found.append(_claiming(size))
    return found


def _measured(what: str, size: int, deed: Deed, low: Deed, rounds: int = ROUNDS) -> Line:
    times, lows = measure(deed, low, rounds=rounds)
    return Line(what, size, statistics.median(times), p95(times), statistics.median(lows), statements_of(deed))


def _reads(place: crowd.Place) -> Iterator[tuple[str, Deed, Deed]]:
    """What, how, and the floor under it."""
    social, quiet = _signed_in(place.social), _signed_in(place.quiet)
    home = place.hospital.pk
    case = DischargeCase.objects.exclude(number__startswith="B-").filter(status="FOLLOW_UP").latest("number")
    page, deep = f"{CASES}{case.pk}/", _deep(place)
    every, found = f"{CASES}?state=", f"/api/v1{CASES}?state="
    yield "API 사례 목록", _page_of(social, found), floor.case_list(home)
    yield "API 사례", _page_of(social, f"/api/v1{page}"), floor.case(case.pk)
    yield "사례 목록 화면", _page_of(social, every), floor.same_page(social, every)
    yield "사례 목록 화면, 깊은 쪽", _page_of(social, deep), floor.same_page(social, deep)
    yield "사례 목록 화면, 사례가 적은 병원", _page_of(quiet, every), floor.same_page(quiet, every)
    for what, query in (("내 사례", "assigned=me"), ("지난 일", "overdue=on"), ("병동", "ward=5병동&state=")):
        yield (
            f"사례 목록 화면, {what}",
            _page_of(social, f"{CASES}?{query}"),
            floor.same_page(social, f"{CASES}?{query}"),
        )
    yield "사례 화면", _page_of(social, page), floor.same_page(social, page)
    yield "API 이름 찾기(두 글자)", _page_of(social, f"{found}&q=민호"), floor.case_search(home, "민호")
    yield "API 이름 찾기(없는 이름)", _page_of(social, f"{found}&q=없는"), floor.case_search(home, "없는")
    yield "API 생년월일 찾기", _page_of(social, f"{found}&q=19500315"), floor.by_birth(home, date(1950, 3, 15))
    yield "API 사례번호 찾기", _page_of(social, f"{found}&q={case.number}"), floor.by_number(case.number)
    yield (
        "선별 명단 화면",
        _page_of(social, "/discharge/admissions/"),
        floor.same_page(social, "/discharge/admissions/"),
    )
    yield "연계 목록 화면", _page_of(social, "/linkages/"), floor.same_page(social, "/linkages/")
    yield "첫 화면", _page_of(social, "/"), floor.same_page(social, "/")


def _signed_in(user: User) -> Browser:
    browser = Browser()
    browser.force_login(user, backend="network.sign_in.store.AccountBackend")
    return browser


def _deep(place: crowd.Place) -> str:
    """The address of the page that begins nine tenths down the list, newest first."""
    rows = DischargeCase.objects.filter(hospital=place.hospital).order_by("-created_at", "-pk")
    row = rows[rows.count() * 9 // 10]
    return f"{CASES}?state=&o=new&after={token_of(row, ('created_at', 'pk'))}"


def _page_of(browser: Browser, path: str) -> Deed:
    def deed() -> None:
        response = browser.get(path)
        if response.status_code != 200:
            raise CommandError(f"{path}: {response.status_code}")

    return deed


def _figures(place: crowd.Place, size: int) -> list[Line]:
    """The year of the hospital, prepared as a sweep does: as everybody reads it, and what it takes a worker to count it."""
    social, year = _signed_in(place.social), "/figures/discharge/"
    prepared.prepare(timezone.now())
    kept.count_wanted()
    read, low = _page_of(social, year), floor.same_page(social, year)
    today = workdays.seoul_today()
    days = {"asked__first": f"{today.year}-01-01", "asked__last": f"{today.year}-12-31"}
    page = KeptAnswer.objects.filter(**days, asked__slug="discharge").order_by("key")[0]

    def counting() -> None:
        KeptAnswer.objects.filter(pk=page.pk).update(wanted_at=timezone.now())
        kept.count_wanted()

    return [
        _measured("실적 화면(한 해)", size, read, low),
        _measured("실적 한 화면 세기(작업자)", size, counting, low, PAPER_ROUNDS),
    ]


def _papers(place: crowd.Place, size: int) -> list[Line]:
    """A plan with all its parts, goals and actions, and a consent form; against the engine alone on the same page."""
    rows = DischargeCase.objects.exclude(number__startswith="B-").select_related("client", "hospital")
    case = rows.filter(status="PLAN_REVIEW").latest("number")
    actor = crowd.working_on(case)
    edition = case.plans.latest("edition").edition
    found = []
    for what, deed in (
        ("퇴원계획서 PDF", lambda: papers.print_plan(actor=actor, case=case, edition=edition)),
        ("동의서 PDF", lambda: papers.print_consent(actor=actor, case=case, as_record=False)),
    ):
        found.append(_measured(what, size, deed, floor.bare_paper(deed), PAPER_ROUNDS))
    return found


def _long_report(size: int) -> Line:
    """A meeting report with thirty items on forty pages."""
    meeting = Meeting.objects.for_page().filter(status="DISTRIBUTED").latest("starts_at")
    said = council_reports.facts_of(meeting)
    words = "\n".join(f"(기관 {number}) {'논의한 내용을 길게 적음 ' * 6}" for number in range(22))
    said["items"] = [{**said["items"][0], "title": f"안건 {number}", "discussion": words} for number in range(1, 31)]
    context = documents.context_of(council_reports.KIND, meeting, None) | {"blocks": shapes.report_blocks(said)}

    def deed() -> None:
        reports.make(shapes.REPORT, meeting, context, by="가상의료원")

    return _measured("회의 결과 보고 40쪽 PDF", size, deed, floor.bare_paper(deed), 1)


def _claiming(size: int) -> Line:
    """Workers take 500 due messages; the floor is the statement alone."""
    now = timezone.now()
    due = Message.objects.filter(key__startswith="bench:")

    due.delete()
    rows = [
        Message(key=f"bench:{serial}", channel="EMAIL", template="notice", address="a@example.invalid", not_before=now)
        for serial in range(BATCH * 16)
    ]
    Message.objects.bulk_create(rows)
    line = _measured(
        f"알림 {BATCH}건 잡기",
        size,
        lambda: messages.claim(now, BATCH),
        lambda: messages.claim_ids(now, BATCH),
        rounds=5,
    )
    due.delete()
    return line


def _report(lines: list[Line]) -> str:
    head = (
        "# 빠르기\n\n"
        f"`./ieum bench`가 {timezone.localdate():%Y. %-m. %-d.}에 적었다. 바닥은 같은 기계에서 같은 때에 잰 값이다. "
        "API는 맨 SQL의 결과를 JSON으로 보내는 것, 화면은 이미 읽은 자료로 그 화면의 틀만 다시 그려 보내는 것(둘 다 미들웨어·"
        "로그인·권한·열람 기록이 없다), 등록은 한 줄과 그 기록을 넣는 것, PDF는 같은 글을 WeasyPrint로만 그린 것, 알림은 문장 "
        "하나로 잡기만 하는 것이다. 바닥과 본값은 번갈아 잰다.\n"
        "기계마다 밀리초는 다르므로 배수와 건수에 따른 변화를 본다. 문장 수에 BEGIN·COMMIT·SAVEPOINT는 넣지 않았다. "
        "사례 수에 따라 문장 수가 달라지면 `bench`는 실패로 끝난다.\n\n"
        "| 무엇 | 사례 수 | p50 (ms) | p95 (ms) | 바닥 (ms) | 배수 | SQL 문장 |\n|---|---:|---:|---:|---:|---:|---:|\n"
    )
    table = sorted(lines, key=lambda line: ([row.what for row in lines].index(line.what), line.cases))
    return head + "\n".join(str(line) for line in table) + "\n"
