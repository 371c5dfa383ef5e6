"""Signing up through the page and the API, by the agency that asked and by the host."""

from __future__ import annotations

import threading
from datetime import date
from typing import Any

import pytest
from django.db import connection

from core.models import AuditEntry, Message
from education.models import EducationRequest, Enrolment
from education.services import enrolments, own_pages
from tests import make_education as make
from tests.cast import Cast, current


@pytest.mark.django_db
def test_the_agency_signs_people_up_until_the_course_is_full_and_then_they_wait(cast: Cast) -> None:
    course = make.request("CONFIRMED", capacity=1)
    make.session(course)
    url, agency = f"/education/requests/{course.pk}/people/", cast.nursing1.client()
    for name in ("가수강", "나수강"):
        assert agency.post(url, {"name": name, "consent": "on"}).status_code == 302
    rows = {one.name: one for one in Enrolment.objects.all()}
    assert {name: row.status for name, row in rows.items()} == {"가수강": "CONFIRMED", "나수강": "WAITLISTED"}
    assert rows["가수강"].institution == cast.nursing1.institution
    page = agency.get(url).content.decode()
    assert "가*강" in page
    assert "가수강" not in page
    assert agency.post(f"/education/enrolments/{rows['가수강'].pk}/act/cancel/", {"reason": "퇴사"}).status_code == 302
    rows["나수강"].refresh_from_db()
    assert rows["나수강"].status == "CONFIRMED"


@pytest.mark.django_db
def test_without_consent_and_twice_are_refused_with_what_was_typed(cast: Cast) -> None:
    course = make.request("CONFIRMED")
    make.session(course)
    url, agency = f"/education/requests/{course.pk}/people/", cast.nursing1.client()
    refused = agency.post(url, {"name": "가수강"})
    assert refused.status_code == 400
    assert "동의한 사람만 등록합니다." in refused.content.decode()
    assert 'value="가수강"' in refused.content.decode()
    agency.post(url, {"name": "가수강", "consent": "on"})
    again = agency.post(url, {"name": "가수강", "consent": "on"})
    assert again.status_code == 400
    assert enrolments.TWICE in again.content.decode()


@pytest.mark.django_db
def test_the_api_signs_up_and_cancels(cast: Cast) -> None:
    course = make.request("CONFIRMED")
    make.session(course)
    base, api = f"/api/v1/education/requests/{course.pk}/", cast.nursing1.api()
    made = api.post(f"{base}apply/", {"name": "가수강", "consent": True}, format="json")
    assert (made.status_code, made.json()["status"], made.json()["name"]) == (201, "CONFIRMED", "가*강")
    assert [one["id"] for one in api.get(f"{base}people/").json()] == [made.json()["id"]]
    url = f"/api/v1/education/enrolments/{made.json()['id']}/cancel/"
    assert list(api.post(url).json()["fields"]) == ["reason"]
    assert api.post(url, {"reason": "퇴사"}, format="json").status_code == 204
    assert cast.welfare1.api().get(f"{base}people/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_the_last_seat_is_not_sold_twice() -> None:
    """Eight sign-ups at once for two seats."""
    cast = current()
    course = make.request("CONFIRMED", capacity=2)
    make.session(course)
    gate, faults = threading.Barrier(8), list[Any]()

    def apply(place: int) -> None:
        try:
            gate.wait()
            data = {"name": f"수강{place}", "phone": f"0100000000{place}", "consent": True}
            enrolments.apply(actor=cast.nursing1.actor, course=course, data=data)
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=apply, args=(place,)) for place in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert faults == []
    states = list(Enrolment.objects.values_list("status", flat=True))
    assert (states.count("CONFIRMED"), states.count("WAITLISTED")) == (2, 6)


@pytest.mark.parametrize("typed", ["01012345678", "010 1234 5678", "010-1234-5678"])
def test_somebody_is_one_person_however_the_telephone_is_typed(typed: str) -> None:
    one = enrolments.person_hash({"name": "김가상", "phone": typed})
    assert one == enrolments.person_hash({"name": "김 가상", "phone": "010-1234-5678"})
    assert one != enrolments.person_hash({"name": "김가상", "phone": "010-1234-5679"})


@pytest.mark.django_db
def test_the_coordinator_gives_a_free_seat_to_one_who_waits(cast: Cast) -> None:
    course = make.request("CONFIRMED", capacity=1)
    make.session(course)
    make.enrolment(course, "가수강")
    first, second = (make.enrolment(course, name, status="WAITLISTED") for name in ("나수강", "다수강"))
    runs, page = cast.coordinator1.client(), f"/education/requests/{course.pk}/people/"
    url = f"/education/enrolments/{second.pk}/act/promote/"
    full = runs.post(url)
    assert full.status_code == 400
    assert "남은 자리가 없습니다." in full.content.decode()
    assert "대기 승격" not in runs.get(page).content.decode()
    EducationRequest.objects.filter(pk=course.pk).update(capacity=2)
    assert url in runs.get(page).content.decode()
    assert "대기 승격" not in cast.nursing1.client().get(page).content.decode()
    assert cast.nursing1.client().post(url).status_code == 403
    assert runs.post(url).status_code == 302
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, second.status) == ("WAITLISTED", "CONFIRMED")
    late = cast.coordinator1.api().post(f"/api/v1/education/enrolments/{second.pk}/promote/")
    assert late.status_code == 409


# --- cancelled by the office, and taken back --------------------------------------------------------------------------


def _full_course() -> tuple[EducationRequest, Enrolment]:
    course = make.request("CONFIRMED", capacity=1)
    make.session(course)
    return course, make.enrolment(course, "가수강", phone="010-0000-0001")


def _acts(row: Enrolment, name: str) -> str:
    return f"/education/enrolments/{row.pk}/act/{name}/"


@pytest.mark.django_db
def test_the_office_is_asked_whom_and_why_before_it_cancels(cast: Cast) -> None:
    course, row = _full_course()
    agency = cast.nursing1.client()
    asked = agency.get(_acts(row, "cancel")).content.decode()
    assert "가수강" in asked
    assert course.course in asked
    refused = agency.post(_acts(row, "cancel"))
    assert refused.status_code == 400
    assert "사유를 적으십시오." in refused.content.decode()
    assert agency.post(_acts(row, "cancel"), {"reason": "퇴사"}).status_code == 302
    row.refresh_from_db()
    assert (row.status, row.cancelled_by) == ("CANCELLED", cast.nursing1.user)
    assert AuditEntry.objects.get(verb="enrolment.cancel").reason == "퇴사"


@pytest.mark.django_db
def test_a_cancellation_is_taken_back_while_nobody_else_has_the_seat(cast: Cast) -> None:
    """The agency cancelled the wrong line of its list; the coordinator may help as well."""
    course, row = _full_course()
    people = f"/education/requests/{course.pk}/people/"
    for who in (cast.nursing1, cast.coordinator1):
        cast.nursing1.client().post(_acts(row, "cancel"), {"reason": "다른 사람과 바뀜"})
        assert _acts(row, "restore") in who.client().get(people).content.decode()
        assert "가수강" in who.client().get(_acts(row, "restore")).content.decode()
        assert who.client().post(_acts(row, "restore")).status_code == 302
        back = Enrolment.objects.get(pk=row.pk)
        assert (back.status, back.door_code) == ("CONFIRMED", row.door_code)
        assert (back.cancelled_at, back.cancelled_by) == (None, None)
    told = Message.objects.filter(template="education.participant_restored").values_list("address", flat=True)
    assert list(told) == ["010-0000-0001"] * 2, "as often as it happened"


@pytest.mark.django_db
def test_a_seat_that_was_given_on_is_not_taken_from_who_has_it(cast: Cast) -> None:
    course, row = _full_course()
    following = make.enrolment(course, "나수강", status="WAITLISTED")
    agency = cast.nursing1.client()
    agency.post(_acts(row, "cancel"), {"reason": "퇴사"})
    following.refresh_from_db()
    assert following.status == "CONFIRMED"
    assert _acts(row, "restore") not in agency.get(f"/education/requests/{course.pk}/people/").content.decode()
    late = agency.post(_acts(row, "restore"))
    assert late.status_code == 400
    assert enrolments.GIVEN_ON in late.content.decode()
    assert set(course.enrolments.values_list("name", "status")) == {("가수강", "CANCELLED"), ("나수강", "CONFIRMED")}


@pytest.mark.django_db
def test_who_waited_waits_again_in_the_old_place(cast: Cast) -> None:
    course, _ = _full_course()
    first, second = (make.enrolment(course, name, status="WAITLISTED") for name in ("나수강", "다수강"))
    enrolments.cancel(actor=cast.nursing1.actor, enrolment=first, reason="잘못 고름")
    assert enrolments.restore(actor=cast.nursing1.actor, enrolment=first).status == "WAITLISTED"
    assert list(Enrolment.objects.filter(request=course).in_line()) == [first, second]


@pytest.mark.django_db
def test_what_somebody_cancelled_on_the_own_page_is_not_taken_back_for_them(cast: Cast) -> None:
    course, row = _full_course()
    own_pages.cancel(row)
    runs = cast.coordinator1.client()
    assert _acts(row, "restore") not in runs.get(f"/education/requests/{course.pk}/people/").content.decode()
    refused = runs.post(_acts(row, "restore"))
    assert (refused.status_code, enrolments.OWN_WISH in refused.content.decode()) == (400, True)


@pytest.mark.django_db
def test_nobody_is_signed_up_twice_by_taking_back(cast: Cast) -> None:
    course = make.request("CONFIRMED", capacity=9)
    make.session(course)
    data = {"name": "가수강", "phone": "010-0000-0001", "consent": True}
    first = enrolments.apply(actor=cast.nursing1.actor, course=course, data=data)
    enrolments.cancel(actor=cast.nursing1.actor, enrolment=first, reason="잘못 고름")
    enrolments.apply(actor=cast.nursing1.actor, course=course, data=data)
    refused = cast.nursing1.client().post(_acts(first, "restore"))
    assert (refused.status_code, enrolments.TWICE in refused.content.decode()) == (400, True)


@pytest.mark.django_db
def test_a_cancellation_is_taken_back_over_the_api(cast: Cast) -> None:
    _, row = _full_course()
    url = f"/api/v1/education/enrolments/{row.pk}/"
    assert cast.nursing1.api().post(f"{url}restore/").status_code == 409
    assert cast.nursing1.api().post(f"{url}cancel/", {"reason": "퇴사"}, format="json").status_code == 204
    assert cast.welfare1.api().post(f"{url}restore/").status_code == 404
    assert cast.nursing1.api().post(f"{url}restore/").status_code == 204
    assert Enrolment.objects.get(pk=row.pk).status == "CONFIRMED"


# --- finding somebody on the roll -------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed", ["김가", "김 가상", "ㄱㄱㅅ", "1980년생", "80년생", "가상 요양", "4711", "４７１１", "kim"]
)
def test_somebody_is_found_by_what_people_have_in_hand(cast: Cast, typed: str) -> None:
    course = make.request("CONFIRMED")
    place = {"institution": None, "affiliation": "가상요양원 KIM"}
    make.enrolment(course, "김가상", birth_date=date(1980, 3, 2), door_code="4711", **place)
    make.enrolment(course, "박다른", birth_date=date(1981, 1, 1), door_code="4712", institution=None)
    page = cast.coordinator1.client().get(f"/education/requests/{course.pk}/people/", {"q": typed})
    assert [row.name for row in page.context["rows"]] == ["김가상"]
