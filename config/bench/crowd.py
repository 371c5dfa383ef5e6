"""A hospital with as many made-up cases as the bench asks for. Nobody in it is real (가상)."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from core import workdays
from core.actor import Actor
from core.search import bigrams
from discharge.models import DischargeCase
from discharge.services import cases
from network.models import Client, Institution, Membership, Municipality, User
from network.people import actor_for
from network.services.clients import identity_hash

SURNAMES, FIRST, SECOND = "김이박최정강조윤장임", "가나다라마민서지현수", "상호영진우준아린훈희"
WARDS = ("5병동", "6병동", "7병동", "8병동")
STATES = ("SCREENED", "CONSENT_PENDING", "ASSESSING", "PLANNING", "PLANNED")
CHUNK = 5_000


@dataclass(frozen=True)
class Place:
    """The hospital and the three who work there."""

    hospital: Institution
    social: User
    doctor: User
    actor: Actor


def found() -> Place:
    """The hospital of the reference data with a social worker and a physician. Only on an empty database."""
    if User.objects.exists():
        raise RuntimeError("비어 있는 데이터베이스에서만 잽니다.")
    hospital = Institution.objects.get(code="uijeongbu")
    people = {}
    for name, role in (("bench-social", "SOCIAL_WORKER"), ("bench-doctor", "PHYSICIAN")):
        user = User.objects.create_user(username=name, name="가상", email="")
        Membership.objects.create(
            user=user, institution=hospital, roles=[role], programmes=["DISCHARGE"], valid_from=date(2026, 1, 1)
        )
        people[role] = user
    member = Membership.objects.get(user=people["SOCIAL_WORKER"])
    return Place(hospital, people["SOCIAL_WORKER"], people["PHYSICIAN"], actor_for(member, people["SOCIAL_WORKER"]))


def grow(place: Place, size: int) -> None:
    """Add cases until there are `size`; the same ones every time (a seeded generator)."""
    have = DischargeCase.objects.count()
    picker = random.Random(have)
    for start in range(have, size, CHUNK):
        _add(place, picker, start, min(CHUNK, size - start))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _add(place: Place, picker: random.Random, start: int, count: int) -> None:
    now = timezone.now()
    people, rows = [], []
    for number in range(start, start + count):
        name = picker.choice(SURNAMES) + picker.choice(FIRST) + picker.choice(SECOND)
        born = date(1930, 1, 1) + timedelta(days=picker.randrange(20_000))
        client = Client(
            name=name,
            name_bigrams=bigrams(name),
            birth_date=born,
            sex="F",
            identity_hash=identity_hash(name + str(number), born, "F"),
            created_by_institution=place.hospital,
        )
        people.append(client)
        rows.append(
            DischargeCase(
                number=f"D-2025-{number:06d}",
                client=client,
                hospital=place.hospital,
                status=STATES[number % len(STATES)],
                created_at=now - timedelta(minutes=number),
                created_by=place.social,
                social_worker=place.social if number % 50 == 0 else None,
                attending=place.doctor,
                admitted_on=date(2026, 1, 1),
                admit_route="ED",
                ward=WARDS[number % 4],
                department="내과",
                diagnosis="심부전",
                target_group="HEART_FAILURE",
                risk_items=["NONE"],
                next_due_at=now + timedelta(minutes=number) if number % 3 else datetime(9999, 1, 1, tzinfo=UTC),
            )
        )
    with transaction.atomic():
        Client.objects.bulk_create(people, batch_size=1000)
        DischargeCase.objects.bulk_create(rows, batch_size=1000)


_serial = itertools.count(1)


def registering(place: Place) -> Callable[[], None]:
    """One screening through the service, as the page does it."""
    municipality = Municipality.objects.get(code="41150")

    def deed() -> None:
        serial = next(_serial)
        cases.screen(
            actor=place.actor,
            client_data={
                "name": f"가상{serial}",
                "birth_date": date(1950, 1, 1) + timedelta(days=serial),
                "sex": "M",
                "municipality": municipality,
                "insurance_type": "NHI",
                "household_type": "ALONE",
            },
            data={
                "admitted_on": workdays.seoul_today(),
                "admit_route": "ED",
                "ward": "5병동",
                "department": "내과",
                "diagnosis": "심부전",
                "target_group": "HEART_FAILURE",
                "risk_items": ["NONE"],
                "attending": place.doctor,
                "result": "TARGET",
            },
        )

    return deed


def raw_insert(place: Place) -> Callable[[], None]:
    """The floor of a create: one row and its audit entry in one transaction."""

    def deed() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("INSERT INTO core_holiday (day, name, is_working) VALUES (%s, '', false)", [_day()])
            cursor.execute(
                "INSERT INTO core_auditentry (at, action, verb, roles, request_id, object_kind, object_id, persons,"
                " changes, reason, mac) VALUES (now(), 'CREATE', 'bench', '{}', '', '', '', '{}', '{}', '', '')"
            )

    return deed


def _day() -> date:
    return date(3000, 1, 1) + timedelta(days=next(_serial))
