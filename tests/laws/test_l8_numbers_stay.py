"""L8: a paper gets its number when it is issued, one and no other, whoever opens it, how often, as a page, PDF or HWPX."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from itertools import count
from typing import Any
from urllib.parse import unquote

import pytest
import time_machine
from django.http import HttpResponse
from django.utils import timezone

from core import reports
from core.checks import routes
from discharge.services import cases
from education.models import EducationReport
from education.services import bookings, delivery
from education.services import reports as education_reports
from network.documents.services import approving
from tests import make, make_education, no_pictures
from tests.access import world
from tests.access.enumerator import Probe
from tests.cast import Cast, Member
from tests.councils.house import PLANNED_ON, at, house
from tests.laws import doors, registered

pytestmark = pytest.mark.django_db
NONE = ("", reports.NOT_ISSUED)  # of a working copy, of what is to be issued
OF_SEVERAL = frozenset({"certificates"})  # a file of several papers, of which each has its own
ROWS = HOUSES = 2  # of each door in one run
LEAST_DOORS, LEAST_PAPERS, LEAST_OPENINGS = 40, 30, 150


@dataclass
class Opened:
    """What was seen of papers: their kinds, and by kind and row the numbers in the order in which they were seen."""

    kinds: set[str] = field(default_factory=set)
    doors: set[str] = field(default_factory=set)
    numbers: dict[tuple[str, ...], list[str]] = field(default_factory=dict)

    def faults(self) -> list[str]:
        """Papers with two numbers, and those that show none after they had one."""
        found = []
        for key, seen in self.numbers.items():
            first = next((place for place, number in enumerate(seen) if number not in NONE), len(seen))
            if len(set(seen[first:])) > 1:
                found.append(f"{' '.join(key)}: {', '.join(dict.fromkeys(seen))}")
        return found


@pytest.fixture
def titles(monkeypatch: pytest.MonkeyPatch, settings: Any) -> list[tuple[str, str]]:
    """Template and title of papers in the order in which they are made; a file is the page that it would be made of."""
    rendered: list[tuple[str, str]] = []
    real = reports.render_to_string

    def spy(template: str, context: Any) -> str:
        rendered.append((template, context["paper"]["title"]))
        return real(template, context)

    monkeypatch.setattr(reports, "render_to_string", spy)
    monkeypatch.setattr(reports, "render_pdf", lambda html: html.encode())
    no_pictures.install(monkeypatch)
    monkeypatch.setattr("core.hwpx.render", lambda *args: b"hwpx")
    world.lay_papers(settings.MEDIA_ROOT)
    return rendered


def number_in(answer: HttpResponse) -> str:
    """The number of a paper as the page or the file says it; of an HWPX its file's name, which else ends with the day."""
    name = re.search(r"filename\*=UTF-8''(.+)\.hwpx", answer.headers.get("Content-Disposition", ""))
    if name is not None:
        number = unquote(name[1]).rpartition("_")[2]
        return reports.NOT_ISSUED if number.isdigit() else number
    shown = re.findall(r'<(?:span class="no"|p class="cert-no")>(.*?)</', answer.content.decode())
    return shown[0] if len(set(shown)) == 1 else ""  # a sheet for each of several papers has no number of its own


def may_print(probe: Probe) -> bool:
    """Whether the module behind a route has to do with papers."""
    return probe.method == "GET" and probe.route.partition("[")[0] in _of_papers()


@cache
def _of_papers() -> set[str]:
    found = set()
    for _, name, view in routes():
        known = vars(sys.modules[getattr(view, "cls", view).__module__]).values()
        if any(one is reports or getattr(one, "__module__", "") == reports.__name__ for one in known):
            found.add(name)
    return found


class Reader:
    """Opens papers and writes down what it sees."""

    def __init__(self, titles: list[tuple[str, str]]) -> None:
        self.titles, self.opened = titles, Opened()
        self.kinds = {(paper.template, paper.title): kind for kind, paper in registered.papers().items()}

    def open(self, probe: Probe, way: doors.Way) -> bool | None:
        """Whether it was a paper; None when nothing was shown."""
        self.titles.clear()
        answer = way.browser.get(probe.path(way.stand.ids))
        if answer.status_code != 200:
            return None
        kind = self.kinds.get(self.titles[-1]) if self.titles else None
        if kind is None:
            return "hwpx" in answer.headers.get("Content-Disposition", "")
        ids = sorted(str(value) for value in probe.values(way.stand.ids).values())
        key = (kind, *ids) if probe.holes else (kind, *ids, way.who.place)
        self.opened.kinds.add(kind)
        self.opened.doors.add(probe.route)
        self.opened.numbers.setdefault(key, []).append("" if kind in OF_SEVERAL else number_in(answer))
        return True


def walk(ground: world.World, titles: list[tuple[str, str]], among: str = "") -> Opened:
    """Open papers through every door, of each two rows by each two houses that may, and all of it a second time."""
    reader, papers = Reader(titles), []
    for probe, found in doors.ways_in(ground, lambda probe: among in probe.route and may_print(probe)):
        rows: dict[str, list[doors.Way]] = {}
        for way in {(one.stand.name, one.who.place): one for one in found}.values():
            seen = rows.setdefault(way.stand.name, [])
            if len(rows) > ROWS or len(seen) == HOUSES:
                continue
            is_paper = reader.open(probe, way)
            if is_paper is False:
                break
            seen += [way] if is_paper else []
            if not seen:
                del rows[way.stand.name]
        papers += [(probe, way) for ways in rows.values() for way in ways]
    for probe, way in papers:
        reader.open(probe, way)
    return reader.opened


def test_a_paper_has_one_number_through_every_door(ground: world.World, titles: list[tuple[str, str]]) -> None:
    opened = walk(ground, titles)
    assert opened.faults() == []
    assert set(registered.papers()) - opened.kinds == set()
    assert len(opened.doors) >= LEAST_DOORS
    assert len(opened.numbers) >= LEAST_PAPERS
    assert sum(map(len, opened.numbers.values())) >= LEAST_OPENINGS


def test_a_number_that_is_drawn_at_every_print_is_found(
    ground: world.World, titles: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = count(1)
    monkeypatch.setattr(reports, "number_of", lambda paper, about: f"가상사업실-2026-{next(drawn)}")
    assert len(walk(ground, titles, among="council").faults()) >= 4


# --- before and after issue -------------------------------------------------------------------------------------------


def _of_a_meeting(cast: Cast) -> Iterator[tuple[Member, str, tuple[str, ...]]]:
    with time_machine.travel(PLANNED_ON, tick=False) as clock:
        home = house(cast)
        meeting = home.called()
        clock.move_to(at(12, 10, 17))
        home.attend(meeting)
        meeting = home.step("hold", meeting)
        home.write_all(meeting)
        document = home.submit(home.step("draft", meeting))
        url = f"/councils/meetings/{meeting.pk}/papers/report"
        yield cast.coordinator1, f"{url}.pdf", (f"{url}/", f"{url}.hwpx")
        home.sign(document)
        yield cast.coordinator1, f"{url}.pdf", (f"{url}/", f"{url}.hwpx")
        home.distribute(meeting)
        yield cast.coordinator1, f"{url}.pdf", (f"{url}/", f"{url}.hwpx")


def _of_a_plan(cast: Cast) -> Iterator[tuple[Member, str, tuple[str, ...]]]:
    case = make.case("PLAN_REVIEW")
    url = f"/discharge/cases/{case.pk}/papers/plan/1"
    yield cast.social1, f"{url}.pdf", (f"{url}/",)
    explained = {"explained_to": "BOTH", "explained_on": make.days_ago(0)}
    cases.step("approve_plan", actor=cast.doctor1.actor, case=case, data=explained)
    yield cast.social1, f"{url}.pdf", (f"{url}/",)


def _of_a_course(cast: Cast) -> Iterator[tuple[Member, str, tuple[str, ...]]]:
    course = make_education.request("SURVEYED")
    make_education.session(course)
    EducationReport.objects.create(request=course, written_by=cast.coordinator1.user)
    url = f"/education/courses/{course.pk}/report"
    yield cast.coordinator1, f"{url}.pdf", (f"{url}/",)
    line = [{"title": "원장", "person": cast.director1.user}]
    document = education_reports.submit(actor=cast.coordinator1.actor, course=course, line=line)
    approving.sign(actor=cast.director1.actor, document=document)
    yield cast.coordinator1, f"{url}.pdf", (f"{url}/",)
    delivery.act(actor=cast.coordinator1.actor, course=course, name="report")
    yield cast.coordinator1, f"{url}.pdf", (f"{url}/",)


def _of_a_lecture(cast: Cast) -> Iterator[tuple[Member, str, tuple[str, ...]]]:
    lesson = make_education.session(make_education.request("SCHEDULING"))
    booking = make_education.booking(lesson, make_education.instructor(), "CANDIDATE")
    url = f"/education/bookings/{booking.pk}/letter"
    yield cast.coordinator1, f"{url}.pdf", (f"{url}/", f"{url}.hwpx")
    bookings.act(actor=cast.coordinator1.actor, booking=booking, name="invite")
    yield cast.coordinator1, f"{url}.pdf", (f"{url}/", f"{url}.hwpx")


def _of_a_notice(cast: Cast) -> Iterator[tuple[Member, str, tuple[str, ...]]]:
    with time_machine.travel(PLANNED_ON, tick=False):
        home = house(cast)
        meeting = home.agenda(home.plan())
        url = f"/councils/meetings/{meeting.pk}/papers/notice"
        yield cast.coordinator1, f"{url}.pdf", (f"{url}/",)
        home.step("notify", meeting)
        yield cast.coordinator1, f"{url}.pdf", (f"{url}/",)


def _of_a_recall(cast: Cast) -> Iterator[tuple[Member, str, tuple[str, ...]]]:
    with time_machine.travel(PLANNED_ON, tick=False):
        home = house(cast)
        meeting = home.called()
        url = f"/councils/meetings/{meeting.pk}/papers/recall"
        yield cast.coordinator1, f"{url}.pdf", (f"{url}/", f"{url}.hwpx")
        home.step("cancel", meeting, reason="감염병 확산")
        yield cast.coordinator1, f"{url}.pdf", (f"{url}/", f"{url}.hwpx")


ISSUED: dict[str, Callable[[Cast], Iterator[tuple[Member, str, tuple[str, ...]]]]] = {
    "council_notice": _of_a_notice,
    "council_recall": _of_a_recall,
    "council_report": _of_a_meeting,
    "discharge_plan": _of_a_plan,
    "education_report": _of_a_course,
    "lecture_request": _of_a_lecture,
}
BORN_ISSUED = frozenset({"council_recall"})  # nobody sees it before the move that issues it


def seen_on_the_way(story: Iterator[tuple[Member, str, tuple[str, ...]]]) -> tuple[list[set[str]], list[bytes]]:
    """The numbers of a paper at every step to its issue and after it; the last file, printed twice on two days."""
    steps: list[set[str]] = []
    last = []
    for who, pdf, others in story:
        browser = who.client()
        last = [browser.get(pdf).content]
        steps.append({number_in(browser.get(path)) for path in (pdf, *others)})
        with time_machine.travel(timezone.now() + timedelta(days=1)):
            last.append(who.client().get(pdf).content)
    return steps, last


def test_every_paper_that_is_issued_has_its_story() -> None:
    assert {kind for kind, paper in registered.papers().items() if paper.is_issued} == set(ISSUED)


@pytest.mark.parametrize("kind", ISSUED)
def test_a_paper_gets_its_number_when_it_is_issued_and_is_the_same_file_ever_after(
    cast: Cast, titles: list[tuple[str, str]], kind: str
) -> None:
    (*before, after), (first, again) = seen_on_the_way(ISSUED[kind](cast))
    assert before == [{"" if kind in BORN_ISSUED else reports.NOT_ISSUED}] * len(before) != []
    assert len(after) == 1
    assert not after & set(NONE)
    assert first == again


def test_a_number_that_is_drawn_anew_for_another_format_is_found(
    cast: Cast, titles: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = count(1)
    monkeypatch.setattr(reports, "number_of", lambda *args: f"가상-2026-{next(drawn)}")
    assert len(seen_on_the_way(_of_a_meeting(cast))[0][-1]) > 1
