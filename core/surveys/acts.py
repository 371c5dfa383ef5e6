"""What the keepers of a round do to it, declared once for page and API."""

from __future__ import annotations

from django.urls import reverse

from core import dates
from core.actor import Actor
from core.acts import Act, Acts
from core.policy import OnRow
from core.surveys.access import ROUND_ACCESS
from core.surveys.forms import ClosingForm
from core.surveys.models import SurveyRound
from core.surveys.services import rounds


def _lead(row: SurveyRound) -> str:
    return row.title


def _facts(row: SurveyRound, actor: Actor) -> list[tuple[str, str]]:
    period = f"{dates.kdatetime(row.opens_at)}부터 {dates.open_until(row.closes_at)}"
    return [("조사", row.title), ("기간", period)]


def _crumbs(row: SurveyRound, actor: Actor) -> list[tuple[str, str]]:
    return [("만족도 조사", _fallback(actor)), (row.title, reverse("surveys:survey-detail", args=[row.pk]))]


def _fallback(actor: Actor) -> str:
    return reverse("surveys:survey-list")


SURVEY_ACTS = Acts(
    "surveys.survey",
    door=OnRow(ROUND_ACCESS, "keep", rows=SurveyRound.objects.with_counts),
    row_name="row",
    route="surveys/<uuid:pk>/act/",
    lead=_lead,
    facts=_facts,
    crumbs=_crumbs,
    fallback=_fallback,
    acts=(
        Act(
            "closing",
            ClosingForm,
            rounds.set_closing,
            label="닫는 때 바꾸기",
            question="언제 닫습니까?",
            access="keep",
            state=rounds.over,
            done="닫는 때를 바꾸었습니다.",
        ),
        Act(
            "close",
            service=rounds.close,
            label="지금 닫기",
            access="keep",
            state=rounds.over,
            done="조사를 닫았습니다.",
            happens=("더는 답을 받지 않고, 결과를 봅니다.",),
            is_irreversible=True,
            is_danger=True,
        ),
        Act(
            "renew_link",
            service=rounds.renew_link,
            label="새 주소 만들기",
            access="keep",
            state=rounds.over,
            done="새 주소를 만들었습니다. 앞의 주소와 QR 그림은 쓸 수 없습니다.",
            happens=("앞의 주소와 QR 그림은 바로 쓸 수 없게 됩니다.",),
            is_irreversible=True,
        ),
    ),
)
