"""Who owes what about an agency's referral: the agency, the hospital's coordinator, the worker who got it.

The hospital's duties go up to the coordinator, the agency's to its manager. What the worker owes belongs to the
programme in which they work (`worker_programme`): a person's list holds the duties of their own programmes only.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.urls import reverse

from core import workdays
from core.duties import DutyKind, Line, Owner
from referrals.access import REFERRALS
from referrals.limits import limit
from referrals.models import AgencyReferral, OwedResult
from referrals.services.agency_referrals import clocks
from referrals.services.agency_referrals.snapshots import masked_line

Due = Callable[[AgencyReferral, datetime], datetime]
ROOT = "referrals.agencyreferral"


def agency(row: AgencyReferral) -> Owner:
    return Owner(row.sender_id, "PARTNER_STAFF", programme=REFERRALS)


def coordinator(row: AgencyReferral) -> Owner:
    return Owner(row.receiver_id, "COORDINATOR", programme=REFERRALS)


def worker(row: AgencyReferral) -> Owner:
    """The worker to whom it was given; until then the coordinator."""
    if row.worker_id is None:
        return coordinator(row)
    return Owner(row.receiver_id, row.worker_role, row.worker_id, row.worker_programme)


def holder(row: AgencyReferral) -> Owner:
    """Who holds the referral now: the agency until it is received, then the hospital."""
    return agency(row) if row.received_at is None else worker(row)


def _url(row: AgencyReferral) -> str:
    return reverse("referrals:agency-referral-detail", args=[row.pk])


def hospital_line(row: AgencyReferral) -> Line:
    """As it was sent, masked, because duties stand in lists."""
    return Line(row.number, f"{row.sent_line} · {row.sender.short_name}", _url(row), row.urgency == "URGENT")


def agency_line(row: AgencyReferral) -> Line:
    about = f"{masked_line(row.client)} · {row.receiver.short_name}"
    return Line(row.number, about, _url(row), row.urgency == "URGENT")


def number_line(row: AgencyReferral) -> Line:
    """After a withdrawal nothing but the number is named (domain 0.3)."""
    return Line(row.number, "동의가 철회된 의뢰", reverse("referrals:agency-destruction", args=[row.pk]))


def _result_line(row: OwedResult) -> Line:
    line = hospital_line(row.referral)
    url = reverse("referrals:agency-result", args=[row.referral_id, row.pk])
    return Line(line.number, line.about, url, line.is_urgent, root=(ROOT, str(row.referral_id)))


def _of_state(row: AgencyReferral, now: datetime) -> datetime:
    return row.due_at or clocks.due_at(row) or now


def _reply_limit(row: AgencyReferral, now: datetime) -> datetime:
    return _of_state(row, now) if row.status == "IN_PROGRESS" else clocks.reply_limit(row)


def _working(name: str) -> Callable[[object, datetime], datetime]:
    return lambda row, now: workdays.in_working_days(limit(name), now)


def _by_agency(code: str, label: str, act: str, due: Due = _of_state) -> DutyKind:
    return DutyKind(code, REFERRALS, label, act, due, agency, agency_line, escalates_to="PARTNER_MANAGER")


def _by_coordinator(code: str, label: str, act: str, due: Due = _of_state) -> DutyKind:
    return DutyKind(code, REFERRALS, label, act, due, coordinator, hospital_line)


def _by_worker(code: str, label: str, act: str, due: Due = _of_state) -> DutyKind:
    return DutyKind(code, "", label, act, due, worker, hospital_line)


KINDS = (
    _by_coordinator("referrals.agency_receive", "대상자 의뢰 접수", "접수"),
    _by_coordinator("referrals.agency_decide", "대상자 의뢰 수락 여부", "수락"),
    _by_coordinator("referrals.agency_assign", "대상자 의뢰 담당 배정", "담당 배정"),
    _by_coordinator("referrals.agency_answer_cancel", "취소 요청에 답", "취소 확인"),
    _by_coordinator("referrals.agency_silent", "보완 답이 없는 의뢰 결정", "거절", _working("decide")),
    _by_worker("referrals.agency_start", "의뢰받은 대상자 첫 연락", "착수"),
    _by_worker("referrals.agency_reply", "의뢰기관에 결과 회신", "결과 회신", _reply_limit),
    _by_agency("referrals.agency_supplement", "의뢰 보완 제출", "보완 제출"),
    _by_agency("referrals.agency_confirm", "회신 확인", "회신 확인"),
    DutyKind(
        "referrals.agency_death",
        REFERRALS,
        "사망 기록: 의뢰 마무리",
        "의뢰 마무리",
        _working("decide"),
        holder,
        lambda row: agency_line(row) if row.received_at is None else hospital_line(row),
        on_page=("취소", "거절", "결과 회신"),
    ),
    DutyKind(
        "referrals.agency_pass_on",
        "",
        "결과를 의뢰기관에 알리기",
        "알리기",
        _working("pass_on"),
        lambda row: worker(row.referral),
        _result_line,
    ),
    DutyKind(
        "referrals.agency_destroy",
        REFERRALS,
        "이용 중지·파기",
        "파기 확인",
        _working("destroy"),
        worker,
        number_line,
    ),
)
