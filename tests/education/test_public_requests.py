"""Somebody without an account asks for a course, follows it, answers, and calls it off."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client as Browser
from django.utils import timezone

from core import contacts, dates, delivery
from core.errors import Conflict, Invalid
from core.models import ContactProof, Duty, Message
from core.workdays import SEOUL
from education.models import EducationRequest, ExternalRequester
from education.services import external_requesters, public_enrolments, public_requests, requests
from tests import make_education as make
from tests.cast import Cast, current
from tests.rivals import together

pytestmark = pytest.mark.django_db
CONTACT = "head@example.invalid"


def _wish(**values: Any) -> dict[str, Any]:
    when = timezone.localtime() + timedelta(days=20)
    return {
        "group": "가상마을회", "contact_name": "하가상", "contact_phone": "010-0000-0031", "field": ["EMERGENCY"],
        "method": "ONSITE", "audience": "RESIDENT", "expected_count": "20", "wish_1": f"{when:%Y-%m-%dT%H:%M}",
        "duration_min": "120", "place": "마을회관", "content_wish": "심폐소생술", "needs_certificate": "False",
        "consent": "on",
    } | values  # fmt: skip


def _code() -> str:
    return contacts.number_of(ContactProof.objects.order_by("-asked_at").first())  # type: ignore[arg-type]


def _show_contact(browser: Browser, place: int, contact: str = CONTACT) -> None:
    made = browser.post("/education/ask/", {"municipality": place, "contact": contact})
    assert made.status_code == 302, made.content.decode()
    assert browser.post("/education/ask/number/", {"code": _code()}).status_code == 302


def _ask(browser: Browser, cast: Cast, **values: Any) -> EducationRequest:
    _show_contact(browser, cast.nursing1.institution.municipality_id or 0)
    sent = browser.post("/education/ask/wish/", _wish(**values))
    assert sent.status_code == 302, sent.content.decode()
    return EducationRequest.objects.get()


def test_a_village_without_an_account_asks_and_the_office_owes_a_decision(cast: Cast) -> None:
    browser = Browser()
    course = _ask(browser, cast)
    assert (course.status, course.host, course.requester, course.asker) == ("SUBMITTED", cast.host, None, "가상마을회")
    assert Duty.objects.filter(kind="education.decide", done_at=None, institution=cast.host).count() == 1
    page = browser.get("/education/asked/").content.decode()
    assert course.number in page
    assert "검토" in page
    listed = cast.coordinator1.client().get("/education/requests/").content.decode()
    assert "가상마을회" in listed
    assert not ContactProof.objects.exists(), "the proof is used up"


def test_the_address_of_the_page_comes_by_mail_and_lies_in_no_table(cast: Cast) -> None:
    course = _ask(Browser(), cast)
    key = external_requesters.key_of(course.external_requester)
    assert not [one for one in Message.objects.values_list("values", "url") if key in str(one)]
    delivery.deliver_due(timezone.now())
    letter = mail.outbox[-1]
    assert letter.to == [CONTACT]
    assert key in letter.body
    assert course.number in letter.body
    assert "하가상" not in letter.body


def test_without_the_number_nothing_is_kept(cast: Cast) -> None:
    browser = Browser()
    place = cast.nursing1.institution.municipality_id
    assert browser.post("/education/ask/wish/", _wish()).status_code == 302
    browser.post("/education/ask/", {"municipality": place, "contact": CONTACT})
    wrong = browser.post("/education/ask/number/", {"code": f"{(int(_code()) + 1) % 10**6:06d}"})
    assert wrong.status_code == 400
    assert contacts.WRONG in wrong.content.decode()
    assert browser.post("/education/ask/wish/", _wish()).status_code == 302
    assert not EducationRequest.objects.exists()


def test_a_form_that_lacks_something_comes_back_with_what_was_typed(cast: Cast) -> None:
    browser = Browser()
    _show_contact(browser, cast.nursing1.institution.municipality_id or 0)
    back = browser.post("/education/ask/wish/", _wish(expected_count="900", consent=""))
    assert back.status_code == 400
    text = back.content.decode()
    assert "동의해야 신청을 받을 수 있습니다." in text
    assert "마을회관" in text
    assert not EducationRequest.objects.exists()
    assert browser.post("/education/ask/wish/", _wish()).status_code == 302


def test_a_topic_of_the_catalogue_fills_the_form(cast: Cast) -> None:
    """What the hospital knows of its topic is not typed by whoever asks for it; another hospital's topic is none."""
    topic = make.topic(title="낙상 예방", field="SAFETY", minutes=90, audiences=["RESIDENT"], methods=["GROUP"])
    foreign, browser = make.topic(host=cast.hospital2.institution), Browser()
    _show_contact(browser, cast.nursing1.institution.municipality_id or 0)
    page = browser.get("/education/ask/wish/").content.decode()
    assert f'<a href="?topic={topic.pk}">낙상 예방</a>' in page
    assert foreign.title not in page
    form = browser.get(f"/education/ask/wish/?topic={topic.pk}").context["form"]
    filled = {name: form[name].value() for name in ("topic", "field", "duration_min", "audience", "method")}
    assert filled == {
        "topic": topic.pk, "field": ["SAFETY"], "duration_min": 90, "audience": "RESIDENT", "method": "GROUP"
    }  # fmt: skip
    assert form["contact_email"].value() == CONTACT
    for wrong in (foreign.pk, "x"):
        assert browser.get(f"/education/ask/wish/?topic={wrong}").context["form"]["topic"].value() is None


def test_going_back_after_asking_leads_to_what_was_asked(cast: Cast) -> None:
    """Back to the form, back to the number: neither is an error, and neither asks anew."""
    browser = Browser()
    _show_contact(browser, cast.nursing1.institution.municipality_id or 0)
    assert browser.get("/education/ask/number/")["Location"] == "/education/ask/wish/"
    refused = browser.post("/education/ask/wish/", _wish(expected_count="900"))
    assert "data-posted" in refused.content.decode(), "the browser asks for the page anew when somebody goes back to it"
    assert browser.post("/education/ask/wish/", _wish()).status_code == 302
    for step in ("number", "wish"):
        for answer in (browser.get(f"/education/ask/{step}/"), browser.post(f"/education/ask/{step}/", _wish())):
            assert answer["Location"] == "/education/asked/"
    assert "data-posted" not in browser.get("/education/asked/").content.decode()
    assert browser.get("/education/asked/number/")["Location"] == "/education/asked/"
    assert Browser().get("/education/ask/wish/")["Location"] == "/education/ask/"
    assert EducationRequest.objects.count() == 1


TURN_OF_YEAR = datetime(2026, 12, 29, 10, tzinfo=SEOUL)


@time_machine.travel(TURN_OF_YEAR, tick=False)
@pytest.mark.parametrize("has_account", [True, False])
def test_who_is_asked_for_dates_reads_that_it_is_their_turn_and_until_when(cast: Cast, has_account: bool) -> None:
    """Dates of January proposed in December: to the asker, to the coordinator who still looks for an instructor, and
    once somebody is found; one limit, printed one way, and no date without its year."""
    wish = {"wish_1": TURN_OF_YEAR + timedelta(days=20), "due_at": TURN_OF_YEAR + timedelta(days=13)}
    course = make.request("SCHEDULING", **wish) if has_account else make.public_request("SCHEDULING", **wish)
    reader = cast.nursing1.client() if has_account else Browser()
    if not has_account:
        reader.get(external_requesters.LINK.path(external_requesters.key_of(course.external_requester)))
    page = f"/education/requests/{course.pk}/" if has_account else "/education/asked/"
    before = reader.get(page).content.decode()
    assert "다음 차례" in before
    assert "2027. 1. 18.(월) 10:00" in before
    start = TURN_OF_YEAR + timedelta(days=21)
    lesson = requests.add_session(
        actor=cast.coordinator1.actor, course=course, starts_at=start, ends_at=start + timedelta(hours=2),
        place_or_link="마을회관",
    )  # fmt: skip
    duty = Duty.objects.get(kind=requests.AGREE, done_at=None)
    shown = reader.get(page).content.decode()
    assert "내 차례" in shown
    assert "제안받은 일정에 동의할 차례입니다." in shown
    assert dates.until(duty.due_at).startswith("2027. 1. ")
    assert dates.until(duty.due_at) in shown
    assert "2027. 1. 19.(화) 10:00 ~ 12:00" in shown
    runs = cast.coordinator1.client()
    assert "강사를 확정할 차례입니다." in runs.get(f"/education/requests/{course.pk}/").content.decode()
    make.booking(lesson)
    waits = runs.get(f"/education/requests/{course.pk}/").content.decode()
    assert "신청기관이 일정에 동의하면 확정합니다." in waits
    assert dates.until(duty.due_at) in waits
    assert "2027. 1. 19.(화)" in runs.get(f"/education/requests/{course.pk}/act/confirm/").content.decode()


@time_machine.travel(TURN_OF_YEAR, tick=False)
def test_a_supplement_is_owed_until_the_same_day_on_the_page_and_in_the_message(cast: Cast) -> None:
    course = make.public_request("REVIEWING")
    requests.step(actor=cast.coordinator1.actor, course=course, name="ask_more", data={"note": "인원"})
    course.refresh_from_db()
    last = dates.until(course.due_at)  # type: ignore[arg-type]
    visitor = Browser()
    visitor.get(external_requesters.LINK.path(external_requesters.key_of(course.external_requester)))
    assert last in visitor.get("/education/asked/").content.decode()
    told = Message.objects.get(template=external_requesters.TEMPLATE)
    assert f"{last} 보완해 주십시오." in told.values["text"]


@pytest.mark.django_db(transaction=True)
def test_pressing_twenty_times_sends_one_request() -> None:
    cast = current()
    proof = contacts.ask(public_requests.PURPOSE, CONTACT, None)
    contacts.check(proof.pk, public_requests.PURPOSE, contacts.number_of(proof))
    place = cast.nursing1.institution.municipality
    assert place is not None
    data = {
        "contact_name": "하가상", "field": ["EMERGENCY"], "method": "ONSITE", "audience": "RESIDENT",
        "expected_count": 20, "wish_1": timezone.now() + timedelta(days=20), "duration_min": 120, "place": "마을회관",
        "content_wish": "심폐소생술",
    }  # fmt: skip
    deed = lambda: public_requests.ask(proof_id=proof.pk, name="가상마을회", place=place, data=data)  # noqa: E731
    answers = together(*[deed] * 20)
    assert sum(isinstance(one, EducationRequest) for one in answers) == 1
    assert {type(one) for one in answers} == {EducationRequest, Conflict}
    assert EducationRequest.objects.count() == ExternalRequester.objects.count() == 1


def test_one_mailbox_sends_five_requests_a_day(cast: Cast) -> None:
    place = cast.nursing1.institution.municipality
    assert place is not None
    for turn in range(public_requests.MOST_A_DAY + 1):
        proof = ContactProof.objects.create(
            purpose=public_requests.PURPOSE, channel="EMAIL", address=CONTACT, asked_at=timezone.now(),
            expires_at=timezone.now(), passed_at=timezone.now(),
        )  # fmt: skip
        data = {"field": ["EMERGENCY"], "method": "GROUP", "place": "강당", "audience": "RESIDENT", "expected_count": 20,
                "wish_1": timezone.now() + timedelta(days=20), "duration_min": 60}  # fmt: skip
        if turn < public_requests.MOST_A_DAY:
            public_requests.ask(proof_id=proof.pk, name="가상마을회", place=place, data=data)
        else:
            with pytest.raises(Invalid):
                public_requests.ask(proof_id=proof.pk, name="가상마을회", place=place, data=data)
    assert EducationRequest.objects.count() == public_requests.MOST_A_DAY


def test_the_page_behind_the_address_names_nobody_and_a_wrong_key_opens_nothing(cast: Cast) -> None:
    course = make.public_request("SUBMITTED", contact_name="하가상", contact_email=CONTACT)
    browser = Browser()
    opened = browser.get(f"/education/asked/?k={external_requesters.key_of(course.external_requester)}")
    assert opened.status_code == 302
    assert "k=" not in opened["Location"], "the key leaves the address at once"
    text = browser.get("/education/asked/").content.decode()
    for secret in ("하가상", CONTACT, "010-0000-0031", "가상마을회"):
        assert secret not in text
    assert Browser().get("/education/asked/?k=" + "a" * 64).status_code == 404
    assert Browser().get("/education/asked/").status_code == 404


def _opened(course: EducationRequest) -> Browser:
    browser = Browser()
    browser.get(f"/education/asked/?k={external_requesters.key_of(course.external_requester)}")
    return browser


def _prove(browser: Browser) -> None:
    assert browser.post("/education/asked/number/", {"send": "1"}).status_code == 302
    assert browser.post("/education/asked/number/", {"code": _code()}).status_code == 302


def test_who_holds_the_address_alone_changes_nothing(cast: Cast) -> None:
    course = make.public_request("SUPPLEMENT")
    browser = _opened(course)
    for name in ("supplement", "cancel"):
        answer = browser.post(f"/education/asked/act/{name}/", _wish(cancel_reason="TOO_FEW"))
        assert answer["Location"] == "/education/asked/number/"
    course.refresh_from_db()
    assert course.status == "SUPPLEMENT"


def test_the_asker_sends_the_supplement_after_the_number(cast: Cast) -> None:
    course = make.public_request("SUPPLEMENT", content_wish="심폐소생술")
    Duty.objects.all().delete()
    browser = _opened(course)
    browser.get("/education/asked/act/supplement/")
    _prove(browser)
    form = browser.get("/education/asked/act/supplement/").content.decode()
    assert "인원을 다시 적어 주십시오." in form
    sent = browser.post("/education/asked/act/supplement/", _wish(expected_count="30", version=course.version))
    assert sent.status_code == 302
    course.refresh_from_db()
    assert (course.status, course.expected_count) == ("REVIEWING", 30)
    assert Duty.objects.get(kind="education.decide", done_at=None).institution == cast.host


def test_the_number_of_one_request_opens_no_other(cast: Cast) -> None:
    mine, other = make.public_request("SUPPLEMENT"), make.public_request("SUPPLEMENT")
    browser = _opened(mine)
    _prove(browser)
    browser.get(f"/education/asked/?k={external_requesters.key_of(other.external_requester)}")
    assert browser.post("/education/asked/act/cancel/", {"cancel_reason": "TOO_FEW"})["Location"].endswith("/number/")
    other.refresh_from_db()
    assert other.status == "SUPPLEMENT"


def test_the_asker_agrees_to_the_dates_and_the_course_can_be_confirmed(cast: Cast) -> None:
    course = make.public_request("SCHEDULING")
    start = timezone.now() + timedelta(days=20)
    lesson = requests.add_session(
        actor=cast.coordinator1.actor, course=course, starts_at=start, ends_at=start + timedelta(hours=2),
        place_or_link="마을회관",
    )  # fmt: skip
    assert Duty.objects.get(kind="education.agree_date", done_at=None).institution == cast.host
    asked = Message.objects.get(template=external_requesters.TEMPLATE_AGREE)
    assert asked.not_before > timezone.now(), "the coordinator may enter more lessons before"
    make.booking(lesson)
    refused = cast.coordinator1.client().post(f"/education/requests/{course.pk}/act/confirm/")
    assert "아직 일정에 동의하지 않았습니다" in refused.content.decode()
    browser = _opened(course)
    browser.get("/education/asked/act/agree/")
    _prove(browser)
    assert browser.post("/education/asked/act/agree/").status_code == 302
    assert cast.coordinator1.client().post(f"/education/requests/{course.pk}/act/confirm/").status_code == 302
    Message.objects.filter(pk=asked.pk).update(not_before=timezone.now())
    delivery.deliver_due(timezone.now())
    asked.refresh_from_db()
    assert asked.state == Message.State.DROPPED, "who has agreed is not asked any more"


def test_the_asker_calls_it_off_and_the_office_is_told(cast: Cast) -> None:
    course = make.public_request("SUBMITTED")
    browser = _opened(course)
    browser.get("/education/asked/act/cancel/")
    _prove(browser)
    assert browser.post("/education/asked/act/cancel/", {"cancel_reason": "OTHER"}).status_code == 400
    done = browser.post("/education/asked/act/cancel/", {"cancel_reason": "OTHER", "reason_text": "행사와 겹침"})
    assert done.status_code == 302
    course.refresh_from_db()
    assert course.status == "CANCELLED_BY_REQUESTER"
    told = Message.objects.filter(template="notice").values_list("recipient_id", flat=True)
    assert cast.coordinator1.pk in told


def test_the_coordinator_writes_down_what_was_said_over_the_telephone(cast: Cast) -> None:
    course = make.public_request("SUPPLEMENT")
    url, runs = f"/education/requests/{course.pk}/told/", cast.coordinator1.client()
    assert runs.post(url, {"told_by": "", "answer": "20명"}).status_code == 400
    assert runs.post(url, {"told_by": "하가상", "answer": "20명"}).status_code == 302
    course.refresh_from_db()
    assert course.status == "REVIEWING"
    assert "하가상] 20명" in course.content_wish
    of_agency = make.request("SUPPLEMENT")
    assert (
        runs.post(f"/education/requests/{of_agency.pk}/told/", {"told_by": "하가상", "answer": "20명"}).status_code
        == 409
    )
    with pytest.raises(Conflict):
        public_requests.answer_by_phone(
            actor=cast.coordinator1.actor, course=of_agency, told_by="하가상", answer="20명"
        )


def test_a_lost_address_is_sent_again_only_to_the_contact_of_the_request(cast: Cast) -> None:
    course = make.public_request("SUBMITTED", contact="010-0000-0001")
    said = "맞는 신청이 있으면 그 연락처로 주소를 보냈습니다."
    for number, contact in ((course.number, "010-0000-0002"), ("E-2026-99999", "01000000001")):
        answer = Browser().post("/education/asked/find/", {"number": number, "contact": contact})
        assert said in answer.content.decode()
        assert not Message.objects.exists()
    right = Browser().post("/education/asked/find/", {"number": course.number.lower(), "contact": "01000000001"})
    assert said in right.content.decode()
    message = Message.objects.get()
    assert (message.address, message.channel) == ("010-0000-0001", "SMS")


def test_a_place_whose_hospital_takes_no_requests_is_not_offered(cast: Cast) -> None:
    offered = set(public_requests.places().values_list("pk", flat=True))
    assert cast.nursing1.institution.municipality_id in offered
    cast.coordinator1.membership.__class__.objects.filter(roles__contains=["COORDINATOR"]).update(
        programmes=["NETWORK"]
    )
    assert not public_requests.places().exists()


@pytest.mark.parametrize("name", ["nursing1", "director1", "social1", "instructor1", "regional1"])
def test_nobody_else_learns_of_the_request(cast: Cast, name: str) -> None:
    course = make.public_request("SUBMITTED")
    assert getattr(cast, name).client().get(f"/education/requests/{course.pk}/").status_code == 404


def test_the_asker_passes_on_the_address_at_which_people_sign_up(cast: Cast) -> None:
    course = make.public_request("CONFIRMED")
    make.session(course)
    assert "수강 신청 주소" not in _opened(course).get("/education/asked/").content.decode()
    row = public_enrolments.open_door(actor=cast.coordinator1.actor, course=course)
    assert public_enrolments.key_of(row) in _opened(course).get("/education/asked/").content.decode()
