"""The material of a course: who keeps it, who reads it."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.models import AuditEntry, StoredFile
from education.models import EducationRequest
from tests import make_education as make
from tests.cast import Cast, Member

pytestmark = pytest.mark.django_db


def _pdf(name: str = "교재.pdf", content: bytes = b"%PDF-1.7 one") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def _course(status: str = "CONFIRMED", booked: str = "CONFIRMED") -> EducationRequest:
    course = make.request(status)
    make.booking(make.session(course), status=booked)
    return course


def _add(who: Member, course: EducationRequest, **values: Any) -> Any:
    return who.client().post(f"/education/requests/{course.pk}/materials/", {"file": _pdf(**values)})


def test_who_runs_and_who_teaches_it_add_material_and_both_sides_read_it(cast: Cast) -> None:
    course = _course()
    assert _add(cast.coordinator1, course).status_code == 302
    assert _add(cast.instructor1, course, name="실습.pdf", content=b"%PDF-1.7 two").status_code == 302
    file = StoredFile.objects.get(name="교재.pdf")
    for who in (cast.coordinator1, cast.nursing1, cast.instructor1):
        page = who.client().get(f"/education/requests/{course.pk}/materials/").content.decode()
        assert "교재.pdf" in page
        assert "실습.pdf" in page
        assert ("올리기" in page) == (who is not cast.nursing1)
        answer = who.client().get(f"/files/{file.pk}/")
        assert answer.status_code == 200
        assert b"".join(answer.streaming_content) == b"%PDF-1.7 one"
    assert AuditEntry.objects.filter(verb="file.open", object_id=str(course.pk)).count() == 3
    assert cast.welfare1.client().get(f"/files/{file.pk}/").status_code == 404
    assert cast.welfare1.client().get(f"/education/requests/{course.pk}/materials/").status_code == 404


def test_the_agency_and_who_is_only_asked_to_teach_keep_nothing(cast: Cast) -> None:
    course = _course(booked="INVITED")
    _add(cast.coordinator1, course)
    file = StoredFile.objects.get()
    remove = f"/education/requests/{course.pk}/materials/{file.pk}/remove/"
    for who in (cast.nursing1, cast.instructor1):
        assert _add(who, course, name="x.pdf", content=b"%PDF-1.7 x").status_code == 403
        assert who.client().post(remove).status_code == 403
    empty = cast.nursing1.client().post(f"/education/requests/{course.pk}/materials/")
    assert empty.status_code == 403, "asked before the form is read"
    assert StoredFile.objects.filter(removed_at=None).count() == 1


def test_material_is_taken_away_by_those_who_keep_it(cast: Cast) -> None:
    course, other = _course(), make.request("CONFIRMED")
    _add(cast.coordinator1, course)
    file = StoredFile.objects.get()
    away = f"/education/requests/{other.pk}/materials/{file.pk}/remove/"
    assert cast.coordinator1.client().post(away).status_code == 404, "of another course"
    remove = f"/education/requests/{course.pk}/materials/{file.pk}/remove/"
    assert cast.instructor1.client().post(remove).status_code == 302
    assert cast.coordinator1.client().get(f"/files/{file.pk}/").status_code == 404


@pytest.mark.parametrize(("name", "content"), [("교재.exe", b"MZ"), ("교재.pdf", b"<html>"), ("교재.html", b"<html>")])
def test_what_is_no_document_is_refused(cast: Cast, name: str, content: bytes) -> None:
    course = _course()
    answer = _add(cast.coordinator1, course, name=name, content=content)
    assert answer.status_code == 400
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize("status", ["REVIEWING", "CLOSED", "CANCELLED_BY_HOST"])
def test_only_a_course_that_goes_on_takes_material(cast: Cast, status: str) -> None:
    course = make.request(status)
    assert _add(cast.coordinator1, course).status_code == 409
    page = cast.coordinator1.client().get(f"/education/requests/{course.pk}/materials/").content.decode()
    assert "교재 올리기" not in page


def test_the_api_keeps_material_the_same_way(cast: Cast) -> None:
    course = _course()
    base = f"/api/v1/education/materials/{course.pk}/files/"
    made = cast.instructor1.api().post(base, {"file": _pdf()}, format="multipart")
    assert made.status_code == 201, made.json()
    assert [one["name"] for one in cast.nursing1.api().get(base).json()] == ["교재.pdf"]
    assert cast.nursing1.api().delete(f"{base}{made.json()['id']}/").status_code == 403
    assert cast.coordinator1.api().delete(f"{base}{made.json()['id']}/").status_code == 204
    assert cast.nursing1.api().get(base).json() == []
