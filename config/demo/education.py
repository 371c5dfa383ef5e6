"""Courses of the hospital: one held in a care home with its report, one to come, one just asked for. All people are fictional (가상)."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from config.demo import clock
from core import numbers, workdays
from core.actor import Actor
from core.surveys import services as surveys
from education.models import EducationRequest, Instructor, Session, Topic
from education.services import attending, bookings, deciding, enrolling, reporting, requesting, running
from education.services.attending import Line
from network.models import Institution, User
from network.people import actor_for, valid_memberships

FAMILIES = "김이박최정강조윤장임한오"
SCORES = ((5, 5, 5, 4, 5, 5, 5), (4, 5, 4, 4, 5, 4, 4), (5, 5, 5, 5, 5, 5, 5), (3, 4, 4, 4, 4, 4, 4))


def load() -> str:
    coordinator, director = _actor("coordinator1"), _actor("director1")
    home = Institution.objects.get(code="fictional-nursing-home")
    held = clock.ago(24)
    topic, start = _topic(coordinator), clock.moment(held, 14)
    with clock.on(held - timedelta(days=20)):
        past = _course(coordinator, home, topic, start)
        _sign_up(coordinator, past, home, 12)
    _hold(coordinator, director, past)
    coming = _course(coordinator, home, topic, timezone.now() + timedelta(days=12))
    _sign_up(coordinator, coming, home, 5)
    _ask(topic)
    return "교육 3건"


def _ask(topic: Topic) -> None:
    """A request that waits for the coordinator."""
    agency = _actor("welfare1")
    wish = {
        "topic": topic, "contact_name": "배가상", "contact_phone": "031-000-0000", "field": ["EMERGENCY"],
        "method": "ONSITE", "audience": "RESIDENT", "expected_count": 20, "duration_min": 90, "place": "3층 교육실",
        "wish_1": timezone.now() + timedelta(days=21), "content_wish": "어르신과 자원봉사자가 함께 듣습니다.",
        "needs_certificate": False,
    }  # fmt: skip
    row = requesting.ask(actor=agency, data=wish)
    requesting.step(actor=agency, course=row, name="submit")


def _actor(name: str) -> Actor:
    user = User.objects.get(username=name)
    return actor_for(valid_memberships(user)[0], user)


def _place(actor: Actor) -> int:
    assert actor.institution_id is not None
    return actor.institution_id


def _topic(actor: Actor) -> Topic:
    return Topic.objects.create(
        host_id=_place(actor),
        field="EMERGENCY",
        title="심폐소생술과 자동심장충격기",
        audiences=["CARE_STAFF", "RESIDENT"],
        methods=["ONSITE", "GROUP"],
        per_manikin=8,
        has_test=True,
        summary="가슴 압박과 자동심장충격기 사용을 실습합니다.",
    )


def _course(actor: Actor, home: Institution, topic: Topic, start: datetime) -> EducationRequest:
    """A course that was agreed and confirmed, with its lesson and the instructor who comes."""
    now, person = timezone.now(), User.objects.get(username="coordinator1")
    row = EducationRequest.objects.create(
        number=numbers.case_number("E"), host_id=_place(actor), requester=home, topic=topic,
        contact_name="하가상", field=["EMERGENCY"], method="ONSITE", audience="CARE_STAFF", expected_count=15,
        wish_1=start, place="2층 강당", duration_min=120, content_wish="실습 위주로 부탁드립니다.", needs_certificate=True,
        title="요양시설 종사자 응급상황 대처 교육", capacity=15, cost=400_000, status="CONFIRMED", created_by=person,
        submitted_at=now, decided_at=now, decided_by=person, confirmed_at=now, date_agreed_at=now,
    )  # fmt: skip
    lesson = Session.objects.create(
        request=row, starts_at=start, ends_at=start + timedelta(hours=2), place_or_link="2층 강당"
    )
    _book(actor, lesson)
    return row


def _book(actor: Actor, lesson: Session) -> None:
    user = User.objects.get(username="instructor1")
    values: dict[str, Any] = {"name": user.name, "fields": ["EMERGENCY"], "fee_per_hour": 100_000}
    teacher = Instructor.objects.get_or_create(host_id=_place(actor), user=user, defaults=values)[0]
    row = bookings.propose(actor=actor, session=lesson, instructor=teacher)
    for name in ("invite", "accept", "confirm"):
        bookings.act(actor=actor, booking=row, name=name)


def _sign_up(actor: Actor, course: EducationRequest, home: Institution, number: int) -> None:
    for place in range(number):
        data = {
            "name": f"{FAMILIES[place]}가상", "institution": home, "phone": f"010-0000-{place:04d}", "job": "CARE_STAFF",
            "consent": True,
        }  # fmt: skip
        enrolling.apply(actor=actor, course=course, data=data)


def _hold(coordinator: Actor, director: Actor, course: EducationRequest) -> None:
    lesson = course.sessions.get()
    day = workdays.seoul_date(lesson.starts_at)
    people = list(course.enrolments.order_by("applied_at", "pk"))
    with clock.on(day, 17):
        lines = [Line(people[0].pk, "ABSENT"), *[Line(one.pk, "PRESENT") for one in people[1:11]]]
        lines.append(Line(people[11].pk, "LEFT_EARLY", lesson.starts_at, lesson.starts_at + timedelta(minutes=60)))
        attending.enter(actor=coordinator, session=lesson, lines=lines)
        scores = {
            (one.pk, kind): Decimal(base + place)
            for place, one in enumerate(people[1:])
            for kind, base in (("PRE", 52), ("POST", 78))
        }
        attending.enter_scores(actor=coordinator, course=course, scores=scores)
        course = running.act(actor=coordinator, course=course, name="deliver")
        deciding.decide(actor=coordinator, course=course)
        survey = running.round_of(course)
        assert survey is not None
        for scale in SCORES * 2:
            surveys.answer(row=survey, scores=scale, texts={})
    with clock.on(day + timedelta(days=9)):
        course = running.act(actor=coordinator, course=course, name="close_survey")
        words = {"opinions": "실습 시간을 늘려 달라는 의견이 많았음", "improvement": "실습 기구를 더 갖추어 조를 나눔"}
        reporting.write(actor=coordinator, course=course, data=words)
        reporting.approve(actor=director, course=course)
        running.act(actor=coordinator, course=course, name="report")
