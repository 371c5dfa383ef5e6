"""The demo's admission list: candidates of every rule, a ward's referral, people left out, people no rule hits. 가상."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from config.demo import clock
from config.demo.cases import actor_of
from discharge.services import admissions, selection_rules, topics
from network.models import Institution


@dataclass
class Listed:
    """One line of the list; `days` since the admission, `leaves_in` days until the discharge that is planned."""

    name: str
    birth: date
    sex: str
    ward: str
    department: str
    diagnosis: str
    kcd: str
    days: int
    leaves_in: int | None = None
    household: str = ""
    risks: tuple[str, ...] = ()
    admissions: int | None = None
    visits: int | None = None
    ward_note: str = ""
    left_out: str = ""


LISTED = (
    Listed("소가상", date(1942, 5, 9), "F", "5병동", "정형외과", "대퇴골 전자간 골절", "S72.1", 3, 9, "ALONE", ("FALLS",)),
    Listed("설가상", date(1951, 11, 20), "M", "5병동", "정형외과", "요추 압박골절", "S32.0", 1, 12, "COUPLE"),
    Listed("길가상", date(1968, 3, 2), "M", "8병동", "정신건강의학과", "알코올 의존 증후군", "F10.2", 4, 10, "ALONE"),
    Listed("표가상", date(1957, 8, 14), "F", "6병동", "신경과", "뇌경색증", "I63.9", 2, 14, "WITH_CHILDREN"),
    Listed("현가상", date(1949, 1, 30), "M", "7병동", "내과", "만성폐쇄성폐질환", "J44.1", 2, 5, "COUPLE", (), 2, 1),
    Listed("국가상", date(1938, 12, 5), "F", "7병동", "내과", "폐렴", "J18.9", 1, 6, "ALONE"),
    Listed("피가상", date(1974, 6, 17), "M", "7병동", "내과", "당뇨병", "E11.9", 5, 2, "OTHER", ("MONEY",), 1, 2),
    Listed(
        "염가상", date(1981, 9, 8), "F", "6병동", "외과", "담낭염", "K81.0", 2, 3, "WITH_CHILDREN", (),
        ward_note="돌볼 사람이 없어 퇴원 뒤가 걱정됩니다. 한번 만나 주십시오.",
    ),
    Listed("용가상", date(1946, 4, 25), "F", "5병동", "정형외과", "손목 골절", "S62.8", 3, 1, "WITH_CHILDREN", left_out="SHORT_STAY"),
    Listed("맹가상", date(1953, 10, 11), "M", "6병동", "신경과", "뇌출혈", "I61.9", 6, 20, "COUPLE", left_out="TRANSFERRED"),
    Listed("어가상", date(1990, 2, 3), "F", "6병동", "외과", "급성 충수염", "K35.8", 1, 2, "COUPLE"),
    Listed("금가상", date(1985, 7, 29), "M", "5병동", "정형외과", "반달연골 손상", "M23.2", 2, 3, "ALONE"),
)  # fmt: skip


def load() -> str:
    """The host hospital's rules, education topics and list; the rules mark the candidates, people decide on some of them."""
    host = Institution.objects.get(code="uijeongbu")
    selection_rules.default_rules(host)
    topics.default_topics(host.pk)
    for number, row in enumerate(LISTED, start=1):
        with clock.on(clock.ago(row.days), 9):
            _enter(row, str(91000000 + number * 37))
    return f"가상 입원 명단 {len(LISTED)}명"


def _enter(row: Listed, chart_no: str) -> None:
    admitted = clock.ago(row.days)
    data = {
        "chart_no": chart_no,
        "name": row.name,
        "birth_date": row.birth,
        "sex": row.sex,
        "admitted_on": admitted,
        "admit_route": "ED" if row.days % 2 else "OUTPATIENT",
        "ward": row.ward,
        "department": row.department,
        "attending_name": "최가상",
        "diagnosis": row.diagnosis,
        "kcd_code": row.kcd,
        "insurance_type": "MEDICAL_AID_1" if "MONEY" in row.risks else "NHI",
        "household_type": row.household,
        "risk_items": list(row.risks),
        "admissions_6m": row.admissions,
        "ed_visits_6m": row.visits,
        "expected_discharge_on": admitted + timedelta(days=row.days + (row.leaves_in or 7)),
    }
    if row.ward_note:
        admissions.refer_from_ward(actor=actor_of("nurse1"), data={**data, "ward_note": row.ward_note})
        return
    made = admissions.add_admission(actor=actor_of("social1"), data=data)
    if row.left_out:
        admissions.dismiss(actor=actor_of("social1"), admission=made, reason=row.left_out)
