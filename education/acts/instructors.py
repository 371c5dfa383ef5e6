"""What is done to a person of the pool, declared once for page and API."""

from __future__ import annotations

from functools import partial

from django.urls import reverse

from core.acts import Act, Acts
from core.policy import OnRow
from education.access import INSTRUCTOR
from education.forms.instructors import AbsenceForm, QualificationForm
from education.models import Instructor
from education.services import instructors


def _home(row: Instructor) -> str:
    if "self" in row.relations:
        return reverse("education:my-lessons")
    return reverse("education:instructor", args=[row.pk])


INSTRUCTOR_ACTS = Acts(
    "education.instructor",
    door=OnRow(INSTRUCTOR, "absence"),
    row_name="instructor",
    route="instructors/<int:instructor_id>/act/",
    lead=lambda row: row.name,
    home=_home,
    fallback=lambda actor: reverse("education:my-lessons"),
    acts=(
        Act(
            "stop",
            service=partial(instructors.set_active, is_active=False),
            label="활동 중지",
            access="keep",
            offered=lambda standing: standing.row.is_active,
            done="활동을 중지했습니다. 섭외 목록에 나오지 않습니다.",
        ),
        Act(
            "start",
            service=partial(instructors.set_active, is_active=True),
            label="다시 활동",
            access="keep",
            offered=lambda standing: not standing.row.is_active,
            done="활동 중으로 바꾸었습니다.",
        ),
        Act(
            "add_qualification",
            QualificationForm,
            instructors.add_qualification,
            label="자격 더하기",
            question="자격 더하기",
            access="keep",
            done="자격을 더했습니다.",
            status=201,
        ),
        Act(
            "add_absence",
            AbsenceForm,
            instructors.add_absence,
            label="강의할 수 없는 시간 적기",
            question="강의할 수 없는 시간 적기",
            access="absence",
            done="강의할 수 없는 시간을 적었습니다.",
            status=201,
        ),
    ),
)
