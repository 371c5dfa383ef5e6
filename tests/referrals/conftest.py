"""The people, places and the case of the linkage tests. All of them are fictional (가상)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
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
from network.directory.models import ServiceOffer
from network.models import Client, Consent, Institution, Municipality
from network.services import clients
from referrals import registry
from referrals.models import Linkage
from referrals.services.linkages import drafting, steps
from tests import cast as standing
from tests import make

SEOUL = ZoneInfo("Asia/Seoul")
PERSON = {
    "name": "김가상",
    "birth_date": date(1948, 3, 15),
    "sex": "F",
    "phone": "010-0000-1234",
    "address_town": "흥선동",
    "address_rest": "가상로 1",
    "household_type": "ALONE",
}
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
    cast: standing.Cast
    client: Client
    case: DischargeCase = None  # type: ignore[assignment]

    @property
    def worker(self) -> Actor:
        return self.cast.social1.actor

    def consent(self, kind: str, receiver: Institution, items: tuple[str, ...]) -> Consent:
        return make.consent(self.client, kind, receiver=receiver, items=list(items), answered_at=at(10, 7))

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
            "DRAFT": self.draft,
            "SENT": self.sent,
            "RECEIVED": lambda: self.proxy(self.sent(), "receive", SENT_ON),
            "RETURNED": lambda: self.proxy(self.sent(), "ask_more", SENT_ON, note="연락처 확인"),
            "DECLINED": lambda: self.proxy(self.sent(), "decline", SENT_ON, decline_reason="CAPACITY"),
            "ACCEPTED": self.accepted,
            "IN_SERVICE": self.in_service,
            "ON_HOLD": lambda: self.proxy(
                self.in_service(), "hold", SENT_ON, note="입원", hold_until=date(2026, 10, 30)
            ),
            "CANCEL_REQUESTED": lambda: steps.request_cancel(
                actor=self.worker, linkage=self.in_service(), data={"cancel_reason": "ADMITTED"}
            ),
            "REPLIED": self.replied,
            "COMPLETED": lambda: steps.confirm(actor=self.worker, linkage=self.replied()),
            "STOPPED": lambda: self.proxy(self.in_service(), "stop", SENT_ON, stop_reason="MOVED"),
            "CANCELLED": lambda: steps.cancel(
                actor=self.worker, linkage=self.sent(), data={"cancel_reason": "DUPLICATE"}
            ),
        }
        return made[state]()


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
def world(cast: standing.Cast, clock: Any, discharge_programme: registry.Programme) -> World:
    """The host hospital with its team, five receivers, and 김가상's case with an approved plan."""
    town = Municipality.objects.get(code="41150")
    world = World(
        hospital=cast.host,
        health_center=Institution.objects.get(code="health"),  # rows of one's own: tests may change them
        welfare=Institution.objects.get(code="welfare"),
        city_hall=make.institution(name="가상시청", kind="LOCAL_GOV"),
        addiction=make.institution(name="가상중독관리통합지원센터", kind="ADDICTION_CENTER"),
        far_away=make.institution(name="먼시 보건소", kind="HEALTH_CENTER"),
        cast=cast,
        client=clients.register(actor=cast.social1.actor, data={**PERSON, "municipality": town}, chart_no="90000123"),
    )
    for place, service in (
        (world.city_hall, "INTEGRATED_CARE"),
        (world.addiction, "ADDICTION"),
        (world.far_away, "HOME_HEALTH"),
    ):
        ServiceOffer.objects.create(institution=place, service=service)
        place.serves.add(Municipality.objects.get(code="41110") if place == world.far_away else town)
    world.welfare.is_member = False  # a partner that will never sign in
    world.welfare.save(update_fields=["is_member"])
    world.case = make.case("PLANNED", client=world.client, diagnosis="대퇴골 골절", number="D-2026-00012")
    return world


@pytest.fixture
def sent(world: World) -> Linkage:
    """A linkage to an agency in which nobody has an account."""
    return world.sent(world.welfare, service="MEAL", request="주 5회 도시락")
