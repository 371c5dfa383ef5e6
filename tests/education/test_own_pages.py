"""A participant's own page without an account: what it shows, to whom, and what may be done there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from core import workdays
from core.models import AuditEntry, StoredFile
from core.surveys.services import rounds as surveys
from education import access
from education.models import Attendance, Certificate, EducationRequest, Enrolment
from education.services import delivery, materials, own_pages
from tests import make_education as make
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def _url(row: Enrolment, path: str = "") -> str:
    return f"/education/mine/{path}?k={own_pages.key_of(row.pk)}"


def _get(row: Enrolment, path: str = "") -> Any:
    return Client().get(_url(row, path))


def _material(course: EducationRequest, cast: Cast) -> StoredFile:
    row = StoredFile(
        object_kind=materials.COURSE, object_id=str(course.pk), name="교재.pdf", kind="pdf", size=9, sha256="0" * 64,
        added_by=cast.coordinator1.user, added_at=timezone.now(),
    )  # fmt: skip
    row.file.save("x.pdf", ContentFile(b"%PDF-1.7\n"), save=False)
    row.save()
    return row


def _held(course: EducationRequest, row: Enrolment, result: str = "PRESENT") -> None:
    lesson = make.session(course, timezone.now() - timedelta(days=1))
    Attendance.objects.create(session=lesson, enrolment=row, result=result)


def test_the_page_shows_the_own_place_and_nobody_else(cast: Cast) -> None:
    course = make.request("CONFIRMED", capacity=1)
    make.session(course)
    row = make.enrolment(course, "김가상")
    others = [make.enrolment(course, name, "WAITLISTED") for name in ("이둘가상", "박셋가상")]
    answer = _get(row)
    page = answer.content.decode()
    assert answer.status_code == 200
    for shown in (course.title, "1층 강당", "자리 확정", row.door_code, "김*상"):
        assert shown in page
    for hidden in ("김가상", "이둘가상", "이*", others[0].door_code):
        assert hidden not in page
    assert "대기 2번째" in _get(others[1]).content.decode()
    assert others[1].door_code not in _get(others[1]).content.decode(), "no seat, no number at the door"
    assert answer["Cache-Control"].startswith("no-store")
    assert "noindex" in answer["X-Robots-Tag"]


def test_a_key_opens_one_sign_up_and_a_guess_none(cast: Cast) -> None:
    course = make.request("CONFIRMED")
    key = own_pages.key_of(make.enrolment(course).pk)
    other = own_pages.key_of(make.enrolment(course).pk)
    assert len(key) == 43
    wrong = [
        "",
        "x",
        key[:-1],
        key + "A",
        key[:22] + other[22:],
        f"{key[:-1]}{'A' if key[-1] != 'A' else 'B'}",
        "가" * 43,
    ]
    for guess in wrong:
        assert Client().get("/education/mine/", {"k": guess}).status_code == 404, guess
    gone = make.enrolment(course)
    lost = own_pages.key_of(gone.pk)
    gone.delete()
    assert Client().get("/education/mine/", {"k": lost}).status_code == 404


def test_the_seat_is_given_back_after_a_question_and_the_next_moves_up(cast: Cast) -> None:
    course = make.request("CONFIRMED", capacity=1)
    make.session(course)
    row, following = make.enrolment(course), make.enrolment(course, status="WAITLISTED")
    assert "취소하시겠습니까?" in _get(row, "cancel/").content.decode()
    row.refresh_from_db()
    assert row.status == "CONFIRMED"
    assert Client().post(_url(row, "cancel/")).status_code == 302
    row.refresh_from_db()
    following.refresh_from_db()
    assert (row.status, following.status) == ("CANCELLED", "CONFIRMED")
    entry = AuditEntry.objects.get(verb="enrolment.cancel")
    assert (entry.user_id, entry.object_id) == (None, str(row.pk))
    page = _get(row).content.decode()
    assert "신청 취소" in page
    assert "1층 강당" not in page
    assert Client().post(_url(row, "cancel/")).status_code == 409


def test_after_the_start_nobody_gives_the_seat_back(cast: Cast) -> None:
    course = make.request("CONFIRMED")
    make.session(course, timezone.now() - timedelta(minutes=1))
    row = make.enrolment(course)
    assert "수강 신청 취소" not in _get(row).content.decode()
    answer = Client().post(_url(row, "cancel/"))
    assert answer.status_code == 400
    assert "시작한 뒤에는" in answer.content.decode()
    row.refresh_from_db()
    assert row.status == "CONFIRMED"


def test_postponed_and_cancelled_courses_say_so(cast: Cast) -> None:
    assert "연기되었습니다" in _get(make.enrolment(make.request("POSTPONED"))).content.decode()
    off = make.enrolment(make.request("CANCELLED_BY_HOST"), status="CANCELLED")
    assert "교육 취소" in _get(off).content.decode()


def test_material_is_for_those_who_take_part(cast: Cast) -> None:
    course = make.request("CONFIRMED")
    file, row = _material(course, cast), make.enrolment(course)
    left = make.enrolment(course, status="CANCELLED")
    stranger = make.enrolment(make.request("CONFIRMED"))
    assert "교재.pdf" in _get(row).content.decode()
    answer = _get(row, f"materials/{file.pk}/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/octet-stream")
    assert b"".join(answer.streaming_content) == b"%PDF-1.7\n"
    assert AuditEntry.objects.get(verb="education.material_open").object_id == str(row.pk)
    for who in (left, stranger):
        assert "교재.pdf" not in _get(who).content.decode()
        assert _get(who, f"materials/{file.pk}/").status_code == 404


def test_the_survey_is_offered_to_who_was_there_while_it_is_open(cast: Cast) -> None:
    course = make.request("DELIVERED")
    came, absent = make.enrolment(course), make.enrolment(course)
    _held(course, came)
    found = surveys.open_round(
        actor=cast.coordinator1.actor, institution_id=course.host_id, object_kind=delivery.OBJECT, object_id=course.pk,
        title="만족도", closes_at=timezone.now() + timedelta(days=7),
    )  # fmt: skip
    assert surveys.url_of(found) in _get(came).content.decode()
    assert surveys.url_of(found) not in _get(absent).content.decode()
    surveys.close(actor=cast.coordinator1.actor, row=found)
    assert surveys.url_of(found) not in _get(came).content.decode()


def _certified(cast: Cast, **values: Any) -> tuple[Enrolment, Certificate]:
    course = make.request("REPORTED")
    row = make.enrolment(course, "김가상", "COMPLETED")
    _held(course, row)
    data = {
        "host": cast.host,
        "year": 2026,
        "serial": 7,
        "issued_on": workdays.seoul_today(),
    } | values
    return row, Certificate.objects.create(enrolment=row, **data)


def test_the_certificate_needs_the_whole_name(cast: Cast) -> None:
    row, paper = _certified(cast)
    assert "수료증 받기" in _get(row).content.decode()
    url = _url(row, "certificate/")
    refused = Client().post(url, {"name": "이가상"})
    assert refused.status_code == 400
    assert "김가상" not in refused.content.decode()
    answer = Client().post(url, {"name": "김 가상"})
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert AuditEntry.objects.get(verb="education.own_certificate").object_id == str(paper.pk)


def test_names_are_not_tried_out(cast: Cast) -> None:
    row, _ = _certified(cast)
    for _ in range(own_pages.TRIES.most):
        Client().post(_url(row, "certificate/"), {"name": "이가상"})
    assert own_pages.TOO_OFTEN in Client().post(_url(row, "certificate/"), {"name": "김가상"}).content.decode()


@pytest.mark.parametrize("values", [{"issued_on": None}, {"revoked_at": timezone.now()}])
def test_a_certificate_that_is_not_out_or_was_revoked_is_not_handed_out(cast: Cast, values: dict[str, Any]) -> None:
    row, _ = _certified(cast, **values)
    assert "수료증 받기" not in _get(row).content.decode()
    assert Client().post(_url(row, "certificate/"), {"name": "김가상"}).status_code == 404


def test_addresses_are_not_tried_out(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access.OWN_PAGE.limit, "of_address", 3)
    row = make.enrolment(make.request("CONFIRMED"))
    assert [_get(row).status_code for _ in range(4)] == [200, 200, 200, 429]
