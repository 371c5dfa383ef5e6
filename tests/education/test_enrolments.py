"""Signing up through the page and the API, by the agency that asked and by the host."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection

from education.models import EducationRequest, Enrolment
from education.services import enrolments
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
    assert agency.post(f"/education/enrolments/{rows['가수강'].pk}/act/cancel/").status_code == 302
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
    assert api.post(f"/api/v1/education/enrolments/{made.json()['id']}/cancel/").status_code == 204
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
