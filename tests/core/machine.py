"""A small machine of the tests over discharge cases: what the engine promises, without the rules of a programme."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from core.access import Access
from core.actor import Actor
from core.duties import DutyKind, Line, Owner
from core.workflow import Unowed, Workflow, move
from discharge.models import DischargeCase
from discharge.workflow import CaseStatus


def _worker(actor: Actor) -> Q | None:
    return Q(social_worker_id=actor.user_id)


def _chief(actor: Actor) -> Q | None:
    return Q(hospital_id=actor.institution_id) if actor.holds("COORDINATOR") else None


def _colleague(actor: Actor) -> Q | None:
    return Q(hospital_id=actor.institution_id) if actor.holds("SOCIAL_WORKER") else None


def _nobody(actor: Actor) -> Q | None:
    return None


ACCESS: Access[DischargeCase] = Access(
    DischargeCase,
    relations={"worker": _worker, "chief": _chief, "colleague": _colleague, "agency": _nobody},
    acts={"list": ("worker", "chief", "colleague"), "read": ("worker", "chief"), "for_agency": ("worker",)},
    covers={"colleague": ("worker",)},
    in_charge=lambda row: {"worker": f"담당: {row.social_worker.name}"},
    is_aside=True,
)

ASK = DutyKind(
    "tests.ask",
    "DISCHARGE",
    "동의 묻기",
    "묻기",
    due=lambda row, now: now + timedelta(days=2),
    owner=lambda row: Owner(row.hospital_id, "SOCIAL_WORKER", row.social_worker_id),
    line=lambda row: Line(row.number, "김*상 님", "/"),
)
ASSESS = DutyKind(
    "tests.assess",
    "DISCHARGE",
    "평가하기",
    "평가",
    due=lambda row, now: now + timedelta(days=3),
    owner=lambda row: Owner(row.hospital_id, "NURSE", row.nurse_id),
    line=lambda row: Line(row.number, "김*상 님", "/"),
)


def machine() -> Workflow:
    """A fresh machine, so that the rules one test adds are gone with it."""
    made = Workflow(
        "TRIAL",
        CaseStatus,
        (
            move("begin", "-", "SCREENED", "worker", "등록"),
            move("ask", "SCREENED", "CONSENT_PENDING", "worker", "묻기", "reason"),
            move("consent", "CONSENT_PENDING", "ASSESSING", "worker agency", "동의"),
            move("answer", "CONSENT_PENDING", "ASSESSING", "agency", "기관 답변"),
            move("void", "SCREENED CONSENT_PENDING", "VOID", "chief", "등록 취소", "reason"),
            move("note", "CONSENT_PENDING", "CONSENT_PENDING", "worker", "기록"),
            move("expire", "CONSENT_PENDING", "VOID", "system", "기한 지남"),
        ),
        clocks={"SCREENED": Unowed("시험"), "CONSENT_PENDING": "tests.ask", "ASSESSING": "tests.assess"},
        final=frozenset({"VOID"}),
    )
    made.bind(ACCESS)
    return made


def days_left(moment: datetime, now: datetime) -> int:
    return (moment - now).days


def statements(queries: Any) -> list[str]:
    """The captured statements without the savepoints of the test's own transaction."""
    return [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]
