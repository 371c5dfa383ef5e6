"""Linkages in every state at the demo's agencies, so that each finds work of each kind. Everybody is fictional (가상).

Like the cases they are walked, not stored: the hospital sends, the agency's own person answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from config.demo import clock
from config.demo.cases import actor_of
from config.demo.patients import BASIC
from core import workdays
from core.actor import SYSTEM
from discharge.models import DischargeCase
from discharge.services import consents
from network.models import Consent, Institution
from referrals.models import Linkage
from referrals.services import appointments
from referrals.services.linkages import drafting, following, steps
from referrals.services.linkages.templates import allowed_items
from referrals.workflow import LINKAGE

PEOPLE = {
    "fictional-health-center": ("health1", "남가상"),
    "fictional-welfare": ("welfare1", "배가상"),
    "fictional-town": ("town1", "노가상"),
    "fictional-nursing-home": ("nursing1", "하가상"),
    "fictional-mh-center": ("mhcenter1", "유가상"),
}
PATHS: dict[str, tuple[str, ...]] = {
    "SENT": (),
    "READ": ("read",),
    "NO_RESPONSE": ("time_out",),
    "RECEIVED": ("receive",),
    "RETURNED": ("receive", "ask_more"),
    "DECLINED": ("receive", "decline"),
    "ACCEPTED": ("receive", "accept"),
    "IN_SERVICE": ("receive", "accept", "start_service"),
    "ON_HOLD": ("receive", "accept", "start_service", "hold"),
    "CANCEL_REQUESTED": ("receive", "accept", "start_service", "request_cancel"),
    "REPLIED": ("receive", "accept", "start_service", "reply"),
    "COMPLETED": ("receive", "accept", "start_service", "reply", "confirm"),
    "STOPPED": ("receive", "accept", "start_service", "stop"),
    "WITHDRAWN": ("receive", "accept", "withdraw"),
}
OF_SENDER = frozenset({"confirm", "request_cancel"})


@dataclass(frozen=True)
class Wanted:
    """One linkage: of whose case, for what, at which agency, how far it has come, sent how many days ago."""

    person: str
    diagnosis: str
    area: str
    service: str
    agency: str
    state: str
    ago: int
    urgency: str = "NORMAL"
    meetings: tuple[str, ...] = ()  # of the agency with the person: VISITED, NO_SHOW, OWED, AHEAD
    suggests: str = ""


_HEALTH, _WELFARE, _TOWN = "fictional-health-center", "fictional-welfare", "fictional-town"
_NURSING, _MIND = "fictional-nursing-home", "fictional-mh-center"
_KIM, _NAM, _BAE = ("김가상", "S72.0"), ("남가상", "J44.1"), ("배가상", "E11.9")
WANTED = (
    Wanted(*_KIM, "MEDICATION", "MEDICATION", _HEALTH, "SENT", 0),
    Wanted(*_NAM, "REHAB", "HOME_REHAB", _HEALTH, "SENT", 1, urgency="URGENT"),
    Wanted(*_BAE, "REHAB", "HOME_REHAB", _HEALTH, "NO_RESPONSE", 7),
    Wanted(*_NAM, "MEDICATION", "MEDICATION", _HEALTH, "RECEIVED", 3),
    Wanted(*_BAE, "MEDICATION", "MEDICATION", _HEALTH, "ACCEPTED", 6, meetings=("OWED", "AHEAD")),
    Wanted(*_KIM, "MEDICAL", "HOME_HEALTH", _HEALTH, "IN_SERVICE", 13, meetings=("VISITED", "AHEAD")),
    Wanted(*_NAM, "ADL", "HOME_HEALTH", _HEALTH, "CANCEL_REQUESTED", 9),
    Wanted(*_BAE, "NUTRITION", "MEAL", _WELFARE, "READ", 1),
    Wanted(*_NAM, "NUTRITION", "MEAL", _WELFARE, "RETURNED", 4),
    Wanted(*_KIM, "MOBILITY", "TRANSPORT", _WELFARE, "ACCEPTED", 5, meetings=("NO_SHOW", "AHEAD")),
    Wanted(*_BAE, "ADL", "ELDER_CARE", _WELFARE, "ON_HOLD", 16),
    Wanted(*_NAM, "FAMILY", "VOLUNTEER", _WELFARE, "REPLIED", 15),
    Wanted(*_KIM, "FAMILY", "VOLUNTEER", _WELFARE, "DECLINED", 6),
    Wanted(*_KIM, "ECONOMIC", "BASIC_LIVELIHOOD", _TOWN, "SENT", 1),
    Wanted(*_BAE, "ECONOMIC", "EMERGENCY_WELFARE", _TOWN, "RECEIVED", 2, urgency="URGENT"),
    Wanted(*_NAM, "ECONOMIC", "CASE_MANAGEMENT", _TOWN, "IN_SERVICE", 17, meetings=("VISITED", "OWED")),
    Wanted(*_BAE, "FAMILY", "CASE_MANAGEMENT", _TOWN, "DECLINED", 5, suggests="fictional-city-hall"),
    Wanted(*_BAE, "NURSING", "LTC_INSURANCE", _NURSING, "ACCEPTED", 4, meetings=("AHEAD",)),
    Wanted(*_NAM, "NURSING", "LTC_INSURANCE", _NURSING, "SENT", 2),
    Wanted(*_KIM, "MOOD", "MENTAL_HEALTH", _MIND, "RECEIVED", 3),
    Wanted(*_BAE, "MOOD", "MENTAL_HEALTH", _MIND, "STOPPED", 12),
    Wanted(*_NAM, "MOOD", "MENTAL_HEALTH", _MIND, "WITHDRAWN", 8),
    Wanted(*_KIM, "MOBILITY", "TRANSPORT", _WELFARE, "COMPLETED", 20),
)


def load() -> str:
    """Send and answer every linkage of the list."""
    for wanted in sorted(WANTED, key=lambda one: -one.ago):  # the first sending brings the consent
        _Walker(wanted).walk()
    return f"가상 연계 의뢰 {len(WANTED)}건"


class _Walker:
    """Takes one linkage from its consent to the state in which it is to be found."""

    def __init__(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self.agency = Institution.objects.get(code=wanted.agency)
        username, self.name = PEOPLE[wanted.agency]
        self.partner = actor_of(username)
        cases = DischargeCase.objects.select_related("client__municipality", "social_worker")
        self.case = cases.get(client__name=wanted.person, kcd_code=wanted.diagnosis)
        assert self.case.social_worker is not None
        self.social = actor_of(self.case.social_worker.username)
        self.today = workdays.seoul_today()  # asked before any step sets the clock back
        self.day = clock.ago(wanted.ago)
        self.linkage: Linkage | None = None

    @property
    def row(self) -> Linkage:
        assert self.linkage is not None
        return Linkage.objects.for_page().get(pk=self.linkage.pk)

    def walk(self) -> None:
        with clock.on(self.day, 9) as moment:
            self._consent(moment)
            self._send()
        for name in PATHS[self.wanted.state]:
            self._step(name)
        for kind in self.wanted.meetings:
            self._meet(kind)

    def _consent(self, moment: datetime) -> None:
        held = Consent.objects.filter(client=self.case.client, receiver=self.agency, status="GRANTED")
        if held.exists():
            return
        consents.record_answers(
            actor=self.social,
            case=self.case,
            answers={},
            third_parties=[
                {"receiver": self.agency, "items": [*BASIC, "FUNCTION"], "is_granted": True, "valid_until": None}
            ],
            paper={
                "signer": "SELF",
                "method": "PAPER",
                "paper_kept": True,
                "answered_at": moment - timedelta(minutes=20),
            },
        )

    def _send(self) -> None:
        wanted = self.wanted
        self.linkage = drafting.draft(
            actor=self.social,
            programme="DISCHARGE",
            about=self.case,
            receiver=self.agency,
            data={
                "need_area": wanted.area,
                "service": wanted.service,
                "reason": "퇴원 뒤 혼자 지내며 도움이 필요합니다.",
                "request": "이번 주 안에 연락하고 주 1회 방문을 부탁드립니다.",
                "urgency": wanted.urgency,
                "shared_items": [item for item in (*BASIC, "FUNCTION") if item in allowed_items(wanted.service)],
            },
        )
        steps.send(actor=self.social, linkage=self.linkage)

    def _step(self, name: str) -> None:
        if name == "read":
            following.mark_read(self.row)
            return
        if name == "time_out":
            self._time_out()
            return
        self.day = min(workdays.calendar().add_working_days(self.day, 1), self.today)
        with clock.on(self.day, 14) as moment:
            if self.row.first_read_at is None:
                following.mark_read(self.row)
            if name == "withdraw":
                self._withdraw(moment)
                return
            actor = self.social if name in OF_SENDER else self.partner
            steps.step(name, actor=actor, linkage=self.row, data=self._data(name, moment))

    def _withdraw(self, moment: datetime) -> None:
        """The person takes back the consent for this agency: what it got is to be destroyed."""
        held = Consent.objects.get(
            client=self.case.client, receiver=self.agency, consent_type="THIRD_PARTY", status="GRANTED"
        )
        how = "본인이 전화로 알림"
        consents.withdraw(actor=self.social, case=self.case, consent=held, withdrawn_at=moment, how=how)

    def _time_out(self) -> None:
        due_at = self.row.due_at
        assert due_at is not None
        with clock.on(workdays.seoul_date(due_at), 0):
            LINKAGE.fire(self.row, "time_out", actor=SYSTEM)

    def _data(self, name: str, moment: datetime) -> dict[str, Any]:
        day = workdays.seoul_date(moment)
        named = Institution.objects.filter(code=self.wanted.suggests).first()
        answers: dict[str, dict[str, Any]] = {
            "receive": {"receiver_number": f"{day.year}-{self.row.number[-3:]}"},
            "ask_more": {"note": "방문 가능한 요일과 보호자 연락처를 알려 주십시오."},
            "accept": {"responsible": self.name, "planned_start_on": day + timedelta(days=3)},
            "decline": {"decline_reason": "CAPACITY", "suggested_receiver": named},
            "start_service": {"started_on": day},
            "hold": {
                "note": "재입원하여 서비스를 잠시 멈춤",
                "hold_until": self.today + timedelta(days=10),
            },
            "request_cancel": {"cancel_reason": "NOT_WISHED"},
            "reply": {"result": "SERVICE_STARTED", "content": "주 1회 방문을 시작했습니다.", "frequency": "주 1회"},
            "stop": {"stop_reason": "CLIENT_REFUSED"},
        }
        return answers.get(name, {})

    def _meet(self, kind: str) -> None:
        """A meeting that was kept, one that failed, one whose result is owed, one that is ahead."""
        today = workdays.seoul_today()
        day = today + timedelta(days=2) if kind == "AHEAD" else clock.ago(1)
        with clock.on(min(self.day, clock.ago(2)), 15):
            at = _moment(day, 16)  # after what was planned at three, on a Tuesday the same day
            plan = {"planned_at": at, "way": "HOME", "place": "자택"}
            one = appointments.plan(actor=self.partner, linkage=self.row, data=plan)
        with clock.on(clock.ago(1), 18):
            if kind == "VISITED":
                data = {"note": "혈압을 재고 생활을 살핌", "starts_service": False}
                appointments.act("visit", actor=self.partner, linkage=self.row, appointment=one, data=data)
            if kind == "NO_SHOW":
                data = {"note": "집에 아무도 없음"}
                appointments.act("no_show", actor=self.partner, linkage=self.row, appointment=one, data=data)


def _moment(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=workdays.SEOUL)
