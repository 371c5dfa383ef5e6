"""Which rows of councils carry files: a meeting (photographs and the like) and its items (their material)."""

from __future__ import annotations

from typing import Any

from core.actor import Actor
from core.errors import Conflict, NotVisible
from core.files import FileKind
from core.models import StoredFile
from network.councils.access import MEETING_ACCESS
from network.councils.models import AgendaItem, Meeting

MEETING, ITEM = "councils.meeting", "councils.agendaitem"
# Afterwards the report is approved as it stands.
OPEN = ("PLANNED", "NOTIFIED", "POSTPONED", "HELD", "MINUTES_DRAFT")


def _meeting(actor: Actor, pk: str) -> Meeting:
    return MEETING_ACCESS.find(actor, "read", pk=pk)


def _kept_meeting(actor: Actor, pk: str) -> Meeting:
    row = MEETING_ACCESS.find(actor, "manage", pk=pk)
    if row.status not in OPEN:
        raise Conflict(f"지금 상태({row.get_status_display()})에서는 파일을 더하거나 지울 수 없습니다.")
    return row


def _item_finder(find: Any) -> Any:
    def found(actor: Actor, pk: str) -> AgendaItem:
        row = AgendaItem.objects.filter(pk=pk).first() if pk.isdecimal() else None
        if row is None:
            raise NotVisible
        find(actor, str(row.meeting_id))
        return row

    return found


KINDS = (
    FileKind(MEETING, _meeting, _kept_meeting),
    FileKind(ITEM, _item_finder(_meeting), _item_finder(_kept_meeting)),
)


def of_meeting(meeting: Meeting) -> list[StoredFile]:
    """What is attached to the meeting itself, oldest first."""
    rows = StoredFile.objects.filter(object_kind=MEETING, object_id=str(meeting.pk), removed_at__isnull=True)
    return list(rows.order_by("added_at", "pk"))


def all_of(meeting: Meeting, items: list[AgendaItem]) -> tuple[list[StoredFile], dict[str, list[StoredFile]]]:
    """The meeting's own files, and those of its items by the item's id; one statement."""
    ids = [str(item.pk) for item in items]
    rows = StoredFile.objects.filter(object_kind__in=(MEETING, ITEM), removed_at__isnull=True)
    rows = rows.filter(object_id__in=[str(meeting.pk), *ids]).order_by("added_at", "pk")
    own: list[StoredFile] = []
    by_item: dict[str, list[StoredFile]] = {pk: [] for pk in ids}
    for row in rows:
        if row.object_kind == MEETING:
            own.append(row)
        elif row.object_id in by_item:
            by_item[row.object_id].append(row)
    return own, by_item
