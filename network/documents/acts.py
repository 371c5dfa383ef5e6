"""What is done to a paper on its way, declared once for page and API: signed, returned, pulled back, withdrawn; and to
a line that an office keeps."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from core import dates
from core.actor import Actor
from core.acts import Act, Acts
from core.policy import OnRow
from network.documents.access import DOCUMENT_ACCESS, LINE_ACCESS
from network.documents.forms import CommentForm, SignForm, WithdrawForm
from network.documents.models import Document, SavedLine
from network.documents.registry import kind_of, subject_of
from network.documents.services import approving, issuing, lines
from network.documents.services.turns import next_turn
from network.documents.workflow import DOCUMENT


def rows() -> Any:
    return Document.objects.for_page()


def to_list(actor: Actor) -> str:
    return reverse("documents:document-list")


def _lead(document: Document) -> str:
    return f"{document.title} · {document.created_by.name} 기안"


def facts(document: Document, actor: Actor) -> list[tuple[str, str]]:
    happens = "\n".join(kind_of(document).consequences(subject_of(document)))
    found = [
        ("문서", document.title),
        ("번호", document.number or "시행할 때 받음"),
        ("기안", f"{document.created_by.name} · {dates.kdate_short(document.submitted_at or document.created_at)}"),
        ("정정 사유", document.correction_reason),
        ("정정 내용", document.correction_note),
        ("시행하면", "" if document.issued_at else happens),
    ]
    return [(label, text) for label, text in found if text]


def crumbs(document: Document, actor: Actor) -> list[tuple[str, str]]:
    return [
        ("결재 문서", reverse("documents:document-list")),
        (document.title, reverse("documents:document-detail", args=[document.pk])),
    ]


def _next(document: Document, actor: Actor) -> str:
    """The next paper that waits for this person, else what they have signed."""
    following = next_turn(actor)
    return reverse("documents:document-detail", args=[following]) if following else to_list(actor)


DOCUMENT_ACTS = Acts(
    "documents.document",
    door=OnRow(DOCUMENT_ACCESS, "sign", rows=rows),
    row_name="document",
    machine=DOCUMENT,
    route="<uuid:document_id>/act/",
    lead=_lead,
    facts=facts,
    crumbs=crumbs,
    fallback=to_list,
    primary=lambda standing: "approve",
    acts=(
        Act("approve", SignForm, approving.sign, lands=_next, is_irreversible=True, api="sign"),
        Act("return", CommentForm, approving.send_back, lands=_next, is_danger=True, is_beside=True),
    ),
)

PAPER_ACTS = Acts(
    "documents.paper",
    door=OnRow(DOCUMENT_ACCESS, "edit", rows=rows),
    row_name="document",
    machine=DOCUMENT,
    route="<uuid:document_id>/take/",
    lead=_lead,
    facts=facts,
    crumbs=crumbs,
    home=lambda document: reverse("documents:document-detail", args=[document.pk]),
    fallback=to_list,
    acts=(
        Act(
            "pull_back",
            service=approving.pull_back,
            happens=("결재할 사람의 할 일이 없어지고, 고쳐서 다시 올릴 수 있습니다.",),
            done="결재 문서를 회수했습니다.",
        ),
        Act(
            "issue",
            service=issuing.issue_correction,
            label="정정 문서 시행",
            happens=("앞 문서는 정정된 것으로 표시됩니다.", "앞 문서를 받은 사람은 새 문서를 봅니다."),
            is_irreversible=True,
            done="정정 문서를 시행했습니다.",
        ),
        Act(
            "withdraw",
            WithdrawForm,
            issuing.withdraw,
            happens=(
                "문서를 받은 사람과 결재자에게 시행 취소를 알립니다.",
                "문서에는 시행을 취소했다고 표시됩니다.",
                "고친 문서를 다시 올릴 할 일이 생깁니다.",
            ),
            is_irreversible=True,
            is_danger=True,
            done="시행을 취소하고 알렸습니다.",
        ),
    ),
)

LINE_ACTS = Acts(
    "documents.line",
    door=OnRow(LINE_ACCESS, "edit", rows=lambda: SavedLine.objects.prefetch_related("steps__person")),
    row_name="line",
    route="lines/<int:line_id>/act/",
    lead=lambda line: line.name,
    home=lambda line: reverse("documents:line-list"),
    fallback=lambda actor: reverse("documents:line-list"),
    acts=(
        Act(
            "remove",
            service=lines.remove,
            label="지우기",
            access="edit",
            happens=("이 이름으로 더는 고를 수 없습니다. 이미 올린 문서의 결재선은 그대로입니다.",),
            is_danger=True,
            done="저장한 결재선을 지웠습니다.",
            status=204,
        ),
    ),
)
