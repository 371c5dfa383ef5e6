"""Signing up to a course: a seat while there is one, else a place in the line; who leaves makes room for the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from core import crypto, identifiers, messages, recipients, secret_links, workdays
from core.actor import SYSTEM, Actor
from core.errors import Conflict, Invalid
from core.text import without_blanks
from education import duties as owed
from education.access import REQUEST, SESSION_ACCESS
from education.models import EducationRequest, Enrolment, Session
from education.querysets import CANCELLED, EXPECTED
from education.services.sessions import was_held
from education.workflow import ENROLMENT, RequestStatus

TWICE = "이미 이 교육을 신청한 사람입니다."
NOT_OPEN = "확정한 교육이 시작하기 전에만 수강 신청을 받습니다."
NO_CONSENT = "개인정보 수집·이용에 동의한 사람만 적습니다."
OWN_WISH = "본인이 취소한 신청은 본인이 다시 신청합니다."
GIVEN_ON = "그 자리를 다음 사람이 받았습니다. 다시 신청하면 대기 순번에 오릅니다."
FIELDS = ("name", "institution", "affiliation", "birth_date", "phone", "job")


def apply(*, actor: Actor, course: EducationRequest, data: Mapping[str, Any]) -> Enrolment:
    """Sign somebody up; `data`: the form `participant`. Raises Conflict while the course takes nobody, Invalid."""
    return apply_all(actor=actor, course=course, people=[data])[0]


def apply_all(*, actor: Actor, course: EducationRequest, people: Sequence[Mapping[str, Any]]) -> list[Enrolment]:
    """Sign up everybody of a list in its order, or nobody; what holds for all of them is asked once."""
    with transaction.atomic():
        locked = REQUEST.lock_for(actor, "enrol", course.pk)
        if not takes_sign_ups(locked):
            raise Conflict(NOT_OPEN)
        rows, seats = [_signed_up(locked, data, actor) for data in people], max(seats_left(locked), 0)
        _store(rows[:seats], "confirm", actor)
        _store(rows[seats:], "wait", actor)
    return rows


def with_place(course: EducationRequest, data: Mapping[str, Any]) -> Mapping[str, Any]:
    """Who writes nothing else belongs to the agency that asked for the course."""
    return data if data.get("affiliation") else {**data, "institution": course.requester}


def join(*, actor: Actor, course: EducationRequest, data: Mapping[str, Any], **values: Any) -> Enrolment:
    """The same for who signs up by the course's public address; `course` is locked and its door is open. `values`: of
    the row itself. Raises Conflict, Invalid."""
    if not takes_sign_ups(course):
        raise Conflict(NOT_OPEN)
    row = _signed_up(course, data, actor, **values)
    _store([row], "confirm" if seats_left(course) > 0 else "wait", actor, "education.join")
    return row


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
        row = _signed_up(course, data, actor, is_walk_in=True)
        _store([row], "confirm", actor)
    return row


def cancel(*, actor: Actor, enrolment: Enrolment, reason: str = "", by_self: bool = False) -> Enrolment:
    """Give the seat back before the course begins; the next in line gets it. `by_self`: on the participant's own page,
    where the step of the agency is theirs; an office says why."""
    with transaction.atomic():
        EducationRequest.objects.select_for_update().get(pk=enrolment.request_id)
        side = "sender" if by_self else ""
        found: Enrolment = ENROLMENT.fire(
            enrolment, "cancel", actor=actor, data={"by_self": by_self}, reason=reason, on_behalf_of=side
        )
        _promote_next(found.request)
    return found


def restore(*, actor: Actor, enrolment: Enrolment) -> Enrolment:
    """Take back what an office cancelled: the seat while nobody else was given it, the place in the line always."""
    with transaction.atomic():
        course = REQUEST.lock_for(actor, "enrol", enrolment.request_id)
        back = ENROLMENT.fire(enrolment, "restore", actor=actor)
        found = _seat(back, "confirm" if back.seated_at else "wait")
        _promote_next(course)
        found.refresh_from_db()
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


def _seat(row: Enrolment, name: str) -> Enrolment:
    found: Enrolment = ENROLMENT.fire(row, name, actor=SYSTEM)
    return found


def _signed_up(course: EducationRequest, data: Mapping[str, Any], actor: Actor, **values: Any) -> Enrolment:
    """Somebody of the list, not stored yet. Raises Invalid."""
    if not data.get("consent"):
        raise Invalid({"consent": NO_CONSENT})
    kept = {name: data[name] for name in FIELDS if data.get(name)}
    if not str(kept.get("name", "")).strip():
        raise Invalid({"name": "성명을 적으십시오."})
    return Enrolment(
        request=course,
        consented_at=data.get("consented_at") or timezone.now(),
        person_hash=values.pop("person_hash", "") or person_hash(kept),
        door_code=secret_links.random_digits(4),
        created_by_id=actor.user_id,
        **kept,
        **values,
    )


def _store(rows: Sequence[Enrolment], name: str, actor: Actor, verb: str = "education.enrol") -> None:
    """Raises Invalid for somebody who is signed up already."""
    try:
        with transaction.atomic(), messages.together():
            ENROLMENT.enter(rows, name, actor=actor, verb=verb)
    except IntegrityError:
        raise Invalid({"name": TWICE}) from None


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
    return crypto.keyed_hash("participant", without_blanks(str(data["name"])), str(beside))


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


@ENROLMENT.guard("restore")
def _is_still_free(row: Enrolment, data: Any, actor: Actor) -> str | None:
    if row.cancelled_by_id is None:
        return OWN_WISH
    if not takes_sign_ups(row.request):
        return NOT_OPEN
    if row.request.enrolments.signed_up().filter(person_hash=row.person_hash).exists():
        return TWICE
    return GIVEN_ON if row.seated_at and seats_left(row.request) <= 0 else None


@ENROLMENT.guard("promote")
def _has_a_seat(row: Enrolment, data: Any, actor: Actor) -> str | None:
    return None if seats_left(row.request) > 0 else "남은 자리가 없습니다."


@ENROLMENT.effect("confirm", "promote")
def _seated(row: Enrolment, data: Any, actor: Actor) -> None:
    row.seated_at = timezone.now()


@ENROLMENT.effect("cancel")
def _cancelled(row: Enrolment, data: Any, actor: Actor) -> None:
    row.cancelled_at, row.cancelled_by_id = timezone.now(), actor.user_id


@ENROLMENT.effect("restore")
def _restored(row: Enrolment, data: Any, actor: Actor) -> None:
    row.cancelled_at = row.cancelled_by = None


@ENROLMENT.after("cancel")
def _tell_of_the_place(row: Enrolment, data: Any, actor: Actor) -> None:
    """A place has become free; where the whole course is off, they are told of the course."""
    if row.request.status not in CANCELLED:
        tell_other_house(
            row.request, actor, "수강 신청이 취소되었습니다. 명단을 확인하십시오.", f"{row.pk}:{row.version}:off"
        )


@ENROLMENT.after("complete", "fail", "no_show", is_shared=True)
def _tell_of_the_decision(row: Enrolment, data: Any, actor: Actor) -> None:
    """Once a day for a course, not once for each of its people."""
    day = workdays.seoul_today().isoformat()
    tell_other_house(row.request, actor, "수료 판정이 나왔습니다. 명단을 확인하십시오.", f"decided:{day}")


def tell_other_house(course: EducationRequest, actor: Actor, text: str, event: str) -> None:
    """A notice to the agency that asked for the course and to the hospital, except to the house that did it; once."""
    sides = [owed.coordinator(course), *([owed.sender(course)] if course.requester_id else [])]
    told = {
        one.id
        for side in sides
        if side.institution_id != actor.institution_id
        for one in recipients.owners(side.institution_id, side.role, side.person_id, side.programme)
    }
    messages.notify(f"education:{course.pk}:{event}", told, text=text, number=course.number, url=owed.line(course).url)
