"""What the coordinator does to one who signed up, declared once for page and API."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from core.actor import Actor
from core.acts import Act, Acts
from core.masking import mask_name
from core.policy import OnRow
from education.access import ENROLMENT_ACCESS
from education.acts.requests import course_crumbs, course_facts, to_list
from education.models import Enrolment
from education.services import enrolments
from education.workflow import ENROLMENT


def rows() -> Any:
    return Enrolment.objects.select_related("request__requester", "request__topic", "request__host")


def _lead(enrolment: Enrolment) -> str:
    return f"{mask_name(enrolment.name)} · {enrolment.request.course}"


def _facts(enrolment: Enrolment, actor: Actor) -> list[tuple[str, str]]:
    return course_facts(enrolment.request, actor)


def _crumbs(enrolment: Enrolment, actor: Actor) -> list[tuple[str, str]]:
    return course_crumbs(enrolment.request, actor)


def _home(enrolment: Enrolment) -> str:
    return reverse("education:course-people", args=[enrolment.request_id])


ENROLMENT_ACTS = Acts(
    "education.enrolment",
    door=OnRow(ENROLMENT_ACCESS, "manage", rows=rows, audit_as="education.people_open"),
    row_name="enrolment",
    machine=ENROLMENT,
    route="enrolments/<uuid:enrolment_id>/act/",
    lead=_lead,
    facts=_facts,
    crumbs=_crumbs,
    home=_home,
    fallback=to_list,
    acts=(
        Act(
            "promote",
            service=enrolments.promote,
            happens=("순번과 상관없이 이 사람의 자리가 확정되고, 본인에게 알립니다.",),
            done="자리를 확정했습니다.",
        ),
    ),
)
