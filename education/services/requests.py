"""An agency's request until the course stands: asking, deciding, dates, agreement, confirmation, postponing, cancelling."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from core import audit, duties, messages, numbers, recipients, workdays
from core.actor import Actor
from core.duties import Owner, open_duty, settle
from core.errors import Conflict, Forbidden, Invalid
from core.once import once
from education import duties as owed
from education.access import PARTNERS, REQUEST, runs
from education.models import EducationRequest, InstructorBooking, Session
from education.querysets import COMING, INVITED, TAKEN
from education.services import external_requesters
from education.services.sessions import was_held
from education.workflow import EDUCATION_REQUEST, RequestStatus
from network.models import Institution
from network.services.responsibility import host_of

WISHES = (
    "topic", "contact_name", "contact_phone", "contact_email", "field", "field_text", "method", "audience",
    "expected_count", "wish_1", "wish_2", "wish_3", "place", "facilities", "access_need", "duration_min", "content_wish",
    "needs_certificate", "mandatory", "previous",
)  # fmt: skip
TERMS = ("title", "capacity", "attendance_share", "pass_mark", "asks_birth_date", "cost")
AGREE = "education.agree_date"
SAY_MORE = "기타를 골랐으면 상세 사유를 적으십시오."
Data = Mapping[str, Any]
Deed = Callable[[EducationRequest, Data, Actor], None]


def ask(*, actor: Actor, data: Data, idempotency_key: str = "") -> EducationRequest:
    """An agency's staff write a request to the hospital that is responsible for their area. Raises Forbidden, Invalid."""
    if not actor.holds(*PARTNERS):
        raise Forbidden
    assert actor.institution_id is not None
    assert actor.user_id is not None
    place, author = Institution.objects.get(pk=actor.institution_id), actor.user_id
    host = host_of(place)
    if host is None:
        raise Invalid("교육을 맡을 책임의료기관을 찾지 못했습니다. 병원에 전화하십시오.")

    def make() -> EducationRequest:
        row = EducationRequest(number=numbers.case_number("E"), host=host, requester=place, created_by_id=author)
        fill_wishes(row, data)
        row.save()
        audit.record(actor, "education_request.create", action="CREATE", about=row)
        return row

    with transaction.atomic():
        return once(actor, "education.ask", idempotency_key, data, EducationRequest, make)[0]


def edit(*, actor: Actor, course: EducationRequest, data: Data, version: int | None = None) -> EducationRequest:
    """Change what was asked for, while it is a draft or more is asked. Raises Conflict with both texts."""
    with transaction.atomic():
        row = REQUEST.lock_for(actor, "edit", course.pk)
        if row.status not in (RequestStatus.DRAFT, RequestStatus.SUPPLEMENT):
            raise Conflict(f"지금 상태({row.get_status_display()})에서는 신청 내용을 고칠 수 없습니다.")
        if version is not None and row.version != version:
            raise Conflict.between(row, data)
        fill_wishes(row, data)
        row.version += 1
        row.save()
        audit.record(actor, "education_request.edit", action="UPDATE", about=row)
    return row


def open_course(*, actor: Actor, data: Data, idempotency_key: str = "") -> EducationRequest:
    """A course that the hospital holds by itself (자체 교육 개설): nobody asked for it."""
    if not runs(actor):
        raise Forbidden
    assert actor.institution_id is not None
    assert actor.user_id is not None
    place, author = actor.institution_id, actor.user_id

    def make() -> EducationRequest:
        row = EducationRequest(
            number=numbers.case_number("E"), host_id=place, created_by_id=author
        )  # fmt: skip
        _fill_columns(row, data, (*WISHES, *TERMS))
        _demand_sense(row, has_wish=False)
        found: EducationRequest = EDUCATION_REQUEST.start(row, "open_course", actor=actor)
        return found

    with transaction.atomic():
        return once(actor, "education.open_course", idempotency_key, data, EducationRequest, make)[0]


def step(
    *,
    actor: Actor,
    course: EducationRequest,
    name: str,
    data: Data | None = None,
    version: int | None = None,
    on_behalf_of: str = "",
) -> EducationRequest:
    """Make one of the moves up to the confirmed course."""
    found: EducationRequest = EDUCATION_REQUEST.fire(
        course, name, actor=actor, data=dict(data or {}), version=version, on_behalf_of=on_behalf_of
    )
    return found


# --- dates -----------------------------------------------------------------------------------------------------------


def add_session(
    *, actor: Actor, course: EducationRequest, starts_at: datetime, ends_at: datetime, place_or_link: str
) -> Session:
    """One more lesson; the requester agrees to the dates anew. Raises Conflict, Invalid."""
    if ends_at <= starts_at:
        raise Invalid({"ends_at": "끝은 시작보다 뒤여야 합니다."})
    if starts_at <= timezone.now():
        raise Invalid({"starts_at": "앞으로 올 때를 적으십시오."})
    with transaction.atomic():
        row = REQUEST.lock_for(actor, "manage", course.pk)
        if row.status != RequestStatus.SCHEDULING:
            raise Conflict("일정을 조율하는 동안에만 회차를 정합니다.")
        if row.sessions.filter(starts_at__lt=ends_at, ends_at__gt=starts_at).exists():
            raise Invalid({"starts_at": "이 교육의 다른 회차와 시간이 겹칩니다."})
        lesson = Session.objects.create(
            request=row,
            order=row.sessions.count() + 1,
            starts_at=starts_at,
            ends_at=ends_at,
            place_or_link=place_or_link,
        )
        ask_anew(row, actor)
        audit.record(actor, "education.add_session", action="CREATE", about=lesson)
    return lesson


def drop_session(*, actor: Actor, session: Session) -> None:
    """A lesson that was planned by mistake; one for which somebody was asked stays and its booking is cancelled first."""
    with transaction.atomic():
        row = REQUEST.lock_for(actor, "manage", session.request_id)
        if row.status != RequestStatus.SCHEDULING:
            raise Conflict("일정을 조율하는 동안에만 회차를 지웁니다.")
        if row.sessions.filter(was_held(), pk=session.pk).exists():
            raise Invalid("이미 한 회차입니다. 출석과 강의 기록이 있어 지우지 않습니다.")
        if session.bookings.filter(status__in=INVITED).exists():
            raise Invalid("강사를 섭외한 회차입니다. 섭외를 먼저 취소하거나 거절로 적으십시오.")
        session.delete()
        ask_anew(row, actor)
        audit.record(actor, "education.drop_session", action="UPDATE", about=row)


def ask_anew(row: EducationRequest, actor: Actor) -> None:
    """The dates are others now: who asked for the course agrees once more."""
    row.date_agreed_at, row.date_agreed_by, row.date_told_by = None, None, ""
    row.save(update_fields=["date_agreed_at", "date_agreed_by", "date_told_by"])
    if row.is_asked_for:
        open_duty(AGREE, row, actor=actor)
    if row.from_outside:
        external_requesters.ask_to_agree(row)


def agree(*, actor: Actor, course: EducationRequest, told_by: str = "") -> EducationRequest:
    """The requester agrees to the dates; the coordinator writes down who told them so. Raises Conflict, Invalid."""
    with transaction.atomic():
        row = REQUEST.lock_for(actor, "agree", course.pk)
        if row.status != RequestStatus.SCHEDULING or not row.sessions.exists():
            raise Conflict("일정을 조율하는 동안, 회차를 정한 뒤에 동의합니다.")
        if runs(actor) and row.host_id == actor.institution_id and not told_by.strip():
            raise Invalid({"told_by": "일정에 동의한다고 알린 사람을 적으십시오."})
        row.date_agreed_at, row.date_told_by = timezone.now(), told_by.strip()
        row.date_agreed_by_id = actor.user_id
        row.save(update_fields=["date_agreed_at", "date_agreed_by", "date_told_by"])
        settle(row, AGREE, actor=actor)
        audit.record(actor, "education.agree_date", action="UPDATE", about=row)
    return row


def awaits_agreement(row: EducationRequest) -> bool:
    """Whether dates are proposed to which the requester has not agreed."""
    is_open = row.status == RequestStatus.SCHEDULING and row.is_asked_for and row.date_agreed_at is None
    return bool(is_open and row.sessions.exists())


def fill_wishes(row: EducationRequest, data: Data) -> None:
    """What was asked for, onto the row. Raises Invalid where it makes no sense."""
    _fill_columns(row, data, WISHES)
    _demand_sense(row)


def _fill_columns(row: EducationRequest, data: Data, names: tuple[str, ...]) -> None:
    for name in names:
        if name in data:
            setattr(row, name, data[name])


def _demand_sense(row: EducationRequest, *, has_wish: bool = True) -> None:
    """Rules of the form that need more than one field. `has_wish`: a first wished date must be there."""
    errors = {}
    if row.wish_1 is None:
        if has_wish:
            errors["wish_1"] = "희망 일시를 적으십시오."
    elif workdays.seoul_date(row.wish_1) < workdays.seoul_today():
        errors["wish_1"] = "오늘이나 앞으로 올 때를 적으십시오."
    if "OTHER" in row.field and not row.field_text.strip():
        errors["field_text"] = "그 밖의 교육 분야를 적으십시오."
    if row.method in ("ONSITE", "GROUP") and not row.place.strip():
        errors["place"] = "방문교육과 집합교육은 장소를 적으십시오."
    if len({wish for wish in (row.wish_1, row.wish_2, row.wish_3) if wish}) < sum(
        wish is not None for wish in (row.wish_1, row.wish_2, row.wish_3)
    ):
        errors["wish_2"] = "희망 일시는 서로 다르게 적으십시오."
    if errors:
        raise Invalid(errors)


# --- what the moves do -----------------------------------------------------------------------------------------------


def _effect_of(*names: str) -> Callable[[Deed], Deed]:
    """Register what a move does; afterwards the row knows the limit of its new state."""

    def register(deed: Deed) -> Deed:
        def effect(row: EducationRequest, data: Data, actor: Actor) -> None:
            deed(row, data, actor)
            code = EDUCATION_REQUEST.clocks.get(row.status)
            row.due_at = duties.KINDS[code].due(row, timezone.now()) if isinstance(code, str) else None

        EDUCATION_REQUEST.effect(*names)(effect)
        return deed

    return register


@_effect_of("submit")
def _submitted(row: EducationRequest, data: Data, actor: Actor) -> None:
    row.submitted_at = timezone.now()


@_effect_of("take", "schedule")
def _taken(row: EducationRequest, data: Data, actor: Actor) -> None:
    """The move itself is all there is to it."""


@_effect_of("ask_more")
def _more_asked(row: EducationRequest, data: Data, actor: Actor) -> None:
    row.note, row.paused_at = str(data["note"]), timezone.now()


@_effect_of("resubmit")
def _supplemented(row: EducationRequest, data: Data, actor: Actor) -> None:
    if row.paused_at is not None:
        begin, end = workdays.seoul_date(row.paused_at), workdays.seoul_today()
        row.paused_days += workdays.calendar().working_days_between(begin, end)
    row.paused_at = None


@_effect_of("open_course")
def _opened(row: EducationRequest, data: Data, actor: Actor) -> None:
    row.decided_at, row.decided_by_id = timezone.now(), actor.user_id


@_effect_of("approve")
def _approved(row: EducationRequest, data: Data, actor: Actor) -> None:
    _fill_columns(row, data, TERMS)
    row.decided_at, row.decided_by_id = timezone.now(), actor.user_id


@_effect_of("reject")
def _rejected(row: EducationRequest, data: Data, actor: Actor) -> None:
    row.reject_reason, row.reason_text = data["reject_reason"], str(data.get("reason_text") or "")
    row.decided_at, row.decided_by_id = timezone.now(), actor.user_id


@_effect_of("confirm")
def _confirmed(row: EducationRequest, data: Data, actor: Actor) -> None:
    row.confirmed_at = timezone.now()


@_effect_of("postpone")
def _postponed(row: EducationRequest, data: Data, actor: Actor) -> None:
    row.reason_text = str(data["reason"])


@_effect_of("reschedule")
def _rescheduled(row: EducationRequest, data: Data, actor: Actor) -> None:
    row.date_agreed_at, row.date_agreed_by, row.date_told_by = None, None, ""


@_effect_of("cancel", "cancel_host")
def _cancelled(row: EducationRequest, data: Data, actor: Actor) -> None:
    row.cancel_reason, row.reason_text = data["cancel_reason"], str(data.get("reason_text") or "")
    row.closed_at = timezone.now()


@EDUCATION_REQUEST.guard("reject", "cancel", "cancel_host")
def _other_says_more(row: EducationRequest, data: Data, actor: Actor) -> str | None:
    chosen = data.get("reject_reason") or data.get("cancel_reason")
    return SAY_MORE if chosen == "OTHER" and not str(data.get("reason_text") or "").strip() else None


@EDUCATION_REQUEST.guard("confirm")
def _missing_for_confirmation(row: EducationRequest, data: Data, actor: Actor) -> str | None:
    """Date, place, capacity, an instructor for every lesson, the requester's agreement."""
    if not row.sessions.exists():
        return "회차를 먼저 정하십시오."
    if row.sessions.filter(starts_at__lte=timezone.now()).exclude(was_held()).exists():
        return "이미 시작한 회차가 있습니다. 그 회차를 지우고 앞으로 올 때로 다시 정하십시오."
    if not row.capacity:
        return "정원을 먼저 정하십시오."
    if lacks_instructor(row):
        return "확정한 강사가 없는 회차가 있습니다."
    return "신청기관이 아직 일정에 동의하지 않았습니다." if row.is_asked_for and row.date_agreed_at is None else None


def lacks_instructor(row: EducationRequest) -> bool:
    """Whether nobody is confirmed for one of its lessons."""
    booked = InstructorBooking.objects.filter(session__request=row, status__in=TAKEN).values("session")
    return bool(row.sessions.exclude(pk__in=booked).exists())


@EDUCATION_REQUEST.after("postpone", "cancel", "cancel_host")
def _nothing_to_agree_to(row: EducationRequest, data: Data, actor: Actor) -> None:
    """Dates that are off wait for nobody's agreement."""
    settle(row, AGREE, actor=actor, outcome="DROPPED")


@EDUCATION_REQUEST.after("submit")
def _tell_external_requester(row: EducationRequest, data: Data, actor: Actor) -> None:
    """The first text carries the address of their page."""
    if row.from_outside:
        external_requesters.tell(row, "교육 신청을 받았습니다.", "sent")


@EDUCATION_REQUEST.after("ask_more", "approve", "reject", "confirm", "postpone", "cancel_host")
def _tell_agency(row: EducationRequest, data: Data, actor: Actor) -> None:
    if row.requester_id:
        _tell_owner(row, owed.sender(row), actor)
    if row.from_outside:
        external_requesters.tell(row, external_requesters.words_of(row), str(row.version))


@EDUCATION_REQUEST.after("cancel", "postpone")
def _tell_host(row: EducationRequest, data: Data, actor: Actor) -> None:
    _tell_owner(row, owed.coordinator(row), actor)


@EDUCATION_REQUEST.after("confirm", "cancel", "cancel_host", "postpone")
def _tell_instructors(row: EducationRequest, data: Data, actor: Actor) -> None:
    rows = InstructorBooking.objects.filter(session__request=row, instructor__user__isnull=False)
    told = rows.filter(status__in=COMING).values_list("instructor__user_id", flat=True)
    _notify(row, [one for one in set(told) if one is not None])


def _tell_owner(row: EducationRequest, owner: Owner, actor: Actor) -> None:
    found = recipients.owners(owner.institution_id, owner.role, owner.person_id, owner.programme)
    _notify(row, [one.id for one in found if one.id != actor.user_id])


def _notify(row: EducationRequest, persons: list[int]) -> None:
    text = external_requesters.words_of(row)
    key = f"education:{row.pk}:{row.version}"
    messages.notify(key, persons, text=text, number=row.number, url=owed.line(row).url)
