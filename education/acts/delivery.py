"""What is done to a course that is held, to its lessons and its report, and by who teaches it; declared once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from core import dates
from core.actor import Actor
from core.acts import Act, Acts
from core.policy import OnRow
from education.access import COURSE_ACCESS, REQUEST, SESSION_ACCESS
from education.acts.requests import course_crumbs, course_facts, course_line, to_list
from education.forms.delivery import CloseSurveyForm
from education.forms.enrolments import WalkInForm
from education.forms.reports import ReportLineForm
from education.models import EducationRequest, Session
from education.services import delivery, enrolments, reports
from education.workflow import EDUCATION_REQUEST
from network.documents.models import Document


def _step(name: str, *, actor: Actor, course: EducationRequest, data: Mapping[str, Any]) -> EducationRequest:
    return delivery.act(actor=actor, course=course, name=name, reason=data.get("reason", ""))


def _submit_report(*, actor: Actor, course: EducationRequest, data: Mapping[str, Any]) -> Document:
    return reports.submit(actor=actor, course=course, **data)


def _sessions() -> QuerySet[Session]:
    return Session.objects.select_related("request__host", "request__topic")


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

SESSION_ACTS = Acts(
    "education.session",
    door=OnRow(SESSION_ACCESS, "attend", rows=_sessions, audit_as="education.people_open"),
    row_name="session",
    route="sessions/<uuid:session_id>/act/",
    lead=lambda row: f"{row.request.course} · {dates.kdatetime(row.starts_at)}",
    crumbs=lambda row, actor: course_crumbs(row.request, actor),
    home=lambda row: reverse("education:session-attendance", args=[row.pk]),
    fallback=to_list,
    acts=(
        Act(
            "walk_in",
            WalkInForm,
            enrolments.walk_in,
            label="현장 등록",
            question="현장 등록",
            access="attend",
            done="현장 등록을 했습니다. 출석 확인 번호는 {0.door_code}입니다.",
            status=201,
        ),
    ),
)

REPORT_ACTS = Acts(
    "education.report",
    door=OnRow(COURSE_ACCESS, "run", rows=EducationRequest.objects.for_page, audit_as="education.people_open"),
    row_name="course",
    route="courses/<uuid:course_id>/report/",
    api_prefix="report/",
    api_word="report",
    lead=course_line,
    facts=course_facts,
    crumbs=course_crumbs,
    home=_home,
    fallback=to_list,
    acts=(
        Act(
            "submit",
            ReportLineForm,
            _submit_report,
            label="결재 상신",
            question="결과보고서 결재 상신",
            access="run",
            state=reports.why_not_ready,
            happens=("첫 결재자에게 결재 할 일이 생깁니다.", "결재가 끝날 때까지 보고서를 고칠 수 없습니다."),
            done="결과보고서를 결재에 올렸습니다.",
        ),
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
