"""The kinds of plan-against-actual tables and their columns (domain 3.2; Y and M stand beside A to E)."""

from __future__ import annotations

from collections.abc import Sequence

KINDS = {
    "A": "다음 해 계획과 올해 실적",
    "B": "같은 기간의 계획과 실적",
    "C": "예산",
    "Y": "예산의 전년 대비",
    "M": "월별 실적",
    "D": "연도별 지표",
    "E": "등급",
}
MONTHS = 12

_COMPUTED = {
    "A": ("증감", "증감률(%)"),
    "B": ("증감", "증감률(%)", "달성률(%)"),
    "C": ("집행률(%)", "잔액"),
    "Y": ("증감", "증감률(%)"),
    "M": ("누계", "달성률(%)"),
}
_USUAL = ("구분", "단위")
_NAMES = {"C": ("구분",), "Y": ("구분",), "D": ("분야", "지표명", "단위"), "E": ("구분",)}


def figures(kind: str, year: int = 0, columns: Sequence[str] = ()) -> tuple[str, ...]:
    """The columns that are typed. `year`: of the plan; `columns`: those of D (years) and E."""
    if kind == "A":
        return (f"{year}년 계획", f"{year - 1}년 실적")
    if kind == "Y":
        return (f"{year}년 예산", f"{year - 1}년 예산")
    if kind == "M":
        return ("계획", *(f"{month}월" for month in range(1, MONTHS + 1)))
    if kind == "D" and not columns:
        return (*(str(year - back) for back in range(4, 0, -1)), f"{year} (계획)")
    return {"B": ("계획", "실적"), "C": ("예산액", "집행액")}.get(kind) or tuple(columns)


def computed(kind: str) -> tuple[str, ...]:
    """The columns that are never typed."""
    return _COMPUTED.get(kind, ())


def names(kind: str) -> tuple[str, ...]:
    """The columns before the figures: what names a row, and its unit where the caption alone does not say it."""
    return _NAMES.get(kind, _USUAL)


def has_remark(kind: str) -> bool:
    return kind in ("A", "B")


def heads(kind: str, year: int = 0, columns: Sequence[str] = ()) -> tuple[str, ...]:
    """The heading cells of the printed table."""
    last = ("비고",) if has_remark(kind) else ()
    return (*names(kind), *figures(kind, year, columns), *computed(kind), *last)
