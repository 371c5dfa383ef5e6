"""What people do to a request until the course stands, declared once for page and API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from core import codes, dates
from core.actor import Actor
from core.acts import Act, Acts, Standing
from core.policy import OnRow
from education.access import REQUEST
from education.forms import requests as forms
from education.models import EducationRequest
from education.services import requests
from education.workflow import EDUCATION_REQUEST


def _step(
    name: str, *, actor: Actor, course: EducationRequest, data: Mapping[str, Any], version: int | None = None
) -> EducationRequest:
    return requests.step(actor=actor, course=course, name=name, data=data, version=version)


def course_line(course: EducationRequest) -> str:
    return " · ".join(filter(None, (course.number, course.course, course.asker)))


def course_facts(course: EducationRequest, actor: Actor) -> list[tuple[str, str]]:
    """Which course, for whom, when: what is read before something is done that cannot be undone."""
    lessons = [f"{dates.kdatetime(one.starts_at)} {one.place_or_link}" for one in course.sessions.all()]
    rows = [
        ("교육", course.course),
        ("신청기관", course.asker or "자체 교육"),
        ("교육 대상", codes.label("education_audience", course.audience)),
        ("예상 인원", f"{course.expected_count:,}명"),
        ("회차", "\n".join(lessons)),
    ]
    return [(label, text) for label, text in rows if text]


def course_crumbs(course: EducationRequest, actor: Actor) -> list[tuple[str, str]]:
    return [
        ("교육", reverse("education:request-list")),
        (course.number, reverse("education:request-detail", args=[course.pk])),
    ]


def to_list(actor: Actor) -> str:
    return reverse("education:request-list")


def _may_agree(standing: Standing) -> bool:
    return requests.awaits_agreement(standing.row)


_CANCELLED = ("강사 섭외와 수강 신청도 취소되고, 신청한 사람에게 알립니다.",)

REQUEST_ACTS = Acts(
    "education.request",
    door=OnRow(REQUEST, "act", rows=EducationRequest.objects.for_page),
    row_name="course",
    machine=EDUCATION_REQUEST,
    step=_step,
    route="requests/<uuid:request_id>/act/",
    api_prefix="steps/",
    api_word="step",
    lead=course_line,
    facts=course_facts,
    crumbs=course_crumbs,
    fallback=to_list,
    acts=(
        Act("submit"),
        Act("take"),
        Act("ask_more", forms.NoteForm),
        Act("resubmit"),
        Act("approve", forms.ApproveForm),
        Act("reject", forms.RejectForm, is_irreversible=True, is_danger=True),
        Act("schedule"),
        Act(
            "agree",
            forms.AgreeForm,
            requests.agree,
            label="일정에 동의",
            access="agree",
            offered=_may_agree,
            done="일정에 동의한 것으로 적었습니다.",
            shows_facts=True,
            api="/agree",
        ),
        Act("confirm", shows_facts=True),
        Act("postpone", forms.ReasonForm),
        Act("reschedule"),
        Act("cancel", forms.CancelForm, happens=_CANCELLED, is_irreversible=True, is_danger=True),
        Act("cancel_host", forms.CancelForm, happens=_CANCELLED, is_irreversible=True, is_danger=True),
    ),
)
