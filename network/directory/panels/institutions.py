"""How the public page of an institution is laid out: the way the hospital's own leaflet prints it."""

from __future__ import annotations

from dataclasses import dataclass, field

from core import workdays
from network.models import Designation, Institution, OpeningHours, Phone

_OFFICE_TITLE = "공공보건의료사업실 안내"
_HOSPITAL_TITLE = "병원 안내"
_AGENCY_TITLE = "연락처"
_GROUPS = {
    Phone.Kind.OFFICE: (_OFFICE_TITLE, "대표번호"),
    Phone.Kind.MAIN: (_HOSPITAL_TITLE, "대표번호"),
    Phone.Kind.EMERGENCY: (_HOSPITAL_TITLE, "응급실"),
    Phone.Kind.REFERRAL: (_HOSPITAL_TITLE, "진료협력센터"),
    Phone.Kind.DEPARTMENT: (_AGENCY_TITLE, "담당 부서"),
}


@dataclass
class Group:
    """A heading with its lines: label and text."""

    title: str
    lines: list[tuple[str, str]] = field(default_factory=list)


def number_groups(institution: Institution) -> list[Group]:
    """Office first, then the hospital, each number followed by its fax."""
    groups: dict[str, Group] = {}
    for phone in institution.phones.all():
        title, label = _GROUPS[Phone.Kind(phone.kind)]
        group = groups.setdefault(title, Group(title))
        group.lines.append((label, ", ".join(text for text in (phone.number, phone.extra) if text)))
        if phone.fax:
            group.lines.append(("팩스", phone.fax))
    return list(groups.values())


def hour_groups(institution: Institution) -> list[Group]:
    """Hours by day; the lunch break last. A day that nobody printed does not appear."""
    lunch = OpeningHours.Kind.LUNCH
    found: list[Group] = []
    for day, title in OpeningHours.Day.choices:
        rows = [row for row in institution.hours.all() if row.day == day]
        rows.sort(key=lambda row: (row.kind == lunch, row.opens_at))
        if rows:
            found.append(Group(title, [(row.get_kind_display(), _span(row)) for row in rows]))
    return found


def _span(row: OpeningHours) -> str:
    return f"{row.opens_at:%H:%M}~{row.closes_at:%H:%M}"


def designation_lines(institution: Institution) -> list[str]:
    """`경기도 지역책임의료기관 · 의정부권(의정부시, 양주시, …) · 2020년 8월 지정`"""
    today = workdays.seoul_today()
    return [_designation(row) for row in institution.designations.all() if row.holds_on(today)]


def _designation(row: Designation) -> str:
    parts = [f"{row.region.name} {row.get_level_display()}"]
    if row.catchment is not None:
        towns = ", ".join(town.name for town in row.catchment.municipalities.all() if town.city_id is None)
        parts.append(row.catchment.name if towns == row.catchment.name else f"{row.catchment.name}({towns})")
    if row.valid_from is not None:
        parts.append(f"{row.valid_from.year}년 {row.valid_from.month}월 지정")
    return " · ".join(parts)


def address_line(institution: Institution) -> str:
    """`(11671) 경기도 의정부시 흥선로 142`"""
    return f"({institution.postcode}) {institution.address}" if institution.postcode else institution.address
