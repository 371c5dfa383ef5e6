"""The list of the members of a body as an office keeps it: its columns and how to write them."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from core.imports import Column, Sheet, cells
from core.text import fold_code, without_blanks


def _email(value: str) -> str:
    line = fold_code(value).strip()
    try:
        validate_email(line)
    except ValidationError:
        raise ValueError("전자우편 주소를 확인하십시오.") from None
    return line


EX_OFFICIO, APPOINTED = "당연직", "위촉직"
_role = cells.code("council_role")


def _kind(value: str) -> str:
    if without_blanks(value) not in (EX_OFFICIO, APPOINTED):
        raise ValueError(f"다음 가운데 하나로 적으십시오: {EX_OFFICIO}, {APPOINTED}")
    return without_blanks(value)


def _role_or_kind(value: str) -> str:
    """Offices head the one column or the other with 구분; what stands in it tells which is meant."""
    return without_blanks(value) if without_blanks(value) in (EX_OFFICIO, APPOINTED) else str(_role(value))


def role_of(values: dict[str, Any]) -> str:
    """The role that a line gives; a member's where it says none."""
    role = str(values.get("role") or "")
    return "MEMBER" if role in ("", EX_OFFICIO, APPOINTED) else role


def is_ex_officio(values: dict[str, Any]) -> bool:
    """Whether a seat comes with the office; it does where the line says nothing."""
    return APPOINTED not in (values.get("kind"), values.get("role"))


MEMBERS = Sheet(
    title="위원 명단",
    columns=(
        Column(
            "order", "연번", cells.count, False, "1", "문서에 찍히는 차례는 역할과 기관에 따릅니다.", ("순번", "번호")
        ),
        Column(
            "institution",
            "기관",
            cells.text(60),
            True,
            "가상시 보건소",
            "이음에 등록된 기관명이나 짧은 이름으로 적습니다.",
            ("소속", "소속 기관", "기관명"),
        ),
        Column("position", "직위", cells.text(40), True, "건강증진팀장", "", ("직책",)),
        Column("name", "성명", cells.text(50), True, "김가상", "", ("이름", "위원명")),
        Column("role", "역할", _role_or_kind, False, "위원", "비우면 위원입니다.", ("구분", "위원 구분")),
        Column(
            "kind",
            "구분",
            _kind,
            False,
            EX_OFFICIO,
            f"{APPOINTED}이면 적습니다. 비우면 {EX_OFFICIO}입니다.",
            ("위원 구분",),
        ),
        Column(
            "phone", "연락처", cells.phone, False, "010-0000-0000", "업무에 쓰는 번호를 적습니다.", ("전화", "전화번호")
        ),
        Column("email", "전자우편", _email, False, "public@example.org", "", ("이메일", "메일")),
        Column("valid_from", "위촉일", cells.day, False, "2026-01-05", "비우면 오늘입니다.", ("위촉 일자",)),
    ),
    unique=("institution", "position", "name"),
    person=("name", "institution"),
    assent="이름이 같은 다른 사람이므로 이 줄 넣기",
)
