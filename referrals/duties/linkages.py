"""Who owes what about a linkage: the receiver answers, the sender's team follows it up.

What the receiver owes stands in the receiver's list. An agency without accounts has no list, and one with accounts
may be silent: `referrals.time_out` moves a request that nobody received to NO_RESPONSE, whose duty is the sender's,
and `referrals.watch_late` opens `referrals.late_reply` at the sender's team for every other answer that is late. So
every late answer is somebody's work at the hospital, without the receiver losing its own duty.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from django.urls import reverse

from core import codes, workdays
from core.duties import DutyKind, Line, Owner
from core.masking import mask_name
from referrals.limits import limit
from referrals.models import Linkage
from referrals.registry import programme
from referrals.services.linkages import clocks

PROGRAMME = "REFERRALS"


def receiver(row: Linkage) -> Owner:
    """The institution that was asked; at a hospital its coordinator answers (domain 2.0: PARTNER_STAFF)."""
    role = "COORDINATOR" if row.receiver.is_hospital else "PARTNER_STAFF"
    return Owner(row.receiver_id, role, programme=PROGRAMME)


def team(row: Linkage) -> Owner:
    """The sender's social worker or nurse in charge, in the programme of the case."""
    owner = programme(row.programme).team(row)
    return Owner(owner.institution_id, owner.role, owner.person_id, row.programme)


def receiver_or_team(row: Linkage) -> Owner:
    """An institution without accounts is told by the sender."""
    return receiver(row) if row.receiver.is_member else team(row)


def _url(row: Linkage) -> str:
    return reverse("referrals:linkage-detail", args=[row.pk])


def _root(row: Linkage) -> tuple[str, str]:
    """What is owed about a linkage belongs to its case."""
    return row.about_kind, str(row.about_id)


def receiver_line(row: Linkage) -> Line:
    about = f"{codes.label('linkage_service', row.service)} · {row.sender.name}"
    return Line(row.number, about, _url(row), row.urgency == "URGENT", root=_root(row))


def team_line(row: Linkage) -> Line:
    """`김*상 님 · 방문건강관리(보건소) · 가상시 보건소`; masked, because duties stand in lists."""
    service = codes.label("linkage_service", row.service)
    about = f"{mask_name(row.client.name)} 님 · {service} · {row.receiver.short_name}"
    return Line(row.number, about, _url(row), row.urgency == "URGENT", root=_root(row))


def appointment_line(row: Linkage) -> Line:
    """In the words of the side that owes it."""
    line = receiver_line(row) if row.receiver.is_member else team_line(row)
    return replace(line, url=f"{line.url}#appointments")


TOLD = "기관에 알림 기록"


def _own_line(row: Linkage) -> Line:
    """Of the linkage alone: it is owed although its case has ended."""
    return replace(team_line(row), root=(row._meta.label_lower, str(row.pk)))


def number_line(row: Linkage) -> Line:
    """After a withdrawal nothing but the linkage's number is named (domain 0.3)."""
    return Line(row.number, "동의가 철회된 의뢰", reverse("referrals:destruction", args=[row.pk]), root=_root(row))


def _of_state(row: Linkage, now: datetime) -> datetime:
    return row.due_at or clocks.due_at(row) or now


def _reply_limit(row: Linkage, now: datetime) -> datetime:
    """From acceptance on, whatever the state; the state's own limit once the service runs."""
    if row.status == "IN_SERVICE":
        return _of_state(row, now)
    return workdays.end_of_day(row.reply_due_on) if row.reply_due_on else now


def _working(name: str) -> Callable[[Linkage, datetime], datetime]:
    return lambda row, now: workdays.in_working_days(limit(name), now)


def _receipt_limit(row: Linkage, now: datetime) -> datetime:
    """The limit that silence has passed; what is owed since then is late from its first moment."""
    return min(clocks.receive_by(row), now)


def _appointment_limit(row: Linkage, now: datetime) -> datetime:
    """The end of the day of the earliest appointment whose result is not known."""
    first = row.appointments.open().order_by("planned_at").first()
    return workdays.end_of_day(workdays.seoul_date(first.planned_at)) if first else now


REMINDED_AGAIN = (timedelta(days=2), timedelta(days=5), timedelta(days=9))


def _by_receiver(code: str, label: str, act: str, due: Callable[[Linkage, datetime], datetime] = _of_state) -> DutyKind:
    """Reminded again and again while it is late, and shown to the agency's manager; `watch_late` tells the sender."""
    return DutyKind(
        code,
        PROGRAMME,
        label,
        act,
        due,
        receiver,
        receiver_line,
        escalates_to="PARTNER_MANAGER",
        repeat_after=REMINDED_AGAIN,
        rings=True,
    )


def _by_team(code: str, label: str, act: str, due: Callable[[Linkage, datetime], datetime] = _of_state) -> DutyKind:
    return DutyKind(code, "", label, act, due, team, team_line)


# What is owed about a linkage at the side that was asked: the red number of its menu.
RECEIVER_KINDS = frozenset(
    f"referrals.{name}"
    for name in (
        "receive",
        "receive_late",
        "decide",
        "first_contact",
        "reply",
        "end_hold",
        "answer_cancel",
        "appointment",
        "destroy",
    )
)
KINDS = (
    _by_receiver("referrals.receive", "의뢰 접수", "접수"),
    _by_receiver("referrals.receive_late", "늦은 의뢰 접수", "접수", _receipt_limit),
    _by_receiver("referrals.decide", "수락 여부 답", "수락"),
    _by_receiver("referrals.first_contact", "첫 연락·서비스 시작", "서비스 시작"),
    _by_receiver("referrals.reply", "결과 회신", "결과 회신", _reply_limit),
    _by_receiver("referrals.end_hold", "보류 끝: 다시 시작 또는 중단", "재개"),
    _by_receiver("referrals.answer_cancel", "취소 요청에 답", "취소 확인"),
    DutyKind(
        "referrals.appointment",
        PROGRAMME,
        "방문·상담 결과 적기",
        "결과 적기",
        _appointment_limit,
        receiver_or_team,
        appointment_line,
        escalates_to="PARTNER_MANAGER",
        repeat_after=REMINDED_AGAIN,
        on_page=("만남 기록", "일정 변경"),  # until its day has come it can only be moved
    ),
    _by_team("referrals.supplement", "보완 후 재발송", "보완 후 재발송"),
    _by_team("referrals.chase", "응답 없는 기관에 연락", "연락 기록"),
    _by_team("referrals.confirm_reply", "회신 확인", "회신 확인"),
    _by_team("referrals.late_reply", "늦은 답 확인", "연락 기록", _working("chase")),
    _by_team("referrals.find_other", "다른 기관 찾기", "다시 의뢰", _working("find_other")),
    replace(_by_team("referrals.tell_stop", "방문 중지를 기관에 알리기", TOLD, _working("tell")), line=_own_line),
    _by_team("referrals.ask_anew", "사망 정정: 기관에 다시 묻기", TOLD, _working("tell")),
    replace(
        _by_team("referrals.next_link", "다음 주소 보내기", "주소 새로 만들기", _working("next_link")),
        on_page=("주소 만들기",),
    ),
    DutyKind(
        "referrals.destroy",
        PROGRAMME,
        "이용 중지·파기",
        "파기 확인",
        _working("destroy"),
        receiver_or_team,
        number_line,
        escalates_to="",
    ),
)
