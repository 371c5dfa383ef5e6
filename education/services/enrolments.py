"""Signing up to a course: a seat while there is one, else a place in the line; who leaves makes room for the next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from core import audit, crypto, identifiers, secret_links, workdays
from core.actor import SYSTEM, Actor
from core.errors import Conflict, Invalid
from education.access import REQUEST, SESSION_ACCESS
from education.models import EducationRequest, Enrolment, Session
from education.querysets import EXPECTED
from education.services.sessions import was_held
from education.workflow import ENROLMENT, RequestStatus

TWICE = "이미 이 교육을 신청한 사람입니다."
NOT_OPEN = "확정한 교육이 시작하기 전에만 수강 신청을 받습니다."
NO_CONSENT = "개인정보 수집·이용에 동의한 사람만 적습니다."
FIELDS = ("name", "institution", "affiliation", "birth_date", "phone", "job")


def apply(*, actor: Actor, course: EducationRequest, data: Mapping[str, Any]) -> Enrolment:
    """Sign somebody up; `data`: the form `participant`. Raises Conflict while the course takes nobody, Invalid."""
    with transaction.atomic():
        locked = REQUEST.lock_for(actor, "enrol", course.pk)
        if locked.status != RequestStatus.CONFIRMED or _has_begun(locked):
            raise Conflict(NOT_OPEN)
        return _seat_or_line(locked, _create(locked, data, actor))


def with_place(course: EducationRequest, data: Mapping[str, Any]) -> Mapping[str, Any]:
    """Who writes nothing else belongs to the agency that asked for the course."""
    return data if data.get("affiliation") else {**data, "institution": course.requester}


def join(*, actor: Actor, course: EducationRequest, data: Mapping[str, Any], **values: Any) -> Enrolment:
    """The same for who signs up by the course's public address; `course` is locked and its door is open. `values`: of
    the row itself. Raises Conflict, Invalid."""
    if course.status != RequestStatus.CONFIRMED or _has_begun(course):
        raise Conflict(NOT_OPEN)
    return _seat_or_line(course, _create(course, data, actor, verb="education.join", **values))


def takes_sign_ups(course: EducationRequest) -> bool:
    return course.status == RequestStatus.CONFIRMED and not _has_begun(course)


def walk_in(*, actor: Actor, session: Session, data: Mapping[str, Any]) -> Enrolment:
    """Somebody who came without signing up, on the day of a lesson; marked, and not bound by the number of seats."""
    with transaction.atomic():
        lesson = SESSION_ACCESS.lock_for(actor, "attend", session.pk)
        course = EducationRequest.objects.select_for_update().get(pk=lesson.request_id)
        if course.status not in (RequestStatus.CONFIRMED, RequestStatus.DELIVERED):
            raise Conflict(f"지금 상태({course.get_status_display()})에서는 현장 등록을 할 수 없습니다.")
        if workdays.seoul_date(lesson.starts_at) > workdays.seoul_today():
            raise Conflict("현장 등록은 교육일부터 합니다.")
        return _seat(_create(course, data, actor, is_walk_in=True), "confirm")


def cancel(*, actor: Actor, enrolment: Enrolment, by_self: bool = False) -> Enrolment:
    """Give the seat back before the course begins; the next in line gets it. `by_self`: on the participant's own page,
    where the step of the agency is theirs."""
    with transaction.atomic():
        EducationRequest.objects.select_for_update().get(pk=enrolment.request_id)
        side = "sender" if by_self else ""
        found: Enrolment = ENROLMENT.fire(
            enrolment, "cancel", actor=actor, data={"by_self": by_self}, on_behalf_of=side
        )
        _promote_next(found.request)
    return found


def promote(*, actor: Actor, enrolment: Enrolment, version: int | None = None) -> Enrolment:
    """The coordinator gives a free seat to one of those who wait, whoever is next in the line."""
    with transaction.atomic():
        REQUEST.lock_for(actor, "manage", enrolment.request_id)
        found: Enrolment = ENROLMENT.fire(enrolment, "promote", actor=actor, version=version)
    return found


def may_leave(enrolment: Enrolment) -> bool:
    """Whether the seat, or the place in the line, may still be given back."""
    return enrolment.status in EXPECTED and not _has_begun(enrolment.request)


def seats_left(course: EducationRequest) -> int:
    """The course must be locked by who acts on the answer: two sign-ups never get one seat."""
    return (course.capacity or 0) - course.enrolments.filter(status="CONFIRMED", is_walk_in=False).count()


def _promote_next(course: EducationRequest) -> None:
    while seats_left(course) > 0:
        following = Enrolment.objects.filter(request=course).in_line().first()
        if following is None:
            return
        ENROLMENT.fire(following, "promote", actor=SYSTEM)


def _seat_or_line(course: EducationRequest, row: Enrolment) -> Enrolment:
    """A seat while there is one, else a place in the line."""
    return _seat(row, "confirm" if seats_left(course) > 0 else "wait")


def _seat(row: Enrolment, name: str) -> Enrolment:
    found: Enrolment = ENROLMENT.fire(row, name, actor=SYSTEM)
    return found


def _create(
    course: EducationRequest, data: Mapping[str, Any], actor: Actor, *, verb: str = "education.enrol", **values: Any
) -> Enrolment:
    if not data.get("consent"):
        raise Invalid({"consent": NO_CONSENT})
    kept = {name: data[name] for name in FIELDS if data.get(name)}
    if not str(kept.get("name", "")).strip():
        raise Invalid({"name": "성명을 입력하세요."})
    try:
        with transaction.atomic():
            row = Enrolment.objects.create(
                request=course,
                consented_at=timezone.now(),
                person_hash=values.pop("person_hash", "") or person_hash(kept),
                door_code=secret_links.random_digits(4),
                created_by_id=actor.user_id,
                **kept,
                **values,
            )
    except IntegrityError:
        raise Invalid({"name": TWICE}) from None
    audit.record(actor, verb, action="CREATE", about=row)
    return row


def person_hash(data: Mapping[str, Any]) -> str:
    """The same person in another course has the same: name with birth date, else with telephone, else with place."""
    place, phone = data.get("institution"), str(data.get("phone") or "")
    beside = (
        data.get("birth_date")
        or "".join(identifiers.phone_blocks(phone))
        or phone
        or getattr(place, "pk", "")
        or data.get("affiliation")
        or ""
    )
    return crypto.keyed_hash("participant", "".join(str(data["name"]).split()), str(beside))


def _has_begun(course: EducationRequest) -> bool:
    """While new dates are looked for, an old one that has passed says nothing; a lesson to which people came does."""
    begun = course.sessions.filter(starts_at__lte=timezone.now())
    if course.status in (RequestStatus.POSTPONED, RequestStatus.SCHEDULING):
        begun = begun.filter(was_held())
    return begun.exists()


@ENROLMENT.guard("cancel")
def _before_the_start(row: Enrolment, data: Any, actor: Actor) -> str | None:
    if actor.is_system:  # the course itself is off
        return None
    return "교육이 시작한 뒤에는 취소할 수 없습니다. 출석으로 적습니다." if _has_begun(row.request) else None


@ENROLMENT.guard("promote")
def _has_a_seat(row: Enrolment, data: Any, actor: Actor) -> str | None:
    return None if seats_left(row.request) > 0 else "남은 자리가 없습니다."


@ENROLMENT.effect("confirm", "promote")
def _seated(row: Enrolment, data: Any, actor: Actor) -> None:
    row.seated_at = timezone.now()


@ENROLMENT.effect("cancel")
def _cancelled(row: Enrolment, data: Any, actor: Actor) -> None:
    row.cancelled_at = timezone.now()
