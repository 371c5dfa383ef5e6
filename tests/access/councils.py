"""Bodies and meetings for the matrix: one in which agencies of the cast sit, one of another hospital."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.utils import timezone

from core import workdays
from core.models import StoredFile
from network.councils.models import (
    ActionItem,
    AgendaItem,
    Attendee,
    Council,
    CouncilMember,
    Meeting,
    MeetingRecall,
    Proposal,
    ReportTable,
)
from network.documents.models import SavedLine
from network.models import Institution
from tests import make_documents
from tests.access.oracle import CouncilFacts, MeetingFacts, SurveyFacts
from tests.access.stands import MISSING_INT, MISSING_UUID, Stand
from tests.cast import Cast, Member

FILE = "files/matrix.pdf"  # laid out by the world
DOOR = "at-the-door-of-meeting"  # the secret of the meeting that is called

OURS = CouncilFacts(
    "host",
    frozenset({"host", "health", "welfare", "fire"}),
    frozenset({"coordinator1", "fire1"}),
    frozenset({"fire1"}),
)
THEIRS = CouncilFacts("other", frozenset({"welfare"}))


def stands(cast: Cast, other: Institution) -> dict[str, list[Stand]]:
    """The stands of everything about councils."""
    ours = body(cast, cast.host, (cast.coordinator1, cast.health1, cast.welfare1, cast.fire1))
    theirs = body(cast, other, (cast.welfare1,))
    planned = meeting_with_rows(cast, ours, 1, "PLANNED")
    called = meeting_with_rows(cast, ours, 2, "NOTIFIED")
    signing = meeting_with_rows(cast, ours, 3, "IN_APPROVAL")
    out = meeting_with_rows(cast, ours, 4, "DISTRIBUTED")
    foreign = meeting_with_rows(cast, theirs, 1, "DISTRIBUTED", cast.welfare1)
    line = frozenset({"director1"})
    facts = {
        "planned": (planned, MeetingFacts(OURS, place="health")),
        "called": (called, MeetingFacts(OURS, is_called=True, place="health")),
        "in approval": (signing, MeetingFacts(OURS, is_called=True, line=line, turn="director1", place="health")),
        "out": (out, MeetingFacts(OURS, is_called=True, is_out=True, place="health")),
        "another hospital's": (foreign, MeetingFacts(THEIRS, is_called=True, is_out=True, place="welfare")),
    }
    rows = [Stand(name, ids, what) for name, (ids, what) in facts.items()]
    lost = dict.fromkeys(called, MISSING_INT) | dict.fromkeys(
        ("meeting", "action", "document", "council", "file"), MISSING_UUID
    )
    missing = Stand("missing", lost, None)
    mixed = {**foreign, "meeting": called["meeting"]}
    nested = Stand("called, row of another's", mixed, replace(facts["called"][1], place=""), is_nested_there=False)
    bodies = [
        Stand("ours", {"council": ours.pk, "seat": _seat(ours)}, OURS),
        Stand("another hospital's", {"council": theirs.pk, "seat": _seat(theirs)}, THEIRS),
        Stand("ours, seat of another's", {"council": ours.pk, "seat": _seat(theirs)}, OURS, is_nested_there=False),
        Stand("missing", {"council": MISSING_UUID, "seat": MISSING_INT}, None),
    ]
    papers = [stand for stand in rows if stand.name in ("in approval", "out", "another hospital's")]
    return {
        "council": bodies,
        "meeting": [*rows, nested, missing],
        "invitation": [*rows, nested, missing],
        "report": [*rows, missing],
        "action": [*rows, missing],
        "recall": [_recalled(cast, ours), missing],
        "proposal": [*rows, missing],
        "document": [*papers, missing],
        "line": [_line(cast, cast.host), _line(cast, other), Stand("missing", {"line": MISSING_INT}, None)],
    }


def _seat(council: Council) -> int:
    return int(council.members.order_by("pk").values_list("pk", flat=True)[0])


def body(cast: Cast, host: Institution, people: tuple[Member, ...]) -> Council:
    council = Council.objects.create(
        host=host,
        name=f"{host.short_name} 실무협의체",
        meeting_type="WORKING",
        field="ESSENTIAL_CARE",
        created_by=cast.coordinator1.user,
    )
    for who in people:
        CouncilMember.objects.create(
            council=council,
            institution=who.institution,
            position="팀장",
            name=who.user.name,
            role="SECRETARY" if who == cast.fire1 else "MEMBER",
            user=who.user if who in (cast.coordinator1, cast.fire1) else None,
            valid_from=workdays.seoul_today() - timedelta(days=100),
        )
    return council


def meeting_with_rows(
    cast: Cast, council: Council, ordinal: int, status: str, who: Member | None = None
) -> dict[str, Any]:
    """A meeting with one row of everything that hangs on it, that row being `who`'s place's."""
    member, now = who or cast.health1, timezone.now()
    is_called = status != "PLANNED"
    starts = now + timedelta(days=10) if status in ("PLANNED", "NOTIFIED") else now - timedelta(days=2)
    meeting = Meeting.objects.create(
        council=council, meeting_type="WORKING", mode="FACE", year=2026, ordinal=ordinal, title=f"제{ordinal}차 회의",
        starts_at=starts, ends_at=starts + timedelta(hours=2), place="회의실", status=status,
        notified_at=now - timedelta(days=9) if is_called else None, created_by=cast.coordinator1.user,
        answer_until=workdays.seoul_today(), sign_in_key=DOOR if status == "NOTIFIED" and ordinal == 2 else "",
    )  # fmt: skip
    attendee = Attendee.objects.create(
        meeting=meeting, member=council.members.get(institution=member.institution), institution=member.institution,
        institution_name=member.institution.name, position="팀장", name=member.user.name,
    )  # fmt: skip
    item = AgendaItem.objects.create(meeting=meeting, order=1, kind="DISCUSSION", title="안건")
    table = ReportTable.objects.create(item=item, kind="B", rows=[])
    action = ActionItem.objects.create(
        meeting=meeting, item=item, text="공유", owner=member.institution, due_on=workdays.seoul_today()
    )
    proposal = Proposal.objects.create(
        council=council, institution=member.institution, kind="PROBLEM", title="제안", text="내용",
        proposed_by=member.user,
    )  # fmt: skip
    document = _document(cast, meeting) if status in ("IN_APPROVAL", "DISTRIBUTED") else MISSING_UUID
    file = StoredFile.objects.create(
        object_kind="councils.agendaitem", object_id=str(item.pk), name="자료.pdf", kind="pdf", size=4, sha256="0" * 64,
        file=FILE, added_by=cast.coordinator1.user, added_at=now,
    )  # fmt: skip
    return {
        "file": file.pk,
        "council": council.pk,
        "meeting": meeting.pk,
        "attendee": attendee.pk,
        "item": item.pk,
        "table": table.pk,
        "action": action.pk,
        "proposal": proposal.pk,
        "document": document,
    }


def _recalled(cast: Cast, council: Council) -> Stand:
    """A meeting that was called and cancelled."""
    ids = meeting_with_rows(cast, council, 5, "CANCELLED")
    meeting = Meeting.objects.get(pk=ids["meeting"])
    MeetingRecall.objects.create(
        meeting=meeting, move="CANCELLED", reason="사유", starts_at=meeting.starts_at, ends_at=meeting.ends_at,
        notified_at=meeting.notified_at, issued_at=timezone.now(), issued_by=cast.coordinator1.user,
    )  # fmt: skip
    return Stand("cancelled", ids, MeetingFacts(OURS, is_called=True, place="health"))


def _line(cast: Cast, host: Institution) -> Stand:
    """An approval line that an office keeps."""
    row = SavedLine.objects.create(host=host, programme="NETWORK", name="원장 결재", created_by=cast.coordinator1.user)
    return Stand(f"of {host.code}", {"line": row.pk}, SurveyFacts(host.code, "NETWORK"))


def _document(cast: Cast, meeting: Meeting) -> Any:
    """The report of a meeting: before the director, or issued."""
    is_out = meeting.status == "DISTRIBUTED"
    signer = None if is_out else cast.director1.user
    status = "ISSUED" if is_out else "IN_APPROVAL"
    return make_documents.report_of(meeting, status, cast.coordinator1.user, signer).pk
