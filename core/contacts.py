"""Showing that a telephone or a mailbox is one's own, without an account: a number is sent there and typed back.

What a public form keeps of somebody is kept only after this. The number is kept nowhere, runs out, and dies with five
wrong tries; how often numbers are asked for is counted by receiver, by the asker's address and for everybody.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from core import messages, throttle
from core.errors import Invalid
from core.identifiers import mobile_phone
from core.models import ContactProof
from core.secret_links import derived_digits, same
from core.text import fold_code

VALID = timedelta(minutes=10)
KEPT = timedelta(days=1)
DIGITS = 6
MOST_TRIES = 5
TEMPLATE = "contact.number"
# Numbers asked for: by one receiver, from one address (an office stands behind one), by everybody together.
OF_RECEIVER, OF_ADDRESS, OF_ALL = throttle.Limit(5, 900), throttle.Limit(40, 900), throttle.Limit(600, 900)
TOO_OFTEN = "번호를 너무 여러 번 보냈습니다. 15분 뒤에 다시 하십시오."
WRONG = "번호가 다르거나 시간이 지났습니다. 번호를 다시 확인하거나 새로 받으십시오."
NO_CHANNEL = "휴대전화 번호나 전자우편 주소를 적으십시오."


def normal(text: str) -> tuple[str, str]:
    """Channel and address of what somebody typed: a Korean mobile number, or a mail address. Raises Invalid."""
    text = text.strip()
    if "@" in text:
        try:
            validate_email(text)
        except ValidationError:
            raise Invalid({"contact": "전자우편 주소를 확인하십시오."}) from None
        return ContactProof.Channel.EMAIL, text.lower()
    number = mobile_phone(text)
    if not number:
        raise Invalid({"contact": NO_CHANNEL})
    return ContactProof.Channel.SMS, number


def ask(purpose: str, contact: str, address: str | None) -> ContactProof:
    """Send a number to the receiver. `address`: where the request came from. Raises Invalid."""
    channel, receiver = normal(contact)
    if throttle.is_too_often(
        (throttle.bucket("contact", receiver), OF_RECEIVER),  # whatever for: one telephone is not flooded
        (throttle.bucket("contact-from", address), OF_ADDRESS),
        ("contact:all", OF_ALL),
    ):
        raise Invalid({"contact": TOO_OFTEN})
    now = timezone.now()
    with transaction.atomic():
        row = ContactProof.objects.create(
            purpose=purpose, channel=channel, address=receiver, asked_at=now, expires_at=now + VALID
        )
        messages.plan(
            f"contact:{row.pk}", channel=channel, template=TEMPLATE, values={"proof": str(row.pk)}, address=receiver
        )
    return row


def check(pk: Any, purpose: str, typed: str) -> ContactProof:
    """The proof, passed, when the number is right. A wrong one is counted whatever the caller does. Raises Invalid."""
    with transaction.atomic():
        row = ContactProof.objects.select_for_update().filter(pk=pk, purpose=purpose).first()
        if row is not None and _is_open(row):
            if same(number_of(row), "".join(fold_code(typed).split())):
                row.passed_at = timezone.now()
                row.save(update_fields=["passed_at"])
                return row
            row.wrong_tries += 1
            row.save(update_fields=["wrong_tries"])
    raise Invalid({"code": WRONG})


def is_passed(pk: Any, purpose: str, within: timedelta) -> bool:
    """Whether the number of a proof was typed back right, not longer ago than that."""
    since = timezone.now() - within
    return ContactProof.objects.filter(pk=pk, purpose=purpose, passed_at__gte=since).exists()


def _is_open(row: ContactProof) -> bool:
    return row.passed_at is None and row.wrong_tries < MOST_TRIES and row.expires_at > timezone.now()


def number_of(row: ContactProof) -> str:
    """Six digits that only who holds the portal's secret can work out."""
    return derived_digits(DIGITS, "contact number", str(row.pk))


def forget(now: datetime) -> int:
    """Sweep: proofs that are long over, with the addresses in them."""
    return ContactProof.objects.filter(expires_at__lt=now - KEPT).delete()[0]


def _fill(values: Mapping[str, Any]) -> Mapping[str, Any] | None:
    row = ContactProof.objects.filter(pk=values["proof"]).first()
    return {"code": number_of(row)} if row is not None and _is_open(row) else None


messages.register(
    TEMPLATE,
    messages.Template("[이음] 확인 번호", "[이음] 확인 번호 {code} (10분 안에 입력하십시오)", fill=_fill, at_once=True),
)
