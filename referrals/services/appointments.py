"""Appointments of the receiver with the person: planned, moved, missed, kept (domain 2.0.3).

The receiver keeps them; the sender's care team may enter what it was told (대행 입력). The result of an appointment
whose day has passed is owed. The first one that was kept may start the service.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from core import audit, duties, late_entry, once, workdays
from core.actor import Actor
from core.dates import kdatetime
from core.errors import Conflict, Invalid, NotVisible
from core.particles import quoted, with_particle
from referrals.access import LINKAGE_ACCESS
from referrals.limits import limit
from referrals.models import Appointment, Linkage
from referrals.services.linkages import notices, steps

Data = Mapping[str, Any]
# What came of a visit that was planned is told also after the answer; the end of the linkage calls it off.
OPEN_STATES = ("RECEIVED", "ACCEPTED", "IN_SERVICE", "ON_HOLD", "CANCEL_REQUESTED", "REPLIED")
DAY_BEGINS, DAY_ENDS = 7, 21  # hours
PLANNABLE = ("ACCEPTED", "IN_SERVICE", "ON_HOLD")
_EARLIER = (("received_at", "접수일시"),)
OWED = "referrals.appointment"
LABELS = {
    "plan": "일정 잡기",
    "move": "일정 변경",
    "visit": "만남 기록",
    "no_show": "미방문 기록",
    "call_off": "일정 취소",
}


@dataclass(frozen=True)
class _Entry:
    """A locked linkage, and how the news came where the sender enters it (None: the receiver's own)."""

    row: Linkage
    said: dict[str, Any] | None


def is_at_night(moment: datetime) -> bool:
    """Whether nobody is visited at this hour of Seoul, unless they say so."""
    return not DAY_BEGINS <= timezone.localtime(moment, workdays.SEOUL).hour < DAY_ENDS


def plan(
    *, actor: Actor, linkage: Linkage, data: Data, proxy: Data | None = None, idempotency_key: str = ""
) -> Appointment:
    """Plan a meeting: `planned_at`, `way`, `place`, `note`. Raises NotVisible, Forbidden, Conflict or Invalid."""

    def make() -> Appointment:
        with transaction.atomic():
            entry = _enter(actor, linkage, proxy, "plan")
            made = _plan(entry, actor, data, None)
            _finish(entry, actor, "plan", made)
        return made

    body = {"linkage": linkage, "data": data, "proxy": proxy}
    made, _ = once.once(actor, "appointment", idempotency_key, body, Appointment, make)
    return made


def move(
    *, actor: Actor, linkage: Linkage, appointment: Appointment, data: Data, proxy: Data | None = None
) -> Appointment:
    """Another moment for the same meeting: the old one stays and says that it was moved. Returns the new one."""
    with transaction.atomic():
        entry = _enter(actor, linkage, proxy, "move")
        old = _open(entry.row, appointment)
        _close(old, "MOVED", actor, note=old.note)
        made = _plan(entry, actor, {"way": old.way, "place": old.place, **data}, old)
        _finish(entry, actor, "move", made)
    return made


def record_visit(
    *, actor: Actor, linkage: Linkage, appointment: Appointment, data: Data, proxy: Data | None = None
) -> Appointment:
    """They met: `happened_at` (empty: as planned), `note`, `starts_service` (an accepted linkage goes in service).

    Far back it takes `late_reason` (`core.late_entry`).
    """
    with transaction.atomic():
        entry = _enter(actor, linkage, proxy, "visit")
        row = _open(entry.row, appointment)
        happened = {**data, "happened_at": data.get("happened_at") or row.planned_at}
        at = late_entry.moment(happened, entry.row, _EARLIER)
        _close(row, "VISITED", actor, note=str(data.get("note") or "").strip(), happened_at=at)
        _finish(entry, actor, "visit", row, reason=str(data.get("late_reason") or ""))
        if data.get("starts_service") and entry.row.status == "ACCEPTED":
            _start(entry, actor, at)
    return row


def record_no_show(
    *, actor: Actor, linkage: Linkage, appointment: Appointment, data: Data, proxy: Data | None = None
) -> Appointment:
    """They did not meet although the time had come; the sender's worker hears of it. `note`: what happened."""
    with transaction.atomic():
        entry = _enter(actor, linkage, proxy, "no_show")
        row = _open(entry.row, appointment)
        if row.planned_at > timezone.now():
            raise Invalid("예정 일시가 지난 뒤에 적으십시오.")
        _close(row, "NO_SHOW", actor, note=_needed_note(data, "만나지 못한 까닭을 적으십시오."))
        _finish(entry, actor, "no_show", row)
        text = "방문·상담이 이루어지지 않았습니다."
        notices.to_team(entry.row, text, actor, event=f":appointment-{row.pk}")
    return row


def call_off(
    *, actor: Actor, linkage: Linkage, appointment: Appointment, data: Data, proxy: Data | None = None
) -> Appointment:
    """The meeting will not be, and no other moment is planned. `note`: why."""
    with transaction.atomic():
        entry = _enter(actor, linkage, proxy, "call_off")
        row = _open(entry.row, appointment)
        _close(row, "CANCELLED", actor, note=_needed_note(data, "취소 사유를 적으십시오."))
        _finish(entry, actor, "call_off", row)
    return row


def act(
    name: str, *, actor: Actor, linkage: Linkage, appointment: Appointment, data: Data, proxy: Data | None = None
) -> Appointment:
    """One of the acts on an appointment by its name. Raises NotVisible for a name that is none."""
    deeds = {"move": move, "visit": record_visit, "no_show": record_no_show, "call_off": call_off}
    if name not in deeds:
        raise NotVisible
    return deeds[name](actor=actor, linkage=linkage, appointment=appointment, data=data, proxy=proxy)


def find(linkage: Linkage, pk: int) -> Appointment:
    """An appointment of this very linkage. Raises NotVisible."""
    found: Appointment | None = linkage.appointments.filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def demand_now(linkage: Linkage, name: str, appointment: Appointment | None = None) -> None:
    """Raises Conflict where the state has moved on; asked before a body is judged, and again under the lock."""
    if linkage.status not in (PLANNABLE if name in ("plan", "move") else OPEN_STATES):
        label = LABELS[name]
        raise Conflict(f"지금 상태({linkage.get_status_display()})에서는 {quoted(label, '을/를')} 할 수 없습니다.")
    if appointment is not None:
        _demand_open(appointment)


# --- what the acts share ---------------------------------------------------------------------------------------------


def _enter(actor: Actor, linkage: Linkage, proxy: Data | None, name: str) -> _Entry:
    """Lock the linkage and ask who acts, for whom, and whether its state allows it: 404, 403, 409, 400."""
    row = LINKAGE_ACCESS.lock_for(actor, "appoint", linkage.pk, Linkage.objects.for_page())
    is_own = LINKAGE_ACCESS.allows("inbox", row.relations)  # type: ignore[attr-defined]
    demand_now(row, name)
    return _Entry(row, None if is_own else steps.check_proxy(proxy or {}))


def _open(linkage: Linkage, appointment: Appointment) -> Appointment:
    """The stored appointment, as long as nothing came of it yet: the linkage's lock keeps it so."""
    row = find(linkage, appointment.pk)
    _demand_open(row)
    return row


def _demand_open(row: Appointment) -> None:
    if row.outcome:
        raise Conflict(f"이미 결과가 있는 일정입니다({row.get_outcome_display()}). 새로 고친 뒤 확인하십시오.")


def _plan(entry: _Entry, actor: Actor, data: Data, moved_from: Appointment | None) -> Appointment:
    planned: datetime | None = data.get("planned_at")
    errors = {}
    if planned is None:
        errors["planned_at"] = "예정 일시를 적으십시오."
    elif planned < timezone.now():
        errors["planned_at"] = "예정 일시는 지금보다 뒤의 때를 적으십시오."
    elif planned > timezone.now() + timedelta(days=limit("plan_ahead_days")):
        errors["planned_at"] = f"예정 일시는 {limit('plan_ahead_days')}일 안의 때를 적으십시오."
    elif is_at_night(planned) and not data.get("is_at_night"):
        errors["is_at_night"] = (
            f"{with_particle(kdatetime(planned), '은/는')} 밤이나 새벽입니다. 맞으면 표시하고 다시 저장하십시오."
        )
    if data.get("way") not in Appointment.Way.values:
        errors["way"] = "방법을 고르십시오."
    if errors:
        raise Invalid(errors)
    assert actor.user_id is not None
    assert planned is not None
    return Appointment.objects.create(
        linkage=entry.row,
        planned_at=planned,
        way=data["way"],
        place=str(data.get("place") or "").strip(),
        note=str(data.get("note") or "").strip(),
        moved_from=moved_from,
        planned_by_id=actor.user_id,
        created_at=timezone.now(),
    )


def _needed_note(data: Data, words: str) -> str:
    note = str(data.get("note") or "").strip()
    if not note:
        raise Invalid({"note": words})
    return note


def _close(row: Appointment, outcome: str, actor: Actor, *, note: str, happened_at: datetime | None = None) -> None:
    row.outcome, row.note, row.happened_at = outcome, note or row.note, happened_at
    row.recorded_by_id = actor.user_id
    row.save(update_fields=["outcome", "note", "happened_at", "recorded_by"])


def _start(entry: _Entry, actor: Actor, at: datetime) -> None:
    """The first meeting was the start of the service."""
    data = {"started_on": workdays.seoul_date(at)}
    if entry.said is None:
        steps.start_service(actor=actor, linkage=entry.row, data=data)
    else:
        steps.enter_for_receiver(actor=actor, linkage=entry.row, step_name="start_service", data=data, proxy=entry.said)


def _finish(entry: _Entry, actor: Actor, name: str, appointment: Appointment, reason: str = "") -> None:
    """What is owed, how the news came, and the trail."""
    first = Appointment.objects.filter(linkage=entry.row).open().order_by("planned_at").first()
    if first is None:
        duties.settle(entry.row, OWED, actor=actor)
    else:
        duties.open_duty(
            OWED, entry.row, actor=actor, due_at=workdays.end_of_day(workdays.seoul_date(first.planned_at))
        )
    if entry.said is not None:
        steps.keep_proxy(entry.row, f"appointment_{name}", entry.said, actor)
    audit.record(
        actor,
        f"linkage.appointment_{name}",
        action="CREATE" if name == "plan" else "UPDATE",
        about=entry.row,
        persons=[entry.row.client_id],
        changes={"appointment": appointment.pk, "on_behalf": entry.said is not None},
        reason=reason,
    )
