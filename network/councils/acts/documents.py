"""What an approver does to a paper whose turn has come to them, and what its house may take back; for page and API."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from core.actor import Actor
from core.acts import Act, Acts, Standing
from core.policy import OnRow
from network.councils.access import DOCUMENT_ACCESS
from network.councils.acts.meetings import meeting_crumbs, meeting_facts, meeting_line, to_councils
from network.councils.forms.documents import CommentForm, SignForm, WithdrawForm
from network.councils.models import CouncilDocument
from network.councils.services import approving, correcting
from network.councils.workflow import DOCUMENT


def rows() -> Any:
    return CouncilDocument.objects.for_page().prefetch_related("approvals__person")


def _primary(standing: Standing) -> str:
    return "approve"


def _lead(document: CouncilDocument) -> str:
    return meeting_line(document.meeting)


def _facts(document: CouncilDocument, actor: Actor) -> list[tuple[str, str]]:
    return meeting_facts(document.meeting, actor)


def _crumbs(document: CouncilDocument, actor: Actor) -> list[tuple[str, str]]:
    return meeting_crumbs(document.meeting, actor)


def _home(document: CouncilDocument) -> str:
    return reverse("councils:meeting-detail", args=[document.meeting_id])


DOCUMENT_ACTS = Acts(
    "councils.document",
    door=OnRow(DOCUMENT_ACCESS, "sign", rows=rows),
    row_name="document",
    machine=DOCUMENT,
    route="documents/<uuid:document_id>/act/",
    lead=_lead,
    facts=_facts,
    crumbs=_crumbs,
    home=_home,
    fallback=to_councils,
    primary=_primary,
    acts=(
        Act("approve", SignForm, approving.sign, is_irreversible=True, api="sign"),
        Act("return", CommentForm, approving.send_back, is_danger=True, is_beside=True),
    ),
)

PAPER_ACTS = Acts(
    "councils.paper",
    door=OnRow(DOCUMENT_ACCESS, "edit", rows=rows),
    row_name="document",
    machine=DOCUMENT,
    route="documents/<uuid:document_id>/take/",
    lead=_lead,
    facts=_facts,
    crumbs=_crumbs,
    home=_home,
    fallback=to_councils,
    acts=(
        Act(
            "pull_back",
            service=approving.pull_back,
            happens=("결재할 사람의 할 일이 없어지고, 고쳐서 다시 올릴 수 있습니다.",),
            done="결재 문서를 회수했습니다.",
        ),
        Act(
            "withdraw",
            WithdrawForm,
            correcting.withdraw,
            happens=(
                "위원과 결재자에게 시행 취소를 알립니다.",
                "문서에는 시행을 취소했다고 표시됩니다.",
                "고친 보고를 다시 올릴 할 일이 생깁니다.",
            ),
            is_irreversible=True,
            is_danger=True,
            done="시행을 취소하고 위원에게 알렸습니다.",
        ),
    ),
)
