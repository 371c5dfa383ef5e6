"""Papers of discharge care: gathering their rows, printing, and keeping the paper of every approved plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from celery import current_app
from django.db import transaction
from django.db.models import Prefetch
from django.utils import timezone

from core import codes, workdays
from core.actor import Actor
from core.errors import Conflict, NotVisible
from core.models import PrintedDocument
from core.reports import Final, KeptPapers, Paper, give_number, preview, print_out, type_page, write_page
from discharge.access import CASE
from discharge.models import DischargeCase, DischargePlan, PlanAction
from discharge.papers import consents as consent_paper
from discharge.papers import plans as plan_paper
from discharge.workflow import DISCHARGE, PROGRAMME
from network.models import Consent, ConsentText, Membership
from network.services.letterheads import House, letterhead_of
from referrals.models import Linkage

FREEZE_TASK = "discharge.tasks.freeze_plans"


# Services that did not come about are not promised to a patient.
NOT_ARRANGED = ("DRAFT", "DECLINED", "CANCELLED", "STOPPED", "WITHDRAWN", "NO_RESPONSE")


# --- plan ------------------------------------------------------------------------------------------------------------


def preview_plan(*, actor: Actor, case: DischargeCase, edition: int, frame: Mapping[str, Any]) -> str:
    """A version of the plan as a page; `frame` carries the addresses for its tools."""
    _demand(actor, case)
    rows = plan_rows(case, _plan(case, edition))
    return preview(_plan_paper(rows.house, rows.plan), case, {**plan_paper.context(rows), **frame}, actor)


def print_plan(*, actor: Actor, case: DischargeCase, edition: int) -> tuple[PrintedDocument, bytes]:
    """The PDF of a version. An approved one is the kept paper, byte for byte; an open one is marked 작성 중."""
    _demand(actor, case)
    plan = _plan(case, edition)
    if plan.approved_at is None:
        rows = plan_rows(case, plan)
        return print_out(_plan_paper(rows.house, plan), case, plan_paper.context(rows), actor)
    return PLANS.hand_out(plan.pk, case, actor)


def type_plan(*, actor: Actor, case: DischargeCase, edition: int) -> tuple[str, bytes]:
    """The same as HWPX."""
    _demand(actor, case)
    plan = _plan(case, edition)
    if plan.approved_at is None:
        rows = plan_rows(case, plan)
        return type_page(_plan_paper(rows.house, plan), case, plan_paper.context(rows), actor)
    return PLANS.hand_out_typed(plan.pk, case, actor)


def _final_plan(plan: DischargePlan) -> Final:
    assert plan.approved_by_id is not None
    rows = plan_rows(plan.case, plan)
    context, by = plan_paper.context(rows), rows.house.short_name
    paper = _plan_paper(rows.house, plan)
    return Final(paper, plan.case, context, by, plan.approved_by_id, write_page(paper, context, plan.approved_at))


@DISCHARGE.after("approve_plan", "approve_amendment")
def _issue(case: DischargeCase, data: Mapping[str, Any], actor: Actor) -> None:
    """The approval issues the version: it has its number now. Ask a worker to keep the paper; should the bell be lost,
    the sweep finds the version within a minute."""
    plan = case.plans.filter(approved_at__isnull=False).order_by("-edition")[0]
    give_number(_plan_paper(letterhead_of(case.hospital), plan), case)

    def ring() -> None:
        current_app.send_task(FREEZE_TASK, queue="documents", retry=False)

    transaction.on_commit(ring, robust=True)


def plan_rows(case: DischargeCase, plan: DischargePlan) -> plan_paper.PlanRows:
    """What the paper of one version shows. An approved version shows what stood when it was approved."""
    moment = plan.approved_at or timezone.now()
    linkages = Linkage.objects.about(case.pk).filter(sender_id=case.hospital_id, sent_at__lte=moment)
    found = linkages.exclude(status__in=NOT_ARRANGED).select_related("receiver").prefetch_related("receiver__phones")
    return plan_paper.PlanRows(
        case=case,
        plan=plan,
        linkages=list(found.order_by("sent_at")),
        house=letterhead_of(case.hospital),
        moment=moment,
    )


def _plan(case: DischargeCase, edition: int) -> DischargePlan:
    plan = _plans().filter(case=case, edition=edition).first()
    if plan is None:
        raise NotVisible
    return plan


def _plans() -> Any:
    actions = PlanAction.objects.select_related("partner").prefetch_related("partner__phones")
    return DischargePlan.objects.select_related(
        "case__client", "case__hospital", "case__attending", "approved_by"
    ).prefetch_related("parts__signed_by", "goals", Prefetch("actions", queryset=actions))


PLANS = KeptPapers(_plans, "approved_at", _final_plan)


# --- consent form ----------------------------------------------------------------------------------------------------


def preview_consent(*, actor: Actor, case: DischargeCase, as_record: bool, frame: Mapping[str, Any]) -> str:
    """The consent form as a page: blank for signing, or with the answers on record."""
    _demand(actor, case)
    rows = consent_rows(case, as_record=as_record)
    return preview(_consent_paper(rows), case, {**consent_paper.context(rows), **frame}, actor)


def print_consent(*, actor: Actor, case: DischargeCase, as_record: bool) -> tuple[PrintedDocument, bytes]:
    """The consent form as a PDF."""
    _demand(actor, case)
    rows = consent_rows(case, as_record=as_record)
    return print_out(_consent_paper(rows), case, consent_paper.context(rows), actor)


def type_consent(*, actor: Actor, case: DischargeCase, as_record: bool) -> tuple[str, bytes]:
    """The consent form as HWPX."""
    _demand(actor, case)
    rows = consent_rows(case, as_record=as_record)
    return type_page(_consent_paper(rows), case, consent_paper.context(rows), actor)


def consent_rows(case: DischargeCase, *, as_record: bool) -> consent_paper.ConsentRows:
    """Texts in force today and the person's consents that this hospital asked for in this programme."""
    consents = Consent.objects.filter(
        client_id=case.client_id, programme=PROGRAMME, institution_id=case.hospital_id
    ).select_related("text", "receiver", "explained_by")
    today = workdays.seoul_today()
    return consent_paper.ConsentRows(
        case=case,
        texts=texts_in_force(today),
        consents=list(consents.order_by("created_at", "pk")),
        house=letterhead_of(case.hospital),
        officers=_privacy_officers(case.hospital_id, today),
        as_record=as_record,
    )


def texts_in_force(day: date) -> dict[str, ConsentText]:
    """The newest published text of every block. Raises Conflict when the site lacks one that must be asked."""
    rows = ConsentText.objects.filter(valid_from__lte=day).order_by("consent_type", "-edition").distinct("consent_type")
    found = {row.consent_type: row for row in rows}
    lacking = [kind for kind in consent_paper.ALWAYS_ASKED if kind not in found]
    if lacking:
        raise Conflict(f"시행 중인 동의서 문구가 없습니다: {codes.labels('consent_type', lacking)}")
    return found


def _privacy_officers(hospital_id: int, day: date) -> list[tuple[str, str]]:
    """Name and telephone of those to whom a person may complain."""
    rows = Membership.objects.valid_on(day).holding(hospital_id, "CPO").select_related("user").order_by("pk")
    return [(row.user.name, row.user.phone) for row in rows]


# --- both ------------------------------------------------------------------------------------------------------------


def _demand(actor: Actor, case: DischargeCase) -> None:
    CASE.demand(case, "print", getattr(case, "relations", None) or CASE.relations_of(actor, case))


def _plan_paper(house: House, plan: DischargePlan) -> Paper:
    return replace(plan_paper.PAPER, office=house.signature, edition=str(plan.edition))


def _consent_paper(rows: consent_paper.ConsentRows) -> Paper:
    return replace(consent_paper.PAPER, office=rows.house.signature, edition="record" if rows.as_record else "")
