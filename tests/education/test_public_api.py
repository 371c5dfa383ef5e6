"""The doors without signing in over the API: the services, refusals and limits of the pages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from core import contacts, workdays
from core.models import ContactProof
from education.models import Attendance, Certificate, EducationRequest, Enrolment
from education.services import (
    attendance,
    booking_links,
    bookings,
    certificates,
    external_requesters,
    own_pages,
    public_enrolments,
    public_requests,
    requests,
)
from tests import make_education as make
from tests.cast import Cast

pytestmark = pytest.mark.django_db
BASE = "/api/v1/education/public/"
PHONE = "010-0000-0031"


def _post(path: str, key: str = "", **body: Any) -> Any:
    return APIClient().post(f"{BASE}{path}/" + (f"?k={key}" if key else ""), body, format="json")


def _get(path: str, key: str) -> Any:
    return APIClient().get(f"{BASE}{path}/", {"k": key})


def _open_course(cast: Cast, **values: Any) -> tuple[EducationRequest, str]:
    course = make.request("CONFIRMED", **values)
    make.session(course)
    opened = public_enrolments.open_door(actor=cast.coordinator1.actor, course=course)
    return opened, public_enrolments.key_of(opened)


def test_somebody_signs_up_by_the_public_address_with_a_telephone_of_their_own(cast: Cast) -> None:
    course, key = _open_course(cast, capacity=1)
    shown = _get("join", key)
    assert (shown.json()["course"], shown.json()["left"], len(shown.json()["lessons"])) == (course.course, 1, 1)
    assert (shown["Cache-Control"], shown["Referrer-Policy"]) == ("no-store, max-age=0", "no-referrer")
    sent = {"name": "가수강", "affiliation": "가상읍", "phone": PHONE, "consent": True, "form": str(uuid4())}
    unproved = _post("join", key, **sent)
    assert (unproved.status_code, list(unproved.json()["fields"])) == (400, ["code"])
    proof = _post("join/number", key, phone=PHONE).json()["proof"]
    code = contacts.number_of(ContactProof.objects.get(pk=proof))
    made = _post("join", key, **sent, proof=proof, code=code)
    assert made.status_code == 201
    assert (made.json()["name"], made.json()["status"], made.json()["state"]) == ("가*강", "CONFIRMED", "자리 확정")
    again = _post("join", key, **sent, proof=proof, code=code)
    assert again.json() == made.json(), "the same form once more is the same sign-up"
    other = _post("join", key, **{**sent, "name": "나수강"}, proof=proof, code=code)
    assert (other.status_code, Enrolment.objects.count()) == (409, 1)
    waiting = _post("join", key, name="다수강", affiliation="가상읍", consent=True, form=str(uuid4()))
    assert waiting.json()["state"] == "대기 1번째"
    refused = _post("join", key, name="라수강", affiliation="가상읍", consent=False, form=str(uuid4()))
    assert list(refused.json()["fields"]) == ["consent"]
    public_enrolments.close_door(actor=cast.coordinator1.actor, course=course)
    assert _get("join", key).status_code == 404


def test_a_participant_reads_and_gives_back_the_own_seat(cast: Cast) -> None:
    course = make.request("CONFIRMED", capacity=1)
    make.session(course)
    row, waiting = make.enrolment(course, "가수강"), make.enrolment(course, "나수강", status="WAITLISTED")
    key = own_pages.key_of(row.pk)
    mine = _get("mine", key).json()
    assert (mine["name"], mine["door_code"], mine["may_leave"]) == ("가*강", row.door_code, True)
    assert "나" not in str(mine["name"])
    assert _post("mine/cancel", key).json()["status"] == "CANCELLED"
    waiting.refresh_from_db()
    assert waiting.status == "CONFIRMED"
    assert _post("mine/cancel", key).status_code == 409
    for door in (_get("mine", "x" * 43), _post("mine/cancel", "x" * 43)):
        assert door.status_code == 404


def test_the_own_certificate_needs_the_whole_name(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.reports.render_pdf", lambda html: b"%PDF-")
    row, paper = _certified()
    key = own_pages.key_of(row.pk)
    wrong = _post("mine/certificate", key, name="나수강")
    assert (wrong.status_code, wrong.json()["fields"]["name"]) == (400, [own_pages.WRONG])
    given = _post("mine/certificate", key, name="가 수강")
    assert (given.status_code, given["Content-Type"]) == (200, "application/pdf")
    found = _post("certificate", number=paper.number, name="가수강").json()
    assert [(one["number"], one["name"], one["is_valid"]) for one in found] == [(paper.number, "가*강", True)]
    assert _post("certificate", number=paper.number, name="나수강").json() == []
    certificates.revoke(actor=cast.coordinator1.actor, certificate=paper, reason="오기")
    assert _post("certificate", number=paper.number, name="가수강").json()[0]["is_valid"] is False
    assert _post("mine/certificate", key, name="가수강").status_code == 404


def _certified() -> tuple[Enrolment, Certificate]:
    course = make.request("REPORTED")
    make.session(course, timezone.now() - timedelta(days=9))
    row = make.enrolment(course, "가수강", status="COMPLETED")
    values = {"year": 2026, "serial": 1, "issued_on": workdays.seoul_today()}
    return row, Certificate.objects.create(enrolment=row, host=course.host, **values)


def test_at_the_door_one_says_in_and_out(cast: Cast) -> None:
    course = make.request("CONFIRMED")
    lesson = make.session(course, timezone.now() - timedelta(minutes=5))
    row = make.enrolment(course, "가수강", door_code="4711")
    key = attendance.open_door(actor=cast.coordinator1.actor, session=lesson).check_in_key
    wrong = _post("check-in", key, name="가수강", code="4712")
    assert (wrong.status_code, wrong.json()["fields"]["code"]) == (400, [attendance.WRONG])
    came = _post("check-in", key, name="가 수강", code="4711").json()
    assert (came["in_at"] is not None, came["out_at"]) == (True, None)
    assert _post("check-in", key, name="가수강", code="4711", act="out").json()["out_at"]
    assert Attendance.objects.get().enrolment == row
    assert _post("check-in", "none", name="가수강", code="4711").status_code == 404


def test_an_instructor_without_an_account_answers_once(cast: Cast) -> None:
    who = make.instructor(name="모가상", email="teacher@example.invalid")
    lesson = make.session(make.request("SCHEDULING"))
    booking = bookings.invite(actor=cast.coordinator1.actor, session=lesson, instructor=who)
    booking_links.issue(actor=cast.coordinator1.actor, booking=booking)
    booking.refresh_from_db()
    key = booking_links.key_of(booking)
    asked = _get("booking", key).json()
    assert (asked["fee"], asked["status"], asked["place_or_link"]) == (200_000, "INVITED", "1층 강당")
    assert "모가상" not in str(asked)
    assert _post("booking", key, name="남가상", answer="accept").json()["fields"]["name"] == [booking_links.WRONG]
    assert _post("booking", key, name="모가상", answer="decline").status_code == 400
    assert _post("booking", key, name="모가상", answer="accept").json()["status"] == "ACCEPTED"
    assert (_get("booking", key).status_code, _post("booking", key, name="모가상", answer="accept").status_code) == (
        404, 404
    )  # fmt: skip


def _asked(path: str, body: Any = None, **query: Any) -> Any:
    address = f"/api/v1/education/public-requests/{path}?{urlencode(query)}"
    return APIClient().post(address, body or {}, format="json")


def _proved(path: str, body: Any = None, prove: str = "number/", **query: Any) -> str:
    """A number is sent and typed back: the proof."""
    proof: str = _asked(path, body, **query).json()["proof"]
    code = contacts.number_of(ContactProof.objects.get(pk=proof))
    assert (
        _asked(prove, {"proof": proof, "code": "000000" if code != "000000" else "111111"}, **query).status_code == 400
    )
    assert _asked(prove, {"proof": proof, "code": code}, **query).status_code == 204
    return proof


def test_a_village_asks_follows_and_agrees_without_an_account(cast: Cast) -> None:
    place = cast.nursing1.institution.municipality_id
    wish = {
        "municipality": place, "group": "가상마을회", "contact_name": "하가상", "contact_phone": PHONE,
        "field": ["EMERGENCY"], "method": "ONSITE", "audience": "RESIDENT", "expected_count": 20,
        "wish_1": (timezone.now() + timedelta(days=20)).isoformat(), "duration_min": 120, "place": "마을회관",
        "content_wish": "심폐소생술", "needs_certificate": False, "consent": True,
    }  # fmt: skip
    assert _asked("", wish, proof=str(uuid4())).status_code == 409, "no number was shown"
    proof = _proved("contact/", {"municipality": place, "contact": "head@example.invalid"})
    lacking = _asked("", wish | {"expected_count": 900, "consent": False}, proof=proof)
    assert (lacking.status_code, set(lacking.json()["fields"])) == (400, {"expected_count"})
    made = _asked("", wish, proof=proof)
    assert (made.status_code, made.json()["status"], made.json()["acts"]) == (201, "SUBMITTED", ["cancel"])
    assert _asked("", wish, proof=proof).status_code == 409, "once"
    assert "하가상" not in made.content.decode()
    key = made.json()["url"].partition("k=")[2]
    course = EducationRequest.objects.get()
    EducationRequest.objects.filter(pk=course.pk).update(status="SCHEDULING")
    start = timezone.now() + timedelta(days=21)
    requests.add_session(
        actor=cast.coordinator1.actor, course=course, starts_at=start, ends_at=start + timedelta(hours=2),
        place_or_link="마을회관",
    )  # fmt: skip
    seen = APIClient().get("/api/v1/education/public-requests/mine/", {"k": key}).json()
    assert (seen["is_mine"], seen["acts"], len(seen["lessons"])) == (True, ["agree", "postpone", "cancel"], 1)
    bare = _asked("mine/agree/", k=key)
    assert (bare.status_code, bare.json()["fields"]["proof"]) == (400, [public_requests.NO_PROOF])
    mine = _proved("mine/number/", prove="mine/proof/", k=key)
    agreed = _asked("mine/agree/", k=key, proof=mine)
    assert (agreed.status_code, agreed.json()["is_mine"]) == (200, False)
    assert _asked("mine/agree/", k=key, proof=mine).status_code == 409
    assert list(_asked("mine/cancel/", k=key, proof=mine).json()["fields"]) == ["cancel_reason"]
    off = _asked("mine/cancel/", {"cancel_reason": "REQUESTER"}, k=key, proof=mine)
    assert off.json()["status"] == "CANCELLED_BY_REQUESTER"
    assert _asked("mine/cancel/", k="x" * 64, proof=mine).status_code == 404


def test_a_supplement_is_sent_by_the_asker_over_the_api(cast: Cast) -> None:
    course = make.public_request("SUPPLEMENT")
    key = external_requesters.key_of(course.external_requester)
    proof = _proved("mine/number/", prove="mine/proof/", k=key)
    sent = _asked("mine/supplement/", {"expected_count": 12}, k=key, proof=proof)
    assert (sent.status_code, sent.json()["status"]) == (200, "REVIEWING")
    course.refresh_from_db()
    assert (course.expected_count, course.content_wish) == (12, "심폐소생술 실습")
    other = external_requesters.key_of(make.public_request("SUPPLEMENT").external_requester)
    foreign = _asked("mine/supplement/", {"expected_count": 13}, k=other, proof=proof)
    assert list(foreign.json()["fields"]) == ["proof"], "the number of one request opens no other"


def test_the_pages_and_the_api_count_their_tries_together(cast: Cast) -> None:
    visitor = APIClient()
    for _ in range(15):
        visitor.post("/education/certificate/", {"number": "1", "name": "가"}, format="multipart")
    answers = [_post("certificate", number="1", name="가").status_code for _ in range(16)]
    assert answers == [200] * 15 + [429]
