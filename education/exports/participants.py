"""The list of people who sign up to a course, as an agency keeps it: its columns and how to write them."""

from __future__ import annotations

from datetime import date
from typing import Any

from core import workdays
from core.imports import Column, Sheet, cells

OLDEST = 120


def _consent(value: str) -> bool:
    if value.strip().casefold() in ("예", "y", "yes", "o", "동의", "동의함"):
        return True
    raise ValueError("개인정보 수집·이용에 동의한 사람만 적습니다. 동의했으면 '예'라고 적으십시오.")


def _faults(values: dict[str, Any], today: date, *, asks_birth: bool) -> dict[str, str]:
    born = values.get("birth_date")
    if born is None:
        return {"birth_date": "이 교육의 수료증에는 생년월일이 있어야 합니다."} if asks_birth else {}
    if born > today or today.year - born.year > OLDEST:
        return {"birth_date": "생년월일을 다시 확인하십시오."}
    return {}


def people(*, asks_birth: bool) -> Sheet:
    """The sheet of a course that asks for the birth date, or does not."""
    today = workdays.seoul_today()
    return Sheet(
        title="수강생 명단",
        columns=(
            Column("name", "성명", cells.text(50), True, "김가상", "", ("이름",)),
            Column(
                "affiliation",
                "소속",
                cells.text(100),
                False,
                "가상요양원",
                "비우면 교육을 신청한 기관입니다.",
                ("기관",),
            ),
            Column(
                "job",
                "직종",
                cells.code("education_audience"),
                False,
                "요양·돌봄 종사자",
                "보건의료인력, 요양·돌봄 종사자처럼 적습니다.",
            ),
            Column(
                "phone", "연락처", cells.phone, False, "010-0000-0000", "바뀐 일정을 알릴 때 씁니다.", ("전화번호",)
            ),
            Column("birth_date", "생년월일", cells.birth, False, "1980-01-01", "수료증에 적을 때만 받습니다."),
            Column(
                "consent",
                "개인정보 동의",
                _consent,
                True,
                "예",
                "수집·이용에 동의한 사람만 '예'라고 적습니다.",
                ("동의", "동의 여부", "개인정보 동의 여부", "개인정보 수집·이용 동의"),
                "이 명단의 모든 사람에게서 개인정보 수집·이용 동의를 받았습니까? 받은 날을 적으십시오.",
            ),
        ),
        unique=("name", "phone", "birth_date"),
        check=lambda values: _faults(values, today, asks_birth=asks_birth),
        person=("name", "affiliation"),
    )
