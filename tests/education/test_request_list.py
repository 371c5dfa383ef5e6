"""The list of courses: what is found, in which order, who sees what, as a page, a spreadsheet and through the API."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from core.models import AuditEntry
from core.workdays import SEOUL
from education.filters.requests import CourseFilter
from education.models import EducationRequest, ExternalRequester, Session
from education.querysets import FINAL
from education.workflow import RequestStatus
from network.models import Municipality
from tests import make as making
from tests import make_education as make
from tests import make_many
from tests.cast import Cast, Member
from tests.queries import statements

pytestmark = pytest.mark.django_db
URL = "/education/requests/"


def _numbers(who: Member, query: str = "") -> list[str]:
    """The numbers on the page, from above."""
    response = who.client().get(f"{URL}?{query}")
    assert response.status_code == 200
    return [row["course"].number for row in response.context["rows"]]


def _find(who: Member, query: str) -> set[str]:
    """What the page finds among everything, which the API must find as well."""
    found = set(_numbers(who, f"view=all&{query}"))
    body = who.api().get(f"/api/v1{URL}?{query}").json()
    assert {one["number"] for one in body["results"]} == found
    return found


def test_what_goes_on_is_shown_first_and_what_has_ended_apart(cast: Cast) -> None:
    rows = {str(status): make.request(status) for status in RequestStatus if status != "DRAFT"}
    ended = {rows[status].number for status in FINAL}
    everything = {row.number for row in rows.values()}
    assert set(_numbers(cast.coordinator1)) == everything - ended
    assert set(_numbers(cast.coordinator1, "view=ended")) == ended
    assert set(_numbers(cast.coordinator1, "view=all")) == everything
    assert set(_numbers(cast.coordinator1, "view=none")) == everything - ended


@pytest.mark.parametrize("typed", ["심폐 소생술", "심폐소생술", " 요양 시설 심폐소생 술", "심폐소생술교육"])
def test_a_name_is_found_whatever_its_blanks(cast: Cast, typed: str) -> None:
    wanted = make.request(title="요양시설 심폐소생술 교육")
    make.request(title="낙상 예방")
    assert _find(cast.coordinator1, f"q={typed}") == {wanted.number}


def test_a_name_whose_pairs_stand_apart_is_not_meant(cast: Cast) -> None:
    make.request(title="소생 심폐 폐소 생술")
    assert _find(cast.coordinator1, "q=심폐소생술") == set()


def test_a_number_and_the_name_of_the_topic_are_found(cast: Cast) -> None:
    named = make.request(title="", topic=make.topic(title="감염 관리 실습"))
    other = make.request(title="다른 이름", topic=named.topic)
    spaced = named.number.replace("-", " -").lower()
    assert _find(cast.coordinator1, f"q={spaced}") == {named.number}
    assert _find(cast.coordinator1, "q=감염관리") == {named.number}
    assert _find(cast.coordinator1, "q=다른이름") == {other.number}


def test_signs_with_a_meaning_of_their_own_are_only_signs(cast: Cast) -> None:
    make.request(title="심폐소생술")
    for typed in ("%25%25", "__", ".*", "'", "[", "\\"):
        assert _find(cast.coordinator1, f"q={typed}") == set()


def test_state_field_audience_and_agency_narrow_the_list(cast: Cast) -> None:
    place = making.institution(name="가상 사랑 요양원", short_name="사랑")
    wanted = make.request("REVIEWING", field=["MENTAL", "CARE"], audience="STUDENT", requester=place)
    make.request("SUBMITTED")
    for query in ("status=REVIEWING", "field=CARE", "audience=STUDENT", "requester=사랑요양원", "requester=사랑"):
        assert _find(cast.coordinator1, query) == {wanted.number}, query
    assert _find(cast.coordinator1, "field=CARE&status=SUBMITTED") == set()


def test_a_group_without_an_account_is_found_by_its_name(cast: Cast) -> None:
    row, now = make.request(requester=None, from_outside=True), timezone.now()
    ExternalRequester.objects.create(
        request=row, name="가상 마을회", municipality=Municipality.objects.all()[0], channel="SMS",
        address="010-0000-0000", address_hash="none", proved_at=now, consented_at=now, key_hash="group",
    )  # fmt: skip
    assert set(_numbers(cast.coordinator1, "view=all&requester=마을회")) == {row.number}
    assert "가상 마을회" in str(_sheet(cast.coordinator1))


def test_both_days_are_asked_of_one_lesson(cast: Cast) -> None:
    def on(day: date) -> datetime:
        return datetime(day.year, day.month, day.day, 14, tzinfo=SEOUL)

    inside, around = make.request("CONFIRMED"), make.request("CONFIRMED")
    make.session(inside, on(date(2026, 5, 31)))
    make.session(around, on(date(2026, 5, 1)))
    make.session(around, on(date(2026, 6, 30)))
    assert _find(cast.coordinator1, "since=2026-05-10&until=2026-05-31") == {inside.number}
    assert _find(cast.coordinator1, "since=2026-06-01") == {around.number}
    assert _find(cast.coordinator1, "until=2026-05-01") == {around.number}


def _owing(days: int | None, status: str = "SUBMITTED") -> EducationRequest:
    return make.request(status, due_at=None if days is None else timezone.now() + timedelta(days=days))


def test_late_is_what_is_owed_and_past(cast: Cast) -> None:
    late = _owing(-1)
    _owing(1)
    _owing(-1, "CLOSED")
    assert _find(cast.coordinator1, "late=true") == {late.number}
    assert _numbers(cast.coordinator1, "view=late") == [late.number]
    page = cast.coordinator1.client().get(f"{URL}?view=all").content.decode()
    assert page.count('class="late"') == 1


def test_what_is_due_first_comes_first_and_what_is_due_never_comes_last(cast: Cast) -> None:
    later, never, first = _owing(9), _owing(None), _owing(-3)
    assert _numbers(cast.coordinator1) == [first.number, later.number, never.number]
    assert _numbers(cast.coordinator1, "o=new") == [first.number, never.number, later.number]


def test_the_pages_of_a_sorted_list_hold_every_row_once(cast: Cast) -> None:
    row, due = _owing(1), timezone.now() + timedelta(days=5)
    many = 120
    dues = [None if index % 3 == 0 else due + timedelta(hours=index % 4) for index in range(many)]
    make_many.copies(row, many, number=[f"E-2020-{index:05d}" for index in range(many)], due_at=dues)
    browser, query, seen = cast.coordinator1.client(), "", []
    for _ in range(3):
        page = browser.get(f"{URL}{query}").context["page"]
        seen += [one.number for one in page.rows]
        query = f"?after={page.next}"
    assert (len(seen), len(set(seen)), page.next) == (many + 1, many + 1, "")


def test_a_filter_is_shown_in_words_and_can_be_taken_away(cast: Cast) -> None:
    make.request("REVIEWING")
    response = cast.coordinator1.client().get(f"{URL}?view=all&status=REVIEWING&since=2026-01-01&after=")
    chips = {one["label"]: (one["value"], one["remove_query"]) for one in response.context["chips"]}
    assert chips["상태"] == ("검토 중", "?view=all&since=2026-01-01")
    assert chips["교육일부터"][0].startswith("2026. 1. 1.")
    assert 'value="all"' in response.content.decode()


def test_everybody_sees_their_own_courses_only(cast: Cast) -> None:
    mine, elsewhere = make.request("CONFIRMED"), make.request("CONFIRMED", requester=making.institution())
    make.booking(make.session(mine))
    draft = make.request("DRAFT")
    assert set(_numbers(cast.nursing1)) == {mine.number, draft.number}
    assert set(_numbers(cast.coordinator1)) == {mine.number, elsewhere.number}
    assert _numbers(cast.instructor1) == [mine.number]
    assert _numbers(cast.social1) == []


def _sheet(who: Member, query: str = "") -> list[tuple[Any, ...]]:
    response = who.client().get(f"{URL}list.xlsx?{query}")
    assert response.status_code == 200
    return list(load_workbook(io.BytesIO(response.content)).active.values)


def test_the_spreadsheet_holds_what_the_list_shows_and_names_no_person(cast: Cast) -> None:
    row = make.request("REVIEWING", title="=위험", due_at=timezone.now())
    make.request("CLOSED")
    make.request("REVIEWING", requester=making.institution())
    head, line = _sheet(cast.nursing1, "q=위험")
    assert head[:2] == ("신청번호", "과정명")
    assert line[:2] == (row.number, "=위험")
    assert row.contact_name not in str(line)
    assert len(_sheet(cast.nursing1)) == 2
    assert len(_sheet(cast.coordinator1)) == 3
    assert AuditEntry.objects.filter(verb="education_request.export", user=cast.nursing1.user).count() == 2


def _cost(who: Member, query: str) -> int:
    browser = who.client()
    browser.get(URL)
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(f"{URL}{query}").status_code == 200
    return len(statements(captured))


QUERIES = ("", "?view=all&q=심폐소생술&field=EMERGENCY&requester=요양&since=2020-01-01", "list.xlsx?view=all")


def test_many_courses_cost_as_many_statements_as_few(cast: Cast) -> None:
    row = make.request("CONFIRMED", title="심폐소생술", topic=make.topic())
    make.session(row)
    few = [_cost(cast.coordinator1, query) for query in QUERIES]
    places = [making.institution() for _ in range(5)] * 20
    made = make_many.copies(
        row, 100, number=[f"E-2020-{index:05d}" for index in range(100)], requester=places,
        topic=[make.topic() for _ in range(5)] * 20,
    )  # fmt: skip
    for one in made:
        make.session(one)
    assert [_cost(cast.coordinator1, query) for query in QUERIES] == few


def _plan(rows: Any) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
    return str(rows.explain())


def test_every_filter_and_order_has_an_index(cast: Cast) -> None:
    row = make.request()
    made = make_many.copies(row, 400, number=[f"E-2020-{index:05d}" for index in range(400)])
    first = timezone.now() - timedelta(days=800)
    times = [first + timedelta(days=2 * place) for place in range(400)]
    Session.objects.bulk_create(
        Session(request=one, starts_at=at, ends_at=at + timedelta(hours=1), place_or_link="강당")
        for one, at in zip(made, times, strict=True)
    )
    with connection.cursor() as cursor:  # plans are made from what is here now, whatever ran before
        cursor.execute("ANALYZE education_educationrequest, education_session")
    every = EducationRequest.objects.all()

    def found(**asked: str) -> Any:
        return CourseFilter(asked, queryset=every).qs

    by_due = EducationRequest.objects.filter(host=cast.host).for_list().order_by("owed_at", "pk")[:50]
    by_agency = every.filter(requester=cast.nursing1.institution).for_list().order_by("owed_at", "pk")[:50]
    asked = {
        "education_by_host_due": by_due,
        "education_by_agency_due": by_agency,
        "education_by_words": found(q="감염병 예방"),
        "education_by_field": found(field="CARE"),
        "session_by_time": found(since="2026-01-01", until="2026-01-02"),
        "education_by_due": found(late="true"),
    }
    assert [name for name, rows in asked.items() if name not in _plan(rows)] == []
