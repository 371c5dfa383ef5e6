"""Case conferences: who sat together about a case, what each takes on, what was decided (domain 2.1, 사례회의)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction

from core import audit, duties, late_entry, workdays
from core.actor import Actor
from core.errors import Conflict, Invalid
from core.once import once
from discharge.access import CASE
from discharge.models import AgencyAction, CaseConference, ConferenceAttendee, DischargeCase
from discharge.querysets import IN_CARE
from discharge.workflow import CaseStatus
from network.models import Consent

Data = Mapping[str, Any]
Decision = CaseConference.Decision
FIELDS = (
    "held_on",
    "place",
    "is_integrated",
    "situation",
    "needs",
    "decision",
    "decision_text",
    "extend_until",
    "next_on",
)
NEXT = "discharge.next_conference"


def record(*, actor: Actor, case: DischargeCase, data: Data, idempotency_key: str = "") -> CaseConference:
    """Keep the record of a conference with its `attendees` and `actions`. Raises Invalid, Conflict."""
    recorder = actor.user_id
    assert recorder is not None
    body = {"case": str(case.pk), **{name: str(value) for name, value in data.items()}}

    def make() -> CaseConference:
        with transaction.atomic():
            locked = CASE.lock_for(actor, "confer", case.pk)
            if locked.status not in IN_CARE:
                label = CaseStatus(locked.status).label
                raise Conflict(f"지금 상태({label})에서는 사례회의를 기록할 수 없습니다.")
            _demand_sense(locked, data)
            conference = CaseConference.objects.create(case=locked, recorded_by_id=recorder, **_columns(data))
            _store_rows(conference, data)
            _audit(actor, conference, "conference.record", "CREATE")
            _owe_next(actor, locked)
            return conference

    return once(actor, "discharge.record_conference", idempotency_key, body, CaseConference, make)[0]


def edit(*, actor: Actor, conference: CaseConference, data: Data, version: int | None = None) -> CaseConference:
    """Correct a record; somebody else's text is never overwritten unseen."""
    with transaction.atomic():
        case = CASE.lock_for(actor, "confer", conference.case_id)
        locked = CaseConference.objects.select_for_update().get(pk=conference.pk)
        if version is not None and locked.version != version:
            raise Conflict.between(locked, {name: data.get(name) for name in FIELDS})
        if case.status not in IN_CARE:
            raise Conflict("종결한 사례의 회의 기록은 고칠 수 없습니다.")
        _demand_sense(case, data)
        for name, value in _columns(data).items():
            setattr(locked, name, value)
        locked.version += 1
        locked.save()
        locked.attendees.all().delete()
        locked.actions.all().delete()
        _store_rows(locked, data)
        _audit(actor, locked, "conference.edit", "UPDATE")
        _owe_next(actor, case)
    return locked


def _owe_next(actor: Actor, case: DischargeCase) -> None:
    """The day on which the newest conference meant to sit again is owed; the next record, or the end, settles it."""
    duties.settle(case, NEXT, actor=actor)
    newest = case.conferences.order_by("-held_on", "-pk").first()
    if newest is not None and newest.next_on is not None:
        duties.open_duty(NEXT, case, actor=actor, due_at=workdays.end_of_day(newest.next_on))


def may_attend(case: DischargeCase, on: date) -> set[int]:
    """Institutions that may sit in: our own, and those that the person's third-party consent names."""
    named = Consent.objects.held(case.client_id, on).filter(consent_type="THIRD_PARTY", receiver__isnull=False)
    return {case.hospital_id, *named.values_list("receiver_id", flat=True)}


def _columns(data: Data) -> dict[str, Any]:
    values = {name: data[name] for name in FIELDS if name in data}
    if data["decision"] != Decision.EXTEND:
        values["extend_until"] = None
    return values


def _demand_sense(case: DischargeCase, data: Data) -> None:
    errors: dict[str, str] = {}
    held = data["held_on"]
    if held > workdays.seoul_today():
        errors["held_on"] = "회의일은 오늘 이전 날짜로 적으십시오."
    elif held < case.admitted_on:
        errors["held_on"] = "회의일은 입원일 이후 날짜로 적으십시오."
    else:
        errors |= late_entry.faults(held, data.get("late_reason"))
    if data.get("next_on") and data["next_on"] < held:
        errors["next_on"] = "다음 회의일은 회의일 이후 날짜로 적으십시오."
    if data["decision"] == Decision.EXTEND and not data.get("extend_until"):
        errors["extend_until"] = "언제까지 연장하는지 적으십시오."
    elif data["decision"] == Decision.EXTEND and data["extend_until"] < held:
        errors["extend_until"] = "연장 종료일은 회의일 이후 날짜로 적으십시오."
    errors.update(_people_faults(case, held, data))
    if errors:
        raise Invalid(errors)


def _people_faults(case: DischargeCase, held: date, data: Data) -> dict[str, str]:
    errors: dict[str, str] = {}
    attendees, actions = data.get("attendees") or [], data.get("actions") or []
    if not attendees:
        errors["attendees"] = "참석자를 한 명 이상 적으십시오."
    allowed = may_attend(case, held)
    for name, rows in (("attendees", attendees), ("actions", actions)):
        outside = _outside(rows, allowed)
        if outside:
            errors[name] = f"제3자 제공 동의 없음({', '.join(outside)})"
    for row in actions:
        if row.get("from_on") and row.get("until_on") and row["until_on"] < row["from_on"]:
            errors["actions"] = "할 일의 끝나는 날은 시작하는 날 이후로 적으십시오."
    return errors


def _outside(rows: Iterable[Mapping[str, Any]], allowed: set[int]) -> list[str]:
    found = {row["institution"].name for row in rows if row["institution"].pk not in allowed}
    return sorted(found)


def _store_rows(conference: CaseConference, data: Data) -> None:
    ConferenceAttendee.objects.bulk_create(
        ConferenceAttendee(conference=conference, institution=row["institution"], role=row["role"], name=row["name"])
        for row in data.get("attendees") or []
    )
    AgencyAction.objects.bulk_create(
        AgencyAction(
            conference=conference,
            institution=row["institution"],
            action=row["action"],
            from_on=row.get("from_on"),
            until_on=row.get("until_on"),
        )
        for row in data.get("actions") or []
    )


def _audit(actor: Actor, conference: CaseConference, verb: str, action: str) -> None:
    audit.record(
        actor,
        verb,
        action=action,
        about=conference,
        persons=[conference.case.client_id],
        changes={"case": conference.case.number, "decision": conference.decision},
    )
