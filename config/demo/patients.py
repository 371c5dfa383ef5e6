"""The demo's patients and how far each has come. Everybody is fictional (가상)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

K_MBI = {
    "hygiene": 3, "bathing": 1, "feeding": 8, "toilet": 5, "stairs": 2,
    "dressing": 5, "bowel": 8, "bladder": 8, "ambulation": 3, "transfer": 3,
}  # fmt: skip
K_MBI_BETTER = {
    "hygiene": 4, "bathing": 3, "feeding": 10, "toilet": 8, "stairs": 5,
    "dressing": 8, "bowel": 10, "bladder": 10, "ambulation": 12, "transfer": 8,
}  # fmt: skip
AUDIT = dict(zip([f"q{number}" for number in range(1, 11)], [4, 3, 4, 3, 2, 1, 2, 1, 0, 4], strict=True))
BASIC = ["NAME", "PHONE", "ADDRESS"]


@dataclass
class Spec:
    """A demo patient and how far the case has come. `left`: days since discharge (None: still in hospital)."""

    name: str
    birth: date
    sex: str
    group: str
    diagnosis: str
    kcd: str
    ward: str
    stage: str
    admitted: int
    left: int | None = None
    leaves_in: int = 7
    household: str = "ALONE"
    risks: tuple[str, ...] = ("LIVES_ALONE",)
    social: str = "social1"
    town: str = "흥선동"
    city: str = "의정부시"
    links: tuple[tuple[str, str, str, str], ...] = ()  # need, service, institution code, how far
    missed: int = 0


SPECS = (
    Spec(
        "강가상",
        date(1944, 2, 11),
        "M",
        "HEART_FAILURE",
        "울혈성 심부전",
        "I50.0",
        "7병동",
        "SCREENED",
        2,
        risks=("ADMITTED_6M", "POLYPHARMACY"),
    ),
    Spec(
        "민가상",
        date(1939, 7, 2),
        "F",
        "FRAGILITY_FRACTURE_65",
        "척추 압박골절",
        "M80.0",
        "5병동",
        "SCREENED",
        3,
        social="social2",
        risks=("FALLS",),
    ),
    Spec(
        "도가상",
        date(1971, 5, 30),
        "M",
        "ALCOHOL_DEPENDENCE",
        "알코올 의존 증후군",
        "F10.2",
        "8병동",
        "CONSENT_PENDING",
        4,
        risks=("ALCOHOL", "MONEY"),
    ),
    Spec(
        "진가상",
        date(1947, 9, 9),
        "F",
        "STROKE",
        "뇌경색",
        "I63.9",
        "6병동",
        "CONSENT_PENDING",
        6,
        social="social2",
        household="COUPLE",
        risks=("ADL_DECLINE",),
    ),
    Spec("표가상", date(1952, 12, 1), "M", "COPD", "만성폐쇄성폐질환", "J44.9", "7병동", "CONSENT_REFUSED", 12),
    Spec(
        "변가상",
        date(1985, 3, 3),
        "F",
        "OTHER",
        "충수염",
        "K35.8",
        "5병동",
        "INELIGIBLE",
        9,
        risks=("NONE",),
        household="WITH_CHILDREN",
    ),
    Spec(
        "석가상", date(1941, 4, 20), "F", "FRAGILITY_FRACTURE_65", "대퇴골 경부 골절", "S72.0", "5병동", "ASSESSING", 8
    ),
    Spec(
        "길가상",
        date(1968, 8, 15),
        "M",
        "ALCOHOL_DEPENDENCE",
        "알코올성 간질환",
        "K70.3",
        "8병동",
        "ASSESSING",
        7,
        social="social2",
        risks=("ALCOHOL",),
    ),
    Spec(
        "연가상",
        date(1945, 1, 25),
        "F",
        "JOINT_REPLACEMENT",
        "무릎관절증",
        "M17.1",
        "5병동",
        "PLANNING",
        12,
        leaves_in=5,
    ),
    Spec("추가상", date(1950, 6, 6), "M", "STROKE", "뇌출혈", "I61.9", "6병동", "PLAN_REVIEW", 15, leaves_in=4),
    Spec(
        "탁가상",
        date(1938, 10, 10),
        "F",
        "FRAGILITY_FRACTURE_65",
        "전자간 골절",
        "S72.1",
        "5병동",
        "PLANNED",
        18,
        leaves_in=1,
        links=(
            ("NUTRITION", "MEAL", "fictional-welfare", "SENT"),
            ("NURSING", "HOME_NURSE", "fictional-home-care", "SENT"),  # no account: answers by a one-time link
        ),
    ),
    Spec(
        "김가상",
        date(1948, 3, 15),
        "F",
        "FRAGILITY_FRACTURE_65",
        "대퇴골 경부 골절",
        "S72.0",
        "5병동",
        "FOLLOW_UP",
        50,
        32,
        links=(
            ("REHAB", "HOME_HEALTH", "fictional-health-center", "REPLIED"),
            ("NUTRITION", "MEAL", "fictional-welfare", "IN_SERVICE"),
        ),
    ),
    Spec(
        "이가상",
        date(1972, 4, 4),
        "M",
        "ALCOHOL_DEPENDENCE",
        "알코올 의존 증후군",
        "F10.2",
        "8병동",
        "FOLLOW_UP",
        25,
        8,
        social="social2",
        risks=("ALCOHOL",),
        links=(("MOOD", "MENTAL_HEALTH", "fictional-mh-center", "ACCEPTED"),),
    ),
    Spec(
        "배가상",
        date(1936, 11, 11),
        "F",
        "MULTI_CHRONIC",
        "당뇨병과 고혈압",
        "E11.9",
        "7병동",
        "FOLLOW_UP",
        60,
        40,
        links=(("MEDICAL", "HOME_HEALTH", "fictional-health-center", "DECLINED"),),
        missed=1,
    ),
    Spec(
        "남가상",
        date(1943, 5, 5),
        "M",
        "COPD",
        "만성폐쇄성폐질환",
        "J44.1",
        "7병동",
        "FOLLOW_UP",
        120,
        100,
        household="COUPLE",
        links=(("MEDICAL", "HOME_HEALTH", "fictional-health-center", "COMPLETED"),),
    ),
    Spec(
        "하가상",
        date(1946, 9, 1),
        "F",
        "FRAGILITY_FRACTURE_65",
        "대퇴골 골절",
        "S72.9",
        "5병동",
        "READY_TO_CLOSE",
        220,
        200,
        links=(("REHAB", "HOME_REHAB", "fictional-health-center", "COMPLETED"),),
    ),
    Spec(
        "정가상",
        date(1949, 2, 2),
        "F",
        "JOINT_REPLACEMENT",
        "무릎관절증",
        "M17.0",
        "5병동",
        "CLOSED",
        240,
        215,
        links=(("ADL", "ELDER_CARE", "fictional-welfare", "COMPLETED"),),
    ),
    Spec(
        "서가상",
        date(1974, 12, 24),
        "M",
        "ALCOHOL_DEPENDENCE",
        "알코올 의존 증후군",
        "F10.2",
        "8병동",
        "WITHDRAWN",
        40,
        20,
        risks=("ALCOHOL",),
    ),
)
