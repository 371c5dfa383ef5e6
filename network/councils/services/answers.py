"""Answers to an invitation, by the member or entered by the coordinator; who came; who takes part besides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from core import audit, codes, duties, once, workdays
from core.actor import Actor
from core.errors import Conflict, Invalid, NotVisible
from network.councils.access import MEETING_ACCESS, is_staff
from network.councils.models import Attendee, GuestGroup, Meeting
from network.councils.querysets import OBSERVER
from network.councils.services.rosters import rank
from network.councils.workflow import MeetingStatus
from network.models import Institution

Data = Mapping[str, Any]
Answer = Attendee.Answer
GROUP_FIELDS = ("affiliation", "number", "is_about")


def attendee_of(meeting: Meeting, pk: int) -> Attendee:
    """A row of this meeting's list. Raises NotVisible."""
    row = meeting.attendees.select_related("institution", "user").filter(pk=pk).first()
    if row is None:
        raise NotVisible
    row.meeting = meeting
    return row


def people_of(meeting: Meeting) -> list[Attendee]:
    """Everybody asked, in the order of papers (domain 4.3): chair, host, regional hospital, support group, by kind."""
    rows = list(meeting.attendees.select_related("institution", "member").prefetch_related("written"))
    for row in rows:
        row.meeting = meeting
    return sorted(rows, key=rank)


def likely(row: Attendee) -> str:
    """What somebody's answer makes likely; empty where nobody answered. Who runs the meeting looks and says so."""
    return {"COMES": "ATTENDED", "SENDS": "PROXY", "DECLINES": "EXCUSED"}.get(row.answer, "")


def is_own(actor: Actor, row: Attendee) -> bool:
    """The person asked, or the staff of their institution."""
    if row.institution_id != actor.institution_id:
        return False
    return is_staff(actor) or row.user_id == actor.user_id


def demand_answerable(actor: Actor, row: Attendee, relations: frozenset[str]) -> None:
    """One's own institution answers for itself; the coordinator enters what others told. Raises NotVisible.

    Another institution's answer is nothing that a member knows of.
    """
    if not is_own(actor, row) and "coordinator" not in relations:
        raise NotVisible


def answer(*, actor: Actor, attendee: Attendee, data: Data) -> Attendee:
    """참석, 불참 or 대리 (with a name). May be changed until the meeting; the coordinator says who told them.

    Raises Conflict when no answer is asked any more, Invalid for a proxy without a name.
    """
    with transaction.atomic():
        meeting, row = lock_invitation(actor, attendee)
        if meeting.is_by_answers:
            raise Conflict("서면 회의입니다. 안건마다 찬반과 의견을 회신하십시오.")
        if row.attendance:
            raise Conflict("출석을 이미 적었습니다. 회신을 바꿀 수 없습니다.")
        _write_answer(row, data, actor)
        duties.settle(row, "councils.answer", actor=actor)
        audit.record(
            actor,
            "meeting.answer",
            action="UPDATE",
            about=meeting,
            changes={"attendee": row.pk, "answer": row.answer, "told_by": row.told_by},
        )
    return row


def lock_invitation(actor: Actor, attendee: Attendee) -> tuple[Meeting, Attendee]:
    """A meeting and one who is asked to it, while an answer is taken. Raises NotVisible, Conflict in another state."""
    meeting = MEETING_ACCESS.lock_for(actor, "answer", attendee.meeting_id)
    row = Attendee.objects.select_for_update(of=("self",)).filter(pk=attendee.pk).first()
    if row is None:  # taken off the list meanwhile
        raise NotVisible
    demand_answerable(actor, row, meeting.relations)  # type: ignore[attr-defined]
    if meeting.status != MeetingStatus.NOTIFIED:
        raise Conflict(f"지금 상태({meeting.get_status_display()})에서는 회신할 수 없습니다.")
    return meeting, row


def note_answer(row: Attendee, answer: str, told_by: str, actor: Actor) -> None:
    """Whose answer it is and when it was given. Raises Invalid where nobody told it to the coordinator."""
    if not is_own(actor, row) and not told_by:
        raise Invalid({"told_by": "알린 사람을 적으십시오."})
    row.answer, row.told_by = answer, told_by if not is_own(actor, row) else ""
    row.answered_at, row.answered_by_id = timezone.now(), actor.user_id
    row.save()


def _write_answer(row: Attendee, data: Data, actor: Actor) -> None:
    errors: dict[str, str] = {}
    told_by = str(data.get("told_by") or "").strip()
    if data.get("answer") not in Answer.values:
        errors["answer"] = "참석, 불참, 대리 가운데 고르십시오."
    if data.get("answer") == Answer.SENDS and not str(data.get("proxy_name") or "").strip():
        errors["proxy_name"] = "대리인의 성명을 적으십시오."
    if not is_own(actor, row) and not told_by:
        errors["told_by"] = "알린 사람을 적으십시오."
    if errors:
        raise Invalid(errors)
    sends = data["answer"] == Answer.SENDS
    row.proxy_name = str(data.get("proxy_name") or "").strip() if sends else ""
    row.proxy_position = str(data.get("proxy_position") or "").strip() if sends else ""
    row.opinion = str(data.get("opinion") or "")
    note_answer(row, data["answer"], told_by, actor)


def add_guest(*, actor: Actor, meeting: Meeting, data: Data, idempotency_key: str = "") -> Attendee:
    """Somebody without a vote who sits in (배석)."""
    body = {"meeting": meeting, **data}
    guest, _ = once.once(
        actor, "meeting_guest", idempotency_key, body, Attendee, lambda: _add_guest(actor, meeting, data)
    )
    return guest


def _add_guest(actor: Actor, meeting: Meeting, data: Data) -> Attendee:
    with transaction.atomic():
        row = MEETING_ACCESS.lock_for(actor, "manage", meeting.pk)
        _demand_running(row)
        place: Institution = data["institution"]
        guest = Attendee.objects.create(
            meeting=row,
            institution=place,
            institution_name=place.name,
            position=data["position"],
            name=data["name"],
            role=OBSERVER,
            attendance="OBSERVER" if row.status != MeetingStatus.NOTIFIED else "",
        )
        audit.record(actor, "meeting.add_guest", action="UPDATE", about=row, changes={"attendee": guest.pk})
    return guest


def _demand_running(meeting: Meeting) -> None:
    if meeting.status not in (MeetingStatus.NOTIFIED, MeetingStatus.HELD, MeetingStatus.MINUTES_DRAFT):
        raise Conflict(f"지금 상태({meeting.get_status_display()})에서는 적을 수 없습니다.")


def record_attendance(
    *, actor: Actor, meeting: Meeting, rows: Sequence[Data], groups: Sequence[Data] | None = None
) -> Meeting:
    """Who came, for any number of attendees at once. A proxy needs a name; an empty mark takes the mark away.

    `groups`: all who took part without a record each, by affiliation and number; None leaves them as they stand.

    From the day of the meeting on, until the report goes for approval.
    """
    with transaction.atomic():
        row = MEETING_ACCESS.lock_for(actor, "manage", meeting.pk)
        _demand_running(row)
        if row.is_by_answers:
            raise Conflict("서면 회의는 회신한 위원이 참석한 것입니다. 출석을 따로 적지 않습니다.")
        if workdays.seoul_today() < workdays.seoul_date(row.starts_at):
            raise Conflict("출석은 회의일부터 적습니다.")
        known = {one.pk: one for one in row.attendees.select_for_update(of=("self",))}
        errors: dict[str, str] = {}
        for data in rows:
            _mark(known, data, errors)
        if errors:
            raise Invalid(errors)
        changed = [one for one in known.values() if getattr(one, "is_marked", False)]
        Attendee.objects.bulk_update(changed, ["attendance", "proxy_name", "proxy_position", "is_remote"])
        changes: dict[str, Any] = {"attendance": {str(one.pk): one.attendance for one in changed}}
        if groups is not None:
            changes["guests"] = _set_groups(row, groups)
        audit.record(actor, "meeting.record_attendance", action="UPDATE", about=row, changes=changes)
    return row


def _set_groups(meeting: Meeting, groups: Sequence[Data]) -> list[str]:
    wanted = [
        GuestGroup(meeting=meeting, order=place, **{name: one[name] for name in GROUP_FIELDS if name in one})
        for place, one in enumerate(groups, start=1)
    ]
    meeting.guest_groups.all().delete()
    GuestGroup.objects.bulk_create(wanted)
    return [str(one) for one in wanted]


def _mark(known: Mapping[int, Attendee], data: Data, errors: dict[str, str]) -> None:
    one = known.get(data["id"])
    if one is None:
        raise Invalid("이 회의의 참석자가 아닙니다.")
    mark = str(data.get("attendance") or "")
    if mark and not codes.is_code("council_attendance", mark):
        errors[f"{one.pk}.attendance"] = "목록에서 고르십시오."
        return
    name = str(data.get("proxy_name") or one.proxy_name).strip() if mark == "PROXY" else one.proxy_name
    if mark == "PROXY" and not name:
        errors[f"{one.pk}.proxy_name"] = f"{one.name} 위원의 대리인 성명을 적으십시오."
        return
    one.attendance, one.proxy_name = mark, name
    one.proxy_position = str(data.get("proxy_position") or one.proxy_position).strip()
    one.is_remote = bool(data.get("is_remote", one.is_remote))
    one.is_marked = True  # type: ignore[attr-defined]


def mark_by_answers(meeting: Meeting) -> None:
    """A written meeting: who answered took part, no answer is absence (domain 2.6)."""
    came = {Answer.COMES: "ATTENDED", Answer.SENDS: "PROXY", Answer.DECLINES: "EXCUSED", "": "ABSENT"}
    rows = list(meeting.attendees.all())
    for row in rows:
        row.attendance = "OBSERVER" if not row.has_vote else came[row.answer]
    Attendee.objects.bulk_update(rows, ["attendance"])
