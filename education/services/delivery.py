"""From the lesson to the closed course: the rules and effects of deliver, close_survey, report and close."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from core import duties, sweeps, workdays
from core.actor import SYSTEM, Actor
from core.errors import Invalid
from core.surveys.models import SurveyRound
from core.surveys.services import rounds as surveys
from education.limits import limit
from education.models import Attendance, EducationReport, EducationRequest, Enrolment
from education.querysets import WAS_THERE
from education.services import certificates, completion, external_requesters
from education.services.enrolments import tell_other_house
from education.workflow import EDUCATION_REQUEST, RequestStatus

OBJECT = "education.course"
MOVES = ("deliver", "close_survey", "report", "close")


def act(*, actor: Actor, course: EducationRequest, name: str, reason: str = "") -> EducationRequest:
    """Make one of the moves of a course that is held."""
    found: EducationRequest = EDUCATION_REQUEST.fire(course, name, actor=actor, data={"no_answer_reason": reason})
    return found


def round_of(course: EducationRequest) -> SurveyRound | None:
    return SurveyRound.objects.about(OBJECT, course.pk).with_counts().order_by("-created_at").first()


def _note_limit(row: EducationRequest) -> None:
    """The limit of the state that the row has just reached."""
    code = EDUCATION_REQUEST.clocks.get(row.status)
    row.due_at = duties.KINDS[code].due(row, timezone.now()) if isinstance(code, str) else None


# --- the lesson was held ---------------------------------------------------------------------------------------------


@EDUCATION_REQUEST.guard("deliver")
def _was_held(row: EducationRequest, data: Any, actor: Actor) -> str | None:
    sessions = list(row.sessions.all())
    if not sessions or any(workdays.seoul_date(one.starts_at) > workdays.seoul_today() for one in sessions):
        return "아직 교육일이 되지 않았습니다."
    seats = row.enrolments.filter(status="CONFIRMED").count()
    entered = Attendance.objects.filter(session__request=row, enrolment__status="CONFIRMED").count()
    if not seats:
        return "수강생이 없습니다."
    return None if entered >= seats * len(sessions) else "모든 수강생의 출석을 적은 뒤에 할 수 있습니다."


@EDUCATION_REQUEST.effect("deliver")
def _deliver(row: EducationRequest, data: Any, actor: Actor) -> None:
    row.delivered_at = timezone.now()
    _note_limit(row)


@EDUCATION_REQUEST.after("deliver")
def _open_survey(row: EducationRequest, data: Any, actor: Actor) -> None:
    """Open the survey and tell the agency; its address stands on the course's page, for the people who came."""
    now = timezone.now()
    last = workdays.in_days(limit("survey_days"), now)
    surveys.open_round(
        actor=actor,
        institution_id=row.host_id,
        object_kind=OBJECT,
        object_id=row.pk,
        title=f"{row.course} 만족도 조사",
        closes_at=last,
        asked=present_count(row) or None,
    )
    if row.from_outside:
        external_requesters.tell(row, "교육을 마쳤습니다. 만족도 조사 주소를 수강생에게 전해 주십시오.", "survey")
    tell_other_house(row, actor, "교육을 마쳤습니다. 만족도 조사 주소를 수강생에게 전해 주십시오.", "survey")


def present_count(row: EducationRequest) -> int:
    """Persons who were at one lesson or more."""
    rows = Attendance.objects.filter(session__request=row, result__in=WAS_THERE)
    return rows.values("enrolment").distinct().count()


# --- the survey is over ----------------------------------------------------------------------------------------------


@EDUCATION_REQUEST.guard("close_survey")
def _is_over(row: EducationRequest, data: Any, actor: Actor) -> str | None:
    found = round_of(row)
    return "만족도 조사가 아직 열려 있습니다. 먼저 조사를 닫으십시오." if found and not found.is_over() else None


@EDUCATION_REQUEST.effect("close_survey")
def _close_survey(row: EducationRequest, data: Any, actor: Actor) -> None:
    """No answer at all needs a reason, which the report prints."""
    found = round_of(row)
    if found is None or not found.answered:  # type: ignore[attr-defined]
        reason = str(data.get("no_answer_reason") or "").strip()
        if not reason:
            raise Invalid({"reason": "응답이 하나도 없습니다. 그 사유를 적으십시오."})
        assert actor.user_id is not None
        EducationReport.objects.update_or_create(
            request=row, defaults={"no_answer_reason": reason}, create_defaults={
                "no_answer_reason": reason, "written_by_id": actor.user_id
            },
        )  # fmt: skip
    row.surveyed_at = timezone.now()
    _note_limit(row)


def close_surveys(now: datetime) -> int:
    """Sweep: surveys that are over and were answered close the step by themselves; without an answer a person must say why."""
    over = SurveyRound.objects.filter(object_kind=OBJECT, closes_at__lte=now, answers__isnull=False).distinct()
    rows = EducationRequest.objects.filter(status=RequestStatus.DELIVERED, pk__in=[one.object_id for one in over])
    return sweeps.each("education.close_surveys", rows, lambda row: act(actor=SYSTEM, course=row, name="close_survey"))


# --- the report ------------------------------------------------------------------------------------------------------


@EDUCATION_REQUEST.guard("report")
def _is_decided(row: EducationRequest, data: Any, actor: Actor) -> str | None:
    if Enrolment.objects.filter(request=row, status="CONFIRMED").exists():
        return completion.UNDECIDED
    return None


@EDUCATION_REQUEST.effect("report")
def _note_report(row: EducationRequest, data: Any, actor: Actor) -> None:
    row.reported_at = timezone.now()
    _note_limit(row)


@EDUCATION_REQUEST.after("report")
def _issue_certificates(row: EducationRequest, data: Any, actor: Actor) -> None:
    certificates.issue(row, workdays.seoul_today(), actor)


@EDUCATION_REQUEST.effect("close")
def _note_close(row: EducationRequest, data: Any, actor: Actor) -> None:
    row.closed_at = timezone.now()
    _note_limit(row)


def close_reported(now: datetime) -> int:
    """Sweep: a course whose report is out closes by itself when its limit has passed."""
    rows = EducationRequest.objects.filter(status=RequestStatus.REPORTED, due_at__lte=now)
    return sweeps.each("education.close_reported", rows, lambda row: act(actor=SYSTEM, course=row, name="close"))
