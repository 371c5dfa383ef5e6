"""A visitor without an account shows that a telephone or a mailbox is theirs."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from core import contacts, delivery
from core.errors import Invalid
from core.models import ContactProof, Message
from tests.rivals import together

HERE = "203.0.113.7"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("01012345678", ("SMS", "010-1234-5678")),
        (" 010 1234 5678 ", ("SMS", "010-1234-5678")),
        ("０１０-1234-5678", ("SMS", "010-1234-5678")),
        ("Head@Example.invalid", ("EMAIL", "head@example.invalid")),
    ],
)
def test_a_mobile_or_a_mailbox_is_taken_however_it_is_typed(typed: str, kept: tuple[str, str]) -> None:
    assert contacts.normal(typed) == kept


@pytest.mark.parametrize("typed", ["", "031-850-0000", "010-12", "a@b", "하나@", "1577-0000"])
def test_what_takes_no_number_is_refused_in_korean(typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        contacts.normal(typed)
    assert refused.value.errors["contact"]


def test_the_number_comes_by_mail_and_lies_nowhere(db: None) -> None:
    row = contacts.ask("tests", "head@example.invalid", HERE)
    code = contacts.number_of(row)
    message = Message.objects.get()
    assert code not in str(message.values)
    assert delivery.deliver_due(timezone.now()) == 1
    (letter,) = mail.outbox
    assert code in letter.body
    assert letter.to == ["head@example.invalid"]
    assert contacts.check(row.pk, "tests", code).passed_at is not None


def test_addresses_are_not_kept_in_clear(db: None) -> None:
    from django.db import connection

    contacts.ask("tests", "head@example.invalid", HERE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT address FROM core_message UNION ALL SELECT address FROM core_contactproof")
        kept = [row[0] for row in cursor.fetchall()]
    assert len(kept) == 2
    assert not [one for one in kept if "example" in one]


def test_a_number_asked_for_at_night_comes_at_night(db: None) -> None:
    with time_machine.travel("2026-11-23T23:00:00+09:00", tick=False):
        contacts.ask("tests", "010-0000-0001", HERE)
        assert delivery.deliver_due(timezone.now()) == 1


def test_a_number_that_ran_out_is_not_sent_any_more(db: None) -> None:
    with time_machine.travel("2026-11-23T10:00:00+09:00", tick=False) as clock:
        row = contacts.ask("tests", "010-0000-0001", HERE)
        clock.shift(contacts.VALID + timedelta(seconds=1))
        delivery.deliver_due(timezone.now())
        assert Message.objects.get().state == Message.State.DROPPED
        with pytest.raises(Invalid):
            contacts.check(row.pk, "tests", contacts.number_of(row))


def test_the_fifth_wrong_number_ends_it(db: None) -> None:
    row = contacts.ask("tests", "010-0000-0001", HERE)
    right = contacts.number_of(row)
    wrong = f"{(int(right) + 1) % 10**6:06d}"
    for _ in range(contacts.MOST_TRIES):
        with pytest.raises(Invalid):
            contacts.check(row.pk, "tests", wrong)
    with pytest.raises(Invalid):
        contacts.check(row.pk, "tests", right)


def test_a_number_serves_once_and_for_its_purpose_alone(db: None) -> None:
    row = contacts.ask("tests", "010-0000-0001", HERE)
    with pytest.raises(Invalid):
        contacts.check(row.pk, "other", contacts.number_of(row))
    contacts.check(row.pk, "tests", contacts.number_of(row))
    with pytest.raises(Invalid):
        contacts.check(row.pk, "tests", contacts.number_of(row))


def test_one_receiver_is_not_flooded(db: None) -> None:
    for turn in range(contacts.OF_RECEIVER.most):
        contacts.ask(f"tests {turn}", "010-0000-0001", HERE)
    with pytest.raises(Invalid) as refused:
        contacts.ask("tests", "010 0000 0001", "203.0.113.8")
    assert refused.value.errors["contact"] == [contacts.TOO_OFTEN]
    contacts.ask("tests", "010-0000-0002", HERE)


@pytest.mark.django_db(transaction=True)
def test_twenty_who_type_the_number_at_once_pass_once() -> None:
    row = contacts.ask("tests", "010-0000-0001", HERE)
    deed = lambda: contacts.check(row.pk, "tests", contacts.number_of(row))  # noqa: E731
    answers = together(*[deed] * 20)
    assert sum(isinstance(one, ContactProof) for one in answers) == 1


def test_what_is_long_over_is_forgotten(db: None) -> None:
    contacts.ask("tests", "010-0000-0001", HERE)
    assert contacts.forget(timezone.now()) == 0
    assert contacts.forget(timezone.now() + contacts.KEPT + contacts.VALID + timedelta(seconds=1)) == 1
