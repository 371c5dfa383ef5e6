"""Planning a meeting: when, where, about what, who is asked; whose dates collide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from core import audit, duties, once, workdays
from core.actor import Actor
from core.errors import Conflict, Invalid
from network.councils.access import COUNCIL, MEETING_ACCESS
from network.councils.duties import notice_day
from network.councils.models import ActionItem, AgendaItem, Attendee, Council, CouncilMember, Meeting
from network.councils.services import telling
from network.councils.services.rosters import roster
from network.councils.workflow import MeetingStatus

Data = Mapping[str, Any]
FIELDS = (
    "kind",
    "mode",
    "title",
    "starts_at",
    "ends_at",
    "place",
    "link",
    "answer_until",
    "next_meeting_at",
    "plan_note",
    "attendee_note",
    "extra_papers",
    "is_public",
)
OPEN_TO_PLAN = (MeetingStatus.PLANNED, MeetingStatus.NOTIFIED, MeetingStatus.POSTPONED)
STANDING = "이전 회의 조치사항 이행 점검"
AT_PLACE, BY_LINK = ("FACE", "HYBRID"), ("ONLINE", "HYBRID")


def plan(*, actor: Actor, council: Council, data: Data, idempotency_key: str = "") -> Meeting:
    """A new meeting of a body, with its next ordinal of the year and everybody who sits in it on that day.

    Open actions of earlier meetings come onto its agenda by themselves.
    """
    values = {name: data[name] for name in FIELDS if name in data}
    check(values)
    body = {name: str(value) for name, value in values.items()} | {"council": str(council.pk)}

    def make() -> Meeting:
        locked = COUNCIL.lock_for(actor, "edit", council.pk)
        row = new_row(actor, locked, data, values)
        row.save(force_insert=True)
        invite_members(row)
        keep_standing_item(row)
        duties.open_duty("councils.notify", row, actor=actor, is_clock=True)
        audit.record(actor, "meeting.plan", action="CREATE", about=row, changes=body)
        return row

    with transaction.atomic():
        row, _ = once.once(actor, "meeting.plan", idempotency_key, body, Meeting, make)
    return row


def new_row(actor: Actor, council: Council, data: Data, values: Data) -> Meeting:
    """A meeting of a body with its next ordinal of the year, not stored yet. Its body is locked meanwhile."""
    assert actor.user_id is not None
    year = workdays.seoul_date(values["starts_at"]).year
    ordinal = _next_ordinal(council, year)
    return Meeting(
        council=council,
        meeting_type=data.get("meeting_type") or council.meeting_type,
        year=year,
        ordinal=ordinal,
        created_by_id=actor.user_id,
        **{"title": f"{year}년 제{ordinal}차 {council.name}", **values},
    )


def _next_ordinal(council: Council, year: int) -> int:
    last = Meeting.objects.filter(council=council, year=year).aggregate(last=Max("ordinal"))["last"]
    return (last or 0) + 1


def change(*, actor: Actor, meeting: Meeting, data: Data, version: int | None = None) -> Meeting:
    """Correct what was planned, or until the report is submitted what was noted of a meeting that was held.

    When a meeting that was announced moves, it is put off and announced anew instead. Of what else its notice told its
    members are told what changed, before and after; the notice itself stays as it was sent.
    """
    with transaction.atomic():
        row = MEETING_ACCESS.lock_for(actor, "manage", meeting.pk)
        values = {name: data[name] for name in FIELDS if name in data}
        if version is not None and row.version != version:
            raise Conflict.between(row, values)
        is_open = row.status in OPEN_TO_PLAN
        moved = any(name in values and values[name] != getattr(row, name) for name in ("starts_at", "ends_at"))
        if not is_open:
            _demand_open_minutes(row)
            _demand_past(values.get("starts_at", row.starts_at))
        elif row.status == MeetingStatus.NOTIFIED:
            _demand_as_called(row, values, moved=moved)
        elif moved and row.status != MeetingStatus.PLANNED:
            raise Invalid({"starts_at": CALLED})
        check({name: values.get(name, getattr(row, name)) for name in FIELDS}, is_over=not is_open)
        before = telling.told(row)
        for name, value in values.items():
            setattr(row, name, value)
        row.version += 1
        row.save()
        if moved and (row.status == MeetingStatus.PLANNED or row.was_entered):
            _renumber(row)
            invite_members(row)
            keep_standing_item(row)
        if moved and row.status == MeetingStatus.PLANNED:
            duties.open_duty("councils.notify", row, actor=actor, is_clock=True)
        if row.status == MeetingStatus.NOTIFIED and telling.told(row) != before:
            telling.members(row, f"회의가 바뀌었습니다. {', '.join(telling.changed_since(row))}", actor)
        changes = {name: str(value) for name, value in values.items()}
        audit.record(actor, "meeting.change", action="UPDATE", about=row, changes=changes)
    return row


CALLED = "알린 회의의 날짜는 '연기'한 뒤 '재알림'으로 바꾸십시오."


def _demand_as_called(row: Meeting, values: Data, *, moved: bool) -> None:
    """Its days stay, and whether members are asked to come or to answer in writing. Raises Invalid."""
    if moved:
        raise Invalid({"starts_at": CALLED})
    if "WRITTEN" in (row.mode, mode := values.get("mode", row.mode)) and mode != row.mode:
        raise Invalid({"mode": "알린 뒤에는 서면 회의와 모이는 회의를 바꿀 수 없습니다. '연기'한 뒤 '재알림'하십시오."})


def _renumber(row: Meeting) -> None:
    """A plan that moved into another year takes that year's next number."""
    year = workdays.seoul_date(row.starts_at).year
    if year != row.year:
        row.year, row.ordinal = year, _next_ordinal(row.council, year)
        row.save(update_fields=["year", "ordinal"])


def _demand_open_minutes(row: Meeting) -> None:
    if row.status not in (MeetingStatus.HELD, MeetingStatus.MINUTES_DRAFT):
        raise Conflict(f"지금 상태({row.get_status_display()})에서는 고칠 수 없습니다.")


def _demand_past(starts_at: datetime) -> None:
    if starts_at > timezone.now():
        raise Invalid({"starts_at": "이미 연 회의입니다. 실제로 시작한 때를 적으십시오."})


def check(values: Data, *, is_over: bool = False) -> None:
    """What a meeting needs; of one that is over nobody has to know the place or the address any more. Raises Invalid."""
    errors: dict[str, str] = {}
    starts, ends = values.get("starts_at"), values.get("ends_at")
    if starts and ends and ends <= starts:
        errors["ends_at"] = "끝나는 때는 시작보다 뒤로 적으십시오."
    mode = values.get("mode")
    if not is_over and mode in AT_PLACE and not values.get("place"):
        errors["place"] = "장소를 적으십시오."
    if not is_over and mode in BY_LINK and not values.get("link"):
        errors["link"] = "접속 주소를 적으십시오."
    until, last = values.get("answer_until"), ends if mode == "WRITTEN" else starts
    if until and last and until > workdays.seoul_date(last):
        errors["answer_until"] = "회신 기한은 회의일까지로 적으십시오."
    if errors:
        raise Invalid(errors)


def invite_members(meeting: Meeting) -> None:
    """Everybody who sits in the body on the day of the meeting, in the words of that day; guests stay."""
    seats = roster(meeting.council, meeting.first_day)
    known = {row.member_id: row for row in meeting.attendees.filter(member__isnull=False)}
    gone = [pk for pk in known if pk not in {seat.pk for seat in seats}]
    meeting.attendees.filter(member_id__in=gone).delete()
    fresh = [seat for seat in seats if seat.pk not in known]
    Attendee.objects.bulk_create([_asked(meeting, seat) for seat in fresh])


def _asked(meeting: Meeting, seat: CouncilMember) -> Attendee:
    return Attendee(
        meeting=meeting,
        member=seat,
        institution=seat.institution,
        institution_name=seat.institution.name,
        position=seat.position,
        name=seat.name,
        user=seat.user,
        role=seat.role,
    )


def keep_standing_item(meeting: Meeting) -> None:
    """The check of what is still open stands first on the agenda as long as something is open."""
    if meeting.status not in OPEN_TO_PLAN:
        return
    is_needed = ActionItem.objects.before(meeting).in_force().undone().exists()
    if is_needed and not meeting.items.filter(is_standing=True).exists():
        last = meeting.items.aggregate(last=Max("order"))["last"] or 0
        AgendaItem.objects.create(meeting=meeting, order=last + 1, kind="REPORT", title=STANDING, is_standing=True)
        standing = meeting.items.get(is_standing=True)
        _put_in_order(meeting, [standing, *meeting.items.exclude(pk=standing.pk)])


def bring_to_next_agenda(council: Council) -> None:
    """Something is open now: the next meetings that are still being planned have it on their agenda."""
    for row in Meeting.objects.filter(council=council, status__in=OPEN_TO_PLAN).select_for_update(of=("self",)):
        keep_standing_item(row)


def _put_in_order(meeting: Meeting, rows: Iterable[AgendaItem]) -> None:
    for place, row in enumerate(rows, start=1):
        if row.order != place:
            row.order = place
            row.save(update_fields=["order"])


ITEM_FIELDS = ("kind", "title", "presenter", "minutes", "paper")


def set_agenda(*, actor: Actor, meeting: Meeting, rows: Sequence[Data], version: int | None = None) -> Meeting:
    """The whole agenda in order: rows with an `id` are kept and changed, others are new, missing ones go.

    Once the meeting was held nothing goes and nothing is renamed, for there are notes; the papers may still be added to.
    """
    with transaction.atomic():
        row = MEETING_ACCESS.lock_for(actor, "manage", meeting.pk)
        if version is not None and row.version != version:
            raise Conflict
        if row.status not in (*OPEN_TO_PLAN, MeetingStatus.HELD, MeetingStatus.MINUTES_DRAFT):
            raise Conflict(f"지금 상태({row.get_status_display()})에서는 안건을 고칠 수 없습니다.")
        known = {item.pk: item for item in row.items.all()}
        wanted = [data for data in rows if str(data.get("title") or "").strip()]
        if not wanted:
            raise Invalid("안건을 하나 이상 적으십시오.")
        before = {pk: item.title for pk, item in known.items()}
        kept = [_item_of(row, known, data) for data in wanted]
        if row.status not in OPEN_TO_PLAN and row.notified_at is not None:
            _demand_all_kept(before, kept)
        gone = [item for pk, item in known.items() if pk not in {item.pk for item in kept}]
        _let_go(gone)
        _put_in_order(row, kept)
        row.version += 1
        row.save(update_fields=["version"])
        changes = {"items": [item.title for item in kept], "gone": [item.title for item in gone]}
        audit.record(actor, "meeting.set_agenda", action="UPDATE", about=row, changes=changes)
    return row


def _demand_all_kept(before: Mapping[int, str], kept: Sequence[AgendaItem]) -> None:
    """What members were called for and met about stays on the agenda in its words; more may be added."""
    now = {item.pk: item.title for item in kept}
    gone = [title for pk, title in before.items() if pk not in now]
    if gone:
        raise Invalid(f"연 회의의 안건은 지울 수 없습니다: {', '.join(gone)}")
    renamed = [title for pk, title in before.items() if now[pk] != title]
    if renamed:
        raise Invalid(f"연 회의의 안건명은 바꿀 수 없습니다: {', '.join(renamed)}")


def _item_of(meeting: Meeting, known: Mapping[int, AgendaItem], data: Data) -> AgendaItem:
    pk = data.get("id")
    if pk and pk not in known:
        raise Invalid("이 회의의 안건이 아닙니다.")
    item = known[pk] if pk else AgendaItem(meeting=meeting, order=len(known) + 1000)
    for name in ITEM_FIELDS:
        if name in data:
            setattr(item, name, data[name] if data[name] is not None or name == "minutes" else "")
    if not pk:
        item.order = (meeting.items.aggregate(last=Max("order"))["last"] or 0) + 1
    item.save()
    return item


def _let_go(items: Sequence[AgendaItem]) -> None:
    for item in items:
        if item.is_standing:
            raise Invalid("이전 회의의 조치사항이 남아 있어 점검 안건은 지울 수 없습니다.")
        if item.version > 1 or item.actions.exists() or item.written.exists():
            raise Invalid(f"기록이 있는 안건은 지울 수 없습니다: {item.title}")
        if item.proposal_id:
            raise Invalid(f"제안을 채택한 안건은 지울 수 없습니다: {item.title}")
        item.delete()


def clashes(meeting: Meeting) -> list[dict[str, Any]]:
    """Members of this meeting who are asked to another one at the same time; one query. A written one takes no time."""
    if meeting.mode == "WRITTEN":
        return []
    people = list(meeting.attendees.all())
    users = [row.user_id for row in people if row.user_id]
    same = Q(user_id__in=users)
    for row in people:
        same |= Q(institution_id=row.institution_id, name=row.name)
    if not people:
        return []
    others = Attendee.objects.filter(same, meeting__in=Meeting.objects.overlapping(meeting.starts_at, meeting.ends_at))
    rows = (
        others.exclude(meeting_id=meeting.pk)
        .exclude(meeting__mode="WRITTEN")
        .select_related("meeting__council")
        .order_by("name", "pk")
    )
    is_own = meeting.council.host_id
    return [
        {
            "name": row.name,
            "institution": row.institution_name,
            "starts_at": row.meeting.starts_at,
            # another hospital's meeting is not named: only that the member is not free
            "title": row.meeting.title if row.meeting.council.host_id == is_own else "다른 기관의 회의",
        }
        for row in rows
    ]


def is_short_notice(meeting: Meeting, now: datetime | None = None) -> bool:
    """Less than seven days are left for the notice."""
    moment = now or timezone.now()
    return meeting.status == MeetingStatus.PLANNED and workdays.seoul_date(moment) > notice_day(meeting)
