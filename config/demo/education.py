"""Courses of the hospital in every state: held in this year and the last, under way, asked for, ended early. All people are fictional (가상)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from config.demo import clock, courses
from config.demo.courses import House, Offer, actor, ahead, at
from core.actor import Actor
from core.models import ContactProof
from education.models import EducationRequest, Instructor
from education.services import bookings, instructors, public_requests, requests
from network.models import User

CPR, MIND, HANDS, FALL = "CPR", "MIND", "HANDS", "FALL"
# Courses that are over: days ago, hour, who asked, for what, people, answers, gain in points, and for whom.
HELD = (
    (384, 14, "nursing1", CPR, 10, 7, 18, "CARE_STAFF"),
    (352, 10, "health1", HANDS, 8, 6, 14, "WELFARE_STAFF"),
    (151, 14, "health1", CPR, 14, 9, 27, "RESIDENT"),
    (120, 10, "mhcenter1", MIND, 9, 6, 12, "WELFARE_STAFF"),
    (88, 15, "nursing1", HANDS, 12, 8, 20, "CARE_STAFF"),
    (57, 14, "welfare1", MIND, 4, 3, 11, "RESIDENT"),
)


def load() -> str:
    house = House(actor("coordinator1"), actor("director1"))
    offers = _offers(house)
    agencies = {name: actor(name) for name in ("nursing1", "welfare1", "health1", "mhcenter1", "town1")}
    _over(house, offers, agencies)
    _under_way(house, offers, agencies)
    _asked_for(house, offers, agencies)
    _ended_early(house, offers, agencies)
    _without_account(offers)
    return f"교육 {EducationRequest.objects.filter(host_id=house.place).count()}건"


def _offers(house: House) -> dict[str, Offer]:
    user = User.objects.get(username="instructor1")
    values = {"name": user.name, "fields": ["EMERGENCY", "SAFETY"], "fee_per_hour": 100_000}
    own = Instructor.objects.get_or_create(host_id=house.place, user=user, defaults=values)[0]
    guest = instructors.add(
        actor=house.coordinator,
        data={
            "name": "문가상", "affiliation": "가상대학교 간호학과", "phone": "010-0000-0000",
            "fields_taught": ["MENTAL", "INFECTION"], "fee_per_hour": 120_000,
        },
    )  # fmt: skip
    staff, anybody = {"audience": "CARE_STAFF"}, {"audience": "RESIDENT"}
    return {
        CPR: courses.offer(
            house, own, "심폐소생술과 자동심장충격기", "EMERGENCY", staff, per_manikin=8, has_test=True,
            summary="가슴 압박과 자동심장충격기 사용을 실습합니다.",
        ),
        MIND: courses.offer(
            house, guest, "생명지킴이 교육", "MENTAL", anybody, has_test=True, summary="위험 신호를 알아보고 듣고 잇는 법을 배웁니다."
        ),
        HANDS: courses.offer(
            house, guest, "손위생과 감염관리 실습", "INFECTION", staff, has_test=True, summary="형광 물질로 손씻기를 확인합니다."
        ),
        FALL: courses.offer(house, own, "낙상 예방", "SAFETY", staff, summary="침상과 화장실의 위험을 함께 살핍니다."),
    }  # fmt: skip


def _over(house: House, offers: dict[str, Offer], agencies: dict[str, Actor]) -> None:
    """Held with report and certificates; the newest waits for the director, that of two days ago is being surveyed."""
    for days, hour, agency, what, people, answers, gain, audience in HELD:
        row = _stood(house, agencies[agency], offers[what], days, hour, people, audience=audience)
        courses.closed(house, courses.delivered(house, row, answers, gain=gain))
    row = _stood(house, agencies["nursing1"], offers[CPR], 24, 14, 12)
    courses.reported(house, courses.delivered(house, row, 8))
    row = _stood(house, agencies["town1"], offers[HANDS], 13, 10, 10, audience="OFFICIAL")
    courses.reported(house, courses.delivered(house, row, 7), approve=False)
    row = _stood(house, agencies["welfare1"], offers[FALL], 2, 15, 9, audience="WELFARE_STAFF")
    courses.delivered(house, row, 4)


def _stood(
    house: House, agency: Actor, what: Offer, days: int, hour: int, people: int, audience: str = "CARE_STAFF"
) -> EducationRequest:
    """Asked for and confirmed twenty days before its lesson, which was so many days ago."""
    held = clock.ago(days)
    with clock.on(held - timedelta(days=20)):
        return courses.standing(house, agency, what, at(held, hour), people, audience=audience)


def _under_way(house: House, offers: dict[str, Offer], agencies: dict[str, Actor]) -> None:
    with clock.on(clock.ago(9)):
        courses.standing(house, agencies["nursing1"], offers[CPR], at(ahead(21), 14), 5)
        data = {
            **offers[CPR].wish, "title": "주민 심폐소생술 교실", "method": "GROUP", "audience": "RESIDENT", "capacity": 6,
            "expected_count": 6, "duration_min": 120, "place": "병원 3층 교육실", "content_wish": "", "needs_certificate": True,
        }  # fmt: skip
        own = requests.open_course(actor=house.coordinator, data=data)
        own = courses.confirmed(house, courses.planned(house, own, offers[CPR], at(ahead(16), 10)), None)
        courses.signed_up(house, own, 9)


def _asked_for(house: House, offers: dict[str, Offer], agencies: dict[str, Actor]) -> None:
    """From a draft to an instructor who is asked; who has to do the next step differs."""
    runs = house.coordinator
    courses.asked(agencies["nursing1"], offers[FALL], at(ahead(30), 15), sent=False)
    with clock.on(clock.ago(2), 11):
        wish: dict[str, Any] = {
            "audience": "RESIDENT",
            "content_wish": "어르신과 자원봉사자가 함께 듣습니다.",
            "needs_certificate": False,
        }
        courses.asked(agencies["welfare1"], offers[CPR], at(ahead(23), 14), **wish)
    with clock.on(clock.ago(3), 9):
        taken = courses.asked(agencies["mhcenter1"], offers[HANDS], at(ahead(25), 10))
        taken = requests.step(actor=runs, course=taken, name="take")
        more = courses.asked(agencies["nursing1"], offers[MIND], at(ahead(28), 10), expected_count=80)
        more = requests.step(actor=runs, course=more, name="take")
        note = {"note": "80명이 함께 실습하기 어렵습니다. 나누어 들을 수 있는지 적어 주십시오."}
        requests.step(actor=runs, course=more, name="ask_more", data=note)
        courses.approved(house, courses.asked(agencies["town1"], offers[FALL], at(ahead(33), 14)), offers[FALL])
        waits = courses.approved(house, courses.asked(agencies["health1"], offers[CPR], at(ahead(26), 15)), offers[CPR])
        courses.planned(house, waits, offers[CPR], at(ahead(26), 15))


def _ended_early(house: House, offers: dict[str, Offer], agencies: dict[str, Actor]) -> None:
    """Invalid, postponed, cancelled by either side; days ahead count from the day that is played."""
    runs, agency = house.coordinator, agencies["welfare1"]
    with clock.on(clock.ago(16)):
        row = courses.asked(agency, offers[MIND], at(ahead(5), 10))
        row = requests.step(actor=runs, course=row, name="take")
        requests.step(actor=runs, course=row, name="reject", data={"reject_reason": "NO_DATE"})
        row = courses.standing(house, agencies["town1"], offers[MIND], at(ahead(24), 10), 3)
    with clock.on(clock.ago(5)):
        requests.step(actor=runs, course=row, name="postpone", data={"reason": "강사의 사정으로 날짜를 옮깁니다."})
    with clock.on(clock.ago(40)):
        row = courses.approved(house, courses.asked(agency, offers[HANDS], at(ahead(20), 10)), offers[HANDS])
        requests.step(actor=agency, course=row, name="cancel", data={"cancel_reason": "TOO_FEW"})
        row = courses.approved(house, courses.asked(agency, offers[FALL], at(ahead(22), 10)), offers[FALL])
        lesson = courses.planned(house, row, offers[FALL], at(ahead(22), 16))
        gone = {"reason": "그날 다른 강의가 있습니다.", "told_by": "강사 본인"}
        bookings.act(actor=runs, booking=lesson.bookings.get(), name="decline", data=gone)
        row = EducationRequest.objects.get(pk=row.pk)
        requests.step(actor=runs, course=row, name="cancel_host", data={"cancel_reason": "INSTRUCTOR"})


def _without_account(offers: dict[str, Offer]) -> None:
    """A village that is no member asks in the browser; its telephone is fictional, as everybody's here."""
    now = timezone.now()
    proof = ContactProof.objects.create(
        purpose=public_requests.PURPOSE,
        channel="SMS",
        address="010-0000-0000",
        asked_at=now,
        expires_at=now,
        passed_at=now,
    )
    wish = {
        **offers[CPR].wish, "audience": "RESIDENT", "contact_name": "기가상", "contact_phone": "010-0000-0000",
        "expected_count": 18, "wish_1": at(ahead(29), 14), "place": "가상마을 회관", "needs_certificate": False,
        "method": "ONSITE", "duration_min": 90, "content_wish": "마을 어르신들이 함께 실습하고 싶습니다.",
    }  # fmt: skip
    place = public_requests.places().first()
    assert place is not None
    public_requests.ask(proof_id=proof.pk, name="가상마을회", place=place, data=wish)
