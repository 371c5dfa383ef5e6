"""What is owed when a person has withdrawn: destroying who they were (domain 5.1, art. 21, 36 and 37)."""

from __future__ import annotations

from dataclasses import replace

from django.urls import reverse

from core import workdays
from core.duties import DutyKind, Line
from discharge.duties import lines
from discharge.limits import limit
from discharge.models import DischargeCase
from discharge.workflow import PROGRAMME


def _line_of_case(case: DischargeCase) -> Line:
    """Leads to the page on which it is done."""
    return replace(
        lines.case_line(case, "동의 철회"), url=reverse("discharge:aftercare-act", args=[case.pk, "destroy"])
    )


DESTRUCTION_KINDS = (
    DutyKind(
        "discharge.destroy",
        PROGRAMME,
        "개인정보 파기",
        "개인정보 파기",
        due=lambda case, now: workdays.in_days(limit("destroy_withdrawn"), now),
        owner=lines.coordinator,
        line=_line_of_case,
    ),
)
