"""What the case page shows above its sections: where the case stands, what comes next, what may be done."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from core import workdays
from core.actor import Actor
from core.dates import kdate, kdate_short
from core.duties import KINDS
from core.masking import mask_chart_no, mask_name
from core.models import Duty
from discharge.access import CASE
from discharge.models import DischargeCase, DischargePlan
from discharge.services.cases import ROOT
from discharge.workflow import DISCHARGE, CaseStatus
from network.models import Client

S = CaseStatus
STEPS = (
    ("선별", (S.SCREENED, S.INELIGIBLE)),
    ("동의", (S.CONSENT_PENDING, S.CONSENT_REFUSED)),
    ("평가", (S.ASSESSING,)),
    ("계획 수립", (S.PLANNING, S.PLAN_REVIEW)),
    ("계획 확정", (S.PLANNED,)),
    ("사후관리", (S.FOLLOW_UP,)),
    ("종결", (S.CLOSED,)),
)


# Moves that a page of their own makes; the others open the short form of the move.
OWN_PAGES = {
    "consent": "discharge:consent-record",
    "discharge": "discharge:case-discharge",
    "discharge_early": "discharge:case-discharge",
    "close": "discharge:case-close",
    "close_early": "discharge:case-close-early",
}


# Moves whose own page asks for just what the rule of the move misses: it must not be closed for want of it.
ASKED_THERE = ("consent",)


# What moves a case on, in the order in which a page offers it as its one filled button.
FORWARD = (
    "qualify",
    "consent",
    "finish_assessment",
    "submit_plan",
    "approve_plan",
    "discharge",
    "approve_amendment",
    "close",
)
DANGER = ("void", "close_early")


def steps(case: DischargeCase, plans: list[DischargePlan]) -> list[dict[str, Any]]:
    """The seven stages with the day on which each was passed."""
    here = next((index for index, (_, states) in enumerate(STEPS) if case.status in states), 0)
    first = plans[-1] if plans else None  # the first version: when the case passed these stages
    passed: dict[int, date | None] = {
        0: workdays.seoul_date(case.created_at),
        1: case.consented_on,
        2: workdays.seoul_date(first.created_at) if first else None,
        3: workdays.seoul_date(first.submitted_at) if first and first.submitted_at else None,
        4: workdays.seoul_date(first.approved_at) if first and first.approved_at else None,
        5: case.discharged_on,
        6: case.closed_on,
    }
    found = []
    for index, (label, _) in enumerate(STEPS):
        is_done = index < here or case.status == S.CLOSED
        day = passed.get(index)
        note = f"{kdate_short(day)}" if day and (is_done or index == here) else ""
        now = index == here and case.status != S.CLOSED
        found.append(
            {"label": label, "note": f"{note} 마침" if is_done and note else note, "done": is_done, "now": now}
        )
    return found


def owed(case: DischargeCase) -> list[Duty]:
    """Everything owed about the case, earliest first; one query."""
    rows = Duty.objects.open().filter(root_kind=ROOT, root_id=str(case.pk))
    found = list(rows.select_related("person", "institution").worst_first()[:20])
    for duty in found:
        duty.matter = _matter(duty, case)
    return found


def _matter(duty: Duty, case: DischargeCase) -> str:
    """Which row of the case a duty is about, as its line says after the person; empty where it is the case itself."""
    if duty.object_id == str(case.pk):
        return ""
    _, _, rest = duty.about.partition(" 님 · ")
    number = "" if duty.number == case.number else duty.number
    return " · ".join(filter(None, (rest, number)))


def listed_name(case: DischargeCase, actor: Actor) -> str:
    """On the lists of who is in charge in full where the site allows it; masked for anybody else."""
    in_charge = (case.social_worker_id, case.nurse_id, case.attending_id)
    if settings.SITE["full_names_on_own_lists"] and actor.user_id in in_charge:
        return case.client.name
    return mask_name(case.client.name)


def told_apart(client: Client, chart_no: str | None) -> str:
    """`1948년생 여 · 등록번호 *****678`: what tells two with one masked name apart."""
    about = " ".join(filter(None, (client.born, client.get_sex_display())))
    return " · ".join(filter(None, (about, f"등록번호 {mask_chart_no(chart_no)}" if chart_no else "")))


def owed_first(ids: Iterable[Any]) -> dict[str, Duty]:
    """For the cases of one page of a list: what is owed first about each; one query."""
    rows = Duty.objects.open().filter(root_id__in=[str(pk) for pk in ids], root_kind=ROOT)
    first = rows.order_by("root_id", "due_at", "-is_urgent", "id").distinct("root_id")
    return {
        duty.root_id: duty for duty in first.select_related("person").only("kind", "root_id", "due_at", "person__name")
    }


def next_step(case: DischargeCase, duties: list[Duty], actor: Actor) -> dict[str, Any] | None:
    """The next box: what is owed first, by whom, until when."""
    if not duties:
        return None
    mine = [duty for duty in duties if is_mine(duty, actor)]
    soon = workdays.end_of_day(workdays.seoul_today())
    first = mine[0] if mine and mine[0].due_at <= max(soon, duties[0].due_at) else duties[0]
    kind = KINDS.get(first.kind)
    label = kind.label if kind else first.kind
    who = first.person.name if first.person else first.institution.short_name
    own = is_mine(first, actor)
    return {
        "mine": own,
        "text": f"{label} 차례입니다." if own else f"{who}의 차례입니다: {label}",
        "detail": who,
        "due_at": timezone.localtime(first.due_at - timedelta(seconds=1)),
        "url": first.url if own and first.url != page_of(case) else "",
    }


def is_mine(duty: Duty, actor: Actor) -> bool:
    if duty.person_id is not None:
        return duty.person_id == actor.user_id
    return duty.institution_id == actor.institution_id and actor.holds(duty.role)


def actions(case: DischargeCase, actor: Actor) -> list[dict[str, Any]]:
    """The buttons of the page from the table of moves; a blocked one keeps its reason."""
    relations: frozenset[str] = getattr(case, "relations", frozenset())
    available = DISCHARGE.available(case, relations, actor)
    reasons = {action.name: "" if action.name in ASKED_THERE else action.blocked for action in available}
    lead = next((name for name in FORWARD if reasons.get(name) == ""), "")
    rows = []
    for action in available:
        style = "primary" if action.name == lead else "danger" if action.name in DANGER else "tertiary"
        rows.append(
            {
                "name": action.name,
                "label": action.label,
                "url": move_url(case, action.name),
                "style": style,
                "blocked_reason": reasons[action.name],
            }
        )
    return sorted(rows, key=lambda row: (row["style"] != "primary", row["style"] == "danger"))


def page_of(case: DischargeCase, anchor: str = "") -> str:
    url = reverse("discharge:case-detail", args=[case.pk])
    return f"{url}#{anchor}" if anchor else url


def move_url(case: DischargeCase, name: str) -> str:
    if name in OWN_PAGES:
        return reverse(OWN_PAGES[name], args=[case.pk])
    board = "aftercare" if name in ("extend", "reopen") else "case"
    return reverse(f"discharge:{board}-act", args=[case.pk, name])


def others(case: DischargeCase, actor: Actor) -> list[dict[str, Any]]:
    """The other cases of the person at this hospital, the newest first; a link where the actor may read one. One query."""
    rows = DischargeCase.objects.filter(client=case.client_id, hospital=case.hospital_id).counted().exclude(pk=case.pk)
    shown = CASE.related(rows, actor).order_by("-admitted_on", "-pk")
    found = [(row, CASE.read_relations(row)) for row in shown]
    return [_other(row, relations) for row, relations in found if CASE.allows("list", relations)]


def _other(row: DischargeCase, relations: frozenset[str]) -> dict[str, Any]:
    days = [row.admitted_on, row.discharged_on, row.closed_on]
    words = [f"{kdate(day)} {label}" for day, label in zip(days, ("입원", "퇴원", "종결"), strict=True) if day]
    url = page_of(row) if CASE.allows("read", relations) else ""
    return {"case": row, "days": " · ".join(words), "url": url}
