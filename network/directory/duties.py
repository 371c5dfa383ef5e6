"""What is owed about the resource directory: looking an entry through, answering whether there is room."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from core import workdays
from core.duties import DutyKind, Line, Owner
from network.directory.limits import limit
from network.directory.models import CapacityQuestion, ServiceOffer
from network.services.responsibility import keeper_of, own_role

VERIFY, ANSWER, CALL = "directory.verify_resource", "directory.answer_capacity", "directory.call_capacity"


def _offer_line(row: ServiceOffer) -> Line:
    about = f"{row.get_service_display()} · {row.institution.name}"
    return Line(f"자원-{row.pk}", about, reverse("directory:resource-detail", args=[row.pk]))


def _question_url(row: CapacityQuestion) -> str:
    return reverse("directory:question-detail", args=[row.pk])


def _agency_line(row: CapacityQuestion) -> Line:
    about = f"{row.offer.get_service_display()} · {row.asker.name}"
    return Line(row.number, about, _question_url(row), row.urgency == "URGENT")


def _asker_line(row: CapacityQuestion) -> Line:
    about = f"{row.offer.get_service_display()} · {row.offer.institution.name}"
    return Line(row.number, about, _question_url(row), row.urgency == "URGENT")


def _agency(row: CapacityQuestion) -> Owner:
    return Owner(row.offer.institution_id, own_role(row.offer.institution) or "PARTNER_STAFF")


def _asker(row: CapacityQuestion) -> Owner:
    return Owner(row.asker_id, "SOCIAL_WORKER", row.asked_by_id)


def question_due(urgency: str, since: datetime) -> datetime:
    """One business day when urgent, else three."""
    return workdays.in_working_days(
        limit("answer_capacity_urgent" if urgency == "URGENT" else "answer_capacity"), since
    )


KINDS = (
    DutyKind(
        VERIFY,
        "",
        "자원 정보 확인",
        "확인하기",
        lambda row, now: workdays.in_working_days(limit("verify"), now),
        lambda row: keeper_of(row.institution),
        _offer_line,
        on_page=("확인했습니다",),
        escalates_to="PARTNER_MANAGER",
    ),
    DutyKind(
        ANSWER,
        "",
        "받을 수 있는지 답",
        "답하기",
        lambda row, now: row.due_at,
        _agency,
        _agency_line,
        escalates_to="PARTNER_MANAGER",
    ),
    DutyKind(
        CALL,
        "",
        "답 없는 수용 문의: 전화로 확인",
        "전화로 들은 답 적기",
        lambda row, now: workdays.in_working_days(limit("call_capacity"), now),
        _asker,
        _asker_line,
    ),
)
