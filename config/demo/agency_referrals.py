"""Demo referrals by the agencies in every state, some months old. Everybody is fictional (가상)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from config.demo import clock
from config.demo.cases import actor_of
from core import workdays
from core.actor import Actor
from discharge.models import DischargeCase
from discharge.services import consents, registering
from network.models import Institution, Municipality, User
from referrals.models import AgencyReferral
from referrals.services.agency_referrals import drafting, steps
from referrals.services.linkages import drafting as linkage_drafting
from referrals.services.linkages import steps as linkage_steps

HOSPITAL, FIRST_ASKED = "uijeongbu", "fictional-welfare"
_ITEMS = ("NAME", "BIRTH_DATE", "SEX", "PHONE", "ADDRESS", "DIAGNOSIS", "SOCIAL")


@dataclass(frozen=True)
class Told:
    """Whom an agency refers, how far it has come, and how many days ago it began."""

    by: str
    name: str
    birth: date
    sex: str
    state: str
    days: int
    reason: tuple[str, ...]
    situation: str
    request: str
    health: str = ""
    urgency: str = "NORMAL"
    programme: str = "DISCHARGE"
    worker: str = "social1"
    risk: str = ""


_LONELY = "혼자 지내며 끼니를 거르고 집 안에서 두 번 넘어짐."
TOLD = (
    Told(
        "health1", "마가상", date(1944, 5, 6), "F", "DRAFT", 0, ("CARE_GAP",), _LONELY, "낙상 뒤 진료와 평가를 부탁드립니다."
    ),
    Told(
        "town1", "위가상", date(1951, 2, 3), "M", "SUBMITTED", 1, ("COST", "HEALTH"),
        "복부 통증이 있으나 진료비가 걱정되어 병원에 가지 않음.", "진료비 지원 상담과 진료를 부탁드립니다.", "복부 통증",
        "URGENT", risk="집에 큰 개가 있음",
    ),
    Told(
        "welfare1", "옥가상", date(1939, 11, 9), "F", "RECEIVED", 3, ("ISOLATION", "CARE_GAP"), _LONELY,
        "입원이 필요한지 살펴 주십시오.", "무릎관절증",
    ),
    Told(
        "health1", "설가상", date(1953, 9, 27), "F", "SUPPLEMENT", 3, ("CARE_GAP", "HEALTH"), "배우자 입원 뒤 돌볼 사람이 없음.",
        "입원이 필요한지 살펴 주십시오.", "뇌졸중 후유증",
    ),
    Told(
        "health1", "염가상", date(1941, 1, 30), "M", "REPLIED", 19, ("HEALTH",), "기침이 한 달 넘게 이어짐.",
        "호흡기 진료를 부탁드립니다.", "만성 기침", programme="OUTPATIENT",
    ),
    Told(
        "nursing1", "명가상", date(1936, 7, 7), "F", "SUPPLEMENT", 6, ("HEALTH",),
        "식사량이 줄고 열이 오르내림.", "외래 진료와 영양 평가를 부탁드립니다.", "흡인성 폐렴 병력",
    ),
    Told(
        "health1", "기가상", date(1947, 3, 21), "M", "ACCEPTED", 4, ("HEALTH",),
        "혈당이 조절되지 않고 발에 상처가 있음.", "상처 치료와 당뇨 교육을 부탁드립니다.", "당뇨병",
    ),
    Told(
        "town1", "반가상", date(1960, 8, 30), "F", "ASSIGNED", 6, ("CARE_GAP", "HOUSING"),
        "퇴거를 앞두고 건강이 나빠짐.", "건강 상태 평가와 퇴원 뒤 지원을 부탁드립니다.", worker="nurse1",
    ),
    Told(
        "health1", "왕가상", date(1942, 12, 12), "F", "IN_PROGRESS", 20, ("HEALTH", "CARE_GAP"),
        "고관절 통증으로 걷지 못하고 혼자 지냄.", "입원 진료와 퇴원 뒤 방문 서비스를 부탁드립니다.", "고관절 통증",
    ),
    Told(
        "mhcenter1", "금가상", date(1979, 1, 18), "M", "IN_PROGRESS", 8, ("MENTAL",),
        "최근 외출이 줄고 식사를 거름.", "신체 건강 상태를 살펴 주십시오.", "우울증",
        programme="MENTAL_HEALTH", worker="mhmanager1",
    ),
    Told(
        "welfare1", "제가상", date(1945, 6, 25), "F", "REPLIED", 16, ("NO_CARE_ACCESS",),
        "이동이 어려워 반년 동안 진료를 받지 못함.", "외래 진료를 부탁드립니다.", programme="OUTPATIENT",
    ),
    Told(
        "health1", "모가상", date(1950, 4, 14), "M", "CLOSED", 75, ("ADDICTION", "HEALTH"),
        "술을 줄이지 못하고 황달이 보임.", "진료와 상담을 부탁드립니다.", "알코올성 간질환",
    ),
    Told(
        "nursing1", "탕가상", date(1933, 9, 2), "F", "CLOSED", 130, ("HEALTH",),
        "욕창이 깊어짐.", "상처 치료를 부탁드립니다.", "욕창",
    ),
    Told(
        "town1", "편가상", date(1969, 10, 5), "M", "DECLINED", 40, ("COST",), "간병비가 부족함.", "간병비 지원을 부탁드립니다."
    ),
    Told(
        "welfare1", "함가상", date(1957, 5, 19), "F", "CANCELLED", 25, ("OTHER",), "다른 기관에서 도움을 받게 됨.",
        "상담을 부탁드립니다.",
    ),
    Told(
        "health1", "곽가상", date(1948, 8, 8), "M", "CANCEL_REQUESTED", 7, ("HEALTH",), "숨이 차고 다리가 부음.",
        "진료를 부탁드립니다.", "심부전",
    ),
    Told(
        "mhcenter1", "초가상", date(1982, 3, 3), "F", "WITHDRAWN", 30, ("MENTAL", "HOUSING"), "집을 나와 지냄.",
        "건강 상태를 살펴 주십시오.", programme="OTHER",
    ),
)  # fmt: skip
# The moves that lead into a state.
_PATHS: dict[str, tuple[str, ...]] = {
    "DRAFT": (),
    "SUBMITTED": ("submit",),
    "RECEIVED": ("submit", "receive"),
    "SUPPLEMENT": ("submit", "receive", "ask_more"),
    "DECLINED": ("submit", "receive", "decline"),
    "CANCELLED": ("submit", "cancel"),
    "ACCEPTED": ("submit", "receive", "accept"),
    "ASSIGNED": ("submit", "receive", "accept", "assign"),
    "IN_PROGRESS": ("submit", "receive", "accept", "assign", "start"),
    "CANCEL_REQUESTED": ("submit", "receive", "accept", "assign", "request_cancel"),
    "REPLIED": ("submit", "receive", "accept", "assign", "start", "reply"),
    "CLOSED": ("submit", "receive", "accept", "assign", "start", "reply", "confirm"),
    "WITHDRAWN": ("submit", "receive", "accept", "assign", "start", "withdraw"),
}
_BY_AGENCY = frozenset({"submit", "cancel", "request_cancel", "confirm", "withdraw"})
_BY_WORKER = frozenset({"start", "reply"})


def load() -> str:
    """Walk every referral to its state; one of them grows into a discharge case and goes on to a second agency."""
    for number, told in enumerate(TOLD, start=1):
        row = _walk(told, number)
        if told.name == "왕가상":
            _go_on(row)
    return f"가상 대상자 의뢰 {len(TOLD)}건"


def _walk(told: Told, number: int) -> AgencyReferral:
    day = clock.ago(told.days)
    with clock.on(day, 10):
        row = _draft(told, number, day)
    for name in _PATHS[told.state]:
        with clock.on(day, 11) as moment:
            who = actor_of(told.by if name in _BY_AGENCY else told.worker if name in _BY_WORKER else "coordinator1")
            row = steps.step(name, actor=who, referral=row, data=_data(name, told, moment))
        day = min(workdays.calendar().add_working_days(day, 1), workdays.seoul_today())
    return row


def _draft(told: Told, number: int, day: date) -> AgencyReferral:
    return drafting.draft(
        actor=actor_of(told.by),
        person={
            "name": told.name,
            "birth_date": told.birth,
            "sex": told.sex,
            "phone": f"010-0001-{number:04d}",
            "municipality": Municipality.objects.get(name="의정부시", city=None, region__code="41"),
            "address_town": "가상동",
            "address_rest": "가상로 2",
            "household_type": "ALONE",
        },
        is_new_person=True,
        data={
            "receiver": Institution.objects.get(code=HOSPITAL),
            "reason": list(told.reason),
            "urgency": told.urgency,
            "situation": told.situation,
            "health_problem": told.health,
            "services_in_use": ["ELDER_CARE"] if told.by == "welfare1" else [],
            "request": told.request,
            "risk_to_worker": told.risk,
            "shared_items": list(_ITEMS),
            "consent_by_agency": "ORAL",
            "consent_on": day,
        },
    )


def _data(name: str, told: Told, moment: datetime) -> dict[str, Any]:
    moves: dict[str, dict[str, Any]] = {
        "ask_more": {"note": "복용 중인 약과 보호자 연락처를 더해 주십시오."},
        "accept": {"programme": told.programme},
        "assign": {"worker": User.objects.get(username=told.worker).pk},
        "decline": {"decline_reason": "NOT_ELIGIBLE", "other_agency": "가상동 행정복지센터 긴급복지지원"},
        "cancel": {"cancel_reason": "OTHER_AGENCY"},
        "request_cancel": {"cancel_reason": "NOT_WISHED"},
        "withdraw": {"withdrawn_told_by": "본인", "withdrawn_at": moment},
        "reply": {
            "result": "INFO_GIVEN",
            "content": "외래 진료를 안내하고 함께 예약함. 복용 약을 정리함.",
            "next_plan": "다음 달 초 외래에서 경과를 봄.",
            "ask_back": "방문일에 이동을 도와 주십시오.",
            "items": ["DIAGNOSIS", "SOCIAL"],
        },
    }
    return moves.get(name, {})


# --- the one that goes on --------------------------------------------------------------------------------------------


def _go_on(row: AgencyReferral) -> None:
    """The person was admitted; the hospital asks the welfare centre for meals, whose answer is owed to the agency."""
    social = actor_of("social1")
    with clock.on(clock.ago(12), 14) as moment:
        case = _screen(row, social, workdays.seoul_date(moment))
    with clock.on(clock.ago(11), 14) as moment:
        _consent(case, social, moment)
    with clock.on(clock.ago(10), 11):
        linkage = linkage_drafting.draft(
            actor=social,
            programme="DISCHARGE",
            about=_fresh(case),
            receiver=Institution.objects.get(code=FIRST_ASKED),
            data={
                "need_area": "NUTRITION",
                "service": "MEAL",
                "reason": "혼자 지내며 식사를 준비하지 못함.",
                "request": "퇴원 날부터 도시락을 부탁드립니다.",
                "urgency": "URGENT",
                "early_reason": "퇴원 전에 식사 지원이 정해져야 함",
                "shared_items": ["NAME", "PHONE", "ADDRESS"],
            },
        )
        linkage = linkage_steps.send(actor=social, linkage=linkage)
    answers: tuple[tuple[int, str, dict[str, Any]], ...] = (
        (9, "receive", {}),
        (9, "accept", {"responsible": "배가상", "planned_start_on": clock.ago(8)}),
        (8, "start_service", {"started_on": clock.ago(8)}),
        (1, "reply", {"result": "SERVICE_STARTED", "content": "도시락을 날마다 전달함.", "started_on": clock.ago(8)}),
    )
    for days, name, data in answers:
        with clock.on(clock.ago(days), 13):
            linkage = linkage_steps.step(name, actor=actor_of("welfare1"), linkage=linkage, data=data)


def _screen(row: AgencyReferral, social: Actor, day: date) -> DischargeCase:
    return registering.register(
        actor=social,
        referral=row,
        client_data={"insurance_type": "NHI"},
        chart_no="91000001",
        is_new_person=True,
        data={
            "admitted_on": day,
            "admit_route": "OUTPATIENT",
            "ward": "5병동",
            "department": "정형외과",
            "diagnosis": "고관절 관절증",
            "kcd_code": "M16.1",
            "target_group": "JOINT_REPLACEMENT",
            "risk_items": ["LIVES_ALONE"],
            "attending": User.objects.get(username="doctor1"),
            "nurse": User.objects.get(username="nurse1"),
            "expected_discharge_on": workdays.seoul_today() + timedelta(days=9),
            "result": "TARGET",
        },
    )


def _consent(case: DischargeCase, social: Actor, moment: datetime) -> None:
    place = Institution.objects.get(code=FIRST_ASKED)
    given = {"receiver": place, "items": ["NAME", "PHONE", "ADDRESS"], "is_granted": True, "valid_until": None}
    asked = moment - timedelta(minutes=30)
    consents.record_answers(
        actor=social,
        case=_fresh(case),
        answers={"COLLECT": True, "SENSITIVE": True, "PROGRAM": True, "CONTACT": True},
        third_parties=[given],
        paper={"signer": "SELF", "method": "PAPER", "paper_kept": True, "answered_at": asked},
    )


def _fresh(case: DischargeCase) -> DischargeCase:
    return DischargeCase.objects.select_related("client__municipality").get(pk=case.pk)
