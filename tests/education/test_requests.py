"""A request from the wish to the confirmed course, through the pages: both sides, the instructor, refusals."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from core.models import Duty, Message
from education.models import EducationRequest, InstructorBooking
from education.services import bookings, requests
from tests import make_education as make
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def _wish(**values: Any) -> dict[str, Any]:
    when = timezone.localtime() + timedelta(days=20)
    return {
        "contact_name": "하가상", "contact_phone": "010-0000-0031", "field": ["EMERGENCY"], "method": "ONSITE",
        "audience": "CARE_STAFF", "expected_count": "25", "wish_1": f"{when:%Y-%m-%dT%H:%M}", "duration_min": "120",
        "place": "1층 강당", "content_wish": "심폐소생술", "needs_certificate": "True",
    } | values  # fmt: skip


def _act(who: Any, course: EducationRequest, name: str, **data: Any) -> Any:
    return who.client().post(f"/education/requests/{course.pk}/act/{name}/", data)


def test_from_the_wish_to_the_confirmed_course(cast: Cast) -> None:
    agency, runs = cast.nursing1, cast.coordinator1
    assert agency.client().post("/education/requests/new/", _wish()).status_code == 302
    course = EducationRequest.objects.get()
    assert (course.status, course.host, course.requester) == ("SUBMITTED", cast.host, agency.institution)
    assert Duty.objects.filter(kind="education.decide", done_at=None, institution=cast.host).count() == 1
    assert _act(runs, course, "take").status_code == 302
    assert _act(runs, course, "ask_more", note="인원을 다시 적어 주십시오.").status_code == 302
    edited = agency.client().post(f"/education/requests/{course.pk}/edit/", _wish(expected_count="20"))
    assert edited.status_code == 302
    assert _act(agency, course, "resubmit").status_code == 302
    assert _act(runs, course, "approve", title="응급상황 대처", capacity="25", attendance_share="80").status_code == 302
    assert _act(runs, course, "schedule").status_code == 302
    _date(cast, course)
    _teacher(cast, course)
    refused = _act(runs, course, "confirm")
    assert refused.status_code == 400
    assert "신청기관이 아직 일정에 동의하지 않았습니다." in refused.content.decode()
    assert Duty.objects.filter(kind="education.agree_date", done_at=None).count() == 1
    assert agency.client().post(f"/education/requests/{course.pk}/act/agree/").status_code == 302
    assert _act(runs, course, "confirm").status_code == 302
    course.refresh_from_db()
    assert (course.status, course.expected_count, course.capacity) == ("CONFIRMED", 20, 25)
    told = Message.objects.filter(url=f"/education/requests/{course.pk}/", template="notice")
    assert {cast.nursing1.pk, cast.instructor1.pk} <= set(told.values_list("recipient_id", flat=True))


def _date(cast: Cast, course: EducationRequest) -> None:
    start = timezone.localtime() + timedelta(days=20)
    body = {"starts_at": f"{start:%Y-%m-%dT%H:%M}", "place_or_link": "1층 강당"}
    url, runs = f"/education/requests/{course.pk}/sessions/new/", cast.coordinator1.client()
    refused = runs.post(url, body | {"ends_at": body["starts_at"]})
    assert refused.status_code == 400
    assert "끝은 시작보다 뒤여야 합니다." in refused.content.decode()
    assert runs.post(url, body | {"ends_at": f"{start + timedelta(hours=2):%Y-%m-%dT%H:%M}"}).status_code == 302


def _teacher(cast: Cast, course: EducationRequest) -> None:
    teacher, lesson = make.instructor(user=cast.instructor1.user), course.sessions.get()
    url = f"/education/requests/{course.pk}/sessions/{lesson.pk}/invite/"
    assert cast.coordinator1.client().post(url, {"instructor": teacher.pk}).status_code == 302
    booking = InstructorBooking.objects.get()
    step = f"/education/bookings/{booking.pk}/act/"
    assert cast.instructor1.client().post(f"{step}accept/").status_code == 302
    assert cast.instructor1.client().post(f"{step}confirm/").status_code == 403
    assert cast.coordinator1.client().post(f"{step}confirm/").status_code == 302


def test_the_page_tells_what_happened_to_a_request_that_an_agency_wrote(cast: Cast) -> None:
    cast.nursing1.client().post("/education/requests/new/", _wish(later="1"))
    course = EducationRequest.objects.get()
    url = f"/education/requests/{course.pk}/"
    assert cast.nursing1.client().post(f"{url}edit/", _wish(expected_count="20", version="1")).status_code == 302
    assert _act(cast.nursing1, course, "submit").status_code == 302
    for who in (cast.nursing1, cast.coordinator1):
        response = who.client().get(url)
        assert response.status_code == 200
        assert [one["text"] for one in response.context["entries"]] == ["신청"]


@pytest.mark.parametrize(
    ("side", "name", "data"),
    [
        ("coordinator1", "postpone", {"reason": "태풍"}),
        ("coordinator1", "cancel_host", {"cancel_reason": "WEATHER"}),
        ("nursing1", "cancel", {"cancel_reason": "REQUESTER"}),
    ],
)
def test_nobody_is_asked_to_agree_to_dates_that_are_off(cast: Cast, side: str, name: str, data: dict[str, str]) -> None:
    course = make.request("SCHEDULING")
    _date(cast, course)
    asked = Duty.objects.filter(kind="education.agree_date", object_id=str(course.pk))
    assert asked.filter(done_at=None).count() == 1
    assert _act(getattr(cast, side), course, name, **data).status_code == 302
    assert list(asked.values_list("outcome", flat=True)) == ["DROPPED"]


def test_a_draft_is_nobodys_business_but_the_agencys(cast: Cast) -> None:
    cast.nursing1.client().post("/education/requests/new/", _wish(later="1"))
    course = EducationRequest.objects.get()
    assert course.status == "DRAFT"
    assert cast.coordinator1.client().get(f"/education/requests/{course.pk}/").status_code == 404
    assert _act(cast.nursing1, course, "submit").status_code == 302


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"wish_1": "2020-01-01T10:00"}, "오늘이나 앞으로 올 때를 적으십시오."),
        ({"place": ""}, "방문교육과 집합교육은 장소를 적으십시오."),
        ({"field": ["OTHER"]}, "그 밖의 교육 분야를 적으십시오."),
        ({"content_wish": "900101-1234567"}, "주민등록번호를 지우십시오."),
        ({"expected_count": "501"}, "1에서 500 사이로 적으십시오."),
    ],
)
def test_a_wish_that_makes_no_sense_comes_back_with_what_was_typed(
    cast: Cast, values: dict[str, Any], said: str
) -> None:
    response = cast.nursing1.client().post("/education/requests/new/", _wish(**values))
    assert response.status_code == 400
    assert said in response.content.decode()
    assert 'value="하가상"' in response.content.decode()
    assert not EducationRequest.objects.exists()


def test_other_reasons_say_more(cast: Cast) -> None:
    course = make.request("REVIEWING")
    assert _act(cast.coordinator1, course, "reject", reject_reason="OTHER").status_code == 400
    done = _act(cast.coordinator1, course, "reject", reject_reason="OTHER", reason_text="다른 기관이 실시함")
    assert done.status_code == 302


def test_each_side_cancels_and_postpones_its_own_way(cast: Cast) -> None:
    course = make.request("CONFIRMED")
    make.session(course)
    assert _act(cast.coordinator1, course, "cancel", cancel_reason="WEATHER").status_code == 403
    assert _act(cast.nursing1, course, "postpone", reason="감염병 유행").status_code == 302
    assert _act(cast.coordinator1, course, "reschedule").status_code == 302
    assert _act(cast.nursing1, course, "cancel", cancel_reason="REQUESTER").status_code == 302
    course.refresh_from_db()
    assert (course.status, course.due_at) == ("CANCELLED_BY_REQUESTER", None)
    assert not Duty.objects.filter(object_id=str(course.pk), done_at=None, is_clock=True).exists()


def test_the_coordinator_names_who_agreed_over_the_telephone(cast: Cast) -> None:
    course = make.request("SCHEDULING")
    make.session(course)
    url, runs = f"/education/requests/{course.pk}/act/agree/", cast.coordinator1.client()
    assert runs.post(url).status_code == 400
    assert runs.post(url, {"told_by": "하가상 원장"}).status_code == 302
    course.refresh_from_db()
    assert (course.date_told_by, course.date_agreed_at is not None) == ("하가상 원장", True)


def test_a_stale_request_shows_both_texts(cast: Cast) -> None:
    course = make.request("DRAFT")
    requests.edit(actor=cast.nursing1.actor, course=course, data={"content_wish": "먼저 저장한 글"})
    body = _wish(version="1", content_wish="나중에 적은 글")
    response = cast.nursing1.client().post(f"/education/requests/{course.pk}/edit/", body)
    page = response.content.decode()
    assert response.status_code == 409
    assert "먼저 저장한 글" in page
    assert "나중에 적은 글" in page


def test_the_hospital_opens_a_course_by_itself(cast: Cast) -> None:
    body = _wish(title="지역 주민 심폐소생술", capacity="30", attendance_share="80")
    assert cast.coordinator1.client().post("/education/requests/open/", body).status_code == 302
    course = EducationRequest.objects.get()
    assert (course.status, course.requester, course.title) == ("APPROVED", None, "지역 주민 심폐소생술")
    assert cast.nursing1.client().post("/education/requests/open/", body).status_code == 403


def test_the_catalogue_and_the_pool_grow(cast: Cast) -> None:
    runs = cast.coordinator1.client()
    topic = {
        "title": "낙상 예방",
        "field": "SAFETY",
        "audiences": ["CARE_STAFF"],
        "methods": ["ONSITE"],
        "minutes": "60",
        "is_active": "on",
    }
    assert runs.post("/education/topics/new/", topic).status_code == 302
    assert runs.post("/education/topics/new/", topic).status_code == 400
    teacher = {"name": "강사가상", "fields_taught": ["SAFETY"], "fee_per_hour": "100000"}
    assert runs.post("/education/instructors/new/", teacher).status_code == 302
    assert "강사가상" in runs.get("/education/instructors/").content.decode()
    assert "낙상 예방" in cast.nursing1.client().get("/education/requests/new/").content.decode()


def test_the_api_goes_the_same_way(cast: Cast) -> None:
    agency, runs = cast.nursing1.api(), cast.coordinator1.api()
    wish = _wish(needs_certificate=True, wish_1=(timezone.now() + timedelta(days=20)).isoformat())
    made = agency.post("/api/v1/education/asking/", wish, format="json")
    assert made.status_code == 201, made.json()
    base = f"/api/v1/education/asking/{made.json()['id']}/"
    assert agency.post(f"{base}steps/submit/", {}, format="json").json()["status"] == "SUBMITTED"
    assert agency.post(f"{base}steps/take/", {}, format="json").status_code == 403
    for name, body in (("take", {}), ("approve", {"title": "응급", "capacity": 20}), ("schedule", {})):
        assert runs.post(f"{base}steps/{name.replace('_', '-')}/", body, format="json").status_code == 200, name
    start = timezone.now() + timedelta(days=20)
    lesson = {
        "starts_at": start.isoformat(),
        "ends_at": (start + timedelta(hours=2)).isoformat(),
        "place_or_link": "강당",
    }
    session = runs.post(f"{base}sessions/", lesson, format="json").json()["id"]
    teacher = runs.post(
        "/api/v1/education/instructors/", {"name": "강사가상", "fields_taught": ["EMERGENCY"]}, format="json"
    ).json()["id"]
    booking = runs.post(f"{base}invite/", {"session": session, "instructor": teacher}, format="json").json()["id"]
    for name in ("accept", "confirm"):
        done = runs.post(f"/api/v1/education/bookings/{booking}/steps/{name}/", {}, format="json")
    assert done.json()["status"] == "CONFIRMED"
    assert agency.post(f"{base}agree/", {}, format="json").json()["date_agreed_at"]
    assert runs.post(f"{base}steps/confirm/", {}, format="json").json()["status"] == "CONFIRMED"


def _asked(cast: Cast) -> InstructorBooking:
    course = make.request("SCHEDULING")
    row = bookings.propose(
        actor=cast.coordinator1.actor, session=make.session(course),
        instructor=make.instructor(user=cast.instructor1.user),
    )  # fmt: skip
    return bookings.act(actor=cast.coordinator1.actor, booking=row, name="invite")


def test_an_instructor_of_another_institution_is_told_and_finds_it_on_the_first_page(cast: Cast) -> None:
    assert cast.instructor1.institution != cast.host
    booking = _asked(cast)
    page = cast.instructor1.client().get("/").content.decode()
    assert booking.session.request.number in page
    assert "강의 요청 회신" in page
    assert Message.objects.filter(recipient=cast.instructor1.user, template="duty.opened").exists()


def test_the_office_learns_once_of_an_answer_that_is_late(cast: Cast) -> None:
    booking = _asked(cast)
    soon, late = timezone.now() + timedelta(hours=1), timezone.now() + timedelta(days=8)
    assert bookings.tell_late_answers(soon) == 0
    for _ in range(2):
        assert bookings.tell_late_answers(late) == 1
    told = Message.objects.filter(key__startswith=f"booking:{booking.pk}:late")
    assert list(told.values_list("recipient_id", flat=True)) == [cast.coordinator1.pk]
