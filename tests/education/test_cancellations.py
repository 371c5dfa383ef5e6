"""What cancelling and postponing do to bookings, sign-ups and dates, and what keeps a course from being confirmed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from core.models import AuditEntry, Duty, Message
from education.models import Attendance, EducationRequest, InstructorBooking
from education.services import bookings, enrolments
from tests import make_education as make
from tests.cast import Cast

pytestmark = pytest.mark.django_db
WAYS = [
    ("coordinator1", "postpone", {"reason": "태풍"}),
    ("nursing1", "postpone", {"reason": "감염병 유행"}),
    ("coordinator1", "cancel_host", {"cancel_reason": "WEATHER"}),
    ("nursing1", "cancel", {"cancel_reason": "REQUESTER"}),
]
CANCELS = WAYS[2:]


def _act(who: Any, course: EducationRequest, name: str, **data: Any) -> Any:
    return who.client().post(f"/education/requests/{course.pk}/act/{name}/", data)


def _held(lesson: Any) -> None:
    Attendance.objects.create(session=lesson, enrolment=make.enrolment(lesson.request), result="PRESENT")


@pytest.mark.parametrize(("side", "name", "data"), WAYS)
def test_the_instructor_of_a_course_that_is_off_is_free_for_another_at_that_hour(
    cast: Cast, side: str, name: str, data: dict[str, str]
) -> None:
    course, teacher = make.request("CONFIRMED"), make.instructor(user=cast.instructor1.user)
    lesson = make.session(course)
    booked, asked = make.booking(lesson, teacher), make.booking(lesson, make.instructor(name="강사가상"), "INVITED")
    other = make.booking(make.session(make.request("SCHEDULING"), lesson.starts_at), teacher, "ACCEPTED")
    with pytest.raises(Exception, match="같은 시간에"):
        bookings.act(actor=cast.coordinator1.actor, booking=other, name="confirm")
    assert _act(getattr(cast, side), course, name, **data).status_code == 302
    for one in (booked, asked):
        one.refresh_from_db()
        assert one.status == "CANCELLED"
    assert booked.reason.startswith("교육 ")
    assert bookings.act(actor=cast.coordinator1.actor, booking=other, name="confirm").status == "CONFIRMED"
    assert Message.objects.filter(recipient=cast.instructor1.user, template="notice").exists()
    page = cast.instructor1.client().get(f"/education/requests/{course.pk}/")
    assert page.status_code == 200, "who was told still sees what became of it"


def test_a_lesson_that_was_held_keeps_its_instructor(cast: Cast) -> None:
    course = make.request("CONFIRMED")
    first = make.session(course, timezone.now() - timedelta(hours=30))
    second = make.session(course)
    taught, coming = make.booking(first), make.booking(second, make.instructor(name="강사가상"))
    _held(first)
    assert _act(cast.coordinator1, course, "postpone", reason="태풍").status_code == 302
    states = dict(InstructorBooking.objects.values_list("pk", "status"))
    assert states == {taught.pk: "CONFIRMED", coming.pk: "CANCELLED"}
    assert _act(cast.coordinator1, course, "reschedule").status_code == 302
    assert [one.pk for one in course.sessions.all()] == [first.pk]
    assert Duty.objects.filter(kind="education.agree_date", object_id=str(course.pk), done_at=None).count() == 1


@pytest.mark.parametrize(("side", "name", "data"), CANCELS)
def test_sign_ups_end_with_the_course_and_nobody_moves_up(
    cast: Cast, side: str, name: str, data: dict[str, str]
) -> None:
    course = make.request("CONFIRMED", capacity=1)
    make.session(course)
    people = [make.enrolment(course), make.enrolment(course, status="WAITLISTED")]
    assert _act(getattr(cast, side), course, name, **data).status_code == 302
    for one in people:
        one.refresh_from_db()
        assert (one.status, one.cancelled_at is not None) == ("CANCELLED", True)
    entry = AuditEntry.objects.get(verb="enrolment.cancel", object_id=str(people[0].pk))
    assert entry.user_id is None
    assert not AuditEntry.objects.filter(verb="enrolment.promote").exists()


def test_sign_ups_end_even_when_a_lesson_has_begun(cast: Cast) -> None:
    course = make.request("CONFIRMED")
    make.session(course, timezone.now() - timedelta(minutes=5))
    who = make.enrolment(course)
    with pytest.raises(Exception, match="시작한 뒤에는"):
        enrolments.cancel(actor=cast.coordinator1.actor, enrolment=who)
    assert _act(cast.coordinator1, course, "cancel_host", cancel_reason="TOO_FEW").status_code == 302
    who.refresh_from_db()
    assert who.status == "CANCELLED"


def test_sign_ups_of_a_postponed_course_stay_and_may_still_be_given_back(cast: Cast) -> None:
    course = make.request("CONFIRMED", capacity=1)
    make.session(course, timezone.now() - timedelta(minutes=5))
    first, second = make.enrolment(course), make.enrolment(course, status="WAITLISTED")
    assert _act(cast.coordinator1, course, "postpone", reason="태풍").status_code == 302
    first.refresh_from_db()
    assert first.status == "CONFIRMED"
    enrolments.cancel(actor=cast.nursing1.actor, enrolment=first)
    second.refresh_from_db()
    assert second.status == "CONFIRMED"


def test_after_postponing_the_old_dates_are_gone_and_the_agency_is_asked_about_the_new(cast: Cast) -> None:
    course, runs = make.request("CONFIRMED"), cast.coordinator1.client()
    make.booking(make.session(course, timezone.now() + timedelta(days=2)))
    assert _act(cast.coordinator1, course, "postpone", reason="태풍").status_code == 302
    assert _act(cast.coordinator1, course, "reschedule").status_code == 302
    course.refresh_from_db()
    assert (course.sessions.count(), course.date_agreed_at) == (0, None)
    assert "회차를 먼저 정하십시오." in _act(cast.coordinator1, course, "confirm").content.decode()
    start = timezone.localtime() + timedelta(days=30)
    body = {"starts_at": f"{start:%Y-%m-%dT%H:%M}", "ends_at": f"{start + timedelta(hours=2):%Y-%m-%dT%H:%M}"}
    url = f"/education/requests/{course.pk}/sessions/new/"
    assert runs.post(url, body | {"place_or_link": "2층 강당"}).status_code == 302
    make.booking(course.sessions.get(), make.instructor(name="강사가상"))
    assert "아직 일정에 동의하지 않았습니다." in _act(cast.coordinator1, course, "confirm").content.decode()
    assert Duty.objects.filter(kind="education.agree_date", object_id=str(course.pk), done_at=None).count() == 1
    assert cast.nursing1.client().post(f"/education/requests/{course.pk}/act/agree/").status_code == 302
    assert _act(cast.coordinator1, course, "confirm").status_code == 302


def test_a_course_whose_lesson_has_begun_is_not_confirmed_until_the_lesson_is_set_anew(cast: Cast) -> None:
    course = make.request("SCHEDULING", date_agreed_at=timezone.now())
    lesson = make.session(course, timezone.now() - timedelta(minutes=1))
    booked = make.booking(lesson)
    refused = _act(cast.coordinator1, course, "confirm")
    assert refused.status_code == 400
    assert "이미 시작한 회차가 있습니다." in refused.content.decode()
    drop = f"/education/requests/{course.pk}/sessions/{lesson.pk}/drop/"
    assert cast.coordinator1.client().post(drop).status_code == 400
    cancel = f"/education/bookings/{booked.pk}/act/cancel/"
    assert cast.coordinator1.client().post(cancel).status_code == 400, "it says why"
    assert cast.coordinator1.client().post(cancel, {"reason": "날짜를 다시 정함"}).status_code == 302
    assert cast.coordinator1.client().post(drop).status_code == 302
    assert not course.sessions.exists()


def test_a_lesson_that_was_held_does_not_keep_the_rest_from_being_confirmed(cast: Cast) -> None:
    course = make.request("SCHEDULING", date_agreed_at=timezone.now())
    lesson = make.session(course, timezone.now() - timedelta(days=9))
    make.booking(lesson)
    _held(lesson)
    make.booking(make.session(course), make.instructor(name="강사가상"))
    assert _act(cast.coordinator1, course, "confirm").status_code == 302


def test_an_instructor_does_not_call_off_their_own_booking(cast: Cast) -> None:
    booked = make.booking(make.session(make.request("CONFIRMED")))
    answer = cast.instructor1.client().post(f"/education/bookings/{booked.pk}/act/cancel/", {"reason": "바쁨"})
    assert answer.status_code == 403


def _own(**values: Any) -> dict[str, Any]:
    return {
        "title": "지역 주민 심폐소생술", "capacity": "30", "attendance_share": "80", "contact_name": "하가상",
        "contact_phone": "010-0000-0031", "field": ["EMERGENCY"], "method": "GROUP", "audience": "RESIDENT",
        "expected_count": "25", "duration_min": "120", "place": "1층 강당", "content_wish": "심폐소생술",
        "needs_certificate": "True",
    } | values  # fmt: skip


def test_a_course_of_ones_own_needs_no_wished_date_but_makes_sense(cast: Cast) -> None:
    runs = cast.coordinator1.client()
    for values, said in (
        ({"place": ""}, "방문교육과 집합교육은 장소를 적으십시오."),
        ({"field": ["OTHER"]}, "그 밖의 교육 분야를 적으십시오."),
        ({"wish_1": "2020-01-01T10:00"}, "오늘이나 앞으로 올 때를 적으십시오."),
    ):
        refused = runs.post("/education/requests/open/", _own(**values))
        assert refused.status_code == 400
        assert said in refused.content.decode()
    assert not EducationRequest.objects.exists()
    assert runs.post("/education/requests/open/", _own(asks_birth_date="on", cost="300000")).status_code == 302
    course = EducationRequest.objects.get()
    assert (course.wish_1, course.asks_birth_date, course.cost) == (None, True, 300_000)


def test_approving_says_whether_the_birth_date_is_asked_and_what_it_costs(cast: Cast) -> None:
    course = make.request("REVIEWING")
    body = {"title": "응급", "capacity": "20", "attendance_share": "80", "asks_birth_date": "on", "cost": "150000"}
    assert _act(cast.coordinator1, course, "approve", **body).status_code == 302
    course.refresh_from_db()
    assert (course.asks_birth_date, course.cost) == (True, 150_000)


def test_the_api_opens_without_a_date_and_with_its_terms(cast: Cast) -> None:
    body = _own(needs_certificate=True, asks_birth_date=True, cost=1000)
    made = cast.coordinator1.api().post("/api/v1/education/asking/open-course/", body, format="json")
    assert made.status_code == 201, made.json()
    course = EducationRequest.objects.get()
    assert (course.asks_birth_date, course.cost) == (True, 1000)
