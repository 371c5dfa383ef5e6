"""Lists that discharge care takes over from the hospital's own system: their columns and how to write them."""

from __future__ import annotations

from core import workdays
from core.imports import Column, Sheet, cells
from core.text import fold_code
from discharge.services.admissions import admission_faults


def _municipality(value: str) -> str:
    code = fold_code(value)
    if len(code) != 5 or not code.isdigit():
        raise ValueError("시군구 코드 다섯 자리를 적으십시오.")
    return code


_DAY = "2026-12-07처럼 적습니다. 날짜 서식의 칸도 됩니다."
ADMISSIONS = Sheet(
    title="입원 명단",
    columns=(
        Column(
            "chart_no",
            "등록번호",
            cells.number(20),
            True,
            "90012345",
            "병원의 환자 번호입니다.",
            ("차트번호", "환자번호", "병록번호"),
        ),
        Column("name", "성명", cells.text(50), True, "김가상", "", ("환자명", "이름")),
        Column("birth_date", "생년월일", cells.birth, True, "1948-03-15", _DAY),
        Column("sex", "성별", cells.sex, True, "여", "남, 여 또는 M, F로 적습니다."),
        Column(
            "phone",
            "연락처",
            cells.phone,
            False,
            "010-0000-0000",
            "지역번호나 010을 포함합니다.",
            ("전화번호", "휴대전화"),
        ),
        Column("municipality_code", "시군구 코드", _municipality, False, "41150", "다섯 자리 숫자입니다."),
        Column("admitted_on", "입원일", cells.day, True, "2026-11-30", _DAY, ("입원일자",)),
        Column(
            "admit_route",
            "입원경로",
            cells.code("admit_route"),
            False,
            "응급실",
            "응급실, 외래, 전원 가운데 하나입니다.",
        ),
        Column("ward", "병동", cells.text(20), True, "51병동", ""),
        Column("department", "진료과", cells.text(30), False, "정형외과", ""),
        Column("attending_name", "담당의", cells.text(50), False, "최가상", "", ("주치의",)),
        Column(
            "diagnosis", "주진단명", cells.text(100), True, "대퇴골 경부 골절", "", ("진단명", "주상병명", "주상병")
        ),
        Column(
            "kcd_code",
            "KCD 코드",
            cells.kcd,
            False,
            "S72.0",
            "영문자 1자와 숫자 2자리, 점과 숫자 1~2자리입니다.",
            ("상병코드", "진단코드"),
        ),
        Column("insurance_type", "보험유형", cells.code("insurance_type"), False, "건강보험", "", ("보험",)),
        Column(
            "household_type",
            "가구형태",
            cells.code("household_type"),
            False,
            "1인 가구(독거)",
            "독거, 부부, 자녀 동거처럼 적습니다.",
        ),
        Column(
            "risk_items",
            "위험요인",
            cells.several_codes("risk_item"),
            False,
            "독거, 낙상력",
            "여럿이면 쉼표로 나눕니다.",
        ),
        Column(
            "admissions_6m", "최근 6개월 입원", cells.count, False, "1", "이번 입원을 뺀 횟수입니다. 모르면 비웁니다."
        ),
        Column(
            "ed_visits_6m",
            "최근 6개월 응급실 방문",
            cells.count,
            False,
            "0",
            "횟수입니다. 모르면 비웁니다.",
            ("최근 6개월 응급실",),
        ),
        Column("expected_discharge_on", "퇴원예정일", cells.day, False, "2026-12-14", _DAY),
        Column("discharged_on", "퇴원일", cells.day, False, "", _DAY, ("퇴원일자",)),
    ),
    unique=("chart_no", "admitted_on"),
    check=lambda values: admission_faults(values, workdays.seoul_today()),
)
