"""People, places and short ways to act in the tests of councils. All of them are fictional (가상)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from core.actor import Actor
from network.councils.models import AgendaItem, Attendee, Council, CouncilMember, Meeting
from network.councils.services import actions, answers, bodies, minutes, moves, planning, reports
from network.councils.workflow import REPORT
from network.documents.models import Document
from network.documents.services import approving, papers
from network.models import Institution
from tests.cast import Cast

SEOUL = ZoneInfo("Asia/Seoul")
PLANNED_ON = datetime(2026, 11, 20, 9, 0, tzinfo=SEOUL)
NOTICE_ON = datetime(2026, 12, 3, 10, 0, tzinfo=SEOUL)
STARTS = datetime(2026, 12, 10, 14, 0, tzinfo=SEOUL)
ENDS = datetime(2026, 12, 10, 16, 0, tzinfo=SEOUL)
AGENDA = (
    ("REPORT", "3분기 추진실적"),
    ("DISCUSSION", "야간 전원 거절 사유와 개선방안"),
    ("DECISION", "2027년 운영계획(안)"),
    ("COOPERATION", "퇴원 통보 담당자 지정"),
)
SINCE = date(2026, 1, 5)


def at(month: int, day: int, hour: int = 10, minute: int = 0, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=SEOUL)


@dataclass
class House:
    """The host's council, run by coordinator1, and everybody who sits in it."""

    cast: Cast
    council: Council

    @property
    def coordinator(self) -> Actor:
        return self.cast.coordinator1.actor

    def seat(self, place: Institution, name: str, **values: Any) -> CouncilMember:
        data = {"institution": place, "position": "팀장", "name": name, "role": "MEMBER", "valid_from": SINCE} | values
        return bodies.add_member(actor=self.coordinator, council=self.council, data=data)

    def plan(self, starts: datetime = STARTS, **values: Any) -> Meeting:
        data = {
            "kind": "REGULAR",
            "mode": "FACE",
            "starts_at": starts,
            "ends_at": starts + timedelta(hours=2),
            "place": "본관 5층 대회의실",
        } | values
        return planning.plan(actor=self.coordinator, council=self.council, data=data)

    def agenda(self, meeting: Meeting, rows: Any = AGENDA) -> Meeting:
        kept = [{"id": item.pk} | {"title": item.title} for item in meeting.items.all()]
        new = [{"kind": kind, "title": title, "presenter": "정가상"} for kind, title in rows]
        return planning.set_agenda(actor=self.coordinator, meeting=meeting, rows=[*kept, *new])

    def step(self, name: str, meeting: Meeting, **data: Any) -> Meeting:
        return moves.step(name, actor=self.coordinator, meeting=meeting, data=data)

    def called(self, starts: datetime = STARTS, **values: Any) -> Meeting:
        return self.step("notify", self.agenda(self.plan(starts, **values)))

    def attend(self, meeting: Meeting, **marks: str) -> Meeting:
        """Everybody came, but for those whose mark is given by name."""
        rows = [
            {"id": row.pk, "attendance": marks.get(row.name, "ATTENDED"), "proxy_name": "라가상"}
            for row in meeting.attendees.all()
        ]
        return answers.record_attendance(actor=self.coordinator, meeting=meeting, rows=rows)

    def write(self, item: AgendaItem, decision: str = "원안대로 접수", **values: Any) -> AgendaItem:
        data = {"discussion": "(가상소방서) 당직표를 미리 알면 재문의가 줄 것임", "decision": decision} | values
        return minutes.write(actor=self.coordinator, item=item, data=data, version=item.version)

    def write_all(self, meeting: Meeting) -> None:
        for item in meeting.items.all():
            item.meeting = meeting
            self.write(item)

    def action(self, meeting: Meeting, owner: Institution, due_on: date, text: str = "거절 사유 공유") -> Any:
        item = meeting.items.order_by("order").last()
        assert item is not None
        item.meeting = meeting
        return actions.add(actor=self.coordinator, item=item, data={"text": text, "owner": owner, "due_on": due_on})

    def submit(self, meeting: Meeting, *people: Any) -> Document:
        line = [{"title": "원장", "person": who.user} for who in (people or (self.cast.director1,))]
        return reports.submit(actor=self.coordinator, meeting=meeting, line=line)

    def sign(self, document: Document, who: Any = None, mark: str = "NORMAL") -> Document:
        return approving.sign(actor=(who or self.cast.director1).actor, document=document, mark=mark)

    def distribute(self, meeting: Meeting) -> Meeting:
        return reports.distribute(actor=self.coordinator, meeting=meeting)

    def person(self, meeting: Meeting, name: str) -> Attendee:
        row = meeting.attendees.select_related("institution", "user").get(name=name)
        row.meeting = meeting
        return row


def meeting_of(document: Document) -> Meeting:
    """The meeting of a report, as it is stored now."""
    return Meeting.objects.for_page().get(pk=document.subject_id)


def report_of(meeting: Meeting) -> Document:
    """The only report of a meeting."""
    return Document.objects.get(kind=REPORT, subject_id=meeting.pk)


def shown(document: Document) -> dict[str, Any]:
    """What the paper of a report shows now."""
    row = Document.objects.for_page().get(pk=document.pk)
    return papers.context_of(reports.KIND, meeting_of(row), row)


def house(cast: Cast) -> House:
    """The host's council with seats of the health centre, the welfare centre, the fire station and the house."""
    council = bodies.create(
        actor=cast.coordinator1.actor,
        data={"name": "필수보건의료 실무협의체", "meeting_type": "WORKING", "field": "ESSENTIAL_CARE"},
    )
    made = House(cast, council)
    made.seat(cast.host, "정가상", role="CHAIR", position="공공의료사업실장", user=cast.coordinator1.user)
    made.seat(cast.health1.institution, "남가상", position="건강증진팀장", user=cast.health1.user)
    made.seat(cast.welfare1.institution, "배가상", position="사무국장")
    made.seat(cast.fire1.institution, "임가상", position="구급팀장", user=cast.fire1.user)
    return made
