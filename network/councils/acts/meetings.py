"""What the coordinator does to a meeting, declared once for page and API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from core.actor import Actor
from core.acts import Act, Acts, Standing
from core.policy import OnRow
from network.councils.access import MEETING_ACCESS
from network.councils.forms.meetings import NewDateForm, ReasonForm
from network.councils.forms.reports import SubmitForm
from network.councils.models import ActionItem, AgendaItem, Meeting
from network.councils.services import counting, minutes, moves, reports
from network.councils.workflow import MEETING
from network.documents.models import Document

_PRIMARY = {
    "PLANNED": "notify",
    "NOTIFIED": "hold",
    "HELD": "draft",
    "MINUTES_DRAFT": "submit",
    "APPROVED": "distribute",
    "POSTPONED": "renotify",
}


def _primary(standing: Standing) -> str:
    return "enter" if _is_unnoticed(standing) else _PRIMARY.get(standing.row.status, "")


def _is_unnoticed(standing: Standing) -> bool:
    return standing.row.is_unnoticed and "coordinator" in standing.relations


def meeting_line(meeting: Meeting) -> str:
    return f"{meeting.title} · {meeting.when}"


def meeting_facts(meeting: Meeting, actor: Actor) -> list[tuple[str, str]]:
    """Whom and what; of a meeting that was held also who came and what came of each item."""
    rows = [
        ("회의", meeting.title),
        ("협의체", meeting.council.name),
        ("일시", meeting.when),
        ("장소", meeting.place),
        ("참석", _came(meeting)),
        ("안건", "\n".join(_line_of(item) for item in meeting.items.all())),
        ("조치사항", "\n".join(f"{row.text} ({row.owner.short_name})" for row in _actions(meeting))),
    ]
    return [(label, text) for label, text in rows if text]


def _came(meeting: Meeting) -> str:
    if meeting.held_at is None:
        return ""
    found = counting.turnout(meeting.council, meeting.attendees.all())
    said = f"위원 {found.members}명 가운데 {found.present}명"
    return f"{said}. {found.short_words}" if found.short_words else said


def _line_of(item: AgendaItem) -> str:
    decision = minutes.decision_words(item)
    return f"{item.order}. {item.title}" + (f": {decision}" if decision else "")


def _actions(meeting: Meeting) -> list[ActionItem]:
    return list(meeting.actions.select_related("owner").order_by("due_on", "pk"))


def meeting_crumbs(meeting: Meeting, actor: Actor) -> list[tuple[str, str]]:
    return [
        ("협의체", reverse("councils:council-list")),
        (meeting.title, reverse("councils:meeting-detail", args=[meeting.pk])),
    ]


def to_councils(actor: Actor) -> str:
    return reverse("councils:council-list")


def _submit(*, actor: Actor, meeting: Meeting, data: Mapping[str, Any], version: int | None = None) -> Document:
    return reports.submit(actor=actor, meeting=meeting, version=version, **data)


MEETING_ACTS = Acts(
    "councils.meeting",
    door=OnRow(MEETING_ACCESS, "manage", rows=Meeting.objects.for_page),
    row_name="meeting",
    machine=MEETING,
    step=moves.step,
    route="meetings/<uuid:meeting_id>/act/",
    lead=meeting_line,
    facts=meeting_facts,
    crumbs=meeting_crumbs,
    fallback=to_councils,
    primary=_primary,
    acts=(
        Act(
            "notify",
            happens=("위원에게 개최를 알립니다.", "계정이 있는 위원에게 참석 여부 회신 할 일이 생깁니다."),
            shows_facts=True,
        ),
        Act(
            "enter",
            offered=_is_unnoticed,
            happens=(
                "개최 알림 없이 열린 회의로 남고 위원에게 알리지 않습니다.",
                "출석과 논의 내용을 적고 결과를 보고합니다.",
            ),
            is_irreversible=True,
        ),
        Act("hold", happens=("회신을 더 받지 않습니다.", "결과보고 기한(14일)이 시작됩니다."), is_irreversible=True),
        Act("draft"),
        Act(
            "submit",
            SubmitForm,
            _submit,
            happens=("첫 결재자에게 결재 할 일이 생깁니다.", "결재가 끝날 때까지 기록을 고칠 수 없습니다."),
            shows_facts=True,
        ),
        Act(
            "distribute",
            service=reports.distribute,
            happens=(
                "위원이 결과 보고를 봅니다.",
                "조치사항의 담당 기관에 할 일이 생깁니다.",
                "다음 회의 안건에 오릅니다.",
            ),
            is_irreversible=True,
        ),
        Act("postpone", ReasonForm, happens=("알린 위원에게 연기를 알립니다.",)),
        Act("renotify", NewDateForm, happens=("참석 여부를 다시 묻습니다.",)),
        Act(
            "cancel",
            ReasonForm,
            happens=("알린 위원에게 취소를 알립니다.",),
            is_irreversible=True,
            is_danger=True,
        ),
    ),
)
