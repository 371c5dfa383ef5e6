"""What the demo's agencies say of their services: to whom, at what cost, whether there is room, and when they last looked.

Some room is fresh, some is old, some was never told; some entries nobody looked through for more than half a year.
Everything is fictional (가상).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from config.demo import clock
from core import workdays
from core.actor import Actor
from network.actors import actor_for, valid_memberships
from network.directory.models import ServiceOffer
from network.directory.services import questions, resources
from network.models import Municipality, User


@dataclass(frozen=True)
class About:
    """What is said of a service wherever it is given."""

    target: str
    needs: tuple[str, ...]
    cost: str = "무료"
    how: str = "의뢰서 또는 전화로 신청"
    age_from: int | None = None
    age_to: int | None = None


ABOUT = {
    "HOME_HEALTH": About("거동이 불편한 관할 지역 주민", ("MEDICAL", "NURSING", "INFORMATION")),
    "HOME_REHAB": About("뇌병변·근골격계 질환으로 외출이 어려운 분", ("REHAB", "ADL")),
    "HOME_DOCTOR": About("통원이 어려운 환자", ("MEDICAL",), "진료비 본인부담 30%", "전화 예약"),
    "HOME_NURSE": About("장기요양등급을 받은 분", ("NURSING",), "본인부담 15%", "재가급여 계약"),
    "HOME_MED_CENTER": About(
        "장기요양 1~5등급 재가 수급자", ("MEDICAL", "NURSING"), "본인부담 15~30%", "전화 신청", 65
    ),
    "LTC_INSURANCE": About("65세 이상 또는 노인성 질환", ("ADL", "NURSING"), "본인부담 15~20%", "등급 신청 뒤 이용"),
    "INTEGRATED_CARE": About(
        "돌봄이 필요한 노인·장애인", ("ADL", "NURSING", "HOUSING"), "서비스마다 다름", "방문·우편 신청"
    ),
    "ELDER_CARE": About("돌봄이 필요한 기초연금 수급자", ("ADL", "SAFETY"), age_from=65),
    "EMERGENCY_CARE_SERVICE": About("갑자기 돌볼 사람이 없는 분", ("ADL", "FAMILY"), "소득에 따라 다름", age_from=19),
    "MEAL": About("결식 우려가 있는 저소득 어르신", ("NUTRITION",), age_from=60),
    "TRANSPORT": About("대중교통 이용이 어려운 분", ("MOBILITY",), "1회 1,500원", "하루 전 예약"),
    "HOUSING": About("주거 개선이 필요한 저소득 가구", ("HOUSING", "SAFETY")),
    "ASSISTIVE_DEVICE": About(
        "등록 장애인과 장기요양 수급자", ("MOBILITY", "ADL"), "대여료 월 5,000원부터", "방문 상담"
    ),
    "ECONOMIC": About("의료비 부담이 큰 저소득 가구", ("ECONOMIC",)),
    "BASIC_LIVELIHOOD": About("생계가 어려운 가구", ("ECONOMIC",), how="주소지에서 방문 신청"),
    "EMERGENCY_WELFARE": About("위기로 생계가 어려운 가구", ("ECONOMIC", "SAFETY"), how="전화 또는 방문 신청"),
    "CASE_MANAGEMENT": About("복합 욕구가 있는 가구", ("FAMILY", "ECONOMIC")),
    "MENTAL_HEALTH": About("정신건강 상담이 필요한 주민", ("MOOD",), age_from=19),
    "ADDICTION": About("음주·중독 문제가 있는 분과 가족", ("ADDICTION",), age_from=19),
    "SELF_HELP": About("회복을 원하는 분", ("ADDICTION", "MOOD"), how="모임 시간에 방문", age_from=19),
    "DEMENTIA": About("치매가 의심되거나 진단받은 분", ("COGNITION", "FAMILY"), age_from=60),
    "REHAB_HOSPITAL": About("집중 재활이 필요한 회복기 환자", ("REHAB",), "건강보험 적용", "진료의뢰서로 상담"),
    "OUTPATIENT": About("외래 진료가 필요한 분", ("MEDICAL",), "진료비 본인부담", "전화 예약"),
    "MEDICATION": About("여러 약을 드시는 만성질환자", ("MEDICATION",)),
    "IOT_SAFETY": About("혼자 사는 어르신", ("SAFETY",), age_from=65),
    "VOLUNTEER": About("말벗이 필요한 어르신", ("MOOD", "FAMILY"), age_from=60),
}
OTHER = About("기관에 문의", (), "기관에 문의")
OLD = 200  # days since somebody looked
# agency → service → room, days since it was told, what is said beside it
ROOM: dict[str, dict[str, tuple[str, int, str]]] = {
    "fictional-health-center": {
        "HOME_HEALTH": ("AVAILABLE", 2, "주 1회 방문"),
        "HOME_REHAB": ("WAITING", 5, "두 분 대기"),
        "MEDICATION": ("AVAILABLE", 40, ""),
    },
    "fictional-welfare": {
        "MEAL": ("AVAILABLE", 1, "평일 점심 도시락"),
        "ELDER_CARE": ("FULL", 3, ""),
        "VOLUNTEER": ("AVAILABLE", 60, ""),
    },
    "fictional-welfare-2": {"MEAL": ("WAITING", 30, "")},
    "fictional-town": {"EMERGENCY_WELFARE": ("ASSESS", 4, "위기 사유 확인 뒤 결정")},
    "fictional-mh-center": {"MENTAL_HEALTH": ("AVAILABLE", 6, "")},
    "fictional-nursing-home": {"LTC_INSURANCE": ("FULL", 20, "")},
}
# Entries that nobody looked through: of agencies with and without accounts.
UNSEEN = (("fictional-welfare", "VOLUNTEER"), ("fictional-device-center", "ASSISTIVE_DEVICE"), ("fictional-town-2", ""))


def load() -> str:
    """Say what each agency offers, tell the room, ask two questions and answer one."""
    rows = list(ServiceOffer.objects.filter(institution__is_fictional=True).select_related("institution"))
    for row in rows:
        _describe(row)
    for code, told in ROOM.items():
        for service, (state, days, note) in told.items():
            _tell(code, service, state, days, note)
    _ask()
    return f"가상 자원 {len(rows)}가지"


def _describe(row: ServiceOffer) -> None:
    about = ABOUT.get(row.service, OTHER)
    row.target, row.need_areas, row.cost, row.how_to_apply = about.target, list(about.needs), about.cost, about.how
    row.age_from, row.age_to = about.age_from, about.age_to
    code = row.institution.code
    is_unseen = (code, row.service) in UNSEEN or (code, "") in UNSEEN
    row.verified_on = clock.ago(OLD if is_unseen else 30)
    row.save()


def _tell(code: str, service: str, state: str, days: int, note: str) -> None:
    """As the agency's own staff would; where nobody has an account, as the responsible hospital's coordinator."""
    row = ServiceOffer.objects.filter(institution__code=code, service=service).select_related("institution").first()
    if row is None:
        return
    expected = workdays.seoul_today() if state == "WAITING" else None
    with clock.on(clock.ago(days), 10):
        data: dict[str, Any] = {"capacity": state, "capacity_note": note, "expected_on": expected}
        resources.publish_capacity(actor=_keeper(row), offer=row, data=data)


def _keeper(row: ServiceOffer) -> Actor:
    user = User.objects.filter(memberships__institution=row.institution).order_by("pk").first()
    return _actor(user.username if user else "coordinator1")


def _ask() -> None:
    """One question that waits for its answer, and one that was answered."""
    town = Municipality.objects.get(code="41150")
    social = _actor("social1")
    rehab = ServiceOffer.objects.get(institution__code="fictional-health-center", service="HOME_REHAB")
    meal = ServiceOffer.objects.get(institution__code="fictional-welfare", service="MEAL")
    facts = {"municipality": town, "urgency": "NORMAL", "age_band": "75-84"}
    with clock.on(clock.ago(2), 9):  # on some days of the week the answer comes the same day
        asked = questions.ask(
            actor=social, offer=meal, data={**facts, "need_area": "NUTRITION", "need": "주 5회 점심 도시락"}
        )
    with clock.on(clock.ago(1), 11):
        questions.answer(
            actor=_actor("welfare1"),
            question=asked,
            data={"answer": "AVAILABLE", "answer_note": "다음 주부터 가능합니다.", "publish": True},
        )
    with clock.on(clock.ago(1), 15):
        questions.ask(
            actor=social, offer=rehab, data={**facts, "need_area": "REHAB", "need": "고관절 수술 뒤 보행 훈련 주 1회"}
        )


def _actor(username: str) -> Actor:
    user = User.objects.get(username=username)
    return actor_for(valid_memberships(user)[0], user)
