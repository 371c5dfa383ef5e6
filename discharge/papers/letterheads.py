"""What every paper says of the hospital that issues it: its name, its office, its own telephone numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from network.models import Institution, Phone

Kind = Phone.Kind
_FOR_PATIENTS = ((Kind.EMERGENCY, "응급실"), (Kind.OFFICE, ""), (Kind.MAIN, "대표번호"))


@dataclass(frozen=True)
class Letterhead:
    """The hospital, its office of public health care, its numbers by kind."""

    hospital: Institution
    office: str
    phones: Mapping[str, Phone]

    @property
    def signature(self) -> str:
        """`의정부병원 공공보건의료사업실`: before document numbers and where the house itself issues a paper."""
        return f"{self.hospital.short_name} {self.office}"

    @property
    def office_phone(self) -> str:
        """The number under which the office answers; the switchboard where it has none of its own."""
        found = self.phones.get(Kind.OFFICE) or self.phones.get(Kind.MAIN)
        return found.number if found else ""

    def numbers(self) -> list[tuple[str, str]]:
        """What a patient may call, with the place that answers. A number that is not known is left out."""
        return [
            (label or self.office, self.phones[kind].number) for kind, label in _FOR_PATIENTS if kind in self.phones
        ]


def plain_date(day: date | None) -> str:
    """`1948. 3. 15.`: a day of birth, where the weekday says nothing."""
    return f"{day.year}. {day.month}. {day.day}." if day else ""
