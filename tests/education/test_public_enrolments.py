"""Signing up by the public address of a course: who opens it, what it asks, what it never tells."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from core import contacts
from core.models import AuditEntry, ContactProof, Message
from education import access
from education.models import EducationRequest, Enrolment
from education.services import enrolments, own_pages, public_enrolments, requests
from tests import make_education as make
from tests.cast import Cast, Member, current
from tests.rivals import together

db = pytest.mark.django_db
PHONE = "010-1234-5678"
DIGITS = "01012345678"  # as a form gives it


def _open(cast: Cast, **values: Any) -> EducationRequest:
    course = make.request("CONFIRMED", **values)
    make.session(course)
    return public_enrolments.open_door(actor=cast.coordinator1.actor, course=course)


def _url(course: EducationRequest) -> str:
    return f"/education/join/?k={public_enrolments.key_of(course)}"


def _form(**values: str) -> dict[str, str]:
    return {
        "name": "한가상", "affiliation": "가상읍 1리", "consent": "on", "idempotency_key": uuid.uuid4().hex
    } | values  # fmt: skip


def _number() -> str:
    return contacts.number_of(ContactProof.objects.latest("asked_at"))


# --- the door itself -------------------------------------------------------------------------------------------------


@db
@pytest.mark.parametrize("who", ["coordinator1", "nursing1"])
def test_the_host_and_the_agency_open_and_close_it(cast: Cast, who: str) -> None:
    course = make.request("CONFIRMED")
    make.session(course)
    member: Member = getattr(cast, who)
    browser, page = member.client(), f"/education/requests/{course.pk}/join/"
    assert Client().get(_url(course)).status_code == 404
    assert browser.post(page, {"act": "open"}).status_code == 302
    course.refresh_from_db()
    key = public_enrolments.key_of(course)
    shown = browser.get(page).content.decode()
    assert f"/education/join/?k={key}" in shown
    assert "data:image/svg+xml" in shown
    assert key not in course.join_hash
    assert Client().get(_url(course)).status_code == 200
    assert browser.post(page, {"act": "close"}).status_code == 302
    assert Client().get(_url(course)).status_code == 404
    browser.post(page, {"act": "open"})
    course.refresh_from_db()
    assert public_enrolments.key_of(course) != key, "what was closed stays closed"
    assert Client().get("/education/join/", {"k": key}).status_code == 404


@db
def test_nobody_else_opens_it(cast: Cast) -> None:
    course = make.request("CONFIRMED")
    make.session(course)
    make.booking(course.sessions.get())
    page = f"/education/requests/{course.pk}/join/"
    assert cast.instructor1.client().post(page, {"act": "open"}).status_code == 403
    assert cast.welfare1.client().post(page, {"act": "open"}).status_code == 404
    course.refresh_from_db()
    assert course.join_hash == ""


@db
def test_only_a_confirmed_course_that_has_not_begun_takes_sign_ups(cast: Cast) -> None:
    begun = make.request("CONFIRMED")
    make.session(begun, timezone.now() - timedelta(minutes=1))
    for course in (make.request("SCHEDULING"), begun):
        answer = cast.coordinator1.client().post(f"/education/requests/{course.pk}/join/", {"act": "open"})
        assert answer.status_code == 409
    course = _open(cast)
    requests.step(actor=cast.coordinator1.actor, course=course, name="postpone", data={"reason": "태풍"})
    assert Client().post(_url(course), _form()).status_code == 404
    assert not Enrolment.objects.exists()


# --- signing up ------------------------------------------------------------------------------------------------------


@db
def test_a_visitor_gets_a_seat_the_number_at_the_door_and_the_own_page(cast: Cast) -> None:
    course = _open(cast, capacity=1)
    done = Client().post(_url(course), _form(job="RESIDENT"), follow=True)
    row = Enrolment.objects.get()
    assert (row.status, row.affiliation, row.job, row.created_by) == ("CONFIRMED", "가상읍 1리", "RESIDENT", None)
    page = done.content.decode()
    assert row.door_code in page
    assert own_pages.url_of(row) in page
    assert "신청을 받았습니다." in page
    entry = AuditEntry.objects.get(verb="education.join")
    assert (entry.user_id, entry.institution_id, entry.object_id) == (None, course.host_id, str(row.pk))
    second = Client().post(_url(course), _form(name="두가상"), follow=True)
    assert "대기 1번째" in second.content.decode()


@db
@pytest.mark.parametrize("missing", ["name", "affiliation", "consent"])
def test_what_is_missing_is_asked_for_and_what_was_typed_stays(cast: Cast, missing: str) -> None:
    course = _open(cast)
    answer = Client().post(_url(course), _form(**{missing: ""}))
    assert answer.status_code == 400
    if missing != "affiliation":
        assert 'value="가상읍 1리"' in answer.content.decode()
    assert not Enrolment.objects.exists()


@db
def test_the_birth_date_is_asked_for_only_where_the_certificate_needs_it(cast: Cast) -> None:
    plain, strict = _open(cast), _open(cast, asks_birth_date=True)
    assert "생년월일" not in Client().get(_url(plain)).content.decode()
    Client().post(_url(plain), _form(birth_date="1960-01-01"))
    assert Enrolment.objects.get().birth_date is None
    assert Client().post(_url(strict), _form()).status_code == 400
    assert Client().post(_url(strict), _form(birth_date="1960-01-01")).status_code == 302
    assert str(strict.enrolments.get().birth_date) == "1960-01-01"


@db
def test_a_telephone_is_kept_only_after_its_number_was_typed_back(cast: Cast) -> None:
    course, browser, form = _open(cast), Client(), _form(phone="01012345678")
    asked = browser.post(_url(course), form)
    page = asked.content.decode()
    assert asked.status_code == 200
    assert "확인 번호를 보냈습니다." in page
    assert 'value="한가상"' in page
    assert not Enrolment.objects.exists()
    assert Message.objects.get(template="contact.number").address == PHONE
    proof = re.search(r'name="proof" value="([0-9a-f-]{36})"', page)
    assert proof
    wrong = f"{(int(_number()) + 1) % 10**6:06d}"
    assert browser.post(_url(course), form | {"proof": proof[1], "code": wrong}).status_code == 400
    assert ContactProof.objects.get().wrong_tries == 1
    assert not Enrolment.objects.exists()
    assert browser.post(_url(course), form | {"proof": proof[1], "code": _number()}).status_code == 302
    assert Enrolment.objects.get().phone == DIGITS
    assert not ContactProof.objects.exists(), "a number serves once"
    assert Message.objects.filter(template="education.participant_seated").count() == 1


@db
def test_the_number_of_one_telephone_does_not_prove_another(cast: Cast) -> None:
    course, browser, form = _open(cast), Client(), _form(phone="01012345678")
    page = browser.post(_url(course), form).content.decode()
    proof = re.search(r'name="proof" value="([0-9a-f-]{36})"', page)
    assert proof
    other = form | {"phone": "01099998888", "proof": proof[1], "code": _number()}
    assert browser.post(_url(course), other).status_code == 400
    assert browser.post(_url(course), form | {"phone": "031-850-0000"}).status_code == 400
    assert not Enrolment.objects.exists()


@db
def test_pressing_twice_signs_up_once(cast: Cast) -> None:
    course, form = _open(cast), _form()
    targets = {Client().post(_url(course), form)["Location"] for _ in range(2)}
    assert len(targets) == 1
    assert Enrolment.objects.count() == 1


@db
def test_nobody_learns_that_a_name_is_signed_up_already(cast: Cast) -> None:
    """Somebody of the same name and place gets a seat of their own, with the same answer."""
    course = _open(cast)
    first = Client().post(_url(course), _form(), follow=True)
    again = Client().post(_url(course), _form(), follow=True)
    assert (first.status_code, again.status_code) == (200, 200)
    rows = list(Enrolment.objects.all())
    assert len(rows) == 2
    assert len({row.person_hash for row in rows}) == 2
    for page in (Client().get(_url(course)).content.decode(), again.content.decode()):
        assert "한가상" not in page


@db
def test_who_shows_the_same_telephone_is_told_and_takes_no_second_seat(cast: Cast) -> None:
    course = _open(cast)
    enrolments.apply(
        actor=cast.nursing1.actor, course=course,
        data={"name": "한가상", "affiliation": "가상읍 1리", "phone": DIGITS, "consent": True},
    )  # fmt: skip
    form = _form(phone=PHONE)
    page = Client().post(_url(course), form).content.decode()
    proof = re.search(r'name="proof" value="([0-9a-f-]{36})"', page)
    assert proof
    answer = Client().post(_url(course), form | {"proof": proof[1], "code": _number()})
    assert answer.status_code == 400
    assert enrolments.TWICE in answer.content.decode()
    assert Enrolment.objects.count() == 1


@db
def test_a_door_is_not_knocked_at_without_end(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    course = _open(cast)
    monkeypatch.setattr(access.JOINING.limit, "of_address", 2)
    assert [Client().get(_url(course)).status_code for _ in range(3)] == [200, 200, 429]
    monkeypatch.setattr(access.JOINING.limit, "of_all", 2)
    elsewhere = Client(REMOTE_ADDR="203.0.113.9")
    assert elsewhere.get(_url(course)).status_code == 429, "for everybody together"


@db
def test_resident_registration_numbers_are_refused(cast: Cast) -> None:
    answer = Client().post(_url(_open(cast)), _form(affiliation="900101-1234567"))
    assert answer.status_code == 400
    assert not Enrolment.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_twenty_at_the_public_door_and_the_agencys_form_never_oversell() -> None:
    cast = current()
    course = _open(cast, capacity=3)

    def visitor(serial: int) -> Any:
        data = {"name": f"가상{serial}", "affiliation": "가상읍", "consent": True}
        return lambda: public_enrolments.join(course=course, data=data, idempotency_key=uuid.uuid4().hex)

    def agency(serial: int) -> Any:
        data = {"name": f"나상{serial}", "phone": f"010-0000-{serial:04d}", "consent": True}
        return lambda: enrolments.apply(actor=cast.nursing1.actor, course=course, data=data)

    found = together(*(visitor(serial) for serial in range(12)), *(agency(serial) for serial in range(8)))
    assert not [one for one in found if isinstance(one, Exception)], found
    states = list(course.enrolments.values_list("status", flat=True))
    assert (states.count("CONFIRMED"), states.count("WAITLISTED")) == (3, 17)


@pytest.mark.django_db(transaction=True)
def test_one_form_sent_eight_times_at_once_signs_up_once() -> None:
    course, key = _open(current(), capacity=9), uuid.uuid4().hex
    data = {"name": "한가상", "affiliation": "가상읍", "consent": True}
    found = together(*(lambda: public_enrolments.join(course=course, data=data, idempotency_key=key) for _ in range(8)))
    assert not [one for one in found if isinstance(one, Exception)], found
    assert course.enrolments.count() == 1


@db
def test_the_api_opens_and_closes(cast: Cast) -> None:
    course = make.request("CONFIRMED")
    make.session(course)
    base, api = f"/api/v1/education/people/{course.pk}/", cast.nursing1.api()
    url = api.post(f"{base}open-join/").json()["url"]
    assert Client().get(url.partition("/education")[1] + url.partition("/education")[2]).status_code == 200
    assert api.post(f"{base}close-join/").json()["url"] == ""
    assert cast.welfare1.api().post(f"{base}open-join/").status_code == 404
