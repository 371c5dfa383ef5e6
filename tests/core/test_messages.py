"""The outbox: planned once, claimed by one, sent at most once, and never silently lost."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from datetime import timedelta
from string import Formatter
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from core import delivery, duties, messages, untold
from core.channels import NotDelivered, OutcomeUnknown, TextOverHTTP, TextRecorder
from core.duties import KINDS
from core.models import AuditEntry, Duty, Message
from tests import make
from tests.cast import Cast, current
from tests.core.machine import ASK
from tests.rivals import together

State = Message.State


@pytest.fixture(autouse=True)
def _kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(KINDS, ASK.code, ASK)


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    """In the morning, whenever these tests run: at night text messages wait."""
    with time_machine.travel("2026-11-23T09:00:00+09:00"):
        yield


@pytest.fixture
def carrier(monkeypatch: pytest.MonkeyPatch) -> Carrier:
    made = Carrier()
    monkeypatch.setattr(delivery, "channel_for", lambda name: made)
    return made


class Carrier:
    """Carries what it is given; `fault` is raised instead, `answer` is what it knows about a message afterwards."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.fault: Exception | None = None
        self.answer: bool | None = None

    def send(self, message: Message) -> None:
        self.sent.append(str(message.reference))
        if self.fault is not None:
            raise self.fault

    def was_taken(self, message: Message) -> bool | None:
        return self.answer


def a_text(**values: Any) -> Message:
    serial = Message.objects.count()
    defaults = {
        "key": f"text:{serial}",
        "channel": "SMS",
        "template": "notice",
        "values": {"text": "확인 바랍니다.", "number": "L-2026-00001"},
        "address": "010-0000-0001",
        "not_before": timezone.now(),
    }
    return Message.objects.create(**(defaults | values))


# --- planning and texts ----------------------------------------------------------------------------------------------


def test_a_plan_stands_once(cast: Cast) -> None:
    for _ in range(2):
        messages.plan("one", channel="SMS", template="notice", values={}, address="010-0000-0001")
        messages.notify("told", [cast.social1.pk, cast.nurse1.pk], text="회신 도착", number="L-2026-00001", url="/")
    assert Message.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_two_who_plan_the_same_at_once_plan_it_once() -> None:
    deed = lambda: messages.plan("one", channel="SMS", template="notice", values={}, address="010-0000-0001")  # noqa: E731
    assert together(deed, deed, deed) == [None, None, None]
    assert Message.objects.count() == 1


def test_no_text_has_room_for_anything_but_number_label_due_and_words() -> None:
    for template in messages.TEMPLATES.values():
        names = {
            name for text in (template.subject, template.body) for _, name, _, _ in Formatter().parse(text) if name
        }
        assert names <= {"number", "label", "due", "text", "link", "office"} or template.fill is not None


def test_what_a_duty_says_holds_no_name_and_no_matter(cast: Cast) -> None:
    case = make.case()
    duties.open_duty("tests.ask", case, actor=cast.nurse1.actor)
    for message in Message.objects.all():
        assert set(message.values) == {"label", "number", "due"}
        words = " ".join(messages.text_of(message))
        assert case.number in words
        for secret in (case.client.name, "김*상", case.diagnosis, case.ward):
            assert secret not in words


def test_a_mail_says_the_number_and_a_link_and_nothing_of_a_person(cast: Cast) -> None:
    case = make.case()
    duties.open_duty("tests.ask", case, actor=cast.nurse1.actor)
    delivery.deliver_due(timezone.now())
    (letter,) = mail.outbox
    assert letter.to == ["social1@example.invalid"]
    assert case.number in letter.body
    assert "개인정보를 담지 않습니다" in letter.body
    assert case.client.name not in letter.subject + letter.body
    assert (
        letter.extra_headers["Message-ID"] == f"<{Message.objects.get(channel='EMAIL', state='SENT').reference}@ieum>"
    )


def test_who_takes_no_mail_gets_the_bell_only(cast: Cast) -> None:
    nurse = make.member(roles="NURSE")
    nurse.user.wants_email = False
    nurse.user.save()
    make.case(social_worker=nurse.user)
    duties.open_duty("tests.ask", make.case(social_worker=nurse.user), actor=cast.social1.actor)
    assert set(Message.objects.values_list("channel", flat=True)) == {"IN_APP"}


# --- inside the house ------------------------------------------------------------------------------------------------


def test_a_notice_shows_when_its_time_has_come_newest_first(cast: Cast) -> None:
    now = timezone.now()
    planned_long_ago = make_notice(cast, "late", now + timedelta(days=2))
    at_once = make_notice(cast, "now", now)
    assert delivery.show_due(now) == 1
    assert list(Message.objects.inbox(cast.social1.actor)) == [at_once]
    assert delivery.show_due(now + timedelta(days=2)) == 1
    assert list(Message.objects.inbox(cast.social1.actor)) == [planned_long_ago, at_once]
    assert not Message.objects.inbox(cast.social2.actor).exists()


def make_notice(cast: Cast, key: str, moment: Any, **values: Any) -> Message:
    defaults = {"recipient": cast.social1.user, "values": {"text": "회신 도착", "number": "L-2026-00001"}}
    return Message.objects.create(
        **({"key": key, "channel": "IN_APP", "template": "notice", "not_before": moment} | defaults | values)
    )


def test_nobody_is_reminded_of_what_is_done_or_not_theirs_any_more(cast: Cast) -> None:
    now = timezone.now()
    done = make_notice(cast, "done", now, duty=make.duty(done_at=now))
    passed_on = make_notice(cast, "passed", now, duty=make.duty(cast.social2))
    gone = make.member()
    gone.user.is_active = False
    gone.user.save()
    left = make_notice(cast, "left", now, recipient=gone.user)
    escalated = make_notice(cast, "up", now, template="duty.escalated", duty=make.duty(cast.social2))
    delivery.show_due(now)
    states = dict(Message.objects.values_list("key", "state"))
    assert (states[done.key], states[passed_on.key], states[left.key]) == ("DROPPED",) * 3
    assert states[escalated.key] == "SENT"


def test_after_a_time_without_a_worker_nobody_reads_that_today_is_the_last_day(cast: Cast) -> None:
    now = timezone.now()
    over, ahead = make.duty(due_at=now - timedelta(days=3)), make.duty(due_at=now + timedelta(hours=9))
    words = {"values": {"label": "동의 받기", "number": "D-2026-00001", "due": "11. 27."}}
    false = make_notice(cast, "false", now, template="duty.due", duty=over, **words)
    true = make_notice(cast, "true", now, template="duty.due", duty=ahead, **words)
    late = make_notice(cast, "late", now, template="duty.late", duty=over, **words)
    delivery.show_due(now)
    states = dict(Message.objects.values_list("key", "state"))
    assert (states[false.key], states[true.key], states[late.key]) == ("DROPPED", "SENT", "SENT")


def test_the_bell_is_marked_read_by_its_person_only(cast: Cast) -> None:
    message = make_notice(cast, "one", timezone.now(), recipient=cast.director1.user)
    delivery.show_due(timezone.now())
    assert cast.admin1.client().get(f"/notices/{message.pk}/").status_code == 404
    cast.admin1.client().post("/notices/read/")
    assert Message.objects.inbox(cast.director1.actor).unread().count() == 1
    cast.director1.client().get(f"/notices/{message.pk}/")
    assert Message.objects.inbox(cast.director1.actor).unread().count() == 0


# --- out of the house ------------------------------------------------------------------------------------------------


def test_a_text_is_sent_and_written_down(db: None, carrier: Carrier) -> None:
    message = a_text()
    assert delivery.deliver_due(timezone.now()) == 1
    message.refresh_from_db()
    assert (message.state, message.attempts, message.lease_until) == (State.SENT, 1, None)
    assert message.sent_at is not None
    assert carrier.sent == [str(message.reference)]
    assert delivery.deliver_due(timezone.now()) == 0


def test_what_is_not_due_stays(db: None, carrier: Carrier) -> None:
    a_text(not_before=timezone.now() + timedelta(minutes=1))
    assert delivery.deliver_due(timezone.now()) == 0


@pytest.mark.django_db(transaction=True)
def test_rivals_never_take_the_same_message() -> None:
    for _ in range(40):
        a_text()
    now = timezone.now()
    taken = together(*[lambda: [message.pk for message in messages.claim(now, 15)] for _ in range(4)])
    ids = [pk for part in taken for pk in part]
    assert len(ids) == len(set(ids)) == 40


def test_a_worker_that_dies_before_sending_loses_nothing(db: None, carrier: Carrier) -> None:
    message, now = a_text(), timezone.now()
    assert messages.claim(now) == [message]  # and dies here
    assert messages.claim(now + timedelta(minutes=4)) == []
    delivery.deliver_due(now + messages.LEASE + timedelta(seconds=1))
    message.refresh_from_db()
    assert (message.state, message.attempts, carrier.sent) == (State.SENT, 2, [str(message.reference)])


def test_a_late_worker_does_not_send_what_another_has_sent(db: None, carrier: Carrier) -> None:
    a_text()
    now = timezone.now()
    (late,) = messages.claim(now)
    delivery.deliver_due(now + messages.LEASE + timedelta(seconds=1))
    delivery.deliver(late)
    assert len(carrier.sent) == 1


def stranded(**values: Any) -> Message:
    """A message whose worker died between handing over and writing down."""
    past = timezone.now() - timedelta(minutes=6)
    return a_text(**({"state": State.SENDING, "lease_until": past, "attempts": 1} | values))


def test_what_may_have_left_is_asked_about_and_never_sent_blindly(db: None, carrier: Carrier) -> None:
    message = stranded()
    delivery.deliver_due(timezone.now())
    assert carrier.sent == []
    assert delivery.resolve_stranded(timezone.now()) == 1
    message.refresh_from_db()
    assert message.state == State.UNKNOWN
    assert message.lease_until is not None
    delivery.deliver_due(timezone.now())
    assert carrier.sent == []


def test_a_carrier_that_has_it_settles_the_question(db: None, carrier: Carrier) -> None:
    message = stranded()
    carrier.answer = True
    delivery.resolve_stranded(timezone.now())
    message.refresh_from_db()
    assert (message.state, carrier.sent) == (State.SENT, [])


def test_a_carrier_that_never_had_it_lets_it_be_sent_again(db: None, carrier: Carrier) -> None:
    message = stranded()
    carrier.answer = False
    delivery.resolve_stranded(timezone.now())
    delivery.deliver_due(timezone.now() + timedelta(minutes=2))
    message.refresh_from_db()
    assert (message.state, len(carrier.sent)) == (State.SENT, 1)


def test_a_carrier_is_asked_again_until_it_can_say(db: None, carrier: Carrier) -> None:
    message, now = stranded(), timezone.now()
    delivery.resolve_stranded(now)
    assert delivery.resolve_stranded(now + timedelta(minutes=1)) == 0
    carrier.answer = True
    assert delivery.resolve_stranded(now + timedelta(minutes=6)) == 1
    message.refresh_from_db()
    assert message.state == State.SENT


def test_after_a_day_of_not_knowing_it_becomes_the_duty_of_a_person(cast: Cast, carrier: Carrier) -> None:
    duty = make.duty()
    message = stranded(duty=duty, not_before=timezone.now() - timedelta(days=1))
    delivery.resolve_stranded(timezone.now())
    message.refresh_from_db()
    assert (message.state, message.lease_until) == (State.UNKNOWN, None)
    owed = Duty.objects.open().for_actor(cast.social1.actor).get(kind="core.check_message")
    assert (owed.number, owed.object_id) == (duty.number, str(message.pk))
    assert Message.objects.not_sent().count() == 1


@pytest.mark.django_db(transaction=True)
def test_rivals_ask_about_a_message_once() -> None:
    past = timezone.now() - timedelta(minutes=6)
    for _ in range(10):
        a_text(state=State.SENDING, lease_until=past, attempts=1)
    now = timezone.now()
    asked = together(*[lambda: [message.pk for message in messages.claim_unknown(now, 5)] for _ in range(3)])
    ids = [pk for part in asked for pk in part]
    assert len(ids) == len(set(ids)) == 10


def test_a_refusal_is_tried_again_with_patience_and_then_given_to_a_person(cast: Cast, carrier: Carrier) -> None:
    carrier.fault = NotDelivered("HTTP 429")
    with time_machine.travel(timezone.now(), tick=False) as clock:
        message = a_text(duty=make.duty())
        for pause in messages.RETRY_AFTER:
            assert delivery.deliver_due(timezone.now()) == 1
            clock.shift(pause - timedelta(seconds=1))
            assert delivery.deliver_due(timezone.now()) == 0, "it did not wait"
            clock.shift(timedelta(seconds=1))
        delivery.deliver_due(timezone.now())
    message.refresh_from_db()
    assert (message.state, message.attempts, message.fault) == (State.FAILED, 4, "HTTP 429")
    assert Duty.objects.open().filter(kind="core.check_message").count() == 1


def test_an_unknown_outcome_is_not_sent_again(db: None, carrier: Carrier) -> None:
    carrier.fault = OutcomeUnknown("ConnectionResetError")
    message = a_text()
    delivery.deliver_due(timezone.now())
    message.refresh_from_db()
    assert message.state == State.UNKNOWN
    delivery.deliver_due(timezone.now() + timedelta(hours=3))
    assert len(carrier.sent) == 1


def test_a_message_that_cannot_be_written_keeps_no_other_from_leaving(db: None, carrier: Carrier) -> None:
    broken, sound = a_text(), a_text()
    original = carrier.send

    def send(message: Message) -> None:
        if message.pk == broken.pk:
            raise KeyError("text")
        original(message)

    carrier.send = send  # type: ignore[method-assign]
    delivery.deliver_due(timezone.now())
    broken.refresh_from_db()
    sound.refresh_from_db()
    assert (broken.state, broken.fault, sound.state) == (State.UNKNOWN, "KeyError", State.SENT)


def test_a_duty_done_in_the_meantime_sends_nothing(cast: Cast, carrier: Carrier) -> None:
    case = make.case()
    duties.open_duty("tests.ask", case, actor=cast.nurse1.actor)
    duties.settle(case, actor=cast.social1.actor)
    delivery.deliver_due(timezone.now())
    assert carrier.sent == []
    assert Message.objects.get(channel="EMAIL", template="duty.opened").state == State.DROPPED


def test_who_has_left_the_hospital_gets_no_mail(cast: Cast, carrier: Carrier) -> None:
    duties.open_duty("tests.ask", make.case(), actor=cast.nurse1.actor)
    held = cast.social1.membership
    type(held).objects.filter(pk=held.pk).update(valid_to=make.days_ago(1))
    delivery.deliver_due(timezone.now())
    assert carrier.sent == []


@pytest.mark.parametrize(
    ("fault", "state"),
    [
        (smtplib.SMTPRecipientsRefused({}), State.PLANNED),
        (smtplib.SMTPDataError(550, b"no"), State.PLANNED),
        (TimeoutError(), State.UNKNOWN),
        (smtplib.SMTPServerDisconnected(), State.UNKNOWN),
    ],
)
def test_a_mail_is_tried_again_only_when_the_server_said_no(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, fault: Exception, state: str
) -> None:
    def fail(*args: Any, **kwargs: Any) -> int:
        raise fault

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", fail)
    letter = a_text(channel="EMAIL", address="a@example.invalid")
    delivery.deliver_due(timezone.now())
    letter.refresh_from_db()
    assert letter.state == state


def test_a_mail_server_that_is_not_there_is_tried_again(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: Any) -> None:
        raise TimeoutError

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.open", fail)
    letter = a_text(channel="EMAIL", address="a@example.invalid")
    delivery.deliver_due(timezone.now())
    letter.refresh_from_db()
    assert letter.state == State.PLANNED


def test_without_a_vendor_texts_are_recorded_and_none_leaves(db: None, settings: Any) -> None:
    assert isinstance(delivery.channel_for("SMS"), TextRecorder)
    message = a_text()
    delivery.deliver_due(timezone.now())
    message.refresh_from_db()
    assert message.state == State.SENT
    settings.SMS_URL = "http://127.0.0.1:9/"
    assert isinstance(delivery.channel_for("SMS"), TextOverHTTP)


def test_a_vendor_that_is_not_there_is_tried_again(db: None, settings: Any) -> None:
    settings.SMS_URL = "http://127.0.0.1:9/"
    message = a_text()
    delivery.deliver_due(timezone.now())
    message.refresh_from_db()
    assert (message.state, message.fault) == (State.PLANNED, "ConnectionRefusedError")
    assert TextOverHTTP("http://127.0.0.1:9/").was_taken(message) is None


def test_the_worker_sends_as_the_tick_does(cast: Cast) -> None:
    from core.models import Heartbeat
    from core.tasks import tick

    duties.open_duty("tests.ask", make.case(), actor=cast.nurse1.actor)
    assert tick() == 2
    assert len(mail.outbox) == 1
    assert Message.objects.inbox(cast.social1.actor).count() == 1
    assert Heartbeat.objects.filter(job="tick").exists()
    assert current() is cast


# --- at night --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hour", "leaves"),
    [("07:59", False), ("08:00", True), ("20:59", True), ("21:00", False), ("23:30", False), ("00:00", False)],
)
def test_no_text_message_leaves_at_night_in_seoul(cast: Cast, carrier: Carrier, hour: str, leaves: bool) -> None:
    """Asked when it would leave: planned for the day and late, it waits all the same."""
    with time_machine.travel(f"2026-11-23T{hour}:00+09:00", tick=False):
        text = a_text(not_before=timezone.now() - timedelta(hours=3))
        assert delivery.deliver_due(timezone.now()) == int(leaves)
        text.refresh_from_db()
    assert (text.state, len(carrier.sent)) == (State.SENT if leaves else State.PLANNED, int(leaves))


def test_what_waited_for_the_morning_leaves_then_and_mail_does_not_wait(cast: Cast, carrier: Carrier) -> None:
    with time_machine.travel("2026-11-23T23:00:00+09:00", tick=False):
        a_text()
        a_text(channel="EMAIL", address="social1@example.invalid")
        assert delivery.deliver_due(timezone.now()) == 1
    with time_machine.travel("2026-11-24T08:00:00+09:00", tick=False):
        assert delivery.deliver_due(timezone.now()) == 1
    assert set(Message.objects.values_list("state", flat=True)) == {State.SENT}


def test_a_site_may_have_no_quiet_hours(settings: Any) -> None:
    settings.SITE = {**settings.SITE, "quiet_from": 0, "quiet_until": 0}
    with time_machine.travel("2026-11-23T23:00:00+09:00", tick=False):
        assert not messages.is_quiet(timezone.now())


# --- what no message could bring ---------------------------------------------------------------------------------------


def _untold(cast: Cast) -> tuple[Message, Duty]:
    """A text that could not be sent, and the duty of social1 to tell what it says."""
    message = a_text(duty=make.duty(url="/notices/"), state=State.SENDING, attempts=9)
    delivery._give_up(message, State.FAILED, "HTTP 400")
    return message, Duty.objects.open().for_actor(cast.social1.actor).get(kind="core.check_message")


def test_who_told_what_a_message_could_not_bring_says_so_and_owes_it_no_more(cast: Cast) -> None:
    message, duty = _untold(cast)
    browser = cast.social1.client()
    page = browser.get(duty.url)
    assert "보내지 못했습니다" in page.content.decode()
    assert browser.post(duty.url, {"told": " "}).status_code == 400
    said = {"told": "가상시 보건소 남가상 주무관에게 전화로 알림"}
    assert browser.post(duty.url, said).status_code == 302
    duty.refresh_from_db()
    assert (duty.outcome, duty.done_by) == ("DONE", cast.social1.user)
    entry = AuditEntry.objects.get(verb="core.message_told")
    assert (entry.object_id, entry.changes) == (str(message.pk), said)
    assert browser.post(duty.url, said).status_code == 302, "twice is once"
    assert AuditEntry.objects.filter(verb="core.message_told").count() == 1
    assert "이미 알린 것으로" in browser.get(duty.url).content.decode()
    assert cast.nurse1.client().get(duty.url).status_code == 404


def test_nobody_needs_to_be_told_of_what_has_been_done_meanwhile(cast: Cast) -> None:
    message, duty = _untold(cast)
    assert untold.drop_moot(timezone.now()) == 0
    Duty.objects.filter(pk=message.duty_id).update(done_at=timezone.now(), outcome="DONE")
    assert untold.drop_moot(timezone.now()) == 1
    duty.refresh_from_db()
    assert duty.outcome == "DROPPED"
