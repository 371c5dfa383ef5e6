"""How a question about room is answered, or no longer asked, declared once for page and API."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse

from core import dates
from core.actor import Actor
from core.acts import Act, Acts
from core.policy import OnRow
from network.directory.access import QUESTION_ACCESS
from network.directory.forms.questions import AnswerForm, TelephoneAnswerForm
from network.directory.models import CapacityQuestion
from network.directory.services import questions


def rows() -> QuerySet[CapacityQuestion]:
    return CapacityQuestion.objects.for_list()


def _lead(question: CapacityQuestion) -> str:
    return f"{question.number} · {question.offer.get_service_display()} · {question.offer.institution.name}"


def _facts(question: CapacityQuestion, actor: Actor) -> list[tuple[str, str]]:
    return [
        ("서비스", question.offer.get_service_display()),
        ("받는 기관", question.offer.institution.name),
        ("나이대", question.get_age_band_display()),
        ("필요한 것", question.need),
        ("물은 때", dates.kdatetime(question.asked_at)),
    ]


def _crumbs(question: CapacityQuestion, actor: Actor) -> list[tuple[str, str]]:
    page = reverse("directory:question-detail", args=[question.pk])
    return [("수용 문의", _fallback(actor)), (question.number, page)]


def _fallback(actor: Actor) -> str:
    return reverse("directory:question-list")


QUESTION_ACTS = Acts(
    "directory.question",
    door=OnRow(QUESTION_ACCESS, "read", rows=rows),
    row_name="question",
    route="capacity-questions/<uuid:pk>/act/",
    lead=_lead,
    facts=_facts,
    crumbs=_crumbs,
    fallback=_fallback,
    primary=lambda standing: "answer" if "agency" in standing.relations else "enter_answer",
    acts=(
        Act(
            "answer",
            AnswerForm,
            questions.answer,
            label="답하기",
            question="받을 수 있습니까?",
            access="answer",
            state=questions.closed,
            shows_facts=True,
            done="답했습니다.",
            happens=("물은 기관에 바로 알립니다.",),
        ),
        Act(
            "enter_answer",
            TelephoneAnswerForm,
            questions.enter_answer,
            label="전화로 들은 답 적기",
            question="전화로 들은 답",
            access="follow",
            state=questions.closed,
            shows_facts=True,
            done="들은 답을 적었습니다.",
        ),
        Act(
            "withdraw",
            service=questions.withdraw,
            label="더 묻지 않기",
            access="follow",
            state=questions.closed,
            is_irreversible=True,
            done="문의를 거두었습니다.",
            happens=("받은 기관은 더 답하지 않아도 됩니다.",),
        ),
    ),
)
