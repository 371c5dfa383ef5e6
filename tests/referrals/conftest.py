"""The people, places and the case of the linkage tests. All of them are fictional (가상)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
import time_machine

from core.actor import Actor
from core.duties import Owner
from discharge.access import CASE
from discharge.models import DischargeCase
from network.models import (
    Client,
    Consent,
    ConsentText,
    Institution,
    Membership,
    Municipality,
    Region,
    ServiceOffer,
    User,
)
from network.people import actor_for
from network.services import clients
from referrals import registry
from referrals.models import Linkage
from referrals.services import drafting, steps

SEOUL = ZoneInfo("Asia/Seoul")
SENT_ON = datetime(2026, 10, 20, 14, 0, tzinfo=SEOUL)  # a Tuesday


def at(month: int, day: int, hour: int = 10, minute: int = 0) -> datetime:
    """A moment of 2026 in Seoul."""
    return datetime(2026, month, day, hour, minute, tzinfo=SEOUL)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """The tests' clock; the story begins on 20 October 2026 at 14:00."""
    with time_machine.travel(SENT_ON, tick=False) as traveller:
        yield traveller


@dataclass
class World:
    """Everybody and everything of a linkage test, and short ways to act."""

    hospital: Institution
    health_center: Institution
    welfare: Institution
    city_hall: Institution
    addiction: Institution
    far_away: Institution
    other_hospital: Institution
    town: Municipality
    actors: dict[str, Actor] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    client: Client = None  # type: ignore[assignment]
    case: DischargeCase = None  # type: ignore[assignment]

    def actor(self, name: str) -> Actor:
        return self.actors[name]

    @property
    def worker(self) -> Actor:
        return self.actors["worker"]

    def consent(
        self, kind: str, receiver: Institution | None = None, items: tuple[str, ...] = (), **changes: Any
    ) -> Consent:
        text, _ = ConsentText.objects.get_or_create(
            consent_type=kind,
            edition=1,
            defaults={
                "purpose": "퇴원 후 돌봄 연계",
                "items": list(items),
                "retention": "사업 종결 후 1년",
                "refusal": "거부할 수 있습니다.",
                "valid_from": date(2026, 1, 1),
            },
        )
        values = {
            "client": self.client,
            "institution": self.hospital,
            "programme": "DISCHARGE",
            "consent_type": kind,
            "text": text,
            "receiver": receiver,
            "items": list(items),
            "status": "GRANTED",
            "signer": "SELF",
            "method": "PAPER",
            "answered_at": at(10, 7),
        }
        return Consent.objects.create(**{**values, **changes})

    def consents_for(self, receiver: Institution, *sensitive: str) -> list[Consent]:
        """Name, address, contact; and the sensitive items named."""
        return [
            self.consent("THIRD_PARTY", receiver, ("NAME", "ADDRESS", "PHONE")),
            self.consent("SENSITIVE_THIRD_PARTY", receiver, sensitive),
        ]

    def draft(self, receiver: Institution | None = None, **changes: Any) -> Linkage:
        data = {
            "service": "HOME_HEALTH",
            "need_area": "NURSING",
            "reason": "고관절 수술 뒤 혼자 지냄",
            "request": "주 1회 방문",
            "urgency": "NORMAL",
            "shared_items": ["NAME", "ADDRESS", "PHONE"],
            **changes,
        }
        return drafting.draft(
            actor=self.worker,
            programme="DISCHARGE",
            about=self.case,
            receiver=receiver or self.health_center,
            data=data,
        )

    def sent(self, receiver: Institution | None = None, **changes: Any) -> Linkage:
        """A linkage that has been sent under consent."""
        receiver = receiver or self.health_center
        if not Consent.objects.filter(client=self.client, receiver=receiver).exists():
            self.consents_for(receiver, "FUNCTION")
        return steps.send(actor=self.worker, linkage=self.draft(receiver, **changes))

    def proxy(self, linkage: Linkage, step: str, happened_at: datetime, **data: Any) -> Linkage:
        """The worker enters a step that the receiver told by telephone."""
        said = {"way": "PHONE", "told_by": "남가상", "happened_at": happened_at}
        return steps.enter_for_receiver(actor=self.worker, linkage=linkage, step_name=step, data=data, proxy=said)

    def accepted(self, receiver: Institution | None = None, **changes: Any) -> Linkage:
        row = self.proxy(self.sent(receiver, **changes), "receive", SENT_ON)
        return self.proxy(row, "accept", SENT_ON, responsible="남가상", planned_start_on=date(2026, 10, 28))

    def in_service(self, receiver: Institution | None = None, **changes: Any) -> Linkage:
        return self.proxy(self.accepted(receiver, **changes), "start_service", SENT_ON, started_on=date(2026, 10, 20))

    def replied(self, receiver: Institution | None = None, **changes: Any) -> Linkage:
        return self.proxy(
            self.in_service(receiver, **changes), "reply", SENT_ON, result="SERVICE_STARTED", content="방문함"
        )

    def at_state(self, state: str) -> Linkage:
        """A linkage brought into a state by the moves that lead there."""
        made = {
            "DRAFT": lambda: self.draft(),
            "SENT": lambda: self.sent(),
            "RECEIVED": lambda: self.proxy(self.sent(), "receive", SENT_ON),
            "RETURNED": lambda: self.proxy(self.sent(), "ask_more", SENT_ON, note="연락처 확인"),
            "DECLINED": lambda: self.proxy(self.sent(), "decline", SENT_ON, decline_reason="CAPACITY"),
            "ACCEPTED": lambda: self.accepted(),
            "IN_SERVICE": lambda: self.in_service(),
            "ON_HOLD": lambda: self.proxy(
                self.in_service(), "hold", SENT_ON, note="입원", hold_until=date(2026, 10, 30)
            ),
            "CANCEL_REQUESTED": lambda: steps.request_cancel(
                actor=self.worker, linkage=self.in_service(), data={"cancel_reason": "ADMITTED"}
            ),
            "REPLIED": lambda: self.replied(),
            "COMPLETED": lambda: steps.confirm(actor=self.worker, linkage=self.replied()),
            "STOPPED": lambda: self.proxy(self.in_service(), "stop", SENT_ON, stop_reason="MOVED"),
            "CANCELLED": lambda: steps.cancel(
                actor=self.worker, linkage=self.sent(), data={"cancel_reason": "DUPLICATE"}
            ),
        }
        return made[state]()


def _institution(code: str, name: str, kind: str, region: Region, *services: str, **changes: Any) -> Institution:
    row = Institution.objects.create(
        code=code, name=name, short_name=name[:30], kind=kind, region=region, is_fictional=True, **changes
    )
    ServiceOffer.objects.bulk_create(ServiceOffer(institution=row, service=service) for service in services)
    return row


def _member(place: Institution, username: str, name: str, role: str, *programmes: str) -> tuple[User, Actor]:
    user = User.objects.create(username=username, name=name, email=f"{username}@example.org")
    membership = Membership.objects.create(
        user=user, institution=place, roles=[role], programmes=list(programmes), valid_from=date(2026, 1, 1)
    )
    return user, actor_for(membership, user)


def _people(world: World) -> None:
    cast = [
        ("worker", world.hospital, "박가상", "SOCIAL_WORKER", "DISCHARGE"),
        ("nurse", world.hospital, "이가상", "NURSE", "DISCHARGE"),
        ("doctor", world.hospital, "최가상", "PHYSICIAN", "DISCHARGE"),
        ("colleague", world.hospital, "송가상", "SOCIAL_WORKER", "DISCHARGE"),
        ("coordinator", world.hospital, "정가상", "COORDINATOR", "DISCHARGE"),
        ("cpo", world.hospital, "서가상", "CPO"),
        ("receiver", world.health_center, "남가상", "PARTNER_STAFF", "REFERRALS"),
        ("other_receiver", world.welfare, "배가상", "PARTNER_STAFF", "REFERRALS"),
        ("stranger", world.other_hospital, "조가상", "SOCIAL_WORKER", "DISCHARGE"),
    ]
    for key, place, name, role, *programmes in cast:
        world.users[key], world.actors[key] = _member(place, key, name, role, *programmes)


def _find_case(actor: Actor, case_id: UUID) -> DischargeCase:
    return CASE.find(actor, "link", pk=case_id)


def _case_ids(relation: str) -> Any:
    def ids(actor: Actor) -> Any:
        condition = CASE.relations[relation](actor)
        return None if condition is None else DischargeCase.objects.filter(condition).values("pk")

    return ids


def _may_send(linkage: Linkage) -> str | None:
    case = DischargeCase.objects.get(pk=linkage.about_id)
    if case.status in ("PLANNED", "FOLLOW_UP"):
        return None
    if linkage.urgency == "URGENT" and linkage.early_reason:
        return None
    return "계획이 확정된 뒤에 보내십시오."


def _snapshot(linkage: Linkage) -> dict[str, str]:
    case = DischargeCase.objects.get(pk=linkage.about_id)
    return {"DIAGNOSIS": case.diagnosis, "FUNCTION": "K-MBI 46점(심한 의존)"}


def _team(linkage: Linkage) -> Owner:
    case = DischargeCase.objects.get(pk=linkage.about_id)
    return Owner(case.hospital_id, "SOCIAL_WORKER", case.social_worker_id)


@pytest.fixture
def discharge_programme(monkeypatch: pytest.MonkeyPatch) -> registry.Programme:
    """Discharge care as the linkages need it."""
    programme = registry.Programme(
        code="DISCHARGE",
        label="퇴원환자 지역사회 연계",
        relations={name: _case_ids(name) for name in ("social_worker", "nurse", "attending", "coordinator")},
        find_case=_find_case,
        may_send=_may_send,
        snapshot=_snapshot,
        case_url=lambda linkage: "/",
        team=_team,
    )
    monkeypatch.setitem(registry.PROGRAMMES, programme.code, programme)
    return programme


@pytest.fixture
def world(db: None, clock: Any, discharge_programme: registry.Programme) -> World:
    """A hospital with its team, five receivers, and 김가상's case with an approved plan."""
    region = Region.objects.create(code="99", name="가상도", short_name="가상")
    town = Municipality.objects.create(code="99110", name="가상시", region=region)
    far = Municipality.objects.create(code="99990", name="먼시", region=region)
    world = World(
        hospital=_institution("v-hospital", "가상의료원", "LOCAL_RESPONSIBLE", region),
        health_center=_institution("v-health", "가상시 보건소", "HEALTH_CENTER", region, "HOME_HEALTH"),
        welfare=_institution("v-welfare", "가상노인복지관", "WELFARE_CENTER", region, "MEAL", is_member=False),
        city_hall=_institution("v-city", "가상시청", "LOCAL_GOV", region, "INTEGRATED_CARE"),
        addiction=_institution("v-addiction", "가상중독관리통합지원센터", "ADDICTION_CENTER", region, "ADDICTION"),
        far_away=_institution("v-far", "먼시 보건소", "HEALTH_CENTER", region, "HOME_HEALTH"),
        other_hospital=_institution("v-hospital-2", "가상둘의료원", "LOCAL_RESPONSIBLE", region),
        town=town,
    )
    for place in (world.health_center, world.welfare, world.city_hall, world.addiction):
        place.serves.add(town)
    world.far_away.serves.add(far)
    _people(world)
    world.client = clients.register(
        actor=world.worker,
        data={
            "name": "김가상",
            "birth_date": date(1948, 3, 15),
            "sex": "F",
            "phone": "010-0000-1234",
            "municipality": town,
            "address_town": "흥선동",
            "address_rest": "가상로 1",
            "household_type": "ALONE",
        },
        chart_no="90000123",
    )
    world.case = DischargeCase.objects.create(
        number="D-2026-00012",
        client=world.client,
        hospital=world.hospital,
        status="PLANNED",
        created_by=world.users["nurse"],
        social_worker=world.users["worker"],
        nurse=world.users["nurse"],
        attending=world.users["doctor"],
        admitted_on=date(2026, 10, 5),
        admit_route="ED",
        ward="5병동",
        department="정형외과",
        diagnosis="대퇴골 골절",
        target_group="FRAGILITY_FRACTURE_65",
        risk_items=["ALONE"],
    )
    return world
