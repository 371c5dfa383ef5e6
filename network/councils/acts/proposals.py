"""What becomes of a proposal, declared once for page and API."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse

from core.actor import Actor
from core.acts import Act, Acts
from core.policy import OnRow
from network.councils.access import PROPOSAL
from network.councils.forms.proposals import DecideForm
from network.councils.models import Proposal
from network.councils.services import proposals


def rows() -> QuerySet[Proposal]:
    return Proposal.objects.select_related("council", "institution", "meeting")


def _lead(proposal: Proposal) -> str:
    return f"{proposal.title} · {proposal.institution.name}"


def _facts(proposal: Proposal, actor: Actor) -> list[tuple[str, str]]:
    return [("제안 기관", proposal.institution.name), ("제목", proposal.title), ("내용", proposal.text)]


def _crumbs(proposal: Proposal, actor: Actor) -> list[tuple[str, str]]:
    return [
        (proposal.council.name, reverse("councils:council-detail", args=[proposal.council_id])),
        (proposal.title, reverse("councils:proposal-detail", args=[proposal.pk])),
    ]


def _fallback(actor: Actor) -> str:
    return reverse("councils:council-list")


PROPOSAL_ACTS = Acts(
    "councils.proposal",
    door=OnRow(PROPOSAL, "decide", rows=rows),
    row_name="proposal",
    route="proposals/<int:proposal_id>/act/",
    lead=_lead,
    facts=_facts,
    crumbs=_crumbs,
    fallback=_fallback,
    primary=lambda standing: "decide",
    acts=(
        Act(
            "decide",
            DecideForm,
            proposals.decide,
            label="검토 결과 적기",
            question="검토 결과",
            access="decide",
            state=proposals.decided,
            is_irreversible=True,
            done="검토 결과를 제안 기관에 알렸습니다.",
            happens=("결과를 제안 기관에 알립니다.",),
        ),
    ),
)
