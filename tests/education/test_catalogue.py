"""The office keeps what it teaches; an agency starts from it; what is little time or many people is said, not barred."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from education.forms.catalogue import TopicForm
from education.models import Attendance, Topic
from education.panels import warnings as panels
from tests import make_education as make
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def _form(**values: Any) -> dict[str, Any]:
    return {
        "title": "심폐소생술 실습", "field": "EMERGENCY", "audiences": ["CARE_STAFF"], "methods": ["ONSITE"],
        "minutes": "120", "most_people": "24", "per_manikin": "8", "qualification": "응급처치 강사", "is_active": "on",
    } | values  # fmt: skip


def test_the_office_keeps_a_topic_and_stops_offering_it(cast: Cast) -> None:
    runs, agency = cast.coordinator1.client(), cast.nursing1.client()
    assert runs.post("/education/topics/new/", _form()).status_code == 302
    row = Topic.objects.get()
    assert (row.most_people, row.per_manikin, row.qualification) == (24, 8, "응급처치 강사")
    assert "심폐소생술 실습" in agency.get("/education/catalogue/").content.decode()
    url = f"/education/topics/{row.pk}/edit/"
    assert runs.post(url, _form(version=row.version, is_active="", most_people="30")).status_code == 302
    assert runs.post(url, _form(version=row.version, title="다른 이름")).status_code == 409
    row.refresh_from_db()
    assert (row.is_active, row.most_people) == (False, 30)
    assert "심폐소생술 실습" not in agency.get("/education/catalogue/").content.decode()
    assert "신청 받지 않음" in runs.get("/education/topics/").content.decode()


def test_two_topics_have_not_one_name(cast: Cast) -> None:
    first, other = make.topic(title="낙상 예방"), make.topic(title="욕창 예방")
    answer = cast.coordinator1.client().post(f"/education/topics/{other.pk}/edit/", _form(title=first.title))
    assert answer.status_code == 400
    assert "같은 이름의 주제가 있습니다." in answer.content.decode()


def test_a_request_begins_with_what_the_catalogue_knows(cast: Cast) -> None:
    row = make.topic(title="낙상 예방", field="SAFETY", minutes=90)
    initial = cast.nursing1.client().get(f"/education/requests/new/?topic={row.pk}").context["form"].initial
    assert (initial["topic"], initial["field"], initial["duration_min"]) == (row.pk, ["SAFETY"], 90)
    for wrong in ("0", "x", "9" * 30):
        assert cast.nursing1.client().get(f"/education/requests/new/?topic={wrong}").status_code == 200


def test_a_new_site_begins_with_the_usual_topics_by_one_button(cast: Cast) -> None:
    runs = cast.coordinator1.client()
    assert "기본 주제 넣기" in runs.get("/education/topics/").content.decode()
    make.topic(title="우울증과 자살예방", field="MENTAL", minutes=45)
    done = runs.post("/education/topics/defaults/", follow=True).content.decode()
    assert "기본 주제 5개를 더했습니다." in done
    assert "기본 주제 넣기" not in done
    rows = {row.title: row for row in Topic.objects.all()}
    assert len(rows) == 6
    assert rows["우울증과 자살예방"].minutes == 45, "what the hospital has stays as it is"
    assert rows["심폐소생술과 자동심장충격기 실습"].per_manikin == 8
    assert {row.field for row in rows.values()} == {"EMERGENCY", "MENTAL", "INFECTION", "SAFETY"}
    for row in rows.values():
        form = TopicForm(_form(**{name: getattr(row, name) for name in TopicForm.base_fields if hasattr(row, name)}))
        assert form.is_valid(), (row.title, form.errors)
    assert cast.nursing1.client().post("/education/topics/defaults/").status_code == 403


def test_the_usual_topics_over_the_api(cast: Cast) -> None:
    url = "/api/v1/education/topics/defaults/"
    made = cast.coordinator1.api().post(url)
    assert (made.status_code, len(made.json())) == (201, 6)
    assert {one["id"] for one in made.json()} == set(Topic.objects.values_list("pk", flat=True))
    assert cast.coordinator1.api().post(url).json() == []
    assert cast.nursing1.api().post(url).status_code == 403
    assert set(Topic.objects.values_list("host", flat=True)) == {cast.host.pk}


def test_another_hospital_keeps_its_own(cast: Cast) -> None:
    row = make.topic(host=cast.hospital2.institution)
    assert cast.coordinator1.client().get(f"/education/topics/{row.pk}/edit/").status_code == 404
    assert row.title not in cast.nursing1.client().get("/education/catalogue/").content.decode()


def test_topics_are_kept_by_the_api_as_well(cast: Cast) -> None:
    row, runs = make.topic(), cast.coordinator1.api()
    url = f"/api/v1/education/topics/{row.pk}/"
    assert runs.patch(url, {"minutes": 60}, format="json", headers={"If-Match": "1"}).json()["minutes"] == 60
    assert runs.patch(url, {"minutes": 90}, format="json", headers={"If-Match": "1"}).status_code == 409
    assert cast.nursing1.api().patch(url, {"minutes": 90}, format="json").status_code == 404


def test_topics_are_read_by_the_api_as_on_the_pages(cast: Cast) -> None:
    """The coordinator sees everything that the hospital teaches; an agency what it may ask for."""
    offered, ended = make.topic(title="가 주제"), make.topic(title="나 주제", is_active=False)
    foreign = make.topic(host=cast.hospital2.institution)
    runs, agency, url = cast.coordinator1.api(), cast.nursing1.api(), "/api/v1/education/topics/"
    assert [one["id"] for one in runs.get(url).json()["results"]] == [offered.pk, ended.pk]
    assert [one["id"] for one in agency.get(f"{url}offered/").json()["results"]] == [offered.pk]
    assert (agency.get(url).status_code, runs.get(f"{url}offered/").status_code) == (403, 403)
    one = runs.get(f"{url}{offered.pk}/").json()
    assert (one["title"], one["per_manikin"], one["audiences"], one["version"]) == ("가 주제", 8, ["CARE_STAFF"], 1)
    assert runs.get(f"{url}{foreign.pk}/").status_code == 404


def test_a_lesson_is_dropped_by_the_api(cast: Cast) -> None:
    course = make.request("SCHEDULING")
    lesson = make.session(course)
    url = f"/api/v1/education/asking/{course.pk}/sessions/{lesson.pk}/"
    assert cast.nursing1.api().delete(url).status_code == 403
    assert cast.coordinator1.api().delete(url).status_code == 204
    assert cast.coordinator1.api().delete(url).status_code == 404
    assert not course.sessions.exists()


@pytest.mark.parametrize(("days", "count"), [(13, 1), (14, 0)])
def test_little_time_is_said_to_both_sides(cast: Cast, days: int, count: int) -> None:
    now = timezone.now()
    course = make.request("SUBMITTED", submitted_at=now, wish_1=now + timedelta(days=days), expected_count=8)
    found = panels.of_request(course)
    assert len(found) == count
    for who in (cast.nursing1, cast.coordinator1):
        text = who.client().get(f"/education/requests/{course.pk}/").content.decode()
        assert ("14일 안입니다" in text) is bool(count)


@pytest.mark.parametrize(("people", "said"), [(8, ""), (9, "2대"), (25, "4대")])
def test_who_practises_needs_a_manikin(cast: Cast, people: int, said: str) -> None:
    course = make.request("SUBMITTED", expected_count=people)
    found = " ".join(panels.of_request(course))
    assert said in found
    assert bool(found) is bool(said)


def test_more_people_than_suit_a_topic(cast: Cast) -> None:
    topic = make.topic(most_people=20, per_manikin=None, field="MENTAL")
    course = make.request("SUBMITTED", expected_count=21, topic=topic, field=["MENTAL"])
    assert panels.of_request(course) == ["이 주제에 알맞은 인원은 20명까지입니다."]
    course.status = "DELIVERED"
    assert panels.of_request(course) == []


def test_a_lesson_to_which_people_came_is_not_dropped(cast: Cast) -> None:
    """A course postponed half-way keeps what was held, also when nobody is booked for it any more."""
    course = make.request("SCHEDULING")
    lesson = make.session(course, timezone.now() - timedelta(days=3))
    Attendance.objects.create(session=lesson, enrolment=make.enrolment(course), result="PRESENT")
    url = f"/api/v1/education/asking/{course.pk}/sessions/{lesson.pk}/"
    assert "이미 한 회차" in cast.coordinator1.api().delete(url).content.decode()
    assert course.sessions.exists()
