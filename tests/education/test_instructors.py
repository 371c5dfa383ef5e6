"""The office keeps its pool, sees who is free for a lesson, and an instructor without an account answers by address."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client as Browser
from django.utils import timezone
from openpyxl import load_workbook

from core import delivery, workdays
from core.errors import Invalid, NotVisible
from core.models import AuditEntry, Message
from education.forms.instructors import accounts
from education.models import Instructor, InstructorAbsence, InstructorBooking, InstructorQualification, Session
from education.services import booking_links, bookings, instructors, suggestions
from tests import make as base
from tests import make_education as make
from tests.cast import Cast, current
from tests.queries import count_queries
from tests.rivals import together

pytestmark = pytest.mark.django_db
POOL = "/education/instructors/"
ANSWER = "/education/bookings/answer/"


def _form(**values: Any) -> dict[str, Any]:
    return {
        "name": "모가상",
        "affiliation": "가상교육원",
        "fields_taught": ["EMERGENCY"],
        "fee_per_hour": "100000",
    } | values


# --- the pool --------------------------------------------------------------------------------------------------------


def test_the_office_keeps_a_person_with_qualifications_and_times_away(cast: Cast) -> None:
    runs = cast.coordinator1.client()
    assert runs.post(f"{POOL}new/", _form(user=cast.instructor1.pk)).status_code == 302
    row = Instructor.objects.get()
    assert (row.host, row.user, row.fields) == (cast.host, cast.instructor1.user, ["EMERGENCY"])
    url = f"{POOL}{row.pk}/"
    assert (
        runs.post(f"{url}edit/", _form(name="모가상", fields_taught=["MENTAL"], version=row.version)).status_code == 302
    )
    stale = runs.post(f"{url}edit/", _form(name="도가상", version=row.version))
    assert stale.status_code == 409
    gone = workdays.seoul_today() - timedelta(days=1)
    assert (
        runs.post(f"{url}act/add_qualification/", {"kind": "응급처치 강사", "expires_on": str(gone)}).status_code == 302
    )
    again = runs.post(f"{url}act/add_qualification/", {"kind": "응급처치 강사"})
    assert again.status_code == 400
    assert "이미 적은 자격입니다." in again.content.decode()
    listed = runs.get(POOL).content.decode()
    assert "모가상" in listed
    assert "만료" in listed
    assert runs.post(f"{url}act/stop/").status_code == 302
    assert "모가상" not in runs.get(POOL).content.decode()
    assert "모가상" in runs.get(f"{POOL}?state=all&q=모 가상").content.decode()
    assert cast.coordinator1.api().post(f"/api/v1/education/instructors/{row.pk}/start/").status_code == 200
    assert "모가상" in runs.get(POOL).content.decode()


def test_one_account_is_one_person_of_the_pool(cast: Cast) -> None:
    make.instructor(user=cast.instructor1.user)
    answer = cast.coordinator1.client().post(f"{POOL}new/", _form(user=cast.instructor1.pk))
    assert answer.status_code == 400
    assert "이미 다른 강사와 이어져 있습니다" in answer.content.decode()


def test_a_fee_above_the_cap_is_kept_and_warned_of(cast: Cast) -> None:
    answer = cast.coordinator1.client().post(f"{POOL}new/", _form(fee_per_hour="500000"), follow=True)
    assert "상한 400,000원을 넘습니다" in answer.content.decode()
    assert Instructor.objects.get().fee_per_hour == 500_000


def test_an_instructor_says_when_they_cannot_come_and_keeps_nothing_else(cast: Cast) -> None:
    row, other = make.instructor(user=cast.instructor1.user), make.instructor(name="남가상")
    mine = cast.instructor1.client()
    start = timezone.localtime() + timedelta(days=3)
    body = {"starts_at": f"{start:%Y-%m-%dT%H:%M}", "ends_at": f"{start + timedelta(hours=2):%Y-%m-%dT%H:%M}"}
    assert mine.post(f"{POOL}{row.pk}/act/add_absence/", body)["Location"] == "/education/lessons/"
    wrong = mine.post(f"{POOL}{row.pk}/act/add_absence/", body | {"ends_at": body["starts_at"]})
    assert wrong.status_code == 400
    assert "끝은 시작보다 뒤여야 합니다." in wrong.content.decode()
    assert mine.post(f"{POOL}{row.pk}/edit/", _form()).status_code == 403
    assert mine.post(f"{POOL}{other.pk}/act/add_absence/", body).status_code == 404
    away = InstructorAbsence.objects.get()
    assert mine.post(f"{POOL}{row.pk}/absences/{away.pk}/drop/").status_code == 302
    assert not InstructorAbsence.objects.exists()


def test_a_time_away_over_a_promised_lesson_is_told_to_the_coordinator(cast: Cast) -> None:
    """The instructor enters it; the lesson stays promised, and the coordinator finds somebody else."""
    who = make.instructor(user=cast.instructor1.user)
    lesson = make.session(make.request("CONFIRMED"))
    booked = make.booking(lesson, who)
    make.booking(make.session(make.request("SCHEDULING"), lesson.starts_at), who, "INVITED")
    make.booking(make.session(make.request("CONFIRMED"), lesson.ends_at), who, "ACCEPTED")
    start = timezone.localtime(lesson.starts_at)
    body = {"starts_at": f"{start:%Y-%m-%dT%H:%M}", "ends_at": f"{start + timedelta(minutes=30):%Y-%m-%dT%H:%M}"}
    assert cast.instructor1.client().post(f"{POOL}{who.pk}/act/add_absence/", body).status_code == 302
    (told,) = Message.objects.filter(recipient=cast.coordinator1.user, template="notice")
    assert told.values == {"text": instructors.AWAY, "number": lesson.request.number}
    assert cast.coordinator1.client().get(told.url).status_code == 200
    booked.refresh_from_db()
    assert booked.status == "CONFIRMED"
    sent = {name: (start + timedelta(hours=hour)).isoformat() for name, hour in (("starts_at", 1), ("ends_at", 3))}
    url = f"/api/v1/education/instructors/{who.pk}/add-absence/"
    assert cast.instructor1.api().post(url, sent, format="json").status_code == 201
    assert Message.objects.filter(recipient=cast.coordinator1.user, template="notice").count() == 3


def test_the_ledger_of_a_year_has_hours_and_fees_and_is_recorded(cast: Cast) -> None:
    who = make.instructor()
    lesson = make.session(make.request("CONFIRMED"), minutes=90)
    make.booking(lesson, who, fee=150_000)
    make.booking(make.session(make.request("SCHEDULING")), who, "DECLINED")
    year = workdays.seoul_date(lesson.starts_at).year
    answer = cast.coordinator1.client().get(f"{POOL}{who.pk}/ledger.xlsx?year={year}")
    rows = list(load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert len(rows) == 2
    assert rows[1][3:5] == (90, 150_000)
    assert AuditEntry.objects.filter(verb="education.export_ledger", action="EXPORT").count() == 1


def test_the_pool_is_kept_by_the_api_as_on_the_pages(cast: Cast) -> None:
    """List, one person, a correction by version, what is taken back, the ledger; and nothing of it for anybody else."""
    row = make.instructor(name="모가상", phone="010-0000-0001")
    make.instructor(name="노가상", is_active=False)
    api, url = cast.coordinator1.api(), "/api/v1/education/instructors/"
    assert [one["name"] for one in api.get(url).json()["results"]] == ["모가상"]
    assert [one["name"] for one in api.get(url, {"state": "all"}).json()["results"]] == ["노가상", "모가상"]
    assert api.get(url, {"q": "모 가상"}).json()["results"][0]["fields_taught"] == ["EMERGENCY"]
    assert "phone" not in api.get(url).json()["results"][0]
    base = f"{url}{row.pk}/"
    for name, body in (
        ("add-qualification", {"kind": "응급처치 강사", "expires_on": "2027-12-31"}),
        ("add-absence", {"starts_at": "2026-12-24T09:00:00+09:00", "ends_at": "2026-12-24T18:00:00+09:00"}),
    ):
        assert api.post(f"{base}{name}/", body, format="json").status_code == 201
    one = api.get(base).json()
    assert (one["phone"], one["qualifications"][0]["kind"], len(one["absences"])) == (
        "010-0000-0001", "응급처치 강사", 1
    )  # fmt: skip
    assert AuditEntry.objects.filter(verb="education.instructor_open", object_id=str(row.pk)).exists()
    changed = api.patch(base, {"fields_taught": ["MENTAL"]}, format="json", headers={"If-Match": str(one["version"])})
    assert (changed.json()["fields_taught"], changed.json()["name"]) == (["MENTAL"], "모가상")
    assert (
        api.patch(base, {"note": "늦음"}, format="json", headers={"If-Match": str(one["version"])}).status_code == 409
    )
    for name in ("qualifications", "absences"):
        end = f"{base}{name}/{one[name][0]['id']}/"
        assert (api.delete(end).status_code, api.delete(end).status_code) == (204, 404)
    assert (row.qualifications.count(), row.absences.count()) == (0, 0)
    make.booking(make.session(make.request("CONFIRMED"), minutes=90), row, fee=150_000)
    year = workdays.seoul_date(Session.objects.get().starts_at).year
    sheet = load_workbook(BytesIO(api.get(f"{base}ledger/", {"year": year}).content)).active
    assert list(sheet.iter_rows(values_only=True))[1][3:5] == (90, 150_000)
    for stranger, status in ((cast.nursing1, 403), (cast.hospital2, 403)):
        assert stranger.api().get(url).status_code == status
    assert cast.nursing1.api().get(base).status_code == 404


def test_an_instructor_reads_their_lessons_by_the_api(cast: Cast) -> None:
    me = make.instructor(user=cast.instructor1.user)
    coming = make.booking(make.session(make.request("CONFIRMED")), me, "INVITED")
    past = make.booking(make.session(make.request("DELIVERED"), timezone.now() - timedelta(days=3)), me, "DONE")
    make.booking(make.session(make.request("CONFIRMED")), make.instructor(name="남가상"))
    found = cast.instructor1.api().get("/api/v1/education/instructors/mine/").json()
    assert [one["id"] for one in found["coming"]] == [str(coming.pk)]
    assert [(one["id"], one["number"]) for one in found["past"]] == [(str(past.pk), past.session.request.number)]
    assert cast.coordinator1.api().get("/api/v1/education/instructors/mine/").status_code == 403


def test_the_pool_costs_the_same_for_three_and_for_thirty(cast: Cast) -> None:
    runs = cast.coordinator1.client()
    for number in range(30):
        who = make.instructor(name=f"강사{number}가상")
        InstructorQualification.objects.create(instructor=who, kind="응급처치 강사")
        make.booking(make.session(make.request("CONFIRMED")), who)
    runs.get(POOL)
    with count_queries("instructor list page"):
        assert runs.get(POOL).status_code == 200


# --- whom to ask -----------------------------------------------------------------------------------------------------


def _lesson(**values: Any) -> Session:
    return make.session(make.request("SCHEDULING", **values))


def _named(found: list[suggestions.Suggestion]) -> dict[str, suggestions.Suggestion]:
    return {one.instructor.name: one for one in found}


def test_who_is_free_comes_first_and_the_least_loaded_before_the_others(cast: Cast) -> None:
    lesson = _lesson()
    busy, loaded, free = (make.instructor(name=name) for name in ("가나가상", "나다가상", "다라가상"))
    make.booking(make.session(make.request("CONFIRMED"), lesson.starts_at + timedelta(hours=1)), busy)
    make.booking(make.session(make.request("CONFIRMED"), lesson.starts_at - timedelta(days=2)), loaded)
    away = make.instructor(name="라마가상")
    InstructorAbsence.objects.create(
        instructor=away, starts_at=lesson.ends_at - timedelta(minutes=1), ends_at=lesson.ends_at + timedelta(hours=1)
    )
    other_field = make.instructor(name="마바가상", fields=["MENTAL"])
    found = suggestions.for_lesson(lesson)
    assert [one.instructor for one in found] == [free, loaded, other_field, away, busy]
    assert [one.is_free for one in found] == [True, True, False, False, False]
    named = _named(found)
    assert named["가나가상"].clashes == (suggestions.OVERLAP,)
    assert named["라마가상"].clashes == (suggestions.ABSENT,)
    assert (named["나다가상"].minutes, named["나다가상"].fee) == (120, 200_000)


def test_a_lesson_that_ends_when_another_begins_is_no_clash(cast: Cast) -> None:
    lesson, who = _lesson(), make.instructor()
    make.booking(make.session(make.request("CONFIRMED"), lesson.ends_at), who)
    InstructorAbsence.objects.create(
        instructor=who, starts_at=lesson.starts_at - timedelta(hours=2), ends_at=lesson.starts_at
    )
    assert suggestions.for_lesson(lesson)[0].is_free


@pytest.mark.parametrize(("days", "is_fit"), [(None, True), (0, True), (-1, False)])
def test_a_qualification_must_hold_on_the_day_of_the_lesson(cast: Cast, days: int | None, is_fit: bool) -> None:
    lesson, who = _lesson(topic=make.topic(qualification="응급처치 강사")), make.instructor()
    assert not suggestions.for_lesson(lesson)[0].is_free, "without any"
    day = workdays.seoul_date(lesson.starts_at)
    expires = None if days is None else day + timedelta(days=days)
    InstructorQualification.objects.create(instructor=who, kind="응급처치강사", expires_on=expires)
    assert suggestions.for_lesson(lesson)[0].is_free is is_fit


def test_suggestions_cost_the_same_for_any_pool(cast: Cast, django_assert_num_queries: Any) -> None:
    lesson = Session.objects.select_related("request__topic").get(pk=_lesson().pk)
    for number in range(30):
        InstructorQualification.objects.create(
            instructor=make.instructor(name=f"강사{number}가상"), kind="응급처치 강사"
        )
    with django_assert_num_queries(5):
        assert len(suggestions.for_lesson(lesson)) == 30


def test_who_cannot_come_is_not_asked_and_who_may_not_be_fit_only_on_purpose(cast: Cast) -> None:
    lesson = _lesson()
    away, other_field = make.instructor(name="라마가상"), make.instructor(name="마바가상", fields=["MENTAL"])
    InstructorAbsence.objects.create(instructor=away, starts_at=lesson.starts_at, ends_at=lesson.ends_at)
    url, runs = f"/education/requests/{lesson.request_id}/sessions/{lesson.pk}/invite/", cast.coordinator1.client()
    page = runs.get(url).content.decode()
    assert "이 시간에 섭외할 수 없는 강사" in page
    refused = runs.post(url, {"instructor": away.pk, "override_mismatch": "on"})
    assert refused.status_code == 400
    assert suggestions.ABSENT in refused.content.decode()
    assert suggestions.NO_FIELD in runs.post(url, {"instructor": other_field.pk}).content.decode()
    assert not InstructorBooking.objects.exists(), "nothing is left half-written"
    assert runs.post(url, {"instructor": other_field.pk, "override_mismatch": "on"}).status_code == 302
    assert InstructorBooking.objects.get().status == "INVITED"


# --- the answer by address -------------------------------------------------------------------------------------------


def _asked(cast: Cast, **values: Any) -> InstructorBooking:
    who = make.instructor(**{"name": "모가상", "email": "teacher@example.invalid"} | values)
    return bookings.invite(actor=cast.coordinator1.actor, session=_lesson(), instructor=who)


def _address(cast: Cast, booking: InstructorBooking) -> str:
    url = booking_links.issue(actor=cast.coordinator1.actor, booking=booking)
    return url[url.index("/education/") :]


def test_an_instructor_without_an_account_accepts_by_the_address(cast: Cast) -> None:
    booking = _asked(cast)
    url, phone = _address(cast, booking), Browser()
    opened = phone.get(url)
    assert (opened.status_code, opened["Location"], opened["Referrer-Policy"]) == (302, ANSWER, "no-referrer")
    page = phone.get(ANSWER).content.decode()
    for words in ("강의 요청", "1층 강당", "200,000원"):
        assert words in page
    for secret in ("모가상", "공가상", "010-0000-0031", "teacher@"):
        assert secret not in page
    wrong = phone.post(ANSWER, {"name": "남가상", "answer": "accept"})
    assert (wrong.status_code, booking_links.WRONG in wrong.content.decode()) == (400, True)
    assert phone.post(ANSWER, {"name": "모 가상", "answer": "accept"})["Location"] == ANSWER
    booking.refresh_from_db()
    assert (booking.status, booking.told_by) == ("ACCEPTED", booking_links.TOLD_BY)
    assert phone.get(url).status_code == 404, "one answer, then it is closed"
    assert "답을 받았습니다" in phone.get(ANSWER).content.decode(), "and whoever goes back reads what they have said"
    assert phone.post(ANSWER, {"name": "모가상", "answer": "decline", "reason": "출장"}).status_code == 200
    booking.refresh_from_db()
    assert booking.status == "ACCEPTED"
    assert Browser().get(ANSWER).status_code == 404


def test_who_declines_says_why(cast: Cast) -> None:
    booking = _asked(cast)
    url, phone = _address(cast, booking), Browser()
    assert phone.post(url, {"name": "모가상", "answer": "decline"}).status_code == 400
    assert phone.post(url, {"name": "모가상", "answer": "decline", "reason": "출장"}).status_code == 302
    assert "병원에 강의할 수 없다고 알렸습니다." in phone.get(ANSWER).content.decode()
    booking.refresh_from_db()
    assert (booking.status, booking.reason) == ("DECLINED", "출장")


def test_the_address_is_sent_by_mail_and_lies_in_no_table(cast: Cast) -> None:
    booking = _asked(cast)
    page = cast.coordinator1.client().post(f"/education/bookings/{booking.pk}/link/", {"send": "1"})
    assert "주소를 보냈습니다." in page.content.decode()
    booking.refresh_from_db()
    key = booking_links.key_of(booking)
    assert key not in booking.link_hash
    assert key not in str(list(Message.objects.values("values", "url")))
    delivery.deliver_due(timezone.now())
    letter = next(one for one in mail.outbox if one.to == ["teacher@example.invalid"])
    assert key in letter.body
    assert "모가상" not in letter.body


@pytest.mark.parametrize("what", ["late", "cancelled", "moved", "replaced key"])
def test_the_address_closes_when_what_it_asks_is_over(cast: Cast, what: str) -> None:
    booking = _asked(cast)
    url = _address(cast, booking)
    moment = timezone.now()
    if what == "late":
        moment += timedelta(days=8)
    elif what == "cancelled":
        type(booking.session.request).objects.filter(pk=booking.session.request_id).update(
            status="CANCELLED_BY_HOST", cancel_reason="TOO_FEW"
        )
    elif what == "moved":
        Session.objects.filter(pk=booking.session_id).update(starts_at=booking.session.starts_at - timedelta(hours=1))
    else:
        url = url[:-1] + ("0" if url[-1] != "0" else "1")
    with time_machine.travel(moment):
        assert Browser().get(url).status_code == 404
        assert Browser().post(url, {"name": "모가상", "answer": "accept"}).status_code == 404
    booking.refresh_from_db()
    assert booking.status == "INVITED"


def test_another_address_closes_the_one_that_somebody_holds_open(cast: Cast) -> None:
    """The lesson moved and a new address was sent: the page that stands open by the old one is over."""
    booking = _asked(cast)
    phone = Browser()
    phone.get(_address(cast, booking))
    assert phone.get(ANSWER).status_code == 200
    Session.objects.filter(pk=booking.session_id).update(starts_at=booking.session.starts_at - timedelta(hours=1))
    newer = Browser()
    newer.get(_address(cast, booking))
    assert newer.get(ANSWER).status_code == 200
    assert phone.get(ANSWER).status_code == 404
    assert phone.post(ANSWER, {"name": "모가상", "answer": "accept"}).status_code == 404
    booking.refresh_from_db()
    assert booking.status == "INVITED"


def test_names_are_not_guessed_without_end(cast: Cast) -> None:
    booking = _asked(cast)
    booking_links.issue(actor=cast.coordinator1.actor, booking=booking)
    for _ in range(booking_links.TRIES.most):
        with pytest.raises(Invalid, match="성명이 다릅니다"):
            booking_links.answer(booking=booking, choice="accept", name="남가상")
    with pytest.raises(Invalid, match="여러 번 틀렸습니다"):
        booking_links.answer(booking=booking, choice="accept", name="모가상")


def test_who_has_an_account_answers_there(cast: Cast) -> None:
    booking = _asked(cast, user=cast.instructor1.user)
    with pytest.raises(Invalid, match="계정이 있는 강사"):
        booking_links.issue(actor=cast.coordinator1.actor, booking=booking)


@pytest.mark.django_db(transaction=True)
def test_of_twenty_answers_at_once_one_counts() -> None:
    cast = current()
    booking = _asked(cast)
    booking_links.issue(actor=cast.coordinator1.actor, booking=booking)
    deed = lambda: booking_links.answer(booking=booking, choice="accept", name="모가상")  # noqa: E731
    answers = together(*[deed] * 5)
    assert sum(isinstance(one, InstructorBooking) for one in answers) == 1
    assert {type(one) for one in answers} <= {InstructorBooking, NotVisible}


def test_who_taught_elsewhere_before_can_still_be_taken_into_the_pool(cast: Cast) -> None:
    """An ended membership beside one that holds today shuts nobody out; one that has ended alone does."""
    today = workdays.seoul_today()
    earlier = {"roles": "INSTRUCTOR", "programmes": "EDUCATION", "valid_to": today - timedelta(days=1)}
    both, gone = base.user(), base.user()
    for user in (both, gone):
        base.membership(user=user, valid_from=today - timedelta(days=90), **earlier)
    base.membership(user=both, roles="INSTRUCTOR", programmes="EDUCATION", institution=cast.instructor1.institution)
    offered = set(accounts())
    assert both in offered
    assert gone not in offered
