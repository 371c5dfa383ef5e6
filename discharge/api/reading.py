"""What the API reads about cases: the lines of the list, and a whole case in a few statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone

from core.actor import Actor
from core.duties import label_of
from core.masking import mask_chart_no, mask_name
from core.models import Duty
from discharge.models import DischargeCase, DischargePlan
from discharge.panels import cases as case_panel
from discharge.panels.plans import ROWS
from discharge.workflow import DISCHARGE, PROGRAMME, CaseStatus
from network.models import Consent

LINE_FIELDS = (
    "pk",
    "number",
    "status",
    "ward",
    "target_group",
    "discharged_on",
    "next_due_at",
    "created_at",
    "client_id",
    "client__name",
    "client__birth_date",
    "client__birth_year",
    "client__sex",
    "chart_no",
    "social_worker__name",
)


def lines(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Header lines for rows of `LINE_FIELDS`; one query for what is owed about all of them."""
    owed = case_panel.owed_first(row["pk"] for row in rows)
    return [_header_line(row, owed.get(str(row["pk"]))) for row in rows]


def _header_line(row: Mapping[str, Any], duty: Duty | None) -> dict[str, Any]:
    birth = row["client__birth_date"]
    return {
        "id": row["pk"],
        "number": row["number"],
        "name": mask_name(row["client__name"]),
        "birth_year": birth.year if birth else row["client__birth_year"],
        "chart_no": mask_chart_no(row["chart_no"] or ""),
        "sex": row["client__sex"],
        "status": row["status"],
        "status_label": CaseStatus(row["status"]).label,
        "ward": row["ward"] if row["discharged_on"] is None else "",
        "group": row["target_group"],
        "social_worker": row["social_worker__name"] or "",
        **_owed(duty),
    }


def _owed(duty: Duty | None) -> dict[str, Any]:
    if duty is None:
        return {"next_duty": "", "next_label": "", "next_person": "", "next_due_at": None, "is_late": False}
    return {
        "next_duty": duty.kind,
        "next_label": label_of(duty),
        "next_person": duty.person.name if duty.person else "",
        "next_due_at": timezone.localtime(duty.due_at),
        "is_late": duty.due_at <= timezone.now(),
    }


def state(case: DischargeCase, actor: Actor, relations: frozenset[str]) -> dict[str, Any]:
    """Where the case stands, and what may be done next."""
    return {
        "pk": case.pk,
        "number": case.number,
        "status": case.status,
        "version": case.version,
        "actions": DISCHARGE.available(case, relations, actor),
    }


def whole(case: DischargeCase, actor: Actor) -> dict[str, Any]:
    """Everything that the case page shows; one statement for each table."""
    now = timezone.now()
    duties = case_panel.owed(case)
    plans = DischargePlan.objects.select_related("submitted_by", "approved_by").prefetch_related(*ROWS)
    prefetch_related_objects([case], Prefetch("plans", plans.order_by("-edition")))  # the moves' rules read them too
    return {
        **state(case, actor, getattr(case, "relations", frozenset())),
        "hospital": case.hospital,
        "client": case.client,
        "stay": case,
        "team": {
            "social_worker": case.social_worker,
            "nurse": case.nurse,
            "attending": case.attending,
            "members": list(case.team.filter(removed_at__isnull=True).select_related("user")),
        },
        "consents": list(consents_of(case)),
        "others": case_panel.others(case, actor),
        "plan": next(iter(case.plans.all()), None),
        "duties": [
            {
                "kind": duty.kind,
                "label": label_of(duty),
                "role": duty.role,
                "person": duty.person,
                "due_at": duty.due_at,
                "is_late": duty.due_at <= now,
            }
            for duty in duties
        ],
    }


def consents_of(case: DischargeCase) -> Any:
    """The consents of this case's person in this programme."""
    rows = Consent.objects.filter(client_id=case.client_id, programme=PROGRAMME)
    return rows.select_related("receiver", "client").order_by("created_at", "pk")
