"""What participants are told: each thing once, neutral words, and nothing that does not hold any more when it leaves."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from core import delivery, messages, workdays
from core.models import Message
from education.models import Attendance, EducationRequest, Enrolment
from education.services import enrolments, own_pages, participant_messages, requests
from tests import make_education as make
from tests.cast import Cast, current
from tests.rivals import together
from tests.stack.carriers import vendor

db = pytest.mark.django_db
PHONE = "010-1234-5678"
NOON = workdays.start_of_day(workdays.seoul_today()) + timedelta(hours=12)


@pytest.fixture(autouse=True)
def _by_day() -> Any:
    """No night in which texts wait."""
    with time_machine.travel(NOON, tick=True):
        yield


def _course(status: str = "CONFIRMED", starts_at: datetime | None = None, **values: Any) -> EducationRequest:
    course = make.request(status, **values)
    make.session(course, starts_at)
    return course


def _apply(course: EducationRequest, name: str = "가수강", **values: Any) -> Enrolment:
    data = {"name": name, "phone": PHONE, "consent": True} | values
    return enrolments.apply(actor=current().nursing1.actor, course=course, data=data)


def _leave(now: datetime | None = None) -> list[str]:
    """Send what is due and tell what left the house, in order."""
    sent = set(Message.objects.filter(state="SENT").values_list("pk", flat=True))
    delivery.deliver_due(now or timezone.now())
    rows = Message.objects.filter(channel="SMS", state="SENT").exclude(pk__in=sent).order_by("pk")
    return [messages.text_of(one)[1] for one in rows]


def _tomorrow(hour: int = 14) -> datetime:
    return workdays.start_of_day(workdays.seoul_today()) + timedelta(days=1, hours=hour)


@db
def test_who_signs_up_is_told_the_seat_and_who_waits_the_promotion(cast: Cast) -> None:
    course = _course(capacity=1)
    first, second = _apply(course, "가수강"), _apply(course, "나수강", phone="010-8765-4321")
    seated, waiting = _leave()
    assert "[가상의료원] 자리가 확정되었습니다." in seated
    assert "1층 강당" in seated
    assert own_pages.url_of(first) in seated
    assert "대기 순번에 올렸습니다." in waiting
    for text in (seated, waiting):
        assert "수강" not in text.replace("수강 신청", "")
        assert course.title not in text, "the subject may be about health"
    enrolments.cancel(actor=cast.nursing1.actor, enrolment=first)
    cancelled, promoted = sorted(_leave())
    assert "수강 신청이 취소되었습니다." in cancelled
    assert "자리가 나서 확정되었습니다." in promoted
    assert own_pages.url_of(second) in promoted


@db
@pytest.mark.parametrize("phone", ["", "031-850-0000", "1588-0000"])
def test_who_gave_no_mobile_number_is_not_written_to(cast: Cast, phone: str) -> None:
    _apply(_course(), phone=phone)
    assert not Message.objects.filter(channel="SMS").exists()


@db
def test_the_outbox_holds_neither_date_nor_address_nor_name(cast: Cast) -> None:
    row = _apply(_course())
    kept = json.dumps(Message.objects.get(channel="SMS").values)
    assert own_pages.key_of(row.pk) not in kept
    assert "강당" not in kept
    assert row.name not in kept


@db
def test_a_seat_given_up_before_the_text_leaves_is_not_told(cast: Cast) -> None:
    row = _apply(_course())
    own_pages.cancel(row)
    assert _leave() == []
    assert Message.objects.filter(channel="SMS", state="DROPPED").count() == 1


@db
def test_only_what_is_confirmed_again_is_told_as_a_changed_date(cast: Cast) -> None:
    course = _course()
    _apply(course)
    _leave()
    runs = cast.coordinator1.actor
    course = requests.step(actor=runs, course=course, name="postpone", data={"reason": "태풍"})
    assert ["연기되었습니다" in text for text in _leave()] == [True]
    requests.step(actor=runs, course=course, name="reschedule")
    start = timezone.now() + timedelta(days=40)
    lesson = requests.add_session(
        actor=runs, course=course, starts_at=start, ends_at=start + timedelta(hours=2), place_or_link="2층 강당"
    )
    make.booking(lesson)
    requests.agree(actor=cast.nursing1.actor, course=course)
    assert _leave() == []
    requests.step(actor=runs, course=course, name="confirm")
    (changed,) = _leave()
    assert "일정이 다시 정해졌습니다." in changed
    assert "2층 강당" in changed
    assert f"{timezone.localtime(start).month}. {timezone.localtime(start).day}." in changed


@db
def test_the_first_confirmation_tells_nobody_of_a_change(cast: Cast) -> None:
    course = make.request("SCHEDULING", date_agreed_at=timezone.now())
    make.booking(make.session(course))
    requests.step(actor=cast.coordinator1.actor, course=course, name="confirm")
    assert not Message.objects.filter(template__startswith="education.participant").exists()


@db
def test_a_cancelled_course_is_told_once_to_each(cast: Cast) -> None:
    course = _course()
    _apply(course)
    _leave()
    requests.step(actor=cast.nursing1.actor, course=course, name="cancel", data={"cancel_reason": "REQUESTER"})
    assert ["교육이 취소되었습니다." in text for text in _leave()] == [True]


# --- the day before --------------------------------------------------------------------------------------------------


@db
def test_who_holds_a_seat_is_reminded_the_day_before_from_nine_on_and_once(cast: Cast) -> None:
    course = _course(starts_at=_tomorrow())
    make.session(course, _tomorrow(16) + timedelta(days=7))
    early = NOON - timedelta(days=3)
    make.enrolment(course, phone=PHONE, seated_at=early)
    make.enrolment(course, phone="010-1111-2222", status="WAITLISTED")
    make.enrolment(course, phone="010-3333-4444", seated_at=NOON - timedelta(hours=1))  # has just read the date
    nine = workdays.start_of_day(workdays.seoul_today()) + timedelta(hours=9)
    assert participant_messages.remind(nine - timedelta(minutes=1)) == 0
    assert participant_messages.remind(nine) == 1
    assert participant_messages.remind(nine + timedelta(minutes=1)) == 0
    (text,) = _leave()
    assert "내일 교육이 있습니다." in text
    assert "14:00" in text
    assert "외 1회" not in text, "the other lesson is not tomorrow"
    assert participant_messages.remind(nine + timedelta(days=1)) == 0


@db
@pytest.mark.parametrize("name", ["postpone", "cancel_host"])
def test_nobody_is_reminded_of_a_course_that_is_off_by_then(cast: Cast, name: str) -> None:
    course = _course(starts_at=_tomorrow())
    make.enrolment(course, phone=PHONE, seated_at=NOON - timedelta(days=3))
    assert participant_messages.remind(timezone.now()) == 1
    data = {"reason": "태풍", "cancel_reason": "WEATHER"}
    requests.step(actor=cast.coordinator1.actor, course=course, name=name, data=data)
    assert [text for text in _leave() if "내일" in text] == []
    assert participant_messages.remind(timezone.now()) == 0
    make.enrolment(course, phone="010-1111-2222", seated_at=NOON - timedelta(days=3))
    assert participant_messages.remind(timezone.now()) == 0, "nor is anything planned any more"


@db
def test_a_lesson_that_was_moved_is_not_reminded_of_on_its_old_day(cast: Cast) -> None:
    course = _course(starts_at=_tomorrow())
    make.enrolment(course, phone=PHONE, seated_at=NOON - timedelta(days=3))
    participant_messages.remind(timezone.now())
    later = _tomorrow() + timedelta(days=5)
    course.sessions.update(starts_at=later, ends_at=later + timedelta(hours=2))
    assert _leave() == []
    with time_machine.travel(NOON + timedelta(days=5)):
        assert participant_messages.remind(timezone.now()) == 1
        assert ["내일" in text for text in _leave()] == [True]


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_plan_each_reminder_once() -> None:
    course = _course(starts_at=_tomorrow())
    for place in range(5):
        make.enrolment(course, phone=f"010-1234-000{place}", seated_at=NOON - timedelta(days=3))
    now = timezone.now()
    found = together(*(lambda: participant_messages.remind(now) for _ in range(4)))
    assert not [one for one in found if isinstance(one, Exception)], found
    assert Message.objects.filter(template="education.participant_eve").count() == 5


# --- afterwards ------------------------------------------------------------------------------------------------------


@db
def test_who_came_gets_the_address_of_the_survey(cast: Cast) -> None:
    course = make.request("CONFIRMED")
    lesson = make.session(course, timezone.now() - timedelta(hours=3))
    for result, phone in (("PRESENT", PHONE), ("ABSENT", "010-1111-2222")):
        Attendance.objects.create(session=lesson, enrolment=make.enrolment(course, phone=phone), result=result)
    url = f"/education/courses/{course.pk}/act/deliver/"
    assert cast.coordinator1.client().post(url).status_code == 302
    (text,) = _leave()
    assert "만족도 조사에 이름 없이 답해 주십시오." in text
    assert "/survey" in text
    assert Message.objects.get(template="education.participant_survey").address == PHONE


@pytest.mark.django_db(transaction=True)
def test_the_text_reaches_the_vendor_with_the_address_and_without_the_name(settings: Any) -> None:
    """Over HTTP, as it leaves the house."""
    course = _course()
    row = _apply(course)
    connection.close()
    with vendor() as (taker, port):
        settings.SMS_URL = f"http://127.0.0.1:{port}/texts"
        assert delivery.deliver_due(timezone.now()) == 1
        reference = str(Message.objects.get(channel="SMS").reference)
        assert taker.taken == {reference: 1}
        (text,) = taker.texts
    assert text["to"] == PHONE
    assert own_pages.url_of(row) in text["text"]
    assert row.name not in text["text"]
