"""The list of a course as a spreadsheet: whole names, so who takes it and why is written down."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from core import workdays
from core.imports import template_workbook
from core.models import AuditEntry
from education.exports import participants as exports
from education.models import Attendance, Certificate
from tests import make_education as make
from tests.cast import Cast

pytestmark = pytest.mark.django_db
PURPOSE = {"reason": "교육장 명패 만들기"}


def _rows(content: bytes) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in load_workbook(io.BytesIO(content)).active.iter_rows()]


@pytest.mark.parametrize("who", ["coordinator1", "nursing1"])
def test_the_host_and_the_agency_take_the_list_and_say_why(cast: Cast, who: str) -> None:
    course = make.request("REPORTED", asks_birth_date=True)
    lesson = make.session(course, timezone.now() - timedelta(days=9))
    done = make.enrolment(
        course, "김가상", "COMPLETED", phone="010-1234-5678", job="CARE_STAFF", birth_date=date(1980, 1, 2), minutes=110
    )
    left = make.enrolment(course, "이가상", "CANCELLED", institution=None, affiliation="가상읍")
    there = make.enrolment(course, "박가상")
    Attendance.objects.create(session=lesson, enrolment=there, result="PRESENT")
    revoked = {"enrolment": done, "host": cast.host, "year": 2026, "issued_on": workdays.seoul_today()}
    Certificate.objects.create(**revoked, serial=6, revoked_at=timezone.now())
    Certificate.objects.create(**revoked, serial=7)
    url, browser = f"/education/requests/{course.pk}/people/export/", getattr(cast, who).client()
    assert browser.get(url).status_code == 200
    assert browser.post(url).status_code == 400
    assert not AuditEntry.objects.filter(verb="education.people_export").exists()
    answer = browser.post(url, PURPOSE)
    assert answer.status_code == 200
    head, *rows = _rows(answer.content)
    asked = [
        cell.value for cell in load_workbook(io.BytesIO(template_workbook(exports.people(asks_birth=True)))).active[1]
    ]
    assert [name.rstrip("* ") for name in head[:6]] == [str(name).rstrip("* ") for name in asked]
    assert head[6:] == ["상태", "출석(분)", "수료번호"]
    place = cast.nursing1.institution.name
    assert [row[:4] for row in rows] == [
        ["김가상", place, "요양·돌봄 종사자", "010-1234-5678"],
        ["이가상", "가상읍", None, None],
        ["박가상", place, None, None],
    ]
    assert rows[0][4].date() == date(1980, 1, 2)
    assert [row[6:] for row in rows] == [["수료", 110, "제2026-0007호"], ["취소", None, None], ["확정", 120, None]]
    assert left.name not in answer["Content-Disposition"]
    entry = AuditEntry.objects.get(verb="education.people_export")
    assert (entry.action, entry.reason, entry.changes) == ("DOWNLOAD", PURPOSE["reason"], {"people": 3})
    assert entry.object_id == str(course.pk)


@pytest.mark.parametrize("name", ["=1+1", "+82", "-1", "@sum(A1)"])
def test_a_name_that_begins_like_a_formula_stays_text(cast: Cast, name: str) -> None:
    course = make.request("CONFIRMED")
    make.enrolment(course, name)
    answer = cast.coordinator1.client().post(f"/education/requests/{course.pk}/people/export/", PURPOSE)
    cell = load_workbook(io.BytesIO(answer.content)).active["A2"]
    assert (cell.value, cell.data_type) == (name, "s")


def test_nobody_else_takes_it(cast: Cast) -> None:
    course = make.request("CONFIRMED")
    make.booking(make.session(course))
    url = f"/education/requests/{course.pk}/people/export/"
    assert cast.instructor1.client().post(url, PURPOSE).status_code == 403
    assert cast.instructor1.client().get(url).status_code == 403
    assert cast.welfare1.client().post(url, PURPOSE).status_code == 404
    assert cast.director1.client().post(url, PURPOSE).status_code in (403, 404)


def test_the_api_gives_the_same_file(cast: Cast) -> None:
    course = make.request("CONFIRMED")
    make.enrolment(course, "김가상")
    url = f"/api/v1/education/people/{course.pk}/export/"
    assert cast.nursing1.api().post(url, {}, format="json").status_code == 400
    answer = cast.nursing1.api().post(url, PURPOSE, format="json")
    assert _rows(answer.content)[1][0] == "김가상"
    assert AuditEntry.objects.filter(verb="education.people_export", user_id=cast.nursing1.pk).count() == 1
