"""What the host, the agency and the instructor alike see of a course."""

from __future__ import annotations

from typing import Any

from core import codes, dates
from core.actor import Actor
from core.acts import Standing
from education.acts.bookings import BOOKING_ACTS
from education.acts.delivery import TAUGHT_ACTS
from education.acts.requests import REQUEST_ACTS
from education.models import EducationRequest
from education.panels import progress, warnings
from education.panels.surveys import survey_of
from education.querysets import REPORTED, UNDER_WAY
from education.services.attendance import OPEN as ATTENDING


def overview(course: EducationRequest, actor: Actor) -> dict[str, Any]:
    """What the host, the agency and the instructor alike see of a course."""
    relations: frozenset[str] = course.relations
    is_party = not relations.isdisjoint(("coordinator", "sender"))
    lessons = _lessons_with_bookings(course, relations, actor)
    actions = REQUEST_ACTS.buttons(Standing(course, relations, actor))
    if "instructor" in relations and "coordinator" not in relations:
        actions += TAUGHT_ACTS.buttons(Standing(course, relations, actor))
    return {
        "course": course,
        "ending": progress.ending(course) if is_party else None,
        "is_party": is_party,
        "wish": wish(course, is_party=is_party),
        "terms": terms(course),
        "warnings": warnings.of_request(course) if is_party else [],
        "certified": is_party and course.status in REPORTED,
        "steps": progress.steps(course),
        "next": progress.turn(course, relations),
        "entries": progress.log(course) if is_party else [],
        "sessions": lessons,
        "actions": [one for one in actions if one["name"] != "agree"],
        "agree": next((one for one in actions if one["name"] == "agree"), None),
        "external_requester_contact": course.external_requester.address
        if course.from_outside and "coordinator" in relations
        else "",
        "may_tell": course.from_outside and "coordinator" in relations and course.status == "SUPPLEMENT",
        "may_edit": "sender" in relations and course.status in ("DRAFT", "SUPPLEMENT"),
        "plans": "coordinator" in relations and course.status == "SCHEDULING",
        "runs": "coordinator" in relations and course.status in UNDER_WAY,
        "may_enrol": is_party and course.status in UNDER_WAY,
        "teaches": "instructor" in relations and course.status in ATTENDING,
        **survey_of(course),
    }


def _lessons_with_bookings(course: EducationRequest, relations: frozenset[str], actor: Actor) -> list[Any]:
    """The lessons with who was asked for them; an instructor sees their own booking alone."""
    rows: list[Any] = list(course.sessions.prefetch_related("bookings__instructor"))
    runs = "coordinator" in relations
    for lesson in rows:
        lesson.asked = []
        for one in lesson.bookings.all() if runs or "instructor" in relations else ():
            own = one.instructor.user_id is not None and one.instructor.user_id == actor.user_id
            if runs or own:
                held = {"coordinator"} if runs else {"instructor"}
                found = BOOKING_ACTS.buttons(Standing(one, frozenset(held), actor))
                one.actions = [act for act in found if not act["blocked_reason"]]
                lesson.asked.append(one)
    return rows


def wish(course: EducationRequest, *, is_party: bool) -> list[tuple[str, str]]:
    """What was asked for, in the order of the form; who to call is for the agency and the host alone."""
    fields = codes.labels("education_field", course.field)
    wishes = [dates.kdatetime(at) for at in (course.wish_1, course.wish_2, course.wish_3) if at is not None]
    contact = [course.contact_name, course.contact_phone, course.contact_email] if is_party else []
    rows = [
        ("담당자", " · ".join(filter(None, contact))),
        ("교육 주제", course.topic.title if course.topic else ""),
        ("교육 분야", f"{fields} ({course.field_text})" if course.field_text else fields),
        ("예상 인원", f"{course.expected_count:,}명"),
        ("희망 일시", "\n".join(wishes)),
        ("교육 시간", f"{course.duration_min}분"),
        ("장소", course.place),
        ("장소 여건", ", ".join(course.facilities)),
        ("접근성 요구", course.access_need),
        ("희망 내용", course.content_wish),
        ("법정 의무교육", course.get_mandatory_display()),
        ("이전 교육 경험", course.previous),
        ("수료증", "필요" if course.needs_certificate else "필요 없음"),
    ]
    return [(label, text) for label, text in rows if text]


def terms(course: EducationRequest) -> list[tuple[str, str]]:
    """What holds for the course, once it is approved."""
    if course.decided_at is None or course.status == "REJECTED":
        return []
    mark = "평가 없음" if course.pass_mark is None else f"{float(course.pass_mark):g}점 이상"
    rows = [
        ("과정명", course.title),
        ("정원", f"{course.capacity:,}명" if course.capacity else ""),
        ("출석 기준", f"교육 시간의 {course.attendance_share}% 이상"),
        ("합격 점수", mark),
        ("생년월일", "수료증에 적으려고 받음" if course.asks_birth_date else ""),
    ]
    return [(label, text) for label, text in rows if text]
