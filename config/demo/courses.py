"""How the demo's courses come about: each step by its service, on the day on which somebody would have made it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from config.demo import clock
from core import workdays
from core.actor import Actor
from core.surveys.services import rounds as surveys
from education.models import EducationRequest, Instructor, Session, Topic
from education.services import attendance, bookings, catalogue, completion, delivery, enrolments, reports, requests
from education.services.attendance import Line
from network.actors import actor_for, valid_memberships
from network.documents.services import approving
from network.models import Institution, User

FAMILIES = "김이박최정강조윤장임한오서신권황안송류홍"
# One answer a line, in the order of the questions; the last on the whole.
ANSWERS = (
    (5, 5, 5, 4, 5, 5, 5), (4, 5, 4, 4, 5, 4, 4), (5, 5, 5, 5, 5, 5, 5), (3, 4, 4, 4, 4, 4, 4), (5, 4, 4, 3, 5, 5, 4),
)  # fmt: skip


@dataclass(frozen=True)
class Offer:
    """A topic, who teaches it, and what agencies ask for when they choose it."""

    topic: Topic
    teacher: Instructor
    wish: Mapping[str, Any]


@dataclass(frozen=True)
class House:
    """The hospital's people."""

    coordinator: Actor
    director: Actor

    @property
    def place(self) -> int:
        assert self.coordinator.institution_id is not None
        return self.coordinator.institution_id


def actor(name: str) -> Actor:
    user = User.objects.get(username=name)
    return actor_for(valid_memberships(user)[0], user)


def at(day: date, hour: int) -> datetime:
    """A full hour of a day in Seoul, also of one to come."""
    return datetime.combine(day, time(hour), tzinfo=workdays.SEOUL)


def ahead(days: int) -> date:
    """A working day some days ahead."""
    return workdays.calendar().next_working_day(workdays.seoul_today() + timedelta(days=days - 1))


def offer(house: House, teacher: Instructor, title: str, field: str, wish: Mapping[str, Any], **more: Any) -> Offer:
    data = {
        "title": title, "field": field, "audiences": ["CARE_STAFF", "RESIDENT", "STUDENT", "WELFARE_STAFF"],
        "methods": ["ONSITE", "GROUP"], **more,
    }  # fmt: skip
    topic = catalogue.add_topic(actor=house.coordinator, data=data)
    return Offer(topic, teacher, {"topic": topic, "field": [field], "title": title, **wish})


# --- steps -----------------------------------------------------------------------------------------------------------


def asked(agency: Actor, what: Offer, start: datetime, *, sent: bool = True, **more: Any) -> EducationRequest:
    """A request for a day; a draft when it is not sent."""
    wish = {
        "method": "ONSITE", "expected_count": 20, "duration_min": 120, "place": "2층 강당", "wish_1": start,
        "wish_2": start + timedelta(days=7), "content_wish": "실습 위주로 부탁드립니다.", "needs_certificate": True,
        "contact_phone": "010-0000-0031", "contact_name": agency.name, "facilities": ["빔프로젝터", "실습공간"],
        "mandatory": "YES", "previous": "지난해 한 번", **what.wish, **more,
    }  # fmt: skip
    wish.pop("title")
    row = requests.ask(actor=agency, data=wish)
    return requests.step(actor=agency, course=row, name="submit") if sent else row


def approved(house: House, row: EducationRequest, what: Offer, capacity: int = 20) -> EducationRequest:
    row = requests.step(actor=house.coordinator, course=row, name="take")
    data = {"title": what.wish["title"], "capacity": capacity}
    return requests.step(actor=house.coordinator, course=row, name="approve", data=data)


def planned(house: House, row: EducationRequest, what: Offer, start: datetime, hours: int = 2) -> Session:
    """The date is set and the instructor asked."""
    row = requests.step(actor=house.coordinator, course=row, name="schedule")
    lesson = requests.add_session(
        actor=house.coordinator, course=row, starts_at=start, ends_at=start + timedelta(hours=hours),
        place_or_link=row.place or "교육실",
    )  # fmt: skip
    bookings.invite(actor=house.coordinator, session=lesson, instructor=what.teacher)
    return lesson


def confirmed(house: House, lesson: Session, agency: Actor | None) -> EducationRequest:
    """The instructor comes, the agency agrees to the date."""
    booking = lesson.bookings.get()
    for name in ("accept", "confirm"):
        booking = bookings.act(actor=house.coordinator, booking=booking, name=name)
    row = EducationRequest.objects.get(pk=lesson.request_id)
    if agency is not None:
        row = requests.agree(actor=agency, course=row)
    return requests.step(actor=house.coordinator, course=row, name="confirm")


def standing(
    house: House, agency: Actor, what: Offer, start: datetime, people: int = 0, **more: Any
) -> EducationRequest:
    """From the request to the sign-ups, all on one day."""
    row = approved(house, asked(agency, what, start, **more), what)
    row = confirmed(house, planned(house, row, what, start), agency)
    signed_up(house, row, people)
    return row


def signed_up(house: House, row: EducationRequest, number: int) -> None:
    """People of the agency, the same ones in each of its courses; those of an own course come from anywhere."""
    place: Institution = row.requester or row.host
    for index in range(number):
        data = {
            "name": f"{FAMILIES[index]}가상", "institution": place, "phone": f"010-{place.pk:04d}-{index:04d}",
            "job": row.audience, "consent": True,
        }  # fmt: skip
        enrolments.apply(actor=house.coordinator, course=row, data=data)


def delivered(house: House, row: EducationRequest, answers: int, *, gain: int = 24) -> EducationRequest:
    """The day of the lesson: one is absent, one leaves early; the tests, the decision, the first answers."""
    lesson = row.sessions.get()
    people = list(row.enrolments.filter(status="CONFIRMED").order_by("applied_at", "pk"))
    with clock.on(workdays.seoul_date(lesson.starts_at), 18):
        lines = [Line(people[0].pk, "ABSENT"), *[Line(one.pk, "PRESENT") for one in people[1:-1]]]
        lines.append(Line(people[-1].pk, "LEFT_EARLY", lesson.starts_at, lesson.starts_at + timedelta(minutes=60)))
        attendance.enter(actor=house.coordinator, session=lesson, lines=lines)
        scores = {
            (one.pk, kind): Decimal(base + place)
            for place, one in enumerate(people[1:])
            for kind, base in (("PRE", 52), ("POST", 52 + gain))
        }
        attendance.enter_scores(actor=house.coordinator, course=row, scores=scores)
        row = delivery.act(actor=house.coordinator, course=row, name="deliver")
        completion.decide(actor=house.coordinator, course=row)
        survey = delivery.round_of(row)
        assert survey is not None
        for place in range(answers):
            surveys.answer(row=survey, scores=ANSWERS[place % len(ANSWERS)], texts={})
    return row


def reported(house: House, row: EducationRequest, *, approve: bool = True) -> EducationRequest:
    """After the survey: the report, and unless it still waits for the director, the certificates."""
    day = workdays.seoul_date(row.sessions.get().starts_at) + timedelta(days=9)
    with clock.on(day):
        row = delivery.act(actor=house.coordinator, course=row, name="close_survey")
        words = {"opinions": "실습 시간을 늘려 달라는 의견이 많았음", "improvement": "실습 기구를 더 갖추어 조를 나눔"}
        reports.write(actor=house.coordinator, course=row, data=words)
        line = [{"title": "원장", "person": User.objects.get(username="director1")}]
        document = reports.submit(actor=house.coordinator, course=row, line=line)
        if approve:
            approving.sign(actor=house.director, document=document)
            row = delivery.act(actor=house.coordinator, course=row, name="report")
    return row


def closed(house: House, row: EducationRequest) -> EducationRequest:
    row = reported(house, row)
    with clock.on(workdays.seoul_date(row.sessions.get().starts_at) + timedelta(days=14)):
        return delivery.act(actor=house.coordinator, course=row, name="close")
