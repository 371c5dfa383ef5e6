"""What the coordinator does to a course that is held, and who teaches it; declared once for page and API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from core.actor import Actor
from core.acts import Act, Acts
from core.policy import OnRow
from education.access import COURSE_ACCESS, REQUEST
from education.acts.requests import course_crumbs, course_facts, course_line, to_list
from education.forms.delivery import CloseSurveyForm
from education.models import EducationRequest
from education.services import delivery
from education.workflow import EDUCATION_REQUEST


def _step(name: str, *, actor: Actor, course: EducationRequest, data: Mapping[str, Any]) -> EducationRequest:
    return delivery.act(actor=actor, course=course, name=name, reason=data.get("reason", ""))


def _home(course: EducationRequest) -> str:
    return reverse("education:course-delivery", args=[course.pk])


_DELIVERED = Act("deliver", happens=("만족도 조사가 열리고 신청기관에 알립니다.",), is_irreversible=True)

COURSE_ACTS = Acts(
    "education.course",
    door=OnRow(COURSE_ACCESS, "run", rows=EducationRequest.objects.for_page, audit_as="education.people_open"),
    row_name="course",
    machine=EDUCATION_REQUEST,
    step=_step,
    route="courses/<uuid:course_id>/act/",
    api_prefix="moves/",
    api_word="move",
    lead=course_line,
    facts=course_facts,
    crumbs=course_crumbs,
    home=_home,
    fallback=to_list,
    acts=(
        _DELIVERED,
        Act("close_survey", CloseSurveyForm, happens=("더는 응답을 받지 않습니다.",), is_irreversible=True),
        Act("report"),
        Act("close", happens=("교육을 더 고칠 수 없습니다.",), is_irreversible=True),
    ),
)

# Who teaches a course says that it was held; the rest of it is the coordinator's.
TAUGHT_ACTS = Acts(
    "education.taught",
    door=OnRow(REQUEST, "teach", rows=EducationRequest.objects.for_page),
    row_name="course",
    machine=EDUCATION_REQUEST,
    step=_step,
    route="requests/<uuid:request_id>/taught/",
    api_prefix="taught/",
    api_word="taught",
    lead=course_line,
    facts=course_facts,
    crumbs=course_crumbs,
    home=lambda course: reverse("education:request-detail", args=[course.pk]),
    fallback=to_list,
    acts=(_DELIVERED,),
)
